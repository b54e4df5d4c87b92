"""The application: routes, the page, and what every answer has in common."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from anyio import to_thread
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from sqlalchemy.exc import DatabaseError, DataError, IntegrityError, ProgrammingError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.exceptions import HTTPException

from hasila.service.bodies import invalid
from hasila.service.database import database_says
from hasila.service.desk import Desk
from hasila.service.desk_routes import desk_routes, file_routes
from hasila.service.guard import Door, Guard
from hasila.service.limits import ServiceLimits
from hasila.service.metrics import ServiceMetrics
from hasila.service.reading import BatchReader
from hasila.service.reading_routes import reading_routes
from hasila.service.refusals import Refusal, error_response
from hasila.service.served import ServedModel
from hasila.service.store import DeskStore

_log = logging.getLogger(__name__)
_OF_OURS = (DataError, IntegrityError, ProgrammingError)
"""Errors of what the database was asked, and not of the database."""
PAGE = Path(__file__).parent / "page"
"""The page of the desk: index.html and what it loads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceParts:
    """What a service is made of."""

    model: ServedModel
    store: DeskStore
    door: Door = field(default_factory=Door)
    limits: ServiceLimits = field(default_factory=ServiceLimits)


def service(parts: ServiceParts) -> Guard:
    """Return the application. Its reader runs, and its store is open, from its start to its end."""
    metrics = ServiceMetrics()
    reader = BatchReader(parts.model.extractor, parts.limits, metrics.batch)
    metrics.watch(lambda: reader.waiting)
    desk = Desk(parts.store, reader, parts.model.name, parts.limits)

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        reader.start()
        yield
        await to_thread.run_sync(reader.close)
        parts.store.close()

    app = FastAPI(title="Hasila", version=version("hasila"), lifespan=life, docs_url=None, redoc_url=None)
    app.include_router(reading_routes(reader, parts.model, parts.limits))
    app.include_router(desk_routes(desk, metrics.decision))
    app.include_router(file_routes(desk))
    _add_probes(app, reader, parts.store, metrics)
    _add_page(app)
    _add_errors(app, parts.limits)
    return Guard(app, parts.door, parts.limits, metrics.request)


def _add_probes(app: FastAPI, reader: BatchReader, store: DeskStore, metrics: ServiceMetrics) -> None:
    @app.get("/healthz", tags=["service"])
    async def alive() -> JSONResponse:
        """Say that the process answers."""
        return JSONResponse({"status": "alive"})

    @app.get("/readyz", tags=["service"])
    def ready() -> JSONResponse:
        """Say that texts are read and that the store answers."""
        if not (reader.is_reading and _answers(store)):
            raise Refusal(503, "the reader or the store is not ready", retry=1)
        return JSONResponse({"status": "ready"})

    @app.get("/metrics", tags=["service"])
    def counted() -> Response:
        """Return what the service counts, for Prometheus."""
        return Response(metrics.text(), media_type=metrics.content_type)


def _answers(store: DeskStore) -> bool:
    try:
        return store.is_there()
    except SQLAlchemyError:
        return False


def _add_page(app: FastAPI) -> None:
    """Serve the page, where the package holds it."""
    if not PAGE.is_dir():
        return

    @app.get("/", include_in_schema=False)
    async def page() -> FileResponse:
        return FileResponse(PAGE / "index.html")

    app.mount("/page", StaticFiles(directory=PAGE))


def _add_errors(app: FastAPI, limits: ServiceLimits) -> None:
    @app.exception_handler(HTTPException)
    async def refused(_: Request, error: HTTPException) -> JSONResponse:
        if isinstance(error, Refusal):
            return error.response()
        return error_response(error.status_code, str(error.detail), headers=error.headers)

    @app.exception_handler(RequestValidationError)
    async def not_valid(_: Request, error: RequestValidationError) -> JSONResponse:
        return invalid(error).response()

    @app.exception_handler(DatabaseError)
    @app.exception_handler(PoolTimeoutError)
    async def store_fails(_: Request, error: SQLAlchemyError) -> JSONResponse:
        if isinstance(error, _OF_OURS):  # whose words may be a text's
            raise error
        _log.error("The store cannot be used: %s", database_says(error))
        message = "the store cannot be used at the moment; the log says why; send the request again later"
        return Refusal(503, message, retry=limits.retry_seconds).response()

    @app.exception_handler(Exception)
    async def failed(_: Request, error: Exception) -> JSONResponse:  # noqa: ARG001 - its words may be a text's
        return error_response(500, "the service failed; its log says where")
