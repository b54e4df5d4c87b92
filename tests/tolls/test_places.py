"""Where the place is that a toll names."""

import subprocess
import sys
from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples.texts import ROOT

from hasila.arabic.spelling import level
from hasila.arabic.words import fold
from hasila.tolls.place_table import PLACES, Division, place_table
from hasila.tolls.places import PlacePrecision, ResolvedPlace, resolve_place

SYRIA = ("سوريا",)


def resolved(*mentions: str, passage: tuple[str, ...] = ()) -> ResolvedPlace:
    """Return the place that mentions name, which must be known."""
    place = resolve_place(mentions, passage)
    assert place, mentions
    return place


def admin1(*mentions: str, passage: tuple[str, ...] = ()) -> str | None:
    """Return the code of the division of a place, which must be known."""
    division = resolved(*mentions, passage=passage).admin1
    return division.code if division else None


# What the words say.


@pytest.mark.parametrize(
    ("mention", "precision", "code"),
    [
        ("حلب", "city", "SY-HL"),
        ("مدينة حلب", "city", "SY-HL"),
        ("وسط حلب", "city", "SY-HL"),
        ("أحياء حلب الشرقية", "city", "SY-HL"),
        ("شرق حلب", "near", "SY-HL"),
        ("شمال غربي مدينة حلب", "near", "SY-HL"),
        ("بالقرب من حلب", "near", "SY-HL"),
        ("مطار حلب الدولي", "near", "SY-HL"),
        ("منطقة عفرين", "near", "SY-HL"),
        ("ريف عفرين", "near", "SY-HL"),
        ("محافظة حلب", "admin1", "SY-HL"),
        ("شمالي محافظة حلب", "admin1", "SY-HL"),
        ("ريف حلب الشمالي", "admin1", "SY-HL"),
        ("الريف الغربي لحلب", "admin1", "SY-HL"),
        ("ريف دمشق", "admin1", "SY-RD"),
        ("شمال سوريا", "country", None),
        ("الأراضي السورية", "country", None),
        ("الجمهورية العربية السورية", "country", None),
        ("العاصمة السورية", "city", "SY-DI"),
        ("العاصمة السورية دمشق", "city", "SY-DI"),
        ("شمال العاصمة السورية", "near", "SY-DI"),
    ],
)
def test_the_noun_before_a_name_says_how_closely_the_place_is_known(
    mention: str, precision: PlacePrecision, code: str | None
) -> None:
    place = resolved(mention, passage=SYRIA)
    assert (place.country, place.precision, admin1(mention, passage=SYRIA)) == ("SY", precision, code)


@pytest.mark.parametrize("mention", ["بحلب", "وحلب", "لحلب", "وبحلب", "#حلب", "«حلب»", "حَلَب", "حــلب"])
def test_clitics_and_typography_do_not_hide_a_name(mention: str) -> None:
    assert admin1(mention) == "SY-HL"


@pytest.mark.parametrize(
    ("left", "right"),
    [("للرقة", "الرقة"), ("ادلب", "إدلب"), ("الحسكه", "الحسكة"), ("ديرالزور", "دير الزور"), ("دير_الزور", "دير الزور")],
)
def test_spellings_of_a_name_are_one_place(left: str, right: str) -> None:
    assert replace(resolved(left, passage=SYRIA), name="س") == replace(resolved(right, passage=SYRIA), name="س")


def test_a_place_is_named_as_the_text_words_it() -> None:
    assert resolved("بريف حلب").name == "بريف حلب"


def test_a_resolved_place_has_the_degrees_of_the_city() -> None:
    place = resolved("بغداد")
    assert (round(place.latitude or 0), round(place.longitude or 0)) == (33, 44)


def test_a_division_has_the_degrees_of_the_city_of_its_name_and_a_country_has_none() -> None:
    city, division = resolved("البصرة"), resolved("محافظة البصرة")
    assert (division.latitude, division.longitude) == (city.latitude, city.longitude)
    assert resolved("محافظة الأنبار").latitude is None
    assert resolved("العراق").latitude is None


