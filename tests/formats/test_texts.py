"""Texts to extract from."""

import csv
import io
import json
import lzma
import sys
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from hasila.document import Document
from hasila.errors import InputError, MissingExtraError
from hasila.formats.texts import STDIN, read_documents, read_texts

TEXTS = ['قتل جندي،\r\nفي "تدمر"', "", "ب" * 200_000]


def test_a_txt_file_is_one_text_as_it_stands(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("\ufeffقتل\r\nجندي\n".encode())
    assert list(read_texts([tmp_path / "a.txt"], "text")) == [Document("a.txt", "\ufeffقتل\r\nجندي\n")]


def test_rows_of_jsonl_csv_and_parquet_are_the_same_texts(tmp_path: Path) -> None:
    with (tmp_path / "a.jsonl").open("w", encoding="utf-8") as file:
        file.writelines(json.dumps({"id": f"n{i}", "body": text}) + "\n" for i, text in enumerate(TEXTS))
    with (tmp_path / "a.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerows([("id", "body"), *((f"n{i}", text) for i, text in enumerate(TEXTS))])
    parquet.write_table(pa.table({"id": [f"n{i}" for i in range(3)], "body": TEXTS}), tmp_path / "a.parquet")
    expected = [Document(f"n{i}", text) for i, text in enumerate(TEXTS)]
    for name in ("a.jsonl", "a.csv", "a.parquet"):
        assert list(read_texts([tmp_path / name], "body")) == expected


def test_a_row_without_an_id_is_known_by_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('\ufeff{"text": "قتل"}\n\n{"text": "جندي"}\n', encoding="utf-8")
    assert [d.id for d in read_texts([tmp_path / "a.jsonl"], "text")] == [
        f"{tmp_path}/a.jsonl:1",
        f"{tmp_path}/a.jsonl:3",
    ]


def test_standard_input_is_one_text_or_what_the_option_says(monkeypatch: pytest.MonkeyPatch) -> None:
    for form, expected in ((None, ['{"text": "قتل"}\n']), ("jsonl", ["قتل"])):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO('{"text": "قتل"}\n'.encode())))
        assert [d.text for d in read_texts([STDIN], "text", form)] == expected  # type: ignore[arg-type]  # a literal


def test_standard_input_may_be_parquet(monkeypatch: pytest.MonkeyPatch) -> None:
    made = io.BytesIO()
    parquet.write_table(pa.table({"text": ["قتل"]}), made)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(made.getvalue())))
    assert [d.text for d in read_texts([STDIN], "text", "parquet")] == ["قتل"]


def test_all_broken_rows_of_all_files_are_named_before_any_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b'{"text": "a"}\n{"text"\n[1]\n{"txt": "b"}\n{"text": null}\n{"text": "\xe9"}\n')
    (tmp_path / "b.csv").write_text('id,body\n1,"a\n', encoding="utf-8")
    (tmp_path / "c.txt").write_bytes(b"abc\xff")
    names = ["a.jsonl", "b.csv", "c.txt", "d.parquet"]
    with pytest.raises(InputError) as caught:
        read_texts([tmp_path / name for name in names], "text")
    lines = [line.removeprefix(f"{tmp_path}/") for line in str(caught.value).splitlines()]
    assert lines == [
        "a.jsonl:2: is not JSON: Expecting ':' delimiter at column 8",
        "a.jsonl:3: is not an object with a 'text'",
        "a.jsonl:4: has the columns txt, but not 'text'; name the column of the text: --column NAME",
        "a.jsonl:5: has no text in 'text'; name the column of the text: --column NAME",
        "a.jsonl:6: is not UTF-8 at byte 64 of the file; save it as UTF-8",
        "b.csv:2: is not CSV: unexpected end of data",
        "c.txt: is not UTF-8 at byte 3; save it as UTF-8",
        "d.parquet: cannot be read: No such file or directory",
    ]


