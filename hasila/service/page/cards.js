// Tolls as cards: one is open and can be changed, the others say the same in two lines.

import {
  GROUPS, HARMS, MODIFIERS, RELATIONS, ROLES, SCOPES, SIDES, STATUSES, UNSURE, allStretches, scoreOf, stretchesOf,
  unsureFields,
} from "./annotation.js";
import { h, lying, select, words } from "./dom.js";
import { signOf } from "./keys.js";
import { numberIn } from "./offsets.js";
import { named, t } from "./words.js";

const KINDS = ["integer", "dual", "singular", "coordinated", "few", "tens", "hundreds", "thousands", "number_of", "plural"];

/** Return the cards of a text's tolls. `view` has the annotation, its points, rows, the open toll and what may be done. */
export const cards = (view) =>
  view.annotation.tolls?.length
    ? h("ol", { class: "cards", role: "list" }, view.annotation.tolls.map((toll, index) => card(view, toll, index)))
    : h("div", { class: "nobody" }, h("p", {}, t("toll.none")), h("p", { class: "soft" }, t("toll.add")));

/** Return how many people as a reader writes it: 18, 20–99, 18+. */
export const figure = ({ low, high }) => (high === null ? `${low}+` : low === high ? `${low}` : `${low}–${high}`);

/** Return the card of one toll. */
export function card(view, toll, index) {
  const open = index === view.toll;
  return h("li", { class: open ? "card open" : "card", data: { toll: index, lights: lights(allStretches(view.annotation, toll)) } },
    head(view, toll, index, open),
    open ? editor(view, toll, index) : summary(view, toll));
}

function head(view, toll, index, open) {
  const unsure = unsureFields(view.annotation, toll).length > 0;
  return h("h3", {}, h("button", {
    class: "head", type: "button", "aria-expanded": open, data: { at: `toll-${index}` }, onclick: () => view.choose(index),
  },
  h("span", { class: "figure", dir: "ltr" }, figure(toll)),
  h("span", { class: "harm" }, toll.harm.map((harm) => named("harm", harm)).join(" + ")),
  toll.modifier === "none" ? null : h("span", { class: "hedge" }, named("modifier", toll.modifier)),
  toll.status === "asserted" ? null : h("span", { class: "hedge" }, named("status", toll.status)),
  toll.scope === "event" ? null : h("span", { class: "hedge" }, named("scope", toll.scope)),
  unsure ? h("span", { class: "badge unsure" }, t("unsure")) : null));
}

/** Return what a closed card says: each role that is filled, with its words. */
function summary(view, toll) {
  const said = ["party", "by", "place", "source"].filter((role) => toll[role].length);
  const parts = said.map((role) => h("span", { class: "said" },
    h("span", { class: "soft" }, t(`short.${role}`)), " ",
    words(stretchesOf(view.annotation, toll, role).map((stretch) => wordsOf(view, stretch)).join("، "))));
  return h("p", { class: "summary" }, parts.length ? parts : words(wordsOf(view, stretchesOf(view.annotation, toll, "span")[0])));
}

function editor(view, toll, index) {
  const { change } = view;
  const set = (field) => (event) => change(index, { [field]: event.target.value || null });
  return h("div", { class: "fields" },
    row(view, toll, "span", "words", chips(view, toll, "span")),
    counts(view, toll, index),
    row(view, toll, "harm", "harm", boxes(index, "harm", HARMS, toll.harm, change)),
    Object.keys(ROLES).map((role) => roleRow(view, toll, index, role)),
    row(view, toll, "date", "when", [chips(view, toll, "when", () => change(index, { when: null })), dateField(view, toll, index)]),
    h("details", { class: "more", open: view.more, ontoggle: (event) => view.opened(event.target.open) },
      h("summary", { data: { at: "more" } }, t("toll.more")),
      row(view, toll, "group", "group", boxes(index, "group", GROUPS, toll.group, change)),
      choice("status", STATUSES, toll.status, set("status")),
      choice("scope", SCOPES, toll.scope, set("scope")),
      toll.source.length || toll.source_words ? choice("side", ["", ...SIDES], toll.side ?? "", set("side")) : null,
      choice("kind", KINDS, toll.kind, set("kind")),
      RELATIONS.map((relation) => relationRow(view, toll, index, relation)),
      toll.scope === "event" ? incidentRow(view, toll, index) : null),
    h("button", { class: "quiet danger", type: "button", data: { at: "delete" }, onclick: () => view.remove(index) }, t("toll.delete"), key("delete")));
}

function row(view, toll, field, name, ...content) {
  const score = scoreOf(view.annotation, toll, field);
  const unsure = score !== null && score < UNSURE;
  return h("div", { class: unsure ? "row unsure" : "row", data: { field, lights: lights(stretchesOf(view.annotation, toll, field === "date" ? "when" : field === "harm" || field === "group" ? "none" : field)) } },
    h("span", { class: "name" }, t(name)),
    h("div", { class: "value" }, content,
      unsure ? h("span", { class: "badge unsure" }, t("unsure.score", { score: Math.round(score * 100) })) : null));
}

