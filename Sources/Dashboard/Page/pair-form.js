// The form of a new pair.

import { write } from "./api.js";
import { openDialog } from "./dialog.js";
import { button, choice, h, labelled, said } from "./dom.js";
import { notice, problemNote } from "./notices.js";

/** Which way changes travel, in words. */
export const directions = { both: "both ways", pull: "from the service only", push: "to the service only" };

/** Asks for the name, folder and direction of a pair for a calendar. */
export function addPair(account, calendar, done) {
    const plain = calendar.name.toLowerCase().normalize("NFKD").replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
    const suggestion = plain || "calendar";
    const name = h("input", { id: "pair-name", type: "text", value: suggestion, required: true, autofocus: true });
    const folder = h("input", { id: "pair-folder", type: "text", value: suggestion });
    const ways = Object.entries(directions).filter(([way]) => way === "pull" || calendar.access !== "read");
    const direction = choice({ id: "pair-direction" }, ways);
    const note = h("div", { role: "alert" });
    const save = h("button.button.primary", { type: "submit", form: "pair-form" }, "Add the pair");
    const fields = [
        labelled("Name of the pair", name), labelled("Folder, inside the calendar folder", folder), labelled("Direction", direction), note,
    ];
    const form = h("form", { id: "pair-form", onsubmit: submit }, fields);
    const dialog = openDialog("Keep a calendar in step", [h("p", said(`${account}: ${calendar.name}`)), form],
        { actions: [button("Cancel", () => dialog.close()), save] });

    async function submit(event) {
        event.preventDefault();
        save.disabled = true;
        try {
            await write("POST", "/api/pairs", {
                name: name.value.trim(), account, calendar: calendar.id, folder: folder.value.trim(), direction: direction.value,
            });
            dialog.close();
            notice("The pair was added to calsync.toml. Look at the plan, then sync.");
            await done();
        } catch (problem) {
            note.replaceChildren(problemNote(problem));
        } finally {
            save.disabled = false;
        }
    }
}
