// Drawings: people killed by day, as bars with their range.

import { fitting, h, svg } from "./dom.js";
import { t } from "./words.js";

const FOOT = 22;
const SIDE = 40;

/** Return a figure of the days, with the same as a table below it. Days without incidents have a gap of their width. */
export function chart(days) {
  const dated = days.filter(({ date }) => date);
  if (!dated.length) return null;
  return h("figure", { class: "chart" },
    h("figcaption", {}, h("strong", {}, t("chart.title")), " ", h("span", { class: "soft" }, t("chart.note"))),
    fitting({ class: "chart-scroll", tabindex: 0, role: "group", "aria-label": t("chart.title") }, (width) => drawing(dated, width)),
    h("details", {}, h("summary", {}, t("chart.table")), table(days)));
}

/** Return the drawing, as wide as there is room, and wider where days would be too narrow to see. */
function drawing(dated, room) {
  const [first, last] = [dayNumber(dated[0].date), dayNumber(dated.at(-1).date)];
  const span = last - first + 1;
  const step = Math.max(6, Math.min(96, (room - SIDE - 8) / span));
  const width = SIDE + span * step + 8;
  const top = niceTop(Math.max(...dated.map((day) => day.killed_high ?? day.killed_best ?? 0), 1));
  const height = Math.round(Math.min(270, Math.max(200, room / 2)));
  const y = (count) => 16 + (height - 16) * (1 - count / top);
  return svg("svg", { viewBox: `0 0 ${width} ${height + FOOT}`, width, height: height + FOOT, role: "img", "aria-label": `${t("chart.title")}. ${t("chart.note")}` },
    [0, top / 2, top].map((count) => grid(count, y(count), width)),
    dated.map((day) => bar(day, SIDE + (dayNumber(day.date) - first) * step, step, y)),
    labels(dated, first, step, height + 16));
}

const grid = (count, y, width) => [
  svg("line", { class: "grid", x1: SIDE, x2: width, y1: y, y2: y }),
  svg("text", { class: "tick", x: SIDE - 6, y: y + 4, "text-anchor": "end" }, `${count}`),
];

function bar(day, x, step, y) {
  const { killed_low: low, killed_best: best, killed_high: high } = day;
  const middle = x + step / 2;
  const wide = Math.max(3, Math.min(44, step * 0.62));
  return svg("g", {},
    svg("title", {}, `${day.date}: ${best ?? "–"} (${low ?? "–"}–${high ?? "–"})`),
    svg("rect", { class: "best", x: middle - wide / 2, y: y(best ?? 0), width: wide, height: y(0) - y(best ?? 0), rx: 1.5 }),
    high === null && best !== null ? svg("path", { class: "range", d: `M${middle} ${y(best)}v-14m-3 4l3 -4l3 4` }) : null,
    low !== null && high !== null && low !== high ? svg("path", { class: "range", d: `M${middle} ${y(low)}V${y(high)}M${middle - 3} ${y(low)}h6M${middle - 3} ${y(high)}h6` }) : null);
}

/** Return the names of days, as many as there is room for. */
function labels(dated, first, step, y) {
  let free = -Infinity;
  return dated.map(({ date }) => {
    const x = SIDE + (dayNumber(date) - first + 0.5) * step;
    if (x < free) return null;
    free = x + 44;
    return svg("text", { class: "tick", x, y, "text-anchor": "middle" }, date.slice(5));
  });
}

const table = (days) => h("table", { class: "plain-table" },
  h("thead", {}, h("tr", {}, [t("day"), t("low"), t("best"), t("high")].map((name) => h("th", { scope: "col" }, name)))),
  h("tbody", {}, days.map((day) => h("tr", {}, h("th", { scope: "row" }, day.date ?? t("undated")),
    ["killed_low", "killed_best", "killed_high"].map((name) => h("td", { class: "number" }, day[name] === null ? t("nohigh") : `${day[name]}`))))));

const dayNumber = (date) => Math.round(Date.parse(`${date}T00:00:00Z`) / 86400000);

/** Return the next number above that halves well: 2, 4, 6, 8, 10, 20, 40… */
function niceTop(count) {
  for (let unit = 1; ; unit *= 10) for (const one of [2, 4, 6, 8, 10]) if (one * unit >= count) return one * unit;
}
