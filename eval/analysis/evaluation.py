"""An evaluation: a model's predictions on annotated passages, and all results computed from them."""

from collections.abc import Sequence
from dataclasses import dataclass

from eval.analysis.calibration import calibration
from eval.analysis.gold import Scored
from eval.analysis.mistakes import Mistake, by_kind, confusion, mistakes, repeated_mistakes
from eval.analysis.results import Results, Run
from eval.analysis.significance import passage_counts
from eval.analysis.slices import slices
from eval.analysis.toll_mistakes import TollMistake, toll_mistakes
from eval.analysis.tolls import toll_results, with_gold_tolls
from hasila.arabic.words import count_words
from hasila.document import Document
from hasila.scoring.metrics import Scheme, score, score_of
from hasila.spans import Span


@dataclass(frozen=True, slots=True)
class Seed:
    """One seed of a model: its folder, its predictions, the temperature of its confidences, and its tolls."""

    model: str
    predicted: Sequence[Document]
    temperature: float = 1.0
    on_gold: Sequence[Document] | None = None
    """The passages of eval.analysis.tolls.with_gold_tolls with the tolls read from their own spans; None if the
    model reads no tolls."""
    reader: str = ""
    """What read (eval.analysis.results.Run)."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The seeds of a model on the same passages, and their results."""

    scored: Scored
    seeds: Sequence[Seed]
    results: Results
    mistakes: Sequence[Mistake]
    """The mistakes of every seed, one seed after the other."""
    toll_mistakes: Sequence[TollMistake] = ()
    """The mistakes in tolls that were read on the spans of gold; none if a seed reads none."""


def evaluate(scored: Scored, seeds: Sequence[Seed], training: Sequence[Document], labels: Sequence[str]) -> Evaluation:
    """Return the results of a model's predictions; `training` is its training text, as far as it is available."""
    runs = [seed.predicted for seed in seeds]
    gold = [document.spans for document in scored.gold]
    found = [[document.spans for document in run] for run in runs]
    pooled = [spans for run in found for spans in run]
    every = [
        mistake
        for run in found
        for document, spans in zip(scored.gold, run, strict=True)
        for mistake in mistakes(document, spans)
    ]
    on_gold = _on_gold(seeds)
    results = Results(
        runs=tuple(
            Run(
                seed.model,
                _file(index, len(seeds)),
                *(_micro_f1(gold, run, "strict"), _micro_f1(gold, run, "partial")),
                seed.reader,
            )
            for index, (seed, run) in enumerate(zip(seeds, found, strict=True), start=1)
        ),
        corpora=scored.corpora,
        split=scored.split,
        label_map=scored.label_map,
        passages=len(gold),
        words=sum(count_words(document.text) for document in scored.gold),
        off_edges=len(scored.off_edges),
        widened=scored.widened,
        scores=score(gold * len(seeds), pooled, labels, runs=len(seeds)),
        slices=tuple(slices(scored.gold, runs, training, labels)),
        calibration=calibration(scored.gold, runs, [seed.temperature for seed in seeds]),
        confusion=confusion(labels, [*scored.gold] * len(seeds), pooled),
        mistakes=by_kind(every),
        repeated=tuple(repeated_mistakes(every)),
        tolls=toll_results(scored.gold, runs, on_gold),
    )
    wrong = toll_mistakes(with_gold_tolls(scored.gold), on_gold or ())
    return Evaluation(scored, seeds, results, every, wrong)


def _on_gold(seeds: Sequence[Seed]) -> list[Sequence[Document]] | None:
    """Return the tolls of every seed on the spans of gold; None if a seed reads none."""
    read = [seed.on_gold for seed in seeds if seed.on_gold is not None]
    return read if len(read) == len(seeds) else None


def _micro_f1(gold: Sequence[Sequence[Span]], run: Sequence[Sequence[Span]], scheme: Scheme) -> float:
    return score_of(passage_counts(gold, [run], scheme).sum(axis=0), None).f1


def _file(index: int, seeds: int) -> str:
    return "predictions.jsonl" if seeds == 1 else f"predictions-{index}.jsonl"
