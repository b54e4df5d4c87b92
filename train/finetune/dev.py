"""The dev split: a tagger's scores on it, and the temperature that fits its confidences to it."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from hasila.document import Document
from hasila.extractor import Extractor, Tagged
from hasila.model.encoders import Tagger
from hasila.scoring.metrics import Scores, score
from hasila.tagging.confidence import TEMPERATURES, confidences, fitted_temperature
from train.finetune.settings import Settings


def dev_scores(tagger: Tagger, settings: Settings, documents: Sequence[Document]) -> Scores:
    """Return the scores of `tagger` on annotated `documents`."""
    return _scores(settings, documents, _tagged(_extractor(tagger, settings), documents))


def calibrated(tagger: Tagger, settings: Settings, documents: Sequence[Document]) -> tuple[Tagger, Scores]:
    """Return `tagger` with the temperature that fits annotated `documents` best, and its scores on them."""
    extractor = _extractor(tagger, settings)
    found = _tagged(extractor, documents)
    sure = [
        confidences([one.log_probabilities], extractor.transitions, [one.tags], extractor.runtime.tags, TEMPERATURES)[0]
        for one in found
    ]
    right = [span in gold.spans for gold, one in zip(documents, found, strict=True) for span in one.document.spans]
    temperature = fitted_temperature(np.concatenate(sure, axis=-1), np.array(right, dtype=np.bool_))
    return replace(tagger, temperature=temperature), _scores(settings, documents, found)


def _extractor(tagger: Tagger, settings: Settings) -> Extractor:
    return Extractor.from_tagger(replace(tagger, toll_head=None), settings.reads)  # spans alone are scored


def _tagged(extractor: Extractor, documents: Sequence[Document]) -> list[Tagged]:
    return list(extractor.tag(documents))


def _scores(settings: Settings, documents: Sequence[Document], found: Sequence[Tagged]) -> Scores:
    gold = [document.spans for document in documents]
    return score(gold, [one.document.spans for one in found], settings.corpus.labels)
