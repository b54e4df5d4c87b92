"""The toll head: from the encoder's vectors of spans to what tolls say (hasila.tolls.fields), and its file."""

from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import nn

from hasila.errors import CheckpointError
from hasila.runtime.toll_head import HEAD_FILE
from hasila.tolls.count_features import ALONE_FEATURES
from hasila.tolls.fields import LINKS, PROPERTIES
from hasila.tolls.pairs import FEATURES

_SPREAD = 0.1
"""The standard deviation of what is known of a pair before training; torch's 1 would drown the vectors."""


def span_vectors(states: torch.Tensor, spans: torch.Tensor) -> torch.Tensor:
    """Return the mean of each span's subwords: shape (spans, size), from the states of rows (rows, subwords, size).

    `spans` are (row, first subword, end), shape (spans, 3).
    """
    row, start, end = spans.unbind(1)
    before = nn.functional.pad(states.float().cumsum(1), (0, 0, 1, 0))
    return (before[row, end] - before[row, start]) / (end - start)[:, None]


class TollHead(nn.Module):
    """Scores pairs of spans, and casualty spans by themselves, from vectors of `size` values.

    A pair is scored by both vectors, by their product after a projection, and by what is known of the pair; a casualty
    span by its vector and what is known of its count; each through one hidden layer of `hidden` values.
    """

    def __init__(self, size: int, hidden: int = 256, dropout: float = 0.1) -> None:
        super().__init__()
        self.head = nn.Linear(size, hidden)
        self.other = nn.Linear(size, hidden)
        self.both = nn.Linear(hidden, hidden, bias=False)
        self.left, self.right = nn.Linear(size, hidden), nn.Linear(size, hidden)
        self.known = nn.ModuleList(nn.Embedding(values, hidden) for values in FEATURES.values())
        self.alone = nn.Linear(size, hidden)
        self.known_alone = nn.ModuleList(nn.Embedding(values, hidden) for values in ALONE_FEATURES.values())
        self.dropout = nn.Dropout(dropout)
        self.links = nn.Linear(hidden, len(LINKS))
        self.properties = nn.Linear(hidden, len(PROPERTIES))
        for weight in (*self.known.parameters(), *self.known_alone.parameters()):
            nn.init.normal_(weight, std=_SPREAD)

    def score_links(self, vectors: torch.Tensor, pairs: torch.Tensor, features: torch.Tensor) -> torch.Tensor:
        """Return logits, shape (pairs, links), from vectors (spans, size), pairs (pairs, 2) and their features."""
        # Not by vectors[...]: its gradient adds up on several threads in an order that differs from run to run.
        first, second = (vectors.index_select(0, pairs[:, column]) for column in (0, 1))
        product = self.left(first) * self.right(second)
        hidden: torch.Tensor = self.head(first) + self.other(second) + self.both(product) + _known(self.known, features)
        scores: torch.Tensor = self.links(self.dropout(nn.functional.gelu(hidden)))
        return scores

    def score_properties(self, vectors: torch.Tensor, features: torch.Tensor) -> torch.Tensor:
        """Return logits, shape (spans, properties), from the vectors of casualty spans and their features alone."""
        hidden = self.alone(vectors) + _known(self.known_alone, features)
        scores: torch.Tensor = self.properties(self.dropout(nn.functional.gelu(hidden)))
        return scores


def _known(embeddings: nn.ModuleList, features: torch.Tensor) -> torch.Tensor:
    """Return the sum of what the values of some features mean, an embedding for each column of them."""
    known = [embedding(features[:, column]) for column, embedding in enumerate(embeddings)]
    return torch.stack(known).sum(0)


def write(head: TollHead, folder: Path) -> None:
    """Write the weights of a head into the existing `folder`."""
    # Not by save_file, which writes a file that its owner alone can read.
    weights = {name: weight.detach().cpu().contiguous() for name, weight in head.state_dict().items()}
    (folder / HEAD_FILE).write_bytes(save(weights))


def read(folder: Path) -> TollHead:
    """Return the head in `folder`, ready on the CPU. Raises CheckpointError if it is missing or damaged."""
    try:
        return with_weights(load((folder / HEAD_FILE).read_bytes()))
    except (OSError, SafetensorError, ValueError) as error:
        raise CheckpointError(f"{folder / HEAD_FILE}: {error}; copy the checkpoint again, or retrain it") from None


def with_weights(weights: Mapping[str, torch.Tensor]) -> TollHead:
    """Return a head with these weights. Raises ValueError if they are not those of a head."""
    shape = weights["head.weight"].shape if "head.weight" in weights else ()
    if len(shape) != 2:  # noqa: PLR2004 - a matrix
        raise ValueError("there are no weights of a toll head")
    head = TollHead(size=shape[1], hidden=shape[0])
    try:
        head.load_state_dict(dict(weights))
    except RuntimeError as error:
        raise ValueError(f"the weights are not those of a toll head: {str(error).splitlines()[-1].strip()}") from None
    head.train(mode=False)
    return head
