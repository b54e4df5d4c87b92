"""Work on parts in all cores."""

import os
import time

import pytest

from train.pretrain.cores import in_parts, on_all_cores


def slow_first(part: list[int]) -> tuple[int, int]:
    """Return the sum of a part and the process that computed it; the first part takes longest."""
    if part[0] == 0:
        time.sleep(0.2)
    return sum(part), os.getpid()


def test_results_come_in_the_order_of_the_parts_from_other_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    found = list(on_all_cores(slow_first, in_parts(range(40), 4)))
    assert [total for total, _ in found] == [sum(range(first, first + 4)) for first in range(0, 40, 4)]
    assert os.getpid() not in {process for _, process in found}


@pytest.mark.parametrize(("rows", "cores"), [(3, 2), (9, 1), (0, 2)])
def test_one_part_or_one_core_starts_no_process(rows: int, cores: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    found = list(on_all_cores(slow_first, in_parts(range(rows), 3)))
    assert {process for _, process in found} <= {os.getpid()}
    assert sum(total for total, _ in found) == sum(range(rows))


def test_the_last_part_is_shorter() -> None:
    assert list(in_parts("abcde", 2)) == [["a", "b"], ["c", "d"], ["e"]]
