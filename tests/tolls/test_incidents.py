"""Incidents: rows that count nobody twice, from the tolls of one text or of many."""

import random
from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples.tolls import told

from hasila.document import Document
from hasila.spans import Span
from hasila.toll import HARMS, RELATIONS, Toll
from hasila.tolls.estimates import POLICIES, Estimate, Policy
from hasila.tolls.incidents import Incident, JointCount, incidents
from hasila.tolls.standing import LeftReason


def bounds(estimate: Estimate | None) -> tuple[int, int, int | None] | None:
    """Return low, best and high."""
    return (estimate.low, estimate.best, estimate.high) if estimate else None


def only(*documents: Document) -> Incident:
    """Return the one incident of documents."""
    [row] = incidents(documents)
    return row


def left_of(row: Incident) -> dict[int, LeftReason]:
    """Return why tolls of a row of one text are left out."""
    return {one.toll: one.reason for one in row.left_out}


def nations(row: Incident) -> dict[str, tuple[int, int, int | None] | None]:
    """Return the bounds of the killed of each nation."""
    return {nation: bounds(killed) for nation, killed in row.killed_nations}


# One text.


def test_one_toll_gives_its_low_as_best() -> None:
    row = only(told("{C|مقتل أكثر من خمسين بحارا}", {"low": 50, "high": None}))
    assert bounds(row.killed) == (50, 50, None)


def test_what_no_toll_counts_is_unknown_and_not_zero() -> None:
    row = only(told("{C|جرح حارس}", {"harm": ["wounded"], "n": 1}))
    assert (row.killed, row.captured, row.missing, row.killed_children, row.joint) == (None,) * 5


def test_a_headline_and_its_story_are_counted_once() -> None:
    row = only(
        told("{C|قتلى} في حريق. {C|تسعة قتلى}", {"low": 2, "high": None, "kind": "plural", "same_as": 1}, {"n": 9})
    )
    assert bounds(row.killed) == (9, 9, 9)
    assert left_of(row) == {0: "same_as"}


def test_a_revised_figure_is_left_out() -> None:
    row = only(told("ارتفعت من {C|تسعة} إلى {C|11 قتيلا}", {"n": 9}, {"n": 11, "revises": 0}))
    assert bounds(row.killed) == (11, 11, 11)
    assert left_of(row) == {0: "revised"}


def test_of_two_figures_that_revise_each_other_in_turn_the_last_stands() -> None:
    tolls = ({"n": 9}, {"n": 11, "revises": 0}, {"n": 12, "revises": 0})
    assert bounds(only(told("{C|تسعة} {C|أحد عشر} {C|اثنا عشر}", *tolls)).killed) == (12, 12, 12)


def test_parts_of_a_total_only_fill_the_groups() -> None:
    tolls = (
        {"n": 10},
        {"n": 4, "part_of": 0, "group": ["child"]},
        {"n": 3, "part_of": 0, "group": ["woman"]},
        {"n": 1, "part_of": 0},
    )
    row = only(told("{C|قُتل عشرة} بينهم {C|أربعة أطفال} و{C|ثلاث نساء} و{C|نجار}", *tolls))
    assert bounds(row.killed) == (10, 10, 10)
    assert (bounds(row.killed_children), bounds(row.killed_women)) == ((4, 4, 4), (3, 3, 3))
    assert left_of(row) == {3: "part"}


def test_a_part_of_a_part_is_not_counted_twice_in_its_group() -> None:
    tolls = ({"n": 10}, {"n": 4, "part_of": 0, "group": ["child"]}, {"n": 2, "part_of": 1, "group": ["child"]})
    assert bounds(only(told("{C|عشرة} {C|أربعة أطفال} {C|رضيعان}", *tolls)).killed_children) == (4, 4, 4)


def test_without_a_total_the_counts_of_one_source_are_added() -> None:
    row = only(told("{C|قتل أربعة جنود} {C|وسائق}", {"n": 4, "group": ["military"]}, {"n": 1, "kind": "singular"}))
    assert bounds(row.killed) == (5, 5, 5)


