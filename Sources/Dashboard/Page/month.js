// A month: a row a week, a cell a day.

import { addDays, longDay, monthDays, monthStart, weekdayWords } from "./dates.js";
import { h } from "./dom.js";
import { rove } from "./keys.js";
import { byDay, eventButton } from "./placing.js";
import { address } from "./router.js";
import { figures } from "./words.js";

const perCell = 3;

/** The month of `day` as a grid that the arrow keys move in. */
export function month({ day, today, from, to, events, select, create, step }) {
    const days = monthDays(day);
    const rows = byDay(events, from, to);
    const start = monthStart(day);
    const inFocus = days.includes(today) && today.slice(0, 7) === day.slice(0, 7) ? today : start;
    const weeks = Array.from({ length: days.length / 7 }, (_, index) => days.slice(index * 7, index * 7 + 7));
    const grid = h("table.month", { role: "grid", "aria-labelledby": "calendar-title" },
        h("thead", h("tr", days.slice(0, 7).map((each) =>
            h("th", { scope: "col" }, h("abbr", { title: weekdayWords(each, "long") }, weekdayWords(each)))))),
        h("tbody", weeks.map((each) => h("tr", each.map(cell)))));

    function cell(date) {
        const list = rows.get(date) ?? [];
        const rest = list.length - perCell;
        const inside = date.slice(0, 7) === day.slice(0, 7) ? "inside" : "outside";
        const names = [longDay(date), date === today && "today", list.length ? figures(list.length, "event") : "no events"].filter(Boolean);
        const add = (event) => event.target.closest("button, a") || create(date);
        return h("td", { role: "gridcell", class: date === today ? `${inside} today` : inside, "data-day": date, ondblclick: add },
            h("a.day", {
                href: address(["calendar", "agenda", date]), "data-day": date, "data-key": `day-${date}`, "data-first": date === inFocus,
                "aria-label": names.join(", "), "aria-current": date === today && "date",
            }, String(Number(date.slice(8)))),
            h("div.events",
                list.slice(0, rest > 1 ? perCell : perCell + 1).map((row) => eventButton(row, date, select, { tabindex: "-1" })),
                rest > 1 && h("a.rest", { href: address(["calendar", "agenda", date]), tabindex: "-1" }, `${rest} more`)));
    }

    rove(grid, "a.day", (from, key) => {
        const date = from.dataset.day;
        const weekday = days.indexOf(date) % 7;
        const distance = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7, Home: -weekday, End: 6 - weekday }[key];
        if (key === "PageUp" || key === "PageDown") {
            step(key === "PageUp" ? -1 : 1);
            return undefined;
        }
        return distance === undefined ? undefined : grid.querySelector(`a.day[data-day="${addDays(date, distance)}"]`);
    });
    return grid;
}
