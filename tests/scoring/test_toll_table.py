"""Scores of tolls as a table."""

import pytest
from samples.told import told, toll

from hasila.scoring.toll_table import show_tolls, toll_markdown
from hasila.scoring.tolls import score_tolls

GOLD = [told(toll(0, 5), toll(8, 2, part_of=0))]
COLUMNS = {"end to end": score_tolls(GOLD, GOLD), "rules": score_tolls(GOLD, [told(toll(0, 5), toll(8, 3))])}


def test_shares_are_in_per_cent_and_ratios_are_not() -> None:
    lines = toll_markdown(COLUMNS).splitlines()
    assert lines[0] == "|  | support | end to end | 95 % | rules | 95 % |"
    assert "| exact | 2 | 100.0 | 100–100 | 50.0 | 50–50 |" in lines
    assert "| killed | 5 | 1.00 | 1.00–1.00 | 1.60 | 1.60–1.60 |" in lines


def test_what_no_column_measures_has_no_row_and_what_one_lacks_is_a_dash() -> None:
    text = toll_markdown({"rules": COLUMNS["rules"], "end to end": score_tolls([], [])})
    assert "| accused |" not in text
    assert "| exact | 2 | 50.0 | 50–50 | – | – |" in text


def test_the_table_fits_a_terminal_of_80_columns(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    show_tolls({"gold spans": COLUMNS["rules"], **COLUMNS}, "2 tolls of 1 passage")
    shown = capsys.readouterr().out
    assert "2 tolls of 1 passage" in shown
    assert "killed exact, summed" in shown
    assert "…" not in shown
