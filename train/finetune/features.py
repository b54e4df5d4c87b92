"""From annotated documents to the windows that an encoder is trained on."""

from collections.abc import Sequence
from itertools import pairwise

import datasets

from hasila.arabic.words import split
from hasila.document import Document
from hasila.errors import CorpusError
from hasila.formats.faults import abridged, kind_of
from hasila.model.encoders import Tagger
from hasila.model.tokenizers import subword_tokenizer
from hasila.runtime.tokenizer import SubwordTokenizer
from hasila.tagging.bio import tag_names, tags_from_spans
from hasila.tagging.windows import FRAME, WindowSettings, windows, word_bounds

IGNORED = -100
"""The label of subwords without one: torch's cross entropy ignores it."""


def features(
    documents: Sequence[Document], tagger: Tagger, labels: Sequence[str], window: WindowSettings
) -> datasets.Dataset:
    """Return one row for each window: input_ids, labels (a word's on each of its subwords) and attention_mask.

    Raises CorpusError, listing the first faults of each kind, if a document has unknown labels or a span cuts
    through a word.
    """
    rows: list[dict[str, list[int]]] = []
    faults: list[tuple[str, str]] = []
    tokenizer = subword_tokenizer(tagger.tokenizer)
    for document in documents:
        try:
            rows += _windows_of(document, tokenizer, labels, window)
        except ValueError as error:
            faults.append((kind_of(str(error)), f"{document.where}: {error}"))
    if faults:
        raise CorpusError("\n".join(abridged(faults)))
    return datasets.Dataset.from_list(rows)


def _windows_of(
    document: Document, tokenizer: SubwordTokenizer, labels: Sequence[str], window: WindowSettings
) -> list[dict[str, list[int]]]:
    unknown = {span.label for span in document.spans} - set(labels)
    if unknown:
        raise ValueError(f"has the label {', '.join(sorted(unknown))}, but corpus.labels are {', '.join(labels)}")
    words = split(document.text)
    indices = {tag: index for index, tag in enumerate(tag_names(labels))}
    tags = tags_from_spans(document, words)
    pieces = tokenizer.pieces(words)
    rows = []
    for part in windows(pieces, window.pieces - FRAME, window.overlap):
        ids = tokenizer.framed(pieces, part)
        targets = [IGNORED] * len(ids)
        for (start, end), tag in zip(
            pairwise(word_bounds(pieces, part).tolist()), tags[part.first_word : part.end_word], strict=True
        ):
            targets[start:end] = [indices[tag]] * (end - start)
        rows.append({"input_ids": ids, "attention_mask": [1] * len(ids), "labels": targets})
    return rows
