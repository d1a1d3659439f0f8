// Small plots as SVG. Each has its numbers as a table beside it.

import { shortDay } from "./dates.js";
import { h, svg, table } from "./dom.js";

const size = { width: 640, height: 160, left: 34, bottom: 20, top: 8 };

/** Bars that stand on each other, one for each day. */
export function bars(title, rows, names) {
    const most = nice(Math.max(1, ...rows.map((row) => row.values.reduce((sum, value) => sum + value, 0))));
    const step = (size.width - size.left) / rows.length;
    const width = Math.min(step * 0.76, 40);
    const marks = rows.flatMap((row, index) => {
        let below = 0;
        return row.values.map((value, part) => {
            below += value;
            return value > 0 && svg(`rect.part-${part}`, {
                x: round(size.left + (index + 0.5) * step - width / 2), width: round(width),
                y: round(y(below, most)), height: round(y(0, most) - y(value, most)), rx: 1.5,
            });
        });
    });
    return figure(title, rows, names, most, marks, step);
}

/** A line for each name, from day to day. */
export function lines(title, rows, names) {
    const most = nice(Math.max(1, ...rows.flatMap((row) => row.values)));
    const step = (size.width - size.left) / rows.length;
    const marks = names.flatMap((_, part) => {
        const points = rows.map((row, index) => `${round(size.left + (index + 0.5) * step)},${round(y(row.values[part], most))}`);
        const [x, top] = points.at(-1).split(",");
        return [svg(`polyline.line-${part}`, { points: points.join(" ") }), svg(`circle.dot-${part}`, { cx: x, cy: top, r: 3 })];
    });
    return figure(title, rows, names, most, marks, step);
}

function figure(title, rows, names, most, marks, step) {
    const every = Math.ceil(rows.length / 6);
    const days = rows.map((row) => shortDay(row.date));
    const label = `${title}: ${rows.length} days, ${days[0]} to ${days.at(-1)}. The numbers are in the table below.`;
    const rules = [0, most / 2, most].map((value) => [
        svg("line.rule", { x1: size.left, x2: size.width, y1: round(y(value, most)), y2: round(y(value, most)) }),
        svg("text.tick", { x: size.left - 6, y: round(y(value, most) + 4), "text-anchor": "end" }, String(round(value))),
    ]);
    const ticks = days.map((day, index) => index % every === 0 && svg("text.tick", {
        x: round(size.left + (index + 0.5) * step), y: size.height - 4, "text-anchor": "middle",
    }, day.replace(/^\S+ /, "")));
    return h("figure.plot",
        svg("svg", { viewBox: `0 0 ${size.width} ${size.height}`, role: "img", "aria-label": label }, rules, marks, ticks),
        h("figcaption", h("ul.key", names.map((name, part) =>
            h("li", h("span.key-mark", { class: `key-${part}`, "aria-hidden": "true" }), name)))),
        h("details", { "data-key": title }, h("summary", "The numbers"), table(title, ["Day", ...names], h("tbody", rows.map((row, index) =>
            h("tr", h("th", { scope: "row" }, days[index]), row.values.map((value) => h("td", String(round(value))))))))));
}

function y(value, most) {
    return size.top + (1 - value / most) * (size.height - size.top - size.bottom);
}

/** The next round number. */
function nice(value) {
    const power = 10 ** Math.floor(Math.log10(value));
    return [1, 2, 4, 6, 10].map((factor) => factor * power).find((candidate) => candidate >= value);
}

function round(value) {
    return Math.round(value * 10) / 10;
}