def test_many_faults_are_counted_rather_than_listed(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("{\n" * 50, encoding="utf-8")
    with pytest.raises(InputError, match=r"and 30 more$"):
        read_texts([tmp_path / "a.jsonl"], "text")


def test_csv_that_is_not_utf8_and_parquet_that_is_none_are_named(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"text\n\xe9\n")
    (tmp_path / "b.parquet").write_bytes(b"PAR2")
    parquet.write_table(pa.table({"body": ["x"]}), tmp_path / "c.parquet")
    with pytest.raises(InputError) as caught:
        read_texts([tmp_path / name for name in ("a.csv", "b.parquet", "c.parquet")], "text")
    message = str(caught.value)
    assert "not UTF-8" in message
    assert "b.parquet: is not a readable parquet file" in message
    assert "c.parquet: has the columns body, but not 'text'; name one: --column NAME" in message


def test_an_unknown_ending_is_refused_unless_the_form_is_given(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_text("قتل", encoding="utf-8")
    with pytest.raises(InputError, match=r"files ending in \.log are not known; name the form: --input-format"):
        read_texts([tmp_path / "a.log"], "text")
    assert [d.text for d in read_texts([tmp_path / "a.log"], "text", "txt")] == ["قتل"]


def test_a_broken_row_of_standard_input_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"{\n")))
    with pytest.raises(InputError, match=r"^-:1: is not JSON"):
        list(read_texts([STDIN], "text", "jsonl"))


def test_without_pyarrow_the_pip_command_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'hasila\[parquet\]'"):
        read_texts([tmp_path / "a.parquet"], "text")


def test_a_compressed_file_is_the_same_texts(tmp_path: Path) -> None:
    rows = "".join(json.dumps({"id": f"n{i}", "text": text}) + "\n" for i, text in enumerate(TEXTS))
    for name, content in (("a.jsonl", rows), ("a.txt", TEXTS[0]), ("a.csv", 'id,text\n1,"قتل\nجندي"\n')):
        (tmp_path / name).write_bytes(content.encode())
        (tmp_path / f"{name}.xz").write_bytes(lzma.compress(content.encode()))
        plain, compressed = (list(read_texts([tmp_path / one], "text")) for one in (name, f"{name}.xz"))
        assert [document.text for document in compressed] == [document.text for document in plain]


@pytest.mark.parametrize(
    ("content", "fault"),
    [(b"plain", "is not a whole .xz file"), (lzma.compress(b"abc" * 999)[:-20], "is not a whole .xz file")],
)
@pytest.mark.parametrize("name", ["a.txt.xz", "a.jsonl.xz", "a.csv.xz"])
def test_a_file_that_is_no_xz_or_is_cut_off_is_named(name: str, content: bytes, fault: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=rf"{name}: {fault}"):
        list(read_texts([tmp_path / name], "text"))
    with pytest.raises(InputError, match=rf"{name}: {fault}"):
        list(read_documents([tmp_path / name], "text"))


def test_the_documents_of_a_txt_file_are_the_parts_that_blank_lines_divide(tmp_path: Path) -> None:
    (tmp_path / "a.txt.xz").write_bytes(lzma.compress("\n\nقتل\nجندي\r\n \r\n\nفي تدمر".encode()))
    (tmp_path / "b.jsonl").write_text('{"text": "أولا\\n\\nثانيا"}\n', encoding="utf-8")
    found = list(read_documents([tmp_path / "a.txt.xz", tmp_path / "b.jsonl"], "text"))
    assert [document.text for document in found] == ["قتل\nجندي\r\n", "في تدمر", "أولا\n\nثانيا"]
    assert found[1].id == "a.txt.xz, part 2"


def test_a_document_that_is_not_utf8_is_told_by_its_byte(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("قتل\n\n".encode() + b"\xe9")
    with pytest.raises(InputError, match="not UTF-8 at byte 8"):
        list(read_documents([tmp_path / "a.txt"], "text"))
