"""Texts in, documents with spans and tolls out."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import takewhile
from numbers import Real
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import numpy.typing as npt

from hasila.arabic.dates import DatePhrase
from hasila.arabic.sentences import paragraph_starts, sentence_starts
from hasila.arabic.words import Word, split
from hasila.document import Document
from hasila.errors import CheckpointError
from hasila.groups import groups
from hasila.processes import read_in_processes
from hasila.runtime.base import Backend, RowScores, Runtime, States, TollInputs
from hasila.runtime.choice import chosen_form
from hasila.runtime.fast_form import FAST, FastForm, read_tokenizer
from hasila.runtime.manifest import Manifest, read_manifest
from hasila.runtime.openvino_runtime import RowPadding, open_network
from hasila.runtime.tokenizer import SubwordTokenizer
from hasila.spans import Span
from hasila.tagging.bio import labels_of, spans_from_tags, tag_names, tags_from_spans
from hasila.tagging.confidence import confidences
from hasila.tagging.decoding import Matrix, best_tags, legal_transitions, without_continuing
from hasila.tagging.sieve import sifted
from hasila.tagging.vectors import span_vectors
from hasila.tagging.whole_numbers import with_whole_numbers
from hasila.tagging.windows import FRAME, Pieces, Window, WindowSettings, merge, windows, word_bounds, word_scores
from hasila.tolls.fields import check_questions
from hasila.tolls.linking import TollAnswers, linked_tolls
from hasila.tolls.pairs import CASUALTY, candidates_of, pairs_of, phrases_of

if TYPE_CHECKING:
    from hasila.model.encoders import Tagger


@dataclass(frozen=True, slots=True)
class _Text:
    """A document on its way through the model."""

    document: Document
    words: Sequence[Word]
    pieces: Pieces
    windows: Sequence[Window]


_Read = tuple[_Text, Sequence[RowScores]]
"""A text and the scores of its windows."""


@dataclass(frozen=True, slots=True)
class Tagged:
    """A text as the model reads it: its words, the tag of each, and the probability of the tags."""

    document: Document
    """The text with the spans of the tags, each with its confidence (hasila.tagging.confidence)."""
    words: Sequence[Word]
    tags: Sequence[str]
    probabilities: Sequence[float]
    """The probability of each word's tag, by itself."""
    log_probabilities: npt.NDArray[np.float32]
    """The log-probability of every tag for each word, by itself: shape (words, tags)."""
    phrases: Sequence[DatePhrase] = ()
    """The phrases that may date a harm; none without a toll head."""
    vectors: States | None = None
    """The vector of each span and, behind them, of each phrase, from which tolls are read: shape (spans and phrases,
    size); None without a toll head."""


