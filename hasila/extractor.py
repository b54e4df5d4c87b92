"""Texts in, documents with spans out."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from hasila import checkpoint
from hasila.alignment import FRAME, Pieces, Window, frame, merge, to_pieces, windows, word_bounds, word_scores
from hasila.checkpoint import WindowSettings
from hasila.confidence import confidences
from hasila.encoders import Tagger
from hasila.errors import InputError
from hasila.spans import Document
from hasila.tagging import Matrix, best_tags, legal_transitions, spans_from_tags, tag_names
from hasila.words import Word, split

_CPU_BATCH = 8
"""Windows that go through the encoder together, where nobody says how many. What a CPU computes of a few windows stays
in its caches and its memory at hand: it reads a sixth more words a second than with 32."""
_BATCH = 32
"""The same on other devices."""
_PIECES_AT_ONCE = 1 << 18
"""Pieces read before the model runs: enough to sort by length well, and all that is held of a stream at a time (a
longer text is held alone)."""


def _device(name: str | None) -> torch.device:
    """Return the device called `name`; by default the GPU if there is one. Raises InputError where it is not there."""
    try:
        device = torch.device(name or ("cuda" if torch.cuda.is_available() else "cpu"))
        torch.empty(0, device=device)
    except (RuntimeError, AssertionError) as error:  # an unknown name; a torch built without that kind of device
        raise InputError(f"--device is {name!r}: {str(error).splitlines()[0]}; cpu is always there") from None
    return device


@dataclass(frozen=True, slots=True)
class _Text:
    """A document on its way through the model."""

    document: Document
    words: Sequence[Word]
    pieces: Pieces
    windows: Sequence[Window]


@dataclass(frozen=True, slots=True)
class Tagged:
    """A text as the model reads it: its words, the tag of each, and how probable the model finds the tags."""

    document: Document
    """The text with the spans that the tags say, each with its confidence (hasila.confidence)."""
    words: Sequence[Word]
    tags: Sequence[str]
    probabilities: Sequence[float]
    """Of the tag of each word, by itself."""
    log_probabilities: npt.NDArray[np.float32]
    """Of every tag for each word, by itself: shape (words, tags)."""


@dataclass(frozen=True)
class Extractor:
    """Finds the spans of texts with a tagger.

    >>> extractor = Extractor.from_checkpoint("runs/quickstart/checkpoint")  # doctest: +SKIP
    >>> extractor("مقتل ثلاثة جنود في مدينة تدمر").spans  # doctest: +SKIP
    """

    tagger: Tagger
    labels: Sequence[str]
    window: WindowSettings
    batch_size: int | None = None
    """Windows that go through the encoder together; None for what suits the device."""
    min_confidence: float = 0.0
    """Spans of which the model is less sure than this are left out of what is returned."""

    @classmethod
    def from_checkpoint(
        cls,
        folder: str | Path,
        *,
        device: str | None = None,
        batch_size: int | None = None,
        min_confidence: float = 0.0,
    ) -> "Extractor":
        """Load the checkpoint in `folder` onto `device` (a torch name; by default the GPU if there is one).

        Raises CheckpointError or LabelError where the folder is not a whole checkpoint.
        """
        loaded = checkpoint.load(Path(folder))
        # PreTrainedModel decorates `to` in a way that mypy cannot call.
        torch.nn.Module.to(loaded.tagger.model, _device(device))
        return cls(loaded.tagger, loaded.manifest.labels, loaded.manifest.window, batch_size, min_confidence)

    @cached_property
    def transitions(self) -> Matrix:
        """How tags may follow each other, and how likely they do."""
        legal = legal_transitions(tag_names(self.labels))
        return legal if self.tagger.transitions is None else legal + self.tagger.transitions

    def __call__(self, text: str) -> Document:
        """Return `text` with its spans; the same as streaming it alone."""
        return next(self.stream([text]))

    def stream(self, texts: Iterable[str | Document]) -> Iterator[Document]:
        """Yield each text with its spans, in order, holding few at a time however long the stream is.

        A plain string gets its place in the stream as its id; a document keeps its id and meta, and loses its spans.
        """
        return (self._kept(tagged.document) for tagged in self.tag(texts))

    def _kept(self, document: Document) -> Document:
        sure = (span for span in document.spans if (span.score or 0.0) >= self.min_confidence)
        return replace(document, spans=tuple(sure))

    def tag(self, texts: Iterable[str | Document]) -> Iterator[Tagged]:
        """Yield each text with the tags of its words and every span, in order and few at a time, as `stream` does."""
        held: list[_Text] = []
        pieces = 0
        for place, text in enumerate(texts):
            held.append(self._prepare(text if isinstance(text, Document) else Document(str(place), text)))
            pieces += len(held[-1].pieces.ids)
            if pieces >= _PIECES_AT_ONCE:
                yield from self._extract(held)
                held, pieces = [], 0
        yield from self._extract(held)

    def _prepare(self, document: Document) -> _Text:
        words = split(document.text)
        pieces = to_pieces(words, self.tagger.tokenizer)
        return _Text(document, words, pieces, windows(pieces, self.window.pieces - FRAME, self.window.overlap))

    def _extract(self, texts: Sequence[_Text]) -> Iterator[Tagged]:
        todo = [(text, window) for text in texts for window in text.windows]
        scores = iter(self._window_scores(todo))
        for text in texts:
            yield self._tagged(text, [next(scores) for _ in text.windows])

    def _window_scores(self, todo: Sequence[tuple[_Text, Window]]) -> list[npt.NDArray[np.float32]]:
        """Return the log-probabilities of the words that begin in each window, in the order of `todo`."""
        by_length = sorted(range(len(todo)), key=lambda place: todo[place][1].end - todo[place][1].start)
        scores: list[npt.NDArray[np.float32]] = [np.empty((0, 0), dtype=np.float32)] * len(todo)
        size = self.batch_size or (_CPU_BATCH if self.tagger.model.device.type == "cpu" else _BATCH)
        for begin in range(0, len(by_length), size):
            places = by_length[begin : begin + size]
            for place, rows in zip(places, self._run([todo[place] for place in places]), strict=True):
                scores[place] = rows
        return scores

    def _run(self, batch: Sequence[tuple[_Text, Window]]) -> Iterator[npt.NDArray[np.float32]]:
        tokenizer, model = self.tagger.tokenizer, self.tagger.model
        framed = [frame(text.pieces, window, tokenizer) for text, window in batch]
        inputs = tokenizer.pad({"input_ids": framed}, return_tensors="pt").to(model.device)
        with torch.inference_mode():
            logits = model(input_ids=inputs["input_ids"], attention_mask=inputs["attention_mask"]).logits
        for (text, window), rows in zip(batch, logits.float().cpu().numpy(), strict=True):
            yield word_scores(rows, word_bounds(text.pieces, window))

    def _tagged(self, text: _Text, parts: Sequence[npt.NDArray[np.float32]]) -> Tagged:
        names = tag_names(self.labels)
        if not text.words:
            return Tagged(replace(text.document, spans=()), [], [], [], np.empty((0, len(names)), dtype=np.float32))
        log_probabilities = merge(text.windows, parts, len(text.words))
        tags = best_tags(log_probabilities, names, self.transitions)
        chosen = log_probabilities[np.arange(len(tags)), [names.index(tag) for tag in tags]]
        temperature = np.array([self.tagger.temperature])
        sure = confidences(log_probabilities, self.transitions, tags, names, temperature)[0]
        spans = tuple(spans_from_tags(text.words, tags, sure.tolist()))
        return Tagged(replace(text.document, spans=spans), text.words, tags, np.exp(chosen).tolist(), log_probabilities)