def test_a_part_of_a_telling_is_a_part_of_what_that_tells() -> None:
    tolls = ({"n": 7, "same_as": 1}, {"n": 7}, {"n": 2, "part_of": 0})
    row = only(told("{C|سبعة قتلى}. {C|قُتل سبعة} بينهم {C|شقيقان}", *tolls))
    assert bounds(row.killed) == (7, 7, 7)
    assert left_of(row) == {0: "same_as", 2: "part"}


def test_a_part_of_a_revised_total_is_a_part_of_the_revision() -> None:
    tolls = ({"n": 7}, {"n": 2, "part_of": 0}, {"n": 8, "revises": 0})
    assert bounds(only(told("{C|سبعة} بينهم {C|طفلان} ثم {C|ثمانية}", *tolls)).killed) == (8, 8, 8)


def test_a_total_of_unknown_size_is_at_least_as_large_as_its_largest_part() -> None:
    tolls = ({"low": 2, "high": None, "kind": "plural"}, {"n": 5, "part_of": 0, "group": ["child"]})
    assert bounds(only(told("{C|قتلى} بينهم {C|خمسة أطفال}", *tolls)).killed) == (5, 5, None)


def test_a_count_of_one_harm_stands_beside_a_total_of_another() -> None:
    tolls = ({"n": 20, "harm": ["wounded"]}, {"n": 2, "part_of": 0, "status": "died_later"})
    row = only(told("{C|أصيب عشرون} {C|توفي اثنان} منهم", *tolls))
    assert (bounds(row.killed), bounds(row.wounded)) == ((2, 2, 2), (20, 20, 20))
    assert row.flags == ("died_later",)


def test_joint_counts_never_enter_one_harm() -> None:
    row = only(told("{C|35 بين قتيل وجريح} {C|وأربعة قتلى}", {"n": 35, "harm": ["killed", "wounded"]}, {"n": 4}))
    assert bounds(row.killed) == (4, 4, 4)
    assert row.joint == JointCount(("killed", "wounded"), 35, 35)


@pytest.mark.parametrize("mixed", [["police", "civilian"], ["military", "civilian"]])
def test_a_count_of_several_kinds_fills_no_group(mixed: list[str]) -> None:
    assert only(told("{C|قتل شرطي ومدني}", {"n": 2, "kind": "coordinated", "group": mixed})).killed_civilians is None


def test_a_girl_is_a_child_and_a_woman() -> None:
    row = only(told("{C|قُتلت فتاة}", {"n": 1, "kind": "singular", "group": ["child", "woman"]}))
    assert (bounds(row.killed_children), bounds(row.killed_women)) == ((1, 1, 1), (1, 1, 1))


def test_cumulative_tolls_have_a_row_without_figures() -> None:
    tolls = (
        {"n": 2},
        {"n": 900, "scope": "cumulative", "source": ["المرصد"]},
        {"n": 70, "scope": "cumulative", "part_of": 1},
    )
    first, war = incidents([told("{C|مقتل صيادين}. قال {A|المرصد} إن {C|900} قُتلوا منهم {C|سبعون طفلا}", *tolls)])
    assert (bounds(first.killed), war.killed, war.flags) == ((2, 2, 2), None, ("cumulative",))
    assert [(claim.source, claim.low) for claim in war.claims] == [("المرصد", 900)]
    assert left_of(war) == {1: "cumulative", 2: "cumulative"}


def test_cumulative_tolls_of_one_source_and_time_share_a_row() -> None:
    war = {"scope": "cumulative", "date": "2021-01-01/2021-05-01"}
    tolls = (war | {"n": 900}, war | {"n": 70, "harm": ["wounded"]}, war | {"n": 8, "date": "2021-05-01"})
    assert [len(row.left_out) for row in incidents([told("{C|900 قتيل} {C|وسبعون جريحا} {C|وثمانية}", *tolls)])] == [
        2,
        1,
    ]


