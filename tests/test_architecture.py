"""The house: which room may import which, which know torch, and what starts without it."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from samples.texts import ROOT

GROUND = ("hasila.errors", "hasila.validation", "hasila.spans", "hasila.toll", "hasila.document", "hasila.files")
READING = (*GROUND, "hasila.arabic", "hasila.tagging", "hasila.runtime")
SHARED = ("train.number_types", "train.arguments", "train.attention", "train.devices", "train.run_folder")
ROOMS = {
    "hasila.errors": (),
    "hasila.validation": (),
    "hasila.spans": ("hasila.errors",),
    "hasila.toll": ("hasila.errors", "hasila.spans", "hasila.validation"),
    "hasila.document": ("hasila.errors", "hasila.spans", "hasila.toll"),
    "hasila.files": ("hasila.errors",),
    "hasila.part_file": ("hasila.errors", "hasila.files"),
    "hasila.program": ("hasila.errors", "hasila.validation", "hasila.files"),
    "hasila.arabic": ("hasila.errors", "hasila.validation", "hasila.spans", "hasila.toll"),
    "hasila.scoring": ("hasila.spans", "hasila.toll", "hasila.document", "hasila.arabic"),
    "hasila.tagging": (*GROUND, "hasila.arabic"),
    "hasila.tolls": (*GROUND, "hasila.arabic", "hasila.runtime.base"),
    "hasila.formats": (*GROUND, "hasila.arabic", "hasila.tagging"),
    "hasila.corpus": (*GROUND, "hasila.arabic", "hasila.tagging", "hasila.formats", "hasila.tolls", "hasila.scoring"),
    "hasila.runtime": (*GROUND, "hasila.arabic", "hasila.tagging"),
    "hasila.model": (*READING, "hasila.tolls"),
    "hasila.groups": ("hasila.document",),
    "hasila.processes": (*GROUND, "hasila.groups"),
    "hasila.extractor": (*READING, "hasila.tolls", "hasila.groups", "hasila.processes"),
    "hasila.export": (
        *READING,
        *("hasila.tolls", "hasila.formats", "hasila.corpus", "hasila.scoring", "hasila.model", "hasila.extractor"),
    ),
    "hasila.bulk": (
        *GROUND,
        *("hasila.arabic", "hasila.formats", "hasila.corpus", "hasila.tolls", "hasila.extractor"),
    ),
    "hasila.service": (
        *GROUND,
        *("hasila.arabic", "hasila.tolls", "hasila.formats", "hasila.corpus", "hasila.extractor"),
    ),
    "hasila.cli": ("hasila",),
    "train.number_types": (),
    "train.arguments": ("hasila",),
    "train.attention": (),
    "train.devices": ("hasila",),
    "train.run_folder": ("hasila",),
    "train.finetune": ("hasila", *SHARED),
    "train.pretrain": ("hasila", *SHARED),
    "train": ("hasila", "train"),
    "eval.analysis": ("hasila",),
    "eval.report": ("hasila", "eval.analysis"),
    "eval.baseline": ("hasila", "eval.analysis", "eval.report"),
    "eval.robustness": ("hasila", "eval.analysis", "eval.report"),
    "eval.speed": ("hasila", "eval.analysis", "eval.report", "eval.baseline"),
    "eval.benchmark": ("hasila", "eval.analysis", "eval.report", "eval.baseline", "eval.speed"),
    "eval": ("hasila", "eval"),
}
"""What each room may import besides itself; a module belongs to the longest name that fits."""
LATE = {"hasila.extractor": ("hasila.model",)}
"""What a room may import within a function besides, so that it is loaded only where it is needed."""
KNOW_TORCH = ("hasila.model", "train", "eval.speed")
HEAVY = {"torch", "transformers"}
KNOW_WEB = ("hasila.service",)
WEB = {"fastapi", "starlette", "uvicorn", "sqlalchemy", "alembic", "prometheus_client", "python_multipart"}
OURS = {"hasila", "train", "eval"}
FACE = {"hasila", "hasila.__main__"}
"""What belongs to no room."""
MODULES = [path for top in sorted(OURS) for path in sorted((ROOT / top).rglob("*.py"))]


def name_of(path: Path) -> str:
    """Return the dotted name of a module."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def within(module: str, room: str) -> bool:
    """Say whether a module is in a room."""
    return f"{module}.".startswith(f"{room}.")


