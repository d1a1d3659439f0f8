// One event: what it says, where it is kept, and how it stands with each service.

import { getRevised, path, write } from "./api.js";
import { ask, openDialog } from "./dialog.js";
import { brief, button, h, labelled, said, table, webLink } from "./dom.js";
import { editEvent, folderChoice } from "./event-form.js";
import { complain, failure, notice } from "./notices.js";
import { currentStatus, hue } from "./state.js";
import { ago, eventState, timeWords } from "./words.js";

/**
 * Opens an event as a panel.
 * @param {string} uid whose
 * @param {string|undefined} occurrence which of a series
 * @param {object|undefined} row what the calendar knows of it already
 * @param {Function} onclose called once it is closed
 */
export function openEvent(uid, occurrence, row, onclose) {
    const body = h("div", h("p.hint", "Reading the file …"));
    const dialog = openDialog(brief(row?.title, 200) || "Event", [body], { spec: "dialog.sheet", onclose });
    load();
    return { close: () => dialog.close() };

    async function load() {
        try {
            const { value, revision } = await getRevised(path("events", uid), { occurrence });
            dialog.querySelector("h2").replaceChildren(said(brief(value.title, 300) || "Without title"));
            body.replaceChildren(...content(value, revision));
        } catch (problem) {
            body.replaceChildren(failure(problem, load));
        }
    }

    function content(event, revision) {
        return [actions(event, revision), facts(event), services(event), file(event)];
    }

    function actions(event, revision) {
        if (event.readOnly) return h("p.banner", event.reason ?? "This event can't be edited here.");
        const close = () => dialog.close();
        const edit = (part) => () => {
            close();
            editEvent(event, revision, part, currentStatus().zone);
        };
        const one = event.recurring && occurrence;
        return h("div.actions",
            one && button("Edit this one …", edit(occurrence), { look: "primary" }),
            button(one ? "Edit the series …" : "Edit …", edit(null), { look: one ? null : "primary" }),
            button("Move …", () => move(event, revision)),
            one && button("Delete this one …", () => remove(event, revision, occurrence), { look: "danger" }),
            button(event.recurring ? "Delete the series …" : "Delete …", () => remove(event, revision, null), { look: "danger" }));
    }

    function remove(event, revision, part) {
        const title = part ? "Delete this one of the series?" : event.recurring ? "Delete the whole series?" : "Delete this event?";
        ask(title, [
            h("p", said(brief(event.title, 200)), part && `, ${timeWords(event, currentStatus().zone)}`),
            h("p.hint", part ? "The others stay."
                : "Its file goes to .calsync/trash and stays there for 30 days; the next sync removes it at the services."),
        ], "Delete", async () => {
            await write("DELETE", path("events", uid), undefined, { query: { occurrence: part }, revision });
            notice("Deleted.");
            dialog.close();
        }, { isDangerous: true });
    }

    function move(event, revision) {
        const choice = folderChoice(event.path);
        ask("Move to another calendar", [
            labelled("Calendar", choice),
            h("p.hint", "Its file moves to that folder. The next sync adds it there and removes it where it was."),
        ], "Move", async () => {
            await write("PATCH", path("events", uid), { folder: choice.value }, { revision });
            notice("Moved.");
            dialog.close();
        });
    }
}

function facts(event) {
    const rows = [
        ["When", timeWords(event, currentStatus().zone)],
        ["Time zone", event.timeZone],
        ["Repeats", event.ruleText && said(event.ruleText)],
        ["Where", event.location && said(event.location)],
        ["Link", event.url && webLink(event.url)],
        ["Type", event.categories.length > 0 && said(event.categories.join(", "))],
        ["Priority", event.priority],
        ["Status", event.cancelled ? "cancelled" : event.status],
        ["Guests", event.attendees.length > 0 && h("ul", event.attendees.map((each) => h("li", said(each))))],
        ["Alarms", event.alarms.length > 0 && said(event.alarms.join(", "))],
        ["Description", event.description && h("div.description", { dir: "auto" }, event.description)],
    ];
    return h("dl.facts", rows.filter(([, value]) => value).map(([name, value]) => h("div", h("dt", name), h("dd", value))));
}

function services(event) {
    if (event.sync.length === 0) return h("p.hint", "It lies in no pair's folder, so no service has it.");
    const name = "At the services";
    return h("section", h("h3", name), table(name, ["Pair", "Service", "State", "Last sync"], h("tbody", event.sync.map((each) => h("tr",
        h("th", { scope: "row" }, h("span.swatch", { class: hue(each.pair), "aria-hidden": "true" }), said(each.pair)),
        h("td", each.provider),
        h("td",
            h("span.state", { class: each.status.toLowerCase() }, eventState(each.status)),
            each.detail && h("p.hint", said(each.detail))),
        h("td", each.lastSyncAt ? ago(each.lastSyncAt) : "never"))))));
}

function file(event) {
    const copy = async () => {
        try {
            await navigator.clipboard.writeText(event.path);
            notice("The path is in the clipboard.");
        } catch {
            complain({ message: "The browser does not let this page use the clipboard.", remedy: "Mark the path and copy it." });
        }
    };
    const text = h("pre", { tabindex: "0", role: "group", "aria-label": "Text of the file" }, event.text);
    return h("section", h("h3", "The file"),
        h("p.file", h("code", said(event.path)), " ", button("Copy the path", copy, { look: "quiet" })),
        h("details", h("summary", "Show its text"), text));
}
