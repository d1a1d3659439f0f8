// Signing in to a service again.

import { path, write } from "./api.js";
import { openDialog } from "./dialog.js";
import { button, h, labelled, webLink } from "./dom.js";
import { notice, problemNote } from "./notices.js";

const secrets = { notion: ["token", "Notion token"], caldav: ["password", "Password, or app password"] };

/** Asks for what the provider needs: a secret, or a visit to the service's own page. */
export function signIn(account, provider, done) {
    const secret = secrets[provider];
    const input = secret && h("input", { id: "secret", type: "password", required: true, autocomplete: "off", autofocus: true });
    const note = h("div", { role: "alert" });
    const go = h("button.button.primary", { type: "submit", form: "sign-in" }, "Sign in");
    const dialog = openDialog(`Sign in to ${account}`, [h("form", {
        id: "sign-in",
        onsubmit: async (event) => {
            event.preventDefault();
            go.disabled = true;
            try {
                await send();
            } catch (problem) {
                note.replaceChildren(problemNote(problem));
            } finally {
                go.disabled = false;
            }
        },
    },
    secret ? [labelled(secret[1], input), h("p.hint", "It is kept encrypted, outside of the calendar folder.")]
        : h("p", "The service's own page opens in a new tab and asks for your consent."), note)],
    { actions: [button("Cancel", () => dialog.close()), go] });

    async function send() {
        const answer = await write("POST", path("accounts", account, "login"), secret ? { [secret[0]]: input.value } : {});
        if (answer.state === "done") {
            dialog.close();
            notice(`Signed in to ${account}.`);
            await done();
            return;
        }
        window.open(answer.url, "_blank", "noopener");
        note.replaceChildren(h("p", "Waiting for your consent. If no tab opened, go to ", webLink(answer.url)));
    }
}
