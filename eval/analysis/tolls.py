"""How well tolls are read: by the model on the spans of gold and on its own, and by rules alone on those of gold."""

from collections.abc import Sequence
from dataclasses import replace

from eval.analysis.links import link_calibration
from eval.analysis.results import TollResults
from hasila.corpus.edges import off_word_edges
from hasila.document import Document
from hasila.scoring.tolls import TollScores, score_tolls
from hasila.tolls.linking import linked_tolls
from hasila.tolls.nearest import nearest_answers
from hasila.tolls.pairs import pairs_of


def with_gold_tolls(gold: Sequence[Document]) -> list[Document]:
    """Return the passages whose tolls are annotated and whose spans are whole words, so that a model can read them."""
    return [document for document in gold if _is_readable(document)]


def _is_readable(document: Document) -> bool:
    return document.tolls is not None and not off_word_edges([document])


def toll_results(
    gold: Sequence[Document],
    runs: Sequence[Sequence[Document]],
    on_gold: Sequence[Sequence[Document]] | None,
) -> TollResults | None:
    """Return the scores of tolls on the passages `with_gold_tolls`; None if there are none.

    `runs` are the predictions of each seed for all of `gold`, `on_gold` its tolls on the spans of those passages; None
    if the model reads no tolls.
    """
    known = with_gold_tolls(gold)
    if not known:
        return None
    alone = [[read for true, read in zip(gold, run, strict=True) if _is_readable(true)] for run in runs]
    return TollResults(
        passages=len(known),
        left_out=sum(document.tolls is not None for document in gold) - len(known),
        tolls=sum(len(document.tolls or ()) for document in known),
        rules=score_tolls(known, list(map(read_by_rules, known))),
        gold_spans=None if on_gold is None else _scores(known, on_gold),
        end_to_end=None if on_gold is None else _scores(known, alone),
        calibration=None if on_gold is None else link_calibration(known, on_gold),
    )


def _scores(gold: Sequence[Document], runs: Sequence[Sequence[Document]]) -> TollScores:
    return score_tolls([*gold] * len(runs), [document for run in runs for document in run], runs=len(runs))


def read_by_rules(document: Document) -> Document:
    """Return a document with the tolls that rules read from its spans."""
    pairs = pairs_of(document)
    return replace(document, tolls=linked_tolls(document, pairs, nearest_answers(document, pairs)))
