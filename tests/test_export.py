"""hasila export: the fast form is written if it reads as the checkpoint does, or nothing is."""

import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from samples.fast_forms import skip_without
from samples.program import Program
from samples.texts import ARTICLE

from hasila import export as module
from hasila.errors import InputError, OutputError
from hasila.export import Limits, export, misread_lengths
from hasila.runtime.base import RowScores
from hasila.runtime.fast_form import FAST, GateFigures, read_form

AS_TORCH = GateFigures(passages=9, f1_of_torch=0.9, f1=0.9, texts=9, identical=1.0, alone=1.0, confidence_shift=0.0)


@pytest.mark.parametrize(
    ("worse", "told"),
    [
        (replace(AS_TORCH, f1=0.89), "it loses 1.00 points of F1, and may lose 0.30"),
        (replace(AS_TORCH, identical=0.98), "only 98.0 % of its spans are torch's; 99.5 % must be"),
        (replace(AS_TORCH, alone=0.99), "only 99.0 % are found in a text alone too; 99.8 % must be"),
        (replace(AS_TORCH, confidence_shift=0.05), "confidences move by 0.050, and may move by 0.02"),
    ],
)
def test_each_figure_beyond_its_limit_speaks_against_the_fast_form(worse: GateFigures, told: str) -> None:
    assert [*Limits().faults(worse)] == [told]
    assert not [*Limits().faults(AS_TORCH)]


@pytest.fixture
def checkpoint(tiny_checkpoint: Path, tmp_path: Path) -> Path:
    """Return a copy of the tiny checkpoint."""
    return Path(shutil.copytree(tiny_checkpoint, tmp_path / "checkpoint"))


def test_the_command_writes_a_fast_form_with_the_figures_of_its_gate(checkpoint: Path, hasila: Program) -> None:
    ended = hasila("export", checkpoint, "--precision", "fp32", "--gate", ARTICLE, "--texts", ARTICLE)
    assert ended.code == 0, ended.err
    assert "fast in fp32: F1 is" in ended.err
    form = read_form(checkpoint)
    assert form.gate.identical == form.gate.alone == 1
    assert {"hasila", "openvino", "torch"} <= form.packages.keys()
    fast = hasila("extract", checkpoint, ARTICLE, "--backend", "fast").out
    torch = hasila("extract", checkpoint, ARTICLE, "--backend", "torch", "--device", "cpu").out
    assert _without_scores(fast) == _without_scores(torch)
    assert _scores(fast) == pytest.approx(
        _scores(torch), abs=1.1e-4
    )  # the last digit: what is rounded differs by processor


_SCORE = re.compile(r'"score": ([0-9.]+)')


def _without_scores(lines: str) -> str:
    return _SCORE.sub("", lines)


def _scores(lines: str) -> list[float]:
    return [float(score) for score in _SCORE.findall(lines)]


def test_a_fast_form_that_loses_too_much_is_not_written(checkpoint: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(module.LIMITS, "fp32", Limits(f1_lost=-1))
    with pytest.raises(OutputError, match=r"is not written in fp32: it loses 0\.00 points of F1"):
        export(checkpoint, "fp32", ARTICLE, None)
    assert not (checkpoint / FAST).exists()
    assert not [path for path in checkpoint.iterdir() if FAST in path.name]


@dataclass(frozen=True)
class Reader:
    """A reader that tells the tags of a row by its subwords, and those of rows of seven subwords wrongly."""

    is_sound: bool

    def read(self, rows: Sequence[Sequence[int]]) -> Iterator[RowScores]:
        for row in rows:
            is_misread = len(row) == 7 and not self.is_sound
            yield RowScores(np.eye(3, dtype=np.float32)[np.array(row) % 3] * (-9 if is_misread else 9), None)


def test_a_length_of_rows_that_the_engine_misreads_is_found() -> None:
    row = list(range(20))
    assert misread_lengths(Reader(is_sound=True), Reader(is_sound=False), row) == [7]  # type: ignore[arg-type]  # what is read alone
    assert misread_lengths(Reader(is_sound=True), Reader(is_sound=True), row) == []  # type: ignore[arg-type]  # as above


def test_passages_that_are_no_longer_there_are_asked_for(checkpoint: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (checkpoint / "hasila.json").read_text(encoding="utf-8").replace(str(ARTICLE), "gone.jsonl")
    (checkpoint / "hasila.json").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"gone.jsonl is not here; --gate FILE names passages to score"):
        export(checkpoint, "fp32", None, None)


@pytest.mark.slow
def test_a_form_in_8_bits_is_written_where_the_gate_allows_it(
    checkpoint: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    skip_without("nncf")
    monkeypatch.setitem(module.LIMITS, "int8", Limits(f1_lost=1, identical=0, alone=0.998, confidence_shift=1))
    figures = export(checkpoint, "int8", ARTICLE, None)
    assert figures.alone == 1
    assert read_form(checkpoint).packages["nncf"]
