// Annotations: spans and tolls of a text. Every function returns a new annotation and leaves the given one as it is.
//
// Tolls point at spans, and at each other, by index. Whatever adds, moves or deletes one re-indexes all that point.

export const LABELS = ["ACTOR", "LOCATION", "CASUALTY"];
export const HARMS = ["killed", "wounded", "captured", "missing"];
export const ROLES = { party: "ACTOR", by: "ACTOR", accused: "ACTOR", place: "LOCATION", source: "ACTOR" };
export const RELATIONS = ["part_of", "same_as", "revises"];
export const MODIFIERS = ["none", "about", "over", "at_least", "under", "at_most", "between", "likely"];
export const STATUSES = ["asserted", "disputed", "released", "died_later"];
export const SIDES = ["own", "enemy", "admitted", "third"];
export const SCOPES = ["event", "cumulative"];
export const GROUPS = [
  "civilian", "military", "armed_group", "police", "official", "medic", "journalist", "child", "woman", "man",
  "foreigner",
];
export const UNSURE = 0.7;

/** Return the annotation with one more span; the indices of the others follow. Throws where it overlaps another. */
export function withSpan(annotation, span) {
  const kept = annotation.spans.map((old, index) => ({ span: old, index }));
  return rebuilt(annotation, [...kept, { span, index: null }]);
}

/** Return the annotation with other bounds or another label of a span. Tolls keep what still fits its label. */
export function withSpanChanged(annotation, changed, change) {
  const kept = annotation.spans.map((old, index) => ({ span: index === changed ? edited(old, change) : old, index }));
  return rebuilt(annotation, kept);
}

/** Return the annotation without a span, without the tolls of it, and without what else pointed at it. */
export function withoutSpan(annotation, gone) {
  const kept = annotation.spans.map((span, index) => ({ span, index })).filter(({ index }) => index !== gone);
  return rebuilt(annotation, kept);
}

/** Return the annotation with a toll of so many people on a CASUALTY span, after the tolls of earlier words. */
export function withToll(annotation, span, count = { low: 1, high: 1 }) {
  const tolls = annotation.tolls ?? [];
  const at = tolls.filter((toll) => toll.span <= span).length;
  const last = tolls[at - 1] ?? tolls[0];
  const added = { ...BLANK, span, ...count, incident: last?.incident ?? 1 };
  const kept = tolls.map((toll, index) => ({ toll, index }));
  kept.splice(at, 0, { toll: added, index: null });
  return { annotation: { ...annotation, tolls: renumbered(kept) }, index: at };
}

/** Return the annotation without a toll; those that were part of it, the same or revised it stand by themselves. */
export function withoutToll(annotation, gone) {
  const kept = annotation.tolls.map((toll, index) => ({ toll, index })).filter(({ index }) => index !== gone);
  return { ...annotation, tolls: renumbered(kept) };
}

/** Return the annotation with other fields of a toll. What a person says has no score. */
export function withTollChanged(annotation, changed, change) {
  const tolls = annotation.tolls.map((toll, index) => (index === changed ? settled(toll, change) : toll));
  return { ...annotation, tolls };
}

/** Return the annotation in which a span takes a role of a toll, or no longer takes it. */
export function withRoleToggled(annotation, changed, role, span) {
  const held = annotation.tolls[changed][role];
  const spans = held.includes(span) ? held.filter((other) => other !== span) : [...held, span];
  return withTollChanged(annotation, changed, { [role]: spans });
}

/** Return the indices of the spans that overlap a stretch. */
export const overlapping = (annotation, start, end) =>
  annotation.spans.flatMap((span, index) => (span.start < end && start < span.end ? [index] : []));

/** Return the stretches [start, end] of the text that a field of a toll points at. */
export function stretchesOf(annotation, toll, field) {
  const ofSpan = (index) => [annotation.spans[index].start, annotation.spans[index].end];
  if (field === "span") return [ofSpan(toll.span)];
  if (field in ROLES) return toll[field].map(ofSpan);
  if (RELATIONS.includes(field)) return toll[field] === null ? [] : [ofSpan(annotation.tolls[toll[field]].span)];
  return toll[field] ? [toll[field]] : [];
}

/** Return every stretch of the text that a toll points at. */
export const allStretches = (annotation, toll) =>
  ["span", ...Object.keys(ROLES), "when", "source_words"].flatMap((field) => stretchesOf(annotation, toll, field));

