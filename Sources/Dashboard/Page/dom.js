// Elements from data. Text only ever becomes text: nothing here reads markup.

const svgNamespace = "http://www.w3.org/2000/svg";

/**
 * Makes an element: `h("p.hint", { id: "x" }, "text", child)`. Absent children (`null`, `false`) are left out.
 * @param {string} spec the tag and its classes, with dots between
 * @param {...(object|Node|string|number|null|false|Array)} parts attributes (`onclick` and the like listen) and children
 */
export function h(spec, ...parts) {
    const [tag, ...classes] = spec.split(".");
    const element = document.createElement(tag);
    return fill(element, classes, parts);
}

/** Makes an SVG element; the same as `h` in all else. */
export function svg(spec, ...parts) {
    const [tag, ...classes] = spec.split(".");
    return fill(document.createElementNS(svgNamespace, tag), classes, parts);
}

function fill(element, classes, parts) {
    if (classes.length) element.setAttribute("class", classes.join(" "));
    for (const part of parts.flat(3)) {
        if (part === null || part === undefined || part === false) continue;
        if (part instanceof Node) element.append(part);
        else if (typeof part === "object") setAll(element, part);
        else element.append(String(part));
    }
    return element;
}

function setAll(element, attributes) {
    for (const [name, value] of Object.entries(attributes)) {
        if (value === null || value === undefined || value === false) continue;
        if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
        else if (name === "value" || name === "checked") element[name] = value;
        else if (name === "class") element.classList.add(...value.split(" ").filter(Boolean));
        else element.setAttribute(name, value === true ? "" : String(value));
    }
}

/** Text that somebody wrote: isolated, so that its direction reaches nothing else. */
export function said(text, ...parts) {
    return h("bdi", { dir: "auto" }, ...parts, text ?? "");
}

/** Text for a name or a hint: one line, cut, without characters that turn the direction of what follows. */
export function brief(text, length = 80) {
    const line = (text ?? "").slice(0, length + 1).replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "").replace(/\s+/g, " ");
    return line.length > length ? line.slice(0, length - 1) + "…" : line;
}

/** A link to the web, or the text alone where it leads anywhere else. */
export function webLink(address) {
    const isWeb = /^https?:\/\//i.test(address) && URL.canParse(address);
    return isWeb ? h("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, said(address)) : said(address);
}

/** A button; `look` is its classes, `key` lets the focus find it again when what is around it is drawn anew. */
export function button(words, onclick, { key, look, ...attributes } = {}) {
    return h(`button.button${look ? `.${look}` : ""}`, { type: "button", "data-key": key, onclick, ...attributes }, words);
}

/**
 * Replaces what `place` holds. The focus goes to the element with the same `data-key`, and what was unfolded stays so.
 */
export function show(place, ...children) {
    const focused = place.contains(document.activeElement) ? document.activeElement.closest("[data-key]") : null;
    const key = focused?.dataset.key;
    const unfolded = [...place.querySelectorAll("details[open][data-key]")].map((each) => each.dataset.key);
    place.replaceChildren(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false));
    for (const name of unfolded) {
        const details = byKey(place, name);
        if (details) details.open = true;
    }
    if (focused) (byKey(place, key) ?? place.querySelector("h1[tabindex], h2[tabindex]") ?? place).focus({ preventScroll: true });
}

/** The element below `place` with this `data-key`. */
function byKey(place, key) {
    return key === undefined ? null : place.querySelector(`[data-key="${CSS.escape(key)}"]`);
}

/** A table that scrolls by itself where there is little room; `name` says what it is, `body` is its `tbody`. */
export function table(name, heads, body, look = "rows") {
    const head = h("thead", h("tr", heads.map((words) => h("th", { scope: "col" }, words))));
    return h("div.scroll", { tabindex: "0", role: "group", "aria-label": name }, h(`table.${look}`, head, body));
}

/** A field of a form with its label above it; the field has an id. */
export function labelled(words, field, attributes = {}) {
    return h("div.field", attributes, h("label", { for: field.id }, words), field);
}

/** A choice among `[value, words]`. */
export function choice(attributes, options, chosen) {
    return h("select", attributes, options.map(([value, words]) => h("option", { value, selected: value === chosen }, words)));
}

/**
 * Shows a long list a part at a time: the first `step` rows, and a button for as many more.
 * @param {Array} rows what there is to show
 * @param {Element} list where it goes
 * @param {(row: any) => Element} add puts a row into the list and returns its element
 */
export function capped(rows, list, add, step = 100) {
    let shown = 0;
    const more = button("", () => grow()?.querySelector("button, a, input")?.focus());
    function grow() {
        const added = rows.slice(shown, shown + step).map(add);
        shown += added.length;
        more.hidden = shown >= rows.length;
        more.textContent = `Show ${Math.min(step, rows.length - shown)} more of ${rows.length}`;
        return added[0];
    }
    grow();
    return h("div.capped", list, more);
}
