"""A reading from beginning to end: every row in it once, whatever is broken, changed or cut off."""

import gzip
import json
import lzma
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet
from samples.bulk_readers import BREAKS, in_process, read_in_process, rows_in, storage_of, tables_in, word_settings
from samples.many_texts import write_rows_of

from hasila.bulk.output import write_shard
from hasila.bulk.rows import ColumnNames
from hasila.bulk.run import run_bulk
from hasila.document import Document
from hasila.errors import CheckpointError, InputError, OutputError
from hasila.formats.texts import read_texts
from hasila.tolls.incidents import incidents

ROWS: list[dict[str, Any]] = [
    {"id": f"a{index}", "text": f"مقتل {name} في {place}", "date": f"2020-01-{index + 1:02}", "outlet": place}
    for index, (name, place) in enumerate(
        (name, place) for name in ("حارس", "جندي", "سائق") for place in ("تدمر", "الرقة")
    )
]


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """Write a folder of news with one file."""
    write_rows_of(tmp_path / "news/a.jsonl", ROWS)
    return tmp_path / "news"


def test_every_text_is_in_the_tables_with_its_spans_and_tolls(news: Path, tmp_path: Path) -> None:
    totals = read_in_process(news, tmp_path / "out")
    assert (totals.rows, totals.spans, totals.tolls, totals.rejects) == (6, 6, 6, 0)
    documents = rows_in(tmp_path / "out", "documents")
    assert [row["document"] for row in documents] == [f"a.jsonl:{number}" for number in range(1, 7)]
    assert [(row["id"], row["text"], row["date"]) for row in documents] == [
        (row["id"], row["text"], row["date"]) for row in ROWS
    ]
    assert [json.loads(row["meta"])["outlet"] for row in documents] == [row["outlet"] for row in ROWS]
    texts = {row["document"]: row["text"] for row in documents}
    spans = rows_in(tmp_path / "out", "spans")
    assert all(texts[row["document"]][row["start"] : row["end"]] == row["text"] for row in spans)
    assert {row["low"] for row in rows_in(tmp_path / "out", "tolls")} == {1}
    assert json.loads((tmp_path / "out/manifest.json").read_text(encoding="utf-8"))["state"] == "done"


def written(folder: Path, form: str) -> Path:
    """Write the rows in a form."""
    folder.mkdir()
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS).encode()
    table = "id,text,date,outlet\n" + "".join(f"{','.join(map(str, row.values()))}\n" for row in ROWS)
    if form == "parquet":
        parquet.write_table(pa.Table.from_pylist(ROWS), folder / "a.parquet", row_group_size=4)
    elif form.startswith("csv"):
        (folder / f"a.{form}").write_bytes(gzip.compress(table.encode()) if form.endswith("gz") else table.encode())
    else:
        packed = pa.compress(lines, codec="zstd", asbytes=True) if form.endswith("zst") else gzip.compress(lines)
        (folder / f"a.{form}").write_bytes(packed)
    return folder


@pytest.mark.parametrize("form", ["parquet", "csv", "csv.gz", "jsonl.gz", "jsonl.zst"])
def test_each_form_gives_the_same_texts(news: Path, tmp_path: Path, form: str) -> None:
    read_in_process(news, tmp_path / "out")
    read_in_process(written(tmp_path / "other", form), tmp_path / "out2")
    known, found = (rows_in(tmp_path / name, "documents") for name in ("out", "out2"))
    assert [(row["id"], row["text"], row["date"], row["spans"], json.loads(row["meta"])) for row in found] == [
        (row["id"], row["text"], row["date"], row["spans"], json.loads(row["meta"])) for row in known
    ]


TABLE = "id;text;date;outlet\n" + "".join(";".join(map(str, row.values())) + "\n" for row in ROWS)
AS_ARCHIVES_ARE: dict[str, bytes] = {
    "a.csv": TABLE.encode("windows-1256"),
    "b.csv": b"\xef\xbb\xbf" + TABLE.encode(),
    "c.csv": f"sep=;\n{TABLE}".encode(),
    "d.csv": f"news of a year\n\n{TABLE.replace(';', ',')}".encode("windows-1256"),
    "e.csv.xz": lzma.compress(TABLE.encode("windows-1256")),
    "f.tsv": TABLE.replace(";", "\t").replace("مقتل", 'مقتل "').encode(),
    "g.csv": TABLE.replace("\n", ";\n").encode(),
    "h.ndjson": "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS).encode("windows-1256"),
}


