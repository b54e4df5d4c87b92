"""The door: whom the service answers, and what it takes in."""

import asyncio
import logging
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from samples.desk import ADDRESS, HARBOUR, PlainReader, bring, decide, desk_client
from starlette.types import Message, Receive, Scope, Send

from hasila.service.guard import Door, Guard
from hasila.service.limits import ServiceLimits

TOKEN = "a" * 20 + "b" * 20
SENT = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    """Run a service that asks for no token."""
    with desk_client(tmp_path / "desk.db") as made:
        yield made


@pytest.fixture
def closed(tmp_path: Path) -> Iterator[TestClient]:
    """Run a service that asks for a token and has another name."""
    door = Door(frozenset({"desk.example"}), TOKEN)
    with desk_client(tmp_path / "desk.db", door=door, open_requests=2) as made:
        yield made


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "127.0.0.1.evil.example",
        "localhost.evil.example:8000",
        "[::2]",
        "",
        "evil@localhost",
        "localhost/evil",
        "localhost?",
        "localhost:x",
    ],
)
def test_a_name_that_is_not_the_services_is_refused_as_it_may_be_another_pages(client: TestClient, host: str) -> None:
    answer = client.get("/v1/desk/documents", headers={"Host": host})
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "bad_request")


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1:1", "[::1]:8000"])
def test_this_machines_names_are_answered(client: TestClient, host: str) -> None:
    assert client.get("/v1/desk/documents", headers={"Host": host}).status_code == 200


def test_a_name_that_was_allowed_is_answered(closed: TestClient) -> None:
    assert closed.get("/v1/model", headers={"Host": "Desk.example", **SENT}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:9000"},
        {"Origin": "http://["},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": ADDRESS},
    ],
)
def test_a_page_of_another_site_changes_nothing(client: TestClient, headers: dict[str, str]) -> None:
    body = {"documents": [{"text": HARBOUR}], "who": "x"}
    answer = client.post("/v1/desk/documents", json=body, headers=headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "cross_site")
    assert client.get("/v1/desk/documents").json()["total"] == 0


def test_the_services_own_page_may_change_things(client: TestClient) -> None:
    headers = {"Origin": ADDRESS, "Sec-Fetch-Site": "same-origin"}
    assert client.post("/v1/read", json={"text": HARBOUR}, headers=headers).status_code == 200


