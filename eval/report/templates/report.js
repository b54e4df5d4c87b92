"use strict";
// Filters the passages, lets the reader choose a seed, and shows which gold and predicted spans belong to one mistake.
// Without this file every passage of every seed is there to read; the filters alone are hidden.
{
  const form = document.getElementById("filters");
  const shown = document.getElementById("shown");

  // What the filters ask about, read once: a page may hold thousands of spans.
  const passages = [...document.querySelectorAll("article")].map((article) => {
    const pairs = [...article.querySelectorAll(".pair")];
    const words = `${article.dataset.id}\n${pairs[0].querySelector(".text").textContent}`.toLowerCase();
    return { article, words, pairs: pairs.map(pairOf) };
  });

  function pairOf(element) {
    const labels = new Set();
    const mistakes = new Map();
    for (const { dataset } of element.querySelectorAll("mark")) {
      labels.add(dataset.label);
      if (dataset.mistake === undefined) continue;
      const known = mistakes.get(dataset.mistake) ?? { kind: dataset.kind, labels: new Set() };
      mistakes.set(dataset.mistake, { kind: known.kind, labels: known.labels.add(dataset.label) });
    }
    return { element, labels, mistakes: [...mistakes.values()] };
  }

  function chosen() {
    const values = new FormData(form);
    return {
      seed: Number(values.get("seed") ?? 0),
      words: values.get("words").trim().toLowerCase(),
      wrong: values.has("wrong"),
      kinds: new Set(values.getAll("kind")),
      labels: new Set(values.getAll("label")),
    };
  }

  function fits(pair, { wrong, kinds, labels }) {
    const meets = (has) => labels.size === 0 || [...labels].some((label) => has.has(label));
    if (!wrong && kinds.size === 0) return meets(pair.labels);
    return pair.mistakes.some((mistake) => (kinds.size === 0 || kinds.has(mistake.kind)) && meets(mistake.labels));
  }

  function filter() {
    const asked = chosen();
    let count = 0;
    for (const { article, words, pairs } of passages) {
      pairs.forEach(({ element }, seed) => (element.hidden = seed !== asked.seed));
      article.hidden = !(words.includes(asked.words) && fits(pairs[asked.seed], asked));
      count += !article.hidden;
    }
    shown.textContent = `${count} of ${passages.length} passages shown`;
  }

  function join({ target, type }) {
    const mark = target.closest?.("mark[data-mistake]");
    if (!mark) return;
    const joined = type === "mouseover" || type === "focusin";
    for (const other of mark.closest(".pair").querySelectorAll(`[data-mistake="${mark.dataset.mistake}"]`)) {
      other.classList.toggle("joined", joined);
    }
  }

  function showAll() {
    form.reset();
    filter();
  }

  // A link from a mistake must not lead to a passage that the filters hide.
  function uncover({ target }) {
    const passage = document.getElementById(target.closest?.("a[href^='#p']")?.hash.slice(1) ?? "");
    if (passage?.hidden) showAll();
  }

  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.querySelector("button").addEventListener("click", showAll);
  for (const type of ["mouseover", "mouseout", "focusin", "focusout"]) document.addEventListener(type, join);
  document.addEventListener("click", uncover);
  form.hidden = false;
  filter();
}
