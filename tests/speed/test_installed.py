"""The size of what is installed."""

from pathlib import Path

import pytest

from eval.speed.installed import installed


def install(folder: Path, name: str, size: int, *requires: str) -> None:
    """Write a distribution of one file of `size` bytes to `folder`, as pip leaves it."""
    info = folder / f"{name}-1.0.dist-info"
    info.mkdir()
    (folder / f"{name}.py").write_bytes(b"#" * size)
    needs = "".join(f"Requires-Dist: {requirement}\n" for requirement in requires)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n{needs}", encoding="utf-8")
    (info / "RECORD").write_text(f"{name}.py,,\ngone.py,,\n", encoding="utf-8")


def test_each_distribution_that_is_needed_is_counted_once_and_none_of_an_extra_of_our_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path, "hasila", 1, "small", "big[more]>=1", "absent", 'unread; extra == "x"')
    install(tmp_path, "small", 10, 'elsewhere; sys_platform == "nowhere"')
    install(tmp_path, "big", 100, "small", 'added; extra == "more"', "Hasila")
    for name, size in {"elsewhere": 5, "added": 40, "unread": 9}.items():
        install(tmp_path, name, size, "small")
    monkeypatch.syspath_prepend(str(tmp_path))
    its = installed()
    assert [*its.needed.items()] == [("big", 100), ("added", 40), ("small", 10)]
    assert its.hasila > 1_000_000, "the models in the package"
