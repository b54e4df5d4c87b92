"""What decisions make of a document's annotations."""

from hypothesis import given
from hypothesis import strategies as st
from samples.desk import HARBOUR
from samples.told import HARBOUR as TOLD
from samples.told import told, toll

from hasila.document import Document
from hasila.service.annotations import Recorded, Summary, title_of, undone
from hasila.spans import Span

_actions = st.lists(st.sampled_from(["edit", "accept", "reject", "reopen", "undo"]), max_size=20)


@given(wanted=_actions)
def test_undoing_goes_back_as_an_editor_does(wanted: list[Recorded]) -> None:
    history: list[tuple[Recorded, int]] = [("proposal", 1)]
    shown = {1: 1}  # the revision whose annotations each revision has
    stack = [1]
    for action in wanted:
        revision = len(history) + 1
        target = undone(history)
        assert target == (stack[-2] if len(stack) > 1 else None)
        if action == "undo":
            if target is None:
                continue
            stack.pop()
            shown[revision] = target
        elif action == "edit":
            stack.append(revision)
            shown[revision] = revision
        else:
            shown[revision] = shown[revision - 1]
        history.append((action, revision))
        assert shown[revision] == stack[-1]


def test_a_summary_has_each_harm_and_place_once_and_the_lowest_confidence() -> None:
    sure = toll(0, place=(2, 3), scores={"place": (0.9, 0.4)})
    summary = Summary.of(told(sure, toll(9, harm=("wounded",), place=(7,))))
    assert summary == Summary(2, 0.4, ("killed", "wounded"), ("السوق", "الجسر", "سوق"))
    assert Summary.of(TOLD) == Summary(0, None, (), ())
    assert Summary.of(Document("1", HARBOUR, (Span(0, 6, "ACTOR", 0.3),))).lowest == 0.3


def test_a_title_is_that_of_the_row_or_the_first_line_with_words() -> None:
    assert title_of(Document("1", "\n \n خبر   عاجل\nنص")) == "خبر عاجل"
    assert title_of(Document("1", "نص", meta={"title": "عنوان"})) == "عنوان"
    assert title_of(Document("1", "نص", meta={"title": 3})) == "نص"
    assert len(title_of(Document("1", "س" * 500))) == 90
