"""The door: who may ask, from which page, how much at once, and how long a request may take to arrive."""

import asyncio
import hmac
import ipaddress
import logging
import re
import time
import traceback
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hasila.service.limits import ServiceLimits
from hasila.service.refusals import Refusal, error_response

_log = logging.getLogger(__name__)
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_PROBES = frozenset({"/healthz", "/readyz"})
"""What a machine asks by whatever address it knows; it tells nothing."""
_OPEN = ("/page/", "/favicon.ico")
"""What holds no data and needs no token, besides the page itself."""
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[^\[\]@:/\\?#\s]+)(:[0-9]{1,5})?", re.IGNORECASE)
"""A Host header: a name or an address, and a port."""
_FRAMES = 8
"""How many calls the log names of a fault, from the innermost."""
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def is_loopback(host: str) -> bool:
    """Say whether only this machine reaches a host.

    >>> is_loopback("127.0.0.2"), is_loopback("0.0.0.0")
    (True, False)
    """
    try:
        return host == "localhost" or ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class Door:
    """Whom a service answers: the names it is called by, and the token it asks for, if any."""

    hosts: frozenset[str] = frozenset()
    token: str | None = None

    def host_fault(self, headers: Headers) -> str | None:
        """Return why the Host header is refused: a foreign name may be another page's, led here by its DNS."""
        name = host_name(headers.get("host", ""))
        if name in _LOCAL or name in self.hosts:
            return None
        return f"the service is not called {name[:100]!r}; start it with: --allow-host NAME"

    def origin_fault(self, headers: Headers) -> str | None:
        """Return why a request that changes something is refused: it comes from another site's page."""
        origin, host = headers.get("origin"), headers.get("host", "")
        foreign = origin is not None and origin_host(origin) != host.lower()
        if foreign or headers.get("sec-fetch-site", "none") not in {"same-origin", "none"}:
            return "the request comes from a page of another site, which may change nothing here"
        return None

    def knows(self, headers: Headers) -> bool:
        """Say whether the token is there, if one is needed, in a time that does not depend on it."""
        if self.token is None:
            return True
        scheme, _, given = headers.get("authorization", "").partition(" ")
        same = hmac.compare_digest(given.strip().encode("utf-8", "replace"), self.token.encode())
        return same and scheme.lower() == "bearer"


def host_name(host: str) -> str:
    """Return the name in a Host header, without its port; empty if it is not one.

    >>> host_name("[::1]:8000"), host_name("Desk.example:8000"), host_name("a@localhost")
    ('::1', 'desk.example', '')
    """
    found = _HOST.fullmatch(host)
    return found[1].strip("[]").lower() if found else ""


def origin_host(origin: str) -> str:
    """Return the host and port of an origin; empty for null or one that is not valid."""
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""


class Guard:
    """Lets in what may come in: wraps an application, adds the headers of every answer, and logs no text."""

    def __init__(
        self,
        app: ASGIApp,
        door: Door,
        limits: ServiceLimits,
        seen: Callable[[str, str, int, float], None] = lambda *_: None,
    ) -> None:
        """Take what is guarded; `seen` is told the method, route, status and seconds of each request."""
        self._app, self._door, self._limits, self._seen = app, door, limits, seen
        self._open: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = _Answer(send, scope)
        began = time.monotonic()
        try:
            await self._guarded(scope, receive, answer)
        except Refusal as refused:
            await refused.response()(scope, receive, answer)
        except Exception as error:  # noqa: BLE001 - a fault of ours; its message may hold a text, which is not logged
            if answer.is_cut_off:
                _log.warning("%s %s: the connection ended before the answer", scope["method"], _route(scope))
            else:
                _log.error("%s %s failed: %s", scope["method"], _route(scope), failure_of(error))
            if answer.status is None:
                await error_response(500, "the service failed; its log says where")(scope, receive, answer)
        finally:
            self._seen(scope["method"], _route(scope), answer.status or 0, time.monotonic() - began)

    async def _guarded(self, scope: Scope, receive: Receive, send: Send) -> None:
        client = scope["client"][0] if scope.get("client") else ""
        self._open[client] += 1
        try:
            refused = self._refusal(scope, client)
            app: ASGIApp = self._app if refused is None else refused.response()
            await app(scope, _Body(receive, self._limits, _length(Headers(scope=scope))), send)
        finally:
            self._open[client] -= 1
            if not self._open[client]:
                del self._open[client]

    def _refusal(self, scope: Scope, client: str) -> Refusal | None:
        headers, path, limits = Headers(scope=scope), scope["path"], self._limits
        if path not in _PROBES and (fault := self._door.host_fault(headers)):
            return Refusal(400, fault)
        if scope["method"] not in _SAFE and (fault := self._door.origin_fault(headers)):
            return Refusal(403, fault)
        if not (path in {"/", *_PROBES} or path.startswith(_OPEN) or self._door.knows(headers)):
            return _without_token()
        if path not in _PROBES and self._open[client] > limits.open_requests:
            return Refusal(429, "too many requests are open at once", retry=limits.retry_seconds)
        return None


def _without_token() -> Refusal:
    refused = Refusal(401, "the service needs a token: send the header Authorization: Bearer TOKEN")
    refused.headers = {"WWW-Authenticate": "Bearer"}
    return refused


def _length(headers: Headers) -> int:
    given = headers.get("content-length", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 20 else 0  # noqa: PLR2004 - of 64 bits


class _Body:
    """Passes on a request's body, and refuses it where it is or grows too large, or comes too slowly."""

    def __init__(self, receive: Receive, limits: ServiceLimits, announced: int) -> None:
        self._receive, self._limits, self._announced = receive, limits, announced
        self._bytes, self._complete = 0, False
        self._until = time.monotonic() + limits.body_seconds

    async def __call__(self) -> Message:
        if self._complete:  # what may still come is the end of the connection
            return await self._receive()
        message = await self._next()
        if max(self._announced, self._bytes) > self._limits.body_bytes:
            await self._drop_rest()
            raise Refusal(413, f"the request has more than {self._limits.body_bytes} bytes; send it in parts")
        return message

    async def _next(self) -> Message:
        left = min(self._limits.pause_seconds, self._until - time.monotonic())
        try:
            message = await asyncio.wait_for(self._receive(), max(left, 0))
        except TimeoutError:
            raise Refusal(408, "the request came too slowly; send it again") from None
        self._bytes += len(message.get("body", b""))
        self._complete = not message.get("more_body", False)
        return message

    async def _drop_rest(self) -> None:
        """Take what still comes, and forget it: a browser reads no answer before it has sent its request."""
        with suppress(Refusal):
            while not self._complete:
                await self._next()


class _Answer:
    """Passes on an answer with the headers of every answer; keeps its status, and whether it could be sent."""

    def __init__(self, send: Send, scope: Scope) -> None:
        self._send, self._path = send, scope["path"]
        self.status: int | None = None
        self.is_cut_off = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
            headers.setdefault("Cache-Control", "no-cache" if self._path.startswith(_OPEN) else "no-store")
        try:
            await self._send(message)
        except Exception:
            self.is_cut_off = True
            raise


def _route(scope: Scope) -> str:
    """Return the route of a request as it was declared, without what the client put into it."""
    return getattr(scope.get("route"), "path", "other")


def failure_of(error: Exception) -> str:
    """Return the kind of an error and where it arose, for the log; its message may hold what a text says."""
    where = " < ".join(
        f"{one.filename}:{one.lineno} {one.name}"
        for one in reversed(traceback.extract_tb(error.__traceback__)[-_FRAMES:])
    )
    return f"{type(error).__name__} at {where}"
