// The form of an event: a new one, one there is, or one of a series.

import { Problem, path, write } from "./api.js";
import { addDays, isZone, moment, wall } from "./dates.js";
import { openDialog } from "./dialog.js";
import { button, choice, h, labelled } from "./dom.js";
import { notice, problemNote } from "./notices.js";
import { repeatChoice } from "./repeat.js";
import { currentStatus } from "./state.js";
import { folderWords } from "./words.js";

const priorities = [["", "none"], ["high", "high"], ["medium", "medium"], ["low", "low"]];
const clocks = { start: "09:00", minutes: 60 };

/** Asks for a new event on a day. */
export function newEvent(day, clock, zone) {
    const start = clock ?? clocks.start;
    const end = plus(day, start, clocks.minutes);
    const values = {
        title: "", allDay: false, from: day, start, to: end.day, end: end.clock, zone,
        type: "", priority: "", location: "", url: "", description: "",
    };
    openForm("New event", values, null, true, async (values) => {
        await write("POST", "/api/events", body(values));
        notice("The event was added.");
    });
}

/** Asks for changes of an event; `occurrence` means that one of its series alone. Only what was changed is sent. */
export function editEvent(event, revision, occurrence, zone) {
    const shownIn = event.timeZone && isZone(event.timeZone) ? event.timeZone : zone;
    const start = wall(event.startDateTime, shownIn);
    const end = wall(event.endDateTime, shownIn);
    const before = {
        title: event.title ?? "", allDay: event.allDay, from: start.day, start: event.allDay ? clocks.start : start.clock,
        to: event.allDay ? later(start.day, addDays(end.day, -1)) : end.day,
        end: event.allDay ? plus(start.day, clocks.start, clocks.minutes).clock : end.clock, zone: shownIn,
        type: event.type ?? "", priority: event.priority ?? "", location: event.location ?? "", url: event.url ?? "",
        description: event.description ?? "",
    };
    const title = occurrence ? "Edit this one of the series" : event.recurring ? "Edit the series" : "Edit the event";
    openForm(title, before, event, !occurrence, async (values) => {
        const old = body(before);
        const changes = Object.fromEntries(Object.entries(body(values)).filter(([name, value]) => value !== old[name]));
        if (Object.keys(changes).length === 0) return;
        // Start and end are one field: a mixed time is never made. A zone that was not touched stays as it is written.
        if (["startDateTime", "endDateTime", "timeZone", "allDay"].some((name) => name in changes)) {
            const { timeZone, ...clock } = times(values);
            Object.assign(changes, clock, (values.zone !== before.zone || values.allDay !== before.allDay) && { timeZone });
        }
        await write("PATCH", path("events", event.uid), changes, { query: { occurrence }, revision });
        notice("Saved.");
    });
}

function openForm(title, values, event, hasRule, save) {
    const fields = {};
    const add = (name, words, element, attributes = {}) => {
        element.id = `event-${name}`;
        element.name = name;
        fields[name] = element;
        return labelled(words, element, attributes);
    };
    const text = (name, words, attributes = {}) =>
        add(name, words, h("input", { type: "text", value: values[name], dir: "auto", ...attributes }));
    const repeat = hasRule ? repeatChoice(event) : null;
    const note = h("div", { role: "alert" });
    const allDay = h("input", { type: "checkbox", id: "event-all-day", checked: values.allDay });
    const start = add("start", "At", h("input", { type: "time", value: values.start, required: true }));
    const end = add("end", "Until", h("input", { type: "time", value: values.end, required: true }));
    const zones = h("datalist", { id: "zones" }, Intl.supportedValuesOf("timeZone").map((name) => h("option", { value: name })));
    const zoneField = add("zone", "Time zone", h("input", { type: "text", list: "zones", value: values.zone, required: true }));
    const form = h("form.event-form", { id: "event-form", onsubmit: submit },
        text("title", "Title", { required: true, autofocus: true, maxlength: "10000" }),
        h("div.field.check", allDay, h("label", { for: allDay.id }, "The whole day")),
        h("div.pair-of-fields", add("from", "From", h("input", { type: "date", value: values.from, required: true })), start),
        h("div.pair-of-fields", add("to", "To", h("input", { type: "date", value: values.to, required: true })), end),
        zoneField, zones,
        repeat?.element,
        !event && currentStatus().pairs.length > 0 && add("folder", "Calendar", folderChoice(null)),
        text("location", "Where"),
        h("div.pair-of-fields",
            text("type", "Type", { maxlength: "100" }),
            add("priority", "Priority", choice({}, priorities, values.priority))),
        text("url", "Link", { type: "url" }),
        add("description", "Description", h("textarea", { rows: "5", dir: "auto", value: values.description })),
        note);
    const drawTimes = () => {
        for (const each of [start, end, zoneField]) {
            each.hidden = allDay.checked;
            each.querySelector("input").disabled = allDay.checked;
        }
    };
    allDay.addEventListener("change", drawTimes);
    // An end before its start is nobody's wish: the end follows.
    fields.from.addEventListener("change", () => {
        if (fields.to.value < fields.from.value) fields.to.value = fields.from.value;
    });
    drawTimes();
    const saving = h("button.button.primary", { type: "submit", form: form.id }, "Save");
    const dialog = openDialog(title, [form], { actions: [button("Cancel", () => dialog.close()), saving] });

    async function submit(submission) {
        submission.preventDefault();
        const now = Object.fromEntries(Object.entries(fields).map(([name, element]) => [name, element.value]));
        saving.disabled = true;
        try {
            if (!allDay.checked && !isZone(now.zone)) {
                throw new Problem({ detail: "No time zone has this name.", remedy: "Write one such as Europe/Berlin." });
            }
            await save({ ...values, ...now, allDay: allDay.checked, rule: repeat?.value() });
            dialog.close();
        } catch (problem) {
            note.replaceChildren(problemNote(problem));
            note.scrollIntoView({ block: "nearest" });
        } finally {
            saving.disabled = false;
        }
    }
}

/** The folders that events can be kept in, each with its calendars; that of `file` is chosen. */
export function folderChoice(file) {
    const folders = Map.groupBy(currentStatus().pairs, (pair) => pair.folder);
    const holding = [...folders.keys()].filter((folder) => file && (folder === "." || file.startsWith(`${folder}/`)));
    const deepest = holding.sort((a, b) => b.length - a.length)[0];
    return choice({ id: "folder-choice" }, [...folders].map(([folder, pairs]) =>
        [folder, `${folderWords(folder)} (${pairs.map((pair) => pair.account).join(", ")})`]), deepest);
}

/** What the server is sent: times, and texts with `null` for none. */
function body(values) {
    const names = ["type", "priority", "location", "url", "description"];
    const optional = names.map((name) => [name, values[name].trim() === "" ? null : values[name]]);
    return {
        title: values.title, ...times(values), ...Object.fromEntries(optional),
        ...(values.rule !== undefined && { rule: values.rule }),
        ...(values.folder !== undefined && { folder: values.folder }),
    };
}

function times(values) {
    return values.allDay
        ? { startDateTime: values.from, endDateTime: addDays(values.to, 1), allDay: true, timeZone: null }
        : {
            startDateTime: moment(values.from, values.start, values.zone), endDateTime: moment(values.to, values.end, values.zone),
            allDay: false, timeZone: values.zone,
        };
}

function plus(day, clock, count) {
    const then = new Date(new Date(`${day}T${clock}:00Z`).getTime() + count * 60_000).toISOString();
    return { day: then.slice(0, 10), clock: then.slice(11, 16) };
}

function later(a, b) {
    return a > b ? a : b;
}
