"""From a model's answers to tolls: what is said is kept, and what breaks a law is not."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples.marked import inline

from hasila.document import Document
from hasila.toll import Toll
from hasila.tolls.fields import LINKS, PROPERTIES, link_answers, property_answers
from hasila.tolls.linking import TollAnswers, linked_tolls
from hasila.tolls.pairs import CASUALTY, FEATURES, candidates_of, pairs_of

BATTLE = inline(
    "قال {A|المرصد} إن {C|35 مسلحا} قُتلوا في {L|تل الورد}، {C|بينهم عشرة} من {A|لواء الفجر}. "
    "وأعلن {A|الجيش} {C|مقتل 35 مسلحا} و{C|جرح أربعة}."
)


def answered(document: Document, *said: tuple[int, str, int], properties: tuple[tuple[int, str], ...] = ()) -> Document:
    """Return the document with the tolls of answers that are sure of some links and properties, and of no others."""
    pairs = pairs_of(document)
    links = np.zeros((len(pairs.spans), len(LINKS)))
    for head, link, other in said:
        links[pairs.spans.tolist().index([head, other]), LINKS.index(link)] = 0.9
    casualties = [index for index, span in enumerate(document.spans) if span.label == CASUALTY]
    own = np.zeros((len(casualties), len(PROPERTIES)))
    for head, name in properties:
        own[casualties.index(head), PROPERTIES.index(name)] = 0.9
    return replace(document, tolls=linked_tolls(document, pairs, TollAnswers(links, own)))


def tolls_of(document: Document) -> tuple[Toll, ...]:
    """Return the tolls of a document."""
    assert document.tolls is not None
    return document.tolls


def test_each_casualty_span_has_a_toll_counted_by_rules() -> None:
    assert [(toll.span, toll.low, *toll.harm) for toll in tolls_of(answered(BATTLE))] == [
        (1, 35, "killed"),
        (3, 10, "killed"),
        (6, 35, "killed"),
        (7, 4, "wounded"),
    ]


def test_a_role_is_taken_by_the_spans_that_the_model_is_sure_of_with_their_confidence() -> None:
    first, second, *_ = tolls_of(answered(BATTLE, (1, "place", 2), (1, "source", 0), (3, "party", 4)))
    assert (first.place, first.source, first.party) == ((2,), (0,), ())
    assert first.scores == {"place": (0.9,), "source": (0.9,)}
    assert second.party == (4,)


def test_a_source_that_is_no_actor_stands_only_where_no_actor_tells_unless_it_tells_nearer() -> None:
    said = inline("قالت {A|الوزارة} إن {C|15 جنديا} قُتلوا، بينما قال المستشفى إنه استقبل {C|19 جثة}")
    first, second = tolls_of(answered(said, (1, "source", 0), (2, "source", 0)))
    assert (first.source, first.source_words) == ((0,), None)
    assert (second.source, said.text[slice(*(second.source_words or ()))]) == ((), "المستشفى")
    assert "source" not in second.scores
    quoted = inline("قال مصدر طبي، في بيان من {A|الوزارة}، إن {C|15 جنديا} قُتلوا")
    (toll,) = tolls_of(answered(quoted, (1, "source", 0)))
    assert (toll.source, toll.source_words) == ((0,), None)
    told = inline("{C|قُتل 15 جنديا}، بحسب شهود عيان. وأكدت {A|الوزارة} الخبر")
    (toll,) = tolls_of(answered(told, (0, "source", 1)))
    assert (toll.source, toll.source_words) == ((1,), None)


def test_a_further_span_takes_a_role_only_if_it_is_nearly_as_likely_as_the_first() -> None:
    pairs = pairs_of(BATTLE)
    rows = pairs.spans.tolist()
    kept = []
    for second in (0.78, 0.82):
        links = np.zeros((len(rows), len(LINKS)))
        for actor, sure in ((0, 0.9), (4, second), (5, 0.5)):
            links[rows.index([1, actor]), LINKS.index("party")] = sure
        tolls = linked_tolls(BATTLE, pairs, TollAnswers(links, np.zeros((4, len(PROPERTIES)))))
        kept.append(tolls[0].party)
    assert kept == [(0,), (0, 4)]


def test_people_whom_a_pronoun_gives_to_somebody_are_of_the_likeliest_that_agrees_with_it() -> None:
    raid = inline("هاجم {A|التنظيم} {A|القوات} {C|فقتل ستة من أفرادها} {C|وجرح عشرة}، {C|وقُتل رجل}")
    pairs = pairs_of(raid)
    links = np.zeros((len(pairs.spans), len(LINKS)))
    for (head, other), sure in {(2, 0): 0.28, (2, 1): 0.2, (3, 1): 0.1, (4, 1): 0.2}.items():
        links[pairs.spans.tolist().index([head, other]), LINKS.index("party")] = sure
    tolls = linked_tolls(raid, pairs, TollAnswers(links, np.zeros((3, len(PROPERTIES)))))
    assert [toll.party for toll in tolls] == [(1,), (1,), ()]
    assert tolls[1].scores["party"] == (0.75,)


def test_a_side_is_named_only_with_a_source() -> None:
    own = ((1, "own"), (3, "own"))
    first, second, *_ = tolls_of(answered(BATTLE, (1, "source", 0), properties=own))
    assert (first.side, second.side) == ("own", None)


def test_status_and_scope_are_the_models_and_groups_those_of_the_words() -> None:
    said = ((1, "cumulative"), (3, "died_later"), (3, "civilian"))
    first, second, *_ = tolls_of(answered(BATTLE, properties=said))
    assert (first.scope, first.incident, first.group) == ("cumulative", None, ("armed_group",))
    assert second.status == "died_later"
    assert "civilian" not in second.group


def test_tolls_share_an_incident_where_both_ways_together_are_sure_enough() -> None:
    both = ((1, "together", 3), (3, "together", 1), (3, "together", 7))
    assert [toll.incident for toll in tolls_of(answered(BATTLE, *both))] == [1, 1, 2, 3]


def test_a_retelling_is_of_the_incident_that_it_retells() -> None:
    assert [toll.incident for toll in tolls_of(answered(BATTLE, (6, "same_as", 1)))] == [1, 2, 1, 3]


def test_days_apart_and_other_places_part_incidents_of_which_the_model_is_less_sure() -> None:
    text = inline("قُتل {C|جندي} في {L|حلب} في 3 أيار وقُتل {C|شرطي} في {L|حماة} في 9 أيار.")
    text = replace(text, meta={"date": "2015-05-20"})
    together = ((0, "together", 2), (2, "together", 0))
    where, when = ((0, "place", 1), (2, "place", 3)), ((0, "when", 4), (2, "when", 5))
    assert [toll.incident for toll in tolls_of(answered(text, *together, *where))] == [1, 1]
    pairs = pairs_of(text)
    for roles, why in ((where, "the places are others"), (when, "the days are others")):
        said = np.zeros((len(pairs.spans), len(LINKS)))
        for (head, link, other), sure in [*((one, 0.7) for one in together), *((one, 0.9) for one in roles)]:
            said[pairs.spans.tolist().index([head, other]), LINKS.index(link)] = sure
        tolls = linked_tolls(text, pairs, TollAnswers(said, np.zeros((2, len(PROPERTIES)))))
        assert [toll.incident for toll in tolls] == [1, 2], why


@pytest.mark.parametrize(
    ("head", "link", "other", "kept"),
    [
        (3, "part_of", 1, True),
        (1, "part_of", 3, False),  # 35 are no part of ten
        (7, "part_of", 1, False),  # the wounded are no part of the killed
        (6, "revises", 1, True),
    ],
)
def test_a_relation_that_breaks_a_law_is_left_out(head: int, link: Any, other: int, *, kept: bool) -> None:
    document = answered(BATTLE, (head, link, other))
    toll = next(toll for toll in tolls_of(document) if toll.span == head)
    assert (toll.toll_of(link) is not None) == kept


@pytest.mark.parametrize(("sure", "where", "part"), [(0.5, 3, None), (0.7, 3, 0), (0.5, 1, 0)])
def test_a_part_at_another_place_and_of_another_attack_must_be_surer(sure: float, where: int, part: int | None) -> None:
    two = inline("{C|قُتل 40} في {L|بغداد}. {C|وقُتل عشرة} في {L|البصرة}")
    pairs = pairs_of(two)
    links = np.zeros((len(pairs.spans), len(LINKS)))
    for (head, link, other), likely in {
        (0, "place", 1): 0.9,
        (2, "place", where): 0.9,
        (2, "part_of", 0): sure,
    }.items():
        links[pairs.spans.tolist().index([head, other]), LINKS.index(link)] = likely
    _, toll = linked_tolls(two, pairs, TollAnswers(links, np.zeros((2, len(PROPERTIES)))))
    assert toll.part_of == part


def test_a_count_that_retells_another_of_its_incident_points_at_it() -> None:
    together = ((1, "together", 6), (6, "together", 1))
    tolls = tolls_of(answered(BATTLE, *together, (6, "same_as", 1)))
    assert [toll.same_as for toll in tolls] == [None, None, 0, None]
    assert tolls[2].scores == {"same_as": (0.9,)}


@pytest.mark.parametrize(("number", "cumulative"), [(299, False), (300, True)])
def test_a_great_count_is_cumulative_with_less_certainty(number: int, *, cumulative: bool) -> None:
    text = inline(f"{{C|مقتل {number} شخصا}}")
    pairs = pairs_of(text)
    said = np.zeros((1, len(PROPERTIES)))
    said[0, PROPERTIES.index("cumulative")] = 0.3
    (toll,) = linked_tolls(text, pairs, TollAnswers(np.zeros((0, len(LINKS))), said))
    assert (toll.scope == "cumulative") == cumulative


@pytest.mark.parametrize(
    ("text", "probability", "harm"),
    [
        ("{C|أصيب جنود}، بينهم {C|خمسة}.", 0.9, "killed"),
        ("{C|أصيب جنود}، بينهم {C|خمسة}.", 0.7, "wounded"),
        ("{C|أصيب جنود}، {C|وجُرح خمسة}.", 0.9, "wounded"),
    ],
)
def test_the_model_says_the_harm_of_a_span_that_names_none_if_it_is_sure(
    text: str, probability: float, harm: str
) -> None:
    document = inline(text)
    answers = nothing(document)
    answers.properties[1, PROPERTIES.index("killed")] = probability
    assert linked_tolls(document, pairs_of(document), answers)[1].harm == (harm,)


RAID = inline("زار الوفد {L|حماة} الأحد. و{C|قُتل ثلاثة مدنيين} أمس في {L|حلب}، ثم عاد اليوم.")
AFTER_SPANS = len(RAID.spans)


def seen_from(day: str | None, document: Document = RAID) -> Document:
    """Return the document as a row that gives the day of its report."""
    return Document(document.id, document.text, document.spans, {} if day is None else {"date": day})


def when_of(document: Document) -> str | None:
    """Return the words that date the one toll of a document."""
    (toll,) = tolls_of(document)
    return document.text[slice(*toll.when)] if toll.when else None


def test_phrases_that_date_are_paired_behind_the_last_span() -> None:
    pairs = pairs_of(RAID)
    assert [RAID.text[its.start : its.end] for its in pairs.phrases] == ["الأحد", "أمس", "اليوم"]
    dates = pairs.spans[pairs.spans[:, 1] >= AFTER_SPANS].tolist()
    assert dates == [[1, AFTER_SPANS], [1, AFTER_SPANS + 1], [1, AFTER_SPANS + 2]]
    assert [its.label for its in candidates_of(RAID, pairs.phrases)][AFTER_SPANS:] == ["DATE"] * 3


def test_a_harm_is_dated_by_the_phrase_that_the_model_is_sure_of_with_its_confidence() -> None:
    document = answered(RAID, (1, "when", AFTER_SPANS))
    assert when_of(document) == "الأحد"
    assert tolls_of(document)[0].scores == {"when": (0.9,)}
    assert when_of(answered(RAID)) is None


def test_only_a_phrase_dates_and_a_phrase_takes_no_role() -> None:
    document = answered(RAID, (1, "when", 2), (1, "place", AFTER_SPANS), (1, "part_of", AFTER_SPANS + 1))
    (toll,) = tolls_of(document)
    assert (toll.when, toll.place, toll.part_of) == (None, (), None)


def test_words_that_date_a_harm_are_resolved_against_the_day_of_the_row() -> None:
    (toll,) = tolls_of(answered(seen_from("2024-05-15"), (1, "when", AFTER_SPANS + 1)))
    assert str(toll.date) == "2024-05-14"
    (undated,) = tolls_of(answered(seen_from(None), (1, "when", AFTER_SPANS + 1)))
    assert (undated.when, undated.date) == (toll.when, None)


def test_a_row_that_gives_its_year_alone_dates_days_and_months() -> None:
    document = inline("{C|قُتل ثلاثة مدنيين} في 3 آذار في {L|حلب}.")
    (toll,) = tolls_of(answered(seen_from("2019", document), (0, "when", 2)))
    assert str(toll.date) == "2019-03-03"


def nothing(document: Document) -> TollAnswers:
    """Return answers that deny everything."""
    casualties = sum(span.label == CASUALTY for span in document.spans)
    return TollAnswers(np.zeros((len(pairs_of(document).spans), len(LINKS))), np.zeros((casualties, len(PROPERTIES))))


def test_the_answers_of_annotated_tolls_give_these_tolls_again() -> None:
    said = ((1, "place", 2), (1, "source", 0), (3, "part_of", 1), (3, "party", 4), (6, "by", 5), (6, "same_as", 1))
    together = ((1, "together", 6), (6, "together", 1))
    document = answered(BATTLE, *said, *together, properties=((7, "cumulative"), (1, "third")))
    assert [toll.same_as for toll in tolls_of(document)] == [None, None, 0, None]
    pairs = pairs_of(document)
    casualties = [toll.span for toll in tolls_of(document)]
    answers = TollAnswers(
        link_answers(document, pairs).astype(float), property_answers(document, casualties).astype(float)
    )
    assert linked_tolls(document, pairs, answers) == document.tolls


@given(st.integers(0, 2**32 - 1))
def test_whatever_the_model_says_the_tolls_are_possible(seed: int) -> None:
    random = np.random.default_rng(seed)
    pairs = pairs_of(BATTLE)
    answers = TollAnswers(random.random((len(pairs.spans), len(LINKS))), random.random((4, len(PROPERTIES))))
    document = Document("1", BATTLE.text, BATTLE.spans, tolls=linked_tolls(BATTLE, pairs, answers))
    for toll in tolls_of(document):
        if toll.part_of is not None:
            whole = tolls_of(document)[toll.part_of]
            assert whole.high is None or toll.low <= whole.high


def test_a_pair_is_a_casualty_span_and_any_other_near_it() -> None:
    pairs = pairs_of(BATTLE)
    casualties, others = 4, 7
    assert len(pairs.spans) == casualties * others
    assert all(BATTLE.spans[head].label == CASUALTY and head != other for head, other in pairs.spans.tolist())
    assert (pairs.features >= 0).all()
    assert (pairs.features < list(FEATURES.values())).all()


def test_a_casualty_span_is_not_paired_with_spans_many_sentences_away() -> None:
    quiet = "وصل وفد. " * 12
    far = inline(f"{{L|حلب}} هادئة. {quiet}زار {{A|الوزير}} السوق. {quiet}{{C|قُتل جندي}}.")
    assert pairs_of(far).spans.tolist() == [[2, 0]]  # the headline's place is never too far


@pytest.mark.parametrize(
    ("sentences", "step"), [(0, 0), (1, 1), (5, 5), (6, 6), (8, 6), (9, 7), (16, 7), (17, 8), (40, 8)]
)
def test_distances_in_sentences_are_told_apart_in_steps_that_grow(sentences: int, step: int) -> None:
    parted = "الطقس معتدل. " * max(sentences - 1, 0)
    text = inline(f"{{C|قُتل جندي}}{'.' if sentences else ''} {parted}{{C|جُرح شرطي}}.")
    middle = FEATURES["sentences"] // 2
    found = pairs_of(text).features[:, list(FEATURES).index("sentences")].tolist()
    assert found == [middle + step, middle - step]


def test_casualty_spans_are_paired_however_far_away_the_people_are_told_of_again() -> None:
    quiet = "الطقس معتدل. " * 40
    text = inline(f"الطقس معتدل. {{C|قُتل جندي}}. {quiet}{{C|مقتل الجندي}}.")
    pairs = pairs_of(text)
    assert pairs.spans.tolist() == [[0, 1], [1, 0]]
    farthest = FEATURES["sentences"] - 1
    assert pairs.features[:, list(FEATURES).index("sentences")].tolist() == [farthest, 0]
    many = inline("".join(f"{{C|قُتل جندي}} في يوم {number}. {quiet}" for number in range(70)))
    assert np.bincount(pairs_of(many).spans[:, 0]).max() == 65, "the first, and 32 on each side"


@pytest.mark.parametrize("without", ["", "لا أحد", "زار الوزير السوق"])
def test_a_text_without_casualties_has_no_pairs_and_no_tolls(without: str) -> None:
    document = Document("1", without)
    assert pairs_of(document).spans.shape == (0, 2)
    assert linked_tolls(document, pairs_of(document), nothing(document)) == ()


def test_people_whose_release_is_told_are_released_whatever_the_model_says() -> None:
    freed = inline("أفرج {A|الجيش} عن {C|تسعة أسرى} وقُتل {C|جندي}.")
    statuses = [toll.status for toll in tolls_of(answered(freed))]
    assert statuses == ["released", "asserted"]


def test_a_count_that_its_own_sentence_denies_is_disputed_whatever_the_model_says() -> None:
    denied = inline("نفى {A|الجيش} {C|مقتل تسعة بحارة}. وقُتل {C|جندي}.")
    assert [toll.status for toll in tolls_of(answered(denied))] == ["disputed", "asserted"]
