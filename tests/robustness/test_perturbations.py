"""Changes that a reader would read past."""

import numpy as np
import pytest
from samples.marked import inline
from samples.texts import ARTICLE, ROOT

from eval.robustness.perturbations import perturbations
from hasila.arabic.gazetteer import Gazetteer, read_gazetteer
from hasila.arabic.words import is_symbol, split
from hasila.corpus.reading import read

KNOWN = read_gazetteer(ROOT / "data/gazetteer.yaml")
SUITE = perturbations(KNOWN, KNOWN)
FOLDED_AWAY = (
    "vowel marks added",
    "vowel marks removed",
    "tatweel",
    "Eastern digits",
    "Western digits",
    "bidi marks and zero widths",
    "presentation forms",
    "line breaks",
)


def perturbed(name: str, marked: str, seed: int = 0) -> tuple[str, list[str]]:
    """Return the text of a marked passage after a perturbation, and the words of its spans."""
    document = SUITE[name](inline(marked), np.random.default_rng(seed))
    return document.text, [document.text_of(span) for span in document.spans]


@pytest.mark.parametrize("name", SUITE)
def test_every_span_keeps_its_label_and_covers_whole_words(name: str) -> None:
    random = np.random.default_rng(1)
    for document in read(ARTICLE):
        changed = SUITE[name](document, random)
        words = split(changed.text)
        assert [span.label for span in changed.spans] == [span.label for span in document.spans]
        assert {span.start for span in changed.spans} <= {word.start for word in words}
        assert {span.end for span in changed.spans} <= {word.end for word in words}


@pytest.mark.parametrize("name", FOLDED_AWAY)
def test_what_only_typography_tells_apart_is_folded_away_before_the_model(name: str) -> None:
    random = np.random.default_rng(2)
    for document in read(ARTICLE):
        before = [word.folded for word in split(document.text)]
        assert [word.folded for word in split(SUITE[name](document, random).text)] == before


@pytest.mark.parametrize("name", [name for name in SUITE if name not in {"Western digits", "vowel marks removed"}])
def test_every_perturbation_changes_the_article(name: str) -> None:
    random = np.random.default_rng(3)
    documents = read(ARTICLE)
    assert any(SUITE[name](document, random).text != document.text for document in documents)


@pytest.mark.parametrize(
    ("name", "marked", "text", "words"),
    [
        ("hamzas dropped from alef", "أعلن {A|الإطفاء}", "اعلن الاطفاء", ["الاطفاء"]),
        ("hamzas dropped from waw and ya", "{A|مسؤول هيئة}", "مسوول هيية", ["مسوول هيية"]),
        ("final ya and alef maqsura confused", "على {A|علي}", "علي على", ["على"]),
        ("ta marbuta written ha", "{L|مدينة غزة}", "مدينه غزه", ["مدينه غزه"]),
        ("numbers in words", "{C|مقتل 25 جنديا} و40", "مقتل خمسة وعشرين جنديا و40", ["مقتل خمسة وعشرين جنديا"]),
        ("numbers in digits", "{C|مقتل خمسة وعشرين جنديا}", "مقتل 25 جنديا", ["مقتل 25 جنديا"]),
        ("hashtags", "في {L|دير الزور} #{L|حلب}", "في #دير_الزور #حلب", ["دير_الزور", "حلب"]),
        ("punctuation and quotes", "«{A|داعش}»، قال", '"داعش", قال', ["داعش"]),
    ],
)
def test_spans_move_with_the_text(name: str, marked: str, text: str, words: list[str]) -> None:
    assert perturbed(name, marked) == (text, words)


def test_lost_spaces_never_glue_the_edge_of_a_span() -> None:
    for seed in range(50):
        text, words = perturbed("lost spaces", "صدر من {A|وزارة الدفاع} قرار دولي جديد جدا", seed)
        assert words in (["وزارة الدفاع"], ["وزارةالدفاع"])
        assert "وزارة" in text


def test_names_are_exchanged_for_unseen_ones_of_their_kind() -> None:
    known = Gazetteer({"cities": ("حلب", "تعز")})
    swap = perturbations(known, known.without({"حلب"}))["names exchanged"]
    document = swap(inline("في {L|مدينة حلب} {C|مقتل حلب}"), np.random.default_rng(0))
    assert [document.text_of(span) for span in document.spans] == ["مدينة تعز", "مقتل حلب"]


def test_a_misread_letter_stays_a_letter() -> None:
    random = np.random.default_rng(4)
    for document in read(ARTICLE):
        before, after = split(document.text), split(SUITE["misread letters"](document, random).text)
        assert [is_symbol(word.folded or "-") for word in after] == [is_symbol(word.folded or "-") for word in before]