function counts(view, toll, index) {
  const number = (field, other) => (event) => {
    const value = event.target.value.trim() === "" ? null : numberIn(event.target.value);
    const exact = field === "low" && toll.low === toll.high;
    view.change(index, exact ? { low: value, high: value } : { [field]: value, [other]: toll[other] });
  };
  const field = (name, value, listener) => h("label", { class: "number" }, h("span", {}, t(name), key(name)),
    h("input", { inputmode: "numeric", autocomplete: "off", dir: "ltr", value: value ?? "", placeholder: name === "high" ? t("nohigh") : null, data: { at: name }, onchange: listener, onkeydown: committed(view, index) }));
  return h("div", { class: "counts" },
    field("low", toll.low, number("low", "high")),
    field("high", toll.high, number("high", "low")),
    h("label", { class: "number wide" }, h("span", {}, t("modifier"), key("modifier")),
      select({ data: { at: "modifier" }, onchange: (event) => view.change(index, hedged(toll, event.target.value)) },
        MODIFIERS.map((one) => [one, named("modifier", one)]), toll.modifier)));
}

/** Return what another hedge changes: «at least» and «over» have no upper bound, other hedges need one. */
function hedged({ low, high }, modifier) {
  const open = ["over", "at_least"].includes(modifier);
  return { modifier, ...(open ? { high: null } : high === null ? { high: low } : {}) };
}

function roleRow(view, toll, index, role) {
  const picking = view.pick === role;
  const where = role === "place" && view.rows[index]?.country ? h("span", { class: "soft where" }, lying(view.rows[index])) : null;
  const sourced = role === "source" ? chips(view, toll, "source_words", () => view.change(index, { source_words: null })) : null;
  return row(view, toll, role, role, chips(view, toll, role, (span) => view.toggle(index, role, span)), sourced, where,
    h("button", {
      class: "pick", type: "button", "aria-pressed": picking, "aria-label": `${t("choose")}: ${t(role)}`, data: { at: `pick-${role}` },
      onclick: () => view.startPick(role),
    }, picking ? t("pick.done") : t("choose"), key(role)));
}

/** Return the words that a field points at, each with a cross that takes it away. */
function chips(view, toll, field, remove) {
  const stretches = stretchesOf(view.annotation, toll, field);
  return stretches.map((stretch, at) => {
    const said = wordsOf(view, stretch);
    const label = field in ROLES ? ROLES[field] : field === "span" ? "CASUALTY" : "";
    return h("span", { class: `chip ${label}` },
      h("button", { class: "chip-words", type: "button", data: { lights: lights([stretch]), at: `chip-${field}-${at}` }, onclick: () => view.show(stretch) }, words(said)),
      remove ? h("button", { class: "cross", type: "button", "aria-label": t("remove", { words: said }), data: { at: `cross-${field}-${at}` }, onclick: () => remove(field in ROLES ? toll[field][at] : null) }, "×") : null);
  });
}

const boxes = (index, field, all, chosen, change) =>
  h("div", { class: "boxes", role: "group", "aria-label": t(field) }, all.map((one, at) => h("label", { class: "box" },
    h("input", {
      type: "checkbox", checked: chosen.includes(one), data: { at: `${field}-${at}` },
      onchange: (event) => change(index, { [field]: event.target.checked ? [...chosen, one] : chosen.filter((other) => other !== one) }),
    }), h("span", {}, named(field, one)))));

const dateField = (view, toll, index) =>
  h("input", { class: "date", dir: "ltr", "aria-label": t("date"), title: t("date.hint"), placeholder: "YYYY-MM-DD", value: toll.date ?? "", data: { at: "date" }, onchange: (event) => view.change(index, { date: event.target.value.trim() || null }), onkeydown: committed(view, index) });

const choice = (field, all, chosen, listener) =>
  h("label", { class: "row" }, h("span", { class: "name" }, t(field)),
    select({ data: { at: field }, onchange: listener }, all.map((one) => [one, one ? named(field, one) : t("nothing")]), chosen));

function relationRow(view, toll, index, relation) {
  const others = view.annotation.tolls.flatMap((other, at) =>
    at === index ? [] : [[`${at}`, `${at + 1}: ${figure(other)} ${other.harm.map((harm) => named("harm", harm)).join(" + ")}`]]);
  const chosen = toll[relation] === null ? "" : `${toll[relation]}`;
  const listener = (event) => view.change(index, { [relation]: event.target.value === "" ? null : Number(event.target.value) });
  return h("label", { class: "row", data: { lights: lights(stretchesOf(view.annotation, toll, relation)) } }, h("span", { class: "name" }, t(relation)),
    select({ data: { at: relation }, onchange: listener }, [["", t("nothing")], ...others], chosen));
}

const incidentRow = (view, toll, index) =>
  h("label", { class: "row" }, h("span", { class: "name" }, t("incident")),
    h("input", { inputmode: "numeric", autocomplete: "off", dir: "ltr", value: toll.incident, data: { at: "incident" }, onchange: (event) => view.change(index, { incident: Math.max(1, numberIn(event.target.value) || 1) }), onkeydown: committed(view, index) }));

/** Return a listener by which Enter ends the change of a field, as leaving it does, and goes back to the card. */
const committed = (view, index) => (event) => {
  if (event.key !== "Enter" || event.ctrlKey || event.metaKey) return;
  event.target.blur();
  view.focus(`toll-${index}`);
};

const key = (act) => h("kbd", { "aria-hidden": "true" }, signOf(act));
const wordsOf = (view, [start, end]) => view.points.slice(start, end).join("");
const lights = (stretches) => stretches.map((stretch) => stretch.join("-")).join(",");