@pytest.mark.parametrize("name", AS_ARCHIVES_ARE)
def test_separators_and_encodings_are_found_out_as_extract_finds_them(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(AS_ARCHIVES_ARE[name])
    settings = word_settings(tmp_path / "c", duplicates="keep", shard_bytes=60)
    assert read_in_process(tmp_path / name, tmp_path / "out", settings).rejects == 0
    found = [(row["id"], row["text"], row["row"]) for row in rows_in(tmp_path / "out", "documents")]
    read = [(one.id, one.text, one.origin.line) for one in read_texts([tmp_path / name]) if one.origin]
    assert (found, len(found)) == (read, len(ROWS))
    assert len(list((tmp_path / "out/shards").iterdir())) > 1


def test_an_encoding_may_be_stated(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(TABLE.encode("cp720"))
    settings = word_settings(tmp_path / "c", duplicates="keep", encoding="cp720")
    read_in_process(tmp_path / "a.csv", tmp_path / "out", settings)
    assert [row["text"] for row in rows_in(tmp_path / "out", "documents")] == [row["text"] for row in ROWS]
    for wrong, told in (("klingon", "no known encoding"), ("utf-16", "save the files as UTF-8")):
        with pytest.raises(InputError, match=told):
            read_in_process(tmp_path / "a.csv", tmp_path / "o", word_settings(tmp_path / "c", encoding=wrong))


@pytest.mark.parametrize(("column", "count"), [("dya", 1), ("outlet", 0), ("day", 0), (None, 0)])
def test_a_column_of_days_that_no_row_has_is_told_once(
    tmp_path: Path, column: str | None, count: int, caplog: pytest.LogCaptureFixture
) -> None:
    rows = [
        {**ROWS[0], "outlet": None},
        {"text": "قتل", "day": "May"},
        *({"text": row["text"]} for row in ROWS[1:]),
    ]  # some rows lack it
    write_rows_of(tmp_path / "a.jsonl", rows)
    settings = word_settings(tmp_path / "c", columns=ColumnNames(date=column), shard_bytes=60)
    for _ in range(2):  # what is done is not read again
        caplog.clear()
        assert read_in_process(tmp_path / "a.jsonl", tmp_path / "out", settings).rows == 7 - (column == "day")
        assert [line for line in caplog.messages if "no row has the column 'dya'" in line] == caplog.messages
        assert len(caplog.messages) == count


BAD = [
    (b'{"text": null}', "has null in 'text'"),
    (b'{"text": "  "}', "has an empty text in 'text'"),
    (b'{"text": 7}', "has no text in 'text', but a value of type int"),
    (b'{"body": "x"}', "has the columns 'body', but not 'text'"),
    (b'{"text": "x"', "is not JSON"),
    (b"[1]", "is not an object with the key 'text'"),
    (b'{"text": "caf\xe9"}', "is not UTF-8 at its byte 13"),
    (b'{"text": "\\ud800"}', "has half a surrogate pair in 'text'"),
    (json.dumps({"text": BREAKS}).encode(), "cannot be read by the model: RuntimeError: the text breaks the reader"),
]


def test_a_bad_row_goes_to_the_rejects_with_its_place_and_costs_no_other(tmp_path: Path) -> None:
    good = [json.dumps(row, ensure_ascii=False).encode() for row in ROWS]  # so that the file is UTF-8
    mixed = [line for index, (bad, _) in enumerate(BAD) for line in (bad, good[index % 6])]
    (tmp_path / "a.jsonl").write_bytes(b"\n".join(mixed))
    totals = read_in_process(tmp_path / "a.jsonl", tmp_path / "out", word_settings(tmp_path / "c", duplicates="keep"))
    assert (totals.rows, totals.rejects) == (len(BAD), len(BAD))
    rejects = {row["row"]: row for row in rows_in(tmp_path / "out", "rejects")}
    assert sorted(rejects) == list(range(1, 2 * len(BAD), 2))
    for number, (_, reason) in zip(sorted(rejects), BAD, strict=True):
        assert rejects[number]["file"] == "a.jsonl"
        assert reason in rejects[number]["reason"]


def test_a_file_of_rubbish_costs_no_other_file(news: Path, tmp_path: Path) -> None:
    for name in ("b.jsonl", "c.csv", "d.parquet", "e.jsonl.gz", "f.csv.zst", "i.csv.xz"):
        (news / name).write_bytes(bytes(range(256)) * 8)
    (news / "g.jsonl.gz").write_bytes((news / "a.jsonl").read_bytes())
    whole = gzip.compress("".join(json.dumps(row) + "\n" for row in ROWS * 40).encode())
    (news / "h.jsonl.gz").write_bytes(whole[: len(whole) // 2])
    read_in_process(news, tmp_path / "out")
    rejects = rows_in(tmp_path / "out", "rejects")
    assert {row["file"] for row in rejects} == {path.name for path in news.iterdir()} - {"a.jsonl"}
    assert sum(row["file"] == "a.jsonl" for row in rows_in(tmp_path / "out", "documents")) == 6


def test_what_is_done_is_not_read_again(news: Path, tmp_path: Path) -> None:
    read_in_process(news, tmp_path / "out")
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "out/documents").iterdir()}
    write_rows_of(news / "b.jsonl", [ROWS[0], {"text": "مقتل بحار"}])
    totals = read_in_process(news, tmp_path / "out")
    assert (totals.rows, totals.duplicates) == (8, 1)
    assert all(path.stat().st_mtime_ns == when for path, when in before.items())


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"columns": ColumnNames(date="date")}, "--date-column was '', now 'date'"),
        ({"duplicates": "keep"}, "--duplicates was 'mark', now 'keep'"),
        ({"shard_bytes": 999}, "--shard-bytes was '400', now '999'"),
    ],
)
def test_changed_settings_are_refused_or_all_is_read_again(
    news: Path, tmp_path: Path, change: dict[str, Any], told: str
) -> None:
    read_in_process(news, tmp_path / "out")
    known = tables_in(tmp_path / "out")
    changed = word_settings(tmp_path / "checkpoint", **change)
    with pytest.raises(InputError, match=told):
        read_in_process(news, tmp_path / "out", changed)
    read_in_process(news, tmp_path / "out", changed, on_change="redo")
    assert tables_in(tmp_path / "out") == known


