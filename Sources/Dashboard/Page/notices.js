// What is said in passing: done, failed, changed. Read out by screen readers as it comes.

import { button, h } from "./dom.js";

const lifetime = 6000;

/** A refusal with its remedy. */
export function problemNote(problem) {
    return h("div.problem", h("p.problem-what", problem.message), problem.remedy && h("p", problem.remedy));
}

/** Says that something was done; gone after a while. */
export function notice(...words) {
    const note = h("div.notice", h("div", words), closing(() => note.remove()));
    document.getElementById("notices").append(note);
    setTimeout(() => note.remove(), lifetime);
}

/** Says what went wrong; stays until closed. */
export function complain(problem) {
    const note = h("div.notice.bad", problemNote(problem), closing(() => note.remove()));
    document.getElementById("alerts").append(note);
}

function closing(act) {
    return button("×", act, { look: "quiet", "aria-label": "Close this message" });
}

/** Says to screen readers alone what the eye sees change. */
export function announce(words) {
    document.getElementById("announcements").textContent = words;
}

/** Runs what a button stands for: it can't be pressed twice meanwhile, and a refusal is told. */
export async function attempt(element, act, done) {
    element.disabled = true;
    element.setAttribute("aria-busy", "true");
    try {
        const value = await act();
        if (done) notice(typeof done === "function" ? done(value) : done);
        return value;
    } catch (problem) {
        complain(problem);
        return undefined;
    } finally {
        element.disabled = false;
        element.removeAttribute("aria-busy");
    }
}

/** What a screen shows where it could not be read. */
export function failure(problem, retry) {
    return h("div.empty", { role: "alert" },
        h("h2", "This could not be read"), problemNote(problem), button("Try again", retry, { look: "primary" }));
}

/** What a screen shows where there is nothing: that it is so, and what would change it. */
export function empty(title, ...words) {
    return h("div.empty", h("h2", title), words.map((each) => h("p", each)));
}