@dataclass(frozen=True, repr=False)
class Extractor:
    """Finds the spans of texts with a trained model; made by `default` or `from_checkpoint`.

    >>> extractor = Extractor.default()  # doctest: +SKIP
    >>> extractor("مقتل ثلاثة جنود في مدينة تدمر").spans  # doctest: +SKIP
    """

    runtime: Runtime
    tokenizer: SubwordTokenizer
    window: WindowSettings
    learnt: Matrix | None = None
    """How likely tags are to follow each other (tagging.decoding.learnt_transitions); None if only legality counts."""
    temperature: float = 1.0
    """Divides scores before confidences are computed (hasila.tagging.confidence)."""
    min_confidence: float = 0.0
    """Spans with a lower confidence are not returned."""

    def __new__(cls, *parts: Any, **named: Any) -> Self:
        """Raise TypeError, saying how an extractor is made, if the arguments are not its parts but, say, a folder."""
        given = parts[0] if parts else named.get("runtime")
        if (parts or named) and not hasattr(given, "read"):
            raise TypeError(
                f"an Extractor is made by Extractor.default() or Extractor.from_checkpoint(folder), "
                f"not Extractor({given!r})"
            )
        return super().__new__(cls)

    def __post_init__(self) -> None:
        """Raise TypeError or ValueError if the least confidence is not a number between 0 and 1."""
        given: Any = self.min_confidence
        if not isinstance(given, Real):
            raise TypeError(f"min_confidence is {given!r}, but must be a number between 0 and 1")
        if not 0 <= float(given) <= 1:
            raise ValueError(f"min_confidence is {given}, but must be between 0 and 1")

    def __repr__(self) -> str:
        labels, window = ", ".join(self.labels), self.window
        return f"<Extractor of {labels}: {self.runtime!r}, windows of {window.pieces} subwords>"

    @classmethod
    def from_checkpoint(
        cls,
        folder: str | PathLike[str],
        *,
        backend: Backend = "auto",
        device: str | None = None,
        batch_size: int | None = None,
        min_confidence: float = 0.0,
    ) -> "Extractor":
        """Load the checkpoint in `folder`.

        `backend` is what reads: "fast", the fast form that `hasila export` writes; "torch"; or "auto", the fast form
        where there is one that can be used. The other settings are torch's: `device`, a torch name (by default the GPU
        if there is one), and `batch_size`, how many windows go through the encoder together (None chooses a size that
        suits the device); with either, "auto" is torch, unless the device is the CPU.

        Raises CheckpointError or LabelError if the folder is not a complete, usable checkpoint, or for "fast" if its
        fast form is missing, damaged or stale; MissingExtraError if torch is to read and is not installed; InputError
        if there is no such device, or "fast" is given settings of torch; TypeError if `folder` is not a path; and
        TypeError or ValueError if `backend` is not one of the three, `batch_size` is not a whole number above 0 or
        `min_confidence` not a number between 0 and 1.
        """
        if not isinstance(folder, str | PathLike):
            raise TypeError(f"a checkpoint folder is a str or a Path, not {type(folder).__name__}")
        path = Path(fspath(folder))
        manifest = read_manifest(path)
        check_questions(path, manifest.tolls)
        form = chosen_form(path, backend, device, batch_size)
        made = cls._in_torch(path, device, batch_size) if form is None else cls._in_fast_form(path, form, manifest)
        return replace(made, min_confidence=min_confidence)

    @classmethod
    def _in_torch(cls, folder: Path, device: str | None, batch_size: int | None) -> "Extractor":
        from hasila.model import checkpoint  # noqa: PLC0415 - only reading with torch loads torch
        from hasila.model.torch_runtime import move  # noqa: PLC0415 - as above

        loaded = checkpoint.load(folder)
        move(loaded.tagger.model, device)
        return cls.from_tagger(loaded.tagger, loaded.manifest.window, batch_size=batch_size)

    @classmethod
    def _in_fast_form(cls, folder: Path, form: FastForm, manifest: Manifest) -> "Extractor":
        runtime = open_network(
            folder / FAST,
            form.precision,
            tag_names(manifest.labels),
            RowPadding(form.pad, manifest.window.pieces),
            tolls=manifest.tolls is not None,
        )
        learnt = None if manifest.transitions is None else np.array(manifest.transitions)
        return cls(runtime, read_tokenizer(form, folder), manifest.window, learnt, manifest.temperature)

    @classmethod
    def default(
        cls,
        *,
        backend: Backend = "auto",
        device: str | None = None,
        batch_size: int | None = None,
        min_confidence: float = 0.0,
    ) -> "Extractor":
        """Load the checkpoint that is part of the package. Parameters and errors are those of `from_checkpoint`."""
        from hasila.model.encoders import READY_MADE  # noqa: PLC0415 - only reading with torch needs its room

        return cls.from_checkpoint(
            READY_MADE, backend=backend, device=device, batch_size=batch_size, min_confidence=min_confidence
        )

    @classmethod
    def from_tagger(cls, tagger: "Tagger", window: WindowSettings, *, batch_size: int | None = None) -> "Extractor":
        """Return an extractor for a model that is already in memory, on its current device."""
        from hasila.model.tokenizers import subword_tokenizer  # noqa: PLC0415 - only reading with torch loads torch
        from hasila.model.torch_runtime import TorchRuntime  # noqa: PLC0415 - as above

        tokenizer = subword_tokenizer(tagger.tokenizer)
        runtime = TorchRuntime(tagger.model, tagger.tags, tokenizer.pad, batch_size, tagger.toll_head)
        return cls(runtime, tokenizer, window, tagger.transitions, tagger.temperature)

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """The labels of the spans that the extractor finds."""
        return labels_of(self.runtime.tags)

    @cached_property
    def transitions(self) -> Matrix:
        """Which tags may follow each other, and how likely they are to."""
        legal = legal_transitions(self.runtime.tags)
        return legal if self.learnt is None else legal + self.learnt

    def __call__(self, text: str | Document) -> Document:
        """Return `text` with its spans; the same as streaming it alone."""
        return next(self.stream([text]))

    def stream(self, texts: Iterable[str | Document], *, processes: int = 1) -> Iterator[Document]:
        """Yield each text with its spans, in order. Few texts are held at a time, however long the stream is.

        A text that comes half a second or more after the one before, as from a live source, is read at once. A plain
        string gets its index in the stream as its id; a document keeps its id and meta, and loses its spans.

        With more than one of `processes`, as many read at the same time, each with one computing thread; what they find
        is the same. They are new processes, which need the reader and the documents pickled.

        Raises TypeError if `texts` is a single text or contains anything but texts, CheckpointError, naming the
        document, if the model's scores are not finite, HasilaError if a process ends before its time, and what the
        source of the texts raises: each after all texts that come before. Raises TypeError or ValueError at once if
        `processes` is not a whole number above 0.
        """
        _check_processes(processes)
        given = groups(_documents(texts))
        if processes > 1:
            return read_in_processes(self._read_group, given, processes)
        return (document for group in given for document in self._read_group(group.documents))

    def _read_group(self, documents: Sequence[Document]) -> Iterator[Document]:
        return map(self._kept, self._tag(documents))

    def _kept(self, tagged: Tagged) -> Document:
        """Return a text with the spans that are sure enough, and with their tolls if the model reads them."""
        document = tagged.document
        sure = [index for index, span in enumerate(document.spans) if (span.score or 0.0) >= self.min_confidence]
        kept = document.with_spans(document.spans[index] for index in sure)
        if tagged.vectors is not None:
            vectors = tagged.vectors[[*sure, *range(len(document.spans), len(tagged.vectors))]]
            return self._with_tolls(kept, tagged.words, tagged.phrases, vectors)
        return replace(kept, tolls=()) if self.runtime.reads_tolls else kept  # a text without words

    def read_tolls(self, documents: Iterable[Document]) -> Iterator[Document]:
        """Yield each document with its own spans and the tolls that the model reads from them, in order.

        Raises CheckpointError if the model has no toll head, and ValueError if a span cuts through a word.
        """
        for document, words, phrases, vectors in self.toll_vectors(documents):
            yield document if vectors is None else self._with_tolls(document, words, phrases, vectors)

    def toll_vectors(
        self, documents: Iterable[Document]
    ) -> Iterator[tuple[Document, Sequence[Word], Sequence[DatePhrase], States | None]]:
        """Yield each document with its words, its phrases that date and the vectors that tolls are read from, in order.

        A row is that of a span or, behind the spans, of a phrase (hasila.tolls.pairs.candidates_of); the vectors are
        None for a text without words. Raises CheckpointError if the model has no toll head, and ValueError if a span
        cuts through a word.
        """
        if not self.runtime.reads_tolls:
            raise CheckpointError("the checkpoint has no toll head; train one with tolls.weight=0.5")
        for text, read in (one for group in groups(documents) for one in self._read(group.documents)):
            if not _is_finite((text, read)):
                raise _not_finite(text.document)
            phrases = phrases_of(text.document, text.words)
            vectors = _vectors(text, read, candidates_of(text.document, phrases))
            yield text.document, text.words, phrases, vectors

    def _with_tolls(
        self, document: Document, words: Sequence[Word], phrases: Sequence[DatePhrase], vectors: States
    ) -> Document:
        if all(span.label != CASUALTY for span in document.spans):
            return replace(document, tolls=())
        pairs = pairs_of(document, words, phrases)
        read = self.runtime.read_tolls(TollInputs(vectors, pairs.spans, pairs.features, pairs.casualties, pairs.alone))
        answers = TollAnswers(_probabilities(read.links), _probabilities(read.properties))
        return replace(document, tolls=linked_tolls(document, pairs, answers))

    def tag(self, texts: Iterable[str | Document]) -> Iterator[Tagged]:
        """Yield each text with the tags of its words and all its spans, in order, a few at a time."""
        return (one for group in groups(_documents(texts)) for one in self._tag(group.documents))

    def _tag(self, documents: Sequence[Document]) -> Iterator[Tagged]:
        """Yield each document as the model reads it. Raises CheckpointError after those before it if one cannot be."""
        texts = list(self._read(documents))
        sound = list(takewhile(_is_finite, texts))
        yield from self._tagged(sound)
        if len(sound) < len(texts):
            raise _not_finite(texts[len(sound)][0].document)

    def _read(self, documents: Sequence[Document]) -> Iterator[_Read]:
        """Yield each text with the scores of its windows, which go through the network sorted by length."""
        texts = [self._prepare(document) for document in documents]
        rows = [self.tokenizer.framed(text.pieces, window) for text in texts for window in text.windows]
        scores = self.runtime.read(rows)
        for text in texts:
            yield text, [next(scores) for _ in text.windows]

    def _prepare(self, document: Document) -> _Text:
        words = split(document.text)
        pieces = self.tokenizer.pieces(words)
        sentences = sentence_starts(document.text, words)
        return _Text(
            document, words, pieces, windows(pieces, self.window.pieces - FRAME, self.window.overlap, sentences)
        )

    def rows(self, document: Document) -> list[list[int]]:
        """Return the subword ids of each window of a document, as the model reads them."""
        text = self._prepare(document)
        return [self.tokenizer.framed(text.pieces, window) for window in text.windows]

    def _tagged(self, texts: Sequence[_Read]) -> Iterator[Tagged]:
        """Yield each text with its tags, which are found for all of them together."""
        names = self.runtime.tags
        scores = [self._word_scores(*each) for each in texts]
        tags = best_tags(scores, names, self.transitions)
        sure = confidences(scores, self.transitions, tags, names, np.array([self.temperature]))
        for (text, read), its_scores, its_tags, (its_sure,) in zip(texts, scores, tags, sure, strict=True):
            spans = spans_from_tags(text.words, its_tags, its_sure.tolist())
            sound = sifted(text.document.text, text.words, spans)
            document = text.document.with_spans(with_whole_numbers(text.document.text, text.words, sound))
            whole = its_tags if len(document.spans) == len(spans) else tags_from_spans(document, text.words)
            columns = np.array([names.index(tag) for tag in whole], dtype=np.intp)
            chosen = its_scores[np.arange(len(columns)), columns]
            phrases = phrases_of(document, text.words) if self.runtime.reads_tolls else ()
            vectors = _vectors(text, read, candidates_of(document, phrases))
            yield Tagged(document, text.words, whole, np.exp(chosen).tolist(), its_scores, phrases, vectors)

    def _word_scores(self, text: _Text, read: Sequence[RowScores]) -> npt.NDArray[np.float32]:
        """Return the log-probabilities of the words of a text: shape (words, tags)."""
        bounds = [word_bounds(text.pieces, window) for window in text.windows]
        parts = [word_scores(one.logits, its) for one, its in zip(read, bounds, strict=True)]
        if not text.words:
            return np.empty((0, len(self.runtime.tags)), dtype=np.float32)
        scores = merge(text.windows, parts, len(text.words))
        begins = paragraph_starts(text.document.text, text.words)
        return without_continuing(scores, begins, self.runtime.tags)


