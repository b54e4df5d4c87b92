"""Texts to extract from."""

import csv
import datetime as dt
import io
import json
import lzma
import os
import sys
import threading
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from hasila.document import Document, Origin
from hasila.errors import InputError, MissingExtraError
from hasila.formats.opening import STDIN, Meter
from hasila.formats.parquet import rows_of, write_rows
from hasila.formats.rejects import Reject, refuse
from hasila.formats.texts import parts, read_documents, read_texts, telling_visual, with_own_tolls, with_words

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
    (tmp_path / "a.jsonl").write_bytes(
        b'{"text": "a"}\n{"text"\n[1]\n{"txt": "b"}\n{"text": null}\n{"text": "\xe9"}\n'
        + '{"text": "قتل"}\n'.encode() * 9
    )
    (tmp_path / "b.csv").write_text('id,body\n1,"a\n', encoding="utf-8")
    (tmp_path / "c.txt").write_bytes("قتل".encode() * 9 + b"\xff")
    (tmp_path / "d.parquet").write_bytes(b"PAR2")
    names = ["a.jsonl", "b.csv", "c.txt", "d.parquet"]
    with pytest.raises(InputError) as caught:
        read_texts([tmp_path / name for name in names], "text")
    *lines, last = [line.removeprefix(f"{tmp_path}/") for line in str(caught.value).splitlines()]
    assert "d.parquet: is not a readable parquet file" in last
    assert lines == [
        "a.jsonl:2: is not JSON: Expecting ':' delimiter at column 8",
        "a.jsonl:3: is not an object with the key 'text'",
        "a.jsonl:4: has the columns 'txt', but not 'text'; name the column of the text: --column NAME",
        "a.jsonl:5: has no text in 'text'",
        "a.jsonl:6: has bytes that cannot be decoded; save it as UTF-8",
        "b.csv: has the columns 'id', 'body', but not 'text'; name one: --column NAME",
        "c.txt: is not UTF-8 at byte 54; save it as UTF-8, or state the encoding: --encoding NAME",
    ]


def test_many_faults_are_counted_rather_than_listed(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("{\n" * 50, encoding="utf-8")
    with pytest.raises(InputError, match=r"and 45 more of this kind$"):
        read_texts([tmp_path / "a.jsonl"], "text")


def test_a_text_that_many_rows_of_a_parquet_file_repeat_is_not_held_for_all_of_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Watched(parquet.ParquetFile):  # type: ignore[misc]  # pyarrow has no types
        def iter_batches(self, size: int) -> Any:
            sizes.append(size)
            return super().iter_batches(size)

    sizes: list[int] = []
    monkeypatch.setattr("hasila.formats.parquet._BYTES_READ_AT_ONCE", 10_000)
    for name, words in (("long", "قتل " * 500), ("short", "قتل")):
        parquet.write_table(pa.table({"text": [words] * 100}), tmp_path / name)
        assert [row["text"] for row in rows_of(Watched(tmp_path / name), "text") if isinstance(row, dict)] == [
            words
        ] * 100
    assert 1 <= sizes[0] < 4 < sizes[1]


def test_csv_that_is_not_utf8_and_parquet_that_is_none_are_named(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"text\n\xe9\n" + "قتل\n".encode() * 9)
    (tmp_path / "b.parquet").write_bytes(b"PAR2")
    parquet.write_table(pa.table({"body": ["x"]}), tmp_path / "c.parquet")
    with pytest.raises(InputError) as caught:
        read_texts([tmp_path / name for name in ("a.csv", "b.parquet", "c.parquet")], "text")
    message = str(caught.value)
    assert "a.csv:2: has bytes that cannot be decoded" in message
    assert "b.parquet: is not a readable parquet file" in message
    assert "c.parquet: has the columns 'body', but not 'text'; name one: --column NAME" in message


def test_an_unknown_ending_is_refused_unless_the_form_is_given(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_text("قتل", encoding="utf-8")
    with pytest.raises(InputError, match=r"the ending \.log is unknown; state the format: --input-format"):
        read_texts([tmp_path / "a.log"], "text")
    assert [d.text for d in read_texts([tmp_path / "a.log"], "text", "txt")] == ["قتل"]


@pytest.mark.parametrize("name", ["absent", "n" * 300])
def test_a_file_that_is_not_there_is_told_so_whatever_its_ending(name: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        list(read_texts([tmp_path / name], "text"))
    assert str(caught.value).startswith(f"{tmp_path / name}: cannot be read: ")


def test_a_broken_row_of_standard_input_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"{\n")))
    with pytest.raises(InputError, match=r"^-:1: is not JSON"):
        list(read_texts([STDIN], "text", "jsonl"))


