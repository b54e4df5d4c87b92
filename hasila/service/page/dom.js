// Elements, built without HTML: data becomes text and attributes, never markup.

import { countryNamed } from "./words.js";

const SVG = "http://www.w3.org/2000/svg";

/** Return an element. `on…` are listeners, `data` its data attributes, true and false set and leave out an attribute. */
export const h = (tag, attributes = {}, ...children) => filled(document.createElement(tag), attributes, children);

/** Return an element of a drawing. */
export const svg = (tag, attributes = {}, ...children) =>
  filled(document.createElementNS(SVG, tag), attributes, children);

function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) set(element, name, value);
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

function set(element, name, value) {
  if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
  else if (name === "data") Object.assign(element.dataset, value);
  else if (name === "value") element.value = value;
  else if (value === true && !name.startsWith("aria-")) element.setAttribute(name, "");
  else if ((value !== false || name.startsWith("aria-")) && value !== null && value !== undefined) element.setAttribute(name, String(value));
}

/** Fill an element anew; what has the focus there keeps it, by its data-at. */
export function refill(element, ...children) {
  const at = element.contains(document.activeElement) ? document.activeElement.dataset.at : undefined;
  const scroll = element.scrollTop;
  element.replaceChildren(...children.flat(Infinity).filter(Boolean));
  element.scrollTop = scroll;
  if (at) focusAt(element, at);
}

/** Focus the element with this data-at within another, if there is one. Says whether there is. */
export function focusAt(element, at) {
  const found = [...element.querySelectorAll("[data-at]")].find((one) => one.dataset.at === at);
  found?.focus({ preventScroll: true });
  return Boolean(found);
}

/** Return an element that holds a drawing as wide as the room it has, drawn anew when that changes. */
export function fitting(attributes, draw) {
  const element = h("div", attributes);
  new ResizeObserver(([{ contentRect: { width } }]) => refill(element, draw(width))).observe(element);
  return element;
}

/** Return a select with options of [value, words]. */
export const select = (attributes, options, chosen) =>
  h("select", attributes, options.map(([value, words]) =>
    h("option", { value, selected: value === chosen }, words)));

/** Return the division and the country in which a row's place lies. */
export const lying = ({ admin1, country }) =>
  [admin1, country && countryNamed(country)].filter(Boolean).map((name, at) => [at ? " · " : "", h("bdi", {}, name)]);

/** Return a stretch of Arabic or other words of a text, with a direction of its own. */
export const words = (text, attributes = {}) => h("bdi", { class: "words", lang: "ar", ...attributes }, text);
