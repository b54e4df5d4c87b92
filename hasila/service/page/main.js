// The desk: its frame, its addresses (#/desk/KEY/TOLL, #/incidents, #/add), who is checking, and what keys do.

import { addingView } from "./adding.js";
import { Refusal, keepToken, tokenFrom } from "./api.js";
import { h, refill } from "./dom.js";
import { incidentsView } from "./incidents.js";
import { actionOf, keysPanel } from "./keys.js";
import { queue } from "./queue.js";
import { review } from "./review.js";
import { language, speak, t } from "./words.js";

const WHO = "hasila.who";
const THEME = "hasila.theme";
const THEMES = ["system", "light", "dark"];
const done = [];
let frame = null;
let acting = Promise.resolve();

/** Return the name of who is checking; empty if nobody has given one. */
const checker = () => localStorage.getItem(WHO) ?? "";

/** What the parts of the page may ask of the whole. */
const desk = {
  who: async () => {
    if (!checker()) await askWho();
    return checker();
  },
  say: (words) => spoken("status", words),
  complain: (words, faults = []) => spoken("alert", words, faults),
  whisper: (words) => { frame.quiet.textContent = words; },
  open: (key, toll) => go("desk", key, toll),
  remember: (decision) => done.push(decision),
  stored: (doc) => frame.queue.noted(doc),
  arrived: () => frame.queue.load(),
  refused,
  trying,
  act,
};

// --- frame

/** Build the page in the language that was chosen. */
function build() {
  speak(language());
  const kept = frame?.review.current()?.key;
  frame?.review.close();
  frame = { status: h("div", { class: "toast", role: "status" }), alert: h("div", { class: "toast alert", role: "alert" }), quiet: h("div", { class: "unseen", "aria-live": "polite" }) };
  frame.queue = queue(desk);
  frame.review = review(desk);
  frame.incidents = incidentsView(desk);
  frame.adding = addingView(desk);
  frame.work = h("div", { class: "work" }, h("button", { type: "button", class: "queue-open plain", "aria-controls": "queue", "aria-expanded": false, onclick: toggleQueue }, t("queue.open")), frame.queue.element, frame.review.element);
  frame.main = h("main", { id: "main" });
  frame.nav = h("nav", { class: "tabs", "aria-label": t("title") });
  frame.help = helpDialog();
  document.title = t("title");
  document.body.replaceChildren(h("a", { class: "skip", href: "#main", onclick: skip }, t("skip")), topBar(), frame.main, frame.help, frame.quiet, h("div", { class: "toasts" }, frame.status, frame.alert));
  return kept === undefined ? undefined : trying(() => frame.review.open(kept));
}

const topBar = () => h("header", { class: "top" },
  h("h1", {}, h("span", { lang: "ar" }, "حصيلة"), h("span", { class: "soft", lang: "en" }, "Hasila")),
  frame.nav,
  h("div", { class: "settings" },
    h("button", { type: "button", class: "quiet who", onclick: () => askWho(), title: t("who") }, h("span", { class: "soft" }, `${t("who")}: `), h("bdi", { id: "who" }, checker() || "–")),
    h("button", { type: "button", class: "quiet", onclick: nextTheme, id: "theme" }, `${t("theme")}: ${t(`theme.${theme()}`)}`),
    h("button", { type: "button", class: "quiet", lang: language() === "ar" ? "en" : "ar", id: "language", onclick: otherLanguage }, t("language")),
    h("button", { type: "button", class: "quiet", id: "help-open", onclick: () => frame.help.showModal() }, t("help"), h("kbd", { "aria-hidden": "true" }, "?"))));

const helpDialog = () => h("dialog", { class: "help", "aria-labelledby": "keys-title" },
  h("header", {}, h("h2", { id: "keys-title" }, t("keys.title")), h("button", { type: "button", class: "plain", onclick: () => frame.help.close() }, t("help.close"))),
  h("p", { class: "soft" }, t("keys.why")), h("div", { class: "keys" }, keysPanel()));

