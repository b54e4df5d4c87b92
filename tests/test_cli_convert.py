"""hasila convert."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from samples.program import Program

from hasila.corpus.reading import read

COLUMNS = "\u200eباريس\u200e B-LOC\nقال O\nعمر I-PERS\n\nنهاية O\n"


@pytest.fixture
def columns(tmp_path: Path) -> Path:
    """Return a CoNLL file of others."""
    path = tmp_path / "others.conll"
    path.write_text(COLUMNS, encoding="utf-8")
    return path


def test_what_was_mended_is_told_and_every_passage_gets_the_split(
    hasila: Program, columns: Path, tmp_path: Path
) -> None:
    result = hasila("convert", columns, "-o", tmp_path / "made.jsonl", "--split", "train")
    assert (result.code, result.out) == (0, "")
    assert "others.conll: 2 passages, 1 I- that began a span, 1 invisible edges cut off" in result.err
    assert [document.meta["split"] for document in read(tmp_path / "made.jsonl")] == ["train", "train"]


def test_the_last_share_of_passages_can_be_held_out_to_choose_settings_on(
    hasila: Program, columns: Path, tmp_path: Path
) -> None:
    columns.write_text("\n\n".join(f"كلمة{index} O" for index in range(10)), encoding="utf-8")
    command = ["convert", columns, "-o", tmp_path / "made.jsonl", "--hold-out", "0.2"]
    assert hasila(*command, "--split", "train").code == 0
    assert [document.meta["split"] for document in read(tmp_path / "made.jsonl")] == ["train"] * 8 + ["dev"] * 2
    refused = hasila(*command)
    assert (refused.code, "--split, which names the split" in refused.err) == (2, True)


def test_a_tenth_of_a_file_without_breaks_can_be_held_out_and_checked(
    hasila: Program, columns: Path, tmp_path: Path
) -> None:
    columns.write_text("".join(f"كلمة{index} O\nباريس B-LOC\n. O\n" for index in range(100)), encoding="utf-8")
    made = tmp_path / "made.jsonl"
    result = hasila("convert", columns, "-o", made, "--split", "train", "--hold-out", "0.1")
    assert "100 passages cut at sentence ends, since the file has no breaks" in result.err
    assert [document.meta["split"] for document in read(made)].count("dev") == 10
    assert hasila("check", made, "--labels", "LOC").code == 0


def test_files_of_one_name_give_passages_of_distinct_ids(hasila: Program, columns: Path, tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b/others.conll").write_text(COLUMNS, encoding="utf-8")
    result = hasila("convert", columns, tmp_path / "b/others.conll", "-o", tmp_path / "made.jsonl")
    ids = [document.id for document in read(tmp_path / "made.jsonl")]
    assert ids == ["others:1", "others:5", "others:1 (2)", "others:5 (2)"]
    assert "2 passages got another id" in result.err


def test_what_a_form_cannot_hold_is_told_before_it_is_written(hasila: Program, tmp_path: Path) -> None:
    row = {"id": 1, "split": "dev", "text": "وصل وفد", "spans": [{"start": 4, "end": 7, "label": "ACTOR"}]}
    (tmp_path / "a.jsonl").write_text(json.dumps(row), encoding="utf-8")
    result = hasila("convert", tmp_path / "a.jsonl", "-o", tmp_path / "folder")
    assert (
        f"{tmp_path}/folder: brat cannot hold fields of their rows (1 of 1 passages, the first {tmp_path}/a.jsonl:1: 1)"
        in result.err
    )
    assert sorted(path.name for path in (tmp_path / "folder").iterdir()) == ["1.ann", "1.txt", "annotation.conf"]


def test_the_forms_can_be_named(hasila: Program, columns: Path, tmp_path: Path) -> None:
    made = tmp_path / "made.jsonl"
    assert hasila("convert", columns, "-o", made, "--from", "conll", "--to", "doccano").code == 0
    assert json.loads(made.read_text(encoding="utf-8").splitlines()[0])["label"] == [[0, 5, "LOC"], [10, 13, "PERS"]]
    assert hasila("convert", made, "-o", tmp_path / "a.xml").code == 2


def test_the_layer_of_nested_tags_can_be_chosen(hasila: Program, columns: Path, tmp_path: Path) -> None:
    columns.write_text("جامعة B-ORG\nنابلس I-ORG B-GPE\n", encoding="utf-8")
    assert hasila("convert", columns, "-o", tmp_path / "made.jsonl", "--layer", "2").code == 0
    (document,) = read(tmp_path / "made.jsonl")
    assert [span.label for span in document.spans] == ["GPE"]


def test_offsets_that_nothing_proves_are_refused_until_their_unit_is_named(hasila: Program, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "🔥 دمشق", "label": [[2, 6, "LOCATION"]]}', encoding="utf-8")
    command = ["convert", tmp_path / "a.jsonl", "-o", tmp_path / "made.jsonl"]
    refused = hasila(*command)
    assert (refused.code, "--offsets code-points" in refused.err) == (2, True)
    assert hasila(*command, "--offsets", "code-points").code == 0
    (document,) = read(tmp_path / "made.jsonl")
    assert document.text_of(document.spans[0]) == "دمشق"


def test_the_faults_of_all_sources_are_told_and_nothing_is_written(hasila: Program, tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.conll").write_text("كلمة\n", encoding="utf-8")
    result = hasila("convert", tmp_path / "a.conll", tmp_path / "b.conll", "-o", tmp_path / "made.jsonl")
    assert (result.code, "a.conll:1: " in result.err, "b.conll:1: " in result.err) == (2, True, True)
    assert not (tmp_path / "made.jsonl").exists()


def test_a_folder_with_anything_in_it_is_never_replaced(hasila: Program, columns: Path, tmp_path: Path) -> None:
    kept = tmp_path / "work" / "thesis.txt"
    kept.parent.mkdir()
    kept.write_text("years", encoding="utf-8")
    result = hasila("convert", columns, "-o", kept.parent)
    assert (result.code, "the folder is not empty" in " ".join(result.err.split())) == (2, True)
    assert kept.read_text(encoding="utf-8") == "years"


def test_passages_apart_from_their_texts_are_refused_and_not_lost(hasila: Program, tmp_path: Path) -> None:
    apart = tmp_path / "apart.jsonl"
    row = {"id": "a", "source": "s", "sha256": "0" * 64, "start": 0, "end": 3, "spans": []}
    apart.write_text(json.dumps(row) + "\n", encoding="utf-8")
    result = hasila("convert", apart, "-o", tmp_path / "b.jsonl")
    assert (result.code, "apart from their texts" in " ".join(result.err.split())) == (2, True)
    assert not (tmp_path / "b.jsonl").exists()


def test_the_split_that_is_asked_for_overrules_that_of_a_row(hasila: Program, tmp_path: Path) -> None:
    row = {"id": "a", "text": "نص", "spans": [], "split": "test"}
    (tmp_path / "a.jsonl").write_text(json.dumps(row), encoding="utf-8")
    assert hasila("convert", tmp_path / "a.jsonl", "-o", tmp_path / "made.jsonl", "--split", "train").code == 0
    assert [document.meta["split"] for document in read(tmp_path / "made.jsonl")] == ["train"]


def test_how_many_passages_had_another_split_is_told(hasila: Program, tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [{"id": name, "text": "نص", "spans": [], "split": name} for name in ("train", "test")]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    result = hasila("convert", tmp_path / "a.jsonl", "-o", tmp_path / "made.jsonl", "--split", "train")
    assert "1 passages had another split, which --split overrules" in result.err


def test_passages_with_faults_can_be_left_out_and_are_listed(hasila: Program, columns: Path, tmp_path: Path) -> None:
    columns.write_text(f"{COLUMNS}\nكلمة\n", encoding="utf-8")
    command = ["convert", columns, "-o", tmp_path / "made.jsonl"]
    refused = hasila(*command)
    assert (refused.code, "--leave-out-faulty" in refused.err) == (2, True)
    result = hasila(*command, "--leave-out-faulty")
    assert result.code == 0
    assert f"left out: {columns}:7: 'كلمة' does not end with a tag" in result.err
    assert len(read(tmp_path / "made.jsonl")) == 2
    assert hasila(*command, tmp_path / "none.json", "--leave-out-faulty").code == 2


@pytest.mark.parametrize(("option", "value"), [("--layer", "1"), ("--offsets", "utf-16")])
def test_an_option_of_another_form_is_refused(hasila: Program, tmp_path: Path, option: str, value: str) -> None:
    (tmp_path / "a.jsonl").write_text('{"id": "a", "text": "x", "spans": []}', encoding="utf-8")
    result = hasila("convert", tmp_path / "a.jsonl", "-o", tmp_path / "b.jsonl", option, value)
    assert (result.code, f"a.jsonl: {option} " in result.err, "leave it out" in result.err) == (2, True, True)


def test_the_form_of_spacy_says_how_spacy_is_installed_where_it_is_not(
    hasila: Program, columns: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "spacy", None)
    result = hasila("convert", columns, "-o", tmp_path / "made.spacy")
    assert (result.code, "needs the package spacy; install it with: pip install spacy" in result.err) == (2, True)
    assert not (tmp_path / "made.spacy").exists()
