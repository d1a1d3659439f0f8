// The form of a new pair.

import { write } from "./api.js";
import { openDialog } from "./dialog.js";
import { button, h, said } from "./dom.js";
import { notice, problemNote } from "./notices.js";

/** Asks for the name, folder and direction of a pair for a calendar. */
export function addPair(account, calendar, done) {
    const suggestion = calendar.name.toLowerCase().normalize("NFKD").replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "") || "calendar";
    const name = h("input", { id: "pair-name", type: "text", value: suggestion, required: true, autofocus: true });
    const folder = h("input", { id: "pair-folder", type: "text", value: suggestion });
    const direction = h("select", { id: "pair-direction" },
        calendar.access !== "read" && h("option", { value: "both" }, "both ways"),
        h("option", { value: "pull" }, "from the service only"),
        calendar.access !== "read" && h("option", { value: "push" }, "to the service only"));
    const note = h("div", { role: "alert" });
    const save = h("button.button.primary", { type: "submit", form: "pair-form" }, "Add the pair");
    const field = (words, element) => h("div.field", h("label", { for: element.id }, words), element);
    const dialog = openDialog("Keep a calendar in step", [h("p", said(`${account}: ${calendar.name}`)), h("form", {
        id: "pair-form",
        onsubmit: async (event) => {
            event.preventDefault();
            save.disabled = true;
            try {
                await write("POST", "/api/pairs", { name: name.value.trim(), account, calendar: calendar.id, folder: folder.value.trim(), direction: direction.value });
                dialog.close();
                notice("The pair was added to calsync.toml. Look at the plan, then sync.");
                await done();
            } catch (problem) {
                note.replaceChildren(problemNote(problem));
            } finally {
                save.disabled = false;
            }
        },
    }, field("Name of the pair", name), field("Folder, inside the calendar folder", folder), field("Direction", direction), note)],
    { actions: [button("Cancel", () => dialog.close()), save] });
}
