// Keys. Those of a screen hold while it is shown; none is taken while somebody types or a dialog is open.

import { h } from "./dom.js";
import { openDialog } from "./dialog.js";
import { go } from "./router.js";

const places = {
    c: ["calendar", "Calendar"], p: ["plan", "Plan"], x: ["conflicts", "Conflicts"], h: ["history", "History"],
    q: ["queue", "Queue"], f: ["files", "Files that need you"], a: ["analytics", "Analytics"], s: ["calendars", "Calendars"],
};
const patience = 1500;

let ofScreen = [];
let isGoing = false;

/** Sets the keys of the screen that is shown: `[{ key, words, act }]`. */
export function setKeys(keys) {
    ofScreen = keys;
}

/** Listens to the keys of all screens: `?` for help, `g` and a letter to go somewhere. */
export function followKeys(common) {
    document.addEventListener("keydown", (event) => {
        if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || document.querySelector("dialog[open]")) return;
        if (isGoing && places[event.key]) {
            isGoing = false;
            event.preventDefault();
            go([places[event.key][0]]);
            return;
        }
        if (event.key === "g") {
            isGoing = true;
            setTimeout(() => (isGoing = false), patience);
            return;
        }
        const meant = [...ofScreen, ...common].find((each) => each.key === event.key);
        if (!meant) return;
        event.preventDefault();
        meant.act(event);
    });
}

function isTyping(element) {
    return element instanceof Element && element.matches("input:not([type=checkbox]), textarea, select");
}

/** Shows what the keys do. */
export function helpWithKeys(common) {
    const row = (keys, words) => h("tr", h("th", { scope: "row" }, keys.map((key) => h("kbd", key))), h("td", words));
    const table = (caption, rows) => h("table.keys", h("caption", caption), h("tbody", rows));
    openDialog("Keys", [
        ofScreen.length > 0 && table("On this screen", ofScreen.map((each) => row([each.shown ?? each.key], each.words))),
        table("Everywhere", [
            ...common.map((each) => row([each.key], each.words)),
            ...Object.entries(places).map(([key, [, words]]) => row(["g", key], `Go to ${words}`)),
            row(["Esc"], "Close what is open"),
        ]),
    ]);
}

/**
 * Makes many elements one stop for Tab: the arrow keys move among them.
 * @param {Element} place what holds them
 * @param {string} selector which they are
 * @param {(element: Element, key: string) => Element|undefined} next where a key leads from an element
 */
export function rove(place, selector, next) {
    const all = () => [...place.querySelectorAll(selector)];
    const settle = (chosen) => {
        for (const each of all()) each.tabIndex = each === chosen ? 0 : -1;
    };
    settle(place.querySelector(`${selector}[data-first]`) ?? all()[0]);
    place.addEventListener("focusin", (event) => {
        const chosen = event.target.closest(selector);
        if (chosen) settle(chosen);
    });
    place.addEventListener("keydown", (event) => {
        const from = event.target.closest(selector);
        const to = from && !event.altKey && !event.ctrlKey && !event.metaKey && next(from, event.key);
        if (!to) return;
        event.preventDefault();
        to.focus();
    });
}
