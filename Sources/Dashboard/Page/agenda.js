// The agenda: day by day, with a mark before each event to choose several.

import { selection } from "./bulk.js";
import { longDay } from "./dates.js";
import { brief, button, capped, h, said } from "./dom.js";
import { empty } from "./notices.js";
import { byDay, eventButton, spans } from "./placing.js";
import { eventState, worst } from "./words.js";

/** All events of the range, in a list for each day that has some. */
export function agenda({ from, to, today, events, isSearch, select, create, day }) {
    const days = [...byDay(isSearch ? events.map(onFirstDay) : events, from, to)].filter(([, rows]) => rows.length > 0);
    if (days.length === 0) {
        return isSearch
            ? empty("Nothing fits", "Look for fewer words. A quarter of a year back and a year ahead are searched.")
            : h("div",
                empty("Nothing takes place in these weeks", "Add an event, or drop an .ics file into the folder."),
                h("p.centred", button("New event", () => create(day))));
    }
    const chosen = selection();
    const flat = days.flatMap(([date, rows]) => rows.map((row, index) => ({ date, row, isFirst: index === 0 })));
    let list = null;
    const groups = h("div.agenda");
    const add = ({ date, row, isFirst }) => {
        if (isFirst) {
            list = h("ul");
            groups.append(h("section.agenda-day", { class: date === today ? "today" : "", "data-day": date },
                h("h2", date === today ? `Today, ${longDay(date)}` : longDay(date)), list));
        }
        const item = entry(row, date);
        list.append(item);
        return item;
    };
    return h("div", chosen.bar(events.map(({ event }) => event)), capped(flat, groups, add));

    function entry(row, date) {
        const { event } = row;
        const state = worst(event.sync);
        return h("li.agenda-row",
            chosen.box(event),
            eventButton(row, date, select),
            h("span.agenda-facts",
                spans(row) ? "all day" : `${row.clock}–${row.endClock}`,
                event.location && h("span", " · ", said(brief(event.location))),
                event.recurring && h("span", " · series")),
            h("span.state", { class: (state ?? "none").toLowerCase() }, state ? eventState(state) : "only here"));
    }
}

function onFirstDay(row) {
    return { ...row, last: row.first };
}
