// Incidents: each attack once, what its row rests on, and what was left out and why.

import * as api from "./api.js";
import { HARMS } from "./annotation.js";
import { figure } from "./cards.js";
import { chart } from "./chart.js";
import { h, lying, refill, select, words } from "./dom.js";
import { exporting } from "./exporting.js";
import { map, outlines } from "./map.js";
import { t } from "./words.js";

/** Return the view of incidents: its element, and how to load it. */
export function incidentsView(desk) {
  const query = { policy: "range", state: "checked" };
  const found = h("div", { class: "found" });
  const choose = (event) => { query[event.target.name] = event.target.value; desk.trying(load); };
  const element = h("section", { class: "incidents", id: "incidents", "aria-labelledby": "incidents-title" },
    h("header", { class: "view-head" },
      h("div", {}, h("h2", { id: "incidents-title", tabindex: -1 }, t("incidents.title")), h("p", { class: "soft" }, t("incidents.why"))),
      h("div", { class: "choices" },
        labelled("state", select({ name: "state", onchange: choose }, [["checked", t("state.only")], ["all", t("state.all")]], query.state)),
        labelled("policy", select({ name: "policy", onchange: choose }, ["range", "acled", "blank"].map((one) => [one, t(`policy.${one}`)]), query.policy)))),
    found, exporting(desk));

  const newest = api.newest();

  async function load() {
    const given = await newest(Promise.all([api.incidents(query), outlines()]));
    if (!given) return; // another choice was made since, and this answer would stand under its name
    const [{ incidents, days }, earth] = given;
    refill(found, incidents.length ? [h("div", { class: "figures" }, chart(days), map(incidents, earth, reach)), table(incidents)] : h("div", { class: "empty" }, h("p", { class: "soft" }, t("incidents.none"))));
  }

  /** Open the rows of incidents, and go to the first. */
  function reach(wanted) {
    const bodies = [...found.querySelectorAll("[data-incident]")].filter(({ dataset }) => wanted.includes(Number(dataset.incident)));
    for (const button of bodies.flatMap((body) => [...body.querySelectorAll("button[aria-expanded=false]")])) button.click();
    bodies[0]?.scrollIntoView({ block: "center" });
    bodies[0]?.querySelector("button").focus({ preventScroll: true });
  }

  const table = (incidents) => h("div", { class: "table-scroll", tabindex: 0, role: "group", "aria-label": t("incidents.title") },
    h("table", { class: "incident-table" },
      h("thead", {}, h("tr", {}, ["days", "where", "sides", ...HARMS, "flags", "evidence"].map((name) => h("th", { scope: "col", class: HARMS.includes(name) ? "number" : null }, t(name))))),
      incidents.map((incident) => rows(incident, desk))));

  return { element, load };
}

const labelled = (name, field) => h("label", {}, h("span", { class: "soft" }, t(name)), field);

/** Return the rows of an incident: what it says, and below it, once asked for, what it rests on. */
function rows(incident, desk) {
  const below = h("tr", { class: "below", hidden: true }, h("td", { colspan: 9 }, grounds(incident, desk)));
  const toggle = (event) => {
    below.hidden = !below.hidden;
    event.currentTarget.setAttribute("aria-expanded", String(!below.hidden));
  };
  const { evidence, left_out: left } = incident;
  return h("tbody", { data: { incident: incident.incident } },
    h("tr", {},
      h("th", { scope: "row" }, daysOf(incident)),
      h("td", {}, where(incident)),
      h("td", {}, [incident.side_a, incident.side_b].filter(Boolean).map((side, at) => [at ? h("span", { class: "soft" }, " × ") : null, words(side)])),
      HARMS.map((harm) => h("td", { class: "number" }, estimate(incident, harm))),
      h("td", { class: "flags" }, flags(incident).map((flag) => h("span", { class: "badge" }, t(`flag.${flag}`)))),
      h("td", {}, h("button", { type: "button", class: "quiet", "aria-expanded": false, title: t("details"), onclick: toggle }, t("evidence.n", { n: evidence.length, m: left.length }))),
    ), below);
}

const grounds = ({ evidence, left_out: left }, desk) => h("div", { class: "grounds" },
  h("section", {}, h("h3", {}, t("evidence")), h("ul", { role: "list" }, evidence.map((one) => h("li", {}, link(one, desk), h("span", { class: "number soft", dir: "ltr" }, one.count))))),
  left.length ? h("section", {}, h("h3", {}, t("left_out")), h("ul", { role: "list" }, left.map((one) => h("li", { class: "left" }, link(one, desk), h("span", { class: "soft" }, t(`reason.${one.reason}`)))))) : null);

const link = ({ key, toll, words: said }) => h("a", { href: `#/desk/${encodeURIComponent(key)}/${toll}`, class: "chip CASUALTY" }, words(said));

function estimate(incident, harm) {
  const [low, best, high] = ["low", "best", "high"].map((bound) => incident[`${harm}_${bound}`]);
  if (best === null || best === undefined) return h("span", { class: "soft" }, "–");
  return [h("strong", {}, `${best}`), low === high ? null : h("span", { class: "soft range" }, h("span", { dir: "ltr" }, figure({ low, high })))];
}

const daysOf = ({ date_start: first, date_end: last }) => !first ? t("nodate") : first === last ? first : t("range", { low: first, high: last });

const where = ({ place, admin1, country }) => [
  place ? words(place.replaceAll("; ", "، ")) : null, h("span", { class: "soft small" }, lying({ admin1, country }))];

const flags = ({ flags: said }) => (Array.isArray(said) ? said : (said ?? "").split("; ")).filter(Boolean);
