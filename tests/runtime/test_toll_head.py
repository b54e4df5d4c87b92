"""The toll head in numpy against torch's."""

import math
from pathlib import Path

import numpy as np
import pytest
import torch

from hasila.errors import CheckpointError
from hasila.model import toll_head
from hasila.model.toll_head import TollHead
from hasila.runtime.toll_head import HEAD_FILE, gelu, read_toll_head
from hasila.tolls.count_features import ALONE_FEATURES
from hasila.tolls.pairs import FEATURES


def test_the_toll_head_in_numpy_gives_what_torch_gives(tmp_path: Path) -> None:
    torch.manual_seed(0)
    head = TollHead(size=24, hidden=16).eval()
    toll_head.write(head, tmp_path)
    drawn = np.random.default_rng(0)
    vectors = drawn.normal(size=(9, 24)).astype(np.float32) * 3
    pairs = drawn.integers(0, 9, size=(40, 2))
    features = np.stack([drawn.integers(0, values, size=40) for values in FEATURES.values()], axis=1)
    alone = np.stack([drawn.integers(0, values, size=9) for values in ALONE_FEATURES.values()], axis=1)
    read = read_toll_head(tmp_path)
    with torch.inference_mode():
        links = head.score_links(*map(torch.from_numpy, (vectors, pairs, features)))
        properties = head.score_properties(*map(torch.from_numpy, (vectors, alone)))
    np.testing.assert_allclose(read.score_links(vectors, pairs, features), links, atol=1e-4)
    np.testing.assert_allclose(read.score_properties(vectors, alone), properties, atol=1e-4)


def test_the_pairs_of_a_long_text_are_scored_as_each_alone(tmp_path: Path) -> None:
    toll_head.write(TollHead(size=24, hidden=16), tmp_path)
    drawn = np.random.default_rng(0)
    vectors = drawn.normal(size=(9, 24)).astype(np.float32)
    pairs = drawn.integers(0, 9, size=(5000, 2))
    features = np.stack([drawn.integers(0, values, size=5000) for values in FEATURES.values()], axis=1)
    read = read_toll_head(tmp_path)
    links = read.score_links(vectors, pairs, features)
    assert len(links) == 5000
    for row in (0, 2047, 2048, 4999):
        alone = read.score_links(vectors, pairs[row : row + 1], features[row : row + 1])
        np.testing.assert_allclose(links[row : row + 1], alone, atol=1e-5)


def test_a_text_without_pairs_has_no_links(tmp_path: Path) -> None:
    toll_head.write(TollHead(size=24, hidden=16), tmp_path)
    none = np.zeros((0, 2), dtype=np.int64)
    links = read_toll_head(tmp_path).score_links(
        np.zeros((1, 24), dtype=np.float32), none, np.zeros((0, len(FEATURES)), dtype=np.int64)
    )
    assert len(links) == 0


def test_gelu_is_within_a_millionth() -> None:
    values = np.linspace(-9, 9, 2001, dtype=np.float32)
    exact = [0.5 * value * (1 + math.erf(value / math.sqrt(2))) for value in values.tolist()]
    np.testing.assert_allclose(gelu(values), exact, atol=2e-6)


@pytest.mark.parametrize("content", [None, b"no weights"])
def test_a_toll_head_that_is_missing_or_damaged_is_told(content: bytes | None, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / HEAD_FILE).write_bytes(content)
    with pytest.raises(CheckpointError, match=rf"{HEAD_FILE}: .*; copy the checkpoint again"):
        read_toll_head(tmp_path)
