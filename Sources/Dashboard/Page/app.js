// Where the page begins: the frame around the screens, and which screen is shown.

import * as calendar from "./calendar.js";
import { followIndicator, syncNow } from "./indicator.js";
import { followKeys, helpWithKeys, setKeys } from "./keys.js";
import { failure } from "./notices.js";
import { route } from "./router.js";
import { on } from "./state.js";
import { follow } from "./stream.js";
import { followTheme } from "./theme.js";
import { refreshTimes } from "./words.js";

// The calendar is there at once; the others come when first opened.
const screens = {
    calendar: () => calendar,
    plan: () => import("./plan.js"),
    conflicts: () => import("./conflicts.js"),
    history: () => import("./history.js"),
    queue: () => import("./queue.js"),
    files: () => import("./files.js"),
    analytics: () => import("./analytics.js"),
    calendars: () => import("./calendars.js"),
};
const keys = [
    { key: "?", words: "Show the keys", act: () => helpWithKeys(keys) },
    { key: "S", words: "Sync all now", act: () => syncNow(null) },
];
const main = document.getElementById("main");
const more = document.getElementById("more");
let shown = { name: null, screen: null };

/** Shows what the address says. */
async function navigate() {
    const { parts, query } = route();
    const name = Object.hasOwn(screens, parts[0] ?? "") ? parts[0] : "calendar";
    const rest = parts[0] === name ? parts.slice(1) : [];
    if (name === shown.name) {
        shown.screen?.go?.(rest, query);
        return;
    }
    const isFirst = shown.name === null;
    shown.screen?.close?.();
    shown = { name, screen: null };
    setKeys([]);
    mark(name);
    try {
        const { open } = await screens[name]();
        if (shown.name !== name) return;
        main.replaceChildren();
        main.dataset.screen = name;
        shown.screen = open(main, rest, query);
        document.title = `${main.querySelector("h1")?.textContent ?? name} – calsync`;
        window.scrollTo(0, 0);
        if (!isFirst) main.focus();
    } catch (problem) {
        main.replaceChildren(failure(problem, () => location.reload()));
    }
}

function mark(name) {
    for (const link of document.querySelectorAll("#nav a")) {
        if (link.dataset.screen === name) link.setAttribute("aria-current", "page");
        else link.removeAttribute("aria-current");
    }
    unfold(false);
}

function unfold(isOpen) {
    more.setAttribute("aria-expanded", String(isOpen));
    document.getElementById("nav").toggleAttribute("data-open", isOpen);
}

function count(status) {
    for (const badge of document.querySelectorAll("#nav [data-count]")) {
        const number = status.counts[badge.dataset.count] ?? 0;
        badge.textContent = number > 999 ? "999+" : String(number);
        badge.hidden = number === 0;
    }
}

followTheme(document.getElementById("theme"));
followIndicator(document.getElementById("indicator"));
followKeys(keys);
on("status", count);
on("changed", ({ what }) => shown.screen?.changed?.(what));
document.getElementById("help").addEventListener("click", () => helpWithKeys(keys));
document.getElementById("skip").addEventListener("click", (event) => {
    event.preventDefault();
    main.focus();
});
more.addEventListener("click", () => unfold(more.getAttribute("aria-expanded") !== "true"));
document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && more.getAttribute("aria-expanded") === "true") {
        unfold(false);
        more.focus();
    }
});
window.addEventListener("hashchange", navigate);
setInterval(() => refreshTimes(), 10_000);
follow();
// The calendar's days are those of the folder's zone, which the first status tells.
const end = on("status", () => {
    end();
    navigate();
});