def test_standard_input_named_twice_is_refused() -> None:
    with pytest.raises(InputError, match=r"^standard input: is named twice, but can be read only once; name it once$"):
        read_texts([STDIN, STDIN], "text")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no named pipes among its files")
@pytest.mark.parametrize("name", ["a.txt", "a.jsonl", "a.csv", "a.parquet"])
def test_a_pipe_is_read_once_and_gives_all_its_texts(tmp_path: Path, name: str) -> None:
    content = "قتل" if name == "a.txt" else written(tmp_path / f"file-{name}", [{"text": "قتل"}]).read_bytes()
    os.mkfifo(pipe := tmp_path / name)
    writer = threading.Thread(
        target=pipe.write_bytes, args=[content.encode() if isinstance(content, str) else content], daemon=True
    )
    writer.start()
    assert [document.text for document in read_texts([pipe], "text")] == ["قتل"]
    writer.join()


def test_without_pyarrow_the_pip_command_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path / "a.parquet", [{"text": "قتل"}])
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
    [(b"plain", "is not a complete .xz file"), (lzma.compress(b"abc" * 999)[:-20], "is not a complete .xz file")],
)
@pytest.mark.parametrize("name", ["a.txt.xz", "a.jsonl.xz", "a.csv.xz"])
def test_a_file_that_is_no_xz_or_is_cut_off_is_named(name: str, content: bytes, fault: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=rf"{name}(:1)?: {fault}"):
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
    (tmp_path / "a.txt").write_bytes("قتل\n\n".encode() * 9 + b"\xe9")
    with pytest.raises(InputError, match=r"a\.txt: has bytes in line 19 that cannot be decoded"):
        list(read_documents([tmp_path / "a.txt"], "text"))


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "a.parquet"])
def test_a_row_keeps_its_other_fields_in_order_and_says_where_it_stands(tmp_path: Path, name: str) -> None:
    row = {"title": "خبر", "id": "n1", "body": "قتل جندي", "url": "https://example.org"}
    path = written(tmp_path / name, [row])
    (document,) = read_texts([path], "body")
    assert list(document.meta.items()) == [("title", "خبر"), ("url", "https://example.org")]
    assert (document.id, document.text) == ("n1", "قتل جندي")
    assert str(document.origin) == f"{path}:{2 if name == 'a.csv' else 1}"


def written(path: Path, rows: list[dict[str, Any]]) -> Path:
    """Write `rows` in the form that the name of `path` says, and return it."""
    if path.suffix == ".jsonl":
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    elif path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([rows[0], *(row.values() for row in rows)])
    else:
        parquet.write_table(pa.Table.from_pylist(rows), path)
    return path


def test_an_id_that_is_no_string_is_one_in_the_document_and_stays_itself_in_the_row(tmp_path: Path) -> None:
    (document,) = read_texts([written(tmp_path / "a.jsonl", [{"id": 7, "text": "قتل"}])], "text")
    assert (document.id, document.meta) == ("7", {"id": 7})
    (nameless,) = read_texts([written(tmp_path / "b.jsonl", [{"id": None, "text": "قتل"}])], "text")
    assert (nameless.id, nameless.meta) == (f"{tmp_path}/b.jsonl:1", {})


