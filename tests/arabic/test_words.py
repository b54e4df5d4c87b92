"""Words, their offsets and their folding."""

import pytest
from hypothesis import assume, given
from samples.texts import texts

from hasila.arabic.words import fold, is_symbol, split


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("مقتل 26 جنديا.", ["مقتل", "26", "جنديا", "."]),
        ("«داعش»، (وسط)", ["«", "داعش", "»", "،", "(", "وسط", ")"]),
        ("#غزة_الآن", ["#", "غزة", "_", "الآن"]),
        ("1,200 قتيل و3.5 و٢٬٠٠٠", ["1,200", "قتيل", "و3", ".", "5", "و٢", "٬", "٠٠٠"]),
        ("قُتِلَ رجــال", ["قُتِلَ", "رجــال"]),
        ("\u202bسو\u200dريا\u202c", ["سو\u200dريا"]),
        ("F-16 تقصف", ["F", "-", "16", "تقصف"]),
        ("الخبر\r\nالأول", ["الخبر", "الأول"]),
        ("قُتل 👨‍👩‍👧!", ["قُتل", "👨", "👩", "👧", "!"]),
        ("\u200f\u0000 \u2028", []),
        ("في\u200bدمشق", ["في", "دمشق"]),
        ("حمـ.ـاس وقـ**ـصف ح.م", ["حمـ.ـاس", "وقـ**ـصف", "ح", ".", "م"]),
        ("&quot;قوات الدعم السريع&quot; في الفاشر&nbsp;", ["قوات", "الدعم", "السريع", "في", "الفاشر"]),
        ("&#1602;تل &amp;c; A&B; &x", ["تل", "c", ";", "A", "&", "B", ";", "&", "x"]),
        ("<p class='x>y'>قتل</p><br/>جندي <!-- a --> 3 < 4", ["قتل", "جندي", "3", "<", "4"]),
        ("<STYLE>p {}</style >قتل<script src=a>x < y</Script> جندي", ["قتل", "جندي"]),
        ("<script>قتل <!-- جندي", ["قتل", "جندي"]),
        ("قال @user_1: نعم، a@b.c @ ق", ["قال", ":", "نعم", "،", "a", "@", "b", ".", "c", "@", "ق"]),
        ("", []),
    ],
)
def test_text_is_split_into_words_and_signs(text: str, words: list[str]) -> None:
    assert [text[word.start : word.end] for word in split(text)] == words


@pytest.mark.parametrize(
    ("word", "folded"),
    [
        ("قُتِلَ", "قتل"),
        ("رجــال", "رجال"),
        ("سو\u200fريا", "سوريا"),
        ("ﻣﺤﻤﺪ", "محمد"),
        ("٢٦", "26"),
        ("۲۶", "26"),
        ("کردی", "كردي"),
        ("الأُمم", "الأمم"),
        ("مدرسة", "مدرسة"),
        ("ٱلجيش", "الجيش"),
        ("مدینۃ", "مدينة"),
        ("خانۀ بے", "خانه بي"),
        ("حمـ.ـاس", "حماس"),
        ("ـــ", ""),
        ("\ud800", "\N{REPLACEMENT CHARACTER}"),
    ],
)
def test_folding_keeps_letters_and_drops_what_only_typography_tells_apart(word: str, folded: str) -> None:
    assert fold(word) == folded


@given(texts())
def test_every_visible_character_is_in_exactly_one_word(text: str) -> None:
    assume(not set(text) & set("&<@"))  # the signs of markup and handles
    words = split(text)
    inside = [index for word in words for index in range(word.start, word.end)]
    assert inside == sorted(set(inside))
    outside = "".join(character for index, character in enumerate(text) if index not in set(inside))
    assert all(character.isspace() or not character.isprintable() for character in outside)


@given(texts())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    for word in split(text):
        assert fold(word.folded) == word.folded


def test_a_word_knows_whether_a_space_stands_before_it() -> None:
    assert [word.spaced for word in split("قال: «لا» نعم")] == [True, False, True, False, False, True]
    assert [word.spaced for word in split("في\u200bدمشق<br>قال&nbsp;(نعم)")] == [True, True, True, True, False, False]


def test_signs_are_told_from_words() -> None:
    assert [is_symbol(word) for word in ("«", ".", "👨", "غزة", "26", "\u064b")] == [
        True,
        True,
        True,
        False,
        False,
        True,
    ]
