"""What a model got wrong, sorted and counted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.analysis.evaluation import Seed, evaluate
from eval.analysis.gold import Scored
from eval.analysis.mistakes import by_kind, confusion, mistakes, repeated_mistakes
from eval.report.markdown import report
from hasila.document import Document
from hasila.spans import Span

LABELS = ("ACTOR", "LOCATION", "CASUALTY")
GOLD = Document(
    "a",
    "أعلن الجيش السوري مقتل ثلاثة جنود في تدمر",
    (Span(5, 17, "ACTOR"), Span(18, 33, "CASUALTY"), Span(37, 41, "LOCATION")),
)
ACTOR, CASUALTY, LOCATION = GOLD.spans


@pytest.mark.parametrize(
    ("predicted", "kinds"),
    [
        ([ACTOR, CASUALTY, LOCATION], []),
        ([], ["missed", "missed", "missed"]),
        ([Span(0, 4, "ACTOR"), ACTOR, CASUALTY, LOCATION], ["spurious"]),
        ([Span(5, 10, "ACTOR"), CASUALTY, LOCATION], ["too short"]),
        ([Span(0, 17, "ACTOR"), CASUALTY, LOCATION], ["too long"]),
        ([Span(0, 10, "LOCATION"), CASUALTY, LOCATION], ["shifted"]),
        ([Span(5, 17, "LOCATION"), CASUALTY, LOCATION], ["wrong label"]),
        ([ACTOR, Span(18, 22, "CASUALTY"), Span(23, 33, "CASUALTY"), LOCATION], ["split"]),
        ([Span(5, 33, "ACTOR"), LOCATION], ["merged"]),
        ([Span(5, 22, "ACTOR"), Span(23, 41, "CASUALTY")], ["merged"]),
    ],
)
def test_each_group_of_spans_that_overlap_without_meeting_is_one_mistake_of_one_kind(
    predicted: list[Span], kinds: list[str]
) -> None:
    assert [mistake.kind for mistake in mistakes(GOLD, predicted)] == kinds


def test_a_boundary_that_differs_by_a_detached_conjunction_or_article_alone_is_a_clitic_mistake() -> None:
    document = Document("c", "قصفت و القوات الروسية", (Span(7, 21, "ACTOR"),))
    assert [mistake.kind for mistake in mistakes(document, [Span(5, 21, "ACTOR")])] == ["clitic"]
    assert [mistake.kind for mistake in mistakes(document, [Span(0, 21, "ACTOR")])] == ["too long"]


@st.composite
def flat(draw: st.DrawFn) -> tuple[Span, ...]:
    """Draw spans that do not overlap, of a text of thirty letters."""
    edges = sorted(draw(st.sets(st.integers(0, 30), max_size=10)))
    pairs = zip(edges[::2], edges[1::2], strict=False)
    return tuple(Span(start, end, draw(st.sampled_from(LABELS))) for start, end in pairs)


@given(gold=flat(), predicted=flat())
def test_each_span_that_is_not_exactly_met_is_in_exactly_one_mistake(
    gold: tuple[Span, ...], predicted: tuple[Span, ...]
) -> None:
    document = Document("x", "ل" * 30, gold)
    found = list(mistakes(document, predicted))
    assert sorted(span for mistake in found for span in mistake.gold) == sorted(set(gold) - set(predicted))
    assert sorted(span for mistake in found for span in mistake.predicted) == sorted(set(predicted) - set(gold))
    assert [mistake.start for mistake in found] == sorted(mistake.start for mistake in found)
    table = confusion(LABELS, [document], [predicted])
    assert sum(table[label][label] for label in LABELS) >= len(set(gold) & set(predicted))
    assert sum(table["none"].values()) == by_kind(found)["spurious"]
    assert sum(row["none"] for row in table.values()) == by_kind(found)["missed"]


def test_what_is_repeated_is_counted_by_place_whatever_its_spelling_and_however_many_seeds() -> None:
    texts = ["قال الإنتربول", "قال الانتربول", "قال الجيش"]
    documents = [Document(str(index), text, (Span(4, len(text), "ACTOR"),)) for index, text in enumerate(texts)]
    found = [mistake for document in documents for mistake in mistakes(document, [])]
    (one,) = repeated_mistakes([*found, *found])
    assert (one.kind, one.gold, one.predicted) == ("missed", "ACTOR الإنتربول", "")
    assert (one.times, one.passages) == (2, ("0", "1"))


def test_the_report_shows_each_mistake_in_its_context_once_for_all_seeds() -> None:
    scored = Scored([GOLD], {"gold.jsonl": "0"}, "test", {})
    first = Document("a", GOLD.text, (Span(5, 10, "ACTOR", 0.5), LOCATION))
    second = Document("a", GOLD.text, (Span(11, 17, "ACTOR", 0.5), LOCATION))
    text = report("Title", {"split": "test"}, evaluate(scored, [Seed("s", [first]), Seed("t", [second])], [], LABELS))
    assert "missed 2, spurious 0, too long 0, too short 2," in text
    assert "- a: ACTOR: أعلن [{الجيش} السوري] مقتل ثلاثة جنود في تدمر (1 of 2 seeds)" in text
    assert "- a: ACTOR: أعلن [الجيش {السوري}] مقتل ثلاثة جنود في تدمر (1 of 2 seeds)" in text
    assert "- a: CASUALTY: أعلن الجيش السوري [مقتل ثلاثة جنود] في تدمر (2 of 2 seeds)" in text
    assert "| micro | 3 |" in text
