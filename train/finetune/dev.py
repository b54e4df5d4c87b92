"""The dev split: a tagger's scores on it, and the temperatures that fit its confidences to it."""

from collections.abc import Sequence
from dataclasses import replace

from hasila.document import Document
from hasila.extractor import Extractor, Tagged
from hasila.model.encoders import Tagger
from hasila.scoring.metrics import Scores, score
from train.finetune.settings import Settings
from train.finetune.temperatures import span_temperature, with_sure_tolls


def dev_scores(tagger: Tagger, settings: Settings, documents: Sequence[Document]) -> Scores:
    """Return the scores of `tagger` on annotated `documents`."""
    return _scores(settings, documents, _tagged(_extractor(tagger, settings), documents))


def calibrated(tagger: Tagger, settings: Settings, documents: Sequence[Document]) -> tuple[Tagger, Scores]:
    """Return `tagger` with the temperatures that fit annotated `documents` best, and its scores on them."""
    extractor = _extractor(tagger, settings)
    found = _tagged(extractor, documents)
    fitted = replace(tagger, temperature=span_temperature(extractor, found, documents))
    fitted, _ = with_sure_tolls(fitted, settings.reads, documents)
    return fitted, _scores(settings, documents, found)


def _extractor(tagger: Tagger, settings: Settings) -> Extractor:
    return Extractor.from_tagger(replace(tagger, toll_head=None), settings.reads)  # spans alone are scored


def _tagged(extractor: Extractor, documents: Sequence[Document]) -> list[Tagged]:
    return list(extractor.tag(documents))


def _scores(settings: Settings, documents: Sequence[Document], found: Sequence[Tagged]) -> Scores:
    gold = [document.spans for document in documents]
    return score(gold, [one.document.spans for one in found], settings.corpus.labels)
