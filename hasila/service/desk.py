"""The desk: texts come in and are read, people decide, and what stands is shown."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from anyio import to_thread

from hasila.document import Document
from hasila.formats.output import extraction_row
from hasila.service.limits import ServiceLimits
from hasila.service.reading import BatchReader
from hasila.service.refusals import Refusal
from hasila.service.schema import DecisionIn, TextIn
from hasila.service.store import DeskDocument, DeskStore
from hasila.service.uploads import SentText
from hasila.tolls.toll_rows import toll_rows

_SLICE = 16
"""How many texts are read and stored at a time: what was stored stays, whatever comes after."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """What became of texts that were brought: the keys of those that were added, and why others were not."""

    added: list[str]
    rejected: list[dict[str, str]]

    def to_dict(self) -> dict[str, Any]:
        """Return it as the service answers."""
        return {"added": self.added, "rejected": self.rejected}

    def reject(self, where: str, reason: str) -> None:
        """Keep why a text was not added."""
        self.rejected.append({"where": where, "reason": reason})


@dataclass(frozen=True, slots=True)
class Desk:
    """The store of a desk and what reads for it, under the name of its model."""

    store: DeskStore
    reader: BatchReader
    model: str
    limits: ServiceLimits

    async def bring(self, texts: Iterable[SentText], who: str) -> Arrival:
        """Read texts and add them, a few at a time. A text that cannot be added says why and holds up no other."""
        arrival, left = Arrival([], []), iter(texts)
        while held := await to_thread.run_sync(list[SentText], islice(left, _SLICE)):
            sound = await to_thread.run_sync(self._sound, held, arrival)
            try:
                read = await self.reader.read([document for _, document in sound])
            except Refusal as refused:
                refused.told |= arrival.to_dict()  # what was stored before stays
                raise
            wanted = [(document, one.numbered) for (one, _), document in zip(sound, read, strict=True)]
            answers = await to_thread.run_sync(self.store.add, wanted, who, self.model)
            for (one, _), answer in zip(sound, answers, strict=True):
                if answer.isdigit():
                    arrival.added.append(answer)
                else:
                    arrival.reject(one.where, answer)
        return arrival

    def _sound(self, texts: Sequence[SentText], arrival: Arrival) -> list[tuple[SentText, Document]]:
        """Return those of the texts that can be added as far as is known before they are read."""
        sound = []
        for one in texts:
            if one.document is None:
                arrival.reject(one.where, one.reason)
            elif fault := self._fault(one, one.document):
                arrival.reject(one.where, fault)
            else:
                sound.append((one, one.document))
        return sound

    def _fault(self, one: SentText, document: Document) -> str | None:
        most = self.limits.text_characters
        if len(document.text) > most:
            return f"has {len(document.text)} characters, more than {most}; send it in parts"
        return self.store.fault_of(document, numbered=one.numbered)

    def decide(self, key: str, decision: DecisionIn) -> dict[str, Any]:
        """Store a decision, and return the document as it then stands."""
        self.store.decide(key, decision)
        return self.document(key)

    def document(self, key: str) -> dict[str, Any]:
        """Return a document as it stands, and as the model read it."""
        proposal, model = self.store.proposal(key)
        current = self.store.newest(key)
        return {**_shown(current), "proposal": {**_annotations(proposal), "model": model}}


def _shown(current: DeskDocument) -> dict[str, Any]:
    document = current.document
    return {
        "key": current.key,
        "id": document.id,
        "date": document.meta.get("date"),
        "meta": dict(document.meta),
        "text": document.text,
        "state": current.state,
        "revision": current.revision,
        **_annotations(document),
        "rows": list(toll_rows(document)),
    }


def _annotations(document: Document) -> dict[str, Any]:
    row = extraction_row(document)
    return {"spans": row["spans"], "tolls": row.get("tolls", [])}


def given_texts(texts: Sequence[TextIn]) -> Iterator[SentText]:
    """Yield texts of a request as they are brought to the desk; those without an id are called pasted."""
    for index, text in enumerate(texts):
        yield SentText(f"documents[{index}]", text.document("pasted"), numbered=text.id is None)
