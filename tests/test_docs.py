"""What people read, held to the code: links, Python blocks, commands, options and settings."""

import re
import shlex
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token
from samples.command_lines import SCHEMAS, commands, options, settings
from samples.texts import ROOT

PAGES = [
    *sorted(ROOT.glob("*.md")),
    *(page for folder in ("configs", "data", "docs", "hasila") for page in sorted((ROOT / folder).rglob("*.md"))),
]
SHELL = {"", "sh", "shell", "bash", "console"}
INNER = {"python -m eval.speed.reading", "python -m eval.speed.stopwatch"}
"""Programs that others start."""
each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


@cache
def tokens(page: Path) -> list[Token]:
    """Return the blocks of a page."""
    return MarkdownIt("commonmark").enable("table").parse(page.read_text(encoding="utf-8"))


def inline(page: Path) -> Iterator[Token]:
    """Yield what stands within the paragraphs, headings and tables of a page."""
    for block in tokens(page):
        yield from block.children or ()


@cache
def anchors(page: Path) -> frozenset[str]:
    """Return the anchors that a forge gives to the headings of a page."""
    found: list[str] = []
    for opening, heading in zip(tokens(page), tokens(page)[1:], strict=False):
        if opening.type == "heading_open":
            plain = "".join(part.content for part in heading.children or ())
            slug = re.sub(r"[^\w\- ]", "", plain.lower()).replace(" ", "-")
            found.append(f"{slug}-{found.count(slug)}" if slug in found else slug)
    return frozenset(found)


def is_reached(page: Path, link: str) -> bool:
    """Say whether a link to a file of the project, to a heading, or to both, leads somewhere."""
    path, _, anchor = link.partition("#")
    target = page.parent / path if path else page
    return target.exists() and (not anchor or target.suffix != ".md" or anchor in anchors(target))


@each_page
def test_every_link_of_a_page_leads_somewhere_and_no_place_is_left_to_fill(page: Path) -> None:
    assert not re.findall(r"@@|TODO|FIXME", page.read_text(encoding="utf-8"))
    links = [str(token.attrs.get("href") or token.attrs.get("src") or "") for token in inline(page)]
    own = [link for link in links if link and not re.match(r"[a-z]+:", link)]
    assert [link for link in own if not is_reached(page, link)] == []


def test_the_readme_shows_no_picture_by_a_path_which_the_package_index_could_not_follow() -> None:
    pictures = [str(token.attrs["src"]) for token in inline(ROOT / "README.md") if token.type == "image"]
    assert [picture for picture in pictures if "://" not in picture] == []
    assert "<img" not in (ROOT / "README.md").read_text(encoding="utf-8")


def python_blocks(page: Path) -> list[tuple[int, str]]:
    """Return the Python blocks of a page with the lines they begin at, but those under <!-- not run: REASON -->."""
    found, before = [], ""
    for token in tokens(page):
        if token.type == "fence" and token.info == "python" and not re.match(r"<!-- not run: \S.* -->", before):
            found.append((token.map[0] + 1 if token.map else 0, token.content))
        before = token.content
    return found


@pytest.mark.parametrize(
    "page",
    [pytest.param(page, id=str(page.relative_to(ROOT))) for page in PAGES if python_blocks(page)],
)
def test_the_python_blocks_of_a_page_run_one_after_the_other(
    page: Path, tmp_path: Path, tiny_checkpoint: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "runs/quickstart").mkdir(parents=True)
    (tmp_path / "runs/quickstart/checkpoint").symlink_to(tiny_checkpoint)
    (tmp_path / "data").symlink_to(ROOT / "data")
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {"__name__": "page"}
    for line, block in python_blocks(page):
        padded = "\n" * line + block  # so that a traceback names the page's own lines
        exec(compile(padded, page, "exec"), names)  # noqa: S102 - the project's own pages


@dataclass(frozen=True)
class Command:
    """A command as a page words it: what is started, and with which words."""

    program: str
    words: tuple[str, ...]

    def known(self) -> str:
        """Return the longest start of the command that is one: "hasila extract" of "hasila extract CHECKPOINT"."""
        name = self.program
        for word in self.words:
            if f"{name} {word}" not in commands():
                break
            name = f"{name} {word}"
        return name

    def faults(self) -> Iterator[str]:
        """Yield what the command names that does not exist."""
        if self.program not in commands():
            yield f"{self.program} is no program"
            return
        name = self.known()
        rest = self.words[len(name.split()) - len(self.program.split()) :]
        if hasattr(commands()[name], "commands") and rest and re.fullmatch(r"[a-z-]+", rest[0]) and rest[0][0] != "-":
            yield f"{name} has no command {rest[0]}"
        for before, word in zip(("", *rest), rest, strict=False):
            option, setting = re.match(r"--?[a-z][\w-]*", word), re.match(r"([a-z_.]+)=", word)
            if option and option[0] not in options(name):
                yield f"{name} has no option {option[0]}"
            if setting and not before.startswith("-") and setting[1] not in settings(SCHEMAS.get(name)):
                yield f"{name} has no setting {setting[1]}"