def modules_of(node: ast.AST) -> Iterator[str]:
    """Yield the modules that an import statement names."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    if isinstance(node, ast.ImportFrom) and node.module in OURS:
        yield from (f"{node.module}.{alias.name}" for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module:
        yield node.module


def imported(tree: ast.Module) -> dict[str, bool]:
    """Return each module that a module imports when it runs, and whether it does so late, within a function."""
    for_types = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    at_once = {id(node) for node in tree.body}
    found: dict[str, bool] = {}
    for node in ast.walk(tree):
        if id(node) not in for_types:
            for module in modules_of(node):
                found[module] = found.get(module, True) and id(node) not in at_once
    return found


def faults_of(name: str, tree: ast.Module) -> list[str]:
    """Return the imports of a module that the plan of the house does not allow."""
    room = max((room for room in ROOMS if within(name, room)), key=len)
    faults = []
    for module, late in imported(tree).items():
        allowed = (room, *ROOMS[room], *(LATE.get(room, ()) if late else ()))
        if module.partition(".")[0] in OURS and not any(within(module, other) for other in allowed):
            faults.append(module)
        if module.partition(".")[0] in HEAVY and not any(within(name, other) for other in KNOW_TORCH):
            faults.append(module)
        if module.partition(".")[0] in WEB and not any(within(name, other) for other in KNOW_WEB):
            faults.append(module)
    return faults


@pytest.mark.parametrize("path", [path for path in MODULES if name_of(path) not in FACE], ids=name_of)
def test_a_room_imports_what_the_plan_of_the_house_allows(path: Path) -> None:
    assert faults_of(name_of(path), ast.parse(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("hasila.arabic.words", "from hasila.model import checkpoint"),
        ("hasila.tagging.bio", "def late():\n    from hasila.formats import conll"),
        ("hasila.extractor", "from hasila.model import checkpoint"),
        ("hasila.corpus.stats", "def late():\n    import torch"),
        ("train.pretrain.mlm", "from train.finetune import loop"),
        ("eval.analysis.slices", "from train.finetune import loop"),
        ("eval.baseline.crf", "from eval.benchmark import runs"),
        ("hasila.formats.conll", "import eval"),
        ("hasila.cli.serve", "def late():\n    import fastapi"),
        ("hasila.service.store", "from hasila.runtime import manifest"),
    ],
)
def test_an_import_against_the_plan_is_found(name: str, code: str) -> None:
    assert len(faults_of(name, ast.parse(code))) == 1


def test_every_room_of_the_plan_is_there() -> None:
    assert set(ROOMS) <= {name_of(path) for path in MODULES}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_every_module_says_its_subject_in_its_first_line(path: Path) -> None:
    doc = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    assert doc
    assert doc.splitlines()[0].endswith((".", "]"))


@pytest.mark.parametrize(
    "start",
    [
        "import hasila.__main__",
        "from hasila import Extractor",
        "from hasila.cli import app",
        "from hasila.corpus.check import check",
        "from hasila.scoring.metrics import score",
        "from hasila.runtime.manifest import read_manifest",
        "import hasila.runtime.openvino_runtime",
        "import hasila.service.server",
        "import hasila.tolls.counts",
        "import train.__main__",
        "import train.crossval",
        "import train.silver",
        "import train.pretrain.__main__",
        "import eval.__main__",
        "import eval.agreement",
        "import eval.compare",
        "import eval.learning_curve",
        "import eval.load",
        "import eval.score",
        "import eval.baseline.__main__",
        "import eval.benchmark.__main__",
        "import eval.robustness.__main__",
        "import eval.speed.__main__",
        "import eval.speed.stopwatch",
    ],
)
def test_only_what_needs_a_model_loads_torch(start: str) -> None:
    code = f"import sys; {start}; sys.exit(any(name in sys.modules for name in ('torch', 'transformers')))"
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=ROOT).returncode == 0


def public_names(tree: ast.Module) -> Iterator[str]:
    """Yield the classes, constants and type aliases that a module defines; functions are called by their module's."""
    for node in tree.body:
        names = [node.name] if isinstance(node, ast.ClassDef) and node.name[0].isupper() else []
        if isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names = [target.id for target in targets if isinstance(target, ast.Name) and target.id[0].isupper()]
        yield from names


def test_no_two_classes_constants_or_types_have_the_same_name() -> None:
    homes: dict[str, list[str]] = {}
    for path in MODULES:
        for name in public_names(ast.parse(path.read_text(encoding="utf-8"))):
            homes.setdefault(name, []).append(name_of(path))
    # Each kind of baseline says what its file is called: one name for one thing.
    assert {name: found for name, found in homes.items() if len(found) > 1} == {
        "FILE": ["eval.baseline.crf", "eval.baseline.lookup"]
    }
