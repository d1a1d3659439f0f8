// Files that need a person: where, what is wrong, what to write instead.

import { get } from "./api.js";
import { capped, h, said } from "./dom.js";
import { empty } from "./notices.js";
import { screen } from "./screen.js";

/** Opens the screen. */
export function open(place) {
    return screen(place, "Files that need you", {
        about: "calsync leaves a paused file alone, on every side, until it is mended. Mend it in your editor: this page follows.",
        when: ["files", "events"],
        read: () => get("/api/files"),
        draw: (rows) => {
            if (rows.length === 0) {
                return empty("All files are fine",
                    "A file that can't be read would be listed here with its line and what to write instead.");
            }
            const list = h("ul.cards");
            return capped(rows, list, (row) => list.appendChild(card(row)));
        },
    });
}

function card({ path, line, severity, message, remedy }) {
    const [look, words] = severity === "error" ? ["failed", "paused"] : ["pending", "remark"];
    return h("li.card.file-note", { class: severity },
        h("header", h("h2", h("code", said(line ? `${path}:${line}` : path))), h("span.state", { class: look }, words)),
        h("p", said(message)), h("p.remedy", said(remedy)));
}
