"""The corpora of the project."""

import hashlib
import json
import re
from collections import Counter, defaultdict
from itertools import pairwise
from typing import Any

import pytest
from samples.texts import ARTICLE, ROOT

from hasila.corpus.reading import read, read_splits
from hasila.corpus.stats import by_field, casualty_wordings, toll_contents
from hasila.corpus.toll_check import READ_OTHERWISE, toll_doubts
from hasila.scoring.markdown import markdown
from hasila.spans import LABELS
from hasila.tolls.estimates import Estimate
from hasila.tolls.incidents import incidents

COMPOSED = read_splits([ROOT / "data/composed"])
HARD = read_splits([ROOT / "data/hard"])
SUMS = [line.split("  ") for line in (ROOT / "data/SHA256SUMS").read_text(encoding="utf-8").splitlines()]
REAL = sorted((ROOT / "data/real").glob("*.jsonl"))
WHOLE = sorted((ROOT / "data/real-whole").glob("*.jsonl"))
REAL_ROWS = [json.loads(line) for path in REAL for line in path.read_text(encoding="utf-8").splitlines()]
WHOLE_ROWS = [json.loads(line) for path in WHOLE for line in path.read_text(encoding="utf-8").splitlines()]
FIELDS = ["id", "source", "sha256", "start", "end", "split", "register", "conflict", "outlet", "date", "spans", "tolls"]
POINTERS = {"party": "ACTOR", "by": "ACTOR", "accused": "ACTOR", "source": "ACTOR", "place": "LOCATION"}
BY_DOCUMENT = {
    "Naya (Iraqi Telegram channel, @naya_foriraq)",
    "BBC Arabic (podcast notes)",
    "X account (name not given here)",
}


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
    for table in (casualty_wordings(COMPOSED), toll_contents(COMPOSED)):
        assert "\n".join(markdown(table)) in sheet


def test_the_composed_passages_have_tolls_and_a_date_or_neither_as_their_datasheet_says() -> None:
    assert all(bool(document.tolls) == ("date" in document.meta) for document in COMPOSED)
    splits = Counter(document.meta["split"] for document in COMPOSED if document.tolls)
    unread = sum(document.tolls is None for document in COMPOSED)
    assert (splits, unread) == ({"train": 1179, "dev": 77, "test": 97}, 0)


def test_what_a_program_can_see_of_the_composed_tolls_is_in_order() -> None:
    doubts = [doubt for document in COMPOSED for doubt in toll_doubts(document)]
    assert [doubt.message for doubt in doubts if doubt.kind not in READ_OTHERWISE] == []


def test_the_hard_passages_are_as_many_as_their_datasheet_says() -> None:
    sheet = (ROOT / "data/hard/README.md").read_text(encoding="utf-8")
    assert f"{len(HARD)} invented passages" in sheet
    for field in ("split", "register", "conflict"):
        assert "\n".join(markdown(by_field(HARD, field, LABELS))) in sheet
    for table in (casualty_wordings(HARD), toll_contents(HARD)):
        assert "\n".join(markdown(table)) in sheet


def test_what_a_program_can_see_of_the_hard_tolls_is_in_order() -> None:
    doubts = [doubt for document in HARD for doubt in toll_doubts(document)]
    assert [doubt.message for doubt in doubts if doubt.kind not in READ_OTHERWISE] == []


def test_the_articles_nine_and_four_are_rivals_and_never_thirteen() -> None:
    rows = incidents(read(ROOT / "data/article-whole/article.jsonl"))
    [(killed, nations)] = [(row.killed, row.killed_nations) for row in rows if row.killed_nations]
    assert nations == (("RU", Estimate(4, 4, 9)),)
    assert killed == Estimate(78, 78, 78), "35, and 43 of the attackers"


def test_the_passages_annotated_twice_are_test_passages_and_differ_where_the_notes_say() -> None:
    passes = ROOT / "data/composed/passes"
    first, second = (read(passes / f"{name}.jsonl") for name in ("first", "second"))
    settled = {document.id: document for document in COMPOSED}
    assert [d.text for d in first] == [d.text for d in second] == [settled[d.id].text for d in first]
    assert {settled[document.id].meta["split"] for document in first} == {"test"}
    notes = (passes / "settled.md").read_text(encoding="utf-8")
    different = {a.id for a, b in zip(first, second, strict=True) if a.spans != b.spans}
    assert set(re.findall(r"^\| (\S+-\d+) \|", notes, re.MULTILINE)) == different


