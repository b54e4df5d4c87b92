"""The passages that are scored."""

from pathlib import Path

import pytest

from eval.analysis.gold import scored_passages
from eval.analysis.slices import slices
from hasila.document import Document
from hasila.errors import CorpusError
from hasila.formats.jsonl import write_jsonl
from hasila.spans import Span


def test_spans_that_cannot_be_widened_are_all_told(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    two_in_a_word = Document("a", "بالوادي", (Span(0, 2, "ACTOR"), Span(2, 7, "LOCATION")))
    write_jsonl(path, [two_in_a_word, Document("b", "في  الوادي", (Span(2, 4, "LOCATION"),))])
    with pytest.raises(CorpusError) as caught:
        scored_passages([path], "all", {}, widen=True)
    first, second = str(caught.value).splitlines()
    assert first.startswith("a: cannot be widened to whole words: ")
    assert first.endswith("overlap; correct its spans")
    assert second.startswith("b: cannot be widened to whole words: LOCATION 2:4 holds no word")


def test_labels_that_are_left_out_are_not_widened(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    write_jsonl(path, [Document("a", "بالوادي", (Span(0, 2, "MISC"), Span(2, 7, "LOCATION")))])
    scored = scored_passages([path], "all", {"MISC": None}, widen=True)
    assert [document.spans for document in scored.gold] == [(Span(0, 7, "LOCATION"),)]
    assert len(scored.off_edges) == 1


def test_an_annotated_blank_is_in_no_slice_of_clitics() -> None:
    gold = [Document("a", "في  الوادي", (Span(2, 4, "LOCATION"), Span(4, 10, "LOCATION")))]
    found = {(one.by, one.value): one.score.support for one in slices(gold, [gold], gold, ("LOCATION",))}
    assert sum(support for (by, _), support in found.items() if by == "clitic") == 1
