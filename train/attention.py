"""How a model attends while it is trained on a CPU."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import nn
from transformers import AttentionInterface, AttentionMaskInterface, PreTrainedModel
from transformers.masking_utils import sdpa_mask

_NAME = "plain"
_BOTH_WAYS = frozenset({"bert", "modernbert", "xlm-roberta"})
"""The kinds of model that `plain_attention` is tested with: subwords read both ways, and each head has its own keys."""


@contextmanager
def quick_attention(model: PreTrainedModel) -> Iterator[None]:
    """Train `model` on a CPU with `plain_attention`, or its own plain one if it is of another kind.

    The backward pass of torch's fused attention takes twice as long there.
    """
    before = model.config._attn_implementation  # noqa: SLF001 - transformers has only a setter
    if not torch.cuda.is_available():
        model.set_attn_implementation(_NAME if model.config.model_type in _BOTH_WAYS else "eager")
    try:
        yield
    finally:
        model.set_attn_implementation(before)


def plain_attention(  # noqa: PLR0913, PLR0917 - the parameters that transformers passes
    module: nn.Module,
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    attention_mask: torch.Tensor | None,
    scaling: float | None = None,
    dropout: float = 0.0,
    **_others: Any,
) -> tuple[torch.Tensor, None]:
    """Return what heads read: shape (rows, subwords, heads, size).

    `query`, `key` and `value` have the shape (rows, heads, subwords, size).

    All is computed in the precision of the queries. The mask of transformers' own plain attention is in float32, and so
    are then, under autocast, scores and weights: as many as a row has pairs of subwords. They take longer than the
    products. `attention_mask` is true where a subword may be read, and can be broadcast to the shape (rows, heads,
    subwords, subwords).
    """
    scaling = query.shape[-1] ** -0.5 if scaling is None else scaling
    scores = torch.matmul(query * scaling, key.transpose(2, 3))
    if attention_mask is not None:
        # Added to the scores: filling them in would take one more pass over their gradient.
        unread = torch.zeros_like(attention_mask, dtype=scores.dtype)
        scores += unread.masked_fill_(~attention_mask, torch.finfo(scores.dtype).min)
    weights = nn.functional.dropout(scores.softmax(-1), dropout, module.training)
    return torch.matmul(weights, value).transpose(1, 2).contiguous(), None


AttentionInterface.register(_NAME, plain_attention)
AttentionMaskInterface.register(_NAME, sdpa_mask)
