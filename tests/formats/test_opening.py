"""Opening files to read."""

import gzip
import lzma
from collections.abc import Callable, Mapping
from pathlib import Path

import pyarrow as pa
import pytest

from hasila.errors import InputError, MissingExtraError
from hasila.formats.opening import STDIN, opened, opened_text, unpacked_name

PACKERS: Mapping[str, Callable[[bytes], bytes]] = {".gz": gzip.compress, ".xz": lzma.compress}


def packed(path: Path, content: bytes) -> Path:
    """Write `content`, compressed as the ending of `path` says."""
    if path.suffix == ".zst":
        with pa.CompressedOutputStream(str(path), "zstd") as file:
            file.write(content)
    else:
        path.write_bytes(PACKERS.get(path.suffix, bytes)(content))
    return path


@pytest.mark.parametrize("ending", ["", ".gz", ".xz", ".zst"])
def test_a_compressed_file_reads_as_what_it_holds(tmp_path: Path, ending: str) -> None:
    path = packed(tmp_path / f"a.txt{ending}", "قتل\nجندي\n".encode() * 9000)
    assert unpacked_name(path) == "a.txt"
    with opened(path) as file:
        assert file.peek(6)[:6] == "قتل".encode()
        assert file.read() == "قتل\nجندي\n".encode() * 9000
    with opened_text(path, None, "\n") as text:
        assert sum(1 for _ in text) == 18_000


@pytest.mark.parametrize("ending", [".gz", ".xz", ".zst"])
@pytest.mark.parametrize("is_cut", [True, False])
def test_a_compressed_file_that_is_cut_off_or_is_none_is_told(tmp_path: Path, *, ending: str, is_cut: bool) -> None:
    path = packed(tmp_path / f"a.txt{ending}", bytes(range(256)) * 99)
    path.write_bytes(path.read_bytes()[:-9] if is_cut else b"plain words")
    with pytest.raises(InputError, match=rf"^is not a complete {ending} file: "), opened(path) as file:
        file.read()


def test_a_zst_file_needs_pyarrow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = packed(tmp_path / "a.txt.zst", b"words")
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(MissingExtraError, match=r"reading a \.zst file needs"), opened(path):
        pass


def test_bytes_that_cannot_be_decoded_become_lone_surrogates_and_a_mark_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("\ufeffقتل\n".encode() + b"\xff")
    with opened_text(tmp_path / "a.txt", None, "\n") as text:
        assert list(text) == ["قتل\n", "\udcff"]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (gzip.compress(gzip.compress(b"words")), r"^is compressed; name it \.gz, and compress it once"),
        (gzip.compress(b"%PDF-1.7 ..."), r"^is a \.pdf file; save its text as \.txt"),
        (gzip.compress(b"PK\x03\x04 ..."), r"^is a \.zip, \.xlsx or \.docx file"),
    ],
)
def test_a_file_that_is_no_text_is_told_by_what_it_is(tmp_path: Path, content: bytes, fault: str) -> None:
    (tmp_path / "a.csv.gz").write_bytes(content)
    with pytest.raises(InputError, match=fault), opened_text(tmp_path / "a.csv.gz", None, ""):
        pass


def test_a_mark_that_the_encoding_needs_and_is_not_there_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("قتل\n".encode())
    with (
        pytest.raises(InputError, match=r"^cannot be read as UTF-16: .*; name another: --encoding NAME"),
        opened_text(tmp_path / "a.txt", "utf-16", "") as text,
    ):
        text.read()


def test_standard_input_that_is_closed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", None)
    with pytest.raises(InputError, match="is closed; name the files to read"), opened(STDIN):
        pass