def test_a_division_carries_its_iso_code_and_arabic_name() -> None:
    assert resolved("محافظة نينوى").admin1 == Division("IQ-NI", "نينوى")


@pytest.mark.parametrize(
    ("mention", "code"),
    [("قطاع غزة", "PS-GZZ"), ("الضفة الغربية", "PS-WBK"), ("الأنبار", "IQ-AN"), ("سهل نينوى", "IQ-NI")],
)
def test_names_that_news_uses_and_gazetteers_lack_are_known(mention: str, code: str) -> None:
    assert (admin1(mention), resolved(mention).precision) == (code, "admin1")


@pytest.mark.parametrize(("mention", "country"), [("إقليم كردستان", "IQ"), ("دارفور", "SD"), ("دونباس", "UA")])
def test_a_region_of_several_divisions_is_known_as_its_country(mention: str, country: str) -> None:
    place = resolved(mention)
    assert (place.country, place.precision) == (country, "country")


def test_a_name_in_short_is_read_where_the_text_tells_of_its_country() -> None:
    assert admin1("القطاع", passage=("غزة",)) == "PS-GZZ"
    assert resolve_place(["القطاع"], ["بغداد"]) is None


# The cautions.


@pytest.mark.parametrize(("country", "code"), [("ليبيا", "LY-TB"), ("لبنان", "LB-AS")], ids=["in Libya", "in Lebanon"])
def test_the_countries_of_the_text_decide_between_places_of_a_name(country: str, code: str) -> None:
    assert admin1("طرابلس", passage=("طرابلس", country)) == code


@pytest.mark.parametrize("passage", [("طرابلس",), ("طرابلس", "ليبيا", "لبنان")])
def test_an_ambiguous_name_is_not_guessed(passage: tuple[str, ...]) -> None:
    assert resolve_place(["طرابلس"], passage) is None


def test_an_adjective_or_a_container_settles_what_the_text_leaves_open() -> None:
    both = ("ليبيا", "لبنان")
    assert admin1("طرابلس اللبنانية", passage=both) == "LB-AS"
    assert admin1("طرابلس", "ليبيا", passage=both) == "LY-TB"


@pytest.mark.parametrize("mention", ["حي السليمانية", "شارع السليمانية", "ساحة السليمانية", "مستشفى السليمانية"])
def test_a_quarter_or_a_facility_is_no_city_of_its_name(mention: str) -> None:
    assert resolve_place([mention], ["العراق", "السليمانية"]) is None


def test_a_village_is_no_city_of_its_name() -> None:
    assert resolve_place(["قرية بغداد"], ["العراق"]) is None


def test_an_unknown_place_is_near_the_next_place_that_contains_it() -> None:
    place = resolved("حي الياسمين", "حلب", passage=SYRIA)
    assert (place.name, place.precision, place.admin1) == ("حلب", "near", resolved("حلب").admin1)


def test_an_unknown_place_in_a_division_is_known_as_that_division() -> None:
    assert resolved("قرية الوردات", "ريف حلب الجنوبي", "سوريا").precision == "admin1"


def test_a_container_in_the_same_words_is_taken_too() -> None:
    place = resolved("مستشفى الأمل في مدينة حلب")
    assert (place.precision, place.country) == ("near", "SY")


@pytest.mark.parametrize(
    "mention", ["ديالبيا", "المدينة", "المنطقة", "القرية", "الحدود السورية التركية", "قرب سوريا", ""]
)
def test_what_is_no_known_place_is_none(mention: str) -> None:
    assert resolve_place([mention], SYRIA) is None


def test_no_mention_is_no_place() -> None:
    assert resolve_place([]) is None


def test_a_small_place_known_in_other_countries_only_is_not_taken() -> None:
    assert resolve_place(["الخالص"], ["السودان"]) is None
    assert admin1("الخالص", passage=("العراق",)) == "IQ-DI"


def test_a_large_city_known_in_another_country_is_taken_but_no_facility_of_its_name() -> None:
    assert resolved("الموصل", passage=("السودان",)).country == "IQ"
    assert resolve_place(["مطار الموصل"], ["السودان"]) is None


