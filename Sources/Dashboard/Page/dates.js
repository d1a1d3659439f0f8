// Days as text (`2026-11-23`), moments as RFC 3339, and the zone that the folder's calendar is shown in.

const formatters = new Map();
const minute = 60 * 1000;
const day = 24 * 60 * minute;

// The page is English, with the 24-hour clock that the commands print; its week begins where the reader's does.
const locale = "en-GB";

function formatter(options) {
    const key = JSON.stringify(options);
    if (!formatters.has(key)) formatters.set(key, new Intl.DateTimeFormat(locale, options));
    return formatters.get(key);
}

function utc(date) {
    return new Date(`${date}T00:00:00Z`);
}

/** The day `count` days after `date`. */
export function addDays(date, count) {
    return new Date(utc(date).getTime() + count * day).toISOString().slice(0, 10);
}

/** How many days lie between two days. */
function daysBetween(from, to) {
    return Math.round((utc(to) - utc(from)) / day);
}

/** The first day of the month `count` months after that of `date`. */
export function monthStart(date, count = 0) {
    const start = utc(date);
    return new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + count, 1)).toISOString().slice(0, 10);
}

/** The weekday that a week begins with where the reader lives; 0 is Sunday. */
function firstWeekday() {
    const region = new Intl.Locale(navigator.language || locale);
    const info = region.getWeekInfo?.() ?? region.weekInfo;
    return (info?.firstDay ?? 1) % 7;
}

/** The first day of the week of `date`. */
export function weekStart(date) {
    return addDays(date, -((utc(date).getUTCDay() - firstWeekday() + 7) % 7));
}

/** All days of the weeks that a month touches. */
export function monthDays(date) {
    const first = weekStart(monthStart(date));
    const weeks = Math.ceil(daysBetween(first, monthStart(date, 1)) / 7);
    return Array.from({ length: weeks * 7 }, (_, index) => addDays(first, index));
}

/** Whether the text is a day of the calendar. */
export function isDay(text) {
    return /^\d{4}-\d{2}-\d{2}$/.test(text ?? "") && !Number.isNaN(utc(text).getTime());
}

/** Day and clock of a moment in a zone: `{ day, clock }`. A moment without zone is taken as it stands. */
export function wall(moment, zone) {
    if (moment.length === 10) return { day: moment, clock: "00:00" };
    if (!/(Z|[+-]\d{2}:\d{2})$/i.test(moment)) return { day: moment.slice(0, 10), clock: moment.slice(11, 16) };
    const parts = formatter({
        timeZone: zone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit",
    }).formatToParts(new Date(moment));
    const part = (type) => parts.find((each) => each.type === type).value;
    return { day: `${part("year").padStart(4, "0")}-${part("month")}-${part("day")}`, clock: `${part("hour")}:${part("minute")}` };
}

/** Minutes since midnight of a clock such as `14:30`. */
export function minutes(clock) {
    return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
}

/** RFC 3339 with the offset that the zone has then; a time in a gap is read with the offset before it (RFC 5545 §3.3.5). */
export function moment(date, clock, zone) {
    const east = offsetAt(new Date(`${date}T${clock}:00Z`).getTime(), zone);
    const size = Math.abs(east);
    const two = (number) => String(number).padStart(2, "0");
    return `${date}T${clock}:00${east < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

function offsetAt(asUTC, zone) {
    const first = offset(asUTC, zone);
    const second = offset(asUTC - first * minute, zone);
    return offset(asUTC - second * minute, zone) === second ? second : Math.min(first, second);
}

/** Minutes east of UTC. */
function offset(time, zone) {
    const there = wall(new Date(time).toISOString(), zone);
    return Math.round((new Date(`${there.day}T${there.clock}:00Z`).getTime() - time) / minute);
}

/** Whether the browser knows a zone of this name. */
export function isZone(zone) {
    try {
        return Boolean(formatter({ timeZone: zone }));
    } catch {
        return false;
    }
}

/** The day it is now in a zone. */
export function today(zone) {
    return wall(new Date().toISOString(), zone).day;
}

/** `November 2026` */
export const monthWords = (date) => formatter({ timeZone: "UTC", month: "long", year: "numeric" }).format(utc(date));
/** `Mon 23 Nov` */
export const shortDay = (date) => formatter({ timeZone: "UTC", weekday: "short", day: "numeric", month: "short" }).format(utc(date));
/** `Monday, 23 November 2026` */
export const longDay = (date) =>
    formatter({ timeZone: "UTC", weekday: "long", day: "numeric", month: "long", year: "numeric" }).format(utc(date));
/** `Mon` */
export const weekdayWords = (date, width = "short") => formatter({ timeZone: "UTC", weekday: width }).format(utc(date));
/** `23 November 2026, 14:30:05` in a zone */
export const exactWords = (time, zone) => formatter({ timeZone: zone, dateStyle: "long", timeStyle: "medium" }).format(new Date(time));