def test_the_parts_of_a_text_keep_its_fields_and_its_origin(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"id": 7, "date": "2024", "text": "أولا\\n\\nثانيا"}', encoding="utf-8")
    found = list(parts(read_texts([tmp_path / "a.jsonl"], "text")))
    assert [(part.id, part.text, part.meta["date"]) for part in found] == [
        ("7, part 1", "أولا", "2024"),
        ("7, part 2", "ثانيا", "2024"),
    ]
    assert {str(part.origin) for part in found} == {f"{tmp_path}/a.jsonl:1"}


def test_a_part_of_a_txt_file_says_the_line_where_it_begins(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("\nقتل\nجندي\n\nفي تدمر\n", encoding="utf-8")
    assert [str(one.origin) for one in read_documents([tmp_path / "a.txt"], "text")] == [
        f"{tmp_path}/a.txt:2",
        f"{tmp_path}/a.txt:5",
    ]


def test_values_of_parquet_that_json_has_not_are_said_in_its_own(tmp_path: Path) -> None:
    moment = dt.datetime(2024, 5, 1, 12, 30, tzinfo=dt.UTC)
    row = {
        "text": "قتل",
        "day": moment.date(),
        "moment": moment,
        "bytes": b"\x00\xff",
        "share": float("nan"),
        "exact": Decimal("1.50"),
        "nested": {"days": [moment.date()], "none": None},
        "count": 3,
    }
    table = pa.Table.from_pylist([row])
    nanoseconds = pa.array([1_000_000_001], pa.timestamp("ns"))
    parquet.write_table(table.append_column("nanoseconds", nanoseconds), tmp_path / "a.parquet")
    (document,) = read_texts([tmp_path / "a.parquet"], "text")
    assert json.loads(json.dumps(document.meta)) == {
        "day": "2024-05-01",
        "moment": "2024-05-01T12:30:00+00:00",
        "bytes": "AP8=",
        "share": None,
        "exact": "1.50",
        "nested": {"days": ["2024-05-01"], "none": None},
        "count": 3,
        "nanoseconds": document.meta["nanoseconds"],
    }
    assert document.meta["nanoseconds"].startswith("1970-01-01")


def test_a_csv_row_with_more_or_fewer_fields_than_the_header_is_told_and_no_text_is_cut(tmp_path: Path) -> None:
    rows = "id,title,text\n1,خبر,قال الجيش إن ثلاثة قتلوا, وأصيب خمسة\n2,خبر\n\n3,خبر,نص\n"
    (tmp_path / "a.csv").write_text(rows, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_texts([tmp_path / "a.csv"], "text")
    more = "put a field that contains a comma between double quotes, and give every column a name"
    fewer = "write the commas of empty fields too, and put a field that contains a line break between double quotes"
    assert str(caught.value).splitlines() == [
        f"{tmp_path}/a.csv:2: has 4 fields, the header 3; {more}",
        f"{tmp_path}/a.csv:3: has 2 fields, the header 3; {fewer}",
    ]


def test_two_columns_of_one_name_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("text,id,text\nأ,1,ب\n", encoding="utf-8")
    twice = pa.Table.from_arrays([pa.array(["أ"]), pa.array(["ب"])], names=["text", "text"])
    parquet.write_table(twice, tmp_path / "b.parquet")
    with pytest.raises(InputError) as caught:
        read_texts([tmp_path / "a.csv", tmp_path / "b.parquet"], "text")
    assert str(caught.value).splitlines() == [
        f"{tmp_path}/{name}: several columns are named 'text'; give each its own name"
        for name in ("a.csv", "b.parquet")
    ]


@pytest.mark.parametrize("name", ["a.txt", "a.jsonl", "a.csv", "a.txt.xz"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "utf-16-le", "utf-16-be", "cp1256", "iso8859-6"])
def test_texts_are_read_in_the_encoding_that_they_have(tmp_path: Path, name: str, encoding: str) -> None:
    rows = {"a.jsonl": '{"text": "قتل جندي في تدمر"}\n', "a.csv": "text\nقتل جندي في تدمر\n"}
    content = rows.get(name, "قتل جندي في تدمر").encode(encoding)
    (tmp_path / name).write_bytes(lzma.compress(content) if name.endswith(".xz") else content)
    (document,) = read_texts([tmp_path / name])
    assert document.text.removeprefix("\ufeff") == "قتل جندي في تدمر"


def test_a_guessed_encoding_is_told_and_an_option_decides(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "a.txt").write_bytes("قتل جندي في تدمر".encode("cp1256"))
    list(read_texts([tmp_path / "a.txt"], reject=refuse))
    assert "a.txt: is not UTF-8; read as cp1256, a guess; if it is wrong: --encoding NAME" in caplog.text
    caplog.clear()
    (document,) = read_texts([tmp_path / "a.txt"], encoding="latin-1", reject=refuse)
    assert document.text.startswith("Þ")
    assert caplog.text == ""
    with pytest.raises(InputError, match="--encoding is 'klingon', which is no known encoding"):
        read_texts([tmp_path / "a.txt"], encoding="klingon")


def test_a_text_with_a_stray_control_character_is_read_as_it_stands(tmp_path: Path) -> None:
    text = "قتل\x00 جندي\x06 في تدمر"
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    assert [one.text for one in read_texts([tmp_path / "a.txt"], "text")] == [text]


def test_a_row_nested_too_deep_or_with_too_long_a_number_is_told_by_its_line(tmp_path: Path) -> None:
    rows = ['{"text": "قتل"}', "[" * 100_000 + "]" * 100_000, '{"text": "قتل", "n": ' + "1" * 5_000 + "}"]
    (tmp_path / "a.jsonl").write_text("\n".join(rows), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_texts([tmp_path / "a.jsonl"], "text")
    assert str(caught.value).splitlines() == [
        f"{tmp_path}/a.jsonl:2: nests lists or objects too deeply to be read",
        f"{tmp_path}/a.jsonl:3: contains a whole number of too many digits; write it as a string",
    ]


def test_a_field_that_a_row_has_twice_is_told_by_its_line(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "هدوء"}\n{"text": "قصف", "text": "هدوء"}\n', encoding="utf-8")
    with pytest.raises(InputError, match=r"a\.jsonl:2: has the field 'text' twice; keep one"):
        list(read_texts([tmp_path / "a.jsonl"], "text"))


def test_a_parquet_text_kept_as_bytes_is_read_as_utf8_and_other_bytes_as_base64(tmp_path: Path) -> None:
    text, other = "قتل جندي".encode(), b"\x00\xff"
    for kind in (pa.binary(), pa.large_binary(), pa.dictionary(pa.int8(), pa.binary())):
        table = pa.table({"text": pa.array([text, text]).cast(kind), "other": [other, other]})
        parquet.write_table(table, tmp_path / "a.parquet")
        found = list(read_texts([tmp_path / "a.parquet"], "text"))
        assert [(one.text, one.meta) for one in found] == [("قتل جندي", {"other": "AP8="})] * 2


@pytest.mark.parametrize(("column", "kind"), [("text", "binary"), ("text", "string"), ("title", "string")])
def test_a_parquet_row_with_a_string_that_is_not_utf8_is_told_by_its_row(
    tmp_path: Path, column: str, kind: str
) -> None:
    broken = pa.array([b"abc", b"caf\xe9"])
    words = broken if kind == "binary" else pa.StringArray.from_buffers(2, *broken.buffers()[1:])
    columns = {"text": pa.array(["a", "b"]), column: words}
    parquet.write_table(pa.table(columns), path := tmp_path / "a.parquet")
    with pytest.raises(InputError, match=rf"a\.parquet:2: '{column}' is not UTF-8 at its byte 3; save it as UTF-8"):
        read_texts([path], "text")
    rejects: list[Reject] = []
    assert [one.origin for one in read_texts([path], "text", reject=rejects.append)] == [Origin(path, 1)]
    assert [one.where for one in rejects] == [f"{path}:2"]


@pytest.mark.parametrize(
    ("value", "kind"), [(7, "int64"), (dt.date(2024, 5, 1), "date32[day]"), (["قتل"], "list<element: string>")]
)
def test_a_parquet_column_that_holds_no_texts_is_refused_with_its_type(
    tmp_path: Path, value: object, kind: str
) -> None:
    parquet.write_table(pa.table({"text": [value]}), tmp_path / "a.parquet")
    with pytest.raises(InputError) as caught:
        read_texts([tmp_path / "a.parquet"], "text")
    assert f"a.parquet: the column 'text' holds values of the type {kind}, not texts" in str(caught.value)


def test_a_damaged_page_of_a_parquet_file_is_told_with_the_name_of_the_file(tmp_path: Path) -> None:
    table = pa.table({"text": [f"قتل {number}" for number in range(1000)]})
    parquet.write_table(table, path := tmp_path / "a.parquet", use_dictionary=False, compression="zstd")
    content = bytearray(path.read_bytes())
    content[4:400] = b"\xff" * 396
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"a\.parquet: is not a readable parquet file: "):
        list(read_texts([path], "text"))


def test_a_csv_header_may_go_on_in_the_next_line(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('"title;\nsubtitle",text\nخبر,قتل\n', encoding="utf-8")
    (document,) = read_texts([tmp_path / "a.csv"], "text")
    assert (document.text, str(document.origin)) == ("قتل", f"{tmp_path}/a.csv:3")


def test_a_csv_column_may_have_a_semicolon_in_its_name(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("text;full,id\nقتل,1\n", encoding="utf-8")
    assert [one.text for one in read_texts([tmp_path / "a.csv"], "text;full")] == ["قتل"]


def test_a_bad_row_of_any_file_never_costs_another_and_is_told_with_its_place_and_row(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "أولا"}\n{"text"\n{"text": null, "n": 1}\n{"text": "ثانيا"}\n', "utf-8")
    (tmp_path / "b.csv").write_text('text,n\n"ثالثا,1\nرابعا,2\n', "utf-8")
    (tmp_path / "c.jsonl.xz").write_bytes(lzma.compress(b"")[:-4])
    (tmp_path / "d.parquet").write_bytes(b"PAR2")
    parquet.write_table(pa.table({"text": ["خامسا", None]}), tmp_path / "e.parquet")
    rejects: list[Reject] = []
    found = [one.text for one in read_texts([tmp_path], reject=rejects.append)]
    assert found == ["أولا", "ثانيا", "رابعا", "خامسا"]
    told = [(one.where.removeprefix(f"{tmp_path}/"), one.row) for one in rejects]
    assert told == [
        ("a.jsonl:2", '{"text"\n'),
        ("a.jsonl:3", {"text": None, "n": 1}),
        ("b.csv:2", '"ثالثا,1\n'),
        ("c.jsonl.xz", None),
        ("d.parquet", None),
        ("e.parquet:2", {"text": None}),
    ]


def test_an_id_that_occurs_again_gets_a_number_that_no_other_has(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    rows = [{"id": name, "text": "قتل"} for name in ("a", "a#2", "a", "b", "a")]
    found = [one.id for one in read_texts([written(tmp_path / "a.jsonl", rows)], reject=refuse)]
    assert found == ["a", "a#2", "a#3", "b", "a#4"]
    assert "1 ids occur more than once" in caplog.text


def test_files_of_one_name_have_ids_of_their_own(tmp_path: Path) -> None:
    for folder in ("x", "y"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "1.txt").write_text(folder, encoding="utf-8")
    assert [one.id for one in read_texts([tmp_path])] == ["x/1.txt", "y/1.txt"]
    both = [tmp_path / "x/1.txt", tmp_path / "y/1.txt"]
    assert [one.id for one in read_texts(both)] == list(map(str, both))


def test_the_id_is_in_the_column_that_is_named_and_the_row_keeps_its_own(tmp_path: Path) -> None:
    path = written(tmp_path / "a.jsonl", [{"id": "x", "uid": 7, "text": "قتل"}, {"id": 8, "uid": None, "text": "قتل"}])
    first, second = read_texts([path], id_column="uid")
    assert (first.id, first.fields()) == ("7", {"id": "7", "given_id": "x", "uid": 7})
    assert second.id == f"{path}:2"


def test_a_column_with_prose_is_found_where_there_is_only_one(tmp_path: Path) -> None:
    row = {"title": "خبر", "body": "قتل ثلاثة جنود في مدينة تدمر", "url": "https://example.org"}
    for name in ("a.jsonl", "a.csv", "a.parquet"):
        (document,) = read_texts([written(tmp_path / name, [row])])
        assert document.text == row["body"]


def test_texts_that_are_blank_are_told_with_their_rows(tmp_path: Path) -> None:
    path = written(tmp_path / "a.jsonl", [{"id": "x", "text": " \n"}, {"id": "y", "text": "قتل"}])
    rejects: list[Reject] = []
    assert [one.id for one in with_words(read_texts([path]), rejects.append)] == ["y"]
    assert [(one.where, one.reason, one.row) for one in rejects] == [
        (f"{path}:1", "its text is empty", {"id": "x", "text": " \n"})
    ]


def test_rows_that_have_spans_and_tolls_keep_them_unless_they_are_faulty(tmp_path: Path) -> None:
    spans = [{"start": 0, "end": 3, "label": "CASUALTY"}]
    rows: list[dict[str, Any]] = [{"text": "قتل", "spans": spans, "tolls": []}]
    rows += [{"text": "قتل", "spans": [{}], "tolls": []}, {"text": "قتل"}]
    rejects: list[Reject] = []
    found = list(with_own_tolls(read_texts([written(tmp_path / "a.jsonl", rows)]), rejects.append))
    assert [(len(one.spans), one.tolls) for one in found] == [(1, ()), (0, None)]
    assert [one.line for one in rejects] == [2]


def test_texts_that_are_written_backwards_are_told(caplog: pytest.LogCaptureFixture) -> None:
    words = "أعلنت الوكالة مقتل ثلاثة جنود في المدينة القديمة"
    given = [Document("a", words), Document("b", words[::-1])]
    assert list(telling_visual(given)) == given
    assert "1 texts seem to be written backwards, and are read as they stand; the first is b" in caplog.text


def test_a_meter_knows_how_many_bytes_of_the_files_have_been_read(tmp_path: Path) -> None:
    rows = [{"text": "قتل " * 9000, "n": n} for n in range(20)]
    paths = [written(tmp_path / name, rows) for name in ("a.jsonl", "b.csv")]
    meter = Meter()
    positions = [meter.position for _ in read_texts(paths, "text", reject=refuse, meter=meter)]
    assert positions == sorted(positions)
    assert 0 < positions[0] < paths[0].stat().st_size
    assert meter.position == sum(path.stat().st_size for path in paths)


def test_a_row_with_a_blank_id_is_known_by_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,text\n,قتل\n ,جرح\n", encoding="utf-8")
    assert [text.fields() for text in read_texts([tmp_path / "a.csv"])] == [
        {"id": f"{tmp_path}/a.csv:2"},
        {"id": f"{tmp_path}/a.csv:3"},
    ]


@pytest.mark.parametrize("encoding", ["no-such", "rot13", "idna", "undefined"])
def test_an_encoding_that_is_none_of_texts_is_told(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.txt").write_text("قتل", encoding="utf-8")
    with pytest.raises(InputError, match=f"--encoding is '{encoding}', which is no known encoding of text"):
        read_texts([tmp_path / "a.txt"], encoding=encoding)


def test_half_a_surrogate_pair_never_costs_a_table_of_parquet(tmp_path: Path) -> None:
    with (tmp_path / "a.parquet").open("wb") as file:
        write_rows([{"words": "قتل\ud800", "n\udfff": 1}], {"words": str, "n\udfff": int}, file)
    assert parquet.read_table(tmp_path / "a.parquet").to_pylist() == [{"words": "قتل\ufffd", "n\ufffd": 1}]