def test_a_changed_checkpoint_is_noticed(news: Path, tmp_path: Path) -> None:
    read_in_process(news, tmp_path / "out")
    (tmp_path / "checkpoint/weights").write_text("others")
    with pytest.raises(InputError, match="the checkpoint was"):
        read_in_process(news, tmp_path / "out")
    assert read_in_process(news, tmp_path / "out", on_change="redo").rows == 6


def test_changed_texts_are_refused_or_their_rows_replaced(news: Path, tmp_path: Path) -> None:
    write_rows_of(news / "b.jsonl", [ROWS[0]])
    write_rows_of(news / "c.jsonl", [ROWS[0]])
    read_in_process(news, tmp_path / "out")
    write_rows_of(news / "a.jsonl", ROWS[1:])
    (news / "b.jsonl").unlink()
    with pytest.raises(InputError, match=r"a.jsonl has other content\nb.jsonl is no longer there"):
        read_in_process(news, tmp_path / "out")
    read_in_process(news, tmp_path / "out", on_change="redo")
    read_in_process(news, tmp_path / "fresh")
    assert tables_in(tmp_path / "out") == tables_in(tmp_path / "fresh")


def test_a_duplicate_is_read_once_and_names_the_text_that_it_repeats(news: Path, tmp_path: Path) -> None:
    write_rows_of(news / "b.jsonl", [ROWS[3], ROWS[3] | {"text": ROWS[3]["text"] + " !"}])
    totals = read_in_process(news, tmp_path / "out")
    assert (totals.rows, totals.duplicates, totals.spans) == (8, 2, 6)
    marked = {row["document"]: row for row in rows_in(tmp_path / "out", "documents") if row["duplicate_of"]}
    assert {name: row["duplicate_of"] for name, row in marked.items()} == dict.fromkeys(
        ("b.jsonl:1", "b.jsonl:2"), "a.jsonl:4"
    )
    assert {row["spans"] for row in marked.values()} == {None}
    kept = read_in_process(news, tmp_path / "kept", word_settings(tmp_path / "checkpoint", duplicates="keep"))
    assert (kept.duplicates, kept.spans) == (0, 8)