def test_the_place_of_a_row_is_that_of_a_toll_that_counts() -> None:
    text = "{L|بلاد النهر} {L|الساحل}: {C|قتلى}. في {L|بلدة النخيل}: {C|أربعة قتلى}"
    tolls = ({"n": 4, "same_as": 1, "place": ["الساحل", "بلاد النهر"]}, {"n": 4, "place": ["بلدة النخيل"]})
    assert only(told(text, *tolls)).place == ("بلدة النخيل",)


def test_people_freed_are_counted_nowhere() -> None:
    tolls = ({"n": 9, "harm": ["captured"]}, {"n": 3, "harm": ["captured"], "status": "released"})
    row = only(told("{C|خطف تسعة} ثم {C|أُفرج عن ثلاثة}", *tolls))
    assert (bounds(row.captured), left_of(row)) == ((9, 9, 9), {1: "released"})


def test_the_row_of_a_total_over_several_incidents_takes_in_theirs() -> None:
    tolls = ({"n": 8, "incident": 3}, {"n": 5, "incident": 1, "part_of": 0}, {"n": 3, "incident": 2, "part_of": 0})
    row = only(told("{C|ثمانية قتلى} في هجومين: {C|خمسة} في الميناء و{C|ثلاثة} في السوق", *tolls))
    assert (bounds(row.killed), row.flags) == ((8, 8, 8), ("several_incidents",))
    assert left_of(row) == {1: "part", 2: "part"}


def test_an_incident_with_counts_of_its_own_keeps_its_row_without_those_of_a_total() -> None:
    tolls = ({"n": 8, "incident": 2}, {"n": 5, "part_of": 0}, {"n": 6, "harm": ["wounded"]})
    total, own = incidents([told("{C|ثمانية قتلى} منهم {C|خمسة} في الميناء حيث {C|جُرح ستة}", *tolls)])
    assert (bounds(total.killed), own.killed, bounds(own.wounded)) == ((8, 8, 8), None, (6, 6, 6))
    assert left_of(own) == {1: "counted_elsewhere"}


def test_what_an_incident_adds_to_a_cumulative_toll_stays_in_its_row() -> None:
    tolls = ({"n": 4, "part_of": 1}, {"n": 60, "scope": "cumulative"})
    assert [bounds(row.killed) for row in incidents([told("{C|أربعة} من {C|ستين} هذا العام", *tolls)])] == [
        (4, 4, 4),
        None,
    ]


# Several sources.

BATTLE = (
    "معركة عند الجسر. {A|المرصد}: {C|تسعة قتلى} {A|الروس}، {C|اثنان} بجراحهما. "
    "{A|الوزارة}: {C|أربعة}، {C|اثنان} فورا و{C|اثنان} لاحقا"
)


def test_two_sources_of_one_battle_give_a_range_and_never_a_sum() -> None:
    observatory: dict[str, Any] = {"party": ["الروس"], "source": ["المرصد"], "side": "third"}
    ministry: dict[str, Any] = {"party": ["الروس"], "source": ["الوزارة"], "side": "own"}
    row = only(
        told(
            BATTLE,
            observatory | {"n": 9},
            observatory | {"n": 2, "part_of": 0, "status": "died_later"},
            ministry | {"n": 4},
            ministry | {"n": 2, "part_of": 2},
            ministry | {"n": 2, "part_of": 2, "status": "died_later"},
        )
    )
    assert bounds(row.killed) == (4, 9, 9)
    assert row.flags == ("rivals",)
    assert row.sources == ("المرصد", "الوزارة")


