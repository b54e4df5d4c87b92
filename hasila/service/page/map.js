// Where: incidents as circles over the outlines of countries, with the names of their places. There are no tiles.

import { fitting, h, svg } from "./dom.js";
import { countryNamed, t } from "./words.js";

const EDGE = { left: 32, right: 10, top: 6, bottom: 22 };
const LEAST = 5; // degrees from south to north: closer, the outlines are too coarse
const LARGEST = 20; // pixels: the radius of the circle of most killed
const SMALLEST = 3.5;
const NEAR = 20; // degrees from south to north up to which every country is named; beyond, those with incidents
const STEPS = [1, 2, 5, 10, 20, 45];
const FURTHER = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
let asked = null;

/** Return the outlines of countries; null where they cannot be had, and the map does without. */
export function outlines() {
  asked ??= fetch(new URL("outlines/outlines.json", import.meta.url)).then((answer) => (answer.ok ? answer.json() : null)).catch(() => null);
  return asked.then((found) => { if (!found) asked = null; return found; });
}

/**
 * Return a figure of the incidents whose place has degrees, with the same as a table below it; null if none has.
 *
 * `reach` is told the incidents of a place that a person chose.
 */
export function map(incidents, earth, reach) {
  const known = incidents.filter(({ latitude, longitude }) => Number.isFinite(latitude) && Number.isFinite(longitude));
  if (!known.length) return null;
  const places = grouped(known);
  const ground = { class: "ground", role: "group", "aria-label": `${t("map.title")}. ${t("map.keys")}`, onkeydown: walked };
  const unplaced = incidents.length - known.length;
  return h("figure", { class: "chart map" },
    h("figcaption", {}, h("strong", {}, t("map.title")), " ", h("span", { class: "soft" }, t("map.note"))),
    fitting(ground, (width) => drawing(places, earth, width, reach)),
    h("div", { class: "figure-foot" },
      h("p", { class: "soft small" }, unplaced ? [t("map.unplaced", { n: unplaced }), " "] : null, earth ? t("map.borders") : null),
      h("details", {}, h("summary", {}, t("map.table")), table(places))));
}

/** Return each place once, with all who were killed there, the most first, so that small circles lie above. */
function grouped(incidents) {
  const places = new Map();
  for (const { incident, latitude, longitude, place, admin1, country, killed_best: killed } of incidents) {
    const key = `${latitude},${longitude}`;
    const held = places.get(key) ?? { key, latitude, longitude, country, name: (place ?? admin1 ?? "").split("; ").at(-1), killed: 0, incidents: [] };
    places.set(key, { ...held, killed: held.killed + (killed ?? 0), incidents: [...held.incidents, incident] });
  }
  return [...places.values()].sort((a, b) => b.killed - a.killed);
}

/** Return the drawing, as wide as there is room. */
function drawing(places, earth, room, reach) {
  const width = Math.max(200, room - EDGE.left - EDGE.right);
  const height = Math.round(Math.min(320, Math.max(240, width * 0.6)));
  const view = viewOf(places, width, height);
  const spots = places.map((place) => ({ ...place, ...view.at(place.longitude, place.latitude), r: radius(place.killed, places[0].killed) }));
  const named = names(spots, view);
  const inside = new Set(places.map(({ country }) => country));
  const shown = Object.entries(earth?.countries ?? {}).filter(([code]) => view.north - view.south <= NEAR || inside.has(code));
  return svg("svg", { viewBox: `${-EDGE.left} ${-EDGE.top} ${width + EDGE.left + EDGE.right} ${height + EDGE.top + EDGE.bottom}`, width: width + EDGE.left + EDGE.right, height: height + EDGE.top + EDGE.bottom },
    land(view, earth), degrees(view),
    countries(shown, earth?.unit, view, [...spots.map(around), ...named.map(({ box }) => box)]),
    spots.map((spot, at) => circle(spot, at, reach)),
    named.map(({ name, box, anchor }) => svg("text", { class: "place-name", x: anchored(box, anchor), y: box.bottom - 5, "text-anchor": anchor, lang: "ar", "aria-hidden": "true" }, name)));
}

/** Return the part of the earth that is shown: all places, with a margin, and where its degrees lie in the drawing. */
function viewOf(places, width, height) {
  const side = (name) => places.map((place) => place[name]);
  const [low, high, first, last] = [Math.min(...side("latitude")), Math.max(...side("latitude")), Math.min(...side("longitude")), Math.max(...side("longitude"))];
  const middle = (low + high) / 2;
  const narrow = Math.cos((middle * Math.PI) / 180); // a degree of longitude is shorter away from the equator
  const tall = Math.max(LEAST, (high - low) * 1.4, ((last - first) * 1.4 * narrow * height) / width);
  const scale = height / tall;
  const wide = width / (scale * narrow);
  const [north, west] = [middle + tall / 2, (first + last - wide) / 2];
  const at = (longitude, latitude) => ({ x: (longitude - west) * narrow * scale, y: (north - latitude) * scale });
  return { width, height, north, south: north - tall, west, east: west + wide, at };
}

