"""Baselines without a transformer: how they are trained, stored in a folder and used."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from pydantic import TypeAdapter, ValidationError

from eval.baseline import crf, lookup
from hasila.arabic import words
from hasila.document import Document
from hasila.errors import CheckpointError
from hasila.validation import complaints

BaselineKind = Literal["crf", "lookup"]
BASELINE_FILE = "baseline.json"
BASELINES = {"crf": crf, "lookup": lookup}


class LearntModel(Protocol):
    """What a kind of baseline learns."""

    @property
    def parameters(self) -> int:
        """The number of its weights or entries."""

    def read(self, document: Document) -> Document:
        """Return `document` with the spans found."""


@dataclass(frozen=True, slots=True)
class BaselineManifest:
    """The content of baseline.json."""

    kind: BaselineKind
    labels: tuple[str, ...]
    corpora: dict[str, str]
    """The sha256 of each corpus file by its path."""
    train: str
    """The split that was trained on."""
    learnt_words: int
    """How many words were trained on, not counting punctuation."""
    texts: tuple[str, ...] = ()
    """Files that hold the texts of stand-off annotations (hasila.formats.standoff)."""
    words: str = words.VERSION
    """The rules that split and folded words (hasila.arabic.words.VERSION)."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """A trained baseline, used like hasila.Extractor."""

    model: LearntModel
    manifest: BaselineManifest

    def __call__(self, text: str) -> Document:
        """Return `text` with its spans."""
        return next(self.stream([text]))

    def stream(self, texts: Iterable[str | Document]) -> Iterator[Document]:
        """Yield each text with its spans, in order."""
        for index, text in enumerate(texts):
            yield self.model.read(text if isinstance(text, Document) else Document(str(index), text))


def read_baseline_manifest(folder: Path) -> BaselineManifest:
    """Return baseline.json of `folder`. Raises CheckpointError if there is none of this version."""
    path = folder / BASELINE_FILE
    try:
        manifest = TypeAdapter(BaselineManifest).validate_json(path.read_bytes())
    except FileNotFoundError:
        raise CheckpointError(f"{folder}: is not a baseline: it has no {BASELINE_FILE}") from None
    except OSError as error:
        raise CheckpointError(f"{path}: cannot be read: {error.strerror}; learn it again") from None
    except ValidationError as error:
        raise CheckpointError(f"{path}: cannot be read: {'; '.join(complaints(error))}; learn it again") from None
    if manifest.words != words.VERSION:
        raise CheckpointError(f"{path}: was learnt with {manifest.words}, but this is {words.VERSION}; learn it again")
    return manifest


def load(folder: Path) -> Baseline:
    """Return the baseline in `folder`. Raises CheckpointError if it is not complete."""
    manifest = read_baseline_manifest(folder)
    kind = BASELINES[manifest.kind]
    if not (folder / kind.FILE).is_file():
        raise CheckpointError(f"{folder}: lacks {kind.FILE}; learn it again")
    return Baseline(kind.load(folder), manifest)
