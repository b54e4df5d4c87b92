"""One measurement of a model."""

import subprocess
import sys

import pytest
from samples.texts import ROOT


def test_memory_is_the_peak_and_not_what_is_left() -> None:
    code = (
        "from eval.speed.stopwatch import peak_memory; before = peak_memory(); "
        "held = bytearray(range(256)) * 400_000; del held; print(peak_memory() - before)"
    )
    grown = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert int(grown) == pytest.approx(102_400_000, rel=0.2)
