// The bar that is always there: how each pair stands, and the button that syncs.

import { path, write } from "./api.js";
import { button, h, said, show } from "./dom.js";
import { announce, attempt } from "./notices.js";
import { directions } from "./pair-form.js";
import { address } from "./router.js";
import { currentStatus, on } from "./state.js";
import { ago, distance, exact, figures, pairState } from "./words.js";

let isUnfolded = false;
let connection = { isOpen: true };
let told = "";

/** Keeps `place` saying how the sync stands. */
export function followIndicator(place) {
    const draw = () => show(place, bar());
    // What sticks below the bar has to know how high it is.
    new ResizeObserver(() => document.documentElement.style.setProperty("--bar", `${place.offsetHeight}px`)).observe(place);
    on("status", (status) => {
        // How far a run has come is seen; a reader is told when it begins and ends.
        const words = status.run ? "Syncing …" : summary(status);
        if (told && words !== told) announce(words);
        told = words;
        draw();
    });
    on("connection", (news) => {
        connection = news;
        draw();
    });

    function bar() {
        const status = currentStatus();
        if (!connection.isOpen) return [lost(), status && line(status)];
        if (!status) return h("p.line", "Asking calsync …");
        return [line(status), troubles(status), isUnfolded && details(status)];
    }

    function line(status) {
        return h("div.line",
            h("div.overall", h(`span.dot.${overall(status)}`, { "aria-hidden": "true" }), h("strong", summary(status))),
            h("ul.pairs", status.pairs.map(chip)),
            h("div.line-actions",
                button(isUnfolded ? "Less" : "Details", () => {
                    isUnfolded = !isUnfolded;
                    draw();
                }, { key: "indicator-details", look: "quiet", "aria-expanded": String(isUnfolded) }),
                status.pairs.length > 0 && button("Sync now", (event) => syncNow(null, event.currentTarget),
                    { key: "sync-all", look: "primary" })));
    }
}

/** Syncs one pair, or all. */
export function syncNow(pair, element = document.createElement("button")) {
    return attempt(element, () => write("POST", path("calendar", "sync"), pair ? { pair } : {}), report);
}

/** What a sync did, in a sentence. */
export function report(answer) {
    const parts = [
        [answer?.done, "change"], [answer?.queued, "change that waits", "changes that wait"], [answer?.conflicts, "conflict"],
        [answer?.held, "change held", "changes held"], [answer?.troubles, "pair in trouble", "pairs in trouble"],
    ].filter(([list]) => list?.length).map(([list, one, more]) => figures(list.length, one, more));
    return parts.length ? `Synced: ${parts.join(", ")}.` : "Synced: nothing was left to do.";
}

function overall(status) {
    const states = status.pairs.filter((pair) => pair.isActive).map((pair) => pair.state);
    if (status.run) return "syncing";
    if (status.trouble) return "needs-you";
    return ["needs-you", "syncing", "waiting"].find((state) => states.includes(state)) ?? "synced";
}

function summary(status) {
    if (status.run) return `${status.run.words} …`;
    if (status.trouble) return "calsync needs you";
    if (status.pairs.length === 0) return "No calendar is connected yet";
    const wanting = status.pairs.filter((pair) => pair.isActive && pair.state === "needs-you");
    if (wanting.length) return wanting.length === 1 ? `${wanting[0].name} needs you` : `${wanting.length} pairs need you`;
    return { syncing: "Syncing …", waiting: "Changes wait", synced: "All in step" }[overall(status)];
}

function chip(pair) {
    return h("li.chip", { class: `hue-${pair.colour % 8}` },
        h(`span.dot.${pair.isActive ? pair.state : "off"}`, { "aria-hidden": "true" }),
        h("span.chip-name", said(pair.name)),
        h("span.chip-state", pair.isActive ? pairState(pair.state) : "paused"),
        pair.lastSync && h("span.chip-time", ago(pair.lastSync)));
}

function lost() {
    const { problem } = connection;
    const words = problem?.message ?? "The connection to calsync was lost; trying again …";
    return h("p.line.lost", h("strong", words), " ", problem?.remedy ?? "");
}

function troubles(status) {
    const { trouble } = status;
    const wanting = status.pairs.filter((pair) => pair.isActive && pair.state === "needs-you" && pair.reason !== trouble?.error);
    return [trouble && h("p.trouble", h("strong", said(trouble.error)), " ", trouble.remedy), ...wanting.map((pair) =>
        h("p.trouble", h("strong", said(pair.name), ": "), pair.reason ?? "needs you. ", " ", pair.remedy ?? "", " ", cure(pair)))];
}

function cure(pair) {
    const [screen, words] =
        pair.signIn.state !== "ok" ? ["calendars", "Sign in"]
        : pair.conflicts ? ["conflicts", "Open the conflicts"]
        : pair.paused ? ["files", "Open the files"]
        : pair.parked ? ["queue", "Open the queue"]
        : ["plan", "Open the plan"];
    return h("a", { href: address([screen]), "data-key": `cure-${pair.name}` }, words);
}

function details(status) {
    const facts = status.pairs.map((pair) => h("section.card.pair", { class: `hue-${pair.colour % 8}` },
        h("header", h("h2", said(pair.name)), h("span.state", { class: pair.state }, pair.isActive ? pairState(pair.state) : "paused"),
            button("Sync now", (event) => syncNow(pair.name, event.currentTarget),
                { key: `sync-${pair.name}`, "aria-label": `Sync ${pair.name} now` })),
        h("dl", factsOf(pair).filter(([, value]) => value).map(([name, value]) => h("div", h("dt", name), h("dd", value))))));
    const watching = status.watching ? "A watcher is running." : "No watcher is running: syncs happen when you ask for them.";
    return h("div.pair-details", facts,
        h("p.hint", "Folder ", said(status.folder), ". ", watching, status.git ? ` git: ${status.git}.` : ""));
}

function factsOf(pair) {
    const waiting = [
        [pair.toSend, "to send", "to send"], [pair.conflicts, "conflict"], [pair.held, "held", "held"], [pair.queued, "queued", "queued"],
        [pair.parked, "parked", "parked"], [pair.paused, "paused file"],
    ].filter(([count]) => count).map(([count, one, more]) => figures(count, one, more));
    return [
        ["Calendar", said(`${pair.account}: ${pair.calendar}`)],
        ["Direction", directions[pair.direction]],
        ["Events", String(pair.events)],
        ["Waiting", waiting.length ? waiting.join(", ") : "nothing"],
        ["Last sync", pair.lastSync ? ago(pair.lastSync) : "never"],
        ["Last error", pair.lastError && h("span", said(pair.lastError), pair.remedy && ` ${pair.remedy}`)],
        ["Next look", pair.nextPoll && ago(pair.nextPoll)],
        ["Hears of changes", pair.updates === "push" ? "the service calls" : "by asking"],
        ["Channel until", pair.pushUntil && h("span", exact(pair.pushUntil), ` (${distance(pair.pushUntil)})`)],
        ["Sign-in", { ok: "good", missing: "missing", expired: "expired", refused: "refused" }[pair.signIn.state]],
        ["What to do", pair.signIn.remedy],
    ];
}
