"""Reading over HTTP: spans and tolls of texts, incidents of tolls."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from samples.desk import ADDRESS, BRIDGE, HARBOUR, PlainReader, desk_client, desk_parts
from starlette.types import Message

from hasila.extractor import Extractor
from hasila.formats.output import extraction_row
from hasila.service.app import service
from hasila.tolls.tables import hxl_tags


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    """Run a service with small limits."""
    with desk_client(tmp_path / "desk.db", text_characters=200) as made:
        yield made


def test_a_text_is_answered_with_its_row(client: TestClient) -> None:
    body = {"text": HARBOUR, "id": "a", "date": "2024-05-14T10:00:00Z", "meta": {"outlet": "x", "text": "y"}}
    (row,) = client.post("/v1/read", json=body).json()["documents"]
    assert {name: row[name] for name in row if name not in {"spans", "tolls"}} == {
        "id": "a",
        "date": "2024-05-14",
        "outlet": "x",
        "given_text": "y",
        "text": HARBOUR,
    }
    assert [span["text"] for span in row["spans"]] == ["فرقة الميناء", "مقتل ثلاثة نجارين", "سوق التل"]
    assert [toll["low"] for toll in row["tolls"]] == [3]


def test_several_texts_are_answered_in_order(client: TestClient) -> None:
    rows = client.post("/v1/read", json={"documents": [{"text": HARBOUR}, {"text": BRIDGE, "id": "b"}]}).json()
    assert [(row["id"], row["text"]) for row in rows["documents"]] == [("0", HARBOUR), ("b", BRIDGE)]


def test_too_many_texts_and_texts_too_long_are_refused(client: TestClient) -> None:
    many = client.post("/v1/read", json={"documents": [{"text": "a"}] * 1001})
    assert (many.status_code, many.json()["error"]["code"]) == (422, "not_valid")
    long = client.post("/v1/read", json={"documents": [{"text": "a"}, {"text": "س" * 201}]})
    assert (long.status_code, long.json()["error"]["faults"]) == (
        413,
        ["documents[1] has 201 characters, more than 200"],
    )


def test_the_rows_that_were_answered_have_incidents(client: TestClient) -> None:
    rows = client.post("/v1/read", json={"documents": [{"text": HARBOUR}, {"text": BRIDGE}]}).json()["documents"]
    found = client.post("/v1/incidents", json={"documents": rows}).json()["incidents"]
    assert [(row["killed_best"], row["wounded_best"]) for row in found] == [(3, None), (None, 5)]
    (fatal,) = client.post("/v1/incidents", json={"documents": rows, "columns": "ucdp"}).json()["incidents"]
    assert list(fatal) == list(hxl_tags("ucdp"))


def test_rows_without_tolls_or_with_one_id_have_no_incidents_and_each_fault_is_told(client: TestClient) -> None:
    row = {"id": "a", "text": HARBOUR, "spans": []}
    answer = client.post("/v1/incidents", json={"documents": [row, {**row, "tolls": []}, {"id": "b"}]})
    assert answer.status_code == 422
    assert answer.json()["error"]["faults"] == [
        "documents[0]: has no tolls; read it first",
        "documents[1]: another one has the id 'a' as well",
        "documents[2]: the row lacks text, spans",
    ]


def test_the_model_is_named(client: TestClient) -> None:
    answer = client.get("/v1/model").json()
    assert (answer["name"], answer["labels"]) == ("plain@1", ["ACTOR", "LOCATION", "CASUALTY"])


def test_a_trained_model_answers_as_it_does_in_python(tmp_path: Path) -> None:
    extractor = Extractor.default()
    with desk_client(tmp_path / "desk.db", extractor) as client:
        (row,) = client.post("/v1/read", json={"text": HARBOUR, "id": "a"}).json()["documents"]
    assert row == {"id": "a", **{name: one for name, one in extraction_row(extractor(HARBOUR)).items() if name != "id"}}


def test_the_texts_of_a_client_that_has_gone_are_read_no_further(tmp_path: Path) -> None:
    reader = PlainReader()
    reader.open.clear()
    parts = desk_parts(tmp_path / "desk.db", reader)
    body = json.dumps({"documents": [{"text": f"{HARBOUR} {number}"} for number in range(500)]}).encode()
    coming: list[Message] = [
        {"type": "http.request", "body": body, "more_body": False},
        {"type": "http.disconnect"},
    ]

    async def receive() -> Message:
        return coming.pop(0)

    async def send(_: Message) -> None:
        """Nobody is there."""

    headers = [(b"host", b"localhost"), (b"content-type", b"application/json")]
    scope = {"type": "http", "method": "POST", "path": "/v1/read", "query_string": b"", "headers": headers}
    app = service(parts)
    with TestClient(app, base_url=ADDRESS) as client:
        asyncio.run(app(scope, receive, send))
        reader.open.set()
        assert client.post("/v1/read", json={"text": HARBOUR}).status_code == 200
    assert sum(map(len, reader.batches)) < 100
