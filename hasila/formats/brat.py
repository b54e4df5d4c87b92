"""brat's stand-off form: a folder with NAME.txt, the text, and NAME.ann, a line `T1<TAB>LABEL 0 5<TAB>words` a span.

A span in several fragments (`0 5;12 17`) is read from its first to its last; one across a line break is written in
fragments, since brat allows no break within one.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

import regex

from hasila.document import Document
from hasila.errors import CorpusError, OutputError
from hasila.files import checked_name, whole_folder
from hasila.formats.annotations import Annotations, MarkedText, annotations_of
from hasila.formats.lines import lines
from hasila.formats.offsets import Mark, OffsetUnit
from hasila.spans import Span

DISCONTINUOUS = "discontinuous spans read from their first word to their last"
OTHER_LINES = "relations, events, attributes and notes left out"
_ENTITY = regex.compile(r"T\S*\t(\S+) (\d+ \d+(?:;\d+ \d+)*)\t(.*)")
_UNFIT = regex.compile(r'[<>:"/\\|?*%\x00-\x1f\x7f]|^\.|[. ]$')


def annotation_files(path: Path) -> list[Path]:
    """Return the .ann files that a folder, a .txt or an .ann file stands for; none if it is not of brat."""
    if path.is_dir():
        return sorted(path.rglob("*.ann"))
    its = path.with_suffix(".ann")
    return [its] if path.suffix in {".ann", ".txt"} and its.is_file() else []


def read_brat(path: Path, asked: OffsetUnit | None = None) -> Annotations:
    """Return the documents of a folder or of one file, whose offsets count `asked` (None: found out).

    The id of a document is the name of its file. Raises CorpusError with the faults of all files.
    """
    documents: list[Document] = []
    mendings: Counter[str] = Counter()
    faults: list[str] = []
    for file in annotation_files(path):
        try:
            read = annotations_of(file, [(1, file)], _marked, asked)
        except CorpusError as error:
            faults.append(str(error))
            continue
        documents += read.documents
        mendings.update(read.mendings)
    if faults:
        raise CorpusError("\n".join(faults))
    if not documents:
        raise CorpusError(f"{path}: is no .ann file with its .txt, and no folder with such files")
    return Annotations(documents, mendings)


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
            name = checked_name(_UNFIT.sub(lambda sign: f"%{ord(sign[0]):02X}", document.id), f"{folder}: the id")
            (made / f"{name}.txt").write_bytes(document.text.encode(errors="surrogatepass"))
            (made / f"{name}.ann").write_bytes("".join(_lines(document)).encode(errors="surrogatepass"))
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
    for found in regex.finditer(r"[^\r\n]+", document.text_of(span)):
        yield span.start + found.start(), span.start + found.end()


def _marked(file: Path) -> MarkedText:
    source = file.with_suffix(".txt")
    try:
        text = source.read_bytes().decode("utf-8")
    except OSError as error:
        raise ValueError(f"its text, {source.name}, cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise ValueError(f"its text, {source.name}, is not UTF-8 at byte {error.start}") from None
    mendings = Counter[str]()
    return MarkedText({"id": unquote(file.stem)}, text, list(_marks(file, text, mendings)), mendings)


def _marks(file: Path, text: str, mendings: Counter[str]) -> Iterator[Mark]:
    for number, line in lines(file):
        if not line.startswith("T"):
            mendings[OTHER_LINES] += bool(line.strip())
            continue
        found = _ENTITY.fullmatch(line.rstrip("\r"))
        if found is None:
            raise ValueError(
                f"line {number}: {line!r} is not T1, a label with offsets, and the words, with tabs between"
            )
        pieces = [tuple(map(int, piece.split())) for piece in found[2].split(";")]
        start, end = pieces[0][0], pieces[-1][1]
        if not all(first < last for first, last in pieces):
            raise ValueError(f"line {number}: {found[2]} does not end after its start")
        whole = _is_whole(text, pieces)
        mendings[DISCONTINUOUS] += not whole
        yield Mark(start, end, found[1], found[3] if whole else None)


def _is_whole(text: str, pieces: list[tuple[int, ...]]) -> bool:
    """Say whether only white space separates the fragments of a span, as where a line break does."""
    return all(left[1] <= right[0] and not text[left[1] : right[0]].strip() for left, right in pairwise(pieces))
