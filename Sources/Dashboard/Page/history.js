// History: what calsync did, run by run; and taking a run back.

import { get, path, write } from "./api.js";
import { changesTable, operationHead } from "./changes.js";
import { ask } from "./dialog.js";
import { brief, button, choice, h, labelled, said, show } from "./dom.js";
import { attempt, empty, failure, notice } from "./notices.js";
import { go as goTo } from "./router.js";
import { currentStatus } from "./state.js";
import { ago, exact, figures } from "./words.js";

const page = 100;
const typingPause = 250;

/** Opens the screen; the filters stand in the address. */
export function open(place, _, query) {
    let filters = { event: "", pair: "", run: "", since: "", ...query };
    let rows = [];
    let isWhole = false;
    let asked = 0;
    let typing = null;
    const body = h("div.screen-body", h("p.hint.loading", "Reading …"));
    const form = h("form.filters", { "aria-label": "Filter", onsubmit: (event) => event.preventDefault() },
        filter("event", "Event", h("input", { type: "search", value: filters.event })),
        filter("pair", "Pair", choice({}, [["", "all"], ...currentStatus().pairs.map(({ name }) => [name, name])], filters.pair)),
        filter("since", "Since", h("input", { type: "date", value: filters.since })),
        filter("run", "Run", h("input", { type: "text", value: filters.run, size: "12" })));
    place.append(
        h("div.toolbar", h("h1", "History")),
        h("p.about", "Every change that calsync made, on either side, for as long as it is kept."), form, body);
    load();

    function filter(name, words, element) {
        element.id = `filter-${name}`;
        element.addEventListener("input", () => {
            clearTimeout(typing);
            typing = setTimeout(() => goTo(["history"], { ...filters, [name]: element.value.trim() }, { replacing: true }), typingPause);
        });
        return labelled(words, element);
    }

    /** Reads the newest, or what is before the oldest that is shown. */
    async function load(before = null) {
        const number = (asked += 1);
        try {
            const news = await get("/api/history", { ...filters, limit: page, before });
            if (number !== asked) return;
            rows = before ? [...rows, ...news] : news;
            isWhole = news.length < page;
            draw();
        } catch (problem) {
            if (number === asked) show(body, failure(problem, () => load()));
        }
    }

    function draw() {
        if (rows.length === 0) {
            const isFiltered = Object.values(filters).some(Boolean);
            show(body, isFiltered ? empty("Nothing fits", "Take a filter away.")
                : empty("Nothing yet", "After the first sync, all that it did is listed here."));
            return;
        }
        show(body, [...Map.groupBy(rows, (row) => row.run)].map(([run, entries]) => group(run, entries)),
            !isWhole && button("Older", () => load(rows.at(-1).id), { key: "older" }));
    }

    return {
        go(_, next) {
            filters = { event: "", pair: "", run: "", since: "", ...next };
            load();
        },
        changed(what) {
            if (what.includes("history")) load();
        },
        close: () => clearTimeout(typing),
    };
}

function group(run, entries) {
    const undoing = button("Undo this run …", () => undo(run, undoing), { key: `undo-${run}`, "aria-label": `Undo run ${run}` });
    const about = h("span.hint", exact(entries[0].time), " · run ", h("code", said(run)));
    return h("section.card.run", h("header", h("h2", ago(entries[0].time)), about, undoing),
        h("ul.entries", entries.map((entry, index) => h("li",
            entry.changes.length
                ? h("details", { "data-key": `entry-${run}-${index}` },
                    h("summary", head(entry)), changesTable(entry.changes), reason(entry))
                : h("div.flat", head(entry), reason(entry))))));
}

function head({ operation, title, pair, outcome }) {
    return [operationHead({ operation, title, pair }), outcome !== "done" && h("span.state.failed", said(outcome))];
}

function reason(entry) {
    return h("p.hint", said(entry.reason), entry.path && [" ", h("code", said(entry.path))]);
}

async function undo(run, element) {
    const send = (dryRun) => write("POST", path("history", run, "undo"), { dryRun });
    const preview = await attempt(element, () => send(true));
    if (!preview) return;
    ask("Take this run back?", [
        preview.operations.length === 0 && h("p", "Nothing of it can be taken back."),
        list("Taken back in the folder", preview.operations), list("Left as it is", preview.left),
        h("p.hint", "The folder gets the values from before the run, except where they changed since. A sync brings them to the services."),
    ], "Undo", async () => {
        const done = await send(false);
        notice(`${figures(done.operations.length, "event")} taken back.`);
    });
}

function list(title, rows) {
    return rows.length > 0 && h("section", h("h3", `${title} (${rows.length})`), h("ul.preview", rows.map((row) =>
        h("li", said(brief(row.title || row.uid)), row.reason && [": ", said(row.reason)]))));
}
