"""Tolls by the nearest span."""

import pytest
from samples.marked import inline

from hasila.document import Document
from hasila.toll import Role, Toll
from hasila.tolls.linking import linked_tolls
from hasila.tolls.nearest import nearest_answers
from hasila.tolls.pairs import pairs_of


def read(document: Document) -> tuple[Toll, ...]:
    """Return the tolls that rules read."""
    pairs = pairs_of(document)
    return linked_tolls(document, pairs, nearest_answers(document, pairs))


def names(marked: str, role: Role) -> list[str]:
    """Return the words of the spans that take a role in the last toll of a marked text."""
    document = inline(marked)
    return [document.text_of(document.spans[index]) for index in read(document)[-1].spans_of(role)]


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("زار وفد {L|المرفأ} وغادر. وأعلن {C|مقتل نجار} في {L|السوق} ثم أغلق {L|الجسر}", ["السوق"]),
        ("قصف {L|الجسر} ثم {L|السوق}. وسقط {C|ثلاثة قتلى}", ["السوق"]),
        ("{C|مقتل نجار} ليلا. وأغلق {L|السوق}", []),
    ],
)
def test_the_place_is_the_nearest_of_the_sentence_or_the_last_before(marked: str, expected: list[str]) -> None:
    assert names(marked, "place") == expected


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("{C|مقتل نجارين} من {A|فرقة الميناء}", ["فرقة الميناء"]),
        ("{C|سقوط قتيلين} في صفوف {A|فرقة الميناء}", ["فرقة الميناء"]),
        ("{C|مقتل نجارين} بقصف {A|كتيبة الجبل}", []),
        ("{A|كتيبة الجبل} من {C|مقتل نجار}", []),
    ],
)
def test_the_party_stands_behind_of_or_among_the_ranks_of(marked: str, expected: list[str]) -> None:
    assert names(marked, "party") == expected


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("قالت {A|الشرطة} إن {A|كتيبة الجبل} مسؤولة عن {C|مقتل نجار}", ["الشرطة"]),
        ("{C|مقتل نجار} في السوق كما {A|الشرطة} أعلنت", ["الشرطة"]),
        ("وصلت {A|الشرطة} بعد {C|مقتل نجار}", []),
        ("قالت {A|الشرطة} ذلك. {C|مقتل نجار}", []),
    ],
)
def test_the_source_stands_beside_a_word_of_saying(marked: str, expected: list[str]) -> None:
    assert names(marked, "source") == expected


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("هاجمت {A|فرقة الميناء} ثم {A|كتيبة الجبل} السوق ما أدى إلى {C|مقتل نجار}", ["كتيبة الجبل"]),
        ("هاجمت {A|كتيبة الجبل} السوق وأعلنت {A|الشرطة} {C|مقتل نجار}", ["كتيبة الجبل"]),
        ("هاجمت {A|كتيبة الجبل} السوق. {C|مقتل نجار}", []),
    ],
)
def test_the_doer_is_the_last_actor_before_who_does_not_speak(marked: str, expected: list[str]) -> None:
    assert names(marked, "by") == expected


def test_a_figure_behind_among_them_is_part_of_the_last_of_its_harm() -> None:
    tolls = read(inline("{C|مقتل ستة} و{C|جرح تسعة}. وسقط {C|عشرة قتلى} بينهم {C|نجاران}"))
    assert [toll.part_of for toll in tolls] == [None, None, None, 2]


def test_all_tolls_are_of_one_incident_and_none_is_cumulative() -> None:
    tolls = read(inline("{C|مقتل ستة} في السوق. وسقط {C|سبعة قتلى} قرب الجسر"))
    assert {(toll.incident, toll.same_as, toll.scope) for toll in tolls} == {(1, None, "event")}


def test_the_same_number_of_people_is_told_twice_where_they_are_several() -> None:
    several = read(inline("{C|مقتل ستة} في السوق. وسقط {C|ستة قتلى} قرب الجسر. و{C|جرح ستة}"))
    single = read(inline("{C|مقتل نجار} في السوق. و{C|مقتل خباز} قرب الجسر"))
    assert [toll.same_as for toll in several] == [1, None, None]
    assert [toll.same_as for toll in single] == [None, None]


def test_who_speaks_is_a_third_party() -> None:
    spoken, silent = (read(inline(f"{words} {{C|مقتل نجار}}"))[0] for words in ("أعلنت {A|الشرطة}", "كان"))
    assert (spoken.side, silent.side) == ("third", None)


@pytest.mark.parametrize("marked", ["", "وصل الوفد إلى {L|السوق}", "{C|مقتل نجار}"])
def test_a_text_without_pairs_is_read(marked: str) -> None:
    assert all(toll.spans_of("place") == () for toll in read(inline(marked)))


def test_the_date_is_that_of_the_rules() -> None:
    document = inline("أعلنت الشرطة اليوم {C|مقتل حارس} أمس")
    (toll,) = read(document)
    assert toll.when
    assert document.text[slice(*toll.when)] == "أمس"
