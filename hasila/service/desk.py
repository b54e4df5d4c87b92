"""The desk: texts come in and are read, people decide, and what stands is shown."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from anyio import to_thread

from hasila.document import Document
from hasila.formats.output import extraction_row
from hasila.service.guard import failure_of
from hasila.service.limits import ServiceLimits
from hasila.service.reading import BatchReader
from hasila.service.refusals import Refusal
from hasila.service.schema import DecisionIn, TextIn
from hasila.service.store import DeskDocument, DeskStore
from hasila.service.uploads import SentText
from hasila.tolls.toll_rows import toll_rows

_log = logging.getLogger(__name__)
_SLICE = 16
"""How many texts are read and stored at a time: what was stored stays, whatever comes after."""
_MOST_REJECTED = 1000
"""The most texts that were not added which an answer names."""
_LONGEST_REASON = 500


class Arrival:
    """What became of texts that were brought: the keys of those that were added, and why others were not.

    Of the others so many are named, and the rest are counted.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self.added: list[str] = []
        self._rejected: list[dict[str, str]] = []
        self._unnamed = 0

    def to_dict(self) -> dict[str, Any]:
        """Return it as the service answers."""
        more = {"where": f"{self._unnamed} more", "reason": "mend those that are named, and send the rest again"}
        return {"added": self.added, "rejected": [*self._rejected, *([more] if self._unnamed else [])]}

    def reject(self, where: str, reason: str) -> None:
        """Keep why a text was not added."""
        if len(self._rejected) < _MOST_REJECTED:
            self._rejected.append({"where": where, "reason": reason[:_LONGEST_REASON]})
        else:
            self._unnamed += 1


@dataclass(frozen=True, slots=True)
class Desk:
    """The store of a desk and what reads for it, under the name of its model."""

    store: DeskStore
    reader: BatchReader
    model: str
    limits: ServiceLimits

    async def bring(self, texts: Iterable[SentText], who: str) -> Arrival:
        """Read texts and add them, a few at a time. A text that cannot be added says why and holds up no other."""
        arrival, left = Arrival(), iter(texts)
        while held := await to_thread.run_sync(list[SentText], islice(left, _SLICE)):
            sound = await to_thread.run_sync(self._sound, held, arrival)
            read = await self._read(sound, arrival)
            wanted = [(document, one.numbered) for one, document in read]
            answers = await to_thread.run_sync(self.store.add, wanted, who, self.model)
            for (one, _), answer in zip(read, answers, strict=True):
                if answer.isdigit():
                    arrival.added.append(answer)
                else:
                    arrival.reject(one.where, answer)
        return arrival

    async def _read(
        self, sound: Sequence[tuple[SentText, Document]], arrival: Arrival
    ) -> list[tuple[SentText, Document]]:
        """Return the texts as the model read them; one that it fails at is left out, and the log says where."""
        try:
            found = await self.reader.read_each([document for _, document in sound])
        except Refusal as refused:
            refused.told |= arrival.to_dict()  # what was stored before stays
            raise
        read = []
        for (one, _), document in zip(sound, found, strict=True):
            if isinstance(document, Exception):
                _log.error("a text could not be read: %s", failure_of(document))
                arrival.reject(one.where, "the model failed to read it; the log of the service says where")
            else:
                read.append((one, document))
        return read

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
        return self._with_proposal(self.store.decide(key, decision))

    def document(self, key: str) -> dict[str, Any]:
        """Return a document as it stands, and as the model read it."""
        return self._with_proposal(self.store.newest(key))

    def _with_proposal(self, current: DeskDocument) -> dict[str, Any]:
        proposal, model = self.store.proposal(current.key)
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