def test_a_source_that_gives_no_total_gives_the_sum_of_its_parts() -> None:
    text = "{A|المرصد}: {C|تسعة قتلى}. {A|الوزارة}: {C|اثنان} فورا و{C|اثنان} لاحقا"
    ministry: dict[str, Any] = {"n": 2, "source": ["الوزارة"], "side": "own"}
    observatory: dict[str, Any] = {"n": 9, "source": ["المرصد"], "side": "third"}
    row = only(told(text, observatory, ministry, ministry | {"status": "died_later"}))
    assert bounds(row.killed) == (4, 9, 9)


CLASH = "{A|الجيش} و{A|المسلحون} و{A|مستشفى}: {C|واحد} {C|اثنان} {C|ثلاثة}"
ARMY: dict[str, Any] = {"n": 5, "party": ["الجيش"], "source": ["الجيش"], "side": "own"}
FIGHTERS: dict[str, Any] = {"n": 22, "party": ["الجيش"], "source": ["المسلحون"], "side": "enemy"}
HOSPITAL: dict[str, Any] = {"n": 7, "party": ["الجيش"], "source": ["مستشفى"], "side": "third"}


@pytest.mark.parametrize(
    ("tolls", "expected", "flags"),
    [
        ([ARMY], (5, 5, 5), ()),
        ([FIGHTERS], (22, 22, 22), ("enemy_claim",)),
        ([ARMY, FIGHTERS], (5, 5, 22), ("rivals",)),
        ([HOSPITAL, FIGHTERS], (7, 7, 22), ("rivals",)),
        ([ARMY, HOSPITAL], (5, 7, 7), ("rivals",)),
        ([ARMY, FIGHTERS, HOSPITAL], (5, 7, 22), ("rivals",)),
        ([HOSPITAL, HOSPITAL | {"n": 8, "source": ["المسلحون"]}], (7, 7, 8), ("rivals",)),
        ([ARMY, FIGHTERS | {"n": 3}], (5, 5, 5), ("rivals",)),
        ([ARMY, FIGHTERS | {"low": 22, "high": None}], (5, 5, None), ("rivals",)),
    ],
)
def test_several_sources_of_the_same_people(tolls: list[dict[str, Any]], expected: Any, flags: Any) -> None:
    row = only(told(CLASH, *tolls))
    assert (bounds(row.killed), row.flags) == (expected, flags)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        # Different people: each side's losses, civilians and soldiers, those who harmed the others.
        (ARMY, FIGHTERS | {"n": 9, "party": ["المسلحون"], "side": "own"}, (14, 14, 14)),
        (ARMY | {"group": ["military"]}, HOSPITAL | {"party": [], "group": ["civilian"]}, (12, 12, 12)),
        (ARMY | {"by": ["المسلحون"]}, FIGHTERS | {"n": 9, "party": ["المسلحون"], "side": "enemy"}, (14, 14, 14)),
        (HOSPITAL | {"party": [], "by": ["الجيش"]}, ARMY, (12, 12, 12)),
        # The same people under other names: own losses and those that the enemy claims; soldiers of no party.
        (ARMY, FIGHTERS | {"party": ["مستشفى"]}, (5, 5, 22)),
        (ARMY | {"group": ["military"]}, FIGHTERS | {"party": [], "group": ["military"]}, (5, 5, 22)),
        # Perhaps the same people: the larger count may include the smaller.
        (HOSPITAL | {"party": [], "n": 12}, ARMY | {"n": 1, "kind": "singular"}, (12, 12, 12)),
        (
            HOSPITAL | {"party": [], "n": 12},
            FIGHTERS | {"n": 3, "party": [], "group": ["medic"], "side": "third"},
            (12, 12, 12),
        ),
        (HOSPITAL | {"party": [], "n": 2}, ARMY, (5, 5, 5)),
        (HOSPITAL | {"party": [], "n": 12}, ARMY, (5, 12, 12)),
        (HOSPITAL | {"party": [], "n": 12}, FIGHTERS, (12, 12, 22)),
    ],
)
def test_people_are_added_only_where_they_are_evidently_others(first: Any, second: Any, expected: Any) -> None:
    assert bounds(only(told(CLASH, first, second)).killed) == expected