def test_two_places_known_in_one_country_only_say_what_the_text_tells_of() -> None:
    assert resolve_place(["جنين"], ["جنين"]) is None
    assert admin1("جنين", passage=("جنين", "نابلس")) == "PS-WBK"


def test_latin_letters_are_not_matched_to_arabic_names() -> None:
    assert resolve_place(["Halab"], SYRIA) is None


def test_the_country_and_the_capital_are_those_of_the_only_country_of_the_text() -> None:
    assert resolved("شمال البلاد", passage=SYRIA).country == "SY"
    assert admin1("العاصمة", passage=SYRIA) == "SY-DI"
    assert resolve_place(["البلاد"], ["سوريا", "العراق"]) is None


def test_oman_and_amman_are_spelled_alike_and_only_the_text_decides() -> None:
    assert resolve_place(["عمان"]) is None
    assert resolved("عمان", passage=("الأردن",)).precision == "city"
    assert resolved("سلطنة عمان").country == "OM"


def test_a_division_beats_a_small_namesake_elsewhere_in_its_country() -> None:
    assert admin1("صلاح الدين", passage=("العراق",)) == "IQ-SD"


# Laws.

SOME = "حلب طرابلس العراق في شرق قرب محافظة مدينة حي ريف مخيم السورية البلاد العاصمة بحلب للرقة من الشمالي قرية ، «"
WORDS = st.sampled_from(SOME.split())
MENTIONS = st.lists(WORDS, max_size=40).map(" ".join) | st.text(max_size=30)


@given(st.lists(MENTIONS, max_size=3), st.lists(MENTIONS, max_size=4))
def test_any_words_are_a_valid_place_or_none(mentions: list[str], passage: list[str]) -> None:
    place = resolve_place(mentions, passage)
    assert place is None or place.name in [mention.strip() for mention in mentions]


@given(st.permutations(["سوريا", "حلب", "العراق", "الموصل", "جنين", "نابلس"]))
def test_the_order_of_the_other_places_does_not_matter(passage: list[str]) -> None:
    assert resolve_place(["جنين"], passage) == resolve_place(["جنين"], sorted(passage))


@pytest.mark.parametrize(
    "changed",
    [
        {"name": ""},
        {"country": "Syria"},
        {"latitude": None},
        {"latitude": 91.0},
        {"longitude": -181.0},
        {"precision": "country"},
        {"precision": "admin1", "admin1": None},
        {"latitude": None, "longitude": None},
    ],
)
def test_an_impossible_place_cannot_be_made(changed: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"place|degrees|globe|precision"):
        replace(resolved("حلب"), **changed)  # type: ignore[arg-type] # impossible values are the point


# The table.


def test_the_table_is_read_at_the_first_question_and_not_on_import() -> None:
    code = (
        "import sys; import hasila.tolls.places; from hasila.tolls.place_table import place_table; "
        "sys.exit(place_table.cache_info().currsize)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=ROOT).returncode == 0


def test_the_files_of_the_table_have_the_checksums_beside_them() -> None:
    for line in PLACES.with_name("SHA256SUMS").read_text(encoding="utf-8").splitlines():
        digest, name = line.split("  ")
        assert sha256(PLACES.with_name(name).read_bytes()).hexdigest() == digest


def test_every_row_of_the_table_is_a_place_with_names_as_they_are_looked_up() -> None:
    table = place_table()
    assert all(name == level(fold(name)) and " " not in name for name in table.rows)
    places = [place for name in table.rows for place in table.named(name)]
    assert {place.kind for place in places} == {"country", "division", "region", "city"}
    assert all((place.latitude is None) == (place.kind != "city") for place in places)


@pytest.mark.parametrize(
    "country", ["SY", "IQ", "YE", "LB", "LY", "SD", "EG", "SO", "TN", "DZ", "AF", "IR", "ML", "UA"]
)
def test_the_divisions_of_a_country_that_wars_are_told_of_have_arabic_names(country: str) -> None:
    divisions = {division for (of, _), division in place_table().divisions.items() if of == country}
    assert divisions
    assert all(division.name for division in divisions)
