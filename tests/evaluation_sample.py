"""An evaluation to show: real passages of the corpus, and predictions that are wrong in every way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from conftest import ROOT

from eval.mistakes import by_kind, confusion, mistakes, repeated
from eval.page import page
from eval.results import Bin, Calibration, Kept, Results, Run, Slice, Threshold
from hasila.corpus import read
from hasila.scoring import score
from hasila.spans import LABELS, Document, Span
from hasila.words import split


@dataclass(frozen=True)
class Sample:
    """What eval.page.page is given."""

    title: str
    results: Results
    gold: Sequence[Document]
    runs: Sequence[Sequence[Document]]
    learning: Sequence[Mapping[str, Any]] = ()
    robustness: Mapping[str, Any] | None = None

    @property
    def page(self) -> str:
        """The page of this evaluation."""
        return page(self.title, self.results, self.gold, self.runs, self.learning, self.robustness)


def sample(seeds: int = 2, passages: int = 12) -> Sample:
    """Return an evaluation of `seeds` seeds on `passages` passages of Gaza, Iraq and Syria, with every section."""
    files = [read(ROOT / f"data/composed/{name}.jsonl")[: passages // 3] for name in ("gaza", "iraq", "syria")]
    gold = [document for documents in files for document in documents]
    runs = [
        [_worsened(document, np.random.default_rng([seed, place])) for place, document in enumerate(gold)]
        for seed in range(seeds)
    ]
    return Sample("Evaluation of runs/sample", results_of(gold, runs), gold, runs, LEARNING, ROBUSTNESS)


def _worsened(document: Document, random: np.random.Generator) -> Document:
    """Return the passage with spans lost, stretched, cut, relabelled and invented."""
    words = split(document.text)
    taken = {place for place, word in enumerate(words) for span in document.spans if span.overlaps(_span(word, word))}
    spans = []
    for span in document.spans:
        within = [place for place, word in enumerate(words) if span.overlaps(_span(word, word))]
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
        for place, word in enumerate(words)
        if not any(s.overlaps(_span(word, word)) for s in spans) and place not in taken
    ]
    if free and random.random() < 0.5:
        word = free[int(random.integers(len(free)))]
        spans.append(replace(_span(word, word), score=_score(random, 0)))
    return replace(document, spans=tuple(spans))


def _span(first: Any, last: Any) -> Span:
    return Span(first.start, last.end, "ACTOR")


def _score(random: np.random.Generator, luck: float) -> float:
    return float(random.beta(20, 1) if luck > 0.3 else random.beta(6, 2))


def results_of(gold: Sequence[Document], runs: Sequence[Sequence[Document]]) -> Results:
    """Return what is true of the predictions, with slices and calibration as plainly made as possible."""
    labels = list(dict.fromkeys([*LABELS, *(span.label for document in gold for span in document.spans)]))
    pairs = [(document, found) for run in runs for document, found in zip(gold, run, strict=True)]
    spans = [list(document.spans) for document, _ in pairs], [list(found.spans) for _, found in pairs]
    scores = {
        row: {scheme: replace(one, support=one.support // len(runs)) for scheme, one in by_scheme.items()}
        for row, by_scheme in score(*spans, labels, runs=len(runs)).items()
    }
    found = [mistake for document, other in pairs for mistake in mistakes(document, other.spans)]
    once = [score([g.spans for g in gold], [p.spans for p in run], labels)["micro"] for run in runs]
    return Results(
        runs=tuple(
            Run(f"runs/sample-{place}/checkpoint", f"predictions-{place}.jsonl", one["strict"].f1, one["partial"].f1)
            for place, one in enumerate(once)
        ),
        corpora={"data/composed/gaza.jsonl": "0" * 64},
        split="test",
        label_map={"PERS": "ACTOR", "MISC": None},
        passages=len(gold),
        words=sum(len(split(document.text)) for document in gold),
        scores=scores,
        slices=tuple(
            Slice(by, value, scores[row]["strict"])
            for by, value, row in (
                ("mention", "seen in training", "ACTOR"),
                ("mention", "not seen", "LOCATION"),
                ("words", "1", "micro"),
                ("words", "4 and more", "CASUALTY"),
            )
        ),
        calibration=_calibration(pairs, len(runs)),
        confusion=confusion(labels, [document for document, _ in pairs], [other.spans for _, other in pairs]),
        mistakes=by_kind(found),
        repeated=tuple(repeated(found)),
    )


def _calibration(pairs: Sequence[tuple[Document, Document]], runs: int) -> Calibration | None:
    known = sorted(
        (span.score, span in document.spans) for document, other in pairs for span in other.spans if span.score
    )
    if not known:
        return None
    scores, right = np.array([one for one, _ in known]), np.array([one for _, one in known], dtype=float)
    parts = np.array_split(np.arange(len(known)), 10)
    bins = tuple(
        Bin(len(part), float(scores[part].mean()), float(right[part].mean()), _about(float(right[part].mean())))
        for part in parts
    )
    kept = tuple(_kept(scores, right, at) for at in range(0, int(len(known) * 0.95), len(known) // 20))
    error = float(np.mean([abs(one.confidence - one.precision) for one in bins]))
    thresholds = (Threshold(0.8, kept[3]), Threshold(0.999, None))
    return Calibration((1.25,) * runs, error, (error / 2, error * 2), bins, kept, thresholds)


def _about(value: float) -> tuple[float, float]:
    return max(0, value - 0.1), min(1, value + 0.1)


def _kept(scores: Any, right: Any, at: int) -> Kept:
    precision = float(right[at:].mean())
    return Kept(float(scores[at]), 1 - at / len(scores), precision, float(right[at:].sum() / len(scores)))


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
