"""Hasila reads Arabic conflict news: who acted, where, and how many were killed, wounded, captured or missing."""

from typing import TYPE_CHECKING, Any

from hasila.document import Document
from hasila.errors import (
    CheckpointError,
    ConfigError,
    CorpusError,
    EncoderError,
    HasilaError,
    InputError,
    LabelError,
    MissingExtraError,
    OutputError,
)
from hasila.spans import LABELS, Span
from hasila.toll import Toll

if TYPE_CHECKING:
    from hasila.extractor import Extractor
    from hasila.tolls.incidents import Incident, incidents

    __version__: str

__all__ = [
    "LABELS",
    "CheckpointError",
    "ConfigError",
    "CorpusError",
    "Document",
    "EncoderError",
    "Extractor",
    "HasilaError",
    "Incident",
    "InputError",
    "LabelError",
    "MissingExtraError",
    "OutputError",
    "Span",
    "Toll",
    "__version__",
    "incidents",
]


def __getattr__(name: str) -> Any:
    """Load the Extractor (with numpy and the tokenizers), incidents and the version only when they are used."""
    if name == "Extractor":
        from hasila.extractor import Extractor  # noqa: PLC0415 - that is the point

        return Extractor
    if name in {"Incident", "incidents"}:
        from hasila.tolls import incidents as module  # noqa: PLC0415 - as above

        return getattr(module, name)
    if name == "__version__":
        from importlib.metadata import version  # noqa: PLC0415 - as above

        return version("hasila")
    raise AttributeError(f"module 'hasila' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
