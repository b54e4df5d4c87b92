"""The conditional random field on words, affixes and shapes."""

from pathlib import Path

import pytest
from samples.texts import ARTICLE

from eval.baseline import crf
from hasila.arabic.words import split
from hasila.corpus.reading import read
from hasila.document import Document

TEXT = "وقالت وزارة الدفاع إن 12 جنديا قتلوا"


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> crf.CRF:
    """Learn the article."""
    folder = tmp_path_factory.mktemp("crf")
    crf.learn(read(ARTICLE), folder)
    return crf.load(folder)


def test_it_finds_again_most_of_what_it_learnt_with_the_exact_boundaries(model: crf.CRF) -> None:
    learnt = read(ARTICLE)
    gold = {(document.id, span) for document in learnt for span in document.spans}
    found = {(document.id, span) for document in map(model.read, learnt) for span in document.spans}
    assert len(gold & found) / len(gold) > 0.95
    assert model.parameters > 1000


def test_each_span_has_a_probability(model: crf.CRF) -> None:
    scores = [span.score for document in map(model.read, read(ARTICLE)) for span in document.spans]
    assert all(score is not None and 0 < score <= 1 for score in scores)


def test_two_trainings_write_the_same_file(tmp_path: Path) -> None:
    files = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        crf.learn(read(ARTICLE)[:3], tmp_path / name)
        files.append((tmp_path / name / crf.FILE).read_bytes())
    assert files[0] == files[1]


def test_a_text_without_words_has_no_spans(model: crf.CRF) -> None:
    assert model.read(Document("empty", " \n")).spans == ()


def test_a_word_is_described_by_itself_its_affixes_its_shape_and_its_neighbours() -> None:
    ministry = crf.features(split(TEXT))[1]
    assert {"word=وزارة", "level=وزاره", "prefix=وز", "suffix=ره", "shape=arabic", "spaced"} <= set(ministry)
    assert {"-1level=وقالت", "+1bare=دفاع", "+2level=ان", "-2edge", "+0pair=زاره دفاع"} <= set(ministry)
    assert "shape=digits2" in crf.features(split(TEXT))[4]


@pytest.mark.parametrize(
    ("word", "shape"),
    [("12", "digits2"), ("و41", "digits2"), ("ثلاثه", "number"), ("BBC", "latin"), ("،", "sign،"), ("جنديا", "arabic")],
)
def test_the_shape_tells_numbers_latin_and_signs_from_words(word: str, shape: str) -> None:
    (own,) = crf.features(split(word))
    assert f"shape={shape}" in own


def test_spelling_that_folds_to_the_same_is_described_alike() -> None:
    assert crf.features(split("مقتل ٢٦ مدنيّا")) == crf.features(split("مقتل 26 مدنيا"))
