// Several events at once: choose them in the agenda, say what, look at what it would do, do it.

import { write } from "./api.js";
import { ask, openDialog } from "./dialog.js";
import { brief, button, choice, h, labelled, said, show } from "./dom.js";
import { attempt, notice } from "./notices.js";
import { currentStatus } from "./state.js";
import { figures, folderWords } from "./words.js";

/** The UIDs that are chosen; kept while the agenda is drawn anew. */
const chosen = new Set();

/** The marks before the events, and the bar that acts on what is marked. */
export function selection() {
    const place = h("div.bulk", { role: "group", "aria-label": "Chosen events" });
    let shown = [];
    let boxes = [];

    function draw() {
        const count = chosen.size;
        show(place,
            h("span.bulk-count", count ? `${figures(count, "event")} chosen` : "Choose events to change several at once."),
            button("Choose all shown", () => set(shown.map((event) => event.uid)), { key: "bulk-all", look: "quiet" }),
            count > 0 && [
                button("Choose none", () => set([]), { key: "bulk-none", look: "quiet" }),
                button("Move …", move, { key: "bulk-move" }),
                button("Shift in time …", shift, { key: "bulk-shift" }),
                button("Category …", category, { key: "bulk-category" }),
                button("Delete …", () => preview({ action: "delete" }, "Delete these events?", "Delete", true),
                    { key: "bulk-delete", look: "danger" }),
            ]);
    }

    function set(uids) {
        chosen.clear();
        for (const uid of uids) chosen.add(uid);
        for (const { box, uid } of boxes) box.checked = chosen.has(uid);
        draw();
    }

    return {
        bar(events) {
            shown = events;
            const known = new Set(events.map((event) => event.uid));
            for (const uid of [...chosen]) if (!known.has(uid)) chosen.delete(uid);
            draw();
            return place;
        },
        box(event) {
            const box = h("input", {
                type: "checkbox", checked: chosen.has(event.uid), "data-key": `box-${event.uid}-${event.occurrence ?? ""}`,
                "aria-label": `Choose ${brief(event.title) || "this event"}`,
                onchange: () => {
                    if (box.checked) chosen.add(event.uid);
                    else chosen.delete(event.uid);
                    // A series is one event: all its rows are marked.
                    for (const other of boxes) if (other.uid === event.uid) other.box.checked = box.checked;
                    draw();
                },
            });
            boxes = [...boxes.filter((other) => other.box.isConnected || other.box !== box), { box, uid: event.uid }];
            return box;
        },
    };

    async function preview(request, title, words, isDangerous) {
        const uids = [...chosen];
        const send = (dryRun) => write("POST", "/api/bulk", { uids, ...request, dryRun });
        const answer = await attempt(place.querySelector("button"), () => send(true));
        if (!answer) return;
        if (answer.changes.length === 0) {
            const dialog = openDialog("None of these can be changed so", [list("Left alone", answer.refused, "reason")], {
                actions: [button("Close", () => dialog.close(), { look: "primary" })],
            });
            return;
        }
        ask(title, [
            list("What will change in the folder", answer.changes, "words"),
            answer.refused.length > 0 && list("Left alone", answer.refused, "reason"),
            answer.massChange && h("p.banner", massWords(answer.massChange)),
            h("p.hint", "The next sync brings this to the services. Old files are kept in .calsync/trash for 30 days."),
        ], words, async () => {
            const done = await send(false);
            set([]);
            notice(`${figures(done.changes.length, "event")} changed.`);
        }, { isDangerous });
    }

    function move() {
        const folders = [...new Set(currentStatus().pairs.map((pair) => pair.folder))];
        const select = choice({ id: "bulk-folder", autofocus: true }, folders.map((folder) => [folder, folderWords(folder)]));
        form("Move to another calendar", labelled("Calendar", select),
            () => preview({ action: "move", folder: select.value }, "Move these events?", "Move"));
    }

    function shift() {
        const amount = h("input", { id: "bulk-amount", type: "number", value: "1", step: "1", required: true, autofocus: true });
        const unit = choice({ id: "bulk-unit" }, [["60", "hours"], ["1", "minutes"], ["1440", "days"], ["10080", "weeks"]]);
        form("Shift in time", [labelled("By how many (-1 is one earlier)", amount), labelled("Of what", unit)], () =>
            preview({ action: "shift", minutes: Number(amount.value) * Number(unit.value) }, "Shift these events?", "Shift"));
    }

    function category() {
        const input = h("input", { id: "bulk-word", type: "text", required: true, autofocus: true, maxlength: "100" });
        form("Set the category", labelled("Category", input),
            () => preview({ action: "category", category: input.value.trim() }, "Set this category?", "Set"));
    }
}

function form(title, content, act) {
    const submit = h("button.button.primary", { type: "submit", form: "bulk-form" }, "Show what would change");
    const dialog = openDialog(title, [h("form", {
        id: "bulk-form",
        onsubmit: (event) => {
            event.preventDefault();
            dialog.close();
            act();
        },
    }, content)], { actions: [button("Cancel", () => dialog.close()), submit] });
}

function list(title, rows, member) {
    const most = 50;
    return h("section", h("h3", `${title} (${rows.length})`), h("ul.preview", rows.slice(0, most).map((row) =>
        h("li", said(brief(row.title ?? row.uid)), ": ", said(row[member]))),
    rows.length > most && h("li", `and ${rows.length - most} more`)));
}

/** What a mass change says of itself. */
export function massWords(mass) {
    return typeof mass === "string" ? mass : mass.words;
}
