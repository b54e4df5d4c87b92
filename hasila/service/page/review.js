// Reviewing one text: its words and tolls beside each other, and every change as a decision that the service stores.

import * as api from "./api.js";
import {
  HARMS, LABELS, ROLES, allStretches, overlapping, same, withRoleToggled, withSpan, withSpanChanged, withToll,
  withTollChanged, withoutSpan, withoutToll,
} from "./annotation.js";
import { card, cards } from "./cards.js";
import { focusAt, h, refill, words } from "./dom.js";
import { signOf } from "./keys.js";
import { directionOf, numberIn, pointsOf, wordsOf } from "./offsets.js";
import { light, paragraph, selectStretch, selectedStretch, show } from "./text.js";
import { language, named, t } from "./words.js";

const LATER = new Set([0, 429, 503]);
const DATE = /^\d{4}-\d{2}-\d{2}(\/\d{4}-\d{2}-\d{2})?$/;

/**
 * Return the review: its element, and what the page and its keys ask of it.
 *
 * `desk` gives the name of who checks, says things aloud, and is told when a decision is stored.
 */
export function review(desk) {
  const parts = {
    head: h("header", { class: "doc-head" }), bar: h("div", { class: "bar", role: "toolbar", "aria-label": t("legend") }),
    text: h("div", { class: "text-pane", tabindex: -1 }), cards: h("section", { class: "cards-pane", "aria-label": t("tolls") }),
    actions: h("footer", { class: "actions" }),
  };
  const element = h("section", { class: "review", id: "review", "aria-label": t("text") }, parts.head,
    h("div", { class: "reading" }, parts.bar, parts.text), parts.cards, parts.actions);
  let now = null;
  const newest = api.newest();
  let still = false;

  // --- what is shown

  async function open(key, at = {}) {
    if (key === now?.doc.key && !at.anew) return;
    if (now?.unstored && key !== now.doc.key && !(await store(now, now.unstored))) return;
    const doc = await newest(api.opened(key));
    if (!doc) return; // another text was asked for meanwhile
    const points = pointsOf(doc.text);
    now = {
      doc, points, words: wordsOf(points), annotation: annotationOf(doc), toll: at.toll ?? 0, span: null, pick: null,
      selection: null, cursor: null, more: false, note: "", unstored: null, flying: false, failed: 0, waiting: 0, sending: Promise.resolve(),
    };
    drawAll();
    parts.text.scrollTop = 0;
    parts.cards.scrollTop = 0;
    if (at.toll !== undefined) showToll();
  }

  function close() {
    now = null;
    refill(parts.head);
    refill(parts.bar);
    refill(parts.actions);
    refill(parts.cards);
    refill(parts.text, h("div", { class: "empty" }, h("h2", {}, t("doc.none")), h("p", { class: "soft" }, t("doc.pick"))));
  }

  function drawAll() {
    drawHead();
    drawText();
    drawCards();
    drawActions();
  }

  function drawHead() {
    const { doc } = now;
    refill(parts.head,
      h("div", { class: "doc-name" }, h("h2", { title: doc.id }, h("bdi", {}, doc.id)),
        h("p", { class: "soft" }, h("span", {}, doc.date ?? t("nodate")), h("span", { class: `state ${doc.state}` }, t(`state.${doc.state}`)), h("span", {}, t("revision", { n: doc.revision })))),
      doc.state !== "unchecked" || same(annotationOf(doc), proposalOf(doc)) ? null : proposalButton(), about(doc), historyPanel(doc));
  }

  const proposalButton = () => h("button", { type: "button", class: "quiet small", data: { at: "proposal" }, onclick: toProposal }, t("proposal"), h("kbd", { "aria-hidden": "true" }, signOf("proposal")));

  function drawText() {
    quietly(() => refill(parts.text, paragraph(now.annotation, now.points)));
    relight();
    drawBar();
  }

  function drawCards() {
    refill(parts.cards, h("h2", { class: "pane-title" }, t("tolls"), h("span", { class: "soft" }, `${now.annotation.tolls.length}`)), cards(cardView()));
  }

  /** Draw a single card, where the others stay as they are; what has the focus in it keeps it. */
  function drawCard(index) {
    const old = parts.cards.querySelector(`.card[data-toll="${index}"]`);
    const at = old?.contains(document.activeElement) ? document.activeElement.dataset.at : undefined;
    old?.replaceWith(card(cardView(), now.annotation.tolls[index], index));
    if (at) focusAt(parts.cards, at);
  }

  function drawActions() {
    const button = (act, kind) => h("button", { class: kind, type: "button", data: { at: act }, onclick: () => desk.act(act) }, t(act), h("kbd", { "aria-hidden": "true" }, signOf(act)));
    const closed = now.doc.state !== "unchecked";
    refill(parts.actions, button("previous", "quiet"), button("undo", "quiet"), h("span", { class: "gap" }),
      note(), closed ? button("reopen", "plain") : [button("reject", "plain danger"), button("accept", "main")], button("next", "quiet"));
  }

  /** Return the field for a note, which the next decision on the text takes with it. */
  const note = () => h("input", {
    class: "note", "aria-label": t("note"), placeholder: `${t("note")} (${signOf("note")})`, maxlength: 1000, dir: "auto", data: { at: "note" },
    value: now.note, oninput: (event) => { now.note = event.target.value; },
    onkeydown: (event) => { if (event.key === "Enter" && !event.ctrlKey) event.target.blur(); },
  });

  const cardView = () => ({
    ...now, rows: now.doc.rows ?? [],
    choose: (index) => (now.toll === index ? showToll() : choose(index)),
    change: (index, change) => changeToll(index, change),
    toggle: (index, role, span) => toggle(index, role, span),
    remove: (index) => removeToll(index),
    startPick: (role) => (now.pick === role ? endPick() : startPick(role)),
    opened: (more) => { now.more = more; },
    show: (stretch) => showStretch(stretch),
    focus: (at) => later(() => focusAt(parts.cards, at)),
  });

  // --- what is lit

  /** Show which words are the open toll's, and which spans can be chosen for it. */
  function relight() {
    if (!now) return;
    const toll = now.annotation.tolls[now.toll];
    light(parts.text, toll ? allStretches(now.annotation, toll) : [], "of-toll");
    const chosen = now.pick && toll ? toll[now.pick] : [];
    for (const mark of marks()) {
      const span = now.annotation.spans[+mark.dataset.span];
      mark.classList.toggle("candidate", Boolean(now.pick) && span.label === ROLES[now.pick]);
      if (now.pick) mark.setAttribute("aria-pressed", chosen.includes(+mark.dataset.span));
      else mark.removeAttribute("aria-pressed");
    }
    parts.text.classList.toggle("picking", Boolean(now.pick));
  }

  const point = (event) => now && light(parts.text, stretchesIn(event.target.closest?.("[data-lights]")), "lit");
  const stretchesIn = (one) => (one?.dataset.lights ? one.dataset.lights.split(",").map((pair) => pair.split("-").map(Number)) : []);
  for (const name of ["pointerover", "focusin"]) parts.cards.addEventListener(name, point);
  for (const name of ["pointerleave", "focusout"]) parts.cards.addEventListener(name, () => light(parts.text, [], "lit"));

  const marks = () => [...parts.text.querySelectorAll("mark")];
  const markOf = (index) => parts.text.querySelector(`mark[data-span="${index}"]`);

  function showStretch([start]) {
    const index = now.annotation.spans.findIndex((span) => span.start <= start && start < span.end);
    if (index >= 0) focusSpan(index);
    else show(parts.text.querySelector(`[data-start="${start}"]`));
  }

  function showToll() {
    const toll = now.annotation.tolls[now.toll];
    if (!toll) return;
    show(markOf(toll.span));
    show(parts.cards.querySelector(".card.open"));
  }

  // --- the toolbar above the text: what can be done with the selected words or the focused span

  function drawBar() {
    const { selection, span, pick, cursor } = now;
    const said = pick ? picking() : selection ? selected(selection) : span !== null ? ofSpan(span) : legend();
    refill(parts.bar, said, cursor ? h("p", { class: "soft hint" }, t("mark.keyboard")) : null);
    desk.barChanged?.();
  }

  const legend = () => [h("span", { class: "soft" }, t("bar.none")), h("span", { class: "legend" }, LABELS.map((label) => h("mark", { class: label }, named("label", label))))];
  const picking = () => [h("strong", {}, t(`pick.${now.pick}`)), h("span", { class: "soft hint" }, t("pick.how")), barButton("pick.done", () => endPick(), "", "main")];
  const quoted = (start, end) => words(now.points.slice(start, end).join(""), { class: "words quoted" });

  const selected = ([start, end]) => [
    h("span", { class: "soft" }, t("bar.selected")), quoted(start, end), labelButtons((label) => markWords([start, end], label)),
    now.annotation.tolls[now.toll] ? [barButton("bar.when", () => tellWords("when")), barButton("bar.source_words", () => tellWords("source_words"))] : null,
  ];

  function ofSpan(index) {
    const { start, end, label } = now.annotation.spans[index];
    return [
      quoted(start, end), labelButtons((other) => relabel(index, other), label),
      label === "CASUALTY" ? barButton("bar.toll", () => addToll(index), signOf("toll")) : null,
      h("span", { class: "group" }, h("span", { class: "soft" }, t("bar.start")), nudge(index, "start", -1), nudge(index, "start", 1)),
      h("span", { class: "group" }, h("span", { class: "soft" }, t("bar.end")), nudge(index, "end", -1), nudge(index, "end", 1)),
      barButton("bar.delete", () => removeSpan(index), signOf("delete"), "danger"),
    ];
  }

  const labelButtons = (act, current = null) => h("span", { class: "group labels" }, LABELS.map((label, at) =>
    h("button", { class: label, type: "button", "aria-pressed": current === label, data: { at: `label-${label}` }, onclick: () => act(label) }, named("label", label), h("kbd", { "aria-hidden": "true" }, `${at + 1}`))));

  const barButton = (key, act, sign = "", kind = "") => h("button", { type: "button", class: kind, data: { at: key }, onclick: act }, t(key), sign ? h("kbd", { "aria-hidden": "true" }, sign) : null);

  const nudge = (index, edge, by) => h("button", {
    type: "button", class: "small", data: { at: `nudge-${edge}${by}` }, onclick: () => moveEdge(index, edge, by),
    "aria-label": `${t(`bar.${edge}`)}: ${t((edge === "end") === (by > 0) ? "bar.longer" : "bar.shorter")}`,
  }, (edge === "end") === (by > 0) ? "+" : "−");

  // A press on the toolbar would end the selection that it is about.
  parts.bar.addEventListener("pointerdown", (event) => event.preventDefault());
  parts.bar.addEventListener("mousedown", (event) => event.preventDefault());

  document.addEventListener("selectionchange", () => now && readSelection());

  /** Take over what is selected in the text. A selection that was lost to another part of the page stays. */
  function readSelection() {
    if (parts.bar.contains(document.activeElement)) return;
    const text = parts.text.querySelector(".text");
    const found = selectedStretch(text, now.words);
    const inside = text.contains(getSelection().anchorNode);
    if ((!found && !inside && now.selection) || `${found}` === `${now.selection}`) return;
    now.selection = found;
    drawBar();
  }

  // --- spans

  parts.text.addEventListener("click", (event) => {
    const mark = event.target.closest("mark");
    if (!mark || !now || !getSelection().isCollapsed) return;
    if (now.pick) pickSpan(+mark.dataset.span);
    else focusSpan(+mark.dataset.span);
  });
  parts.text.addEventListener("focusin", (event) => {
    const mark = event.target.closest("mark");
    if (!mark || !now || now.pick) return;
    now.span = +mark.dataset.span;
    now.selection = null;
    const toll = now.annotation.tolls.findIndex((one) => one.span === now.span);
    if (!still && toll >= 0 && toll !== now.toll) choose(toll, false);
    relight();
    drawBar();
  });

  function focusSpan(index) {
    const mark = markOf(index);
    for (const other of marks()) other.tabIndex = other === mark ? 0 : -1;
    mark?.focus({ preventScroll: true });
    show(mark);
  }

  /** Do what moves the focus to a span without a person's asking: the toll that is open stays open. */
  function quietly(act) {
    still = true;
    act();
    still = false;
  }

  function moveFocus(by) {
    const all = now.pick ? candidates() : now.annotation.spans.map((_, index) => index);
    const at = all.indexOf(+(document.activeElement.dataset?.span ?? -1));
    if (all.length) focusSpan(all[at < 0 ? 0 : (at + by + all.length) % all.length]);
  }

  function markWords([start, end], label) {
    if (refused()) return;
    const under = overlapping(now.annotation, start, end);
    if (under.length > 1) { desk.complain(t("error.overlap")); return; }
    const next = under.length
      ? withSpanChanged(now.annotation, under[0], { start, end, label })
      : withSpan(now.annotation, { start, end, label });
    leaveMarking();
    edit(next, { change: under.length ? "span" : "new span", start, end, label });
    later(() => focusSpan(now.annotation.spans.findIndex((span) => span.start === start)));
  }

  /** Give a label to the selected words; without any, to the span that has the focus. */
  function label(name) {
    if (now.selection) markWords(now.selection, name);
    else if (now.span !== null) relabel(now.span, name);
  }

  function relabel(index, label) {
    if (refused()) return;
    edit(withSpanChanged(now.annotation, index, { label }), { change: "label", span: index, label });
    later(() => focusSpan(index));
  }

  function removeSpan(index) {
    if (refused()) return;
    const { start, end, label } = now.annotation.spans[index];
    now.span = null;
    edit(withoutSpan(now.annotation, index), { change: "span deleted", start, end, label });
    later(() => quietly(() => focusSpan(Math.min(index, now.annotation.spans.length - 1))));
  }

  function moveEdge(index, edge, by) {
    const span = now.annotation.spans[index];
    const at = now.words.findIndex(([start, end]) => (edge === "end" ? end >= span.end : start >= span.start));
    const word = now.words[at + by];
    const moved = { ...span, [edge]: word?.[edge === "end" ? 1 : 0] ?? span[edge] };
    const free = overlapping(now.annotation, moved.start, moved.end).every((other) => other === index);
    if (refused() || moved.end <= moved.start || !free || moved[edge] === span[edge]) return;
    edit(withSpanChanged(now.annotation, index, { [edge]: moved[edge] }), { change: edge, span: index, to: moved[edge] });
    later(() => focusSpan(index));
  }

  // --- marking by keyboard: a cursor of whole words

  function startMarking() {
    const from = now.selection?.[0] ?? now.annotation.spans[now.span]?.start ?? 0;
    const at = Math.max(0, now.words.findIndex(([start]) => start >= from));
    if (!now.words.length) return;
    now.cursor = { anchor: at, focus: at };
    parts.text.querySelector(".text").focus({ preventScroll: true });
    drawCursor();
  }

  function moveCursor(by, extend) {
    const { anchor, focus } = now.cursor;
    const at = Math.min(now.words.length - 1, Math.max(0, focus + by));
    now.cursor = { anchor: extend ? anchor : at, focus: at };
    drawCursor();
  }

  function drawCursor() {
    const [first, last] = [now.cursor.anchor, now.cursor.focus].sort((a, b) => a - b);
    now.selection = [now.words[first][0], now.words[last][1]];
    selectStretch(parts.text.querySelector(".text"), now.selection);
    desk.whisper(now.points.slice(...now.selection).join(""));
    drawBar();
  }

  function leaveMarking() {
    now.cursor = null;
    now.selection = null;
    getSelection().removeAllRanges();
  }

  // --- tolls

  function choose(index, scroll = true) {
    const before = now.toll;
    now.toll = index;
    if (now.pick) endPick(false);
    drawCard(before);
    drawCard(index);
    relight();
    if (scroll) showToll();
  }

  function step(by) {
    const count = now.annotation.tolls.length;
    if (!count) return;
    choose((now.toll + by + count) % count);
    focusAt(parts.cards, `toll-${now.toll}`);
  }

  function addToll(index) {
    if (refused()) return;
    if (now.annotation.spans[index]?.label !== "CASUALTY") return;
    const added = withToll(now.annotation, index, countIn(now.points.slice(now.annotation.spans[index].start, now.annotation.spans[index].end).join("")));
    now.toll = added.index;
    edit(added.annotation, { change: "new toll", toll: added.index, span: index });
    later(() => { showToll(); write("low"); });
  }

  function removeToll(index) {
    if (refused()) return;
    edit(withoutToll(now.annotation, index), { change: "toll deleted", toll: index });
    now.toll = Math.max(0, Math.min(index, now.annotation.tolls.length - 1));
    later(() => focusAt(parts.cards, `toll-${now.toll}`));
  }

  function changeToll(index, change) {
    if (refused()) { later(drawCards); return; }
    const wrong = faultOf({ ...now.annotation.tolls[index], ...change });
    if (wrong) { desk.complain(t(wrong)); later(drawCards); return; }
    edit(withTollChanged(now.annotation, index, change), { change: Object.keys(change).join(", "), toll: index, to: change });
  }

  function toggle(index, role, span) {
    if (refused()) return;
    edit(withRoleToggled(now.annotation, index, role, span), { change: role, toll: index, span });
  }

  /** Give the selected words to the open toll, as its date or its source. */
  function tellWords(field) {
    const stretch = now.selection;
    leaveMarking();
    changeToll(now.toll, { [field]: stretch });
  }

  // --- choosing spans for a role

  const candidates = () => now.annotation.spans.flatMap((span, index) => (span.label === ROLES[now.pick] ? [index] : []));

  function startPick(role) {
    if (refused() || !now.annotation.tolls[now.toll]) return;
    now.pick = role;
    const [first] = now.annotation.tolls[now.toll][role];
    if (!candidates().length) { now.pick = null; desk.complain(t("pick.none")); return; }
    relight();
    drawBar();
    drawCards();
    focusSpan(first ?? candidates()[nearest(candidates())]);
  }

  /** Return which of the spans lies nearest to the toll's own. */
  function nearest(spans) {
    const own = now.annotation.tolls[now.toll].span;
    const far = spans.map((span) => Math.abs(span - own));
    return far.indexOf(Math.min(...far));
  }

  function pickSpan(index) {
    if (now.annotation.spans[index].label !== ROLES[now.pick]) return;
    toggle(now.toll, now.pick, index);
    later(() => focusSpan(index));
  }

  function endPick(redraw = true) {
    const role = now.pick;
    now.pick = null;
    relight();
    drawBar();
    if (!redraw) return;
    drawCards();
    focusAt(parts.cards, `pick-${role}`);
  }

  // --- decisions

  /** Go back to what the model proposed: an edit like others, which can be undone. */
  function toProposal() {
    if (refused()) return;
    const proposed = proposalOf(now.doc);
    if (same(proposed, now.annotation)) { desk.say(t("proposal.same")); return; }
    Object.assign(now, { toll: 0, span: null });
    leaveMarking();
    if (now.pick) endPick(false);
    edit(proposed, { change: "back to the proposal" }).then((stored) => stored && desk.say(t("proposal.done")));
  }

  function refused() {
    if (now.doc.state === "unchecked") return false;
    desk.complain(t("error.closed", { state: t(`state.${now.doc.state}`) }));
    return true;
  }

  /** Show a changed annotation at once, and have it stored; gives whether it was. */
  function edit(annotation, what) {
    now.annotation = annotation;
    later(() => { drawText(); drawCards(); });
    const { key } = now.doc;
    return send({ action: "edit", spans: annotation.spans, tolls: annotation.tolls, what }).then((stored) => {
      if (stored) desk.remember({ key, act: "edit" });
      return stored;
    });
  }

  /** Store a decision after those before it; if one is refused, those that follow it are not sent, and the text is loaded anew. */
  function send(decision) {
    const at = now;
    const { failed } = at;
    at.waiting += 1;
    at.sending = at.sending.then(async () => {
      at.waiting -= 1;
      if (failed !== at.failed) return false;
      if (at.unstored && decision.action === "undo") return open(at.doc.key, { anew: true, toll: at.toll }).then(() => true);
      if (at.unstored && decision.action !== "edit" && !(await store(at, at.unstored))) return false;
      return store(at, decision);
    });
    return at.sending;
  }

  async function store(at, decision) {
    const noted = decision.action !== "edit" && at.note.trim() ? { note: at.note.trim() } : {};
    at.flying = true;
    try {
      const who = await desk.who();
      const doc = await api.decided(at.doc.key, { base: at.doc.revision, who, ...noted, ...decision });
      if (noted.note) at.note = "";
      at.unstored = null;
      received(at, doc);
      return true;
    } catch (error) {
      at.failed += 1;
      const kept = decision.action === "edit" && LATER.has(error.status);
      if (decision.action === "undo" && error.status === 422) desk.complain(t("error.undo"));
      else desk.refused(error, kept ? [t("error.kept")] : []);
      if (kept) at.unstored = { ...decision, spans: at.annotation.spans, tolls: at.annotation.tolls };
      else if (at === now && !LATER.has(error.status)) await open(at.doc.key, { anew: true, toll: at.toll });
      return false;
    } finally {
      at.flying = false;
    }
  }

  function received(at, doc) {
    at.doc = doc;
    desk.stored(doc);
    if (at !== now) return;
    const typing = parts.cards.querySelector("input:focus:not([type=checkbox]), select:focus");
    drawHead();
    drawActions();
    if (at.waiting) return;
    const changed = !same(annotationOf(doc), at.annotation);
    at.annotation = annotationOf(doc);
    at.toll = Math.max(0, Math.min(at.toll, at.annotation.tolls.length - 1));
    if (changed) { at.span = null; drawText(); }
    if (!typing || changed) drawCards();
  }

  /** Take back the last edit of a text, or the decision that closed it. */
  async function undo(key) {
    if (now?.doc.key !== key) await open(key);
    if (now?.doc.key !== key) return false;
    return send({ action: now.doc.state === "unchecked" ? "undo" : "reopen" });
  }

  // --- keys

  const later = (act) => setTimeout(() => now && act(), 0);
  const write = (at) => {
    if (!focusAt(parts.cards, at)) return;
    document.activeElement.select?.();
    show(document.activeElement);
  };

  const ACTS = {
    nextToll: () => step(1), previousToll: () => step(-1), low: () => write("low"), high: () => write("high"),
    modifier: () => write("modifier"), note: () => parts.actions.querySelector(".note").focus(), harm: () => write("harm-0"),
    ...Object.fromEntries(Object.keys(ROLES).map((role) => [role, () => (now.pick === role ? endPick() : startPick(role))])),
    more: () => { now.more = !now.more; drawCards(); focusAt(parts.cards, "more"); },
    delete: () => (document.activeElement.closest("mark") ? removeSpan(now.span) : now.annotation.tolls.length && removeToll(now.toll)),
    labels: (which) => {
      readSelection(); // the browser tells of a selection only after the key
      label(LABELS[which]);
    },
    mark: () => (now.cursor ? leave() : startMarking()), proposal: toProposal,
    spans: () => focusSpan(now.span ?? now.annotation.tolls[now.toll]?.span ?? 0),
    toll: () => addToll(now.span ?? now.annotation.spans.findIndex((span) => span.label === "CASUALTY")),
    end: (which) => now.span !== null && moveEdge(now.span, "end", which ? 1 : -1),
    start: (which) => now.span !== null && moveEdge(now.span, "start", which ? 1 : -1),
  };

  /** Do what a key asks of the text; says whether it was one of its keys. */
  function act(name, which = 0) {
    if (!now || !(name in ACTS)) return false;
    ACTS[name](which);
    return true;
  }

  function leave() {
    if (!now) return false;
    if (now.pick) endPick();
    else if (now.cursor || now.selection) { leaveMarking(); drawBar(); }
    else if (now.span !== null) { now.span = null; document.activeElement.blur(); relight(); drawBar(); }
    else return false;
    return true;
  }

  /** Obey the arrows: they move the cursor of words or go from span to span. Says whether they did. */
  function arrow(event) {
    const forward = now && (directionOf(now.doc.text) === "rtl" ? "ArrowLeft" : "ArrowRight");
    const steps = { ArrowLeft: forward === "ArrowLeft" ? 1 : -1, ArrowRight: forward === "ArrowRight" ? 1 : -1, ArrowDown: 8, ArrowUp: -8 };
    if (!now || !(event.key in steps)) return false;
    if (now.cursor) moveCursor(steps[event.key], event.shiftKey);
    else if (document.activeElement.closest("mark")) moveFocus(Math.sign(steps[event.key]));
    else return false;
    return true;
  }

  element.addEventListener("keydown", (event) => {
    const mark = event.target.closest("mark");
    if (arrow(event)) event.preventDefault();
    else if (mark && (event.key === "Enter" || event.key === " ") && !event.ctrlKey) {
      event.preventDefault();
      if (now.pick) pickSpan(+mark.dataset.span);
      else focusAt(parts.bar, `label-${now.annotation.spans[now.span].label}`);
    }
  });

  close();
  return {
    element, open, close, act, leave, send, undo, current: () => now?.doc ?? null, unstored: () => Boolean(now?.unstored), pending: () => Boolean(now && (now.waiting || now.flying || now.unstored)),
  };
}

