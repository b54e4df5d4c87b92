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
) -> None:
    """Convert annotated files (JSON lines, CoNLL, Label Studio, doccano, brat); mend and count their faults."""
    if hold_out and split is None:
        raise InputError("--hold-out needs --split, which names the split of the other passages")
    form = to_form or form_of_ending(output)
    refuse_input(output, _read_files(sources))
    documents = list(_with_own_ids(_documents(sources, from_form, layer, offsets)))
    if split is not None:
        documents = [
            replace(document, meta={**document.meta, "split": "dev" if held else split})
            for document, held in zip(documents, held_out(documents, hold_out), strict=True)
        ]
    for what in losses(documents, form):
        typer.echo(f"{output}: {form} cannot hold {what}", err=True)
    write_form(output, documents, form)


def _read_files(sources: Iterable[Path]) -> Iterator[Path]:
    """Yield what is read: the sources, and the files and texts of brat that they stand for."""
    for source in sources:
        yield source
        for file in annotation_files(source):
            yield from (file, file.with_suffix(".txt"), file.parent)


def _documents(
    sources: Sequence[Path], form: Form | None, layer: int | None, offsets: OffsetUnit | None
) -> Iterator[Document]:
    """Yield the documents of all sources; say what was mended. Raises CorpusError with the faults of all."""
    faults: list[str] = []
    for source in sources:
        try:
            read = read_form(source, form or form_of_content(source), layer=layer, asked=offsets)
        except CorpusError as error:
            faults.append(str(error))
            continue
        typer.echo(f"{source}: {read.told()}", err=True)
        yield from read.documents
    if faults:
        raise CorpusError("\n".join(faults))


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
