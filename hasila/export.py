"""From a checkpoint to its fast form, which is written only if it reads as the checkpoint does.

The fast form is compared with torch on annotated passages and span by span on texts. Nothing is written if it loses
more than Limits allow.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, replace
from importlib.metadata import version
from pathlib import Path

import numpy as np
import numpy.typing as npt

from hasila.corpus.reading import files_of, read_splits, relabelled
from hasila.document import Document
from hasila.errors import InputError, OutputError, require
from hasila.extractor import Extractor
from hasila.files import whole_folder
from hasila.formats.standoff import read_source_texts
from hasila.formats.texts import read_texts
from hasila.model import checkpoint as checkpoints
from hasila.model import toll_head
from hasila.model.checkpoint import Checkpoint
from hasila.model.openvino_network import converted, quantised, save_network
from hasila.runtime.base import Logits, Runtime
from hasila.runtime.fast_form import (
    FAST,
    NETWORK,
    FastForm,
    FormPrecision,
    GateFigures,
    form_checksums,
    source_checksums,
    write_form,
    write_tokenizer,
)
from hasila.runtime.openvino_runtime import RowPadding, engine, open_network
from hasila.runtime.training_record import TrainingRecord
from hasila.scoring.metrics import count, f1_of
from hasila.tagging.windows import word_scores

_CALIBRATING = 128
"""Texts that show how large activations are before they are rounded to 8 bits."""
_SHORTEST, _MISREAD = 3, 0.03
"""The fewest subwords of a row, and the mean distance of probabilities from which it counts as misread."""
_TOOLS = ("hasila", "openvino", "torch", "transformers")


@dataclass(frozen=True, slots=True)
class Limits:
    """What the fast form may lose, as shares of 1 (hasila.runtime.fast_form.GateFigures)."""

    f1_lost: float = 0.003
    identical: float = 0.995
    alone: float = 0.998
    confidence_shift: float = 0.02

    def faults(self, figures: GateFigures) -> Iterator[str]:
        """Yield what the figures say against writing the fast form."""
        lost = figures.f1_of_torch - figures.f1
        if lost > self.f1_lost:
            yield f"it loses {100 * lost:.2f} points of F1, and may lose {100 * self.f1_lost:.2f}"
        if figures.identical < self.identical:
            yield f"only {_percent(figures.identical)} of its spans are torch's; {_percent(self.identical)} must be"
        if figures.alone < self.alone:
            yield f"only {_percent(figures.alone)} are found in a text alone too; {_percent(self.alone)} must be"
        if figures.confidence_shift > self.confidence_shift:
            yield f"confidences move by {figures.confidence_shift:.3f}, and may move by {self.confidence_shift}"


LIMITS: dict[FormPrecision, Limits] = {"int8": Limits(identical=0.98), "bf16": Limits(), "fp32": Limits()}
"""What each precision may lose."""


def export(folder: Path, precision: FormPrecision, gate: Path | None = None, texts: Path | None = None) -> GateFigures:
    """Write the fast form into the checkpoint `folder` and return how it compares with the checkpoint.

    `gate` has the annotated passages to score, by default the dev split that the checkpoint was trained with; `texts`
    are compared span by span, by default those of the passages. For int8 the texts, or without them the passages that
    the checkpoint was trained on, show how large activations are.

    Raises OutputError and writes nothing if the fast form loses too much, InputError or CorpusError if there is nothing
    to compare on, MissingExtraError if a tool is not installed, and CheckpointError if the folder is not a usable
    checkpoint.
    """
    engine()
    if precision == "int8":
        require("nncf", "export in 8 bits")
    loaded = checkpoints.load(folder)
    torch = Extractor.from_tagger(loaded.tagger, loaded.manifest.window)
    record = loaded.manifest.training
    passages = read_splits([gate]) if gate else _recorded(record, record.dev, "--gate FILE names passages to score")
    compared = list(read_texts([texts], "text")) if texts else passages
    rows: list[list[int]] = []
    if precision == "int8":  # never on the passages that are scored
        rows = _rows(torch, compared if texts else _recorded(record, record.train, "--texts FILE names texts instead"))
    with whole_folder(folder / FAST) as made:
        _write_files(loaded, torch, rows, precision, made)
        network = open_network(
            made,
            precision,
            torch.runtime.tags,
            RowPadding(torch.tokenizer.pad, torch.window.pieces),
            tolls=torch.runtime.reads_tolls,
        )
        fast = replace(torch, runtime=network)
        figures = comparison(torch, fast, passages, compared)
        if faults := [*LIMITS[precision].faults(figures), *_misread(torch, fast, compared)]:
            raise OutputError(f"{folder / FAST}: is not written in {precision}: {'; '.join(faults)}")
        write_form(_form(folder, made, precision, torch, figures), made)
    return figures


def _recorded(record: TrainingRecord, split: str | None, instead: str) -> list[Document]:
    """Return the passages of a split of what a checkpoint was trained with, if the files are still where they were."""
    paths = [Path(source.path) for source in record.corpora]
    missing = [path for path in (*paths, *map(Path, record.texts)) if not path.exists()]
    if missing or not paths or split is None:
        reason = f"{missing[0]} is not here" if missing else "it records no such split"
        raise InputError(f"the passages that the checkpoint was trained with cannot be read: {reason}; {instead}")
    documents = read_splits(files_of(paths), split, read_source_texts(map(Path, record.texts)))
    return relabelled(documents, record.label_map)


def _rows(reader: Extractor, documents: Sequence[Document]) -> list[list[int]]:
    """Return the rows of a sample of documents, the same each time."""
    chosen = random.Random(0).sample(documents, min(_CALIBRATING, len(documents)))  # noqa: S311 - a sample, no secret
    return [row for document in chosen for row in reader.rows(document)]


def _write_files(
    loaded: Checkpoint, reader: Extractor, rows: Sequence[Sequence[int]], precision: FormPrecision, folder: Path
) -> None:
    network = converted(loaded.tagger)
    if precision == "int8":
        network = quantised(network, rows)
    save_network(network, folder / NETWORK, half=precision != "fp32")
    write_tokenizer(reader.tokenizer, folder)
    if loaded.tagger.toll_head is not None:
        toll_head.write(loaded.tagger.toll_head, folder)


def _form(
    checkpoint: Path, folder: Path, precision: FormPrecision, reader: Extractor, figures: GateFigures
) -> FastForm:
    tokenizer = reader.tokenizer
    tools = (*_TOOLS, "nncf") if precision == "int8" else _TOOLS
    return FastForm(
        precision,
        *(tokenizer.cls, tokenizer.sep, tokenizer.pad, tokenizer.unk),
        gate=figures,
        made_from=source_checksums(checkpoint),
        files=form_checksums(folder),
        packages={tool: version(tool) for tool in tools},
    )


def comparison(
    torch: Extractor, fast: Extractor, passages: Sequence[Document], texts: Sequence[Document]
) -> GateFigures:
    """Return how `fast` reads compared with `torch`: scores on annotated passages, and spans of texts."""
    expected, found = [*torch.stream(texts)], [*fast.stream(texts)]
    of_torch, of_fast = (
        (expected, found) if texts is passages else ([*torch.stream(passages)], [*fast.stream(passages)])
    )
    return GateFigures(
        passages=len(passages),
        f1_of_torch=_f1(passages, of_torch),
        f1=_f1(passages, of_fast),
        texts=len(texts),
        identical=_identical(expected, found),
        alone=_identical(found, [fast(text) for text in texts]),
        confidence_shift=_confidence_shift(expected, found),
    )


def _misread(torch: Extractor, fast: Extractor, texts: Sequence[Document]) -> Iterator[str]:
    """Yield what speaks against a fast form that reads rows of some length as other ones, as engines have done."""
    rows = (row for text in texts[:_CALIBRATING] for row in torch.rows(text))
    if lengths := misread_lengths(torch.runtime, fast.runtime, max(rows, key=len)):
        yield f"it misreads rows of {', '.join(map(str, lengths))} subwords; another version of openvino may not"


def misread_lengths(torch: Runtime, fast: Runtime, row: Sequence[int]) -> list[int]:
    """Return the lengths of beginnings of a row (with its last subword) that `fast` does not read as `torch` does.

    Probabilities of tags that are rounded to 8 bits differ by some thousandths on average.
    """
    rows = [[*row[: length - 1], row[-1]] for length in range(_SHORTEST, len(row) + 1)]
    pairs = zip(torch.read(rows), fast.read(rows), strict=True)
    shifts = [np.abs(_shares(left.logits) - _shares(right.logits)).mean() for left, right in pairs]
    return [len(row) for row, shift in zip(rows, shifts, strict=True) if shift > _MISREAD]


def _shares(logits: Logits) -> npt.NDArray[np.float32]:
    """Return the probabilities of the tags of each subword."""
    return np.exp(word_scores(logits, np.arange(len(logits) + 1)))


def _f1(gold: Sequence[Document], found: Sequence[Document]) -> float:
    """Return strict micro F1."""
    counts = [astuple(count(left.spans, right.spans, "strict")) for left, right in zip(gold, found, strict=True)]
    return float(np.nan_to_num(f1_of(np.array(counts).sum(axis=0))))


def _identical(left: Sequence[Document], right: Sequence[Document]) -> float:
    both = sum(len({*one.spans} & {*other.spans}) for one, other in zip(left, right, strict=True))
    either = sum(len(document.spans) for document in (*left, *right))
    return 2 * both / either if either else 1.0


def _confidence_shift(left: Sequence[Document], right: Sequence[Document]) -> float:
    pairs = zip(left, right, strict=True)
    scores = [({span: span.score or 0.0 for span in one.spans}, other.spans) for one, other in pairs]
    shifts = [abs(its[span] - (span.score or 0.0)) for its, spans in scores for span in spans if span in its]
    return float(np.mean(shifts)) if shifts else 0.0


def told(figures: GateFigures) -> str:
    """Return the figures in words."""
    return (
        f"F1 is {100 * figures.f1:.2f} and was {100 * figures.f1_of_torch:.2f} on {figures.passages} passages; "
        f"{_percent(figures.identical)} of the spans of {figures.texts} texts are the same; confidences moved by "
        f"{figures.confidence_shift:.4f}"
    )


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"
