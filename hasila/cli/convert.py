"""hasila convert: annotated files from one form into another."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from hasila.cli.app import app
from hasila.corpus.holding_out import held_out
from hasila.document import Document
from hasila.errors import CorpusError, InputError
from hasila.files import refuse_input
from hasila.formats.brat import annotation_files
from hasila.formats.forms import Form, form_of_content, form_of_ending, losses, read_form, write_form
from hasila.formats.label_interface import interface_of
from hasila.formats.offsets import OffsetUnit


@app.command()
def convert(  # noqa: PLR0913 - one parameter an option
    sources: Annotated[
        list[Path], typer.Argument(metavar="SOURCE...", help="Annotated files, as published or exported.")
    ],
    *,
    output: Annotated[Path, typer.Option("--output", "-o", help="The file to write; for brat, the folder.")],
    from_form: Annotated[
        Form | None, typer.Option("--from", help="The form of the sources.  [default: found out by their content]")
    ] = None,
    to_form: Annotated[
        Form | None, typer.Option("--to", help="The form to write.  [default: by the output's ending]")
    ] = None,
    layer: Annotated[
        int | None,
        typer.Option(min=1, help="The column of tags to read in CoNLL with nested tags.  [default: outermost spans]"),
    ] = None,
    offsets: Annotated[
        OffsetUnit | None,
        typer.Option(help="What offsets count.  [default: found out by the texts of spans]"),
    ] = None,
    split: Annotated[str | None, typer.Option(help="The split that each passage gets, whatever its row says.")] = None,
    hold_out: Annotated[
        float,
        typer.Option(
            min=0,
            max=0.5,
            help="The share of all passages, taken from the end, that gets the split dev; copies stay together.",
        ),
    ] = 0.0,
    leave_out_faulty: Annotated[
        bool,
        typer.Option(
            "--leave-out-faulty",
            help="Leave out passages with faults, which are told, and convert the others.  [default: convert nothing]",
            show_default=False,
        ),
    ] = False,
) -> None:
    """Convert annotated files (JSONL, CoNLL, Label Studio, doccano, brat, datasets, spaCy); mend and count faults."""
    if hold_out and split is None:
        raise InputError("--hold-out needs --split, which names the split of the other passages")
    form = to_form or form_of_ending(output)
    refuse_input(output, _read_files(sources))
    read = _read(sources, from_form, layer, offsets, leave_out_faulty=leave_out_faulty)
    documents = list(_with_own_ids(read))
    if split is not None:
        documents = list(_of_split(documents, split, hold_out))
    for what in losses(documents, form):
        typer.echo(f"{output}: {form} cannot hold {what}", err=True)
    write_form(output, documents, form)
    if form == "label-studio" and (interface := interface_of(output)) is not None:
        typer.echo(f"{interface}: has the labelling interface of these tasks", err=True)


def _read_files(sources: Iterable[Path]) -> Iterator[Path]:
    """Yield what is read: the sources, and the files and texts of brat that they stand for."""
    for source in sources:
        yield source
        for file in annotation_files(source):
            yield from (file, file.with_suffix(".txt"), file.parent)


def _read(
    sources: Sequence[Path], form: Form | None, layer: int | None, offsets: OffsetUnit | None, *, leave_out_faulty: bool
) -> Iterator[Document]:
    """Yield the documents of all sources; say what was mended and left out.

    Raises CorpusError with the faults of all sources, if one cannot be read as a whole or passages may not be left out.
    """
    read, unread = [], []
    for source in sources:
        try:
            read.append((source, read_form(source, form or form_of_content(source), layer=layer, asked=offsets)))
        except CorpusError as error:
            unread.append(str(error))
    faults = [fault for _, one in read for fault in one.faults]
    if unread or (faults and not leave_out_faulty):
        hint = [] if unread else ["to convert the other passages: --leave-out-faulty"]
        raise CorpusError("\n".join([*unread, *faults, *hint]))
    for line in [*(f"left out: {fault}" for fault in faults), *(f"{path}: {one.told()}" for path, one in read)]:
        typer.echo(line, err=True)
    for _, one in read:
        yield from one.documents


def _of_split(documents: Sequence[Document], split: str, hold_out: float) -> Iterator[Document]:
    """Yield documents with the split asked for, or dev if they are held out; say how many had another."""
    others = sum(document.meta.get("split") not in {None, split} for document in documents)
    if others:
        typer.echo(f"{others} passages had another split, which --split overrules", err=True)
    for document, held in zip(documents, held_out(documents, hold_out), strict=True):
        yield replace(document, meta={**document.meta, "split": "dev" if held else split})


def _with_own_ids(documents: Iterable[Document]) -> Iterator[Document]:
    """Yield documents with distinct ids: one that occurred before gets a number; say how many did."""
    seen: Counter[str] = Counter()
    renamed = 0
    for document in documents:
        name = document.id
        while name in seen:
            seen[document.id] += 1
            name = f"{document.id} ({seen[document.id]})"
        seen[name] += 1
        renamed += name != document.id
        yield document if name == document.id else replace(document, id=name)
    if renamed:
        typer.echo(f"{renamed} passages got another id, since theirs occurred before", err=True)
