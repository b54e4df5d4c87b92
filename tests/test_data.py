"""The corpora of the project."""

import hashlib
import re
from collections import Counter, defaultdict

import pytest
from samples.texts import ARTICLE, ROOT

from hasila.corpus.reading import read, read_splits
from hasila.corpus.stats import by_field, casualty_wordings
from hasila.scoring.markdown import markdown
from hasila.spans import LABELS

COMPOSED = read_splits([ROOT / "data/composed"])
SUMS = [line.split("  ") for line in (ROOT / "data/SHA256SUMS").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize(("digest", "name"), SUMS)
def test_every_file_has_the_checksum_that_the_manifest_says(digest: str, name: str) -> None:
    assert hashlib.sha256((ROOT / "data" / name).read_bytes()).hexdigest() == digest


def test_the_passages_are_the_articles_lines_unchanged() -> None:
    lines = (ROOT / "data/article/article.txt").read_bytes().decode("utf-8").split("\n")
    assert [document.text for document in read(ARTICLE)] == lines


def test_the_datasheets_counts_are_the_corpus() -> None:
    sheet = (ROOT / "data/README.md").read_text(encoding="utf-8")
    for split in ("train", "dev", "test"):
        documents = [document for document in read(ARTICLE) if document.meta["split"] == split]
        labels = Counter(span.label for document in documents for span in document.spans)
        row = [labels[label] for label in ("ACTOR", "LOCATION", "CASUALTY")]
        assert f"| {' | '.join(map(str, [*row, sum(row)]))} |" in sheet
    assert len((ROOT / "data/article/article.txt").read_text(encoding="utf-8").split()) == 655


def test_no_scenario_of_the_composed_passages_is_in_two_splits() -> None:
    splits = defaultdict(set)
    for document in COMPOSED:
        splits[document.meta["scenario"]].add(document.meta["split"])
    assert all(len(found) == 1 for found in splits.values())


def test_the_composed_passages_are_as_many_as_their_datasheet_says() -> None:
    sheet = (ROOT / "data/README.md").read_text(encoding="utf-8")
    for field in ("split", "register", "conflict"):
        assert "\n".join(markdown(by_field(COMPOSED, field, LABELS))) in sheet
    assert "\n".join(markdown(casualty_wordings(COMPOSED))) in sheet


def test_the_passages_annotated_twice_are_test_passages_and_differ_where_the_notes_say() -> None:
    passes = ROOT / "data/composed/passes"
    first, second = (read(passes / f"{name}.jsonl") for name in ("first", "second"))
    settled = {document.id: document for document in COMPOSED}
    assert [d.text for d in first] == [d.text for d in second] == [settled[d.id].text for d in first]
    assert {settled[document.id].meta["split"] for document in first} == {"test"}
    notes = (passes / "settled.md").read_text(encoding="utf-8")
    different = {a.id for a, b in zip(first, second, strict=True) if a.spans != b.spans}
    assert set(re.findall(r"^\| (\S+-\d+) \|", notes, re.MULTILINE)) == different


def test_both_passes_are_of_the_same_passages_and_differ_where_the_notes_say() -> None:
    first, second, settled = (read(path) for path in (*sorted((ROOT / "data/article/passes").glob("*.jsonl")), ARTICLE))
    assert [d.text for d in first] == [d.text for d in second] == [d.text for d in settled]
    different = {a.id for a, b in zip(first, second, strict=True) if a.spans != b.spans}
    notes = (ROOT / "data/article/passes/settled.md").read_text(encoding="utf-8")
    assert different == {"article-04", "article-14", "article-18"}
    assert all(f"| {identity} |" in notes for identity in different)
