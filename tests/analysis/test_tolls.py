"""Scores of tolls in an evaluation."""

from dataclasses import replace

from samples.told import HARBOUR, told, toll

from eval.analysis.tolls import read_by_rules, toll_results, with_gold_tolls
from hasila.document import Document
from hasila.spans import Span

GOLD = told(toll(0, party=(1,)), toll(8, 2), toll(9, 3, harm=("wounded",)))
CUT = replace(told(toll(0)), spans=(Span(0, 3, "CASUALTY"),))


def test_only_passages_with_tolls_and_whole_words_are_scored() -> None:
    assert with_gold_tolls([GOLD, HARBOUR, CUT]) == [GOLD]
    results = toll_results([HARBOUR, CUT, GOLD], [[HARBOUR, HARBOUR, GOLD]], [[GOLD]])
    assert results is not None
    assert (results.passages, results.left_out, results.tolls) == (1, 1, 3)
    assert results.end_to_end is not None
    assert results.end_to_end["whole: all"].value == 1


def test_without_annotated_tolls_there_are_no_scores_of_tolls() -> None:
    assert toll_results([HARBOUR], [[HARBOUR]], None) is None


def test_a_model_that_reads_no_tolls_leaves_the_column_of_the_rules() -> None:
    results = toll_results([GOLD], [[HARBOUR]], None)
    assert results is not None
    assert (results.gold_spans, results.end_to_end) == (None, None)
    assert list(results.columns) == ["rules"]
    assert results.rules["party"].value == 1


def test_the_seeds_of_a_model_are_scored_together() -> None:
    wrong = told(toll(0, 4), toll(8, 3), toll(9, 4))
    results = toll_results([GOLD], [[GOLD], [wrong]], [[GOLD], [wrong]])
    assert results is not None
    assert results.gold_spans is not None
    assert (results.gold_spans["exact"].value, results.gold_spans["exact"].support) == (1 / 2, 3)


def test_rules_read_every_toll_of_a_document() -> None:
    read = read_by_rules(Document("1", HARBOUR.text, HARBOUR.spans))
    assert [one.low for one in read.tolls or ()] == [5, 2, 3]
