// Adding texts: pasted, or as files.

import * as api from "./api.js";
import { h, refill } from "./dom.js";
import { t } from "./words.js";

/** Return the view in which texts are added: its element. `desk` is told when they are there. */
export function addingView(desk) {
  const outcome = h("div", { class: "outcome", role: "status" });
  const chosen = h("input", { type: "file", multiple: true, class: "unseen", id: "files", onchange: () => send([...chosen.files]) });
  const drop = h("div", { class: "drop", ondragover: over, ondragleave: out, ondrop: dropped },
    h("p", {}, t("add.drop")), h("label", { class: "plain button", for: "files" }, t("add.choose")), chosen);
  const columns = h("div", { class: "pair" }, field("add.column", { name: "column" }), field("add.date_column", { name: "date_column" }));
  const paste = h("form", { onsubmit: pasted },
    h("label", {}, h("span", {}, t("add.text")), h("textarea", { name: "text", rows: 12, dir: "auto", lang: "ar", required: true })),
    h("div", { class: "pair" }, field("add.id", { name: "id" }), field("add.date", { name: "date", type: "date" })),
    h("button", { type: "submit", class: "main" }, t("add.do")));
  const element = h("section", { class: "adding", id: "adding", "aria-labelledby": "add-title" },
    h("header", { class: "view-head" }, h("h2", { id: "add-title", tabindex: -1 }, t("add.title"))),
    h("div", { class: "ways" },
      h("div", { class: "way" }, h("h3", {}, t("add.paste")), paste),
      h("div", { class: "way" }, h("h3", {}, t("add.files")), drop, columns)), outcome);
  return { element, begin: () => paste.elements.text.focus() };

  async function pasted(event) {
    event.preventDefault();
    const { text, id, date } = Object.fromEntries(new FormData(paste));
    if (!text.trim()) { desk.complain(t("add.empty")); return; }
    const given = { text, ...(id.trim() ? { id: id.trim() } : {}), ...(date ? { date } : {}) };
    const done = await tried(async () => api.added([given], await desk.who()));
    if (done?.added.length) paste.reset();
  }

  async function send(files) {
    const [column, date] = [...columns.querySelectorAll("input")].map((input) => input.value.trim());
    if (files.length) await tried(async () => api.sent(files, { column, date_column: date, who: await desk.who() }));
    chosen.value = "";
  }

  async function tried(ask) {
    refill(outcome, h("p", { class: "soft" }, t("add.reading")));
    const done = await desk.trying(ask);
    refill(outcome, done ? said(done) : null);
    if (done?.added.length) desk.arrived(done.added);
    return done;
  }

  function said({ added, rejected }) {
    return [
      h("p", {}, t("add.done", { n: added.length }), " ",
        added.length ? h("button", { type: "button", class: "main", onclick: () => desk.open(added[0]) }, t("add.open")) : null),
      rejected.length ? h("div", {}, h("p", {}, t("add.rejected", { n: rejected.length })), h("ul", {}, rejected.map(({ where, reason }) => h("li", {}, h("bdi", {}, where), ": ", h("bdi", {}, reason))))) : null,
    ];
  }

  function over(event) {
    event.preventDefault();
    drop.classList.add("over");
  }

  function out() {
    drop.classList.remove("over");
  }

  function dropped(event) {
    event.preventDefault();
    out();
    return send([...event.dataTransfer.files]);
  }
}

const field = (name, attributes) => h("label", {}, h("span", {}, t(name), " ", h("span", { class: "soft" }, t("add.optional"))), h("input", { dir: "auto", ...attributes }));
