"""python -m eval.load: what a service is asked, and what is said of its answers."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from samples.programs import run_program


class Counted(BaseHTTPRequestHandler):
    """Answers every other request with 200, and the rest with 503."""

    protocol_version = "HTTP/1.1"
    seen: list[str | None]

    def do_POST(self) -> None:
        """Answer."""
        self.rfile.read(int(self.headers["Content-Length"]))
        self.seen.append(self.headers["Authorization"])
        self.send_response(503 if len(self.seen) % 2 else 200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    """Return where a service listens that refuses every other request."""
    Counted.seen = []
    with ThreadingHTTPServer(("127.0.0.1", 0), Counted) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """Write a text."""
    path = tmp_path / "news.txt"
    path.write_text("ثلاث كلمات هنا", encoding="utf-8")
    return path


def test_a_table_says_how_long_answers_took_and_how_many_were_refused(address: str, news: Path, tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("secret\n", encoding="utf-8")
    ended = run_program(
        "eval.load", address, "--texts", news, "--clients", 1, "--clients", 3, "--seconds", 0.3, "--token-file", token
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    header, _, one, three = ended.stdout.splitlines()
    assert header.startswith("| clients | requests/s | words/s | p50 ms")
    assert one.startswith("| 1 |")
    assert three.startswith("| 3 |")
    assert "× 503" in one
    assert set(Counted.seen) == {"Bearer secret"}


def test_a_service_that_is_not_there_and_an_address_of_none_are_named(news: Path, tmp_path: Path) -> None:
    for wrong in ("http://127.0.0.1:9", "127.0.0.1:8000", "https://127.0.0.1"):
        ended = run_program("eval.load", wrong, "--texts", news, "--clients", 1, "--seconds", 0.2)
        assert (ended.returncode, "Traceback" in ended.stderr) == (2, False)
    (tmp_path / "blank.txt").write_text(" ", encoding="utf-8")
    ended = run_program("eval.load", "http://127.0.0.1:9", "--texts", tmp_path / "blank.txt")
    assert (ended.returncode, "no words to send" in ended.stderr) == (2, True)
