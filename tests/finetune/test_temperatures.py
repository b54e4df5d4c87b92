"""Temperatures that fit a model's confidences to annotated passages."""

from dataclasses import replace

import pytest
import torch
from samples.texts import ROOT

from hasila.arabic.words import split
from hasila.corpus.reading import read
from hasila.model.toll_head import TollHead
from train.finetune.temperatures import head_temperatures
from train.finetune.toll_passages import TollPassage
from train.finetune.tolls import TollQuestions, toll_tables

SIZE, TOO_SURE = 8, 3.0


@pytest.fixture(scope="module")
def head() -> TollHead:
    """Return a head with random weights that answers with more than a guess."""
    torch.manual_seed(5)
    head = TollHead(SIZE, hidden=16).eval()
    with torch.no_grad():
        head.links.weight.mul_(20)
        head.properties.weight.mul_(20)
    return head


def passages(head: TollHead) -> list[TollPassage]:
    """Return passages with random vectors, whose answers are as a head would say that is less sure."""
    return [answered(head, passage) for passage in unanswered()]


def unanswered() -> list[TollPassage]:
    """Return passages with random vectors."""
    documents = [one for name in ("gaza", "syria", "sudan") for one in read(ROOT / f"data/composed/{name}.jsonl")]
    asked = [TollQuestions(document, split(document.text)) for document in documents if document.tolls]
    return [
        TollPassage(
            torch.randn(len(one.candidates), SIZE),
            one.of_window(dict.fromkeys(range(len(one.candidates)), (0, 0))),
        )
        for one in asked
    ]


@torch.no_grad()
def answered(head: TollHead, passage: TollPassage) -> TollPassage:
    """Return a passage with answers that are drawn."""
    tables = toll_tables([passage.answers])
    links = head.score_links(passage.vectors, tables["pairs"], tables["known"]) / TOO_SURE
    properties = head.score_properties(passage.vectors[tables["heads"][:, 0]], tables["alone"]) / TOO_SURE
    drawn = {"links": links.sigmoid().bernoulli().tolist(), "properties": properties.sigmoid().bernoulli().tolist()}
    return replace(passage, answers=passage.answers | drawn)


def test_a_head_that_is_too_sure_becomes_as_sure_as_it_is_right(head: TollHead) -> None:
    links, properties = head_temperatures(head, passages(head))
    for fitted in (links, properties):
        told = fitted[fitted != 1]
        assert len(told) > len(fitted) / 2
        assert told.min() > 0.8 * TOO_SURE
        assert told.max() < 1.25 * TOO_SURE


def test_few_answers_tell_nothing(head: TollHead) -> None:
    links, properties = head_temperatures(head, passages(head)[:1])
    assert set(links.tolist()) | set(properties.tolist()) == {1.0}
