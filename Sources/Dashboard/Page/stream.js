// The server's own news, as they happen.

import { get } from "./api.js";
import { tell } from "./state.js";

const patience = 3000;

/** Listens to the server for as long as the page is open; a lost connection is told and tried again. */
export function follow() {
    const source = new EventSource("/api/stream");
    let wasLost = false;
    source.addEventListener("open", () => {
        tell("connection", { isOpen: true });
        // Whatever happened in between was not told.
        if (wasLost) tell("changed", { what: ["events", "plan", "conflicts", "queue", "history", "files"] });
        wasLost = false;
    });
    source.addEventListener("status", (event) => tell("status", JSON.parse(event.data)));
    source.addEventListener("changed", (event) => tell("changed", JSON.parse(event.data)));
    source.addEventListener("error", async () => {
        wasLost = true;
        tell("connection", { isOpen: false, problem: await whatIsWrong() });
        if (source.readyState === EventSource.CLOSED) setTimeout(follow, patience);
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
