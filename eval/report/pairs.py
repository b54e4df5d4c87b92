"""Passages as annotated and as each seed predicts them, cut at the edges of their spans.

Spans that belong to a mistake have its kind and its number within the pair; matched spans have neither.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from eval.analysis.mistakes import mistakes
from eval.analysis.results import MistakeKind
from hasila.document import Document
from hasila.formats.html import direction
from hasila.spans import Span

_SAID_OF_GOLD: Mapping[MistakeKind, str] = {
    "too long": "predicted too long",
    "too short": "predicted too short",
    "shifted": "predicted shifted",
    "clitic": "clitics differ",
    "wrong label": "labels differ",
    "merged": "predicted merged",
    "split": "predicted split",
}
"""The note on a gold span, if the kind of its mistake only describes the prediction."""
_ABOUT = ("register", "conflict")
"""The fields of a passage's meta that are shown with it."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text, in a span or in none.

    A span without an exact match has the `kind` of its mistake, the mistake's number, and its `fault` in words.
    """

    text: str
    span: Span | None = None
    kind: MistakeKind | None = None
    mistake: int | None = None
    fault: str = ""

    @property
    def tag(self) -> str:
        """The note on a span: its label, its confidence and its fault; empty for text outside spans."""
        if self.span is None:
            return ""
        confidence = "" if self.span.score is None else f" {self.span.score:.2f}"
        return f"{self.span.label}{confidence}{f' · {self.fault}' if self.fault else ''}"


@dataclass(frozen=True, slots=True)
class Pair:
    """A passage as annotated and as one seed predicts it, cut at the edges of their spans."""

    gold: Sequence[Piece]
    predicted: Sequence[Piece]
    mistakes: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage with a pair for each seed; `anchor` is its place in the page."""

    anchor: str
    id: str
    about: str
    direction: Literal["rtl", "ltr"]
    pairs: Sequence[Pair]


def passage(index: int, gold: Document, *predicted: Document) -> Passage:
    """Return the passage `gold`, at `index`, with the predictions of each seed."""
    about = " · ".join(str(gold.meta[name]) for name in _ABOUT if gold.meta.get(name))
    pairs = [paired(gold, document.spans) for document in predicted]
    return Passage(f"p{index}", gold.id, about, direction(gold.text), pairs)


def paired(gold: Document, predicted: Sequence[Span]) -> Pair:
    """Return the passage `gold` beside its `predicted` spans; spans of one mistake have its number."""
    found = list(enumerate(mistakes(gold, predicted)))
    wrong = {
        span: (one.kind, number, _SAID_OF_GOLD.get(one.kind, one.kind)) for number, one in found for span in one.gold
    }
    false = {span: (one.kind, number, one.kind) for number, one in found for span in one.predicted}
    return Pair(_pieces(gold.text, gold.spans, wrong), _pieces(gold.text, predicted, false), len(found))


def _pieces(text: str, spans: Sequence[Span], wrong: Mapping[Span, tuple[MistakeKind, int, str]]) -> list[Piece]:
    pieces = []
    end = 0
    for span in spans:
        pieces.append(Piece(text[end : span.start]))
        pieces.append(Piece(text[span.start : span.end], span, *wrong.get(span, ())))
        end = span.end
    return [*pieces, Piece(text[end:])]
