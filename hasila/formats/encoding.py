"""Text as UTF-8: UTF-16 and UTF-32, which can pass as it, by their first bytes; and what it cannot encode."""

import codecs

import regex

HEAD = 4096
"""How many bytes are examined."""
_MARKS = {
    codecs.BOM_UTF32_LE: "UTF-32",
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}
"""The longer marks come first, since they begin with the shorter ones."""
_CONTROLS = frozenset(range(0x20)) - frozenset(b"\t\n\v\f\r\x1b")
_SHARE, _FEWEST = 0.1, 2
"""The share and the least number of control bytes that UTF-16 has: every second byte is 0 (Latin) or 6 (Arabic)."""


def wide_fault(head: bytes) -> str | None:
    """Return the fault of a file whose first bytes, `head`, are UTF-16 or UTF-32; None for other files.

    >>> wide_fault("قتل جندي".encode("utf-16"))
    'is UTF-16; save it as UTF-8 (iconv -f UTF-16 -t UTF-8)'
    """
    for mark, name in _MARKS.items():
        if head.startswith(mark):
            return f"is {name}; save it as UTF-8 (iconv -f {name} -t UTF-8)"
    controls = sum(byte in _CONTROLS for byte in head[:HEAD])
    if controls >= max(_FEWEST, _SHARE * len(head[:HEAD])):
        return "contains zero bytes or control characters, like UTF-16 without a mark; save it as UTF-8"
    return None


def encodable(words: str) -> str:
    """Return `words` with U+FFFD in place of each lone surrogate, which UTF-8 cannot encode.

    >>> encodable("a" + chr(0xD800))
    'a�'
    """
    return regex.sub(r"\p{Cs}", "\N{REPLACEMENT CHARACTER}", words)
