// How times, numbers and states read.

import { addDays, exactWords, longDay, shortDay, wall } from "./dates.js";
import { h } from "./dom.js";
import { currentStatus } from "./state.js";

const numbers = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
const relative = new Intl.RelativeTimeFormat("en-GB", { numeric: "auto" });

/** `1 event`, `12 events` */
export function figures(count, one, more = `${one}s`) {
    return `${count} ${count === 1 ? one : more}`;
}

/** `two minutes ago`, `in 3 hours`: how far a moment is from now. */
export function distance(time, now = Date.now()) {
    const seconds = Math.round((new Date(time).getTime() - now) / 1000);
    if (Math.abs(seconds) < 10) return seconds > 0 ? "in a moment" : "just now";
    for (const [unit, size] of [["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]]) {
        if (Math.abs(seconds) < size) continue;
        const count = Math.trunc(seconds / size);
        const words = relative.format(count, unit);
        return words.replace(/\d+/, (digits) => numbers[Number(digits)] ?? digits);
    }
    return "just now";
}

/** A moment as its distance; the exact time is its title. `refreshTimes` keeps it true. */
export function ago(time) {
    if (!time) return null;
    return h("time", { datetime: time, title: exactWords(time, currentStatus()?.zone), "data-ago": true }, distance(time));
}

/** Lets every `ago` on the page say what holds now. */
export function refreshTimes(root = document) {
    for (const each of root.querySelectorAll("time[data-ago]")) each.textContent = distance(each.dateTime);
}

/** An exact moment in the zone of the folder. */
export function exact(time) {
    return h("time", { datetime: time }, exactWords(time, currentStatus()?.zone));
}

/** The last day of an event that ends at `end`; midnight belongs to the day before. */
export function lastDay(event, zone) {
    const start = wall(event.startDateTime, zone);
    const end = wall(event.endDateTime, zone);
    if (end.day > start.day && end.clock === "00:00") return addDays(end.day, -1);
    return end.day < start.day ? start.day : end.day;
}

/** When an event takes place, as a sentence's part. */
export function timeWords(event, zone) {
    const start = wall(event.startDateTime, zone);
    const end = wall(event.endDateTime, zone);
    const last = lastDay(event, zone);
    if (event.allDay) return last === start.day ? `${longDay(start.day)}, all day` : `${shortDay(start.day)} to ${longDay(last)}`;
    if (end.day === start.day) {
        return `${longDay(start.day)}, ${start.clock}${end.clock === start.clock ? "" : `–${end.clock}`}`;
    }
    return `${shortDay(start.day)} ${start.clock} to ${longDay(end.day)} ${end.clock}`;
}

/** A pair's folder; the calendar folder itself is `.`. */
export const folderWords = (folder) => (folder === "." ? "the calendar folder" : folder);

const syncWords = { SYNCED: "synced", PENDING: "to be sent", CONFLICT: "in conflict", FAILED: "failed" };
const pairWords = { synced: "synced", syncing: "syncing", waiting: "waiting", "needs-you": "needs you" };

/** What a service's status of an event reads as. */
export const eventState = (status) => syncWords[status] ?? status;
/** What a pair's state reads as. */
export const pairState = (state) => pairWords[state] ?? state;

/** The status of an event that most wants to be seen, or `null` where it is in no pair. */
export function worst(sync) {
    const order = ["FAILED", "CONFLICT", "PENDING", "SYNCED"];
    return order.find((status) => sync.some((each) => each.status === status)) ?? null;
}

const kinds = { create: "add", edit: "change", delete: "remove", move: "move", adopt: "link" };
const places = { local: "in the folder", remote: "at the service" };

/** The kind of an operation such as `create-remote`, for a class. */
export function kind(operation) {
    return kinds[operation.split("-")[0]] ?? "change";
}

/** An operation in words: `add at the service`. What has no words of its own is shown as it is. */
export function operationWords(operation) {
    const [verb, side] = operation.split("-");
    return kinds[verb] && (places[side] || !side) ? [kinds[verb], places[side]].filter(Boolean).join(" ") : operation;
}