function skip(event) {
  event.preventDefault();
  (document.querySelector(".text") ?? frame.main.querySelector("[tabindex='-1']"))?.focus();
}

function toggleQueue() {
  const open = frame.work.classList.toggle("queue-shown");
  frame.work.querySelector(".queue-open").setAttribute("aria-expanded", String(open));
}

async function otherLanguage() {
  speak(language() === "ar" ? "en" : "ar");
  await build();
  await trying(() => frame.queue.load());
  await show();
  document.getElementById("language").focus();
}

// --- theme: the system's, unless a person says otherwise

const theme = () => localStorage.getItem(THEME) ?? "system";

function nextTheme() {
  localStorage.setItem(THEME, THEMES[(THEMES.indexOf(theme()) + 1) % THEMES.length]);
  dress();
  document.getElementById("theme").textContent = `${t("theme")}: ${t(`theme.${theme()}`)}`;
}

function dress() {
  document.documentElement.dataset.theme = theme();
  document.getElementById("dark").media = { system: "screen and (prefers-color-scheme: dark)", dark: "screen", light: "not all" }[theme()];
}

// --- addresses

const route = () => {
  const [view, key, toll] = location.hash.replace(/^#\//, "").split("/").map(decodeURIComponent);
  return { view: ["incidents", "add"].includes(view) ? view : "desk", key, toll };
};

/** Go to an address of the desk; done once it is shown. */
function go(view, key, toll) {
  const address = `#/${[view, key, toll].filter((part) => part !== undefined).map(encodeURIComponent).join("/")}`;
  if (address !== location.hash) history.pushState(null, "", address);
  return show();
}

async function show() {
  const { view, key, toll } = route();
  refill(frame.nav, ["desk", "incidents", "add"].map((one) => h("a", { href: `#/${one === "desk" && frame.review.current() ? `desk/${encodeURIComponent(frame.review.current().key)}` : one}`, "aria-current": one === view ? "page" : null, data: { at: one } }, t(one))));
  const shown = { desk: frame.work, incidents: frame.incidents.element, add: frame.adding.element }[view];
  if (!frame.main.contains(shown)) frame.main.replaceChildren(shown);
  if (view === "incidents") await trying(() => frame.incidents.load());
  if (view === "add") frame.adding.begin();
  if (view === "desk" && key) await trying(() => opened(key, toll));
}

async function opened(key, toll) {
  await frame.review.open(key, toll === undefined ? {} : { toll: Number(toll), anew: true });
  const shown = frame.review.current()?.key;
  if (shown !== undefined && shown !== key) history.replaceState(null, "", `#/desk/${encodeURIComponent(shown)}`);
  frame.queue.point(shown);
  frame.work.classList.remove("queue-shown");
}

// --- decisions and keys

function act(name, which = 0) {
  const page = {
    next: () => inTurn(() => walk(1)), previous: () => inTurn(() => walk(-1)), accept: () => inTurn(() => decide("accept")),
    reject: () => inTurn(() => decide("reject")), reopen: () => inTurn(() => decide("reopen")), undo: () => inTurn(undo), add: () => go("add"), help: () => (frame.help.open ? frame.help.close() : frame.help.showModal()),
    switch: () => go(route().view === "desk" ? "incidents" : "desk", route().view === "desk" ? undefined : frame.review.current()?.key),
    search: () => { frame.work.classList.add("queue-shown"); frame.queue.search(); }, escape,
  };
  if (name in page) return page[name]();
  return route().view === "desk" && frame.review.act(name, which);
}

/** Do what keys ask for one after the other, however fast they are pressed. */
function inTurn(action) {
  acting = acting.then(action).catch(refused);
}

async function walk(by) {
  if (route().view !== "desk") return;
  const key = frame.review.current()?.key;
  let next = frame.queue.neighbour(key, by);
  if (next === undefined && by > 0 && frame.queue.hasMore()) {
    await trying(() => frame.queue.more());
    next = frame.queue.neighbour(key, by);
  }
  if (next === undefined) { if (by > 0) desk.say(t("done.end")); return; }
  await go("desk", next);
}

async function decide(action) {
  const doc = frame.review.current();
  if (!doc || route().view !== "desk") return;
  document.activeElement.blur();
  if (!(await frame.review.send({ action }))) return;
  done.push({ key: doc.key, act: action });
  desk.say(t(`done.${action}`, { id: doc.id }));
  if (action !== "reopen") await walk(1);
}

/** Take back the last decision of this window, wherever it was made; without one, the last edit of the text. */
async function undo() {
  const key = (frame.review.unstored() ? null : done.pop()?.key) ?? frame.review.current()?.key;
  if (key === undefined || route().view !== "desk") return;
  if (await trying(() => frame.review.undo(key))) desk.say(t("done.undo"));
  await go("desk", key);
}

function escape() {
  if (document.activeElement.matches("input, select, textarea")) document.activeElement.blur();
  else if (!frame.review.leave()) hush();
}

document.addEventListener("keydown", (event) => {
  const action = actionOf(event);
  const modal = document.querySelector("dialog[open]");
  if (!action || event.defaultPrevented || (modal && !(modal === frame.help && action.act === "help"))) return;
  if (act(action.act, action.which) !== false) event.preventDefault();
});

// --- who is checking, and the token

const askWho = () => asked({ title: "who.ask", why: "who.why", label: "who", value: checker(), keep: (name) => {
  localStorage.setItem(WHO, name);
  document.getElementById("who").textContent = name;
} });

const askToken = () => asked({ title: "token.ask", why: "token.why", label: "token.label", type: "password", keep: keepToken });
tokenFrom(askToken);

/** Ask for one thing in a dialog; gives whether it was answered. */
function asked({ title, why, label, type = "text", value = "", keep }) {
  return new Promise((answered) => {
    const input = h("input", { name: "answer", type, value, required: true, autocomplete: "off", dir: "auto", maxlength: 200 });
    const dialog = h("dialog", { class: "ask", "aria-labelledby": "ask-title", onclose: () => { dialog.remove(); answered(dialog.returnValue === "given"); } },
      h("form", { method: "dialog", onsubmit: () => keep(input.value.trim()) },
        h("h2", { id: "ask-title" }, t(title)), h("p", { class: "soft" }, t(why)),
        h("label", {}, h("span", {}, t(label)), input), h("button", { type: "submit", class: "main", value: "given" }, t("go"))));
    document.body.append(dialog);
    dialog.showModal();
    input.focus();
  });
}

// --- what went wrong, and what went well

/** Return what an action gives; what the service refuses is told, and undefined returned. */
async function trying(action) {
  try {
    return await action();
  } catch (error) {
    refused(error);
    return undefined;
  }
}

function refused(error, further = []) {
  if (!(error instanceof Refusal)) throw error;
  const known = { 0: "unreachable", 404: "gone", 409: "stale", 429: "busy", 503: "busy" }[error.status] ?? "other";
  desk.complain(t(`error.${known}`, { message: error.message || error.code }), [...error.faults, ...further]);
}

function spoken(kind, said, faults = []) {
  hush();
  refill(frame[kind], h("p", {}, h("bdi", {}, said)), faults.length ? h("ul", {}, faults.slice(0, 8).map((fault) => h("li", {}, h("bdi", {}, typeof fault === "string" ? fault : JSON.stringify(fault))))) : null,
    kind === "alert" ? h("button", { type: "button", class: "quiet", onclick: hush }, t("close")) : null);
  if (kind === "status") spoken.fading = setTimeout(hush, 4000);
}

function hush() {
  clearTimeout(spoken.fading);
  refill(frame.status);
  refill(frame.alert);
}

// A file that is dropped beside its place would be opened instead of the desk.
for (const name of ["dragover", "drop"]) addEventListener(name, (event) => event.preventDefault());
addEventListener("beforeunload", (event) => frame.review.pending() && event.preventDefault());
dress();
build();
addEventListener("hashchange", show);
await trying(() => frame.queue.load());
await show();
if (!checker()) await askWho();
if (route().view === "desk" && !route().key) await walk(1);
