// The text with its spans: pieces that light up, marks that can be focused, and the stretch that is selected.

import { UNSURE, allStretches } from "./annotation.js";
import { h } from "./dom.js";
import { directionOf, pointsBefore, wholeWords } from "./offsets.js";
import { named, t } from "./words.js";

/** Return the paragraph of a text, cut into pieces wherever a span or the words of a toll begin or end. */
export function paragraph(annotation, points) {
  const borders = bordersOf(annotation, points.length);
  const piece = (start, end) => h("span", { data: { start, end } }, points.slice(start, end).join(""));
  const pieces = (start, end) => {
    const inside = [start, ...borders.filter((at) => start < at && at < end), end];
    return inside.slice(1).map((stop, at) => piece(inside[at], stop));
  };
  const parts = [];
  let done = 0;
  annotation.spans.forEach((span, index) => {
    if (done < span.start) parts.push(...pieces(done, span.start));
    parts.push(mark(span, index, pieces(span.start, span.end)));
    done = span.end;
  });
  if (done < points.length) parts.push(...pieces(done, points.length));
  return h("p", { class: "text", dir: directionOf(annotation.text), lang: "ar", tabindex: -1, role: "group", "aria-label": t("text") }, parts);
}

/** Light up what a reader points at: the pieces of these stretches get a class, those that had it lose it. */
export function light(text, stretches, name) {
  for (const piece of text.querySelectorAll(`.${name}`)) piece.classList.remove(name);
  if (!stretches.length) return;
  for (const piece of text.querySelectorAll("[data-start]")) {
    const { start, end } = piece.dataset;
    if (stretches.some(([first, last]) => first <= +start && +end <= last)) piece.classList.add(name);
  }
}

/** Return the selected stretch of a text, over whole words, in code points; null if nothing of it is selected. */
export function selectedStretch(text, words) {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!text.contains(range.startContainer) || !text.contains(range.endContainer)) return null;
  const start = offsetAt(text, range.startContainer, range.startOffset);
  return wholeWords(words, start, start + pointsBefore(`${range}`, `${range}`.length));
}

/** Select a stretch of a text as a mouse would, and show it. */
export function selectStretch(text, [start, end]) {
  const [from, to] = [positionOf(text, start, false), positionOf(text, end, true)];
  getSelection().setBaseAndExtent(from.node, from.units, to.node, to.units);
  show(from.node.parentElement);
}

/** Scroll an element into the middle of what can be seen, if it is not in sight. */
export const show = (element) => element?.scrollIntoView({ block: "nearest" });

function mark(span, index, pieces) {
  const unsure = (span.score ?? 1) < UNSURE;
  const label = ["ACTOR", "LOCATION", "CASUALTY"].includes(span.label) ? span.label : "OTHER";
  const note = unsure ? t("unsure.score", { score: Math.round(span.score * 100) }) : null;
  const said = [label === "OTHER" ? span.label : named("label", label), note].filter(Boolean).join(", ");
  return h("mark", {
    class: unsure ? `${label} unsure` : label, role: "button", tabindex: index ? -1 : 0, title: said,
    data: { span: index, at: `span-${index}`, ...(note ? { note } : {}) },
  }, pieces);
}

function bordersOf(annotation, length) {
  const stretches = (annotation.tolls ?? []).flatMap((toll) => allStretches(annotation, toll));
  const borders = new Set(stretches.flat().filter((at) => at > 0 && at < length));
  return [...borders].sort((a, b) => a - b);
}

function offsetAt(text, node, units) {
  const range = document.createRange();
  range.setStart(text, 0);
  range.setEnd(node, units);
  const before = `${range}`;
  return pointsBefore(before, before.length);
}

/** Return where a code point is in the page; `closing` prefers the end of a piece to the start of the next. */
function positionOf(text, at, closing) {
  const pieces = [...text.querySelectorAll("[data-start]")];
  const holds = ({ dataset: { start, end } }) => (closing ? +start < at && at <= +end : +start <= at && at < +end);
  const piece = pieces.find(holds) ?? pieces.at(-1);
  const node = piece.firstChild;
  const units = Array.from(node.data).slice(0, at - piece.dataset.start).join("").length;
  return { node, units };
}
