// Events on days: which they touch, and where they stand beside each other.

import { addDays, minutes, wall } from "./dates.js";
import { brief, h, said } from "./dom.js";
import { hue } from "./state.js";
import { eventState, lastDay, worst } from "./words.js";

const shownTitle = 200;

/** Each event with its first and last day and its clock in the zone: `{ event, first, last, clock, endClock }`. */
export function placed(events, zone) {
    return events.map((event) => {
        const start = wall(event.startDateTime, zone);
        const end = wall(event.endDateTime, zone);
        return { event, first: start.day, last: lastDay(event, zone), clock: start.clock, endDay: end.day, endClock: end.clock };
    });
}

/** The events of each day from `from` up to and without `to`; whole days first, then by their clock. */
export function byDay(rows, from, to) {
    const days = new Map();
    for (let day = from; day < to; day = addDays(day, 1)) days.set(day, []);
    for (const row of rows) {
        for (let day = row.first < from ? from : row.first; day <= row.last && day < to; day = addDays(day, 1)) days.get(day).push(row);
    }
    const order = (row, day) => (spans(row) ? "" : day === row.first ? row.clock : "00:00");
    for (const [day, list] of days) list.sort((a, b) => order(a, day).localeCompare(order(b, day)) || a.first.localeCompare(b.first));
    return days;
}

/** Whether it stands above the hours: a whole day, or more than one. */
export function spans(row) {
    return row.event.allDay || row.last > row.first;
}

/**
 * Lanes for the timed events of a day, so that none covers another: `{ row, start, end, lane, lanes }`, minutes of the day.
 */
export function lanes(rows) {
    const shortest = 25;
    const placedRows = rows.map((row) => {
        const start = minutes(row.clock);
        const end = row.endDay > row.first ? 24 * 60 : minutes(row.endClock);
        return { row, start, end: Math.max(end, start + shortest), lane: 0, lanes: 1 };
    }).sort((a, b) => a.start - b.start || b.end - a.end);
    let cluster = [];
    let clusterEnd = -1;
    const settle = () => {
        const count = Math.max(0, ...cluster.map((each) => each.lane)) + 1;
        for (const each of cluster) each.lanes = count;
        cluster = [];
    };
    for (const each of placedRows) {
        if (each.start >= clusterEnd) settle();
        const taken = new Set(cluster.filter((other) => other.end > each.start).map((other) => other.lane));
        while (taken.has(each.lane)) each.lane += 1;
        cluster.push(each);
        clusterEnd = Math.max(clusterEnd, each.end);
    }
    settle();
    return placedRows;
}

/** The button of an event: its time and title, its pair as colour, its state as mark and words. */
export function eventButton(row, day, select, attributes = {}) {
    const { event } = row;
    const state = worst(event.sync);
    const starts = !event.allDay && day === row.first ? row.clock : null;
    const wanting = state && state !== "SYNCED" ? state : null;
    const classes = [
        "event", hue(event.pairs[0]), wanting?.toLowerCase(), event.cancelled && "cancelled", day > row.first && "continued",
    ].filter(Boolean);
    return h(`button.${classes.join(".")}`, {
        type: "button", "data-key": `event-${event.uid}-${event.occurrence ?? ""}-${day}`,
        onclick: () => select(row), ...attributes,
    },
        starts && h("span.event-time", starts), starts && " ",
        h("span.event-title", said(brief(event.title, shownTitle) || "Without title")),
        event.pairs.length > 0 && h("span.unseen", `, ${event.pairs.join(", ")}`),
        wanting && h("span.unseen", `, ${eventState(wanting)}`),
        event.cancelled && h("span.unseen", ", cancelled"));
}
