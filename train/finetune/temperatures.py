"""Temperatures that fit a model's confidences to annotated passages (Guo et al. 2017): of its spans and its toll head.

A model is too sure of what it learnt for long. The temperature of its spans stands in the checkpoint. Those of its toll
head, one for each kind of link and each property, divide the outputs of the last layers. So no reader of a head has to
know them, but a threshold below a half lets more through after it, and one above a half less.
"""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import replace

import numpy as np
import torch

from hasila.arabic.words import split
from hasila.document import Document
from hasila.extractor import Extractor, Tagged
from hasila.model.encoders import Tagger
from hasila.model.toll_head import TollHead
from hasila.tagging.bio import tags_from_spans
from hasila.tagging.confidence import TEMPERATURES, confidences, fitted_temperature
from hasila.tagging.windows import WindowSettings
from hasila.tolls.fields import LINKS, PROPERTIES
from train.finetune.toll_passages import TollPassage, toll_passages
from train.finetune.tolls import asked_links, toll_tables

_FEWEST = 50
"""The fewest answers of yes, and of no, to which a temperature is fitted; of fewer it would tell little."""


def span_temperature(extractor: Extractor, found: Sequence[Tagged], gold: Sequence[Document]) -> float:
    """Return the temperature that fits the confidences of the spans `found` in some passages to those of `gold`."""
    sure = [
        confidences([one.log_probabilities], extractor.transitions, [one.tags], extractor.runtime.tags, TEMPERATURES)[0]
        for one in found
    ]
    right = [span in one.spans for one, read in zip(gold, found, strict=True) for span in read.document.spans]
    return fitted_temperature(np.concatenate(sure, axis=-1), np.array(right, dtype=np.bool_))


def with_sure_tolls(
    tagger: Tagger, window: WindowSettings, gold: Sequence[Document]
) -> tuple[Tagger, Mapping[str, float]]:
    """Return `tagger` with a toll head that is as sure as it is right in `gold`, and the temperatures by answer.

    Answers that `gold` tells too little of keep their own, and so does a tagger without a toll head. Passages with a
    span that cuts through a word are left out.
    """
    told = [document for document in gold if document.tolls and not _cuts_words(document)]
    if tagger.toll_head is None or not told:
        return tagger, {}
    links, properties = head_temperatures(tagger.toll_head, list(toll_passages(tagger, window, told)))
    named = {**dict(zip(LINKS, links.tolist(), strict=True)), **dict(zip(PROPERTIES, properties.tolist(), strict=True))}
    head = _cooled(tagger.toll_head, links, properties)
    return replace(tagger, toll_head=head), {name: one for name, one in named.items() if one != 1}


def _cuts_words(document: Document) -> bool:
    try:
        tags_from_spans(document, split(document.text))
    except ValueError:
        return True
    return False


@torch.no_grad()
def head_temperatures(head: TollHead, passages: Sequence[TollPassage]) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the temperatures of the links and of the properties of `head` that fit some passages best.

    They are 1 where too few passages tell.
    """
    judge = deepcopy(head).cpu()
    said = [_said(judge, passage) for passage in passages]
    links, properties = (torch.cat(parts) for parts in zip(*said, strict=True))
    return _temperatures(links), _temperatures(properties)


def _said(head: TollHead, passage: TollPassage) -> tuple[torch.Tensor, torch.Tensor]:
    """Return what a head says of links and of properties, and what is right: shape (questions, answers, 2).

    What a pair is not asked is NaN.
    """
    tables = toll_tables([passage.answers])
    links = head.score_links(passage.vectors, tables["pairs"], tables["known"])
    links = links.masked_fill(~asked_links(tables["known"]), torch.nan)
    properties = head.score_properties(passage.vectors[tables["heads"][:, 0]], tables["alone"])
    return torch.stack([links, tables["links"]], -1), torch.stack([properties, tables["properties"]], -1)


def _temperatures(said: torch.Tensor) -> torch.Tensor:
    return torch.tensor([_temperature(column[~column[:, 0].isnan()]) for column in said.unbind(1)])


def _temperature(said: torch.Tensor) -> float:
    """Return the temperature of one answer, from what was said of it and what is right: shape (questions, 2)."""
    right = said[:, 1].numpy().astype(np.bool_)
    if min(right.sum(), (~right).sum()) < _FEWEST:
        return 1.0
    sure = (said[:, 0].double() / torch.from_numpy(TEMPERATURES)[:, None]).sigmoid()
    return fitted_temperature(sure.numpy(), right)


@torch.no_grad()
def _cooled(head: TollHead, links: torch.Tensor, properties: torch.Tensor) -> TollHead:
    """Return a copy of `head` whose answers are divided by their temperatures."""
    cooled = deepcopy(head)
    for layer, temperatures in ((cooled.links, links), (cooled.properties, properties)):
        divisors = temperatures.to(layer.weight)
        layer.weight.div_(divisors[:, None])
        layer.bias.div_(divisors)
    return cooled
