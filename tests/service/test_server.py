"""The server as a process: what it promised stands when it is killed, and what it began ends when it is stopped."""

import http.client
import json
import signal
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from samples.desk import BRIDGE, HARBOUR, desk_parts
from samples.desk_server import started
from samples.postgresql_server import postgresql_server

from hasila.errors import InputError
from hasila.service.database import open_database
from hasila.service.server import serve
from hasila.service.store import DeskStore

SERVER = ("-m", "samples.desk_server")


def post(address: str, path: str, body: Any) -> tuple[int, Any]:
    """Send JSON, and return the status and the answer."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=120)
    try:
        connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())
    finally:
        connection.close()


def number_on_the_desk(address: str) -> int:
    """Return how many documents there are."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=120)
    try:
        connection.request("GET", "/v1/desk/documents?limit=1")
        total: int = json.loads(connection.getresponse().read())["total"]
        return total
    finally:
        connection.close()


def decisions_until_it_ends(address: str, key: str, promised: list[tuple[str, int, str]]) -> None:
    """Accept and reopen a document again and again; keep what was answered."""
    base = 1
    try:
        while True:
            note = f"{key}-{base}"
            body = {"base": base, "who": "Rana", "action": "accept" if base % 2 else "reopen", "note": note}
            status, answer = post(address, f"/v1/desk/documents/{key}/decisions", body)
            assert status == 200, answer
            base = answer["revision"]
            promised.append((key, base, note))
    except (OSError, http.client.HTTPException):
        return


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Return an empty store of each kind."""
    if request.param == "sqlite":
        yield str(tmp_path / "desk.db")
    else:
        with postgresql_server() as url:
            yield url


@pytest.mark.slow
@pytest.mark.parametrize("enough", [11, 50, 137])
def test_no_decision_that_was_answered_is_lost_when_the_process_is_killed(store: str, enough: int) -> None:
    promised: list[tuple[str, int, str]] = []
    with started(*SERVER, store) as server:
        texts = [{"text": f"{HARBOUR} {number}"} for number in range(4)]
        _, answer = post(server.address, "/v1/desk/documents", {"documents": texts, "who": "Rana"})
        clients = [
            threading.Thread(target=decisions_until_it_ends, args=(server.address, key, promised))
            for key in answer["added"]
        ]
        for client in clients:
            client.start()
        while len(promised) < enough and all(client.is_alive() for client in clients):
            time.sleep(0.001)
        server.process.send_signal(signal.SIGKILL)
        for client in clients:
            client.join()
    opened = DeskStore(open_database(store))
    kept = {(key, one["revision"], one["note"]) for key in "1234" for one in opened.history(key)}
    assert set(promised) <= kept
    for key in "1234":
        assert [one["revision"] for one in opened.history(key)] == list(range(1, opened.newest(key).revision + 1))
    opened.close()


@pytest.mark.slow
def test_a_server_that_is_told_to_stop_answers_what_it_has_begun_and_ends_well(tmp_path: Path) -> None:
    with started(*SERVER, tmp_path / "desk.db") as server:
        answers: list[tuple[int, Any]] = []
        body = {"documents": [{"text": f"{BRIDGE} {number}"} for number in range(500)], "who": "Rana"}
        asking = threading.Thread(target=lambda: answers.append(post(server.address, "/v1/desk/documents", body)))
        asking.start()
        while not number_on_the_desk(server.address):
            time.sleep(0.01)
        server.process.send_signal(signal.SIGTERM)
        asking.join()
        assert server.process.wait(30) == 0
    ((status, answer),) = answers
    assert (status, len(answer["added"])) == (200, 500)


@pytest.mark.slow
def test_clients_that_send_nothing_or_hang_up_harm_nobody(tmp_path: Path) -> None:
    with started(*SERVER, tmp_path / "desk.db") as server:
        host, port = urlsplit(server.address).hostname, urlsplit(server.address).port
        held = [socket.create_connection((host, port)) for _ in range(100)]
        head = (
            b"POST /v1/read HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 90\r\n\r\n"
        )
        for one in held[:50]:
            one.sendall(head + b'{"text": ')
        for one in held[:25]:
            one.close()
        status, _ = post(server.address, "/v1/read", {"text": HARBOUR})
        assert status == 200
        for one in held[25:]:
            one.close()


@pytest.mark.slow
def test_hasila_serve_reads_with_the_model_in_the_package(tmp_path: Path) -> None:
    command = ("-m", "hasila", "serve", "--port", "0", "--store", tmp_path / "desk.db")
    with started(*command) as server:
        status, answer = post(server.address, "/v1/read", {"text": "أعلنت الشرطة مقتل ثلاثة جنود في بلدة الوادي"})
        assert (status, [toll["low"] for toll in answer["documents"][0]["tolls"]]) == (200, [3])
        server.process.send_signal(signal.SIGINT)
        assert server.process.wait(30) == 0


def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(InputError, match=f"--port {port}: cannot listen there"):
            serve(desk_parts(tmp_path / "desk.db"), "127.0.0.1", port)


@pytest.mark.slow
def test_headers_without_end_are_refused(tmp_path: Path) -> None:
    with started(*SERVER, tmp_path / "desk.db") as server:
        host, port = urlsplit(server.address).hostname, urlsplit(server.address).port
        with socket.create_connection((host, port), timeout=60) as client:
            client.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n" + b"x: " + b"a" * (1 << 17))
            assert client.recv(1 << 16).startswith(b"HTTP/1.1 400 ")
