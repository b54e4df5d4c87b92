// Exporting what was checked: tolls, incidents or the corpus, as a file.

import * as api from "./api.js";
import { h, select } from "./dom.js";
import { t } from "./words.js";

const FORMS = { tolls: ["csv", "xlsx", "parquet", "jsonl"], incidents: ["csv", "xlsx", "parquet", "jsonl"], corpus: ["jsonl"] };

/** Return the form by which a person takes the data away. */
export function exporting(desk) {
  const options = (all, name) => all.map((one) => [one, name ? t(`${name}.${one}`) : one]);
  const field = (name, element) => h("label", { data: { field: name } }, h("span", { class: "soft" }, t(name)), element);
  const form = h("form", { class: "exporting", "aria-labelledby": "export-title", onsubmit: download },
    h("h3", { id: "export-title" }, t("export.title")),
    field("export.what", select({ name: "what", onchange: adapt }, options(Object.keys(FORMS), "export"), "tolls")),
    field("export.form", select({ name: "form" }, options(FORMS.tolls), "csv")),
    field("export.columns", select({ name: "columns" }, options(["hasila", "ucdp", "acled", "hapi"]), "hasila")),
    field("policy", select({ name: "policy" }, options(["range", "acled", "blank"], "policy"), "range")),
    field("state", select({ name: "state" }, [["checked", t("state.only")], ["all", t("state.all")]], "checked")),
    field("export.at", h("input", { type: "datetime-local", name: "at", dir: "ltr" })),
    h("button", { type: "submit", class: "main" }, t("export.do")));
  adapt();
  return form;

  /** Offer only what the chosen kind of data has. */
  function adapt() {
    const what = form.elements.what.value;
    const chosen = form.elements.form.value;
    form.elements.form.replaceChildren(...FORMS[what].map((one) => h("option", { value: one, selected: one === chosen }, one)));
    for (const name of ["export.columns", "policy"]) form.querySelector(`[data-field="${name}"]`).hidden = what !== "incidents";
  }

  async function download(event) {
    event.preventDefault();
    const { what, form: kind, columns, policy, state, at } = Object.fromEntries(new FormData(form));
    const shaped = what === "incidents" ? { columns, policy } : {};
    const query = { what, form: kind, state, ...shaped, at: at ? new Date(at).toISOString() : "" };
    await desk.trying(async () => {
      const { blob, name } = await api.exported(query);
      save(blob, name);
      desk.say(t("export.done", { name }));
    });
  }
}

function save(blob, name) {
  const address = URL.createObjectURL(blob);
  h("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
