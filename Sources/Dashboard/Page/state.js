// What the server last told of itself, and who wants to hear of it.

const listeners = { status: new Set(), changed: new Set(), connection: new Set() };
let status = null;

/** The last status, or `null` before the first. */
export function currentStatus() {
    return status;
}

/** The pair of this name, if there is one. */
export function pairNamed(name) {
    return status?.pairs.find((pair) => pair.name === name);
}

/** The class that gives a pair's colour. */
export function hue(name) {
    const pair = pairNamed(name);
    return pair ? `hue-${pair.colour % 8}` : "hue-none";
}

/**
 * Calls `listener` with each new status (`"status"`), with the list of what changed (`"changed"`), or with whether the
 * server is heard (`"connection"`). Returns what ends it.
 */
export function on(what, listener) {
    listeners[what].add(listener);
    return () => listeners[what].delete(listener);
}

/** Tells all who listen. */
export function tell(what, value) {
    if (what === "status") status = value;
    for (const listener of [...listeners[what]]) listener(value);
}
