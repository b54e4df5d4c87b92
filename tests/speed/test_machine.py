"""What is known of the machine."""

from pathlib import Path

import pytest
from samples.fast_forms import skip_without

from eval.speed import machine
from eval.speed.machine import arithmetic, cpu


@pytest.mark.parametrize(
    ("listed", "vnni"),
    [
        ("flags\t\t: fpu avx2 avx_vnni\n\nmodel name\t: B\nflags\t\t: fpu\n", [True]),
        ("flags\t\t: fpu avx2\n", [False]),
        ("Features\t: fp asimd\n", [None]),
    ],
)
def test_the_processor_has_vnni_if_the_system_lists_it_among_its_flags(
    listed: str, vnni: list[bool | None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    skip_without("openvino")
    (tmp_path / "cpuinfo").write_text(f"model name\t: A\n{listed}", encoding="utf-8")
    monkeypatch.setattr(machine, "_CPUINFO", tmp_path / "cpuinfo")
    assert (cpu(), [arithmetic().vnni]) == ("A", vnni)


def test_a_system_without_a_list_of_processors_has_a_name_for_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "_CPUINFO", tmp_path / "absent")
    assert cpu()
