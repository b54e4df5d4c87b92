"""An evaluation to show: real passages of the corpus, and predictions that are wrong in every way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from eval.analysis.evaluation import Evaluation, Seed, evaluate
from eval.analysis.gold import Scored
from eval.analysis.results import Results
from eval.report.html import page
from hasila.arabic.words import split
from hasila.corpus.reading import read
from hasila.document import Document
from hasila.spans import LABELS, Span
from samples.texts import ROOT


@dataclass(frozen=True)
class Sample:
    """What eval.report.html.page is given."""

    title: str
    evaluation: Evaluation
    learning: Sequence[Mapping[str, Any]] = ()
    robustness: Mapping[str, Any] | None = None

    @property
    def page(self) -> str:
        """The page of this evaluation."""
        return page(self.title, self.evaluation, self.learning, self.robustness)

    @property
    def results(self) -> Results:
        """What is said of the predictions."""
        return self.evaluation.results

    @property
    def gold(self) -> Sequence[Document]:
        """The passages as annotated."""
        return self.evaluation.scored.gold

    @property
    def runs(self) -> Sequence[Sequence[Document]]:
        """The passages as each seed predicts them."""
        return [seed.predicted for seed in self.evaluation.seeds]


def sample(seeds: int = 2, passages: int = 12) -> Sample:
    """Return an evaluation of `seeds` seeds on `passages` passages of Gaza, Iraq and Syria, with every section."""
    files = [read(ROOT / f"data/composed/{name}.jsonl")[: passages // 3] for name in ("gaza", "iraq", "syria")]
    gold = [document for documents in files for document in documents]
    runs = [
        [_worsened(document, np.random.default_rng([seed, index])) for index, document in enumerate(gold)]
        for seed in range(seeds)
    ]
    return Sample("Evaluation of runs/sample", evaluation_of(gold, runs), LEARNING, ROBUSTNESS)


def _worsened(document: Document, random: np.random.Generator) -> Document:
    """Return the passage with spans lost, stretched, cut, relabelled and invented."""
    words = split(document.text)
    taken = {index for index, word in enumerate(words) for span in document.spans if span.overlaps(_span(word, word))}
    spans = []
    for span in document.spans:
        within = [index for index, word in enumerate(words) if span.overlaps(_span(word, word))]
        first, last = within[0], within[-1]
        luck = random.random()
        label = span.label
        if luck < 0.06:
            continue
        if luck < 0.12 and last + 1 < len(words) and last + 1 not in taken:
            last += 1
        elif luck < 0.18 and last > first:
            first += 1
        elif luck < 0.24:
            label = str(random.choice([other for other in LABELS if other != label]))
        spans.append(replace(_span(words[first], words[last]), label=label, score=_score(random, luck)))
    free = [
        word
        for index, word in enumerate(words)
        if not any(s.overlaps(_span(word, word)) for s in spans) and index not in taken
    ]
    if free and random.random() < 0.5:
        word = free[int(random.integers(len(free)))]
        spans.append(replace(_span(word, word), score=_score(random, 0)))
    return document.with_spans(spans)


def _span(first: Any, last: Any) -> Span:
    return Span(first.start, last.end, "ACTOR")


def _score(random: np.random.Generator, luck: float) -> float:
    return float(random.beta(20, 1) if luck > 0.3 else random.beta(6, 2))


def evaluation_of(gold: Sequence[Document], runs: Sequence[Sequence[Document]]) -> Evaluation:
    """Return what is said of the predictions `runs` of `gold`."""
    labels = list(dict.fromkeys([*LABELS, *(span.label for document in gold for span in document.spans)]))
    scored = Scored(gold, {"data/composed/gaza.jsonl": "0" * 64}, "test", {"PERS": "ACTOR", "MISC": None})
    seeds = [Seed(f"runs/sample-{index}/checkpoint", run, 1.25) for index, run in enumerate(runs)]
    return evaluate(scored, seeds, gold[::2], labels)


LEARNING = [
    *(
        {"step": step, "epoch": step / 90, "loss": 2 / (1 + step / 60), "learning_rate": 1e-4}
        for step in range(10, 540, 10)
    ),
    *(
        {"step": 90 * epoch, "epoch": epoch, "eval_strict_f1": 0.9 - 0.3 / epoch, "eval_partial_f1": 0.93 - 0.2 / epoch}
        for epoch in (2, 4, 6)
    ),
]
ROBUSTNESS = {
    "checkpoint": "runs/sample-0/checkpoint",
    "corpora": {},
    "split": "test",
    "seed": 0,
    "outcomes": [
        {
            "name": name,
            "changed": changed,
            "f1": 0.8 + change,
            "comparison": {
                "difference": change,
                "interval": [change - 0.01, change + 0.008],
                "p": 0.0123,
                "superiority": 0.4,
            },
            "worst": [],
        }
        for name, changed, change in (
            ("vowel marks added", 12, 0.0),
            ("ta marbuta as ha", 9, -0.038),
            ("names exchanged", 11, -0.012),
        )
    ],
}
