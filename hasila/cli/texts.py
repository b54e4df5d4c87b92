"""The texts that a command reads: found, dated, counted and watched; the rows that cannot be read are set apart."""

import hashlib
import json
import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from itertools import chain, islice
from pathlib import Path
from typing import Any

import typer

from hasila.cli.inputs import Paths
from hasila.cli.progress import Totals, counted, size_of, watched
from hasila.cli.rejects import Rejects, rejects_into
from hasila.document import Document
from hasila.errors import InputError, OutputError
from hasila.files import checksum_of_folder, is_stream, refuse_input, refuse_standard_input
from hasila.formats.dated import checked_day, dated, telling_no_days
from hasila.formats.opening import STDIN, Meter, is_read_once
from hasila.formats.rejects import refuse
from hasila.formats.sources import InputFormat, SourceFile, sources_of
from hasila.formats.texts import ReadSettings, read_sources, telling_visual, with_own_tolls, with_words
from hasila.program.start import REJECTS

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a command line says about the texts to read."""

    paths: Paths
    settings: ReadSettings
    form: InputFormat | None
    date_column: str | None
    day: str | None
    rejects: Path | None
    strict: bool
    annotated: bool = False
    """Whether the spans and tolls of rows that have both are theirs, and not fields like others."""


class Reading:
    """The texts to read, and what has been read of them."""

    def __init__(self, wanted: Wanted, sources: Sequence[SourceFile], rejects: Rejects) -> None:
        self.sources = sources
        self.totals = Totals()
        self.rejects = rejects
        self._wanted = wanted
        self._meter = Meter()
        self._documents = self._read()

    def _read(self) -> Iterator[Document]:
        wanted, rejects = self._wanted, self.rejects
        reject = refuse if wanted.strict else rejects
        told = None if wanted.strict else rejects
        read = read_sources(self.sources, wanted.settings, reject=told, meter=self._meter)
        days = dated(telling_no_days(read, wanted.date_column), wanted.date_column, wanted.day, reject)
        texts = days if wanted.strict else with_words(days, rejects)
        whole = with_own_tolls(texts, reject) if wanted.annotated else texts
        return _some(telling_visual(whole), rejects)

    def __iter__(self) -> Iterator[Document]:
        return self._documents

    @property
    def are_live(self) -> bool:
        """Whether they come from standard input or a pipe, and cannot be read again."""
        return any(is_read_once(source.path) for source in self.sources)

    def first(self, most: int) -> Sequence[Document]:
        """Return the first texts, which are read again: of a live source one, since others may be long in coming."""
        found = list(islice(self._documents, 1 if self.are_live else most))
        self._documents = chain(found, self._documents)
        return found

    def watched(self, documents: Iterable[Document]) -> Iterator[Document]:
        """Yield documents that have been read, counted, with a bar on the terminal."""
        return watched(documents, self.totals, self._meter, size_of(source.path for source in self.sources))

    def fingerprint(self, checkpoint: Path, options: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return what decides what is written: the program, the checkpoint, the files and how they are read."""
        wanted = self._wanted
        files = [(str(source.path), source.form, *_state(source.path)) for source in self.sources]
        settings = [str(wanted.settings), wanted.date_column, wanted.day]
        return {
            "version": version("hasila"),
            "checkpoint": checksum_of_folder(checkpoint),
            "inputs": hashlib.sha256(json.dumps([files, settings]).encode()).hexdigest(),
            **options,
        }


def _some(documents: Iterable[Document], rejects: Rejects) -> Iterator[Document]:
    """Yield documents. Raises InputError at the end if there were none, but rows that could not be read."""
    is_any = False
    for document in documents:
        is_any = True
        yield document
    if rejects.count and not is_any:
        raise InputError("none of the texts can be read")
    if not is_any:
        _log.warning("there is no text to read: no row below a header, or no line")


def _state(path: Path) -> tuple[int, int]:
    """Return the size of a file and when it was changed, in nanoseconds, as make and rsync know it; -1 for no file."""
    try:
        its = path.stat()
    except OSError:  # a link to nothing, or removed since: its reading tells
        return -1, -1
    return its.st_size, its.st_mtime_ns


@contextmanager
def texts_of(wanted: Wanted) -> Iterator[Reading]:
    """Yield the texts to read. At the end the totals are told, and the exit code is 3 if rows could not be read.

    Raises InputError for files that cannot be read at all, and OutputError if an output is one of them.
    """
    checked_day(wanted.day)
    sources = sources_of(wanted.paths.inputs, wanted.form)
    for output in filter(None, (wanted.paths.output, wanted.rejects)):
        refuse_input(output, [source.path for source in sources])
    _refuse_one_for_both(wanted.paths.output, wanted.rejects)
    if wanted.rejects is not None and STDIN in wanted.paths.inputs:
        refuse_standard_input(wanted.rejects)
    with rejects_into(wanted.rejects) as rejects:
        texts = Reading(wanted, sources, rejects)
        yield texts
    _tell(texts, to_file=wanted.paths.output is not None)
    if rejects.count:
        raise typer.Exit(REJECTS)


def _refuse_one_for_both(output: Path | None, rejects: Path | None) -> None:
    if output is not None and rejects is not None and not is_stream(output) and output.resolve() == rejects.resolve():
        raise OutputError(f"{rejects}: is the output as well; write the rows that cannot be read to another file")


def _tell(texts: Reading, *, to_file: bool) -> None:
    """Tell the totals, unless all that there is stands on the terminal."""
    count = texts.rejects.count
    if to_file or count or texts.totals.texts > 1:
        _log.info("%s%s", texts.totals.told(), f"; {counted(count, 'row')} could not be read" if count else "")