@pytest.mark.parametrize(("column", "folder"), [("outlet", "outlet"), ("date", "document_date")])
def test_tables_are_parted_by_a_field(news: Path, tmp_path: Path, column: str, folder: str) -> None:
    (news / "b.jsonl").write_text('{"text": "مقتل بحار"}\n{}\n', encoding="utf-8")
    settings = word_settings(tmp_path / "checkpoint", partition_by=column)
    read_in_process(news, tmp_path / "out", settings)
    read_in_process(news, tmp_path / "whole")
    assert tables_in(tmp_path / "out") == tables_in(tmp_path / "whole")
    for table in ("documents", "spans", "tolls"):
        parted = parquet.read_table(tmp_path / "out" / table)
        assert folder in parted.column_names
    values = {row["document"]: row[folder] for row in parquet.read_table(tmp_path / "out/documents").to_pylist()}
    assert values["a.jsonl:1"] == ROWS[0][column]
    assert values["b.jsonl:1"] is None


def test_the_incidents_of_all_texts_count_nobody_twice(news: Path, tmp_path: Path) -> None:
    read_in_process(news, tmp_path / "out", incidents=True)
    read_in_process(news, tmp_path / "out", incidents=True)
    rows = rows_in(tmp_path / "out", "incidents")
    assert [row["killed_best"] for row in rows] == [1] * 6
    documents = [Document.from_dict({**row, "spans": []}) for row in ROWS]
    assert incidents(documents) == []


def test_an_output_among_the_texts_is_refused(news: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is in the folder that is read"):
        read_in_process(news, news / "out", word_settings(tmp_path / "c"))
    (one,) = news.glob("*.jsonl")
    with pytest.raises(InputError, match="is a file; name a folder for the results"):
        read_in_process(one, one, word_settings(tmp_path / "c"))
    assert read_in_process(one, news / "out", word_settings(tmp_path / "c")).rows == len(ROWS)


def test_a_checkpoint_that_reads_no_tolls_is_refused_before_any_work(
    news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("samples.bulk_readers.WordReader.runtime.reads_tolls", False)
    with pytest.raises(CheckpointError, match="leave them out: --no-tolls"):
        read_in_process(news, tmp_path / "out")
    assert not (tmp_path / "out").exists()
    totals = read_in_process(news, tmp_path / "out", word_settings(tmp_path / "checkpoint", tolls=False))
    assert (totals.spans, totals.tolls) == (6, 0)


def test_a_disk_that_takes_no_more_ends_the_run_and_the_next_one_goes_on(
    news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = iter(range(2))

    def full(*arguments: Any) -> tuple[str, ...]:
        if next(left, None) is None:
            raise OutputError("cannot be written: No space left on device")
        return write_shard(*arguments)

    monkeypatch.setattr("hasila.bulk.tasks.write_shard", full)
    settings = word_settings(tmp_path / "checkpoint", shard_bytes=1)
    with pytest.raises(OutputError, match="No space left"):
        read_in_process(news, tmp_path / "out", settings)
    assert len(rows_in(tmp_path / "out", "documents")) == 2
    monkeypatch.setattr("hasila.bulk.tasks.write_shard", write_shard)
    assert read_in_process(news, tmp_path / "out", settings).rows == 6
    last = json.loads((tmp_path / "out/progress.jsonl").read_text(encoding="utf-8").splitlines()[-1])
    assert (last["state"], last["rows"], last["shards"]) == ("done", 6, 6)


def test_a_uri_is_read_and_written_as_a_folder_is(news: Path, tmp_path: Path) -> None:
    settings = word_settings(tmp_path / "checkpoint")
    read_in_process(news, tmp_path / "out")
    run_bulk(f"file://{news}/*.jsonl", f"file://{tmp_path}/remote", settings, in_process, incidents=True)
    run_bulk(f"file://{news}/*.jsonl", f"file://{tmp_path}/remote", settings, in_process, incidents=True)
    assert tables_in(tmp_path / "remote") == tables_in(tmp_path / "out")
    assert not [name for name in storage_of(tmp_path / "remote").names() if "/_" in name]
