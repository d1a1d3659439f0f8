// Every screen has an address below `#/`, so that back, reload and bookmarks work.

/**
 * The address as parts and query: `#/calendar/week/2026-11-23?event=x` is
 * `{ parts: ["calendar", "week", "2026-11-23"], query: { event: "x" } }`.
 */
export function route() {
    const [path, query = ""] = location.hash.replace(/^#\/?/, "").split("?");
    const parts = path.split("/").filter(Boolean).map(decoded);
    return { parts, query: Object.fromEntries(new URLSearchParams(query)) };
}

function decoded(text) {
    try {
        return decodeURIComponent(text);
    } catch {
        return text;
    }
}

/** The address of a screen. */
export function address(parts, query = {}) {
    const present = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== "");
    const text = present.length ? `?${new URLSearchParams(present)}` : "";
    return `#/${parts.map(encodeURIComponent).join("/")}${text}`;
}

/** Goes to a screen; `replacing` leaves no trace in the browser's history. */
export function go(parts, query = {}, { replacing = false } = {}) {
    const target = address(parts, query);
    if (target === location.hash) return;
    if (replacing) location.replace(target);
    else location.hash = target;
}
