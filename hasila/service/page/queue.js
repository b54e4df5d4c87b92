// The queue: which texts wait, in which order, narrowed by what a person looks for.

import * as api from "./api.js";
import { HARMS, UNSURE } from "./annotation.js";
import { h, refill, select } from "./dom.js";
import { directionOf } from "./offsets.js";
import { named, t } from "./words.js";

const STATES = ["unchecked", "checked", "rejected"];
const PAGE = 50;
const DAY = /^(\d{4}(-\d\d(-\d\d)?)?)?$/;

/** Return the queue: its element, and how to load it, walk it and note that a text has changed. `open` shows a text. */
export function queue(desk) {
  const query = { state: "unchecked", order: "uncertain", harm: "", place: "", date: "", text: "" };
  const now = { documents: [], total: 0, counts: {}, current: null };
  const newest = api.newest();
  const parts = { states: h("div", { class: "segments", role: "group", "aria-label": t("state") }), list: h("ol", { class: "documents", role: "list" }), foot: h("div", { class: "queue-foot" }) };
  const element = h("nav", { class: "queue", id: "queue", "aria-label": t("queue") }, parts.states, filters(), parts.list, parts.foot);

  function filters() {
    const field = (name, type) => {
      const said = t({ text: "search", date: "filter.date" }[name] ?? name);
      return h("input", { type, name, value: query[name], placeholder: name === "date" ? "YYYY-MM" : said, "aria-label": said, oninput: slowly(change) });
    };
    const change = ({ target }) => {
      if (target.name === "date" && !DAY.test(target.value)) return; // it is still being written
      query[target.name] = target.value;
      desk.trying(load);
    };
    return h("form", { class: "filters", role: "search", onsubmit: (event) => event.preventDefault() },
      field("text", "search"),
      h("div", { class: "pair" },
        select({ name: "order", "aria-label": t("order"), onchange: change }, ["uncertain", "added", "date"].map((one) => [one, t(`order.${one}`)]), query.order),
        select({ name: "harm", "aria-label": t("harm"), onchange: change }, [["", `${t("harm")}: ${t("any")}`], ...HARMS.map((one) => [one, named("harm", one)])], query.harm)),
      h("div", { class: "pair" }, field("place", "search"), field("date", "search")));
  }

  /** Load the list from its beginning. */
  async function load() {
    const found = await newest(api.listed({ ...query, limit: PAGE }));
    if (!found) return;
    Object.assign(now, found);
    draw();
  }

  async function more() {
    const found = await api.listed({ ...query, limit: PAGE, after: now.documents.at(-1).key });
    Object.assign(now, found, { documents: [...now.documents, ...found.documents] });
    draw();
  }

  function draw() {
    refill(parts.states, STATES.map((state) => h("button", {
      type: "button", "aria-pressed": state === query.state, data: { at: `state-${state}` }, onclick: () => { query.state = state; desk.trying(load); },
    }, t(`state.${state}`), h("span", { class: "number" }, `${now.counts[state] ?? 0}`))));
    refill(parts.list, now.documents.map(item));
    refill(parts.foot, now.documents.length
      ? [h("span", { class: "soft" }, t("queue.total", { shown: now.documents.length, total: now.total })),
        now.documents.length < now.total ? h("button", { type: "button", class: "plain", onclick: () => desk.trying(more), data: { at: "more" } }, t("more")) : null]
      : empty());
  }

  const empty = () => {
    const any = Object.values(now.counts).some(Boolean);
    return [h("p", { class: "soft" }, t(any ? "queue.empty" : "queue.none")), any ? null : h("button", { type: "button", class: "main", onclick: () => desk.act("add") }, t("queue.begin"))];
  };

  const item = (document) => h("li", {}, h("button", {
    type: "button", class: `document ${document.state}`, "aria-current": document.key === now.current ? "true" : null,
    data: { key: document.key, at: `doc-${document.key}` }, onclick: () => desk.open(document.key),
  }, ...inside(document)));

  const inside = (document) => {
    const title = document.title || document.beginning;
    return [
      h("span", { class: "document-title", dir: directionOf(title), lang: "ar" }, title),
      h("span", { class: "document-line" }, h("bdi", {}, document.date ?? t("nodate")),
        h("span", {}, document.harms.map((harm) => named("harm", harm)).join(t("comma"))),
        document.state === "unchecked" ? sure(document.lowest) : h("span", { class: `state ${document.state}` }, t(`state.${document.state}`))),
    ];
  };

  const sure = (lowest) => lowest !== null && lowest < UNSURE
    ? h("span", { class: "badge unsure", title: t("lowest", { score: Math.round(lowest * 100) }) }, t("unsure.score", { score: Math.round(lowest * 100) })) : null;

  /** Mark which text is shown. */
  function point(key) {
    now.current = key;
    for (const button of parts.list.querySelectorAll("[data-key]")) {
      if (button.dataset.key === key) { button.setAttribute("aria-current", "true"); button.scrollIntoView({ block: "nearest" }); }
      else button.removeAttribute("aria-current");
    }
  }

  /** Return the key of the text that stands so many places further in the list; undefined beyond its ends. */
  function neighbour(key, by) {
    const at = now.documents.findIndex((document) => document.key === key);
    return at < 0 ? now.documents[0]?.key : now.documents[at + by]?.key;
  }

  /** Note what a decision made of a text, without reordering the list under the reader's eyes. */
  function noted(doc) {
    const document = now.documents.find((one) => one.key === doc.key);
    if (!document) return;
    if (document.state !== doc.state) {
      now.counts[document.state] -= 1;
      now.counts[doc.state] = (now.counts[doc.state] ?? 0) + 1;
    }
    Object.assign(document, { state: doc.state, tolls: doc.tolls?.length ?? 0, harms: [...new Set((doc.tolls ?? []).flatMap((toll) => toll.harm))] });
    draw();
  }

  const search = () => element.querySelector("[name=text]").select();

  return { element, load, more, point, neighbour, noted, search, hasMore: () => now.documents.length < now.total };
}

/** Return a listener that waits until the last of several events. */
function slowly(act) {
  let waiting;
  return (event) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => act(event), 200);
  };
}
