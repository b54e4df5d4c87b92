"""The results of an evaluation: the content of scores.json, versioned, with a description below each field.

`docs/scores.schema.json` is the JSON Schema of these classes. Any change that a reader of the file would notice raises
`format`.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, get_args

from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from hasila.errors import InputError
from hasila.scoring.metrics import CONFIDENCE, RESAMPLES, Row, Scheme, Score
from hasila.scoring.tolls import TollScore

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
    """The share of resamples inside an interval."""


@dataclass(config=_FORM)
class Run:
    """One seed of the model."""

    model: str
    """The folder of its checkpoint, or a baseline's name."""
    predictions: str
    """The file beside this one with its predictions."""
    strict: float
    """Strict micro F1."""
    partial: float
    """Partial micro F1."""
    reader: str = ""
    """What read: torch or the fast form, its precision and its device; empty for what no model in memory read."""


@dataclass(config=_FORM)
class Slice:
    """Gold and predicted spans that share a property, and their score."""

    by: str
    """The property by which spans are divided, such as `mention`."""
    value: str
    """The value of the property, such as `seen in training`."""
    score: Score
    """Strict precision, recall and F1 of these spans; without an interval if they are in fewer than five passages."""


@dataclass(config=_FORM)
class Bin:
    """Predicted spans of neighbouring confidence."""

    spans: int
    """The number of spans, of all seeds."""
    confidence: float
    """Their mean confidence."""
    precision: float
    """The share that is exactly right (strict)."""
    interval: tuple[float, float] | None
    """The interval of the precision."""


@dataclass(config=_FORM)
class Kept:
    """What is left when only spans of at least some confidence are kept."""

    threshold: float
    """The lowest confidence kept, as given to `hasila extract --min-confidence`."""
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
    """The threshold and what it keeps; null if no threshold reaches the precision."""


@dataclass(config=_FORM)
class Calibration:
    """Whether spans are right as often as their confidence states."""

    temperature: tuple[float, ...]
    """The temperature in each checkpoint, fitted on its dev split; 1 without a dev split."""
    error: float
    """Expected calibration error: the mean distance of confidence and precision over the bins, weighted by spans."""
    interval: tuple[float, float] | None
    """The interval of the expected calibration error."""
    bins: tuple[Bin, ...]
    """Ten bins of equally many spans, from the least to the most confident."""
    risk_coverage: tuple[Kept, ...]
    """Risk (1 - precision) against coverage, from all spans to the most confident twentieth."""
    thresholds: tuple[Threshold, ...]
    """The thresholds that reach a wanted precision on this split. Choose one on dev, and verify it here."""


@dataclass(config=_FORM)
class Repeated:
    """A mistake that was made at more than one place; words are compared without hamza and the like."""

    kind: MistakeKind
    """The kind of mistake."""
    gold: str
    """The gold spans, each as `LABEL words`, joined by ` + `; empty without any."""
    predicted: str
    """The predicted spans, in the same way."""
    times: int
    """The number of places; a mistake that several seeds make at one place counts once."""
    passages: tuple[str, ...]
    """The ids of the passages."""


@dataclass(config=_FORM)
class LinkCalibration:
    """Whether links of one kind are right as often as their confidence states.

    An entity that takes a role counts once in each toll, a pair of spans once in each relation.
    """

    links: int
    """The number of links with a confidence, of all seeds."""
    confidence: float
    """Their mean confidence."""
    precision: float
    """The share that is right, as the measure of the same name counts it."""
    error: float
    """Expected calibration error, over bins of equally many links: ten, or fewer so that each has twenty links."""
    interval: tuple[float, float] | None
    """The interval of the expected calibration error."""


@dataclass(config=_FORM)
class TollResults:
    """How well tolls are read, each score by the name of its measure (hasila.scoring.tolls.MEASURES)."""

    passages: int
    """How many passages have annotated tolls and are scored."""
    left_out: int
    """How many have annotated tolls, but a span that cuts through a word, so that no model can read them."""
    tolls: int
    """How many tolls the scored passages have."""
    rules: Mapping[str, TollScore]
    """Rules alone, on the annotated spans: the nearest span takes each role."""
    gold_spans: Mapping[str, TollScore] | None
    """The model on the annotated spans; null if its checkpoint has no toll head."""
    end_to_end: Mapping[str, TollScore] | None
    """The model on the spans that it finds itself; null if its checkpoint has no toll head."""
    calibration: Mapping[str, LinkCalibration] | None
    """The confidence of the links that the model reads on the annotated spans, by role and by relation, as far as there
    are any; null if its checkpoint has no toll head."""

    @property
    def columns(self) -> dict[str, Mapping[str, TollScore]]:
        """The scores that there are, by who read the tolls."""
        found = {"gold spans": self.gold_spans, "end to end": self.end_to_end, "rules": self.rules}
        return {name: scores for name, scores in found.items() if scores is not None}


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
    """Labels of the corpora that were renamed, or (null) left out."""
    passages: int
    """How many passages were scored."""
    words: int
    """How many words they have, not counting punctuation."""
    off_edges: int
    """How many gold spans, as annotated, begin or end within a word or on a blank."""
    widened: bool
    """Whether those were widened to whole words (`--widen`). Otherwise no prediction can equal them, and strict counts
    each as missed."""
    scores: Mapping[Row, Mapping[Scheme, Score]]
    """By label, `micro` and `macro`, then by scheme. Scores are of all seeds together; support counts one seed."""
    slices: tuple[Slice, ...]
    """The strict score of spans that have something in common."""
    calibration: Calibration | None
    """Null if nothing was predicted or the predictions have no confidence."""
    confusion: Mapping[str, Mapping[str, int]]
    """How often a gold label (row; `none` for spurious spans) met a predicted one (`none` for missed spans)."""
    mistakes: Mapping[MistakeKind, int]
    """How many mistakes of each kind, over all seeds."""
    repeated: tuple[Repeated, ...]
    """Mistakes made at more than one place, the most frequent first."""
    tolls: TollResults | None
    """How well tolls are read; null if no passage has annotated tolls."""
    interval: IntervalMethod = IntervalMethod()
    """How intervals were made."""
    format: Literal[5] = 5
    """The version of this format."""


_ADAPTER = TypeAdapter(Results)


def schema() -> dict[str, Any]:
    """Return the JSON Schema of scores.json."""
    return _ADAPTER.json_schema(mode="serialization")


def dumped(results: Results) -> str:
    """Return `results` as the text of scores.json."""
    return _ADAPTER.dump_json(results, indent=2).decode() + "\n"


def read_results(folder: Path) -> Results:
    """Return the results in the folder of an evaluation. Raises InputError if there are none of this version."""
    path = folder / SCORES_FILE
    try:
        return _ADAPTER.validate_json(path.read_bytes())
    except FileNotFoundError:
        raise InputError(f"{folder}: was not written by python -m eval: it has no {SCORES_FILE}") from None
    except ValidationError:  # its lines would each name a field that the file should not have
        raise InputError(
            f"{path}: is not an evaluation of this version; evaluate again with python -m eval, or name the folder "
            f"that it wrote, such as {folder}/test"
        ) from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None
