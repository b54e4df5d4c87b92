"""Malformed requests: whatever comes, the answer is a refusal that says why, and never a failure."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st
from samples.desk import HARBOUR, bring, decide, desk_client
from samples.texts import texts

JSON = {"Content-Type": "application/json"}
POSTS = (
    "/v1/read",
    "/v1/incidents",
    "/v1/desk/documents",
    "/v1/desk/documents/1/decisions",
    "/v1/desk/files",
)
REFUSED = {400, 404, 409, 413, 415, 422}
anything: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts(20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts(8), inner, max_size=4),
    max_leaves=12,
)
FIELDS = (
    "text",
    "id",
    "date",
    "meta",
    "documents",
    "who",
    "base",
    "action",
    "note",
    "what",
    "spans",
    "tolls",
    "policy",
)
bodies = anything | st.dictionaries(st.sampled_from(FIELDS), anything, max_size=6)
GOOD: dict[str, dict[str, Any]] = {
    "/v1/read": {"text": HARBOUR, "id": "a", "date": "2024-05-14", "meta": {}},
    "/v1/incidents": {"documents": [{"id": "a", "text": HARBOUR, "spans": [], "tolls": []}], "policy": "range"},
    "/v1/desk/documents": {"documents": [{"text": HARBOUR, "id": "a", "date": "2024-05-14", "meta": {}}], "who": "x"},
    "/v1/desk/documents/1/decisions": {
        "base": 1, "who": "x", "action": "edit", "note": "", "what": {},
        "spans": [{"start": 0, "end": 5, "label": "CASUALTY"}],
        "tolls": [{"span": 0, "harm": ["killed"], "low": 1, "high": 1, "kind": "integer", "incident": 1}],
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Run a service with one document on its desk."""
    with desk_client(Path(tmp_path_factory.mktemp("desk")) / "desk.db") as made:
        bring(made, HARBOUR)
        yield made


def check_answer(answer: Any) -> None:
    """Assert that an answer is one of those that the service documents."""
    assert answer.status_code in {200, *REFUSED}, answer.text
    if answer.status_code != 200:
        error = answer.json()["error"]
        assert error["code"]
        assert error["message"]
        assert isinstance(error["faults"], list)


@pytest.mark.parametrize("path", POSTS)
@given(body=st.binary(max_size=200))
@settings(max_examples=40)
def test_random_bytes_are_refused(path: str, body: bytes, client: TestClient) -> None:
    answer = client.post(path, content=body, headers=JSON)
    check_answer(answer)
    assert answer.status_code in REFUSED


@pytest.mark.parametrize("path", POSTS)
@given(body=bodies)
@settings(max_examples=80)
def test_json_of_any_shape_is_answered_or_refused(path: str, body: Any, client: TestClient) -> None:
    check_answer(client.post(path, content=json.dumps(body), headers=JSON))


def changed(value: Any, draw: Any) -> Any:
    """Return a value with one thing in it replaced by anything."""
    if isinstance(value, dict) and value and draw(st.booleans()):
        key = draw(st.sampled_from(sorted(value)))
        return {**value, key: changed(value[key], draw)}
    if isinstance(value, list) and value and draw(st.booleans()):
        return [changed(value[0], draw), *value[1:]]
    return draw(anything)


@pytest.mark.parametrize("path", GOOD)
@given(data=st.data())
@settings(max_examples=100)
def test_a_request_with_one_thing_wrong_is_answered_or_refused(
    path: str, data: st.DataObject, client: TestClient
) -> None:
    current = client.get("/v1/desk/documents/1").json()["revision"]
    good = {**GOOD[path], **({"base": current} if "base" in GOOD[path] else {})}
    answer = client.post(path, content=json.dumps(changed(good, data.draw)), headers=JSON)
    check_answer(answer)
    if path.startswith("/v1/desk/") and answer.status_code == 200:
        check_answer(client.get("/v1/desk/incidents?state=all"))
        for wanted in ("what=tolls&form=parquet", "what=incidents&form=xlsx", "what=incidents&columns=ucdp"):
            check_answer(client.get(f"/v1/desk/export?state=all&{wanted}"))
        assert client.get("/v1/desk/export?state=all&what=corpus&form=jsonl").status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"text": "a", "meta": ' + b'{"a":' * 5000 + b"1" + b"}" * 5005,
        b'{"text": "a", "meta": {"a": ' + b"9" * 5000 + b"}}",
        b'{"text": "a", "meta": {"a": 1e999}}',
        b'{"text": "a", "meta": {"a": NaN}}',
        b'{"text": "\\ud800"}',
        b'{"text": "a", "documents": []}',
        b'{"documents": []}',
        b'{"text": "a", "date": "2024-13-01"}',
        b'{"text": "a", "date": "20240501"}',
        b'{"text": 3}',
        b'{"text": "a", "more": 1}',
        b'{"text": "a", "id": " "}',
        b"\xef\xbb\xbf{}",
        b"",
    ],
    ids=lambda body: repr(body[:30]),
)
def test_what_no_request_can_mean_is_refused(body: bytes, client: TestClient) -> None:
    answer = client.post("/v1/read", content=body, headers=JSON)
    check_answer(answer)
    assert answer.status_code in REFUSED


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_a_body_that_is_not_said_to_be_json_is_refused(client: TestClient, kind: str) -> None:
    answer = client.post("/v1/read", content=b'{"text": "a"}', headers={"Content-Type": kind})
    assert (answer.status_code, answer.json()["error"]["code"]) == (415, "wrong_type")


