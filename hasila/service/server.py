"""The server: listens, answers, and stops when it is told to, after what it has begun."""

import logging
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import uvicorn

from hasila.errors import InputError
from hasila.service.app import ServiceParts, service

_log = logging.getLogger(__name__)
_STOPPING_SECONDS = 60
"""How long requests that were begun may take once the service is told to stop."""
_WAITING = 512
"""How many connections the system holds until they are taken."""


class _StoppableServer(uvicorn.Server):
    """A server that ends, without an error, once it was told to and has finished."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {one: signal.signal(one, self.handle_exit) for one in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for one, handler in before.items():
                signal.signal(one, handler)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        _log.info("Stopping, after what was begun.")
        super().handle_exit(sig, frame)


def serve(parts: ServiceParts, host: str, port: int) -> None:
    """Answer requests at a host and a port, 0 for any that is free, until the process is told to stop.

    Raises InputError if nothing can listen there.
    """
    listening = _listen(host, port)
    config = uvicorn.Config(
        service(parts),
        access_log=False,  # addresses may hold words of texts
        http="h11",  # it bounds the bytes of headers, which httptools, that some environments hold, does not
        log_config=None,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=_STOPPING_SECONDS,
        ws="none",
    )
    shown = f"[{host}]" if ":" in host else host
    _log.info("Listening at http://%s:%s", shown, listening.getsockname()[1])
    _StoppableServer(config).run([listening])


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(address[:2], family=family, backlog=_WAITING)
    except OSError as error:
        raise InputError(f"--host {host} --port {port}: cannot listen there: {error.strerror or error}") from None
