"""Bodies of requests: JSON, read strictly, with every fault in a sentence."""

from collections.abc import Callable, Coroutine, Iterable
from typing import TYPE_CHECKING, Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic_core import from_json

from hasila.service.refusals import Refusal
from hasila.validation import complaint

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_JSON = "application/json"
_MOST = 20
"""The most faults that an answer lists."""


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
    said = list(dict.fromkeys(_sentences(error.errors())))
    more = [f"and {len(said) - _MOST} more"] if len(said) > _MOST else []
    return Refusal(422, "the request is not valid", [*said[:_MOST], *more])


def _sentences(mistakes: Iterable["ErrorDetails"]) -> Iterable[str]:
    for mistake in mistakes:
        where, *keys = mistake["loc"] or ("body",)
        told: Any = {**mistake, "loc": tuple(keys)}
        yield complaint(told) if keys else f"the {where}: {complaint(told)}"