def test_every_fault_of_a_request_is_told_at_once(client: TestClient) -> None:
    answer = client.post("/v1/read", json={"documents": [{"text": 1}, {"id": "a"}, {"text": "a", "date": "x"}]})
    faults = answer.json()["error"]["faults"]
    assert faults == [
        "documents[0].text is 1, but must be text",
        "documents[1].text is missing",
        "documents[2].date: must be a day as YYYY-MM-DD, or begin with one",
    ]


@given(name=texts(12), value=texts(30))
@settings(max_examples=60)
@pytest.mark.parametrize("path", ["/v1/desk/documents", "/v1/desk/export", "/v1/desk/incidents"])
def test_an_address_that_asks_for_anything_is_answered_or_refused(
    path: str, name: str, value: str, client: TestClient
) -> None:
    for asked in ({name: value}, {"text": value}, {"at": value, "what": "tolls"}, {"after": value}, {"limit": value}):
        safe = {
            key.encode("utf-8", "replace").decode(): one.encode("utf-8", "replace").decode()
            for key, one in asked.items()
        }
        check_answer(client.get(path, params=safe))


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_another_method_is_refused(client: TestClient, method: str) -> None:
    answer = client.request(method, "/v1/desk/documents", headers=JSON)
    assert (answer.status_code, answer.json()["error"]["code"]) == (405, "wrong_method")


def test_a_toll_of_a_number_beyond_all_sense_is_refused(client: TestClient) -> None:
    body = GOOD["/v1/desk/documents/1/decisions"]
    huge = {**body["tolls"][0], "low": 10**4000, "high": None}
    current = client.get("/v1/desk/documents/1").json()["revision"]
    for toll in (huge, {**huge, "low": 1, "incident": 10**30}):
        sent = json.dumps({**body, "base": current, "tolls": [toll]})
        answer = client.post("/v1/desk/documents/1/decisions", content=sent, headers=JSON)
        assert (answer.status_code, len(answer.json()["error"]["faults"])) == (422, 1)
    assert decide(client, "1", "accept", 10**9).status_code == 409


@pytest.mark.parametrize(
    ("path", "body", "fault"),
    [
        ("/v1/read", '{"documents": [%s]}', "documents has more than 1000 items"),
        ("/v1/incidents", '{"documents": [%s]}', "documents has more than 1000 items"),
        (
            "/v1/incidents",
            '{"documents": [{"id": "a", "text": "b", "tolls": [], "spans": [%s]}]}',
            "documents[0]: has 100000 spans, more than 20000",
        ),
        (
            "/v1/desk/documents/1/decisions",
            '{"base": 1, "who": "x", "action": "edit", "spans": [], "tolls": [%s]}',
            "tolls has more than 20000 items",
        ),
    ],
)
def test_a_list_without_end_is_one_fault_and_not_one_for_each_item(
    path: str, body: str, fault: str, client: TestClient
) -> None:
    answer = client.post(path, content=body % ",".join(["1"] * 100_000), headers=JSON)
    assert (answer.status_code, answer.json()["error"]["faults"]) == (422, [fault])


def test_an_object_with_keys_without_end_is_one_fault(client: TestClient) -> None:
    body = {"text": HARBOUR, **{f"key{number}": 1 for number in range(100_000)}}
    (fault,) = client.post("/v1/read", json=body).json()["error"]["faults"]
    assert fault == "the body: has 100001 keys; those that are known are text, id, date, meta, documents"


def test_of_many_faults_the_first_are_told_and_the_others_counted(client: TestClient) -> None:
    rows = [{"text": HARBOUR}] * 3 + [{"text": 1}] * 50
    faults = client.post("/v1/read", json={"documents": rows}).json()["error"]["faults"]
    assert faults[0] == "documents[3].text is 1, but must be text"
    assert (len(faults), faults[-1]) == (21, "and 30 more")
    current = client.get("/v1/desk/documents/1").json()["revision"]
    answer = decide(client, "1", "edit", current, spans=[1] * 50, tolls=[])
    assert answer.json()["error"]["faults"][-1] == "and 30 more"


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ({"documents": [1]}, "documents[0] is 1, but must be an object"),
        ({"text": "a", "meta": 1}, "meta is 1, but must be an object"),
        ({"text": "a", "id": "b" * 201}, f"id is '{'b' * 59}..., but must be text of 200 characters or fewer"),
        ([], "the body: is an empty list, but must be an object"),
    ],
)
def test_a_value_of_the_wrong_kind_is_told_what_it_must_be(body: Any, fault: str, client: TestClient) -> None:
    assert client.post("/v1/read", json=body).json()["error"]["faults"] == [fault]


def test_a_date_to_search_for_is_told_what_it_must_be(client: TestClient) -> None:
    (fault,) = client.get("/v1/desk/documents?date=May").json()["error"]["faults"]
    assert fault == "date is 'May', but must be a year, a month or a day, such as 2024, 2024-05 or 2024-05-14"
