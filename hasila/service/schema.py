"""What requests hold: the shapes of their JSON, checked before anything is done."""

import json
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from hasila.document import Document, kept_name
from hasila.formats.dated import day_in
from hasila.toll import Harm
from hasila.tolls.estimates import Policy
from hasila.tolls.tables import TableColumns

DeskState = Literal["unchecked", "checked", "rejected"]
DeskOrder = Literal["uncertain", "added", "date"]
Which = Literal["checked", "all"]
"""The checked documents, or all that were not rejected."""
ExportWhat = Literal["tolls", "incidents", "corpus"]
ExportForm = Literal["csv", "xlsx", "parquet", "jsonl"]
DeskAction = Literal["edit", "accept", "reject", "reopen", "undo"]
"""What a person may decide of a document."""
_RESERVED = frozenset({"id", "text", "spans", "tolls", "date"})
"""Fields that a row has itself; a meta field of the same name is kept as given_NAME."""
_MOST_TEXTS = 1000
"""The most texts of a request. A list that is longer is refused before each of its items is complained of."""
_MOST_ANNOTATIONS = 20_000
"""The most spans, and the most tolls, of a text."""
_MOST_KEYS = 20
"""The most keys of an object whose keys are known: each that is unknown is a fault, which takes memory to tell."""
_LONGEST_NAME = 200
_LONGEST_NOTE = 4000


def _day(given: str) -> str:
    """Return the day that a value begins with. Raises ValueError if it begins with none."""
    if (day := day_in(given)) is None:
        raise ValueError("must be a day as YYYY-MM-DD, or begin with one")
    return day


def without_zero(given: str) -> str:
    """Return words that every store can hold. Raises ValueError for others."""
    if "\0" in given:
        raise ValueError("contains a zero character, which no store can hold")
    return given


def _named(given: str) -> str:
    if not given.strip():
        raise ValueError("is blank")
    return without_zero(given)


def _finite(given: dict[str, Any]) -> dict[str, Any]:
    try:
        json.dumps(given, allow_nan=False)
    except ValueError:
        raise ValueError("holds a number that is too large for JSON; give it as text") from None
    return given


ShortName = Annotated[str, Field(min_length=1, max_length=_LONGEST_NAME), AfterValidator(_named)]
Day = Annotated[str, AfterValidator(_day)]
JsonObject = Annotated[dict[str, Any], AfterValidator(_finite)]


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _with_few_keys(cls, given: Any) -> Any:
        if isinstance(given, dict) and len(given) > _MOST_KEYS:
            raise ValueError(f"has {len(given)} keys; those that are known are {', '.join(cls.model_fields)}")
        return given


class TextIn(_Strict):
    """A text to read."""

    text: str
    id: ShortName | None = None
    date: Day | None = None
    meta: JsonObject = Field(default_factory=dict)

    def document(self, otherwise: str) -> Document:
        """Return the text as a document, named `otherwise` if it has no id."""
        dated = {} if self.date is None else {"date": self.date}
        return Document(self.id or otherwise, self.text, meta={**dated, **unreserved(self.meta)})


def unreserved(meta: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a meta object under names that rows do not have themselves."""
    return {kept_name(name, meta) if name in _RESERVED else name: value for name, value in meta.items()}


TextsIn = Annotated[list[TextIn], Field(min_length=1, max_length=_MOST_TEXTS)]


class ReadIn(_Strict):
    """One text, or several as `documents`."""

    text: str | None = None
    id: ShortName | None = None
    date: Day | None = None
    meta: JsonObject = Field(default_factory=dict)
    documents: TextsIn | None = None

    def texts(self) -> list[TextIn]:
        """Return the texts. Raises ValueError unless there is either a text or a list."""
        if (self.text is None) == (self.documents is None):
            raise ValueError("give either text or documents")
        if self.documents is not None:
            return self.documents
        return [TextIn(text=self.text or "", id=self.id, date=self.date, meta=self.meta)]


def _few_annotations(row: dict[str, Any]) -> dict[str, Any]:
    for name in ("spans", "tolls"):
        if isinstance(given := row.get(name), list) and len(given) > _MOST_ANNOTATIONS:
            raise ValueError(f"has {len(given)} {name}, more than {_MOST_ANNOTATIONS}")
    return row


AnnotatedRow = Annotated[dict[str, Any], AfterValidator(_few_annotations)]
AnnotationsIn = Annotated[list[Any], Field(max_length=_MOST_ANNOTATIONS)]


class IncidentsIn(_Strict):
    """Extraction rows with tolls, whose incidents are asked for."""

    documents: Annotated[list[AnnotatedRow], Field(min_length=1, max_length=_MOST_TEXTS)]
    policy: Policy = "range"
    columns: TableColumns = "hasila"


class DeskTextsIn(_Strict):
    """Texts for the desk, and who brings them."""

    documents: TextsIn
    who: ShortName


class DecisionIn(_Strict):
    """What a person decides of a document, on the revision `base`; an edit carries the whole spans and tolls."""

    base: int = Field(ge=1, lt=1 << 31)
    who: ShortName
    action: DeskAction
    note: Annotated[str, Field(max_length=_LONGEST_NOTE), AfterValidator(without_zero)] | None = None
    what: JsonObject | None = None
    spans: AnnotationsIn | None = None
    tolls: AnnotationsIn | None = None


class _Query(BaseModel):
    """What the address of a request asks for; an empty value is as good as none."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _without_empty(cls, given: Any) -> Any:
        return {name: value for name, value in given.items() if value != ""} if isinstance(given, dict) else given


Words = Annotated[str, Field(max_length=_LONGEST_NAME), AfterValidator(without_zero)]


class DeskFilter(_Query):
    """Which documents a list shows, in which order, after which, and how many."""

    state: DeskState | None = None
    order: DeskOrder = "uncertain"
    date: Annotated[str, Field(pattern=r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$")] | None = None
    place: Words | None = None
    harm: Harm | None = None
    text: Words | None = None
    after: Words | None = None
    limit: int = Field(default=50, ge=1, le=500)


class IncidentsWanted(_Query):
    """Which documents' incidents are asked for, and what vague counts become."""

    policy: Policy = "range"
    state: Which = "checked"


class ExportWanted(IncidentsWanted):
    """Which file is asked for, and the moment whose state it holds."""

    what: ExportWhat
    form: ExportForm = "csv"
    columns: TableColumns = "hasila"
    at: Words | None = None
