"""Bytes that are no UTF-8 although they may pass as such: UTF-16 and UTF-32, told by how they begin."""

import codecs

HEAD = 4096
"""How many bytes are looked at."""
_MARKS = {
    codecs.BOM_UTF32_LE: "UTF-32",
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}
"""The longer first, since the shorter begins it."""
_CONTROLS = frozenset(range(0x20)) - frozenset(b"\t\n\v\f\r\x1b")
_SHARE, _FEWEST = 0.1, 2
"""Of the bytes, and at least so many: every second byte of UTF-16 is 0 (Latin) or 6 (Arabic)."""


def wide_fault(head: bytes) -> str | None:
    """Return what to tell of a file whose first bytes are `head`, which are no UTF-8 but UTF-16 or UTF-32; or None.

    >>> wide_fault("قتل جندي".encode("utf-16"))
    'is UTF-16; save it as UTF-8 (iconv -f UTF-16 -t UTF-8)'
    """
    for mark, name in _MARKS.items():
        if head.startswith(mark):
            return f"is {name}; save it as UTF-8 (iconv -f {name} -t UTF-8)"
    controls = sum(byte in _CONTROLS for byte in head[:HEAD])
    if controls >= max(_FEWEST, _SHARE * len(head[:HEAD])):
        return "holds zero bytes or control characters, as UTF-16 without a mark does; save it as UTF-8"
    return None
