// What the screens have in common: a title, tools beside it, and a body that is read again when the server tells of changes.

import { h, show } from "./dom.js";
import { failure } from "./notices.js";

/**
 * Makes a screen that shows what `read` returns.
 * @param {Element} place where it goes
 * @param {string} title its heading
 * @param {{about?: string, tools?: Array, read: Function, draw: Function, when: string[]}} parts `draw` makes elements of what
 *     was read; `when` are the changes after which it is read again
 */
export function screen(place, title, { about, tools = [], read, draw, when }) {
    let asked = 0;
    let isDrawn = false;
    const body = h("div.screen-body", h("p.hint.loading", "Reading …"));
    place.append(...[h("div.toolbar", h("h1", title), h("div.tools", tools)), about && h("p.about", about), body].filter(Boolean));
    async function refresh() {
        const number = (asked += 1);
        try {
            const value = await read();
            if (number !== asked) return;
            isDrawn = true;
            show(body, draw(value));
        } catch (problem) {
            // What is shown stays readable while the server is away; the bar above says that it is.
            if (number === asked && !(isDrawn && problem.status === 0)) show(body, failure(problem, refresh));
        }
    }
    refresh();
    return {
        refresh,
        changed(what) {
            if (what.some((each) => when.includes(each))) refresh();
        },
    };
}
