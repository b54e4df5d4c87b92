"""Tables: incidents as flat rows by the columns of event data."""

from datetime import date

import pytest

from hasila.tolls.estimates import Estimate
from hasila.tolls.incidents import Claim, Incident, JointCount, TollLeft, TollUsed
from hasila.tolls.tables import TABLE_COLUMNS, TableColumns, column_type, hxl_tags, table_rows

FULL = Incident(
    incident=3,
    docs=("a", "b"),
    date_start=date(2021, 5, 4),
    date_end=date(2021, 5, 5),
    date_precision="days",
    place=("بلدة النخيل", "محافظة الوادي"),
    country="SY",
    latitude=35.5,
    longitude=38.25,
    where_precision="city",
    side_a="الجيش",
    side_b="المسلحون",
    killed=Estimate(4, 9, None),
    wounded=Estimate(1, 1, 1),
    killed_a=Estimate(2, 2, 2),
    killed_civilians=Estimate(3, 3, 3),
    joint=JointCount(("killed", "wounded"), 30, 40),
    claims=(
        Claim(("killed",), 9, None, "المرصد", "third", ("الجيش",), "a", 0),
        Claim(("killed", "wounded"), 30, 40, None, None, (), "a", 1),
    ),
    sources=("المرصد",),
    flags=("rivals",),
    evidence=(TollUsed("a", 0), TollUsed("a", 1)),
    left_out=(TollLeft("b", 0, "same_as"),),
)
WAR = Incident(incident=4, docs=("a",), flags=("cumulative",), left_out=(TollLeft("a", 2, "cumulative"),))


def test_hasila_s_own_columns_hold_all_of_a_row() -> None:
    [row] = table_rows([FULL])
    assert [row[f"killed_{bound}"] for bound in ("low", "best", "high")] == [4, 9, None]
    assert (row["captured_best"], row["killed_women_low"], row["admin1"]) == (None, None, None)
    assert (row["joint_harms"], row["joint_low"], row["joint_high"]) == ("killed+wounded", 30, 40)
    assert row["claims"] == "المرصد: killed 9+ (الجيش); killed+wounded 30-40"
    assert (row["evidence"], row["left_out"]) == ("a#0; a#1", "b#0 same_as")
    assert (row["date_start"], row["date_end"], row["place"]) == (
        "2021-05-04",
        "2021-05-05",
        "بلدة النخيل; محافظة الوادي",
    )


def test_ucdp_columns_split_the_killed_by_side() -> None:
    [row] = table_rows([FULL], "ucdp")
    assert list(row)[-7:] == ["deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best", "high", "low"]
    assert list(row.values())[-7:] == [2, None, 3, 4, 9, None, 4]
    assert (row["where_prec"], row["date_prec"], row["year"]) == (1, 2, 2021)


def test_deaths_that_other_sources_count_leave_no_rest() -> None:
    [row] = table_rows([Incident(incident=1, docs=(), killed=Estimate(1, 1, 1), killed_a=Estimate(2, 2, 2))], "ucdp")
    assert row["deaths_unknown"] is None


def test_acled_columns_have_one_count() -> None:
    [row] = table_rows([FULL], "acled")
    assert (row["event_date"], row["time_precision"], row["geo_precision"], row["fatalities"]) == (
        "2021-05-04",
        2,
        1,
        9,
    )
    assert (row["actor1"], row["actor2"], row["location"]) == ("الجيش", "المسلحون", "بلدة النخيل")


def test_hapi_columns_count_an_event() -> None:
    [row] = table_rows([FULL], "hapi")
    assert (row["events"], row["fatalities"], row["reference_period_end"]) == (1, 9, "2021-05-05")


@pytest.mark.parametrize("columns", TABLE_COLUMNS)
def test_what_is_not_known_is_null_and_never_zero(columns: TableColumns) -> None:
    bare = Incident(incident=1, docs=("a",), killed=Estimate(2, 2, None), evidence=(TollUsed("a", 0),))
    [row] = table_rows([bare], columns)
    assert 0 not in row.values()


@pytest.mark.parametrize("columns", ["ucdp", "acled", "hapi"])
def test_cumulative_tolls_are_no_events_of_other_projects(columns: TableColumns) -> None:
    assert list(table_rows([WAR], columns)) == []
    assert [row["flags"] for row in table_rows([WAR])] == ["cumulative"]


@pytest.mark.parametrize("columns", TABLE_COLUMNS)
def test_every_column_has_a_place_in_the_row_of_hashtags(columns: TableColumns) -> None:
    [row] = table_rows([FULL], columns)
    assert list(hxl_tags(columns)) == list(row)


def test_hashtags_name_counts_as_humanitarian_data_does() -> None:
    tags = hxl_tags()
    assert [tags[f"killed_{bound}"] for bound in ("low", "best", "high")] == [
        "#affected+killed+min",
        "#affected+killed",
        "#affected+killed+max",
    ]
    assert (tags["wounded_best"], tags["captured_best"], tags["missing_best"]) == (
        "#affected+injured",
        "#affected+abducted",
        "#affected+missing",
    )
    assert tags["side_a"] == ""


@pytest.mark.parametrize("columns", TABLE_COLUMNS)
def test_what_stands_in_a_column_is_of_its_type(columns: TableColumns) -> None:
    [row] = table_rows([FULL], columns)
    for name, value in row.items():
        kind = column_type(name, columns)
        if value is not None and kind is date:
            date.fromisoformat(str(value))
        elif value is not None:
            assert type(value) is kind, name