def words_of(line: str) -> list[str]:
    """Return the words of a line of the shell, its operators among them, without the folder of a program."""
    lexer = shlex.shlex(line, posix=True, punctuation_chars="|&;<>()")
    lexer.whitespace_split = True
    return [re.sub(r"^\S*/bin/(?=\w+$)", "", word) for word in lexer]


def commands_in(line: str) -> Iterator[Command]:
    """Yield the commands of the project that a line of the shell starts."""
    if not re.search(r"(^|[\s/`$(])(hasila|torchrun|python3?)\s", line):
        return
    words: list[str] = []
    for word in [*words_of(line), ";"]:
        if not re.fullmatch(r"[|&;<>()]+|do|then", word):
            words.append(word)
            continue
        yield from of_project(words)
        words = []


def of_project(words: list[str]) -> Iterator[Command]:
    """Yield the command that words begin with, if it is one of the project."""
    while words and re.match(r"\$$|[A-Z_]+=", words[0]):
        words = words[1:]
    if words[:1] == ["hasila"]:
        yield Command("hasila", tuple(words[1:]))
    if words[:1] in (["python"], ["python3"], ["torchrun"]) and "-m" in words:
        module, *rest = words[words.index("-m") + 1 :] or [""]
        if module.partition(".")[0] in {"train", "eval"}:
            yield Command(f"python -m {module}", tuple(rest))


def shell_lines(page: Path) -> Iterator[str]:
    """Yield the lines of the shell on a page: those of its blocks, and what stands in code within a sentence."""
    for token in tokens(page):
        if token.type == "fence" and token.info in SHELL:
            yield from token.content.replace("\\\n", " ").splitlines()
    yield from (token.content for token in inline(page) if token.type == "code_inline")


@each_page
def test_every_command_of_a_page_and_its_options_and_settings_exist(page: Path) -> None:
    found = [command for line in shell_lines(page) for command in commands_in(line)]
    assert [fault for command in found for fault in command.faults()] == []


@each_page
def test_every_target_of_make_and_every_group_and_extra_that_a_page_names_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = project["project"]["optional-dependencies"]
    lines = "\n".join(shell_lines(page))
    assert set(re.findall(r"^make ([a-z]+)", lines, re.MULTILINE)) <= set(targets)
    assert set(re.findall(r"--group[ =]([a-z]+)", text)) <= set(project["dependency-groups"])
    assert {name for names in re.findall(r"hasila\[([a-z,]+)\]", text) for name in names.split(",")} <= set(extras)


@pytest.mark.parametrize(
    ("line", "faults"),
    [
        (".venv/bin/hasila extract runs/a/checkpoint news.txt --output x.jsonl -f html  # --no", []),
        ("cat a | .venv/bin/hasila extract --colum x - > --y", ["hasila extract has no option --colum"]),
        ("for a in b; do hasila chek $a; done", ["hasila has no command chek"]),
        ("python -m eval.absent x", ["python -m eval.absent is no program"]),
        ("python -m eval.baseline learn crf --speed=3", ["python -m eval.baseline learn has no option --speed"]),
        ("OMP_NUM_THREADS=1 torchrun --nproc_per_node 2 -m train a.yaml nam=x training.seed=1", ["nam"]),
        ("python -m eval.benchmark a.yaml --corpus outside=b.jsonl seeds=[0] seed=0", ["has no setting seed"]),
        ("hasila COMMAND --help; python -m pytest --x; hasila, train and eval", []),
    ],
)
def test_what_a_line_names_that_does_not_exist_is_found(line: str, faults: list[str]) -> None:
    found = [fault for command in commands_in(line) for fault in command.faults()]
    assert [fault for fault, wanted in zip(found, faults, strict=True) if wanted not in fault] == []


@cache
def coded() -> tuple[tuple[str, frozenset[str]], ...]:
    """Return each page under docs/ with the words that stand on it as code."""
    pages = [page for page in PAGES if (ROOT / "docs") in page.parents]
    return tuple(
        (
            page.read_text(encoding="utf-8"),
            frozenset(word for line in shell_lines(page) for word in re.split(r"[\s=,|]+", line)),
        )
        for page in pages
    )


def test_every_command_and_every_option_is_documented_on_a_page_that_names_the_command() -> None:
    wanted = [
        (name, max(parameter.opts, key=len))
        for name, command in commands().items()
        if name not in INNER
        for parameter in command.params
        if parameter.param_type_name == "option" and not parameter.hidden
    ]
    missing = [
        f"{name} {option}"
        for name, option in wanted
        if not any(name in text and option in words for text, words in coded())
    ]
    unnamed = [name for name in commands() if name not in INNER and not any(name in text for text, _ in coded())]
    assert (missing, unnamed) == ([], [])


def test_every_setting_is_documented_on_a_page_that_names_a_program_which_takes_it() -> None:
    missing = [
        f"{name} {setting}"
        for name, schema in SCHEMAS.items()
        for setting in sorted(settings(schema))
        if not any(name in text and setting in words for text, words in coded())
    ]
    assert missing == []