def test_no_other_page_is_let_in_by_cors(client: TestClient) -> None:
    asked = {"Origin": "http://evil.example", "Access-Control-Request-Method": "POST"}
    answers = [
        client.options("/v1/read", headers=asked),
        client.get("/v1/model", headers={"Origin": "http://e.example"}),
    ]
    assert not [name for answer in answers for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize(
    "headers",
    [{}, {"Authorization": TOKEN}, {"Authorization": "Bearer"}, {"Authorization": f"Basic {TOKEN}"},
     {"Authorization": f"Bearer {TOKEN[:-1]}"}, {"Authorization": f"Bearer {TOKEN}x"}],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/v1/model", "/v1/desk/documents", "/metrics", "/openapi.json", "/v1/absent"])
def test_without_the_token_nothing_is_told(closed: TestClient, path: str, headers: dict[str, str]) -> None:
    answer = closed.get(path, headers={"Host": "localhost", **headers})
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")


def test_with_the_token_all_is_told_and_probes_need_none(closed: TestClient) -> None:
    assert closed.get("/v1/desk/documents", headers=SENT).status_code == 200
    assert closed.get("/v1/desk/documents", headers={"Authorization": f"bearer {TOKEN}"}).status_code == 200
    assert [closed.get(path, headers={"Host": "10.0.0.7"}).status_code for path in ("/healthz", "/readyz")] == [
        200,
        200,
    ]


def test_every_answer_has_the_headers_that_keep_a_browser_safe(client: TestClient) -> None:
    for path in ("/v1/model", "/absent", "/healthz"):
        headers = client.get(path).headers
        assert headers["content-security-policy"].startswith("default-src 'self';")
        assert (headers["x-content-type-options"], headers["cache-control"]) == ("nosniff", "no-store")


def test_a_body_that_says_it_is_too_large_is_refused(tmp_path: Path) -> None:
    with desk_client(tmp_path / "desk.db", body_bytes=1000) as client:
        answer = client.post("/v1/read", json={"text": "س" * 1000})
        assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")


def test_a_body_that_grows_too_large_is_refused(tmp_path: Path) -> None:
    def parts() -> Iterator[bytes]:
        yield b'{"text": "'
        for _ in range(100):
            yield b"a" * 100

    with desk_client(tmp_path / "desk.db", body_bytes=1000) as client:
        answer = client.post("/v1/read", content=parts(), headers={"Content-Type": "application/json"})
        assert answer.status_code == 413
        files = {"files": ("a.txt", b"a" * 2000)}
        assert client.post("/v1/desk/files", files=files, data={"who": "x"}).status_code == 413


async def _asked(app: Any, receive: Receive, **changes: Any) -> list[Message]:
    """Return what an application sends for a request."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/",
        "headers": [(b"host", b"localhost")],
        "client": ("127.0.0.1", 1),
        **changes,
    }
    await app(scope, receive, send)
    return sent


async def _takes_all(scope: Scope, receive: Receive, send: Send) -> None:
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def test_a_client_that_pauses_too_long_is_sent_away() -> None:
    async def never() -> Message:
        return await asyncio.Future()

    limits = ServiceLimits(pause_seconds=1, body_seconds=1)
    sent = asyncio.run(_asked(Guard(_takes_all, Door(), limits), never))
    assert sent[0]["status"] == 408


async def _no_body() -> Message:
    return {"type": "http.request", "body": b"", "more_body": False}


def statuses_at_once(most: int, *asked: Mapping[str, Any], after: Sequence[Mapping[str, Any]] = ()) -> list[int]:
    """Return the answers to requests of which all are open at once, where an address may have `most`, and then `after`.

    Each request is what it has of its own: a path, a client.
    """

    async def crowd() -> list[int]:
        go = asyncio.Event()

        async def slow(scope: Scope, receive: Receive, send: Send) -> None:
            await go.wait()
            await _takes_all(scope, receive, send)

        guard = Guard(slow, Door(), ServiceLimits(open_requests=most))
        tasks = [asyncio.ensure_future(_asked(guard, _no_body, **one)) for one in asked]
        await asyncio.sleep(0)
        go.set()
        sent = [*await asyncio.gather(*tasks), *[await _asked(guard, _no_body, **one) for one in after]]
        return [messages[0]["status"] for messages in sent]

    return asyncio.run(crowd())


def test_one_address_has_so_many_requests_open_and_no_more() -> None:
    other = {"client": ("10.0.0.2", 1)}
    assert statuses_at_once(2, {}, {}, {}, other, after=[{}]) == [200, 200, 429, 200, 200]


def test_no_text_and_no_name_is_logged_whatever_fails(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    with desk_client(tmp_path / "desk.db", PlainReader()) as client:
        assert client.post("/v1/read", json={"text": f"{HARBOUR} عطل"}).status_code == 500
        bring(client, HARBOUR, who="Rana")
        decide(client, "1", "edit", 1, spans=[{"start": 1}], tolls=[])
        client.get("/v1/desk/documents", params={"text": "نجارين"})
    assert "RuntimeError at" in caplog.text
    own = "\n".join(record.getMessage() for record in caplog.records if not record.name.startswith("httpx"))
    assert not [word for word in ("نجارين", "عطل", "Rana") if word in own]


def test_an_answer_that_nobody_can_take_is_no_failure_of_the_service(caplog: pytest.LogCaptureFixture) -> None:
    async def ask() -> None:
        async def nothing() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def closed(_: Message) -> None:
            raise RuntimeError("the connection is closed")

        headers = [(b"host", b"localhost")]
        scope = {"type": "http", "method": "GET", "path": "/", "headers": headers, "client": ("127.0.0.1", 1)}
        await Guard(_takes_all, Door(), ServiceLimits())(scope, nothing, closed)

    with caplog.at_level(logging.WARNING):
        asyncio.run(ask())
    assert [(one.levelname, one.getMessage()) for one in caplog.records] == [
        ("WARNING", "GET other: the connection ended before the answer")
    ]


def test_a_body_that_is_too_large_is_taken_to_its_end_so_that_a_browser_reads_the_answer() -> None:
    parts = [{"type": "http.request", "body": b"a" * 8, "more_body": number < 9} for number in range(10)]

    async def next_part() -> Message:
        return parts.pop(0)

    sent = asyncio.run(_asked(Guard(_takes_all, Door(), ServiceLimits(body_bytes=20)), next_part))
    assert (sent[0]["status"], parts) == (413, [])


def test_a_probe_is_answered_however_many_requests_are_open() -> None:
    assert statuses_at_once(1, {"path": "/"}, {"path": "/v1/model"}, {"path": "/healthz"}) == [200, 429, 200]
