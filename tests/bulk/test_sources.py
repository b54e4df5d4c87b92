"""The files that a source names."""

from pathlib import Path

import pytest

from hasila.bulk.sources import source_files
from hasila.errors import InputError

FILES = ["a.jsonl", "b.CSV.gz", "deep/er/c.parquet", "deep/d.jsonl.zst", "deep/[e].csv"]


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """Write files with texts, and others."""
    for name in (*FILES, "f.txt", ".g.jsonl", "_h/i.jsonl", "j.parquet.gz"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    return tmp_path


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("", FILES),
        ("a.jsonl", ["a.jsonl"]),
        ("deep", ["[e].csv", "d.jsonl.zst", "er/c.parquet"]),
        ("*", ["a.jsonl", "b.CSV.gz"]),
        ("**/*.parquet", ["deep/er/c.parquet"]),
        ("de?p/*.[cj]s*", ["deep/[e].csv", "deep/d.jsonl.zst"]),
    ],
)
def test_a_file_a_folder_or_a_pattern_names_files(news: Path, source: str, names: list[str]) -> None:
    for start in (str(news), f"file://{news}"):
        assert [file.name for file in source_files(f"{start}/{source}")] == sorted(names)


@pytest.mark.parametrize(
    ("source", "message"),
    [("absent", "there is no such file or folder"), ("f.txt", "there are no texts here"), ("*.xml", "are no texts")],
)
def test_a_source_without_texts_is_refused(news: Path, source: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        source_files(f"{news}/{source}")
