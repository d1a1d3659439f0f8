// Conflicts: what both sides last agreed on, what the folder says, what the service says; and which of them to take.

import { get, path, write } from "./api.js";
import { pairMark } from "./changes.js";
import { ask, openDialog } from "./dialog.js";
import { marked } from "./diff.js";
import { brief, button, capped, h, labelled, said } from "./dom.js";
import { setKeys } from "./keys.js";
import { attempt, empty, problemNote } from "./notices.js";
import { screen } from "./screen.js";
import { address } from "./router.js";
import { figures } from "./words.js";

const results = { local: "Settled.", remote: "Settled.", both: "Both are kept: the service's version is a second event." };
const takings = { local: "Keep the folder's", remote: "Take the service's", both: "Keep both" };

/** Opens the screen. */
export function open(place) {
    const shown = screen(place, "Conflicts", {
        about: "Fields that changed on both sides to different values. Both sides keep their own until you choose.",
        when: ["conflicts"],
        read: () => get("/api/conflicts"),
        draw: (conflicts) => (conflicts.length ? [all(conflicts), list(conflicts)]
            : empty("No conflicts", "When a field changes on both sides to different values, it waits here, and you choose.")),
    });
    const inFocus = (action) => () => {
        const card = document.activeElement?.closest("[data-conflict]") ?? place.querySelector("[data-conflict]");
        card?.querySelector(`[data-take="${action}"]`)?.click();
    };
    setKeys([
        { key: "j", words: "Next conflict", act: () => move(1) },
        { key: "k", words: "Conflict before", act: () => move(-1) },
        { key: "1", words: "Keep the folder's, for the conflict in focus", act: inFocus("local") },
        { key: "2", words: "Take the service's", act: inFocus("remote") },
        { key: "3", words: "Keep both", act: inFocus("both") },
        { key: "e", words: "Edit", act: inFocus("edit") },
    ]);
    return shown;

    function move(step) {
        const titles = [...place.querySelectorAll("[data-conflict] h2")];
        const at = titles.findIndex((title) => title.closest("[data-conflict]").contains(document.activeElement));
        const next = at < 0 ? titles[0] : titles[Math.min(titles.length - 1, Math.max(0, at + step))];
        next?.focus();
        next?.scrollIntoView({ block: "nearest" });
    }
}

function all(conflicts) {
    const fields = conflicts.reduce((sum, each) => sum + each.fields.length, 0);
    const take = (side, words) => button(`${words} …`, () => ask(`${words}, everywhere?`, [
        h("p", `${figures(conflicts.length, "event")} with ${figures(fields, "field")} in conflict.`),
        h("p.hint", "The values that lose stay in the history."),
    ], words, () => write("POST", "/api/conflicts", { take: side })), { key: `all-${side}` });
    return h("div.bulk", { role: "group", "aria-label": "All conflicts" },
        h("span.bulk-count", `${figures(conflicts.length, "event")} in conflict`),
        take("local", "Keep all of the folder's"), take("remote", "Take all of the services'"));
}

function list(conflicts) {
    const place = h("div.conflicts");
    return capped(conflicts, place, (conflict) => place.appendChild(card(conflict)), 50);
}

function card(conflict) {
    const { pair, uid, title, fields } = conflict;
    const key = `${pair} ${uid}`;
    const name = brief(title, 60);
    const settle = (choice, done) => (event) =>
        attempt(event.currentTarget, () => write("POST", path("conflicts", uid), { pair, ...choice }), done);
    const whole = Object.entries(takings).map(([side, words]) => button(words, settle({ take: side }, results[side]),
        { key: `${key}-${side}`, "data-take": side, "aria-label": `${words}: ${name}` }));
    const single = ({ field, instance }) => ["local", "remote"].map((side) =>
        button(takings[side], settle({ field, instance, take: side }, results[side]),
            { key: `${key} ${field} ${instance}-${side}`, "aria-label": `${takings[side]}: ${field} of ${name}` }));
    return h("article.card.conflict", { "data-conflict": key, "aria-label": `Conflict: ${name}` },
        h("header",
            h("h2", { tabindex: "-1", "data-key": `conflict-${key}` }, said(brief(title, 200) || "Without title")), pairMark(pair),
            h("a.hint", { href: address(["calendar"], { event: uid }) }, said(conflict.path))),
        fields.map((field) => h("section.three",
            h("h3", field.field, field.instance && h("span.hint", " ", field.instance)),
            h("div.sides",
                side("Last agreed", field.base, null),
                side("Folder", field.local, field.base ?? field.remote ?? ""),
                side("Service", field.remote, field.base ?? field.local ?? "")),
            field.reason && h("p.hint", said(field.reason)),
            fields.length > 1 && h("div.actions", single(field)))),
        h("footer.actions",
            fields.length > 1 && h("span.hint", "The whole event:"), whole,
            fields.some(isEditable) && button("Edit …", () => edit(conflict),
                { key: `${key}-edit`, "data-take": "edit", "aria-label": `Edit: ${name}` })));
}

function side(name, value, against) {
    return h("div.side-of-three", h("h4", name), h("div.text", marked(value, against)));
}

function isEditable(field) {
    return field.edit !== null;
}

/** Lets the person write what both sides shall say. */
function edit({ pair, uid, title, fields: all }) {
    const fields = all.filter(isEditable);
    const inputs = fields.map((field, index) =>
        h("textarea", { id: `edited-${index}`, rows: "3", dir: "auto", autofocus: index === 0, value: field.edit }));
    const note = h("div", { role: "alert" });
    const save = h("button.button.primary", { type: "submit", form: "conflict-form" }, "Write to both sides");
    const form = h("form", { id: "conflict-form", onsubmit: submit }, fields.map((field, index) => [
        labelled([field.field, field.instance && ` ${field.instance}`], inputs[index]),
        h("p.hint", "The service says: ", said(brief(field.remote ?? "nothing", 200))),
    ]), note);
    const dialog = openDialog("Edit the conflict", [h("p", said(brief(title, 200))), form],
        { actions: [button("Cancel", () => dialog.close()), save] });

    async function submit(event) {
        event.preventDefault();
        save.disabled = true;
        try {
            const values = fields.map(({ field, instance }, index) => ({ field, instance, value: inputs[index].value }));
            await write("POST", path("conflicts", uid), { pair, values });
            dialog.close();
        } catch (problem) {
            note.replaceChildren(problemNote(problem));
        } finally {
            save.disabled = false;
        }
    }
}
