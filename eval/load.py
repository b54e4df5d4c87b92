"""The program that asks a running service as many clients do at once: python -m eval.load http://127.0.0.1:8000.

Each client keeps one connection and sends the next text when the last is answered.
"""

import json
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from itertools import chain, cycle, islice
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import numpy as np
import typer

from hasila.arabic.words import count_words
from hasila.errors import InputError
from hasila.formats.texts import read_texts
from hasila.program.start import main, new_app
from hasila.scoring.markdown import markdown

app = new_app()
_OK = 200
_CLIENTS = (1, 4, 16, 64)
_TIMEOUT = 300
_HEADER = ("clients", "requests/s", "words/s", "p50 ms", "p95 ms", "p99 ms", "most ms", "other answers")


@dataclass(frozen=True, slots=True)
class AskedService:
    """Where a service is, and the token that it asks for, if any."""

    host: str
    port: int
    token: str | None = None

    def headers(self) -> dict[str, str]:
        """Return what each request says besides its body."""
        known = {} if self.token is None else {"Authorization": f"Bearer {self.token}"}
        return {"Content-Type": "application/json", **known}


@dataclass(frozen=True, slots=True)
class ServiceAnswer:
    """How long an answer took in seconds, its status, and how many words were read."""

    seconds: float
    status: int
    words: int


@app.command()
def measure_load(  # noqa: PLR0913 - one parameter an option
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help="Where the service listens: http://HOST:PORT")],
    *,
    texts: Annotated[list[Path], typer.Option(help="A file with texts to send in turn; may be given again.")],
    column: Annotated[str, typer.Option(help="The field or column with the text.")] = "text",
    clients: Annotated[
        list[int] | None,
        typer.Option(min=1, help="How many ask at once; may be given again.  [default: 1 4 16 64]"),
    ] = None,
    seconds: Annotated[float, typer.Option(min=0.1, help="How long they begin requests.")] = 20.0,
    token_file: Annotated[Path | None, typer.Option(help="The file with the service's token.")] = None,
) -> None:
    """Send texts to a service from several clients at once; print times, words a second and refusals as a table."""
    service = _service(address, token_file)
    bodies = [one.text for one in read_texts(texts, column) if one.text.strip()]
    if not bodies:
        raise InputError("--texts: there are no words to send; name a file with text")
    rows = [_HEADER, *(_row(number, load(service, bodies, number, seconds)) for number in clients or _CLIENTS)]
    typer.echo("\n".join(markdown(rows)))


def _service(address: str, token_file: Path | None) -> AskedService:
    parts = urlsplit(address)
    if parts.scheme != "http" or not parts.hostname:
        raise InputError(f"{address}: is not an address of a service, such as http://127.0.0.1:8000")
    try:
        token = None if token_file is None else token_file.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise InputError(f"--token-file {token_file}: cannot be read: {error.strerror}") from None
    return AskedService(parts.hostname, parts.port or 80, token)


@dataclass(frozen=True, slots=True)
class LoadAnswered:
    """Every answer that clients got, and how many seconds passed from the first request to the last answer."""

    answers: list[ServiceAnswer]
    seconds: float


def load(service: AskedService, texts: Sequence[str], clients: int, seconds: float) -> LoadAnswered:
    """Return the answers to clients that begin requests for so many seconds. A first one is not counted.

    Raises InputError if the service cannot be reached.
    """
    try:
        _ask(service, texts, 0)
        began = time.monotonic()
        with ThreadPoolExecutor(clients) as pool:
            asked = [pool.submit(_ask, service, islice(cycle(texts), index, None), seconds) for index in range(clients)]
            answers = list(chain.from_iterable(one.result() for one in asked))
        return LoadAnswered(answers, time.monotonic() - began)
    except (OSError, HTTPException) as error:
        raise InputError(f"{service.host}:{service.port}: cannot be asked: {error}") from None


def _ask(service: AskedService, texts: Iterable[str], seconds: float) -> list[ServiceAnswer]:
    """Return the answers to one client, who asks at least once."""
    connection = HTTPConnection(service.host, service.port, timeout=_TIMEOUT)
    until = time.monotonic() + seconds
    answers: list[ServiceAnswer] = []
    try:
        for text in texts:
            answers.append(_answer(connection, service, text))
            if time.monotonic() >= until:
                break
        return answers
    finally:
        connection.close()


def _answer(connection: HTTPConnection, service: AskedService, text: str) -> ServiceAnswer:
    body = json.dumps({"text": text}).encode()
    began = time.monotonic()
    connection.request("POST", "/v1/read", body, service.headers())
    response = connection.getresponse()
    response.read()
    words = count_words(text) if response.status == _OK else 0
    return ServiceAnswer(time.monotonic() - began, response.status, words)


def _row(clients: int, asked: LoadAnswered) -> tuple[str, ...]:
    read = [one for one in asked.answers if one.status == _OK]
    others = Counter(one.status for one in asked.answers if one.status != _OK)
    times = 1000 * np.array([one.seconds for one in read] or [np.nan])
    return (
        str(clients),
        f"{len(read) / asked.seconds:.1f}",
        f"{sum(one.words for one in read) / asked.seconds:,.0f}",
        *(f"{np.percentile(times, share):.0f}" for share in (50, 95, 99, 100)),
        ", ".join(f"{number} × {status}" for status, number in sorted(others.items())) or "none",
    )


if __name__ == "__main__":
    main(app, "python -m eval.load")
