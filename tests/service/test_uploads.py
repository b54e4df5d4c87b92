"""Files that are sent: what is read of them, and what their names can do."""

import gzip
import json
import lzma
import tempfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, get_args

import pytest
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st
from samples.desk import BRIDGE, HARBOUR, QUIET, bring, desk_client
from samples.texts import texts

from hasila.formats.sources import InputFormat
from hasila.service.uploads import SentFile, sent_texts


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    """Run a service with an empty desk."""
    with desk_client(tmp_path / "desk.db") as made:
        yield made


def send(client: TestClient, *files: tuple[str, str | bytes], **fields: str) -> Any:
    """Send files, and return the answer."""
    sent = [("files", (name, content.encode() if isinstance(content, str) else content)) for name, content in files]
    return client.post("/v1/desk/files", files=sent, data={"who": "Rana", **fields}).json()


def parquet_of(row: dict[str, str]) -> bytes:
    """Return a parquet file of one row."""
    pyarrow = pytest.importorskip("pyarrow")
    file = BytesIO()
    pytest.importorskip("pyarrow.parquet").write_table(pyarrow.Table.from_pylist([row]), file)
    return file.getvalue()


def ids(client: TestClient) -> list[str]:
    """Return the ids on the desk, in the order in which they came."""
    return [one["id"] for one in client.get("/v1/desk/documents?order=added").json()["documents"]]


def test_texts_of_several_files_come_to_the_desk_with_their_fields(client: TestClient) -> None:
    rows = f"id,body,day,outlet\n7,{HARBOUR},2024-05-14,x\n,{BRIDGE},2024-05-15,y\n"
    answer = send(client, ("خبر.txt", QUIET), ("news.csv", rows), column="body", date_column="day")
    assert (answer["added"], ids(client)) == (["1", "2", "3"], ["خبر.txt", "7", "news.csv:3"])
    found = client.get("/v1/desk/documents/2").json()
    assert (found["date"], found["meta"]) == ("2024-05-14", {"date": "2024-05-14", "outlet": "x"})


def test_files_of_one_name_day_after_day_have_ids_of_their_own(client: TestClient) -> None:
    for text in (HARBOUR, BRIDGE):
        send(client, ("a.txt", text))
        send(client, ("a.jsonl", json.dumps({"text": f"{text} ثم"})))
    assert ids(client) == ["a.txt", "a.jsonl:1", "a.txt (2)", "a.jsonl:1 (2)"]


def test_a_file_that_cannot_be_read_is_named_with_its_faults_and_holds_up_no_other(client: TestClient) -> None:
    answer = send(
        client,
        ("a.doc9", b"x"),
        ("b.csv", f"text,id\n1,2,3\n{BRIDGE},9\n"),
        ("c.parquet", b"x"),
        ("d.txt.xz", b"x"),
        ("d.zip", b"x"),
        ("e.jsonl", '{"text": "a", "day": "soon"}'),
        ("f.txt", HARBOUR),
        date_column="day",
    )
    assert (answer["added"], ids(client)) == (["1", "2"], ["9", "f.txt"])
    told = {one["where"]: one["reason"] for one in answer["rejected"]}
    assert list(told) == ["a.doc9", "b.csv:2", "c.parquet", "d.txt.xz", "d.zip", "e.jsonl:1"]
    assert "hasila-sent" not in json.dumps(answer)


@pytest.mark.parametrize("name", ["../../etc/x.txt", "..\\..\\x.txt", "/etc/x.txt", "x.txt/../../y.txt", "C:\\x.txt"])
def test_the_name_of_a_file_is_never_a_path(client: TestClient, name: str) -> None:
    send(client, (name, HARBOUR))
    assert ids(client)[0] in {"x.txt", "y.txt"}


@given(name=texts(30))
def test_a_file_of_any_name_is_read_or_refused_under_a_harmless_one(name: str) -> None:
    for one in sent_texts(SentFile(name, BytesIO(HARBOUR.encode())), "text", None, 1 << 20):
        assert "/" not in one.where
        assert tempfile.gettempdir() not in one.where


def test_what_is_sent_is_on_the_disk_only_while_it_is_read(client: TestClient) -> None:
    send(client, ("a.txt", HARBOUR), ("b.csv", "x\n"))
    assert list(Path(tempfile.gettempdir()).glob("hasila-sent-*")) == []


def test_a_compressed_file_is_unpacked_and_one_that_grows_too_large_is_refused(tmp_path: Path) -> None:
    with desk_client(tmp_path / "desk.db", unpacked_bytes=10_000) as client:
        small, large = HARBOUR.encode(), b"a" * 1_000_000
        answer = send(
            client, ("a.txt.gz", gzip.compress(small)), ("b.txt.xz", lzma.compress(large)), ("c.txt.gz", b"no")
        )
        assert (answer["added"], ids(client)) == (["1"], ["a.txt"])
        assert [one["reason"] for one in answer["rejected"]] == [
            "has more than 10000 bytes once it is unpacked; send it in parts",
            "is not a complete .gz file",
        ]


def test_a_parquet_file_that_says_it_grows_too_large_is_refused(tmp_path: Path) -> None:
    with desk_client(tmp_path / "desk.db", unpacked_bytes=10_000) as client:
        small, large = (parquet_of({"text": HARBOUR, "more": more}) for more in ("a", "a" * 20_000))
        answer = send(client, ("a.parquet", small), ("b.parquet", large))
        assert (len(large) < 10_000, answer["added"]) == (True, ["1"])
        assert answer["rejected"] == [
            {"where": "b.parquet", "reason": "has more than 10000 bytes once it is unpacked; send it in parts"}
        ]


