"""The encoding of a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hasila.formats.encoding import Encoding, encoding_of

TEXT = "قال الجيش إن ثلاثة جنود قتلوا في تدمر"


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"", Encoding("utf-8")),
        (b"plain", Encoding("utf-8")),
        (TEXT.encode(), Encoding("utf-8")),
        (TEXT.encode()[:-1], Encoding("utf-8")),
        (TEXT.encode() + b"\xff", Encoding("utf-8")),
        (TEXT.encode("utf-8-sig"), Encoding("utf-8-sig")),
        (TEXT.encode("utf-16"), Encoding("utf-16")),
        (TEXT.encode("utf-32"), Encoding("utf-32")),
        (TEXT.encode("utf-16-le"), Encoding("utf-16-le", guessed=True)),
        (TEXT.encode("utf-16-be")[:-1], Encoding("utf-16-be", guessed=True)),
        (TEXT.encode("cp1256"), Encoding("cp1256", guessed=True)),
        (TEXT.encode("iso8859-6"), Encoding("iso8859_6", guessed=True)),
        (TEXT.encode("cp720"), Encoding("cp720", guessed=True)),
        (bytes(range(32)) * 9, None),
    ],
)
def test_an_encoding_is_known_by_its_mark_or_by_what_its_bytes_would_mean(head: bytes, expected: Encoding) -> None:
    assert encoding_of(head) == expected


@given(st.text(st.characters(blacklist_categories=["Cs", "Cc"])), st.integers(0, 3))
def test_utf8_is_never_taken_for_anything_else_wherever_it_is_cut(text: str, cut: int) -> None:
    content = text.encode()
    assert encoding_of(content[: max(0, len(content) - cut)]) in {Encoding("utf-8"), Encoding("utf-8-sig")}


def test_utf8_that_was_damaged_before_it_was_saved_is_utf8() -> None:
    assert encoding_of("\N{REPLACEMENT CHARACTER}".encode() * 9) == Encoding("utf-8")