def test_a_source_named_again_by_a_word_is_the_same_source() -> None:
    text = "قال {A|مصدر أمني} إن {C|أربعة} قُتلوا. وأضاف {A|المصدر} أن {C|ثلاثة آخرين} قُتلوا"
    tolls = ({"n": 4, "source": ["مصدر أمني"], "side": "third"}, {"n": 3, "source": ["المصدر"], "side": "third"})
    assert bounds(only(told(text, *tolls)).killed) == (7, 7, 7)


def test_the_killed_of_each_side_stand_apart() -> None:
    text = "{A|الجيش} هاجم {A|المسلحين}: {C|تسعة مسلحين} {C|وجنديان}"
    fighters = {"n": 9, "party": ["المسلحين"], "by": ["الجيش"]}
    row = only(told(text, fighters, {"n": 2, "party": ["الجيش"], "by": ["المسلحين"]}))
    assert (row.side_a, row.side_b) == ("الجيش", "المسلحين")
    assert (bounds(row.killed), bounds(row.killed_a), bounds(row.killed_b)) == ((11, 11, 11), (2, 2, 2), (9, 9, 9))


MONITOR = [
    {"n": 35, "party": ["الجيش"], "source": ["المرصد"], "side": "third"},
    {"n": 9, "part_of": 0, "source": ["المرصد"], "side": "third"},
]
RIVALS = (
    "{A|الجيش} {A|وزارة الدفاع الروسية} {A|المرصد} {C|35 قتيلا} {C|تسعة مقاتلين روس} {C|أربعة جنود روس} {C|20 جنديا}"
)


def test_who_tells_only_of_one_nation_contends_with_the_part_that_another_source_names() -> None:
    own = {"n": 4, "party": ["وزارة الدفاع الروسية"], "source": ["وزارة الدفاع الروسية"], "side": "own"}
    row = only(told(RIVALS.removesuffix(" {C|20 جنديا}"), *MONITOR, own))
    assert bounds(row.killed) == (35, 35, 35)
    assert nations(row) == {"RU": (4, 9, 9)}
    assert row.flags == ("rivals",)
    assert left_of(row) == {}


def test_who_tells_of_others_too_contends_with_the_total() -> None:
    own = {"n": 4, "source": ["وزارة الدفاع الروسية"], "side": "third"}
    others = {**own, "n": 20, "party": ["الجيش"]}
    row = only(told(RIVALS, *MONITOR, own, others))
    assert row.killed is not None
    assert row.killed.best == 24
    assert nations(row) == {"RU": (4, 4, 9)}


def test_civilians_and_soldiers_of_a_nation_are_others_whoever_tells_of_them() -> None:
    tolls = ({"n": 3, "group": ["civilian"], "source": ["المرصد"], "side": "third"}, {"n": 5, "group": ["military"]})
    row = only(told("{A|المرصد} {C|ثلاثة مدنيين سوريين} {C|خمسة جنود سوريين}", *tolls))
    assert nations(row) == {"SY": (8, 8, 8)}


def test_those_whom_a_total_does_not_count_are_not_among_it() -> None:
    marked = "{A|المسلحون} {A|الجيش التركي} {A|المرصد} {C|35 مسلحا} {C|مسلح تركي} {C|أربعة جنود أتراك}"
    monitor = {"source": ["المرصد"], "side": "third", "by": ["الجيش التركي"], "party": ["المسلحون"]}
    own = {"n": 4, "source": ["الجيش التركي"], "side": "own", "party": ["الجيش التركي"], "by": ["المسلحون"]}
    row = only(told(marked, {**monitor, "n": 35}, {**monitor, "n": 1, "part_of": 0}, own))
    assert bounds(row.killed) == (39, 39, 39)


