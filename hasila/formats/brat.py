"""brat's stand-off form: a folder with NAME.txt, the text, and NAME.ann, a line `T1<TAB>LABEL 0 5<TAB>words` a span.

A span in several fragments (`0 5;12 17`) is read from its first to its last; one across a line break is written in
fragments, since brat allows no break within one. brat breaks lines as Python's str.splitlines does.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import unquote

import regex

from hasila.document import Document, Origin
from hasila.errors import CorpusError, OutputError
from hasila.files import checked_name, whole_folder
from hasila.formats.annotations import Annotations, MarkedText, annotations_of
from hasila.formats.encoding import encodable
from hasila.formats.lines import lines
from hasila.formats.offsets import Mark, OffsetUnit
from hasila.spans import Span

OTHER_LINES = "relations, events, attributes and notes left out"
_ENTITY = regex.compile(r"T\S*\t(\S+) ([0-9]{1,15} [0-9]{1,15}(?:;[0-9]{1,15} [0-9]{1,15})*)\t(.*)")
BREAKS = "\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
_UNBROKEN = regex.compile(f"[^{BREAKS}]+")
_UNFIT = regex.compile(r'[<>:"/\\|?*%\x00-\x1f\x7f]|^\.|[. ]$')


def annotation_files(path: Path) -> list[Path]:
    """Return the .ann files that a folder, a .txt or an .ann file stands for; none if it is not of brat."""
    if path.is_dir():
        return sorted(path.rglob("*.ann"))
    its = path.with_suffix(".ann")
    return [its] if path.suffix in {".ann", ".txt"} and its.is_file() else []


def read_brat(path: Path, asked: OffsetUnit | None = None) -> Annotations:
    """Return the documents of a folder or of one file, whose offsets count `asked` (None: found out).

    The id of a document is the name of its file. All files of a folder count alike. Raises CorpusError if there are
    none.
    """
    files = annotation_files(path)
    if not files:
        raise CorpusError(f"{path}: is no .ann file with its .txt, and no folder with such files")
    return annotations_of([(Origin(file, 1), file) for file in files], _marked, asked)


def write_brat(folder: Path, documents: Iterable[Document]) -> None:
    """Write `documents` as NAME.txt and NAME.ann into a new folder, whole or not at all, NAME being the id.

    Raises OutputError if an id is too long to name a file, or if there is anything in the folder: brat keeps a team's
    work there, and no command may delete that.
    """
    if folder.is_dir() and any(folder.iterdir()):
        raise OutputError(f"{folder}: the folder is not empty; name a new one, or empty it yourself")
    with whole_folder(folder) as made:
        labels = set()
        for document in documents:
            name = checked_name(
                _UNFIT.sub(lambda sign: f"%{ord(sign[0]):02X}", encodable(document.id)), f"{folder}: the id"
            )
            (made / f"{name}.txt").write_bytes(encodable(document.text).encode())
            (made / f"{name}.ann").write_bytes(encodable("".join(_lines(document))).encode())
            labels |= {span.label for span in document.spans}
        conf = "\n".join(["[entities]", *sorted(labels), "[relations]", "[events]", "[attributes]", ""])
        (made / "annotation.conf").write_text(conf, encoding="utf-8")


def _lines(document: Document) -> Iterator[str]:
    visible = (span for span in document.spans if document.text_of(span).strip())
    for number, span in enumerate(visible, start=1):
        pieces = list(_pieces(document, span))
        places = ";".join(f"{start} {end}" for start, end in pieces)
        words = " ".join(document.text[start:end] for start, end in pieces)
        yield f"T{number}\t{span.label} {places}\t{words}\n"


def _pieces(document: Document, span: Span) -> Iterator[tuple[int, int]]:
    """Yield where the fragments of a span are, which line breaks separate."""
    for found in _UNBROKEN.finditer(document.text_of(span)):
        yield span.start + found.start(), span.start + found.end()


def _marked(file: Path) -> MarkedText:
    source = file.with_suffix(".txt")
    try:
        text = source.read_bytes().decode("utf-8")
    except OSError as error:
        raise ValueError(f"its text, {source.name}, cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise ValueError(f"its text, {source.name}, is not UTF-8 at byte {error.start}") from None
    marks, others = _marks(file)
    return MarkedText({"id": unquote(file.stem)}, text, marks, {OTHER_LINES: others})


def _marks(file: Path) -> tuple[list[Mark], int]:
    """Return the spans of a file, and how many other lines it has. Raises ValueError with each line that is none."""
    marks: list[Mark] = []
    faults: list[str] = []
    others = 0
    for number, line in _annotation_lines(file):
        if not line.startswith("T"):
            others += bool(line.strip())
            continue
        try:
            marks.append(_mark(line))
        except ValueError as error:
            faults.append(f"line {number}: {error}")
    if faults:
        raise ValueError("\n".join(faults))
    return marks, others


def _annotation_lines(file: Path) -> list[tuple[int, str]]:
    try:
        return list(lines(file))
    except CorpusError as error:
        raise ValueError(str(error).removeprefix(f"{file}: ")) from None


def _mark(line: str) -> Mark:
    found = _ENTITY.fullmatch(line)
    if found is None:
        raise ValueError(f"{line!r} is not T1, a label with offsets, and the words, with tabs between")
    pieces = [(int(start), int(end)) for start, end in (piece.split() for piece in found[2].split(";"))]
    if not all(first < last for first, last in pieces):
        raise ValueError(f"{found[2]} does not end after its start")
    start, end = min(start for start, _ in pieces), max(end for _, end in pieces)
    return Mark(start, end, found[1], found[3], fragments=pieces if len(pieces) > 1 else ())
