"""The leaderboard."""

import csv
import io
from dataclasses import replace

import pytest
from samples.leaderboard import ENTRIES, TIMED

from eval.benchmark.leaderboard import leaderboard, write_csv


def test_a_table_for_each_corpus_has_a_row_for_each_system() -> None:
    entries = [*ENTRIES, *(replace(entry, corpus="other") for entry in ENTRIES)]
    lines = leaderboard(entries, "a chip, 2 cores").splitlines()
    assert "**test** (3 spans)" in lines
    assert "**other** (3 spans)" in lines
    assert lines.count("| encoder | 95.0 | 100–100 | 100.0 90.0 | 100.0 | 100.0 | 100.0 | best |") == 2
    assert lines.count("| CRF | 50.0 | 0–67 | deterministic | 50.0 | 66.7 | 0.0 | 0.0123 |") == 2


def test_costs_stand_in_one_table_with_speeds_only_where_they_were_measured() -> None:
    without = leaderboard(ENTRIES, "a chip, 2 cores").splitlines()
    assert "| encoder | 1.5 | 2.00 |" in without
    assert "| CRF | 0.2 | 2.00 |" in without
    lines = leaderboard([TIMED[0], ENTRIES[1]], "a chip, 2 cores").splitlines()
    assert "| encoder | 1.5 | 2.00 | 1,234 | 5.0 | 0.30 | 200 | 1.00 | 200 | 1.00 | 1.50 | 0.50 | 2 |" in lines
    assert "| CRF | 0.2 | 2.00 | – | – | – | – | – | – | – | – | – | – |" in lines


def test_speeds_are_told_against_the_first_systems() -> None:
    told = leaderboard(TIMED, "a chip, 2 cores")
    assert "| 1,000 | 5.00 |" in told
    assert "×: relative to encoder" in told
    assert "On a chip, 2 cores." in told


def test_the_csv_has_everything_in_a_row_for_each_system_and_corpus() -> None:
    file = io.StringIO()
    write_csv(file, [TIMED[0], ENTRIES[1]])
    first, second = csv.DictReader(io.StringIO(file.getvalue()))
    assert (first["corpus"], first["system"], first["p_holm"], first["seeds"]) == ("test", "encoder", "", "1.0 0.9")
    assert float(first["strict_f1"]) == pytest.approx(0.95)
    assert (float(first["batched"]), float(first["batched_high"]), first["device"]) == (200, 400, "cpu")
    assert (second["seeds"], second["p_holm"], second["batched"]) == ("deterministic", "0.0123", "")
    assert float(second["ACTOR_strict_f1"]) == pytest.approx(2 / 3)