/** Return the sea and the land, cut off at the edges of the drawing. */
function land({ width, height, north, south, west, east }, earth) {
  const sea = svg("rect", { class: "sea", width, height });
  if (!earth) return sea;
  const { unit } = earth;
  const box = `${west * unit} ${-north * unit} ${(east - west) * unit} ${(north - south) * unit}`;
  return [sea, svg("svg", { width, height, viewBox: box, preserveAspectRatio: "none", "aria-hidden": "true" },
    svg("path", { class: "land", d: earth.land }), svg("path", { class: "border", d: earth.borders }))];
}

function degrees({ width, height, north, south, west, east, at }) {
  const step = STEPS.find((one) => Math.max(east - west, north - south) / one <= 9) ?? 90;
  const between = (from, to) => Array.from({ length: Math.floor(to / step) - Math.ceil(from / step) + 1 }, (_, index) => (Math.ceil(from / step) + index) * step);
  const tick = (attributes, degree) => svg("text", { class: "tick", "aria-hidden": "true", ...attributes }, `${degree}°`);
  return [
    svg("rect", { class: "frame", width, height }),
    between(west, east).map((degree) => tick({ x: at(degree, 0).x, y: height + 16, "text-anchor": "middle" }, degree)),
    between(south, north).map((degree) => tick({ x: -6, y: at(0, degree).y + 4, "text-anchor": "end" }, degree)),
  ];
}

/** Return the names of the countries that are shown, where nothing else is written. */
const countries = (shown, unit, { width, height, at }, taken) =>
  shown.flatMap(([code, [east, south]]) => {
    const { x, y } = at(east / unit, -south / unit);
    if (x < 0 || x > width || y < 0 || y > height) return [];
    const name = countryNamed(code);
    const half = widthOf(name) / 2;
    const box = { left: x - half, right: x + half, top: y - 8, bottom: y + 8 };
    if (box.left < 2 || box.right > width - 2 || !free(box, taken)) return [];
    taken.push(box);
    return svg("text", { class: "country-name", x, y: y + 4, "text-anchor": "middle", "aria-hidden": "true" }, name);
  });

/** Return the radius of a circle whose area grows with the number killed. */
const radius = (killed, most) => Math.max(SMALLEST, LARGEST * Math.sqrt(killed / Math.max(most, 1)));

const said = ({ name, killed, incidents }) => t("map.place", { name: name || t("map.nameless"), killed, n: incidents.length });

/** Return the circle of a place: a button that leads to its incidents. Tab reaches one, arrows go to the others. */
function circle(spot, at, reach) {
  const choose = () => reach(spot.incidents);
  const pressed = (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); event.stopPropagation(); choose(); } };
  return svg("circle", {
    class: spot.killed ? "spot" : "spot nobody-killed", cx: spot.x, cy: spot.y, r: spot.r, role: "button", tabindex: at ? -1 : 0, "aria-label": said(spot), data: { at: `spot-${spot.key}` }, onclick: choose, onkeydown: pressed,
  }, svg("title", {}, said(spot)));
}

function walked(event) {
  const spots = [...event.currentTarget.querySelectorAll(".spot")];
  const at = spots.indexOf(event.target);
  if (at < 0 || !(event.key in FURTHER)) return;
  event.preventDefault();
  const next = spots[(at + FURTHER[event.key] + spots.length) % spots.length];
  for (const spot of spots) spot.setAttribute("tabindex", spot === next ? 0 : -1);
  next.focus();
}

/** Return the names that have room beside their circles, and where: that of the place with most killed first. */
function names(spots, { width, height }) {
  const taken = spots.map(around);
  return spots.flatMap((spot, at) => {
    const others = taken.filter((_, index) => index !== at);
    const spaces = spot.name ? beside(spot) : [];
    const space = spaces.find(({ box: one }) => one.left >= 0 && one.right <= width && one.top >= 0 && one.bottom <= height && free(one, others));
    if (!space) return [];
    taken.push(space.box);
    return [{ name: spot.name, ...space }];
  });
}

/** Return where a name may stand: to the right of its circle, to the left, above or below. */
function beside({ name, x, y, r }) {
  const wide = widthOf(name);
  const space = (anchor, left, top) => ({ anchor, box: { left, right: left + wide, top, bottom: top + 18 } });
  return [space("start", x + r + 4, y - 9), space("end", x - r - 4 - wide, y - 9), space("middle", x - wide / 2, y - r - 20), space("middle", x - wide / 2, y + r + 2)];
}

/** Return the point of a box by which its name is anchored; its width is but an estimate. */
const anchored = ({ left, right }, anchor) => ({ start: left, middle: (left + right) / 2, end: right })[anchor];

const around = ({ x, y, r }) => ({ left: x - r, right: x + r, top: y - r, bottom: y + r });
const free = (box, taken) => taken.every((other) => box.right <= other.left || other.right <= box.left || box.bottom <= other.top || other.bottom <= box.top);
const widthOf = (name) => name.length * 8;

const table = (places) => h("table", { class: "plain-table" },
  h("thead", {}, h("tr", {}, ["place", "killed", "incidents"].map((name, at) => h("th", { scope: "col", class: at ? "number" : null }, t(name))))),
  h("tbody", {}, places.map(({ name, killed, incidents }) => h("tr", {}, h("th", { scope: "row" }, h("bdi", { class: "words", lang: "ar" }, name || t("map.nameless"))),
    [killed, incidents.length].map((count) => h("td", { class: "number" }, `${count}`))))));
