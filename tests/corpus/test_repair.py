"""CoNLL files that others made."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from hasila.cli import app
from hasila.corpus.reading import read
from hasila.corpus.repair import read_foreign
from hasila.errors import CorpusError, InputError

AMISS = "\u200eباريس\u200e B-LOC\n\u200f O\nقال O\nعمر I-PERS\nالبشير I-PERS\n\nنهاية O\n"


def test_invisible_edges_empty_tokens_and_spans_without_beginning_are_mended_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "others.conll"
    path.write_text(AMISS, encoding="utf-8")
    (first, second), mendings = read_foreign(path)
    assert first.text == "باريس قال عمر البشير"
    assert [(first.text_of(span), span.label) for span in first.spans] == [("باريس", "LOC"), ("عمر البشير", "PERS")]
    assert second.text == "نهاية"
    assert dict(mendings) == {"invisible edges cut off": 2, "empty tokens left out": 1, "I- that began a span": 1}


def test_a_tag_that_is_none_is_an_error_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "others.conll"
    path.write_text("باريس LOC\nهنا X\n\nعمر B-\n", encoding="utf-8")
    with pytest.raises(CorpusError, match=r"others.conll: line 1: .*'LOC'[^\n]*\n.*line 2[^\n]*\n.*line 4"):
        read_foreign(path)


def test_the_command_writes_json_lines_with_the_split_and_tells_what_it_mended(tmp_path: Path) -> None:
    (tmp_path / "others.conll").write_text(AMISS, encoding="utf-8")
    made = tmp_path / "made.jsonl"
    result = CliRunner().invoke(app, ["jsonl", str(tmp_path / "others.conll"), "-o", str(made), "--split", "train"])
    assert result.exit_code == 0
    assert "2 passages, 1 I- that began a span, 1 empty tokens left out, 2 invisible edges cut off" in result.output
    assert [document.meta["split"] for document in read(made)] == ["train", "train"]


def test_the_last_share_of_passages_can_be_held_out_to_choose_settings_on(tmp_path: Path) -> None:
    others, made = tmp_path / "others.conll", tmp_path / "made.jsonl"
    others.write_text("\n\n".join(f"كلمة{index} O" for index in range(10)), encoding="utf-8")
    command = ["jsonl", str(others), "-o", str(made), "--hold-out", "0.2"]
    assert CliRunner().invoke(app, [*command, "--split", "train"]).exit_code == 0
    assert [document.meta["split"] for document in read(made)] == ["train"] * 8 + ["dev"] * 2
    refused = CliRunner().invoke(app, command).exception
    assert isinstance(refused, InputError)
    assert "--split, which names the split" in str(refused)
