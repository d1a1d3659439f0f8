// Dialogs. The browser's own keep the focus inside and close by Escape.

import { button, h } from "./dom.js";
import { problemNote } from "./notices.js";

let count = 0;

/**
 * Opens a dialog and returns it; it is gone once closed, and the focus goes back to where it was.
 * @param {string} title its name
 * @param {Array} content what it holds
 * @param {{spec?: string, actions?: Array, onclose?: Function}} options `actions` stand at its end
 */
export function openDialog(title, content, { spec = "dialog", actions = [], onclose } = {}) {
    const before = document.activeElement;
    const key = before?.dataset?.key;
    const name = `dialog-${(count += 1)}`;
    const dialog = h(spec, { "aria-labelledby": name },
        h("header.dialog-head",
            h("h2", { id: name, tabindex: "-1" }, title),
            button("×", () => dialog.close(), { look: "quiet", "aria-label": "Close", title: "Close (Esc)" })),
        h("div.dialog-body", content),
        actions.length > 0 && h("footer.dialog-foot", actions));
    dialog.addEventListener("close", () => {
        dialog.remove();
        const back = before?.isConnected ? before : key && document.querySelector(`[data-key="${CSS.escape(key)}"]`);
        (back || document.getElementById("main")).focus();
        onclose?.();
    });
    dialog.addEventListener("click", (event) => {
        if (event.target === dialog) dialog.close();
    });
    document.body.append(dialog);
    dialog.showModal();
    const first = dialog.querySelector("[autofocus]") ?? dialog.querySelector("h2");
    first.focus();
    return dialog;
}

/**
 * Asks before something is done. What `act` throws is shown in the dialog, which stays open then.
 * @param {string} title the question
 * @param {Array} content what will happen
 * @param {string} words what the button says
 * @param {Function} act what is done
 */
export function ask(title, content, words, act, { isDangerous = false } = {}) {
    const note = h("div", { role: "alert" });
    const yes = button(words, async () => {
        yes.disabled = true;
        try {
            await act();
            dialog.close();
        } catch (problem) {
            note.replaceChildren(problemNote(problem));
            yes.disabled = false;
        }
    }, { look: isDangerous ? "danger" : "primary" });
    const dialog = openDialog(title, [content, note], {
        actions: [button("Cancel", () => dialog.close(), { autofocus: true }), yes],
    });
    return dialog;
}
