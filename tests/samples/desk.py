"""A desk to try: a reader that knows a few words, texts for it, and a client of its service."""

import threading
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from hasila.document import Document
from hasila.service.app import ServiceParts, service
from hasila.service.database import open_database
from hasila.service.guard import Door
from hasila.service.limits import ServiceLimits
from hasila.service.reading import TextReader
from hasila.service.served import ServedModel
from hasila.service.store import DeskStore
from hasila.spans import Span
from hasila.toll import Toll

HARBOUR = "أعلنت فرقة الميناء مقتل ثلاثة نجارين في سوق التل."
BRIDGE = "قالت لجنة الجسر إن جرح خمسة وقع قرب سوق التل."
QUIET = "لم يحدث شيء في البلدة اليوم."
ADDRESS = "http://127.0.0.1:8000"
_KNOWN = {
    "فرقة الميناء": ("ACTOR", 0.9),
    "لجنة الجسر": ("ACTOR", 0.8),
    "سوق التل": ("LOCATION", 0.7),
    "مقتل ثلاثة نجارين": ("CASUALTY", 0.95),
    "جرح خمسة": ("CASUALTY", 0.6),
}
_COUNTS = {"مقتل ثلاثة نجارين": ("killed", 3), "جرح خمسة": ("wounded", 5)}


class PlainReader:
    """Finds the known words; waits while `open` is not set, and fails for a text with the word «عطل»."""

    def __init__(self) -> None:
        """Read at once."""
        self.open = threading.Event()
        self.open.set()
        self.batches: list[list[str]] = []

    def stream(self, texts: Iterable[str | Document]) -> Iterator[Document]:
        """Yield each text with the spans and tolls of known words."""
        held = [one if isinstance(one, Document) else Document("", one) for one in texts]
        self.batches.append([one.text for one in held])
        self.open.wait()
        for one in held:
            if "عطل" in one.text:
                raise RuntimeError(one.text)
            yield _read(one)


def _read(document: Document) -> Document:
    found = [(document.text.find(words), words) for words in _KNOWN if words in document.text]
    spans = sorted(Span(start, start + len(words), *_KNOWN[words]) for start, words in found)
    places = tuple(index for index, span in enumerate(spans) if span.label == "LOCATION")
    sources = tuple(index for index, span in enumerate(spans) if span.label == "ACTOR")
    tolls = [
        _toll(index, *_COUNTS[document.text_of(span)], places, sources)
        for index, span in enumerate(spans)
        if span.label == "CASUALTY"
    ]
    return replace(document, spans=tuple(spans), tolls=tuple(tolls))


def _toll(span: int, harm: Any, count: int, places: tuple[int, ...], sources: tuple[int, ...]) -> Toll:
    sure = {"place": tuple(0.9 for _ in places)}
    return Toll(
        span=span,
        harm=(harm,),
        low=count,
        high=count,
        kind="integer",
        place=places,
        source=sources,
        incident=1,
        scores=sure,
    )


def desk_parts(store: Path | str, reader: TextReader | None = None, **settings: Any) -> ServiceParts:
    """Return a service's parts with the reader of known words."""
    labels = ("ACTOR", "LOCATION", "CASUALTY")
    return ServiceParts(
        model=ServedModel(reader or PlainReader(), "plain@1", labels),
        store=DeskStore(open_database(str(store))),
        door=settings.pop("door", Door()),
        limits=ServiceLimits(**settings),
    )


def desk_client(store: Path | str, reader: TextReader | None = None, **settings: Any) -> TestClient:
    """Return a client of a service at `store`; it is used as a context, within which the service runs."""
    return TestClient(service(desk_parts(store, reader, **settings)), base_url=ADDRESS)


def bring(client: TestClient, *texts: str | dict[str, Any], who: str = "Rana") -> Any:
    """Put texts on the desk, and return the answer."""
    rows = [{"text": text} if isinstance(text, str) else text for text in texts]
    return client.post("/v1/desk/documents", json={"documents": rows, "who": who}).json()


def decide(client: TestClient, key: str, action: str, base: int, **more: Any) -> Any:
    """Send a decision, and return the response."""
    body = {"base": base, "who": "Rana", "action": action, **more}
    return client.post(f"/v1/desk/documents/{key}/decisions", json=body)