def test_soldiers_are_not_among_the_civilians_of_their_nation() -> None:
    marked = "{A|الجيش التركي} {A|المرصد} {C|35 مدنيا} {C|تسعة مدنيين أتراك} {C|أربعة جنود أتراك}"
    monitor = {"source": ["المرصد"], "side": "third", "group": ["civilian"]}
    own = {"n": 4, "source": ["الجيش التركي"], "side": "own", "party": ["الجيش التركي"], "group": ["military"]}
    row = only(told(marked, {**monitor, "n": 35}, {**monitor, "n": 9, "part_of": 0}, own))
    assert bounds(row.killed) == (39, 39, 39)
    assert nations(row) == {"TR": (13, 13, 13)}


def test_a_total_without_a_number_takes_nobody_in() -> None:
    total = {"low": 20, "high": 99, "kind": "tens", "source": ["المرصد"], "side": "third"}
    part = {"n": 9, "part_of": 0, "source": ["المرصد"], "side": "third"}
    own = {"n": 4, "source": ["وزارة الدفاع"], "side": "own"}
    text = told("{A|المرصد} {A|وزارة الدفاع} {C|العشرات} {C|تسعة مقاتلين روس} {C|أربعة جنود روس}", total, part, own)
    [row] = incidents([text], "blank")
    assert bounds(row.killed) == (4, 4, 4)


def test_a_source_that_tells_of_more_than_the_total_contends_with_it() -> None:
    total = {"n": 12, "source": ["المرصد"], "side": "third"}
    part = {"n": 9, "part_of": 0, "source": ["المرصد"], "side": "third"}
    own = {"source": ["وزارة الدفاع"], "side": "own"}
    marked = "{A|المرصد} {A|وزارة الدفاع} {C|12 قتيلا} {C|تسعة أتراك} {C|عشرة أتراك} {C|ثمانية أتراك}"
    row = only(told(marked, total, part, {**own, "n": 10}, {**own, "n": 8}))
    assert row.killed is not None
    assert row.killed.high == 18


def test_two_sides_of_one_nation_are_added() -> None:
    marked = "{A|الجيش} {A|المعارضة} {C|خمسة جنود سوريين} {C|سبعة مقاتلين سوريين}"
    army = {"n": 5, "party": ["الجيش"], "by": ["المعارضة"], "source": ["الجيش"], "side": "own"}
    rebels = {"n": 7, "party": ["المعارضة"], "by": ["الجيش"], "source": ["المعارضة"], "side": "own"}
    row = only(told(marked, army, rebels))
    assert (bounds(row.killed), nations(row), row.flags) == ((12, 12, 12), {"SY": (12, 12, 12)}, ())


def test_people_of_no_known_kind_may_be_the_civilians_of_their_nation() -> None:
    civilians = {"n": 3, "group": ["civilian"], "source": ["المرصد"], "side": "third"}
    row = only(
        told(
            "{A|المرصد} {A|الشرطة} {C|ثلاثة مدنيين سوريين} {C|ثمانية سوريين}", civilians, {"n": 8, "source": ["الشرطة"]}
        )
    )
    assert nations(row)["SY"] == bounds(row.killed)


def test_a_span_with_several_counts_names_the_nation_of_none() -> None:
    tolls = ({"span": 0, "n": 2}, {"span": 0, "n": 2})
    assert nations(only(told("{C|قضى جنديان هنديان وحارسان هنديان}", *tolls))) == {}


def test_what_is_disputed_is_flagged() -> None:
    assert only(told("نفت الشرطة {C|مقتل حارس}", {"n": 1, "status": "disputed"})).flags == ("disputed",)


# Policies.


