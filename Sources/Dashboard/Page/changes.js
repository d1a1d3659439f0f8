// Operations and what they change, field by field: the plan and the history show them alike.

import { marked } from "./diff.js";
import { brief, h, said, table } from "./dom.js";
import { address } from "./router.js";
import { hue } from "./state.js";
import { kind, operationWords } from "./words.js";

/** A table of changes with before and after, or nothing where there are none. */
export function changesTable(changes) {
    if (!changes?.length) return null;
    const rows = changes.map(({ field, instance, from, to }) => h("tr",
        h("th", { scope: "row" }, field, instance && h("span.hint", " ", instance)),
        h("td.before", marked(from, to)),
        h("td.after", marked(to, from))));
    return table("Changes, field by field", ["Field", "Before", "After"], h("tbody", rows), "changes");
}

/** The head of an operation: its mark, its event and its pair. */
export function operationHead({ operation, title, pair, uid }, level = "h3") {
    return [
        h("span.kind", { class: kind(operation) }, operationWords(operation)),
        h(`${level}.operation-title`, uid
            ? h("a", { href: address(["calendar"], { event: uid }) }, said(brief(title, 200) || "Without title"))
            : said(brief(title, 200))),
        pairMark(pair),
    ];
}

/** A pair's name in its colour. */
export function pairMark(name) {
    return h("span.pair-mark", { class: hue(name) }, said(name));
}