/** Return the annotation of a document as the service gives it. */
const annotationOf = ({ text, spans, tolls }) => ({ text, spans, tolls: tolls ?? [] });

/** Return the annotation of a document as the model proposed it. */
const proposalOf = ({ text, proposal }) => annotationOf({ text, ...proposal });

/** Return the key of what is impossible about a toll that a person filled in; null if nothing is. */
function faultOf(toll) {
  const whole = (number) => Number.isInteger(number) && number >= 0;
  if (!whole(toll.low) || (toll.high !== null && (!whole(toll.high) || toll.high < toll.low))) return "error.count";
  if (!toll.harm.length || !toll.harm.every((harm) => HARMS.includes(harm))) return "error.harm";
  return toll.date === null || DATE.test(toll.date) ? null : "error.date";
}

/** Return the count that the words of a span write in digits, as a first guess; 1 if there is none. */
function countIn(said) {
  const number = numberIn(said.match(/[\d٠-٩۰-۹]+/)?.[0] ?? "1");
  return { low: number, high: number };
}

/** Return what was changed in the words of the interface: a kind of change, or a field. */
const changed = (what) => (t(`change.${what}`) === `change.${what}` ? t(what) : t(`change.${what}`));

const HIDDEN = new Set(["id", "date"]);

function about(doc) {
  const rows = Object.entries(doc.meta ?? {}).filter(([name]) => !HIDDEN.has(name));
  if (!rows.length) return null;
  return h("details", { class: "panel" }, h("summary", {}, t("about")), h("dl", {}, rows.map(([name, value]) =>
    h("div", {}, h("dt", {}, name), h("dd", {}, h("bdi", {}, typeof value === "string" ? value : JSON.stringify(value)))))));
}

function historyPanel(doc) {
  const list = h("ol", { role: "list" });
  const load = async (event) => {
    if (!event.target.open) return;
    const { revisions } = await api.historyOf(doc.key).catch(() => ({ revisions: [] }));
    refill(list, revisions.map(revision));
  };
  return h("details", { class: "panel", ontoggle: load }, h("summary", {}, t("history")), list);
}

const revision = ({ revision: number, when, who, action, note, what }) =>
  h("li", {}, h("span", { class: "number" }, `${number}`), h("time", { datetime: when }, new Date(when).toLocaleString(language() === "ar" ? "ar-u-nu-latn" : "en")),
    h("bdi", {}, who ?? t("history.model")), h("span", {}, t(`action.${action}`)), what?.change ? h("bdi", { class: "soft" }, what.change.split(", ").map(changed).join(t("comma"))) : null, note ? h("bdi", {}, note) : null);