def test_tolls_that_were_read_twice_are_settled_as_the_corpus_has_them() -> None:
    passes = ROOT / "data/composed/passes"
    first, second = (read(passes / f"tolls_{name}.jsonl") for name in ("first", "second"))
    settled = {document.id: document for document in COMPOSED}
    assert [d.spans for d in first] == [d.spans for d in second] == [settled[d.id].spans for d in first]
    notes = (passes / "tolls_settled.md").read_text(encoding="utf-8")
    named = set(re.findall(r"^\| (\S+-\d+) \|", notes, re.MULTILINE))
    assert named == {a.id for a, b in zip(first, second, strict=True) if a.tolls != b.tolls}
    changed = {document.id for document in first if document.tolls != settled[document.id].tolls}
    assert changed <= named
    assert len(changed) == 33


def test_both_passes_are_of_the_same_passages_and_differ_where_the_notes_say() -> None:
    first, second, settled = (read(path) for path in (*sorted((ROOT / "data/article/passes").glob("*.jsonl")), ARTICLE))
    assert [d.text for d in first] == [d.text for d in second] == [d.text for d in settled]
    different = {a.id for a, b in zip(first, second, strict=True) if a.spans != b.spans}
    notes = (ROOT / "data/article/passes/settled.md").read_text(encoding="utf-8")
    assert different == {"article-04", "article-14", "article-18"}
    assert all(f"| {identity} |" in notes for identity in different)


def test_real_passages_hold_no_words_and_are_told_by_their_split() -> None:
    assert [path.stem for path in REAL] == ["dev", "shared", "test", "train-1", "train-2"]
    assert [path.stem for path in WHOLE] == ["dev", "shared", "test-since-2019", "test", "train"]
    assert all(list(row) == FIELDS for row in (*REAL_ROWS, *WHOLE_ROWS))
    for path in (*REAL, *WHOLE):
        split, _, _ = path.stem.partition("-")
        assert {json.loads(line)["split"] for line in path.read_text(encoding="utf-8").splitlines()} == {split}


def test_no_outlet_of_the_real_passages_is_in_train_and_in_test() -> None:
    splits = defaultdict(set)
    for row in (*REAL_ROWS, *WHOLE_ROWS):
        splits[row["outlet"] or row["source"]].add(row["split"])
    both = {outlet for outlet, found in splits.items() if len(found - {"shared"}) > 1}
    assert both <= BY_DOCUMENT


def test_no_source_text_of_the_real_passages_is_in_two_splits() -> None:
    splits = defaultdict(set)
    for row in (*REAL_ROWS, *WHOLE_ROWS):
        splits[row["sha256"]].add(row["split"])
    assert all(len(found) == 1 for found in splits.values())


def test_the_spans_and_tolls_of_a_real_passage_fit_each_other() -> None:
    for row in (*REAL_ROWS, *WHOLE_ROWS):
        spans, tolls = row["spans"], row["tolls"]
        assert all(0 <= span["start"] < span["end"] <= row["end"] - row["start"] for span in spans), row["id"]
        assert all(left["end"] <= right["start"] for left, right in pairwise(spans)), row["id"]
        counted = {index for index, span in enumerate(spans) if span["label"] == "CASUALTY"}
        assert {toll["span"] for toll in tolls} == counted, row["id"]
        assert all(toll["high"] is None or toll["low"] <= toll["high"] for toll in tolls), row["id"]
        pointed = [
            (spans[index]["label"], label)
            for toll in tolls
            for field, label in POINTERS.items()
            for index in toll[field]
        ]
        assert all(found == label for found, label in pointed), row["id"]
        related = [toll[field] for toll in tolls for field in ("part_of", "same_as", "revises")]
        assert all(index is None or 0 <= index < len(tolls) for index in related), row["id"]


@pytest.mark.parametrize(
    ("folder", "rows", "what"), [("real", REAL_ROWS, "passages"), ("real-whole", WHOLE_ROWS, "articles")]
)
def test_the_real_texts_are_as_many_as_their_datasheet_says(folder: str, rows: list[dict[str, Any]], what: str) -> None:
    sheet = (ROOT / "data" / folder / "README.md").read_text(encoding="utf-8")
    assert f"{len(rows):,} {what}" in sheet
    splits = Counter(row["split"] for row in rows)
    assert all(f"| {split} | {count:,} |" in sheet for split, count in splits.items())


def test_every_file_of_the_data_is_small_enough_for_git() -> None:
    assert max(path.stat().st_size for path in (ROOT / "data").rglob("*")) < 5_000_000
