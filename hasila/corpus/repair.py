"""CoNLL files from elsewhere, such as ANERcorp, NewsFANE and AQMAR, repaired into documents.

Such files contain tags that continue nothing, and bidi marks or soft hyphens at the edges of tokens. Hasila reads
corpora strictly, so these files are repaired once, with a count of each repair, and written as JSON lines.
"""

from collections import Counter
from pathlib import Path

import regex

from hasila.document import Document
from hasila.errors import CorpusError
from hasila.formats.conll import blocks, columns, document_from_tokens
from hasila.formats.faults import abridged, kind_of
from hasila.tagging.bio import OUTSIDE, is_legal, is_tag

_INVISIBLE = regex.compile(r"^[\p{Cf}\p{Cc}]+|[\p{Cf}\p{Cc}]+$")
INVISIBLE, NOTHING_LEFT, NO_BEGINNING = "invisible edges cut off", "empty tokens left out", "I- that began a span"


def read_foreign(path: Path) -> tuple[list[Document], Counter[str]]:
    """Return the passages of a CoNLL file and how often each kind of repair was needed.

    Raises CorpusError, listing the first lines that are not a token with a tag O, B-LABEL or I-LABEL.
    """
    mendings: Counter[str] = Counter()
    documents: list[Document] = []
    faults: list[tuple[str, str]] = []
    for block in blocks(path):
        try:
            identity, rows = columns(path.stem, block)
            tokens, tags = _mended(rows, mendings)
            if tokens:
                documents.append(document_from_tokens(identity, tokens, tags))
        except ValueError as error:
            faults += [(kind_of(fault), f"{path}: {fault}") for fault in str(error).split("\n")]
    if faults:
        raise CorpusError("\n".join(abridged(faults)))
    return documents, mendings


def _mended(rows: list[tuple[int, str, str]], mendings: Counter[str]) -> tuple[list[str], list[str]]:
    faults = [
        f"line {number}: the tag {tag!r} is not O, B-LABEL or I-LABEL" for number, _, tag in rows if not is_tag(tag)
    ]
    if faults:
        raise ValueError("\n".join(faults))
    tokens: list[str] = []
    tags: list[str] = []
    for _, given, given_tag in rows:
        token, tag = _INVISIBLE.sub("", given), given_tag
        mendings[INVISIBLE] += token != given
        if not token:
            mendings[NOTHING_LEFT] += 1
            continue
        if not is_legal(tags[-1] if tags else OUTSIDE, tag):
            mendings[NO_BEGINNING] += 1
            tag = f"B-{tag[2:]}"
        tokens.append(token)
        tags.append(tag)
    return tokens, tags
