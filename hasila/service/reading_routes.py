"""Routes without a memory: texts in, spans and tolls out; tolls in, incidents out."""

import asyncio
from collections.abc import Coroutine, Iterator
from typing import Any, TypeVar

from anyio import to_thread
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from hasila.document import Document
from hasila.formats.output import extraction_row
from hasila.service.annotations import count_faults
from hasila.service.bodies import JsonRoute
from hasila.service.limits import ServiceLimits
from hasila.service.reading import BatchReader
from hasila.service.refusals import Refusal
from hasila.service.schema import IncidentsIn, ReadIn, TextIn
from hasila.service.served import ServedModel
from hasila.tolls.incidents import incidents
from hasila.tolls.places import resolve_place
from hasila.tolls.tables import table_rows

_Answer = TypeVar("_Answer")
_ENOUGH = 1000
"""After how many faults of rows no other row is looked at."""


def reading_routes(reader: BatchReader, model: ServedModel, limits: ServiceLimits) -> APIRouter:
    """Return the routes of reading."""
    router = APIRouter(route_class=JsonRoute, tags=["reading"])

    @router.post("/v1/read")
    async def read(body: ReadIn, request: Request) -> JSONResponse:
        """Read one text or several: the spans and tolls of each."""
        documents = [one.document(str(index)) for index, one in enumerate(checked_texts(_texts(body), limits))]
        found = await _unless_gone(request, reader.read(documents))
        return JSONResponse({"documents": await to_thread.run_sync(lambda: [*map(extraction_row, found)])})

    @router.post("/v1/incidents")
    def incident_rows(body: IncidentsIn) -> JSONResponse:
        """Return the incidents of texts whose tolls are known, each with its people counted once."""
        found = incidents(_with_tolls(body), body.policy, resolve_place)
        return JSONResponse({"incidents": list(table_rows(found, body.columns))})

    @router.get("/v1/model")
    async def model_in_use() -> JSONResponse:
        """Say which model reads."""
        return JSONResponse(model.to_dict())

    return router


def _texts(body: ReadIn) -> list[TextIn]:
    try:
        return body.texts()
    except ValueError as error:
        raise Refusal(422, str(error)) from None


def checked_texts(texts: list[TextIn], limits: ServiceLimits) -> list[TextIn]:
    """Return the texts of a request. Raises Refusal naming each that is too long."""
    faults = [
        f"documents[{index}] has {len(one.text)} characters, more than {limits.text_characters}"
        for index, one in enumerate(texts)
        if len(one.text) > limits.text_characters
    ]
    if faults:
        raise Refusal(413, "a text is too long; send it in parts", faults)
    return texts


async def _unless_gone(request: Request, reading: Coroutine[Any, Any, _Answer]) -> _Answer:
    """Return what is read, or give it up where the client has gone."""
    read = asyncio.ensure_future(reading)
    gone = asyncio.ensure_future(_gone(request))
    try:
        await asyncio.wait({read, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not read.done():
            raise Refusal(503, "the client has gone")  # nobody gets it
        return read.result()
    finally:
        read.cancel()
        gone.cancel()


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _with_tolls(body: IncidentsIn) -> list[Document]:
    """Return the documents of rows. Raises Refusal with the faults of all, or of the first with so many faults."""
    documents: dict[str, Document] = {}
    faults: list[str] = []
    for index, row in enumerate(body.documents):
        if len(faults) > _ENOUGH:
            break
        try:
            document = Document.from_dict(row)
        except ValueError as error:
            faults += [f"documents[{index}]: {fault}" for fault in str(error).split("\n")]
            continue
        faults += [f"documents[{index}]: {fault}" for fault in _faults(document, documents)]
        documents[document.id] = document
    if faults:
        raise Refusal(422, "a document is not valid", faults)
    return list(documents.values())


def _faults(document: Document, others: dict[str, Document]) -> Iterator[str]:
    yield from count_faults(document)
    if document.tolls is None:
        yield "has no tolls; read it first"
    if document.id in others:
        yield f"another one has the id {document.id!r} as well"
