"""Scores of spans that share a property: where a model is strong and where it is weak.

A slice contains the gold and the predicted spans with one property, judged only by the span and its passage. A
predicted span therefore counts in its own slice. Spans are matched strictly, so a right span is in the same slice on
both sides.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np
import numpy.typing as npt

from eval.analysis.results import Slice
from hasila.arabic.casualties import COUNTS, WORDED_HARMS, count_of, harm_of, is_hedged
from hasila.arabic.clitics import bare_forms, carries_clitic
from hasila.arabic.spelling import level
from hasila.arabic.words import count_words, split
from hasila.document import Document
from hasila.scoring.metrics import Score, f1_of, interval_of, resamples, score_of
from hasila.spans import Span

_FIELDS = ("register", "conflict", "outlet")
"""Fields of a passage's row that make slices if their values differ."""
_FEWEST = 5
"""The fewest passages a slice needs for an interval; resampling fewer is not informative."""
_SPAN_WORDS = ((1, "1 word"), (2, "2 words"), (3, "3 words"), (5, "4-5 words"), (None, "6 words or more"))
_PASSAGE_WORDS = ((50, "up to 50 words"), (100, "51-100 words"), (200, "101-200 words"), (None, "over 200 words"))


@dataclass(frozen=True, slots=True)
class Question:
    """A property by which spans are divided."""

    by: str
    answer: Callable[[Document, Span], str | None]
    """The answer for a span in its passage; None if the question does not apply."""
    order: Sequence[str] = ()
    """The answers in the order of the table; sorted if empty."""


@dataclass(frozen=True, slots=True)
class TrainingMentions:
    """The training text of a model, as far as slices need it."""

    mentions: Mapping[str, frozenset[str]]
    """The labels that each bare form (hasila.arabic.clitics.bare_forms) of a mention was seen with."""
    words: Mapping[str, int]
    """How often each levelled word occurs."""

    @classmethod
    def of(cls, documents: Sequence[Document]) -> "TrainingMentions":
        """Return the mentions and words of `documents`."""
        mentions: dict[str, set[str]] = defaultdict(set)
        for document in documents:
            for span in document.spans:
                for form in bare_forms(document.text_of(span)):
                    mentions[form].add(span.label)
        words = Counter(level(word.folded) for document in documents for word in split(document.text))
        return cls({form: frozenset(labels) for form, labels in mentions.items()}, words)

    def questions(self) -> Iterator[Question]:
        """Yield the questions that need the training text."""
        yield Question("mention", self._familiarity, ("seen in training", "seen with another label", "unseen"))
        yield Question("clitic", self._clitic, ("with a clitic", "without"))

    def _familiarity(self, document: Document, span: Span) -> str:
        forms = bare_forms(document.text_of(span))
        labels = {label for form in forms for label in self.mentions.get(form, ())}
        if span.label in labels:
            return "seen in training"
        return "seen with another label" if labels else "unseen"

    def _clitic(self, document: Document, span: Span) -> str | None:
        words = split(document.text_of(span))
        if not words:  # an annotated blank
            return None
        return "with a clitic" if carries_clitic(level(words[0].folded), self.words) else "without"


def slices(
    gold: Sequence[Document],
    runs: Sequence[Sequence[Document]],
    training: Sequence[Document],
    labels: Sequence[str],
    seed: int = 0,
) -> list[Slice]:
    """Return the strict score of each slice that contains a gold span, with intervals like those of scores.

    `runs` are a model's predictions, one for each seed, of the passages of `gold`. Without `training` passages there
    are no slices by seen mentions and clitics.
    """
    weights = resamples(len(gold), seed)
    found = []
    for question in _questions(gold, training, labels):
        counts = _counts(gold, runs, question)
        for value in sorted(counts, key=lambda value: (_place(question, value), value)):
            score = _score(counts[value], weights, len(runs))
            if score.support:
                found.append(Slice(question.by, value, score))
    return found


def _questions(gold: Sequence[Document], training: Sequence[Document], labels: Sequence[str]) -> Iterator[Question]:
    yield Question("label", lambda _, span: span.label, labels)
    if training:
        yield from TrainingMentions.of(training).questions()
    yield Question("span length", _span_length, [name for _, name in _SPAN_WORDS])
    if "CASUALTY" in labels:
        yield Question("CASUALTY counted in", _of_casualties(count_of), COUNTS)
        yield Question("CASUALTY hedged", _of_casualties(lambda said: "hedged" if is_hedged(said) else "plain"))
        yield Question("CASUALTY harm", _of_casualties(harm_of), WORDED_HARMS)
    yield Question("passage length", _passage_length, [name for _, name in _PASSAGE_WORDS])
    answers: dict[str, Callable[[Document], str | None]] = {name: partial(_field, name) for name in _FIELDS}
    for name, answer in (answers | {"year": _year}).items():
        if len({answer(document) for document in gold}) > 1:
            yield Question(name, lambda document, _, answer=answer: answer(document))  # type: ignore[misc]


def _field(name: str, document: Document) -> str | None:
    value = document.meta.get(name)
    return None if value is None else str(value)


def _year(document: Document) -> str | None:
    """Return the year of the passage's `date`, a day or only a year."""
    found = re.match(r"\d{4}(?!\d)", str(document.meta.get("date")))
    return found[0] if found else None


def _counts(
    gold: Sequence[Document], runs: Sequence[Sequence[Document]], question: Question
) -> dict[str, npt.NDArray[np.int64]]:
    """Return, by answer, the counts of each passage's spans: shape (passages, 5), as in Counts."""
    tables: dict[str, npt.NDArray[np.int64]] = defaultdict(lambda: np.zeros((len(gold), 5), dtype=np.int64))
    for run in runs:
        for index, (document, predicted) in enumerate(zip(gold, run, strict=True)):
            for span in {*document.spans, *predicted.spans}:
                value = question.answer(document, span)
                if value is not None:
                    tables[value][index, _column(span, document, predicted)] += 1
    return tables


def _score(counts: npt.NDArray[np.int64], weights: npt.NDArray[np.int64], runs: int) -> Score:
    passages = np.count_nonzero(counts.any(axis=1))
    interval = interval_of(f1_of(weights @ counts)) if passages >= _FEWEST else None
    return score_of(counts.sum(axis=0), interval, runs)


def _column(span: Span, gold: Document, predicted: Document) -> int:
    """Return the column of hasila.scoring.metrics.Counts: correct, missed or spurious."""
    if span in gold.spans:
        return 0 if span in predicted.spans else 3
    return 4


def _place(question: Question, value: str) -> int:
    return list(question.order).index(value) if value in question.order else len(question.order)


def _span_length(document: Document, span: Span) -> str:
    return _bin(_SPAN_WORDS, count_words(document.text_of(span)))


def _passage_length(document: Document, _: Span) -> str:
    return _bin(_PASSAGE_WORDS, _words_of(document.text))


@lru_cache(maxsize=1)
def _words_of(passage: str) -> int:
    """Return how many words a passage has; this is cached, since each of its spans asks."""
    return count_words(passage)


def _bin(bins: Sequence[tuple[int | None, str]], number: int) -> str:
    return next(name for most, name in bins if most is None or number <= most)


def _of_casualties(answer: Callable[[str], str]) -> Callable[[Document, Span], str | None]:
    return lambda document, span: answer(document.text_of(span)) if span.label == "CASUALTY" else None
