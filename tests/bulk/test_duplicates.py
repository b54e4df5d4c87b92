"""Duplicates: what repeats an earlier text, and what only resembles it."""

import sys
from collections.abc import Iterable, Mapping
from typing import Any

import pytest
from samples.many_texts import REPEATS, many_rows, with_repeats_planted

from hasila.bulk.duplicates import DuplicateIndex, fingerprint

TEXT = (
    "أعلنت مديرية الصحة في بلدة النخيل مقتل أربعة مدنيين وإصابة طفلين في قصف على السوق. "
    "وقال شهود إن الطائرات حلقت فوق البلدة منذ الفجر وإن سيارات الإسعاف لم تصل إلا بعد ساعات. "
    "ودعا المجلس المحلي المنظمات إلى إرسال الأدوية والخيام إلى العائلات."
)
ROW = {"document": "a", "text": TEXT, "date": "2020-01-02"}


def found(rows: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Return the duplicates among rows by document, with their originals."""
    index = DuplicateIndex()
    marked = {row["document"]: index.original_of(fingerprint(row)) for row in rows}
    return {name: original for name, original in marked.items() if original is not None}


@pytest.mark.parametrize("repeat", REPEATS[:-1], ids=lambda repeat: repeat.__name__)
def test_a_text_as_other_outlets_repeat_it_is_a_duplicate(repeat: Any) -> None:
    assert found([ROW, ROW | {"document": "b", "text": repeat(TEXT)}]) == {"b": "a"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("أربعة", "خمسة"),
        ("مدنيين", "جنود"),
        ("النخيل", "السدر"),
        ("طفلين", "طفل"),
        ("مقتل", "إصابة"),
        ("فوق البلدة", "فوق المدينة"),
        ("إلى العائلات.", "إلى العائلات. وتوفي جريح."),
        ("إلى العائلات.", "إلى العائلات. ولا يزال 12 عاملا تحت الأنقاض."),
    ],
)
def test_a_text_that_tells_of_other_people_is_read(old: str, new: str) -> None:
    assert old in TEXT
    assert found([ROW, ROW | {"document": "b", "text": TEXT.replace(old, new)}]) == {}


def test_the_same_text_of_another_day_is_read() -> None:
    assert found([ROW, ROW | {"document": "b", "date": "2020-01-03"}]) == {}


def test_a_duplicate_of_a_duplicate_names_the_text_that_both_repeat() -> None:
    rows = [
        ROW,
        ROW | {"document": "b", "text": f"{TEXT}\nمتابعات"},
        ROW | {"document": "c", "text": f"{TEXT}\nمتابعات"},
    ]
    assert found(rows) == {"b": "a", "c": "a"}


def test_no_text_that_tells_of_others_is_taken_for_a_repeat_and_most_repeats_are_found() -> None:
    planted = with_repeats_planted(many_rows(300), 0.3)
    marked = found({"document": row["id"], **row} for row in planted.rows)
    assert set(marked.items()) <= set(planted.originals.items())
    assert len(marked) >= 0.6 * len(planted.originals)


@pytest.mark.slow
def test_among_thousands_of_texts_the_repeats_that_are_marked_are_repeats(capsys: pytest.CaptureFixture[str]) -> None:
    planted = with_repeats_planted(many_rows(2000, seed=11), 0.25, seed=11)
    marked = found({"document": row["id"], **row} for row in planted.rows)
    right = len(set(marked.items()) & set(planted.originals.items()))
    with capsys.disabled():  # the figures of docs/bulk.md
        sys.stdout.write(f"\n{right} of {len(planted.originals)} repeats found, {len(marked)} texts marked\n")
    assert right == len(marked)
    assert right >= 0.7 * len(planted.originals)
