"""What axe would look for, written out: names, contrast, focus, headings, ids, language."""

SCRIPT = r"""
const problems = [];
const say = (what, element) => problems.push(`${what}: ${element.outerHTML.slice(0, 160)}`);
const visible = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && element.getClientRects().length > 0;
const top_ = document.querySelector("dialog[open]") ?? document.body;

// The page says its language, and every id is there once.
if (!document.documentElement.lang) problems.push("no language");
const ids = [...document.querySelectorAll("[id]")].map((element) => element.id);
for (const id of new Set(ids.filter((id, index) => ids.indexOf(id) !== index))) problems.push(`id twice: ${id}`);
if (document.querySelectorAll("main").length !== 1) problems.push("not one main");
if (document.querySelectorAll("h1").length !== 1) problems.push("not one h1");

// References lead somewhere.
for (const name of ["aria-labelledby", "aria-controls", "aria-describedby", "for"]) {
    for (const element of document.querySelectorAll(`[${name}]`)) {
        for (const id of element.getAttribute(name).split(" ")) if (!document.getElementById(id)) say(`${name} leads nowhere`, element);
    }
}

// Headings go down by one.
const headings = [...top_.querySelectorAll("h1, h2, h3, h4, h5, h6")].filter((element) => visible(element) || element.closest(".unseen"));
let level = top_ === document.body ? 0 : 1;
let isFirst = true;
for (const heading of top_ === document.body ? headings.filter((each) => each.closest("main")) : headings) {
    const own = Number(heading.tagName[1]);
    if (isFirst ? own > level + 1 : own > level + 1) say(`heading skips from ${level} to ${own}`, heading);
    level = own;
    isFirst = false;
}

// Every control has a name and no place of its own in the order of focus.
const nameOf = (element) => {
    const labels = element.getAttribute("aria-labelledby")?.split(" ").map((id) => document.getElementById(id)?.textContent ?? "").join(" ");
    const text = labels || element.getAttribute("aria-label") || [...(element.labels ?? [])].map((label) => label.textContent).join(" ")
        || element.textContent || element.getAttribute("title") || "";
    return text.trim();
};
for (const element of top_.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")) {
    if (element.tabIndex > 0) say("positive tabindex", element);
    if (visible(element) && element.matches("a[href], button, input, select, textarea, summary, [tabindex='0']") && !nameOf(element)) say("no name", element);
}
for (const image of document.querySelectorAll("img:not([alt]), svg:not([aria-hidden]):not([aria-label])")) say("picture without words", image);
for (const table of top_.querySelectorAll("table")) if (!table.querySelector("th")) say("table without headers", table);
for (const element of top_.querySelectorAll("[aria-hidden=true] button, [aria-hidden=true] a")) say("hidden from readers, yet in the order of focus", element);

// Text stands out from its ground: WCAG 2.2, 1.4.3.
const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
const known = new Map();
const rgba = (colour) => {
    if (!known.has(colour)) {
        canvas.clearRect(0, 0, 1, 1);
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
        const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
        known.set(colour, [r, g, b, a / 255]);
    }
    return known.get(colour);
};
const over = ([r, g, b, a], [R, G, B]) => [r * a + R * (1 - a), g * a + G * (1 - a), b * a + B * (1 - a), 1];
const ground = (element) => {
    const layers = [];
    for (let each = element; each; each = each.parentElement) {
        layers.push(rgba(getComputedStyle(each).backgroundColor));
        if (layers.at(-1)[3] === 1 || each.matches("dialog")) break;
    }
    return layers.reverse().reduce((below, layer) => over(layer, below), [255, 255, 255, 1]);
};
const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((part) => part / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
};
const walker = document.createTreeWalker(top_, NodeFilter.SHOW_TEXT);
const seen = new Set();
while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || seen.has(element) || !visible(element) || element.closest(".unseen, [disabled], script, noscript, option, datalist")) continue;
    seen.add(element);
    const style = getComputedStyle(element);
    if (parseFloat(style.fontSize) === 0) continue;
    const below = ground(element);
    const ink = over(rgba(element instanceof SVGElement ? style.fill : style.color), below);
    const [a, b] = [light(ink), light(below)].sort((x, y) => y - x);
    const contrast = (a + 0.05) / (b + 0.05);
    const size = parseFloat(style.fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (contrast < (isLarge ? 3 : 4.5)) say(`contrast ${contrast.toFixed(2)}`, element);
}
return problems;
"""

# Where Tab leads, from the first element on: position in the document, and whether the eye sees that it is there.
FOCUS = r"""
const element = document.activeElement;
const style = getComputedStyle(element);
const all = [...document.querySelectorAll("*")];
return { at: all.indexOf(element), html: element.outerHTML.slice(0, 120), isBody: element === document.body, isSeen: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0 };
"""


def audit(browser):
    """What is wrong with what is shown; empty where nothing is."""
    return browser.script(SCRIPT)


def focus_order(browser, tab, most=200):
    """Goes through the page by Tab; returns what is wrong with the order or can't be seen to have the focus."""
    browser.script("document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex'); window.scrollTo(0, 0)")
    problems, last, first = [], -1, None
    for _ in range(most):
        browser.keys(tab)
        now = browser.script(FOCUS)
        if now["isBody"] or now["at"] == first:
            return problems
        first = now["at"] if first is None else first
        if now["at"] < last:
            problems.append(f"out of order: {now['html']}")
        if not now["isSeen"]:
            problems.append(f"focus is not seen: {now['html']}")
        last = now["at"]
    return problems + ["Tab comes to no end"]
