// The server's own news, as they happen.

import { get } from "./api.js";
import { currentStatus, tell } from "./state.js";

const patience = 3000;
const everything = ["events", "plan", "conflicts", "queue", "history", "files"];

let source = null;
let wasLost = false;

/** Listens to the server for as long as the page is seen; a lost connection is told and tried again. */
export function follow() {
    listen();
    // A browser has six connections for a server: pages that nobody sees leave theirs to those that somebody does.
    document.addEventListener("visibilitychange", () => {
        if (document.hidden) {
            source?.close();
            source = null;
            wasLost = true;
        } else if (!source) listen();
    });
}

function listen() {
    const own = new EventSource("/api/stream");
    source = own;
    own.addEventListener("open", () => {
        tell("connection", { isOpen: true });
        // Whatever happened in between was not told.
        if (wasLost) tell("changed", { what: everything });
        wasLost = false;
    });
    own.addEventListener("status", (event) => tell("status", JSON.parse(event.data)));
    own.addEventListener("run", (event) => {
        const status = currentStatus();
        if (status) tell("status", { ...status, run: JSON.parse(event.data) });
    });
    own.addEventListener("changed", (event) => tell("changed", JSON.parse(event.data)));
    own.addEventListener("error", async () => {
        wasLost = true;
        const problem = await whatIsWrong();
        if (source !== own) return;
        if (own.readyState !== EventSource.OPEN) tell("connection", { isOpen: false, problem });
        if (own.readyState !== EventSource.CLOSED) return;
        source = null;
        setTimeout(() => {
            if (!source && !document.hidden) listen();
        }, patience);
    });
}

async function whatIsWrong() {
    try {
        tell("status", await get("/api/status"));
        return null;
    } catch (problem) {
        return problem;
    }
}
