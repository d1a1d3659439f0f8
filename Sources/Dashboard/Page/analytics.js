// How much changed, how long it took, and what the services were asked.

import { get } from "./api.js";
import { addDays } from "./dates.js";
import { choice, h, labelled, said, table } from "./dom.js";
import { empty } from "./notices.js";
import { bars, lines } from "./plot.js";
import { screen } from "./screen.js";

const kinds = ["created", "edited", "deleted"];
const spans = [7, 30, 90];

/** Opens the screen. */
export function open(place) {
    let days = 30;
    const span = choice({
        id: "analytics-days",
        onchange: () => {
            days = Number(span.value);
            shown.refresh();
        },
    }, spans.map((count) => [count, `${count} days`]), days);
    const shown = screen(place, "Analytics", {
        tools: [labelled("The last", span, { class: "inline" })],
        when: ["history"],
        read: () => get("/api/analytics", { days }),
        draw: (answer) => (answer.days.length + answer.services.length === 0
            ? empty("Nothing to count yet", "After the first sync there is something to see here.")
            : [
                changed(answer, "folder", "Changes made in the folder"),
                changed(answer, "service", "Changes made at the services"),
                latency(answer), services(answer),
            ]),
    });
    return shown;
}

function changed({ days }, side, title) {
    const byDate = Map.groupBy(days.filter((each) => each.side === side), (each) => each.date);
    const dates = [...byDate.keys()].sort();
    const rows = everyDay(dates[0], dates.at(-1)).map((date) =>
        ({ date, values: kinds.map((kind) => (byDate.get(date) ?? []).reduce((sum, each) => sum + each[kind], 0)) }));
    return h("section.card.plot-card", h("h2", title), rows.length ? bars(title, rows, kinds) : h("p.hint", "None in these days."));
}

/** Each day from the first to the last; none where there is no first. */
function everyDay(first, last) {
    const days = [];
    for (let day = first; day <= last; day = addDays(day, 1)) days.push(day);
    return days;
}

function latency({ latency: rows }) {
    if (!rows?.length) return null;
    const byDate = Map.groupBy(rows, (each) => each.date);
    // Of several pairs the slowest is shown: it is what a person waits for.
    const points = [...byDate].sort(([a], [b]) => a.localeCompare(b)).map(([date, list]) =>
        ({ date, values: [Math.max(...list.map((each) => each.p50)), Math.max(...list.map((each) => each.p95))] }));
    const title = "Seconds from a change to its arrival";
    return h("section.card.plot-card", h("h2", title), lines(title, points, ["half are quicker", "95 of 100 are quicker"]));
}

function services({ services: rows }) {
    const name = "Requests to the services";
    return rows.length > 0 && h("section.card", h("h2", name), h("p.hint",
        "Those of this machine. Google counts quota units: a changed event costs three, every other request one."), table(name, ["Account", "Requests", "Errors", "Most in a minute"],
        h("tbody", rows.map((row) => h("tr",
            h("th", { scope: "row" }, said(row.account)),
            h("td", String(row.requests ?? "not counted")),
            h("td", String(row.errors ?? "not counted")),
            h("td", quota(row)))))));
}

function quota({ account, used, limit, unit, window }) {
    if (!used) return "not counted";
    if (!limit) return `${used} ${unit}`;
    return [
        h("meter", { min: "0", max: String(limit), value: String(used), "aria-label": `Most in ${window} of ${account}` }),
        ` ${used} of the ${limit} ${unit} allowed`,
    ];
}
