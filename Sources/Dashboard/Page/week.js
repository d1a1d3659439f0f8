// A week: a column a day, the hours downwards; where there is little room, a list a day.

import { longDay, minutes, wall, weekdayWords } from "./dates.js";
import { h } from "./dom.js";
import { rove } from "./keys.js";
import { byDay, eventButton, lanes, spans } from "./placing.js";
import { currentStatus } from "./state.js";

const dayMinutes = 24 * 60;
const firstShown = 7 * 60;

/** The seven days from `from`. */
export function week({ from, to, today, events, select, create }) {
    const days = byDay(events, from, to);
    const hours = h("div.hours", { "aria-hidden": "true" }, Array.from({ length: 24 }, (_, hour) => h("span", clock(hour * 60))));
    const place = h("div.week-scroll", { tabindex: "0", role: "group", "aria-label": "The hours of the week" },
        h("div.week", hours, [...days].map(column)));

    function column([date, rows]) {
        const add = (event) => event.target === timed && create(date, clockAt(timed, event));
        const timed = h("ul.timed", { "data-day": date, ondblclick: add },
            lanes(rows.filter((row) => !spans(row))).map((each) => {
                const item = h("li", eventButton(each.row, date, select));
                item.style.setProperty("--top", each.start / dayMinutes);
                item.style.setProperty("--height", (each.end - each.start) / dayMinutes);
                item.style.setProperty("--lane", each.lane / each.lanes);
                item.style.setProperty("--width", 1 / each.lanes);
                return item;
            }));
        if (date === today) timed.append(now());
        return h("section.column", { class: date === today ? "today" : "", "aria-label": longDay(date), "data-day": date },
            h("h2", h("span.weekday", weekdayWords(date)), " ", h("span.number", String(Number(date.slice(8))))),
            h("ul.whole", rows.filter(spans).map((row) => h("li", eventButton(row, date, select)))),
            timed);
    }

    rove(place, "button.event", (focused, key) => {
        const columns = [...place.querySelectorAll(".column")].map((each) => [...each.querySelectorAll("button.event")]);
        const x = columns.findIndex((each) => each.includes(focused));
        const y = columns[x].indexOf(focused);
        if (key === "ArrowDown" || key === "ArrowUp") return columns[x][y + (key === "ArrowDown" ? 1 : -1)];
        if (key !== "ArrowLeft" && key !== "ArrowRight") return undefined;
        const side = key === "ArrowRight" ? columns.slice(x + 1) : columns.slice(0, x).reverse();
        const nearest = side.find((each) => each.length > 0);
        return nearest?.[Math.min(y, nearest.length - 1)];
    });
    return place;
}

/** Scrolls the week below `place` to where it was, or to the morning. */
export function scrollWeek(place, before) {
    const scroller = place.querySelector(".week-scroll");
    if (scroller) scroller.scrollTop = before ?? (firstShown / dayMinutes) * scroller.querySelector(".timed").offsetHeight;
}

function now() {
    const line = h("li.now", { "aria-hidden": "true" });
    line.style.setProperty("--top", minutes(wall(new Date().toISOString(), currentStatus().zone).clock) / dayMinutes);
    return line;
}

/** The half hour that was pointed at. */
function clockAt(timed, event) {
    const share = (event.clientY - timed.getBoundingClientRect().top) / timed.offsetHeight;
    const half = Math.max(0, Math.min(47, Math.floor(share * 48)));
    return clock(half * 30);
}

function clock(minutes) {
    const two = (number) => String(number).padStart(2, "0");
    return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
