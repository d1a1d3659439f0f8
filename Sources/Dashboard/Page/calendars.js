// Which calendars are kept in step, in which direction, in which folder; and the sign-ins.

import { get, path, write } from "./api.js";
import { ask } from "./dialog.js";
import { button, choice, h, labelled, said, table } from "./dom.js";
import { attempt, empty, notice } from "./notices.js";
import { addPair, directions } from "./pair-form.js";
import { screen } from "./screen.js";
import { signIn } from "./sign-in.js";
import { currentStatus } from "./state.js";
import { folderWords } from "./words.js";

const signInWords = { ok: "signed in", missing: "not signed in", expired: "the sign-in has expired", refused: "the sign-in was refused" };

/** Opens the screen. */
export function open(place) {
    const shown = screen(place, "Calendars", {
        about: "The calendars of your accounts, and the folders they are kept in step with.",
        when: [],
        read: () => get("/api/calendars"),
        draw: (accounts) => [pairs(), accounts.length ? accounts.map(account) : empty("No account yet",
            "Sign in to a service in a terminal: calsync login google, notion or caldav. Then its calendars are listed here.")],
    });
    return shown;

    function pairs() {
        const list = currentStatus().pairs;
        if (list.length === 0) return empty("No pair yet", "Choose a calendar below, and the folder that its events shall lie in.");
        return h("section", h("h2", "Pairs"), h("ul.cards", list.map(pair)));
    }

    function pair({ name, folder, account, calendar, direction, isActive, colour }) {
        const change = (element, what) => attempt(element, async () => {
            await write("PATCH", path("pairs", name), what);
            await shown.refresh();
        }, "Saved in calsync.toml.");
        const way = choice({
            id: `direction-${name}`, "data-key": `direction-${name}`,
            onchange: () => change(way, { direction: way.value }),
        }, Object.entries(directions), direction);
        const active = h("input", {
            type: "checkbox", id: `active-${name}`, checked: isActive, "data-key": `active-${name}`,
            onchange: () => change(active, { isActive: active.checked }),
        });
        return h("li.card.pair", { class: `hue-${colour % 8}` },
            h("header", h("h3", said(name)), h("span.hint", said(`${folderWords(folder)} ↔ ${account}: ${calendar}`))),
            h("div.actions",
                labelled("Direction", way, { class: "inline" }),
                h("div.field.check", active, h("label", { for: active.id }, "Kept in step")),
                button("Remove …", () => remove(name), { key: `remove-${name}`, "aria-label": `Remove ${name}` })));
    }

    function remove(name) {
        ask(`Stop keeping ${name} in step?`, [
            h("p", "Its events stay, in the folder and at the service. calsync forgets that they belong together."),
        ], "Remove", async () => {
            await write("DELETE", path("pairs", name));
            notice(`${name} is no longer kept in step.`);
            await shown.refresh();
        }, { isDangerous: true });
    }

    function account({ account: name, provider, signIn: { state, remedy }, error, calendars }) {
        const isGood = state === "ok";
        return h("section.card",
            h("header",
                h("h2", said(name)),
                h("span.state", { class: isGood ? "synced" : "failed" }, signInWords[state] ?? state),
                button(isGood ? "Sign in again …" : "Sign in …", () => signIn(name, provider, shown.refresh),
                    { key: `login-${name}`, look: isGood ? null : "primary", "aria-label": `Sign in to ${name}` })),
            error && h("p.problem", said(error)),
            remedy && h("p.remedy", said(remedy)),
            calendars.length > 0
                ? table(`Calendars of ${name}`, ["Calendar", "Access", "Pair"], h("tbody", calendars.map((each) => row(name, each))))
                : !error && h("p.hint", "This account has no calendar."));
    }

    function row(account, calendar) {
        const add = () => addPair(account, calendar, shown.refresh);
        return h("tr",
            h("th", { scope: "row" }, said(calendar.name)),
            h("td", calendar.access === "read" ? "read only" : "read and write"),
            h("td", calendar.pair ? said(calendar.pair)
                : button("Keep in step …", add, { key: `add-${account}-${calendar.id}`, "aria-label": `Keep ${calendar.name} in step` })));
    }
}
