"""A desk that listens at a port, with a reader that knows whole texts as they are annotated."""

import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx2
import uvicorn

from hasila.document import Document
from hasila.service.app import service
from hasila.service.guard import Door
from samples.desk import desk_parts
from samples.tolls import told

MARKET = told(
    "قال {A|مكتب الإغاثة} أمس إن {C|مقتل عشرين مدنيا} وقع في {L|سوق التل} قرب {L|بلدة النهر} بقصف {A|كتيبة الجبل}، "
    "{C|بينهم طفلان}. ونفت {A|كتيبة الوادي} ذلك، وتحدث مصدر طبي عن {C|جرح 9}.",
    {"n": 20, "place": ["سوق التل"], "source": ["مكتب الإغاثة"], "by": ["كتيبة الجبل"], "when": [17, 20]},
    {"n": 2, "part_of": 0, "group": ["child"]},
    {"n": 9, "harm": ["wounded"], "scores": {"place": [0.4]}, "place": ["سوق التل"]},
    name="market",
    day="2024-05-14",
)
"""Spans: 0 relief office, 1 twenty killed, 2 market, 3 town, 4 hill battalion, 5 two children, 6 valley battalion, 7
nine wounded."""
OLD_BRIDGE = told(
    "قتل {C|خمسة عمال} عند {L|الجسر القديم} يوم الأحد، بحسب {A|البلدية}. وكان {C|الخمسة} في طريقهم إلى العمل.",
    {"n": 5, "place": ["الجسر القديم"], "source": ["البلدية"]},
    {"n": 5, "same_as": 0},
    name="bridge",
    day="2024-05-12",
)
SCHOOL = Document("school", "عقد مجلس البلدة اجتماعا لبحث أوضاع المدارس.", tolls=())


@dataclass(frozen=True, slots=True)
class KnowingReader:
    """Reads the texts that it knows as they are annotated, every other as one without spans."""

    known: Mapping[str, Document]

    def stream(self, texts: Iterable[str | Document]) -> Iterator[Document]:
        """Yield each text with its spans and tolls."""
        for text in texts:
            assert isinstance(text, Document)
            read = self.known.get(text.text)
            yield replace(text, spans=read.spans if read else (), tolls=read.tolls if read else ())


@dataclass(frozen=True, slots=True)
class RunningDesk:
    """A service that listens, and what a test may ask of it."""

    url: str
    token: str | None = None

    def ask(self, method: str, path: str, **settings: Any) -> Any:
        """Return the service's answer to a request, as JSON."""
        headers = {} if self.token is None else {"Authorization": f"Bearer {self.token}"}
        answer = httpx2.request(method, self.url + path, headers=headers, timeout=60, **settings)
        assert answer.is_success, answer.text
        return answer.json()

    def bring(self, *documents: Document) -> list[str]:
        """Put texts on the desk and return their keys."""
        texts = [
            {"id": one.id, "text": one.text, "meta": dict(one.meta), "date": one.meta.get("date")} for one in documents
        ]
        keys: list[str] = self.ask("POST", "/v1/desk/documents", json={"documents": texts, "who": "Samia"})["added"]
        return keys

    def document(self, key: str) -> Any:
        """Return a document as the store holds it."""
        return self.ask("GET", f"/v1/desk/documents/{key}")


@contextmanager
def running_desk(folder: Path, *known: Document, token: str | None = None) -> Iterator[RunningDesk]:
    """Yield a desk at a free port, with a store in `folder` and a reader that knows these texts."""
    reader = KnowingReader({one.text: one for one in known})
    parts = desk_parts(folder / "desk.db", reader, door=Door(token=token))
    server = uvicorn.Server(uvicorn.Config(service(parts), port=0, log_config=None, ws="none"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield RunningDesk(f"http://127.0.0.1:{port}", token)
    server.should_exit = True
    thread.join()
