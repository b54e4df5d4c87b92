"""Passages that repeat each other or texts from elsewhere."""

from hasila.corpus.overlap import copied, repeated
from hasila.document import Document
from hasila.spans import Span

EIGHT = "واحد اثنان ثلاثة أربعة خمسة ستة سبعة ثمانية"
SIX = "واحد اثنان ثلاثة أربعة خمسة ستة"


def document(identity: str, text: str, *names: str) -> Document:
    """Return a document in which each of `names` is an ACTOR."""
    indices = [(text.index(name), name) for name in names]
    return Document(identity, text, tuple(Span(at, at + len(name), "ACTOR") for at, name in indices))


def test_eight_words_in_a_row_are_a_repetition_whatever_their_spelling_and_punctuation() -> None:
    first = document("a", f"قال {EIGHT}.")
    second = document("b", f"ثم {EIGHT.replace('أربعة', 'اربعه، ')} انتهى")
    assert [(run.index, run.other) for run in repeated([first, second])] == [(1, "a")]


def test_seven_words_in_a_row_are_no_repetition() -> None:
    seven = EIGHT.rpartition(" ")[0]
    assert not list(repeated([document("a", f"{seven} هنا"), document("b", f"{seven} هناك")]))


def test_a_run_of_names_is_no_repetition() -> None:
    first = document("a", f"قال {EIGHT} هنا", "ثلاثة أربعة خمسة")
    assert not list(repeated([first, document("b", f"ثم {EIGHT}", "ثلاثة أربعة خمسة")]))


def test_six_words_of_one_or_two_other_texts_are_copied_and_the_whole_run_is_shown() -> None:
    ours = document("a", f"قال {EIGHT} أمس")
    (run,) = copied([ours], [document("x", f"كتب {EIGHT} غدا"), document("y", f"كتب {SIX} غدا")])
    assert (run.index, run.other, len(run.words.split())) == (0, "x, y", 8)


def test_what_three_other_texts_have_is_a_stock_phrase() -> None:
    others = [document(name, f"كتب {SIX} غدا") for name in "xyz"]
    assert not list(copied([document("a", SIX)], others))


def test_words_of_names_do_not_count_as_copied() -> None:
    assert not list(copied([document("a", SIX, "ثلاثة أربعة")], [document("x", SIX)]))


def test_each_of_two_copied_runs_is_shown() -> None:
    ours = document("a", f"{SIX} فاصل سبعة ثمانية تسعة عشرة مئة ألف")
    others = [document("x", SIX), document("y", "سبعة ثمانية تسعة عشرة مئة ألف")]
    assert [run.other for run in copied([ours], others)] == ["x", "y"]
