// Light, dark, or as the system is set.

import { announce } from "./notices.js";

const key = "calsync-theme";
const choices = { auto: "As the system", light: "Light", dark: "Dark" };

/** Puts the chosen theme on, and lets `switcher` go from one to the next. */
export function followTheme(switcher) {
    put(localStorage.getItem(key));
    switcher.addEventListener("click", () => {
        const names = Object.keys(choices);
        const next = names[(names.indexOf(document.documentElement.dataset.theme) + 1) % names.length];
        localStorage.setItem(key, next);
        announce(`Colours: ${put(next)}`);
    });

    function put(name) {
        const chosen = Object.hasOwn(choices, name ?? "") ? name : "auto";
        document.documentElement.dataset.theme = chosen;
        switcher.textContent = choices[chosen];
        switcher.setAttribute("aria-label", `Colours: ${choices[chosen]}. Change`);
        return choices[chosen];
    }
}