@pytest.mark.parametrize(
    "file",
    [
        ("a.csv", f"body,words\n{HARBOUR},{BRIDGE}\n"),
        ("a.jsonl", json.dumps({"body": 1})),
        ("a.csv", json.dumps({"text": HARBOUR})),
        ("a.txt", b"\x81\x8d\x8f\x90\x9d" * 9),
        ("a.jsonl", HARBOUR.encode("cp1256")),
        ("a.parquet", b""),
    ],
)
def test_who_sends_a_file_is_told_of_fields_and_not_of_options(client: TestClient, file: tuple[str, Any]) -> None:
    content = parquet_of({"body": HARBOUR}) if file[0] == "a.parquet" else file[1]
    answer = send(client, (file[0], content), column="text")
    assert answer["rejected"]
    assert "--" not in json.dumps(answer)


def test_a_column_that_is_not_there_is_asked_for_where_the_page_has_a_field(client: TestClient) -> None:
    answer = send(client, ("a.csv", f"body,words\n{HARBOUR},{BRIDGE}\n"), column="text")
    assert answer["rejected"][0]["reason"] == (
        "has the columns 'body', 'words', but not 'text'; name one: "
        'write its name under "Column with the text" (the field column of the form)'
    )


@pytest.mark.parametrize("day", ["2024-05-14", "2024-05-14T09:30:00Z", "2024-05-14 morning"])
def test_a_day_is_what_a_value_begins_with_in_a_body_as_in_a_file(client: TestClient, day: str) -> None:
    bring(client, {"text": BRIDGE, "date": day})
    send(client, ("a.jsonl", json.dumps({"text": HARBOUR, "day": day})), date_column="day")
    assert [client.get(f"/v1/desk/documents/{key}").json()["date"] for key in (1, 2)] == ["2024-05-14"] * 2


def test_a_field_of_a_reserved_name_is_kept_under_another(client: TestClient) -> None:
    send(
        client,
        ("a.jsonl", json.dumps({"id": 3, "body": HARBOUR, "text": "x", "tolls": 1, "date": "May"})),
        column="body",
    )
    found = client.get("/v1/desk/documents/1").json()
    assert (found["id"], found["date"]) == ("3", None)
    assert found["meta"] == {"given_id": 3, "given_text": "x", "given_tolls": 1, "given_date": "May"}


@pytest.mark.parametrize(
    "fields", ['"id": "\\ud800"', '"title": "\\ud800"', '"n": NaN', '"n": 1e999', '"id": "a\\u0000"']
)
def test_a_row_that_no_store_or_no_json_can_hold_is_rejected(client: TestClient, fields: str) -> None:
    answer = send(client, ("a.jsonl", f'{{"text": "{HARBOUR}", {fields}}}'))
    assert (answer["added"], len(answer["rejected"])) == ([], 1)
    assert "contains" in answer["rejected"][0]["reason"]


@settings(max_examples=20)
@given(body=st.binary(max_size=200))
def test_a_malformed_form_is_refused(tmp_path_factory: pytest.TempPathFactory, body: bytes) -> None:
    with desk_client(tmp_path_factory.mktemp("desk") / "desk.db") as client:
        kind = {"Content-Type": "multipart/form-data; boundary=x"}
        for content in (body, b"--x\r\n" + body, b'--x\r\nContent-Disposition: form-data; name="who"\r\n\r\n' + body):
            assert client.post("/v1/desk/files", content=content, headers=kind).status_code in {400, 422}


@pytest.mark.parametrize("name", ["a", "a.exe", "a.xls", "a.txt.", ".."])
def test_a_file_of_another_ending_is_told_which_endings_are_read(client: TestClient, name: str) -> None:
    (one,) = send(client, (name, HARBOUR))["rejected"]
    assert "send .txt" in one["reason"]
    assert "--" not in one["reason"]


@pytest.mark.parametrize("ending", ["html", "ndjson", *get_args(InputFormat)])
def test_every_form_that_texts_are_read_from_may_be_sent(client: TestClient, ending: str) -> None:
    assert "has the ending" not in json.dumps(send(client, (f"a.{ending}", HARBOUR)))


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a.tsv"])
def test_a_file_without_texts_says_so(client: TestClient, name: str) -> None:
    assert send(client, (name, ""))["rejected"] == [{"where": name, "reason": "holds no texts"}]


def spreadsheet(words: str) -> bytes:
    """Return a spreadsheet with one text."""
    openpyxl = pytest.importorskip("openpyxl")
    book, file = openpyxl.Workbook(), BytesIO()
    for row in (["text"], [words]):
        book.active.append(row)
    book.save(file)
    return file.getvalue()


def test_a_spreadsheet_that_grows_too_large_is_refused_unopened(tmp_path: Path) -> None:
    with desk_client(tmp_path / "desk.db", unpacked_bytes=30_000) as client:
        answer = send(client, ("a.xlsx", spreadsheet(HARBOUR)), ("b.xlsx", spreadsheet("a " * 15_000)))
    assert answer["added"] == ["1"]
    assert answer["rejected"] == [
        {"where": "b.xlsx", "reason": "has more than 30000 bytes once it is unpacked; send it in parts"}
    ]


def test_a_damaged_file_is_named_and_holds_up_no_other(client: TestClient) -> None:
    whole = spreadsheet(HARBOUR)
    damaged = whole.replace(b"PK\x01\x02", b"PK\x01\x09")
    needed = whole.index(b"PK\x01\x02") + 6  # the version of zip that is needed to unpack it
    answer = send(
        client, ("a.xlsx", damaged), ("b.xlsx", whole[:needed] + b"\xff" + whole[needed + 1 :]), ("c.xlsx", whole)
    )
    assert (answer["added"], [one["where"] for one in answer["rejected"]]) == (["1"], ["a.xlsx", "b.xlsx"])
