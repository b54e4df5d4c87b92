"""What is read while the speed is measured."""

from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path

from eval.analysis.gold import gold_passages
from hasila.arabic.words import count_words
from hasila.document import Document
from hasila.errors import InputError
from hasila.formats.texts import read_texts

WORDS = 3000
"""How many words are read each time, up to the end of a text. Twelve layers on two cores take seconds."""
_DATA = Path(__file__).parents[2] / "data"


def texts_to_read(files: Sequence[Path], column: str, words: int) -> list[str]:
    """Return the first texts that together have `words` words, or all if they have fewer.

    They are those of `files`, as hasila extract reads them, or without any the article of data/ in one piece and then
    the test passages of data/composed. Raises InputError if a file cannot be read, or if there are no words.
    """
    texts = _first(read_texts(files, column) if files else _of_data(), words)
    if not any(map(count_words, texts)):
        raise InputError(f"{', '.join(map(str, files))}: no words to read; name a file with text: --texts FILE")
    return texts


def passages_to_read(paths: Sequence[Path], split: str, texts: Sequence[Path] = ()) -> list[str]:
    """Return the first passages of a split that together have WORDS words, or all if they have fewer.

    `texts` hold what stand-off annotations are of.
    """
    return _first(gold_passages(paths, split, {}, texts=texts), WORDS)


def _of_data() -> Iterable[Document]:
    article = read_texts([_DATA / "article/article.txt"], "text")
    return chain(article, gold_passages([_DATA / "composed"], "test", {}))


def _first(documents: Iterable[Document], most: int) -> list[str]:
    texts: list[str] = []
    words = 0
    for document in documents:
        if words >= most:
            break
        texts.append(document.text)
        words += count_words(document.text)
    return texts
