"""hasila check, stats, bio: the commands for annotated files."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hasila.cli.app import app
from hasila.corpus import check as checking
from hasila.corpus.reading import read_splits
from hasila.corpus.stats import by_field, casualty_wordings, toll_contents
from hasila.errors import InputError
from hasila.files import checked_name
from hasila.formats.conll import write_conll
from hasila.formats.faults import abridged
from hasila.formats.standoff import read_source_texts
from hasila.formats.texts import parts, read_texts
from hasila.scoring.markdown import markdown
from hasila.spans import LABELS, ordered_labels

if TYPE_CHECKING:
    from hasila.document import Document

_FAULTY = 1
TextsOption = Annotated[
    list[Path] | None, typer.Option(help="A file with the texts of stand-off annotations; may be given again.")
]


@app.command()
def bio(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A folder of annotated .jsonl files.")],
) -> None:
    """Write the BIO files of a corpus, bio/SPLIT.conll, from its .jsonl files."""
    if not folder.is_dir():
        raise InputError(f"{folder}: is not a folder")
    documents = read_splits([folder])
    by_split: dict[str, list[Document]] = {}
    for document in documents:
        name = checked_name(str(document.meta.get("split", "all")), f"{folder}: passage {document.id}: split")
        by_split.setdefault(name, []).append(document)
    for split, members in by_split.items():
        write_conll(folder / "bio" / f"{split}.conll", members)
    typer.echo(f"Wrote {', '.join(f'{folder}/bio/{split}.conll' for split in by_split)}.", err=True)


@app.command("check")
def check_command(  # noqa: PLR0913 - one parameter an option
    path: Annotated[Path, typer.Argument(metavar="PATH", help="A .jsonl or .conll file, or a folder of them.")],
    *,
    labels: Annotated[str, typer.Option(help="The allowed labels, separated by commas.")] = ",".join(LABELS),
    strict: Annotated[bool, typer.Option(help="Count warnings as faults.")] = False,
    everything: Annotated[bool, typer.Option("--all", help="Show all of a kind, not only the first five.")] = False,
    texts: TextsOption = None,
    against: Annotated[
        list[Path] | None,
        typer.Option(help="A .txt or .jsonl file from which the corpus must not copy; may be given again."),
    ] = None,
) -> None:
    """Check an annotated corpus; exit code 1 if it has faults."""
    if not path.exists():
        raise InputError(f"{path}: there is no such file or folder")
    originals = parts(read_texts(against or [], "text"))
    findings = checking.check(path, _names(labels), originals, read_source_texts(texts or []))
    shown = [(f"{finding.severity} {finding.kind}", str(finding)) for finding in findings]
    for line in (line for _, line in shown) if everything else abridged(shown, "; --all shows them"):
        typer.echo(line)
    counts = Counter(finding.severity for finding in findings)
    notes = f", {counts['note']} notes" if counts["note"] else ""
    typer.echo(f"{path}: {counts['error']} errors, {counts['warning']} warnings{notes}", err=True)
    if counts["error"] or (strict and counts["warning"]):
        raise typer.Exit(_FAULTY)


def _names(given: str) -> list[str]:
    """Return labels that are separated by commas. Raises InputError if one is empty."""
    names = [name.strip() for name in given.split(",")]
    if not all(names):
        raise InputError(f"--labels is {given!r}: a label between two commas is empty; give it as ACTOR,LOCATION")
    return names


@app.command()
def stats(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="A .jsonl or .conll file, or a folder of .jsonl files.")],
    *,
    by: Annotated[
        list[str] | None, typer.Option(help="A field of the rows; may be given again.  [default: split]")
    ] = None,
    texts: TextsOption = None,
) -> None:
    """Count passages, words and spans by the fields of their rows, and tolls by harm, as tables in Markdown."""
    documents = read_splits([path], texts=read_source_texts(texts or []))
    labels = ordered_labels(span.label for document in documents for span in document.spans)
    tables = [by_field(documents, field, labels) for field in by or ["split"]]
    if "CASUALTY" in labels:
        tables.append(casualty_wordings(documents))
    if any(document.tolls for document in documents):
        tables.append(toll_contents(documents))
    typer.echo("\n\n".join("\n".join(markdown(table)) for table in tables))
