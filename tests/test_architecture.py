"""The house: who may import whom, and what starts fast."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

ALLOWED = {"hasila": {"hasila"}, "train": {"hasila", "train"}, "eval": {"hasila", "eval"}}


def imported(path: Path) -> set[str]:
    """Return the top-level packages that a module imports, at its head or anywhere within."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        if isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found


@pytest.mark.parametrize("package", ALLOWED)
def test_train_and_eval_import_hasila_and_never_each_other(package: str) -> None:
    for path in (ROOT / package).rglob("*.py"):
        assert imported(path) & set(ALLOWED) <= ALLOWED[package], path


@pytest.mark.parametrize("package", ALLOWED)
def test_every_module_says_its_subject_in_its_first_line(package: str) -> None:
    for path in (ROOT / package).rglob("*.py"):
        doc = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
        assert doc, path
        assert doc.splitlines()[0].endswith((".", "]")), path


@pytest.mark.parametrize(
    "command",
    [
        "import hasila",
        "from hasila.cli import app",
        "from hasila.check import check",
        "from hasila.scoring import score",
        "import train.__main__",
        "import train.crossval",
        "import train.pretrain",
        "import eval.__main__",
        "import eval.benchmark",
        "import eval.stopwatch",
    ],
)
def test_only_what_needs_a_model_loads_torch(command: str) -> None:
    code = f"import sys; {command}; sys.exit(any(name in sys.modules for name in ('torch', 'transformers')))"
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=ROOT).returncode == 0
