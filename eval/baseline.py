"""The program that learns and scores a system without a transformer: python -m eval.baseline learn|score.

python -m eval.baseline learn crf --corpus data/composed --output runs/crf
python -m eval.baseline score runs/crf --split test

`crf` is eval.crf, `lookup` is eval.lookup. Both are deterministic: a seed has nothing to decide.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Literal, Protocol, cast, get_args

import typer
from pydantic import TypeAdapter, ValidationError

from eval import crf, lookup
from eval.evaluation import Scored, Seed, evaluate
from eval.folder import write_and_tell
from eval.gold import check_labels, gold_passages
from hasila import words
from hasila.corpus import checksums
from hasila.errors import CheckpointError, InputError
from hasila.files import whole_folder
from hasila.program import main, new_app
from hasila.spans import LABELS, Document
from hasila.stats import count_words

app = new_app()
Kind = Literal["crf", "lookup"]
MANIFEST = "baseline.json"
_KINDS = {"crf": crf, "lookup": lookup}


class Model(Protocol):
    """What a kind of baseline learns."""

    @property
    def parameters(self) -> int:
        """How many numbers or entries it holds."""

    def read(self, document: Document) -> Document:
        """Return `document` with the spans found."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """The content of baseline.json."""

    kind: Kind
    labels: tuple[str, ...]
    corpora: dict[str, str]
    """The sha256 of each corpus file by its path."""
    train: str
    """The split that was learnt from."""
    learnt_words: int
    """How many words were learnt from, punctuation left out."""
    words: str = words.VERSION
    """The rules that split and folded words (hasila.words.VERSION)."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """A baseline that was learnt; it is asked as hasila.Extractor is."""

    model: Model
    manifest: Manifest

    def __call__(self, text: str) -> Document:
        """Return `text` with its spans."""
        return next(self.stream([text]))

    def stream(self, texts: Iterable[str | Document]) -> Iterator[Document]:
        """Yield each text with its spans, in order."""
        for place, text in enumerate(texts):
            yield self.model.read(text if isinstance(text, Document) else Document(str(place), text))


@app.command()
def learn(
    kind: Annotated[str, typer.Argument(metavar="KIND", help=f"One of {', '.join(get_args(Kind))}.")],
    *,
    corpus: Annotated[list[Path], typer.Option(help="A .jsonl or .conll file or a folder; may be given again.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The folder to write.")],
    train: Annotated[str, typer.Option(help="The split that is learnt from.")] = "train",
    labels: Annotated[str, typer.Option(help="The labels of the spans, with commas between.")] = ",".join(LABELS),
) -> None:
    """Learn a baseline from a split."""
    if kind not in get_args(Kind):
        raise InputError(f"KIND is {kind!r}; known are {', '.join(get_args(Kind))}")
    documents = gold_passages(corpus, train, {})
    known = tuple(labels.split(","))
    check_labels("--labels", known, documents)
    learnt_words = sum(count_words(document.text) for document in documents)
    manifest = Manifest(cast("Kind", kind), known, checksums(corpus), train, learnt_words)
    with whole_folder(output) as folder:
        _KINDS[kind].learn(documents, folder)
        text = json.dumps(asdict(manifest), ensure_ascii=False, indent=2) + "\n"
        (folder / MANIFEST).write_text(text, encoding="utf-8")
    typer.echo(f"Learnt {kind} from {len(documents)} passages, {manifest.learnt_words} words: {output}.")


@app.command("score")
def score_baseline(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="What learn wrote.")],
    *,
    corpus: Annotated[
        list[Path] | None,
        typer.Option(help="A .jsonl or .conll file; may be given again.  [default: what it was learnt from]"),
    ] = None,
    split: Annotated[str, typer.Option(help="The split that is scored; all for every passage.")] = "test",
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="The folder to write.  [default: the split's name, in FOLDER's parent]"),
    ] = None,
) -> None:
    """Score a baseline as python -m eval scores a checkpoint."""
    baseline = load(folder)
    paths = corpus or list(map(Path, baseline.manifest.corpora))
    gold = gold_passages(paths, split, {})
    check_labels(str(folder), baseline.manifest.labels, gold)
    seed = Seed(str(folder), list(baseline.stream(gold)))
    training = gold_passages(map(Path, baseline.manifest.corpora), baseline.manifest.train, {})
    evaluation = evaluate(Scored(gold, checksums(paths), split, {}), [seed], training, baseline.manifest.labels)
    write_and_tell(output or folder.parent / split, evaluation)


def read_manifest(folder: Path) -> Manifest:
    """Return baseline.json of `folder`. Raises CheckpointError where it holds none of this version."""
    path = folder / MANIFEST
    try:
        manifest = TypeAdapter(Manifest).validate_json(path.read_bytes())
    except FileNotFoundError:
        raise CheckpointError(f"{folder}: is no baseline: it holds no {MANIFEST}") from None
    except (OSError, ValidationError) as error:
        raise CheckpointError(f"{path}: cannot be read: {error}; learn it anew") from None
    if manifest.words != words.VERSION:
        raise CheckpointError(f"{path}: was learnt with {manifest.words}, but this is {words.VERSION}; learn it anew")
    return manifest


def load(folder: Path) -> Baseline:
    """Return the baseline in `folder`. Raises CheckpointError where it is no whole one."""
    manifest = read_manifest(folder)
    kind = _KINDS[manifest.kind]
    if not (folder / kind.FILE).is_file():
        raise CheckpointError(f"{folder}: lacks {kind.FILE}; learn it anew")
    return Baseline(kind.load(folder), manifest)


if __name__ == "__main__":
    main(app, "python -m eval.baseline")
