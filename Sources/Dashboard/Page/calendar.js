// The calendar: month, week and agenda of the folder.

import { agenda } from "./agenda.js";
import { get } from "./api.js";
import { addDays, isDay, monthDays, monthStart, monthWords, shortDay, today, weekStart } from "./dates.js";
import { button, h, said, show } from "./dom.js";
import { newEvent } from "./event-form.js";
import { openEvent } from "./event-panel.js";
import { setKeys } from "./keys.js";
import { month } from "./month.js";
import { failure } from "./notices.js";
import { placed } from "./placing.js";
import { address, go as goTo } from "./router.js";
import { currentStatus, on } from "./state.js";
import { scrollWeek, week } from "./week.js";

const views = { month: "Month", week: "Week", agenda: "Agenda" };
const agendaDays = 31;
const searched = { before: 90, after: 366 };
const typingPause = 250;

/** The pairs that are left out for now; kept from one visit of the screen to the next. */
const hidden = new Set();

/** Opens the screen; `parts` are view and day. */
export function open(place, parts, query) {
    let at = where(parts, query);
    let answer = null;
    let asked = 0;
    let panel = null;
    let typing = null;

    const title = h("h1", { id: "calendar-title" });
    const switcher = h("div.segments", { role: "group", "aria-label": "View" });
    const legend = h("div.legend", { role: "group", "aria-label": "Calendars shown" });
    const search = h("input", {
        type: "search", placeholder: "Search", "aria-label": "Search events", value: at.q,
        oninput: () => {
            clearTimeout(typing);
            typing = setTimeout(() => move({ view: "agenda", q: search.value }, true), typingPause);
        },
    });
    const body = h("div.calendar-body");
    place.append(
        h("div.toolbar",
            h("div.steps",
                button("Today", () => move({ day: today(zone()) }), { key: "today" }),
                button("‹", () => step(-1), { "aria-label": "Earlier", title: "Earlier (k)" }),
                button("›", () => step(1), { "aria-label": "Later", title: "Later (j)" }),
                title),
            h("div.tools", search, switcher, button("New event", () => create(at.day), { look: "primary", title: "New event (n)" }))),
        legend, body);
    setKeys([
        { key: "t", words: "Today", act: () => move({ day: today(zone()) }) },
        { key: "j", words: "Later", act: () => step(1) },
        { key: "k", words: "Earlier", act: () => step(-1) },
        { key: "1", words: "Month", act: () => move({ view: "month" }) },
        { key: "2", words: "Week", act: () => move({ view: "week" }) },
        { key: "3", words: "Agenda", act: () => move({ view: "agenda" }) },
        { key: "n", words: "New event on the day in focus", act: () => create(dayInFocus() ?? at.day) },
        { key: "/", words: "Search", act: () => search.focus() },
    ]);
    const end = on("status", drawLegend);
    drawLegend();
    load();

    function move(change, replacing = false) {
        const next = { ...at, ...change };
        goTo([...base, next.view, next.day], { q: next.q }, { replacing });
    }

    function step(count) {
        const days = at.view === "month" ? monthStart(at.day, count) : addDays(at.day, count * (at.view === "week" ? 7 : agendaDays));
        move({ day: days });
    }

    function create(day, clock) {
        newEvent(day, clock, zone());
    }

    async function load() {
        const [from, to] = range(at);
        const number = (asked += 1);
        drawHead(from, to);
        try {
            const news = await get("/api/events", { from, to, q: at.q });
            if (number !== asked) return;
            answer = { from, to, events: placed(news.events, news.zone), incomplete: news.incomplete };
            draw();
            openPanel();
        } catch (problem) {
            if (number === asked) show(body, failure(problem, load));
        }
    }

    function drawHead(from, to) {
        title.textContent = at.q ? "Found" : at.view === "month" ? monthWords(at.day) : `${shortDay(from)} – ${shortDay(addDays(to, -1))}`;
        show(switcher, Object.entries(views).map(([name, words]) =>
            h("a", {
                href: address([...base, name, at.day], { q: name === "agenda" ? at.q : "" }),
                "data-key": `view-${name}`, "aria-current": at.view === name && "true",
            }, words)));
    }

    function drawLegend() {
        const pairs = currentStatus().pairs;
        show(legend, pairs.map((pair) => button(said(pair.name), () => {
            if (!hidden.delete(pair.name)) hidden.add(pair.name);
            drawLegend();
            draw();
        }, {
            key: `legend-${pair.name}`, look: `quiet.legend-entry.hue-${pair.colour % 8}`,
            "aria-pressed": String(!hidden.has(pair.name)),
        })));
    }

    function draw() {
        if (!answer) return;
        const events = answer.events.filter(({ event }) => event.pairs.length === 0 || event.pairs.some((name) => !hidden.has(name)));
        const shown = { ...answer, events, day: at.day, today: today(zone()), isSearch: Boolean(at.q), select, create, step, move };
        const scrolled = body.querySelector(".week-scroll")?.scrollTop;
        show(body, incomplete(answer.incomplete), { month, week, agenda }[at.view](shown));
        scrollWeek(body, scrolled);
    }

    function select({ event }) {
        goTo([...base, at.view, at.day], { q: at.q, event: event.uid, occurrence: event.occurrence });
    }

    function openPanel() {
        if (at.event === panel?.uid && at.occurrence === panel?.occurrence) return;
        const old = panel;
        panel = null;
        old?.close();
        if (!at.event) return;
        const { event: uid, occurrence } = at;
        const row = answer.events.find(({ event }) => event.uid === uid && (event.occurrence ?? "") === (occurrence ?? ""));
        panel = { uid, occurrence, ...openEvent(uid, occurrence, row?.event, () => {
            if (panel?.uid !== uid) return;
            panel = null;
            goTo([...base, at.view, at.day], { q: at.q });
        }) };
    }

    return {
        go(parts, query) {
            // Whoever goes elsewhere meanwhile is not taken back by what was typed.
            clearTimeout(typing);
            const before = JSON.stringify(range(at)) + at.view + at.q;
            at = where(parts, query);
            if (document.activeElement !== search) search.value = at.q;
            if (JSON.stringify(range(at)) + at.view + at.q === before && answer) {
                if (at.view === "month") draw();
                openPanel();
            } else load();
        },
        changed(what) {
            if (what.some((each) => ["events", "conflicts", "queue", "plan"].includes(each))) load();
        },
        close() {
            end();
            clearTimeout(typing);
            panel?.close();
        },
    };
}

const base = ["calendar"];

function dayInFocus() {
    return document.activeElement?.closest("[data-day]")?.dataset.day;
}

function zone() {
    return currentStatus().zone;
}

function where([view, day], { q = "", event, occurrence }) {
    return { view: Object.hasOwn(views, view ?? "") ? view : "month", day: isDay(day) ? day : today(zone()), q, event, occurrence };
}

/** The days that are asked for; the second is the first that isn't. */
function range({ view, day, q }) {
    if (q) return [addDays(day, -searched.before), addDays(day, searched.after)];
    if (view === "week") return [weekStart(day), addDays(weekStart(day), 7)];
    if (view === "agenda") return [day, addDays(day, agendaDays)];
    const days = monthDays(day);
    return [days[0], addDays(days.at(-1), 1)];
}

function incomplete(paths) {
    if (!paths?.length) return null;
    const rest = paths.length - 3;
    return h("p.banner", "Not all of it is shown. These could not be read whole: ",
        said(paths.slice(0, 3).join(", ")), rest > 0 ? ` and ${rest} more.` : ".");
}
