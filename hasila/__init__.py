"""Hasila reads Arabic conflict news: who acted, where, and how many were killed, wounded, captured or missing."""

from typing import TYPE_CHECKING, Any

from hasila.document import Document
from hasila.spans import Span

if TYPE_CHECKING:
    from hasila.extractor import Extractor

__all__ = ["Document", "Extractor", "Span"]


def __getattr__(name: str) -> Any:
    """Load the Extractor, and with it torch, only when it is asked for."""
    if name == "Extractor":
        from hasila.extractor import Extractor  # noqa: PLC0415 - that is the point

        return Extractor
    raise AttributeError(f"module 'hasila' has no attribute {name!r}")
