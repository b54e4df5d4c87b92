"""Routes of the desk: texts in, decisions on each, incidents and files out."""

from collections.abc import Callable, Iterator
from typing import Annotated

from fastapi import APIRouter, File, Form, Query, UploadFile
from fastapi.responses import JSONResponse, Response

from hasila.errors import HasilaError
from hasila.service.bodies import JsonRoute
from hasila.service.desk import Desk, given_texts
from hasila.service.exports import exported
from hasila.service.incident_answers import IncidentAnswers
from hasila.service.refusals import Refusal
from hasila.service.schema import (
    DecisionIn,
    DeskFilter,
    DeskState,
    DeskTextsIn,
    ExportWanted,
    IncidentsWanted,
    ShortName,
    Which,
)
from hasila.service.store import moment
from hasila.service.uploads import SentFile, SentText, sent_texts

_Filter = Annotated[DeskFilter, Query()]
_Incidents = Annotated[IncidentsWanted, Query()]
_Export = Annotated[ExportWanted, Query()]


def desk_routes(desk: Desk, decided: Callable[[str], None]) -> APIRouter:
    """Return the routes of a desk; `decided` is told each decision that was stored."""
    incidents = IncidentAnswers(desk.store)
    router = APIRouter(prefix="/v1/desk", route_class=JsonRoute, tags=["desk"])

    @router.post("/documents")
    async def add(body: DeskTextsIn) -> JSONResponse:
        """Read texts and put them on the desk."""
        return JSONResponse((await desk.bring(given_texts(body.documents), body.who)).to_dict())

    @router.get("/documents")
    def listed(wanted: _Filter) -> JSONResponse:
        """List documents: the least certain first, or by when they came or are dated."""
        return JSONResponse(desk.store.page(wanted))

    @router.get("/documents/{key}")
    def document(key: str) -> JSONResponse:
        """Return a document as it stands, and as the model read it."""
        return JSONResponse(desk.document(key))

    @router.post("/documents/{key}/decisions")
    def decide(key: str, body: DecisionIn) -> JSONResponse:
        """Store a decision; it is on the disk before the answer is sent."""
        answer = desk.decide(key, body)
        decided(body.action)
        return JSONResponse(answer)

    @router.get("/documents/{key}/history")
    def history(key: str) -> JSONResponse:
        """Return everything that was decided of a document, and by whom."""
        return JSONResponse({"revisions": desk.store.history(key)})

    @router.get("/incidents")
    def incident_rows(wanted: _Incidents) -> JSONResponse:
        """Return the incidents, with the words that bear out each figure and what was left out."""
        return JSONResponse(incidents.answer(wanted.policy, _state(wanted.state)))

    @router.get("/export")
    def export(wanted: _Export) -> Response:
        """Return a file of tolls, incidents or annotated texts, as they stand or stood at a moment."""
        documents = desk.store.documents(_state(wanted.state), _moment(wanted.at))
        try:
            file = exported(documents, wanted)
        except HasilaError as error:
            raise Refusal(422, str(error)) from None
        named = {"Content-Disposition": f'attachment; filename="hasila-{file.name}"'}
        return Response(file.content, media_type=file.type, headers=named)

    return router


def file_routes(desk: Desk) -> APIRouter:
    """Return the route that takes a form with files instead of JSON."""
    router = APIRouter(prefix="/v1/desk", tags=["desk"])

    @router.post("/files")
    async def add_files(
        files: Annotated[list[UploadFile], File()],
        who: Annotated[ShortName, Form()],
        column: Annotated[str | None, Form(max_length=200)] = None,
        date_column: Annotated[str | None, Form(max_length=200)] = None,
    ) -> JSONResponse:
        """Read the texts of files and put them on the desk."""
        sent = [SentFile(one.filename or "", one.file) for one in files]
        texts = _texts_of(sent, column or None, date_column or None, desk.limits.unpacked_bytes)
        return JSONResponse((await desk.bring(texts, who)).to_dict())

    return router


def _texts_of(files: list[SentFile], column: str | None, date_column: str | None, most: int) -> Iterator[SentText]:
    for file in files:
        yield from sent_texts(file, column, date_column, most)


def _state(which: Which) -> DeskState | None:
    return "checked" if which == "checked" else None


def _moment(at: str | None) -> str | None:
    try:
        return None if at is None else moment(at)
    except ValueError as error:
        raise Refusal(422, str(error)) from None
