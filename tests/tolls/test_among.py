"""Parts that the words make plain."""

from typing import Any

import pytest
from samples.marked import inline

from hasila.toll import Toll
from hasila.tolls.among import PartCue, part_cues, with_parts
from hasila.tolls.mentions import words_of

LISTED, JOINED, KILLED, WOUNDED = PartCue
TEXT = inline("{C|22} من {A|داعش} بينهم {C|قيادي} و{C|سبعة} من {A|الجيش}")
WHOLE, THEIRS, PART, JOINED_PART, OURS = range(5)


@pytest.mark.parametrize(
    ("marked", "cue"),
    [
        ("قُتل خمسة بينهم {C|طفل}", LISTED),
        ("قُتل خمسة، معظمهم {C|أطفال}", LISTED),
        ("قُتل ثلاثة ({C|طفلان} وامرأة)", LISTED),
        ("قُتل عشرة بحسب الجيش ({C|وقُتل جنديان} أيضا)", None),
        ("قُتل 16 بحسب الجيش ({C|3 مدنيين} بحسب الأهالي)", None),
        ("ومن القتلى {C|ثلاث نساء}", LISTED),
        ("وإن من بين الجرحى {C|طفلا}", LISTED),
        ("وكان من بين القتلى: {C|ضابط}", LISTED),
        ("وعدد من القتلى {C|وجريحان}", None),
        ("وسقط العشرات من القتلى {C|ثلاثة} منهم أطفال", None),
        ("خلت البلدة من القتلى {C|بعد إصابة ثلاثة}", None),
        ("إن {C|اثنين من القتلى} الروس قضوا على الفور", KILLED),
        ("إن {C|اثنين} من القتلى الروس قضوا على الفور", KILLED),
        ("{C|توفي ثلاثة من الجرحى}", WOUNDED),
        ("{C|قُتل اثنان من الجنود}", None),
        ("سقط {C|عدد من قتلى} المعارك", None),  # nobody was told of before
        ("{C|قُتل اثنان}. من القتلى ضابط", None),  # another sentence
        ("كما {C|سقط ثلاثة} من القتلى في صفوف الحشد", None),  # they are others
        ("وأضاف التفجير الثاني {C|خمسة} من القتلى", None),
    ],
)
def test_words_say_that_a_count_is_part_of_another(marked: str, cue: PartCue | None) -> None:
    document = inline(marked)
    assert part_cues(words_of(document.text), [(one.start, one.end) for one in document.spans]) == [cue]


def test_what_is_joined_to_a_part_is_one_too() -> None:
    document = inline("{C|قُتل خمسة} بينهم {C|طفل} {C|وامرأة}، {C|وقُتل عشرة} في حلب")
    stretches = [(one.start, one.end) for one in document.spans]
    assert part_cues(words_of(document.text), stretches) == [None, LISTED, JOINED, None]
    document = inline("{C|قُتل خمسة}. ومن القتلى {C|ثلاث نساء} {C|وطالب}")
    stretches = [(one.start, one.end) for one in document.spans]
    assert part_cues(words_of(document.text), stretches) == [None, LISTED, JOINED]
    document = inline("{C|قُتل خمسة}. ومن القتلى {C|ثلاث نساء} {C|و12} بانفجار ثان")
    stretches = [(one.start, one.end) for one in document.spans]
    assert part_cues(words_of(document.text), stretches) == [None, LISTED, None]


def told(span: int, low: int, **fields: Any) -> Toll:
    return Toll(span=span, **{"harm": ("killed",), "low": low, "high": low, "kind": "integer", "incident": 1, **fields})


def read(*tolls: Toll, last: PartCue = KILLED, before: PartCue | None = None) -> list[Toll]:
    """Return the tolls, where words say of the last that it is part of another, and perhaps of the one before it."""
    return with_parts(TEXT, tolls, [*[None] * (len(tolls) - 2), before, last])


