"""From annotated documents to the windows that an encoder is trained on."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import datasets

from hasila.arabic.sentences import sentence_starts
from hasila.arabic.words import Word, split
from hasila.document import Document
from hasila.errors import CorpusError
from hasila.formats.faults import abridged, kind_of
from hasila.model.encoders import Tagger
from hasila.model.tokenizers import subword_tokenizer
from hasila.runtime.tokenizer import SubwordTokenizer
from hasila.spans import Span
from hasila.tagging.bio import tag_names, tags_from_spans
from hasila.tagging.windows import FRAME, Window, WindowSettings, windows, word_bounds
from hasila.tagging.word_edges import WordEdges
from train.finetune.tolls import TollQuestions

IGNORED = -100
"""The label of subwords without one: torch's cross entropy ignores it."""


def features(
    documents: Sequence[Document], tagger: Tagger, labels: Sequence[str], window: WindowSettings
) -> datasets.Dataset:
    """Return one row for each window: input_ids, labels (a word's on each of its subwords) and attention_mask.

    If the tagger has a toll head, there are columns for it as well (train.finetune.tolls).

    Raises CorpusError, listing the first faults of each kind, if a document has unknown labels or a span cuts
    through a word.
    """
    rows: list[dict[str, Any]] = []
    faults: list[tuple[str, str]] = []
    tokenizer = subword_tokenizer(tagger.tokenizer)
    for document in documents:
        try:
            rows += _windows_of(document, tokenizer, labels, window, tolls=tagger.toll_head is not None)
        except ValueError as error:
            faults.append((kind_of(str(error)), f"{document.where}: {error}"))
    if faults:
        raise CorpusError("\n".join(abridged(faults)))
    return datasets.Dataset.from_list(rows)


def _windows_of(
    document: Document,
    tokenizer: SubwordTokenizer,
    labels: Sequence[str],
    window: WindowSettings,
    *,
    tolls: bool,
) -> list[dict[str, Any]]:
    unknown = {span.label for span in document.spans} - set(labels)
    if unknown:
        raise ValueError(f"has the label {', '.join(sorted(unknown))}, but corpus.labels are {', '.join(labels)}")
    words = split(document.text)
    questions = TollQuestions(document, words) if tolls else None
    indices = {tag: index for index, tag in enumerate(tag_names(labels))}
    tags = tags_from_spans(document, words)
    pieces = tokenizer.pieces(words)
    rows: list[dict[str, Any]] = []
    for part in windows(pieces, window.pieces - FRAME, window.overlap, sentence_starts(document.text, words)):
        ids = tokenizer.framed(pieces, part)
        targets = [IGNORED] * len(ids)
        bounds = word_bounds(pieces, part).tolist()
        for (start, end), tag in zip(pairwise(bounds), tags[part.first_word : part.end_word], strict=True):
            targets[start:end] = [indices[tag]] * (end - start)
        row = {"input_ids": ids, "attention_mask": [1] * len(ids), "labels": targets}
        asked = {} if questions is None else questions.of_window(_inside(questions.candidates, words, part, bounds))
        rows.append(row | asked)
    return rows


def _inside(
    spans: Sequence[Span], words: Sequence[Word], part: Window, bounds: Sequence[int]
) -> dict[int, tuple[int, int]]:
    """Return the subwords of each span that lies in a window, in its frame, by the index of the span."""
    edges = WordEdges.of(words)
    return {
        index: (bounds[its.start - part.first_word], bounds[its.stop - part.first_word])
        for index, its in enumerate(map(edges.touched, spans))
        if part.first_word <= its.start and its.stop <= part.end_word
    }
