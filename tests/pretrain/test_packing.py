"""Text as numbers, in sequences of one length."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples.texts import article_rows
from transformers import AutoTokenizer, PreTrainedTokenizerBase

from hasila.arabic.words import split
from train.pretrain import packing
from train.pretrain.packing import Packer, Stream, read_stream, write_stream
from train.pretrain.vocabulary import pieces_of

LINES = [" ".join(word.folded for word in split(str(row["text"]))) for row in article_rows()]
FRAME = (100, 101)


@pytest.fixture(scope="module")
def tokenizer(tiny_encoder: Path) -> PreTrainedTokenizerBase:
    """Return the tiny encoder's tokenizer."""
    made: PreTrainedTokenizerBase = AutoTokenizer.from_pretrained(tiny_encoder)
    return made


def test_a_stream_holds_each_document_in_pieces_with_a_mark_at_its_end(
    tokenizer: PreTrainedTokenizerBase, tmp_path: Path
) -> None:
    write_stream(LINES, tokenizer, tmp_path)
    stream = read_stream(tmp_path)
    for number, line in enumerate(LINES):
        part = slice(stream.documents[number], stream.documents[number + 1])
        cut = pieces_of(line.split(), tokenizer)
        assert stream.ids[part].tolist() == [*(piece for ids in cut for piece in ids), tokenizer.sep_token_id]
        assert np.flatnonzero(stream.begins[part]).tolist() == np.cumsum([0, *map(len, cut)]).tolist()
    assert len(stream.documents) == len(LINES) + 1


def test_a_stream_is_the_same_in_whatever_parts_its_lines_are_cut(
    tokenizer: PreTrainedTokenizerBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_stream(LINES, tokenizer, tmp_path / "one")
    monkeypatch.setattr(packing, "_TOGETHER", 4)
    write_stream(LINES, tokenizer, tmp_path / "many")
    for name in ("ids.raw", "begins.raw", "documents.npy"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "many" / name).read_bytes()


def stream_of(lengths: list[int]) -> Stream:
    """Return documents of `lengths` pieces, all pieces different."""
    total = sum(lengths)
    return Stream(
        np.arange(total, dtype=np.uint16), np.ones(total, dtype=np.bool_), np.cumsum([0, *lengths]).astype(np.int64)
    )


@given(st.lists(st.integers(1, 30), min_size=1, max_size=12), st.integers(3, 20), st.integers(0, 5))
def test_no_piece_is_lost_and_none_invented(lengths: list[int], length: int, seed: int) -> None:
    stream = stream_of(lengths)
    packer = Packer(stream, length, seed, FRAME)
    batch = packer.batch(0, packer.per_pass)
    assert batch.ids.shape == batch.begins.shape == (packer.per_pass, length)
    assert set(batch.ids[:, 0]) == {FRAME[0]}
    assert set(batch.ids[:, -1]) == {FRAME[1]}
    seen = Counter(batch.ids[:, 1:-1].ravel().tolist())
    assert set(seen) == set(stream.ids.tolist())
    # What the last sequence is filled up with comes by twice.
    filling = packer.per_pass * (length - 2) - len(stream.ids)
    assert sum(seen.values()) == len(stream.ids) + filling
    assert filling < length - 2


def test_pieces_of_a_document_stay_in_their_order() -> None:
    packer = Packer(stream_of([40, 50]), 12, 0, FRAME)
    for row in packer.batch(0, packer.per_pass).ids[:, 1:-1]:
        steps = np.diff(row)
        assert (steps != 1).sum() <= 1  # a document's end, or the pass's


def test_each_pass_has_an_order_of_its_own_and_the_same_one_each_time() -> None:
    stream = stream_of([7] * 30)
    packer = Packer(stream, 9, 3, FRAME)
    first, second = (packer.batch(turn * packer.per_pass, packer.per_pass) for turn in (0, 1))
    assert not np.array_equal(first.ids, second.ids)
    again = Packer(stream, 9, 3, FRAME)
    assert np.array_equal(again.batch(packer.per_pass, packer.per_pass).ids, second.ids)
    assert np.array_equal(packer.batch(0, packer.per_pass).ids, first.ids)
    assert not np.array_equal(Packer(stream, 9, 4, FRAME).batch(0, packer.per_pass).ids, first.ids)


@given(st.integers(0, 40), st.integers(1, 9))
def test_a_batch_is_its_sequences_wherever_it_begins(first: int, size: int) -> None:
    packer = Packer(stream_of([7, 20, 4]), 8, 0, FRAME)
    whole = packer.batch(first, size).ids
    assert np.array_equal(whole, np.concatenate([packer.batch(first + row, 1).ids for row in range(size)]))