def wholes(*tolls: Toll, last: PartCue = KILLED, before: PartCue | None = None) -> list[int | None]:
    return [toll.part_of for toll in read(*tolls, last=last, before=before)]


def test_a_part_is_of_the_nearest_count_of_more_people_before() -> None:
    assert wholes(told(0, 9), told(1, 4), told(2, 2)) == [None, None, 1]
    assert wholes(told(0, 9), told(1, 4, part_of=0), told(2, 2)) == [None, 0, 0]
    assert wholes(told(0, 9), told(1, 2), told(2, 2)) == [None, None, 0]
    assert wholes(told(0, 9), told(1, 2, high=None), last=LISTED) == [None, 0]


def test_a_joined_part_is_of_the_whole_of_the_part_before() -> None:
    assert wholes(told(0, 9), told(1, 2), told(2, 1), before=LISTED, last=JOINED) == [None, 0, 0]
    sure, unsure = {"part_of": (0.9,)}, {"part_of": (0.6,)}
    pair = told(0, 9), told(1, 5, part_of=0, scores=sure)
    assert wholes(*pair, told(2, 1, part_of=1, scores=unsure), last=JOINED) == [None, 0, 0]
    assert (
        wholes(told(0, 9), told(1, 5, part_of=0, scores=unsure), told(2, 1, part_of=1, scores=sure), last=JOINED)[2]
        == 1
    )
    assert wholes(told(0, 9), told(1, 2), told(2, 1, harm=("wounded",)), before=LISTED, last=JOINED)[2] is None
    assert wholes(told(0, 9), told(1, 2), told(2, 10), before=LISTED, last=JOINED)[2] is None


def test_people_of_another_party_or_force_are_no_part() -> None:
    whole, listed = told(WHOLE, 22, party=(THEIRS,)), told(PART, 1, party=(THEIRS,))
    assert wholes(whole, listed, told(JOINED_PART, 7, party=(OURS,)), before=LISTED, last=JOINED) == [None, 0, None]
    armed, soldiers = ("armed_group",), ("military",)
    assert wholes(told(0, 22, group=armed), told(1, 7, group=soldiers), last=LISTED) == [None, None]
    assert wholes(told(0, 22, group=armed), told(1, 7, group=(*soldiers, *armed)), last=LISTED) == [None, 0]


def test_what_the_model_says_stands_and_such_a_part_says_how_sure_it_is() -> None:
    assert wholes(told(0, 9), told(1, 4), told(2, 2, part_of=0)) == [None, None, 0]
    *_, part = read(told(0, 4), told(1, 2, scores={"by": (0.5,)}))
    assert part.scores == {"by": (0.5,), "part_of": (0.95,)}


@pytest.mark.parametrize(
    "tolls",
    [
        (told(0, 4, harm=("wounded",)), told(1, 2)),
        (told(0, 4, incident=2), told(1, 2)),
        (told(0, 2), told(1, 4)),
        (told(0, 4), told(1, 2, high=None)),  # «عدد من الضحايا» may be others
        (told(0, 4), told(1, 2, revises=0)),
        (told(0, 4), told(1, 2, same_as=0)),
    ],
)
def test_other_counts_are_no_whole(tolls: tuple[Toll, ...]) -> None:
    assert set(wholes(*tolls)) == {None}


def test_the_wounded_of_whom_some_died_are_no_whole_of_the_dead() -> None:
    assert wholes(told(0, 5, harm=("wounded",)), told(1, 9), told(2, 2), last=WOUNDED) == [None, None, None]


def test_a_listed_part_of_a_periods_count_is_of_that_period() -> None:
    period: dict[str, Any] = {"scope": "cumulative", "incident": None}
    *_, part = read(told(0, 90, **period), told(1, 3, part_of=0), last=LISTED)
    assert (part.scope, part.incident) == ("cumulative", None)
    *_, some = read(told(0, 90, **period), told(1, 3, part_of=0), last=KILLED)
    assert some.scope == "event", "one attack of the period"
