"""The encoding of a text: by its byte order mark, as UTF-8, or guessed; and what UTF-8 cannot encode."""

import codecs
from dataclasses import dataclass

import regex

HEAD = 1 << 16
"""How many bytes of a file its encoding is found by."""
_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
"""The longer marks come first, since they begin with the shorter ones."""
_OTHER_FILES = {
    b"PK\x03\x04": "a .zip, .xlsx or .docx file; name it .xlsx if it is one, save others as .txt",
    b"\xd0\xcf\x11\xe0": "an old Office file (.xls, .doc); save it as .xlsx or .txt",
    b"%PDF": "a .pdf file; save its text as .txt",
    b"{\\rtf": "an .rtf file; save it as .txt",
    b"PAR1": "a .parquet file; name it so",
    b"\x1f\x8b": "compressed; name it .gz, and compress it once",
    b"\xfd7zXZ\x00": "compressed; name it .xz, and compress it once",
    b"(\xb5/\xfd": "compressed; name it .zst, and compress it once",
    b"BZh": "compressed; unpack it (bunzip2)",
    b"\x89PNG": "a picture; it has no text to read",
    b"\xff\xd8\xff": "a picture; it has no text to read",
    b"SQLite format 3\x00": "a database; export its table as .csv",
}
"""What files that are no text begin with, and what to do with them."""
_CONTROLS = frozenset(range(0x20)) - frozenset(b"\t\n\v\f\r\x1b")
_SHARE, _FEWEST = 0.1, 2
"""The share and the least number of control bytes that UTF-16 has: every second byte is 0 (Latin) or 6 (Arabic)."""
_WIDE = ("utf-16-le", "utf-16-be")
_GUESSED = ["cp1256", "iso8859_6", "cp720", "cp864", "cp1252"]
"""What Arabic was written in before Unicode: Windows, Unix, DOS twice; and what Western Windows writes."""
_DAMAGED = 0.1
"""The share of characters outside ASCII that cannot be decoded up to which a file is UTF-8, but damaged."""
_PLAIN = regex.compile(r"[\p{Script=Arabic}\s\x20-\x7e]")
_SURROGATES = regex.compile(r"\p{Cs}")
_MOSTLY = 0.8
"""The least share of characters in UTF-16 that are Arabic or plain."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """An encoding by Python's name of it, and whether it was guessed."""

    name: str
    guessed: bool = False


def encoding_of(head: bytes) -> Encoding | None:
    """Return the encoding of a file that begins with `head` (at most HEAD bytes); None if none fits.

    A byte order mark decides, then whether the bytes are UTF-8. Otherwise it is guessed, among those that Arabic has
    been written in.

    >>> encoding_of("قتل جندي".encode("cp1256"))
    Encoding(name='cp1256', guessed=True)
    """
    for mark, name in _MARKS.items():
        if head.startswith(mark):
            return Encoding(name)
    if _looks_wide(head):
        return _likely_wide(head)
    return Encoding("utf-8") if _is_utf8(head) else _guess(head)


def _looks_wide(head: bytes) -> bool:
    controls = sum(byte in _CONTROLS for byte in head[:HEAD])
    return controls >= max(_FEWEST, _SHARE * len(head[:HEAD]))


def _likely_wide(head: bytes) -> Encoding | None:
    """Return UTF-16 of the byte order in which `head` is mostly Arabic or plain; None if it is that in neither."""
    even = head[: len(head) // 2 * 2]
    plain = {name: len(_PLAIN.findall(even.decode(name, "ignore"))) for name in _WIDE}
    best = max(_WIDE, key=lambda name: plain[name])
    return Encoding(best, guessed=True) if plain[best] >= _MOSTLY * len(even) / 2 else None


def _is_utf8(head: bytes) -> bool:
    """Say whether `head` is UTF-8, its last character perhaps cut off, or nearly all of it."""
    decoded = codecs.getincrementaldecoder("utf-8")("surrogateescape").decode(head)
    beyond = sum(character > "\x7f" for character in decoded)
    return sum("\udc80" <= character <= "\udcff" for character in decoded) <= _DAMAGED * beyond


def _guess(head: bytes) -> Encoding | None:
    from charset_normalizer import from_bytes  # noqa: PLC0415 - only few files need it

    best = from_bytes(head, cp_isolation=_GUESSED).best()
    return Encoding(best.encoding, guessed=True) if best else None


def binary_fault(head: bytes) -> str | None:
    """Return what a file that begins with `head` is, if it is one of a known kind that is no text.

    >>> binary_fault(b"%PDF-1.7")
    'is a .pdf file; save its text as .txt'
    """
    return next((f"is {what}" for sign, what in _OTHER_FILES.items() if head.startswith(sign)), None)


def wide_fault(head: bytes) -> str | None:
    """Return the fault of a file whose first bytes, `head`, are UTF-16 or UTF-32; None for other files.

    >>> wide_fault("قتل جندي".encode("utf-16"))
    'is UTF-16; save it as UTF-8 (iconv -f UTF-16 -t UTF-8)'
    """
    for mark, name in _MARKS.items():
        if head.startswith(mark) and mark != codecs.BOM_UTF8:
            return f"is {name.upper()}; save it as UTF-8 (iconv -f {name.upper()} -t UTF-8)"
    if _looks_wide(head):
        return "contains zero bytes or control characters, like UTF-16 without a mark; save it as UTF-8"
    return None


def encodable(words: str) -> str:
    """Return `words` with U+FFFD in place of each lone surrogate, which UTF-8 cannot encode.

    >>> encodable("a" + chr(0xD800))
    'a�'
    """
    return _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", words)
