// How an event repeats: chosen from a few rules, or written as one.

import { h } from "./dom.js";

const rules = {
    "FREQ=DAILY": "every day", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR": "on weekdays",
    "FREQ=WEEKLY": "every week", "FREQ=WEEKLY;INTERVAL=2": "every two weeks",
    "FREQ=MONTHLY": "every month", "FREQ=YEARLY": "every year",
};

/** The choice for an event, or for a new one; its `value` is a rule, `null` for none, `undefined` for what there is. */
export function repeatChoice(event) {
    const select = h("select", { id: "event-repeat" },
        event?.recurring && h("option", { value: "keep" }, `as it is: ${event.ruleText}`),
        h("option", { value: "" }, "never"),
        Object.entries(rules).map(([value, words]) => h("option", { value }, words)),
        h("option", { value: "own" }, "by a rule of your own"));
    const own = h("input", { id: "event-rule", type: "text", placeholder: "FREQ=MONTHLY;BYDAY=-1FR", value: event?.rule ?? "" });
    const ownField = h("div.field", { hidden: true }, h("label", { for: own.id }, "Rule, as RFC 5545 writes it"), own);
    const before = select.value;
    select.addEventListener("change", () => {
        ownField.hidden = select.value !== "own";
        own.required = !ownField.hidden;
    });
    return {
        element: h("div", h("div.field", h("label", { for: select.id }, "Repeats"), select), ownField),
        value() {
            if (select.value === before) return undefined;
            return select.value === "own" ? own.value.trim() : select.value || null;
        },
    };
}