def _check_processes(processes: object) -> None:
    if isinstance(processes, bool) or not isinstance(processes, int):
        raise TypeError(f"processes is {processes!r}, but must be a whole number above 0")
    if processes < 1:
        raise ValueError(f"processes is {processes}, but must be a whole number above 0")


def _documents(texts: Iterable[str | Document]) -> Iterator[Document]:
    if isinstance(texts, str | bytes | Document) or not isinstance(texts, Iterable):
        raise TypeError(
            f"pass a list of texts, not one {type(texts).__name__}; one text is read by calling: extractor(text)"
        )
    return map(_as_document, enumerate(texts))


def _as_document(numbered: tuple[int, str | Document]) -> Document:
    index, text = numbered
    if isinstance(text, Document):
        return text
    if not isinstance(text, str):
        raise TypeError(f"text {index} is a {type(text).__name__}; a text is a str or a Document")
    return Document(str(index), text)


def _vectors(text: _Text, read: Sequence[RowScores], spans: Sequence[Span]) -> States | None:
    states = [one.states for one in read if one.states is not None]
    return span_vectors(spans, text.words, text.pieces, text.windows, states) if states else None


def _probabilities(logits: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    return np.asarray(1 / (1 + np.exp(-logits.astype(np.float64).clip(-_SURE, _SURE))))


_SURE = 30.0
"""The logit beyond which a probability is 0 or 1 in all its digits."""


def _is_finite(text: _Read) -> bool:
    return all(np.isfinite(one.logits).all() for one in text[1])


def _not_finite(document: Document) -> CheckpointError:
    return CheckpointError(
        f"document {document.id}: the model's scores are not finite numbers, so the text cannot be labelled; the "
        f"checkpoint is damaged: copy it again, or retrain it"
    )