/** Return the lowest of a field's scores; null if a person gave it, or a rule. */
export function scoreOf(annotation, toll, field) {
  const scores = field === "span" ? [annotation.spans[toll.span].score ?? 1] : toll.scores?.[field];
  return scores?.length ? Math.min(...scores) : null;
}

/** Return the fields of a toll of which the model is not sure. */
export const unsureFields = (annotation, toll) =>
  ["span", ...Object.keys(toll.scores ?? {})].filter((field) => (scoreOf(annotation, toll, field) ?? 1) < UNSURE);

/** Say whether two annotations say the same of a text; scores do not matter. */
export const same = (one, other) => JSON.stringify(plain(one)) === JSON.stringify(plain(other));

const plain = ({ spans, tolls }) => [
  spans.map(({ start, end, label }) => [start, end, label]),
  (tolls ?? []).map((toll) => Object.keys(BLANK).map((field) => toll[field] ?? null)),
];

const BLANK = {
  span: 0, harm: ["killed"], low: 1, high: 1, modifier: "none", kind: "integer", status: "asserted", group: [],
  party: [], by: [], accused: [], place: [], when: null, date: null, source: [], source_words: null, side: null,
  scope: "event", part_of: null, same_as: null, revises: null, incident: 1,
};

/** Return a span after a person's change: it no longer has the model's score. */
function edited(span, change) {
  const { score, text, ...kept } = { ...span, ...change };
  return kept;
}

/** Return the annotation with these spans in the order of the text, each with the index that it had, or null. */
function rebuilt(annotation, entries) {
  const sorted = [...entries].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  for (let at = 1; at < sorted.length; at += 1) {
    if (sorted[at].span.start < sorted[at - 1].span.end) throw new RangeError("spans overlap");
  }
  const now = new Map(sorted.flatMap(({ index }, at) => (index === null ? [] : [[index, at]])));
  const spans = sorted.map(({ span }) => span);
  const tolls = annotation.tolls && retargeted(annotation.tolls, spans, now);
  return { ...annotation, spans, tolls };
}

/** Return the tolls with the new indices of their spans, without those whose casualty span is gone. */
function retargeted(tolls, spans, now) {
  const label = (index) => spans[now.get(index)]?.label;
  const kept = tolls
    .map((toll, index) => ({ toll, index }))
    .filter(({ toll }) => label(toll.span) === "CASUALTY");
  return renumbered(kept.map(({ toll, index }) => ({ toll: moved(toll, label, now), index })));
}

function moved(toll, label, now) {
  const change = { span: now.get(toll.span) };
  const scores = { ...toll.scores };
  for (const [role, wanted] of Object.entries(ROLES)) {
    const fits = toll[role].map((span) => label(span) === wanted);
    change[role] = toll[role].filter((_, at) => fits[at]).map((span) => now.get(span));
    if (scores[role]) scores[role] = scores[role].filter((_, at) => fits[at]);
    if (scores[role]?.length === 0) delete scores[role];
  }
  return consistent({ ...toll, ...change, ...(toll.scores ? { scores } : {}) });
}

/** Return the tolls, each with the index that it had or null, with the new indices of those that they relate to. */
function renumbered(entries) {
  const now = new Map(entries.flatMap(({ index }, at) => (index === null ? [] : [[index, at]])));
  return entries.map(({ toll }) => {
    const lost = RELATIONS.filter((relation) => toll[relation] !== null && !now.has(toll[relation]));
    const change = Object.fromEntries(RELATIONS.map((relation) => [relation, now.get(toll[relation]) ?? null]));
    return { ...toll, ...change, ...(toll.scores ? { scores: without(toll.scores, lost) } : {}) };
  });
}

/** Return a toll after a person's change: the changed fields lose their scores, and what they rule out goes. */
function settled(toll, change) {
  const next = { ...toll, ...change };
  if (toll.scores) next.scores = without(toll.scores, Object.keys(change));
  if (change.harm) next.harm = HARMS.filter((harm) => change.harm.includes(harm));
  if (change.group) next.group = GROUPS.filter((group) => change.group.includes(group));
  if (next.scope === "cumulative") next.incident = null;
  else next.incident ??= 1;
  return consistent(next);
}

/** Return a toll without the side of a source that it does not have. */
function consistent(toll) {
  const sourced = toll.source.length || toll.source_words;
  return sourced || toll.side === null ? toll : { ...toll, side: null };
}

const without = (scores, fields) =>
  Object.fromEntries(Object.entries(scores).filter(([field]) => !fields.includes(field)));
