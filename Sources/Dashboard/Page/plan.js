// The plan: what the next sync would do, and why; what is left out, and what is held.

import { get, write } from "./api.js";
import { massWords } from "./bulk.js";
import { changesTable, operationHead, pairMark } from "./changes.js";
import { ask } from "./dialog.js";
import { brief, button, capped, h, said } from "./dom.js";
import { report, syncNow } from "./indicator.js";
import { setKeys } from "./keys.js";
import { attempt, empty } from "./notices.js";
import { screen } from "./screen.js";
import { address } from "./router.js";
import { figures } from "./words.js";

/** Opens the screen. */
export function open(place) {
    let isOnline = false;
    const chosen = new Set();
    const name = (operation) => `${operation.pair} ${operation.uid}`;
    const asking = button("Ask the services", async () => {
        isOnline = true;
        await attempt(asking, () => shown.refresh());
        isOnline = false;
    }, { title: "Reads what changed there, and plans again. Nothing is written." });
    const shown = screen(place, "Plan", {
        about: "What the next sync would do. Nothing is written before you say so, or a watcher does.",
        tools: [asking],
        when: ["plan", "conflicts", "events"],
        read: () => get("/api/plan", { online: isOnline ? 1 : null }),
        draw: (plan) => [mass(plan), operations(plan), held(plan.held), skipped(plan.skipped), matches(plan.matches), notes(plan)],
    });
    setKeys([{ key: "r", words: "Ask the services", act: () => asking.click() }]);
    return shown;

    function mass({ massChange }) {
        if (!massChange) return null;
        const allow = (pair) => ask(`Let the mass change of ${pair} go?`, [
            h("p", massWords(massChange)), h("p.hint", "Look at the plan first. This syncs the pair at once."),
        ], "Allow and sync", () => write("POST", "/api/plan/allow", { pair, uid: null }), { isDangerous: true });
        return h("section.banner", { role: "group", "aria-label": "The safety limit" },
            h("h2", "The safety limit holds this back"), h("p", massWords(massChange)),
            massChange.pairs.map((pair) => button(`Allow it for ${pair} …`, () => allow(pair), { key: `mass-${pair}`, look: "danger" })));
    }

    function operations(plan) {
        const list = plan.operations;
        for (const each of [...chosen]) if (!list.some((operation) => name(operation) === each)) chosen.delete(each);
        if (list.length === 0) {
            return empty("Nothing to do", "Folder and services agree, as far as calsync knows.",
                "Ask the services to look again, or edit a file: it shows up here.");
        }
        const only = button("Sync these", () => attempt(only, () => write("POST", "/api/plan/only", {
            operations: list.filter((operation) => chosen.has(name(operation))).map(({ pair, uid }) => ({ pair, uid })),
        }), report), { key: "plan-only", look: "primary" });
        const count = h("span.bulk-count");
        const drawCount = () => {
            count.textContent = chosen.size ? `${chosen.size} of ${list.length} chosen` : figures(list.length, "operation");
            only.hidden = chosen.size === 0;
        };
        drawCount();
        return h("section", h("h2.unseen", "Operations"),
            h("div.bulk", { role: "group", "aria-label": "The plan" }, count, only,
                button("Sync all of it", (event) => syncNow(null, event.currentTarget), { key: "plan-all" })),
            listOf(list, (operation) => card(operation, drawCount)));
    }

    function card(operation, drawCount) {
        const box = h("input", {
            type: "checkbox", checked: chosen.has(name(operation)),
            "data-key": `plan-box-${name(operation)}`, "aria-label": `Choose ${brief(operation.title)}`,
            onchange: () => {
                if (box.checked) chosen.add(name(operation));
                else chosen.delete(name(operation));
                drawCount();
            },
        });
        const skip = turn("Skip", "/api/plan/skip", operation, "Skipped: it is left alone until its values change.");
        return h("li.card.operation",
            h("header", box, operationHead(operation), skip),
            h("p", operation.reason, operation.mails > 0 && h("strong", ` Will e-mail ${figures(operation.mails, "guest")}.`)),
            changesTable(operation.changes),
            operation.path && h("p.hint", h("code", said(operation.path))));
    }

    function skipped(list) {
        return list.length > 0 && h("section", h("h2", "Skipped"), h("p.hint", "Left alone until their values change, or you allow them."),
            listOf(list, (operation) => h("li.card.operation",
                h("header", operationHead(operation), turn("Allow", "/api/plan/allow", operation, "Allowed.")),
                h("p", operation.reason), changesTable(operation.changes))));
    }

    /** The button that skips an operation, or lets it go again. */
    function turn(words, address, operation, done) {
        const { pair, uid, title } = operation;
        const act = () => attempt(own, () => write("POST", address, { pair, uid }), done);
        const own = button(words, act, { key: `${words} ${name(operation)}`, "aria-label": `${words} ${brief(title)}` });
        return own;
    }
}

function held(list) {
    return list.length > 0 && h("section", h("h2", "Held"), h("p.hint", "These wait for something else."),
        listOf(list, (each) => h("li.card", titled(each), h("p", said(each.reason)), h("p.remedy", said(each.remedy)))));
}

function matches(list) {
    return list.length > 0 && h("section", h("h2", "Look-alikes"),
        h("p.hint", "These are on both sides under different names. ", h("code", "calsync sync --adopt-matches"),
            " links them; otherwise each is added to the other side."),
        listOf(list, (each) => h("li.card", titled(each), h("p.hint", h("code", said(each.path))))));
}

function notes({ conflicts, troubles, diagnostics }) {
    return [
        conflicts.length > 0 && h("p.banner", `${figures(conflicts.length, "event")} in conflict. `,
            h("a", { href: address(["conflicts"]) }, "Settle them")),
        diagnostics.length > 0 && h("p.banner", `${figures(diagnostics.length, "remark")} on files. `,
            h("a", { href: address(["files"]) }, "Look at the files")),
        troubles.length > 0 && h("section", h("h2", "Pairs in trouble"), listOf(troubles, (each) =>
            h("li.card", h("header", pairMark(each.pair)), h("p", said(each.error)), h("p.remedy", said(each.remedy))))),
    ];
}

function titled({ title, pair }) {
    return h("header", h("h3", said(brief(title, 200))), pairMark(pair));
}

function listOf(rows, row) {
    const list = h("ul.cards");
    return capped(rows, list, (each) => list.appendChild(row(each)));
}
