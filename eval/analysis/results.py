"""What an evaluation says, in the form of scores.json: versioned, and described beneath each field.

`docs/scores.schema.json` is the JSON Schema of these classes. A change that a reader of the file would notice raises
`format`.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, get_args

from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from hasila.errors import InputError
from hasila.scoring.metrics import CONFIDENCE, RESAMPLES, Row, Scheme, Score

SCORES_FILE = "scores.json"
_FORM = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

MistakeKind = Literal[
    "missed", "spurious", "too long", "too short", "shifted", "clitic", "wrong label", "merged", "split"
]
MISTAKE_KINDS: tuple[MistakeKind, ...] = get_args(MistakeKind)


@dataclass(config=_FORM)
class IntervalMethod:
    """How every interval in the file was made."""

    method: str = "percentile bootstrap over passages"
    """A passage is drawn with the predictions of all seeds."""
    resamples: int = RESAMPLES
    """How often the passages were drawn."""
    confidence: float = CONFIDENCE
    """The share of resamples that an interval holds."""


@dataclass(config=_FORM)
class Run:
    """One seed of the model."""

    model: str
    """The folder of its checkpoint, or a baseline's name."""
    predictions: str
    """The file beside this one that holds its predictions."""
    strict: float
    """Strict micro F1."""
    partial: float
    """Partial micro F1."""


@dataclass(config=_FORM)
class Slice:
    """The spans, gold and predicted, of which one thing is true, and how those are met."""

    by: str
    """What the spans are told apart by, such as `mention`."""
    value: str
    """What is true of these, such as `seen in training`."""
    score: Score
    """Strict precision, recall and F1 of these alone; no interval where they stand in fewer than five passages."""


@dataclass(config=_FORM)
class Bin:
    """Predicted spans of neighbouring confidence."""

    spans: int
    """How many, of all seeds."""
    confidence: float
    """Their mean confidence."""
    precision: float
    """The share that is exactly right (strict)."""
    interval: tuple[float, float] | None
    """Of the precision."""


@dataclass(config=_FORM)
class Kept:
    """What is left when only spans of at least some confidence are kept."""

    threshold: float
    """The least confidence kept, as `hasila extract --min-confidence` takes it."""
    coverage: float
    """The share of predicted spans that is kept."""
    precision: float
    """Strict precision of these."""
    recall: float
    """Strict recall of these."""


@dataclass(config=_FORM)
class Threshold:
    """The lowest confidence at and above which the spans reach a wanted precision."""

    wanted: float
    """The wanted strict precision."""
    kept: Kept | None
    """What it takes and leaves; null where no threshold reaches it."""


@dataclass(config=_FORM)
class Calibration:
    """Whether spans that are said to be right with some probability are right that often."""

    temperature: tuple[float, ...]
    """The temperature in each checkpoint, fitted on its dev split; 1 where there was none."""
    error: float
    """Expected calibration error: the mean distance of confidence and precision over the bins, weighed by spans."""
    interval: tuple[float, float] | None
    """Of the expected calibration error."""
    bins: tuple[Bin, ...]
    """Ten bins of equally many spans, from the least to the most confident."""
    risk_coverage: tuple[Kept, ...]
    """Risk (1 - precision) against coverage, from everything kept to the surest twentieth."""
    thresholds: tuple[Threshold, ...]
    """What reaches a wanted precision on this split; choose on dev, and look here whether it holds."""


@dataclass(config=_FORM)
class Repeated:
    """A mistake that was made at more than one place, words compared without hamza and the like."""

    kind: MistakeKind
    """What went wrong."""
    gold: str
    """The gold spans, each as `LABEL words`, with ` + ` between; empty where there is none."""
    predicted: str
    """The predicted spans, in the same way."""
    times: int
    """At how many places; what several seeds do wrong at one counts once."""
    passages: tuple[str, ...]
    """Where."""


@dataclass(config=_FORM)
class Results:
    """scores.json."""

    runs: tuple[Run, ...]
    """The seeds, one or several, whose predictions are scored together."""
    corpora: Mapping[str, str]
    """The sha256 of each corpus file by its path."""
    split: str
    """The split that was scored; `all` for every passage."""
    label_map: Mapping[str, str | None]
    """Labels of the corpora that were read as another, or (null) left out."""
    passages: int
    """How many passages were scored."""
    words: int
    """How many words they have, punctuation left out."""
    off_edges: int
    """How many gold spans, as annotated, begin or end within a word or on a blank."""
    widened: bool
    """Whether those were moved out to whole words (`--widen`); where not, none can be equalled: strict misses each."""
    scores: Mapping[Row, Mapping[Scheme, Score]]
    """By label, `micro` and `macro`, then by scheme; of all seeds together, support of one."""
    slices: tuple[Slice, ...]
    """The strict score of spans that have something in common."""
    calibration: Calibration | None
    """Null where nothing was predicted, or the predictions have no confidence."""
    confusion: Mapping[str, Mapping[str, int]]
    """How often a gold label (row; `none` for spurious spans) met a predicted one (`none` for missed spans)."""
    mistakes: Mapping[MistakeKind, int]
    """How many mistakes of each kind, over all seeds."""
    repeated: tuple[Repeated, ...]
    """Mistakes made at more than one place, the commonest first."""
    interval: IntervalMethod = IntervalMethod()
    """How intervals were made."""
    format: Literal[3] = 3
    """The version of this form."""


_ADAPTER = TypeAdapter(Results)


def schema() -> dict[str, Any]:
    """Return the JSON Schema of scores.json."""
    return _ADAPTER.json_schema(mode="serialization")


def dumped(results: Results) -> str:
    """Return `results` as the text of scores.json."""
    return _ADAPTER.dump_json(results, indent=2).decode() + "\n"


def read_results(folder: Path) -> Results:
    """Return the results in the folder of an evaluation. Raises InputError where it holds none of this version."""
    path = folder / SCORES_FILE
    try:
        return _ADAPTER.validate_json(path.read_bytes())
    except FileNotFoundError:
        raise InputError(f"{folder}: is no folder that python -m eval wrote: it holds no {SCORES_FILE}") from None
    except ValidationError:  # of which each line would name a field that the file should not have
        raise InputError(
            f"{path}: is no evaluation of this version; evaluate again, python -m eval, or name the folder that it "
            f"wrote, such as {folder}/test"
        ) from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None
