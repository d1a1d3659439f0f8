// The queue: what failed, when it is tried again, and what can be done about it.

import { get, path, write } from "./api.js";
import { pairMark } from "./changes.js";
import { ask } from "./dialog.js";
import { brief, button, capped, h, said, table } from "./dom.js";
import { report } from "./indicator.js";
import { attempt, empty } from "./notices.js";
import { screen } from "./screen.js";
import { address } from "./router.js";
import { ago } from "./words.js";

/** Opens the screen. */
export function open(place) {
    const all = button("Retry all now", () => attempt(all, () => write("POST", "/api/queue/retry"), report));
    return screen(place, "Queue", {
        about: "Operations that failed. calsync tries them again by itself, later each time; after the eighth failure they wait for you.",
        tools: [all],
        when: ["queue"],
        read: () => get("/api/queue"),
        draw: (rows) => {
            all.hidden = rows.length === 0;
            return rows.length ? list(rows)
                : empty("Nothing waits", "What a service refuses for now would be listed here, with the reason and the time of the next try.");
        },
    });
}

function list(rows) {
    const body = h("tbody");
    const heads = ["Event", "Pair", "What went wrong", "Tries", "Next try", "Do"];
    return capped(rows, table("The queue", heads, body, "rows.wide"), (each) => body.appendChild(row(each)));
}

function row({ uid, pair, title, path: file, error, attempts, nextTry, parked }) {
    const name = brief(title) || uid;
    const again = () => attempt(retry, () => write("POST", path("queue", uid, "retry"), { pair }), report);
    const retry = button("Retry", again, { key: `retry-${pair}-${uid}`, "aria-label": `Retry ${name}` });
    const drop = () => ask("Leave this operation out?", [
        h("p", said(name), ": ", said(error)), h("p.hint", "It is left alone until the event's values change. Nothing is deleted."),
    ], "Drop", () => write("POST", path("queue", uid, "drop"), { pair }), { isDangerous: true });
    return h("tr",
        h("th", { scope: "row" },
            h("a", { href: address(["calendar"], { event: uid }) }, said(brief(title, 120) || uid)), file && h("div.hint", said(file))),
        h("td", pairMark(pair)),
        h("td", said(error)),
        h("td", String(attempts)),
        h("td", parked ? h("span.state.failed", "parked") : nextTry ? ago(nextTry) : "at the next sync"),
        // What is parked is left alone already.
        h("td.actions", retry, !parked && button("Drop …", drop, { key: `drop-${pair}-${uid}`, "aria-label": `Drop ${name}` })));
}
