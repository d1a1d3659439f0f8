// Which calendars are kept in step, in which direction, in which folder; and the sign-ins.

import { get, path, write } from "./api.js";
import { ask } from "./dialog.js";
import { button, h, said } from "./dom.js";
import { attempt, empty, notice } from "./notices.js";
import { addPair } from "./pair-form.js";
import { screen } from "./screen.js";
import { signIn } from "./sign-in.js";
import { currentStatus, pairNamed } from "./state.js";

const directions = { both: "both ways", pull: "from the service only", push: "to the service only" };

/** Opens the screen. */
export function open(place) {
    const shown = screen(place, "Calendars", {
        about: "The calendars of your accounts, and the folders they are kept in step with.",
        when: [],
        read: () => get("/api/calendars"),
        draw: (accounts) => [pairs(), accounts.length ? accounts.map(account) : empty("No account yet", "Sign in to a service in a terminal: calsync login google, notion or caldav. Then its calendars are listed here.")],
    });
    return shown;

    function pairs() {
        const list = currentStatus().pairs;
        if (list.length === 0) return empty("No pair yet", "Choose a calendar below, and the folder that its events shall lie in.");
        return h("section", h("h2", "Pairs"), h("ul.cards", list.map(pair)));
    }

    function pair({ name, folder, account, calendar, direction, isActive }) {
        const change = (element, what) => attempt(element, async () => {
            await write("PATCH", path("pairs", name), what);
            await shown.refresh();
        }, "Saved in calsync.toml.");
        const choice = h("select", { id: `direction-${name}`, "data-key": `direction-${name}`, onchange: () => change(choice, { direction: choice.value }) },
            Object.entries(directions).map(([value, words]) => h("option", { value, selected: value === direction }, words)));
        const active = h("input", { type: "checkbox", id: `active-${name}`, checked: isActive, "data-key": `active-${name}`, onchange: () => change(active, { isActive: active.checked }) });
        return h("li.card.pair", { class: `hue-${pairNamed(name).colour % 8}` },
            h("header", h("h3", said(name)), h("span.hint", said(`${folder || "the calendar folder"} ↔ ${account}: ${calendar}`))),
            h("div.actions",
                h("div.field.inline", h("label", { for: choice.id }, "Direction"), choice),
                h("div.field.check", active, h("label", { for: active.id }, "Kept in step")),
                button("Remove …", () => ask(`Stop keeping ${name} in step?`, [h("p", "Its events stay, in the folder and at the service. calsync forgets that they belong together.")], "Remove", async () => {
                    await write("DELETE", path("pairs", name));
                    notice(`${name} is no longer kept in step.`);
                    await shown.refresh();
                }, { isDangerous: true }), { key: `remove-${name}`, "aria-label": `Remove ${name}` })));
    }

    function account({ account: name, provider, signIn: state, error, calendars }) {
        const words = { ok: "signed in", missing: "not signed in", expired: "the sign-in has expired", refused: "the sign-in was refused" };
        return h("section.card", h("header", h("h2", said(name)), h("span.state", { class: state === "ok" ? "synced" : "failed" }, words[state] ?? state),
            button(state === "ok" ? "Sign in again …" : "Sign in …", () => signIn(name, provider, shown.refresh), { key: `login-${name}`, look: state === "ok" ? null : "primary", "aria-label": `Sign in to ${name}` })),
        error && h("p.problem", said(error)),
        calendars.length > 0 ? h("div.scroll", { tabindex: "0", role: "group", "aria-label": `Calendars of ${name}` }, h("table.rows",
            h("thead", h("tr", ["Calendar", "Access", "Pair"].map((each) => h("th", { scope: "col" }, each)))),
            h("tbody", calendars.map((calendar) => h("tr", h("th", { scope: "row" }, said(calendar.name)), h("td", calendar.access === "read" ? "read only" : "read and write"),
                h("td", calendar.pair ? said(calendar.pair) : button("Keep in step …", () => addPair(name, calendar, shown.refresh), { key: `add-${name}-${calendar.id}`, "aria-label": `Keep ${calendar.name} in step` }))))))) : !error && h("p.hint", "This account has no calendar."));
    }
}
