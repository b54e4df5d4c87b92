"""What a student learns from a teacher in addition to the text: hidden states and attention relations.

Relations are those of MiniLMv2 (Wang et al. 2021, arXiv 2012.15828): of the queries, keys and values of a layer,
softmax(X X' / sqrt(width)) for each relation head, compared by Kullback-Leibler divergence. They describe how words
relate to each other, independently of either model's width.
"""

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import nn
from torch.nn import functional
from transformers import BertModel

from train.pretrain.transplant import spaced_layers

Hook = Callable[[nn.Module, object, Any], None]
_PROJECTIONS = ("query", "key", "value")


@dataclass(frozen=True, slots=True)
class Inside:
    """The activations of an encoder in its last forward pass."""

    hidden: dict[int, torch.Tensor] = field(default_factory=dict)
    """The output of each layer by its number: shape (sequences, length, width), or (words, width) for words."""
    projections: dict[str, torch.Tensor] = field(default_factory=dict)
    """Queries, keys and values of the last layer, of the same shape."""


@contextmanager
def seen_inside(encoder: BertModel) -> Iterator[Inside]:
    """Record the activations of `encoder` in each forward pass."""
    inside = Inside()

    def note_hidden(number: int) -> Hook:
        def hook(_module: nn.Module, _inputs: object, output: torch.Tensor | tuple[torch.Tensor, ...]) -> None:
            inside.hidden[number] = output[0] if isinstance(output, tuple) else output

        return hook

    def note_projection(name: str) -> Hook:
        def hook(_module: nn.Module, _inputs: object, output: torch.Tensor) -> None:
            inside.projections[name] = output

        return hook

    attention = encoder.get_submodule(f"encoder.layer.{len(encoder.encoder.layer) - 1}.attention.self")
    hooks = [
        *(layer.register_forward_hook(note_hidden(index)) for index, layer in enumerate(encoder.encoder.layer)),
        *(getattr(attention, name).register_forward_hook(note_projection(name)) for name in _PROJECTIONS),
    ]
    try:
        yield inside
    finally:
        for hook in hooks:
            hook.remove()


def hidden_distance(student: Inside, teacher: Inside) -> torch.Tensor:
    """Return the distance of the student's hidden states from those of the teacher's layers, evenly spaced.

    It is the mean over layers of the squared distance, relative to the mean square of the teacher's states. Both models
    have the same width.
    """
    indices = spaced_layers(len(teacher.hidden), len(student.hidden))
    parts = [relative_distance(student.hidden[ours], teacher.hidden[theirs]) for ours, theirs in enumerate(indices)]
    return torch.stack(parts).mean()


def relative_distance(ours: torch.Tensor, theirs: torch.Tensor) -> torch.Tensor:
    """Return the mean squared distance of two tensors of one shape, relative to the mean square of `theirs`."""
    theirs = theirs.float()
    return functional.mse_loss(ours.float(), theirs) / theirs.square().mean()


def relation_distance(student: Inside, teacher: Inside, heads: int) -> torch.Tensor:
    """Return the divergence of the student's relations from the teacher's: the mean over kinds, heads and subwords."""
    parts = [
        functional.kl_div(
            relations(student.projections[name], heads),
            relations(teacher.projections[name], heads),
            reduction="none",
            log_target=True,
        )
        .sum(dim=-1)
        .mean()
        for name in _PROJECTIONS
    ]
    return torch.stack(parts).mean()


def relations(projection: torch.Tensor, heads: int) -> torch.Tensor:
    """Return the log-probabilities of relations between subwords: shape (sequences, heads, length, length)."""
    sequences, length, width = projection.shape
    split = projection.float().view(sequences, length, heads, width // heads).transpose(1, 2)
    return functional.log_softmax(split @ split.transpose(2, 3) / math.sqrt(width // heads), dim=-1)
