"""Refusals: the errors that a request is answered with, each with a code, a sentence and all its faults."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import HTTPException
from fastapi.responses import JSONResponse

CODES: Mapping[int, str] = {
    400: "bad_request",
    401: "no_token",
    403: "cross_site",
    404: "not_found",
    405: "wrong_method",
    408: "too_slow",
    409: "stale",
    413: "too_large",
    415: "wrong_type",
    422: "not_valid",
    429: "too_many",
    503: "busy",
}
"""What an error is called, by its status."""
_MOST_FAULTS = 20
"""The most faults that an answer lists."""


class Refusal(HTTPException):
    """A request that is answered with an error; `told` are further fields of it, `retry` seconds to wait.

    The first 20 faults are listed; the others are only counted.
    """

    def __init__(
        self, status: int, message: str, faults: Sequence[str] = (), *, retry: int | None = None, **told: Any
    ) -> None:
        """Name the status, what is wrong and what to do, and each fault."""
        super().__init__(status, message, None if retry is None else {"Retry-After": str(retry)})
        more = [f"and {len(faults) - _MOST_FAULTS} more"] if len(faults) > _MOST_FAULTS else []
        self.faults = [*faults[:_MOST_FAULTS], *more]
        self.told = told

    def response(self) -> JSONResponse:
        """Return the answer."""
        return error_response(self.status_code, str(self.detail), self.faults, self.headers, self.told)


def error_response(
    status: int,
    message: str,
    faults: Sequence[str] = (),
    headers: Mapping[str, str] | None = None,
    told: Mapping[str, Any] | None = None,
) -> JSONResponse:
    """Return the answer of an error: {"error": {"code", "message", "faults", ...}}."""
    code = CODES.get(status, "failed")
    error = {"code": code, "message": message, "faults": list(faults), **(told or {})}
    return JSONResponse({"error": error}, status, dict(headers or {}))
