"""What `import hasila` offers, and what it costs."""

import inspect
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from samples.texts import ROOT

import hasila
from hasila import HasilaError, errors
from hasila.extractor import Extractor

USAGE = ROOT / "tests/typing/usage.py"


def test_the_package_offers_these_names_and_no_others() -> None:
    assert hasila.__all__ == [
        "LABELS",
        "CheckpointError",
        "ConfigError",
        "CorpusError",
        "Document",
        "EncoderError",
        "Extractor",
        "HasilaError",
        "Incident",
        "InputError",
        "LabelError",
        "MissingExtraError",
        "OutputError",
        "Span",
        "Toll",
        "__version__",
        "incidents",
    ]


def test_every_error_is_offered() -> None:
    raised = {name for name, one in vars(errors).items() if inspect.isclass(one) and issubclass(one, HasilaError)}
    assert raised <= set(hasila.__all__)


def test_every_name_is_there_and_is_listed() -> None:
    assert all(hasattr(hasila, name) for name in hasila.__all__)
    assert set(hasila.__all__) <= set(dir(hasila))
    assert hasila.Extractor is Extractor
    with pytest.raises(AttributeError, match="no attribute 'Pipeline'"):
        _ = hasila.Pipeline


def test_the_version_is_that_of_the_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert hasila.__version__ == project["version"]


def test_the_import_alone_loads_nothing_that_is_not_the_standard_librarys() -> None:
    code = (
        "import sys; before = set(sys.modules); import hasila; dir(hasila); "
        "tops = {name.partition('.')[0] for name in set(sys.modules) - before}; "
        "print(sorted(tops - set(sys.stdlib_module_names)))"
    )
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "['hasila']"


@pytest.mark.slow
@pytest.mark.parametrize("checker", [["mypy"], ["basedpyright", "--level", "error"]], ids=lambda command: command[0])
def test_a_users_program_has_the_types_that_it_asserts(checker: list[str]) -> None:
    command = [str(Path(sys.executable).parent / checker[0]), *checker[1:], str(USAGE)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