@pytest.mark.parametrize(
    ("toll", "ranged", "acled", "blank"),
    [
        ({"n": 14}, (14, 14, 14), (14, 14, 14), (14, 14, 14)),
        ({"low": 3, "high": 9, "kind": "few"}, (3, 3, 9), (3, 3, 3), None),
        ({"low": 20, "high": 99, "kind": "tens"}, (20, 20, 99), (10, 10, 10), None),
        ({"low": 200, "high": 999, "kind": "hundreds"}, (200, 200, 999), (100, 100, 100), None),
        ({"low": 300, "high": 999, "kind": "hundreds"}, (300, 300, 999), (100, 100, 100), None),
        ({"low": 2000, "high": 9999, "kind": "thousands"}, (2000, 2000, 9999), (1000, 1000, 1000), None),
        ({"low": 20000, "high": 99999, "kind": "thousands"}, (20000, 20000, 99999), (10000, 10000, 10000), None),
        ({"low": 2, "high": None, "kind": "plural"}, (2, 2, None), None, None),
        ({"low": 2, "high": None, "kind": "number_of"}, (2, 2, None), None, None),
    ],
)
def test_a_vague_count_becomes_a_number_by_a_named_policy(
    toll: dict[str, Any], ranged: Any, acled: Any, blank: Any
) -> None:
    document = told("{C|ضحايا}", toll)
    assert bounds(incidents([document])[0].killed) == ranged
    assert bounds(incidents([document], "acled")[0].killed) == acled
    row = incidents([document], "blank")[0]
    assert bounds(row.killed) == blank
    assert row.flags == (() if blank else ("no_number",))


def test_acled_takes_the_lowest_of_several_claims() -> None:
    assert bounds(incidents([told(CLASH, ARMY, FIGHTERS, HOSPITAL)], "acled")[0].killed) == (5, 5, 5)


# Impossible values.


@pytest.mark.parametrize("values", [(-1, 0, 1), (3, 2, 4), (3, 4, 3)])
def test_an_estimate_cannot_be_impossible(values: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="low, best and high cannot be"):
        Estimate(*values)


# Laws, over random valid tolls.

_ACTORS, _PLACES, _CASUALTIES = range(4), range(4, 6), range(6, 12)
_WORDS = ("الجيش", "المسلحون", "المصدر", "مصدر أمني", "الميناء", "السوق", *(f"قتلى{number}" for number in range(6)))
_LABELS = {
    **dict.fromkeys(_ACTORS, "ACTOR"),
    **dict.fromkeys(_PLACES, "LOCATION"),
    **dict.fromkeys(_CASUALTIES, "CASUALTY"),
}


_TEXT = " ".join(_WORDS)
_STARTS = [len(" ".join(_WORDS[:index])) + (index > 0) for index in range(len(_WORDS))]
_SPANS = tuple(
    Span(start, start + len(words), _LABELS[index])
    for index, (start, words) in enumerate(zip(_STARTS, _WORDS, strict=True))
)


