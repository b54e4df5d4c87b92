// Where: incidents as circles on a plain grid of degrees, with the names of their places. There are no tiles.

import { h, svg } from "./dom.js";
import { t } from "./words.js";

const WIDTH = 540;
const TALL = 230;
const LEAST = 2;
const STEPS = [0.25, 0.5, 1, 2, 5, 10, 20, 45];

/** Return a figure of the incidents whose place has degrees; null if none has. The table below says the same. */
export function map(incidents) {
  const places = grouped(incidents.filter(({ latitude, longitude }) => Number.isFinite(latitude) && Number.isFinite(longitude)));
  if (!places.length) return null;
  return h("figure", { class: "chart map" },
    h("figcaption", {}, h("strong", {}, t("map.title")), " ", h("span", { class: "soft" }, t("map.note"))),
    h("div", { class: "chart-scroll", tabindex: 0, role: "group", "aria-label": t("map.title") }, drawing(places)));
}

/** Return each place once, with all who were killed there, the largest first, so that small circles lie above. */
function grouped(incidents) {
  const places = new Map();
  for (const { latitude, longitude, place, admin1, killed_best: killed } of incidents) {
    const key = `${latitude},${longitude}`;
    const held = places.get(key) ?? { latitude, longitude, name: (place ?? admin1 ?? "").split("; ").at(-1), killed: 0 };
    places.set(key, { ...held, killed: held.killed + (killed ?? 0) });
  }
  return [...places.values()].sort((a, b) => b.killed - a.killed);
}

function drawing(places) {
  const box = frameOf(places);
  const [width, height] = [WIDTH, TALL];
  const x = (longitude) => (longitude - box.west) * box.narrow * box.scale;
  const y = (latitude) => (box.north - latitude) * box.scale;
  const most = Math.max(...places.map(({ killed }) => killed), 1);
  return svg("svg", { viewBox: `-34 -6 ${width + 46} ${height + 30}`, width: width + 46, height: height + 30, role: "img", "aria-label": `${t("map.title")}. ${t("map.note")}` },
    degrees(box, x, y, width, height),
    places.map((place) => circle(place, x, y, most)),
    names(places, x, y, most));
}

/** Return the part of the earth that is shown: all places, with a margin, and no less than a few degrees high. */
function frameOf(places) {
  const side = (name) => places.map((place) => place[name]);
  const [south, north, west, east] = [Math.min(...side("latitude")), Math.max(...side("latitude")), Math.min(...side("longitude")), Math.max(...side("longitude"))];
  const middle = (south + north) / 2;
  const narrow = Math.cos((middle * Math.PI) / 180); // a degree of longitude is shorter away from the equator
  const tall = Math.max(LEAST, (north - south) * 1.3, ((east - west) * 1.3 * narrow * TALL) / WIDTH);
  const scale = TALL / tall;
  const wide = WIDTH / (scale * narrow);
  return { north: middle + tall / 2, south: middle - tall / 2, west: (west + east - wide) / 2, wide, tall, scale, narrow };
}

function degrees(box, x, y, width, height) {
  const step = STEPS.find((one) => Math.max(box.wide, box.tall) / one <= 9) ?? 90;
  const between = (from, to) => Array.from({ length: Math.floor(to / step) - Math.ceil(from / step) + 1 }, (_, at) => (Math.ceil(from / step) + at) * step);
  return [
    between(box.west, box.west + box.wide).map((degree) => [
      svg("line", { class: "grid", x1: x(degree), x2: x(degree), y1: 0, y2: height }),
      svg("text", { class: "tick", x: x(degree), y: height + 16, "text-anchor": "middle" }, `${degree}°`)]),
    between(box.south, box.north).map((degree) => [
      svg("line", { class: "grid", x1: 0, x2: width, y1: y(degree), y2: y(degree) }),
      svg("text", { class: "tick", x: -6, y: y(degree) + 4, "text-anchor": "end" }, `${degree}°`)]),
  ];
}

const radius = (killed, most) => 4 + 16 * Math.sqrt(killed / most);

const circle = ({ latitude, longitude, name, killed }, x, y, most) =>
  svg("circle", { class: "spot", cx: x(longitude), cy: y(latitude), r: radius(killed, most) }, svg("title", {}, `${name}: ${killed}`));

/** Return the names that have room: that of the place with most killed first. */
function names(places, x, y, most) {
  const taken = [];
  return places.map(({ latitude, longitude, name, killed }) => {
    const [left, middle] = [x(longitude) + radius(killed, most) + 4, y(latitude)];
    const free = taken.every(([otherLeft, otherMiddle]) => Math.abs(otherMiddle - middle) > 16 || Math.abs(otherLeft - left) > 90);
    if (!free) return null;
    taken.push([left, middle]);
    return svg("text", { class: "place-name", x: left, y: middle + 4, lang: "ar" }, name);
  });
}
