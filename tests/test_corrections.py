"""python -m eval.corrections: annotated passages that go over a desk, and those that stay apart."""

import json
from pathlib import Path
from typing import Any

import pytest
from samples.programs import run_program
from samples.texts import ARTICLE
from typer.testing import CliRunner

from eval.corrections import divide
from hasila.cli.app import app as hasila_app
from hasila.corpus.reading import read
from hasila.document import Document
from hasila.errors import InputError

pytest.importorskip("sqlalchemy")


def rows(path: Path) -> dict[str, Any]:
    """Return the rows of a corpus by their ids."""
    found = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return {row["id"]: row for row in found}


@pytest.fixture(scope="module")
def corrected(tiny_checkpoint: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of five corrected passages of the article."""
    folder = tmp_path_factory.mktemp("corrections") / "made"
    ended = run_program("eval.corrections", ARTICLE, "--number", 5, "--checkpoint", tiny_checkpoint, "--output", folder)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.startswith("5 passages were corrected (strict F1 of the proposals ")
    return folder


def test_what_the_desk_exports_is_the_annotation_and_names_no_split(corrected: Path) -> None:
    gold, checked = {one.id: one for one in read(ARTICLE)}, read(corrected / "checked.jsonl")
    assert len(checked) == 5
    assert all((one.text, one.spans) == (gold[one.id].text, gold[one.id].spans) for one in checked)
    assert all(one.tolls == (gold[one.id].tolls or ()) for one in checked)
    assert {("split" in one.meta, one.meta["desk_state"]) for one in checked} == {(False, "checked")}


def test_the_corpus_of_the_desk_has_no_errors(corrected: Path) -> None:
    ended = CliRunner().invoke(hasila_app, ["check", str(corrected / "checked.jsonl")])
    assert (ended.exit_code, " 0 errors" in ended.output) == (0, True)


def test_every_passage_is_corrected_or_held_out(corrected: Path) -> None:
    parts = [set(rows(corrected / f"{name}.jsonl")) for name in ("checked", "held_out", "others")]
    assert [len(part) for part in parts] == [5, len(rows(ARTICLE)) - 5, 0]
    assert set.union(*parts) == set(rows(ARTICLE))


def passages(*sources: str) -> list[Document]:
    """Return a passage of each source text, the last of another outlet."""
    given = [Document(str(i), "قتل", meta={"sha256": one, "outlet": "a"}) for i, one in enumerate(sources)]
    return [*given, Document("z", "قتل", meta={"sha256": sources[0], "outlet": "b"}), Document("y", "قتل")]


def test_passages_of_one_text_stay_on_one_side_and_other_outlets_are_others() -> None:
    for seed in range(9):
        divided = divide(passages("s", "s", "t", "u"), {"outlet": "a"}, 1, seed)
        learnt, held_out = ({one.meta.get("sha256") for one in part} for part in (divided.learnt, divided.held_out))
        assert not learnt & held_out
        assert [one.id for one in divided.others] == (["y"] if learnt == {"s"} else ["z", "y"])


def test_as_many_as_there_are_cannot_all_be_corrected() -> None:
    with pytest.raises(InputError, match="--number 3: there are 2 passages with outlet=a, and one at least must be"):
        divide(passages("s", "t"), {"outlet": "a"}, 3, 0)


def test_a_kind_of_passage_is_a_field_and_its_value(tmp_path: Path) -> None:
    ended = run_program("eval.corrections", ARTICLE, "--where", "daily", "--output", tmp_path / "made")
    assert (ended.returncode, "--where daily: must be FIELD=VALUE" in ended.stderr) == (2, True)
    assert not (tmp_path / "made").exists()


def test_an_annotation_that_no_desk_takes_is_named(tiny_checkpoint: Path, tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    cut = {"text": "قتل ثلاثة نجارين", "spans": [{"start": 0, "end": 2, "label": "CASUALTY"}]}
    gold.write_text("".join(json.dumps({"id": name, **cut}) + "\n" for name in "ab"), encoding="utf-8")
    ended = run_program(
        "eval.corrections", gold, "--number", 1, "--checkpoint", tiny_checkpoint, "-o", tmp_path / "made"
    )
    assert (ended.returncode, "the desk does not take its annotation" in ended.stderr) == (2, True)
    assert not (tmp_path / "made").exists()
