"""What the commands that read texts share: their arguments and options, the paths, the checkpoint."""

import os
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hasila.errors import OutputError
from hasila.files import refuse_input, refuse_standard_input
from hasila.formats.opening import STDIN
from hasila.formats.sources import InputFormat
from hasila.runtime.base import Backend
from hasila.runtime.manifest import MANIFEST

if TYPE_CHECKING:
    from hasila.extractor import Extractor

_STDOUT = Path("-")
_SEPARATORS = tuple(filter(None, (os.sep, os.altsep)))


def _named_file(given: str) -> Path:
    """Return the path of an output. Raises OutputError if `given` names a folder, there already or not."""
    if given.endswith(_SEPARATORS) or Path(given).is_dir():
        raise OutputError(f"{given}: is a folder; name the file to write in it")
    return Path(given)


FilesArgument = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="[CHECKPOINT] [FILE ...|-]",
        help="Files or folders to read (.txt, .html, .jsonl, .json, .csv, .tsv, .parquet, .xlsx, also as .gz, .xz, "
        ".zst), or - for standard input. A checkpoint in the first place is what to read with.",
    ),
]
CheckpointOption = Annotated[
    Path | None, typer.Option(help="The checkpoint folder to read with.  [default: the model in the package]")
]
OutputOption = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        parser=_named_file,
        metavar="PATH",
        help="The file to write, or - for standard output.  [default: standard output]",
    ),
]
ColumnOption = Annotated[
    str | None, typer.Option(help="The field or column with the text.  [default: text, or the only one with prose]")
]
IdColumnOption = Annotated[str, typer.Option(help="The field or column with a text's id.")]
DateOption = Annotated[
    str | None,
    typer.Option(
        "--date", metavar="YYYY-MM-DD", help="The day of texts whose rows have none: «أمس» is the day before it."
    ),
]
DateColumnOption = Annotated[
    str | None,
    typer.Option(help="The field or column with a text's day as YYYY-MM-DD.  [default: date, if it holds a day]"),
]
InputFormatOption = Annotated[
    InputFormat | None,
    typer.Option(help="The format of the files, whatever their ending. Standard input is txt unless given."),
]
EncodingOption = Annotated[
    str | None,
    typer.Option(help="The encoding of the files, such as windows-1256.  [default: UTF-8, or found out for each]"),
]
RejectsOption = Annotated[
    Path | None,
    typer.Option(
        parser=_named_file,
        metavar="PATH",
        help="The file to write rows to that cannot be read, with the reason.  [default: they are told and counted]",
    ),
]
StrictOption = Annotated[
    bool,
    typer.Option(
        "--strict", help="Read nothing if a row cannot be read.  [default: read the others]", show_default=False
    ),
]
ResumeOption = Annotated[
    bool,
    typer.Option(
        "--resume",
        help="Go on where the same command was cut off: jsonl, csv, and conll of extract.  [default: begin anew]",
        show_default=False,
    ),
]
MinConfidenceOption = Annotated[float, typer.Option(min=0, max=1, help="Leave out spans with a lower confidence.")]
BatchSizeOption = Annotated[
    int | None,
    typer.Option(min=1, help="Windows at once in torch, which then reads.  [default: 8 on a CPU, 32 elsewhere]"),
]
BackendOption = Annotated[
    Backend,
    typer.Option(help="What reads: the fast form that hasila export writes, torch, or the fast form if there is one."),
]
ProcessesOption = Annotated[
    int, typer.Option(min=1, help="How many processes read at the same time, each with one computing thread.")
]
DeviceOption = Annotated[
    str | None,
    typer.Option(help="cpu, cuda, cuda:1, ...; torch reads on any but cpu.  [default: the GPU, if torch reads]"),
]


@dataclass(frozen=True, slots=True)
class Paths:
    """What a command reads and writes: the checkpoint, None for the one in the package; the texts; the file to write.

    Standard output is None.
    """

    checkpoint: Path | None
    inputs: list[Path]
    output: Path | None

    @property
    def read_with(self) -> Path:
        """The folder of the checkpoint, also if it is the one in the package."""
        from hasila.model.encoders import READY_MADE  # noqa: PLC0415 - hasila.model is imported where it is needed

        return READY_MADE if self.checkpoint is None else self.checkpoint


def checked_paths(files: list[Path] | None, checkpoint: Path | None, output: Path | None) -> Paths:
    """Return the paths that a command was given. Raises OutputError if the output is one of the inputs."""
    given = files or []
    if checkpoint is None and given and _names_a_checkpoint(given[0]):
        checkpoint, *given = given
    inputs = given or [STDIN]
    return Paths(checkpoint, inputs, _checked_output(output, inputs))


def _names_a_checkpoint(path: Path) -> bool:
    """Say whether `path` is a folder with a checkpoint in it, or is not there and has no ending, as a mistyped one."""
    if path.is_dir():
        return any((path / name).exists() for name in (MANIFEST, f"checkpoint/{MANIFEST}"))
    return not (path == STDIN or path.suffix or path.exists())


def _checked_output(output: Path | None, inputs: list[Path]) -> Path | None:
    if output in (None, _STDOUT):
        return None
    refuse_input(output, inputs)
    if STDIN in inputs:
        refuse_standard_input(output)
    return output


def load_extractor(
    checkpoint: Path | None, *, backend: Backend, device: str | None, batch_size: int | None, min_confidence: float
) -> "Extractor":
    """Return the extractor of a checkpoint, None for the one in the package."""
    from hasila.extractor import Extractor  # noqa: PLC0415 - --help and faults of the input are shown before torch is loaded

    load = Extractor.default if checkpoint is None else partial(Extractor.from_checkpoint, checkpoint)
    return load(backend=backend, device=device, batch_size=batch_size, min_confidence=min_confidence)
