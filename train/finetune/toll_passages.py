"""Annotated passages as a toll head sees them: the vectors of their spans, read once, and what their tolls answer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch

from hasila.document import Document
from hasila.extractor import Extractor
from hasila.model.encoders import Tagger
from hasila.tagging.windows import WindowSettings
from train.finetune.tolls import TollQuestions


@dataclass(frozen=True, slots=True, eq=False)
class TollPassage:
    """The vectors of a passage's spans, shape (spans, size), and what its tolls answer, as of one window."""

    vectors: torch.Tensor
    answers: dict[str, list[list[int]]]


def toll_passages(tagger: Tagger, window: WindowSettings, documents: Sequence[Document]) -> Iterator[TollPassage]:
    """Yield the documents that have words, as the encoder of `tagger`, which has a toll head, reads them."""
    for document, words, phrases, vectors in Extractor.from_tagger(tagger, window).toll_vectors(documents):
        if vectors is not None:
            everywhere = dict.fromkeys(range(len(vectors)), (0, 0))
            yield TollPassage(torch.from_numpy(vectors), TollQuestions(document, words, phrases).of_window(everywhere))