@st.composite
def toll_rows(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a toll that stands alone."""
    low = draw(st.integers(0, 30))
    actors = st.lists(st.sampled_from(_ACTORS), max_size=2, unique=True)
    source = draw(actors)
    cumulative = draw(st.sampled_from([False, False, False, True]))
    return {
        "span": draw(st.sampled_from(_CASUALTIES)),
        "harm": draw(st.sampled_from([["killed"], ["killed"], ["killed"], ["wounded"], ["killed", "wounded"]])),
        "low": low,
        "high": draw(st.sampled_from([low, low, low + 7, None])),
        "kind": draw(st.sampled_from(["integer", "integer", "singular", "tens", "plural"])),
        "status": draw(st.sampled_from(["asserted", "asserted", "disputed", "released", "died_later"])),
        "group": draw(st.lists(st.sampled_from(["civilian", "child", "woman", "military"]), max_size=2, unique=True)),
        "party": draw(actors),
        "by": draw(actors),
        "source": source,
        "side": draw(st.sampled_from([None, "own", "enemy", "third"])) if source else None,
        "place": draw(st.lists(st.sampled_from(_PLACES), max_size=1)),
        "date": draw(st.sampled_from([None, "2021-05-01", "2021-05-02"])),
        "scope": "cumulative" if cumulative else "event",
        "incident": None if cumulative else draw(st.integers(1, 3)),
    }


@st.composite
def documents_with_tolls(draw: st.DrawFn) -> Document:
    """Draw a document with up to six tolls that stand to each other in any valid way."""
    rows = draw(st.lists(toll_rows(), max_size=6))
    document = _built(draw(st.text("abc", min_size=1, max_size=3)), rows)
    for _ in range(draw(st.integers(0, 4)) if rows else 0):
        index, other = draw(st.integers(0, len(rows) - 1)), draw(st.integers(0, len(rows) - 1))
        related = [dict(row) for row in rows]
        related[index][draw(st.sampled_from(RELATIONS))] = other
        try:
            document, rows = _built(document.id, related), related
        except ValueError:
            continue
    return document


def _built(name: str, rows: list[dict[str, Any]]) -> Document:
    return Document(name, f"{_TEXT} {name}", _SPANS, tolls=tuple(Toll.from_dict(row) for row in rows))


several = st.lists(documents_with_tolls(), max_size=3, unique_by=lambda document: document.id)


def most_killed(document: Document) -> int:
    """Return how many the tolls count that are told first and part of no other, each with its largest part."""
    tolls = document.tolls or ()
    roots = [_root(tolls, index) for index in range(len(tolls))]
    return sum(
        max(toll.low for toll, root in zip(tolls, roots, strict=True) if root == index)
        for index in set(roots)
        if tolls[index].harm == ("killed",) and tolls[index].scope == "event"
    )


def _root(tolls: Sequence[Toll], index: int) -> int:
    seen: set[int] = set()
    while index not in seen:
        seen.add(index)
        toll = tolls[index]
        above = toll.part_of if toll.same_as is None else toll.same_as
        if above is None or (toll.same_as is None and not _counted_alike(toll, tolls[above])):
            return index
        index = above
    return min(seen)


def _counted_alike(left: Toll, right: Toll) -> bool:
    return (left.harm, left.scope, left.status == "released") == (right.harm, right.scope, right.status == "released")


@given(documents_with_tolls())
def test_no_more_are_killed_than_the_totals_of_a_text_say(document: Document) -> None:
    rows = incidents([document])
    assert sum(row.killed.best for row in rows if row.killed) <= most_killed(document)


@given(several, st.sampled_from(POLICIES))
def test_every_toll_is_once_in_the_evidence_or_left_out(documents: list[Document], policy: Policy) -> None:
    rows = incidents(documents, policy)
    listed = Counter((one.document, one.toll) for row in rows for one in row.evidence)
    listed += Counter((one.document, one.toll) for row in rows for one in row.left_out)
    assert listed == Counter(
        (document.id, index) for document in documents for index in range(len(document.tolls or ()))
    )


@given(several, st.randoms(use_true_random=False))
def test_the_order_of_documents_does_not_matter(documents: list[Document], generator: random.Random) -> None:
    shuffled = [*documents]
    generator.shuffle(shuffled)
    assert incidents(shuffled) == incidents(documents)


@given(several)
def test_a_harm_that_no_toll_counts_is_never_zero(documents: list[Document]) -> None:
    tolls = {(document.id, index): toll for document in documents for index, toll in enumerate(document.tolls or ())}
    for row in incidents(documents):
        for harm in HARMS:
            estimate: Estimate | None = getattr(row, harm)
            counted = [toll for toll in (tolls[one.document, one.toll] for one in row.evidence) if toll.harm == (harm,)]
            assert bool(counted) or estimate is None


@given(several)
def test_joining_texts_never_adds_people(documents: list[Document]) -> None:
    apart = sum(row.killed.best for document in documents for row in incidents([document]) if row.killed)
    assert sum(row.killed.best for row in incidents(documents) if row.killed) <= apart


def test_a_text_without_tolls_has_no_rows() -> None:
    assert incidents([Document("1", "لا شيء"), Document("2", "لا شيء", tolls=())]) == []
