"""Bodies of requests: JSON, read strictly, with every fault in a sentence."""

from collections.abc import Callable, Coroutine, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic_core import from_json

from hasila.service.refusals import Refusal
from hasila.validation import complaint, dotted, shown

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_JSON = "application/json"
_MUST: Mapping[str, str] = {
    "dict_type": "an object",
    "model_type": "an object",
    "model_attributes_type": "an object",
    "string_too_long": "text of {max_length} characters or fewer",
    "string_too_short": "text of {min_length} characters or more",
    "string_pattern_mismatch": "a year, a month or a day, such as 2024, 2024-05 or 2024-05-14",
    "string_unicode": "text without half surrogates",
}
"""What a value of a request must be, where a settings file would say it otherwise or not at all."""


class _StrictRequest(Request):
    """A request whose body is JSON by RFC 8259: UTF-8 without half surrogates or NaN, nested less than 200 deep."""

    async def json(self) -> Any:
        try:
            return from_json(await self.body(), allow_inf_nan=False)
        except ValueError as error:
            raise Refusal(400, f"the body is not JSON: {error}") from None


class JsonRoute(APIRoute):
    """A route that takes JSON, and nothing else than it says that it takes."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler of a request."""
        handle = super().get_route_handler()

        async def strict(request: Request) -> Response:
            _check_type(request)
            return await handle(_StrictRequest(request.scope, request.receive))

        return strict


def _check_type(request: Request) -> None:
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if request.method == "POST" and given != _JSON:
        raise Refusal(415, f"the body has the type {given[:60] or '(none)'}; send {_JSON}")


def invalid(error: RequestValidationError) -> Refusal:
    """Return the refusal of a request that does not fit the schema, with a sentence for each fault."""
    return Refusal(422, "the request is not valid", list(dict.fromkeys(_sentences(error.errors()))))


def _sentences(mistakes: Iterable["ErrorDetails"]) -> Iterable[str]:
    for mistake in mistakes:
        where, *keys = mistake["loc"] or ("body",)
        told: Any = {**mistake, "loc": tuple(keys)}
        yield _sentence(told) if keys else f"the {where}: {_sentence(told)}"


def _sentence(mistake: "ErrorDetails") -> str:
    if mistake["type"] not in _MUST:
        return complaint(mistake)
    subject = f"{dotted(mistake['loc'])} is" if mistake["loc"] else "is"
    must = _MUST[mistake["type"]].format(**mistake.get("ctx", {}))
    return f"{subject} {shown(mistake['input'])}, but must be {must}"
