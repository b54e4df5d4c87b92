"""From a torch model to a network that OpenVINO reads, in float32 or with integers of 8 bits."""

import logging
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from torch import nn
from transformers import PreTrainedModel

from hasila.model.encoders import Tagger
from hasila.runtime.batches import padded
from hasila.runtime.openvino_runtime import engine

Network = Any
"""An openvino.Model from ids and mask, shape (rows, subwords), to logits and, for a toll head, the last states."""
_EXAMPLE = 16
"""The length of the rows that are traced; the network reads rows of any number and length."""


class _Reading(nn.Module):
    """What the fast form computes."""

    def __init__(self, model: PreTrainedModel, *, states: bool) -> None:
        super().__init__()
        self.model = model
        self.states = states

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor | tuple[torch.Tensor, torch.Tensor]:
        output = self.model(input_ids=ids, attention_mask=mask, output_hidden_states=self.states)
        return (output.logits, output.hidden_states[-1]) if self.states else output.logits


def converted(tagger: Tagger) -> Network:
    """Return the network of `tagger`, in float32. Raises MissingExtraError without OpenVINO."""
    openvino = engine()
    ids = torch.full((2, _EXAMPLE), int(tagger.model.config.pad_token_id or 0) + 1)
    mask = torch.ones_like(ids)
    mask[1, _EXAMPLE // 2 :] = 0  # a mask of ones alone would be traced as none
    reading = _Reading(tagger.model, states=tagger.toll_head is not None)
    with _no_empty_attention(tagger.model), warnings.catch_warnings(), torch.inference_mode():
        warnings.simplefilter("ignore")  # torch's tracing warns of each branch that it takes for good
        return openvino.convert_model(reading, example_input=(ids, mask))


@contextmanager
def _no_empty_attention(model: PreTrainedModel) -> Iterator[None]:
    """Let a pad that no subword is near (layers with a sliding window) attend to all evenly, as plain attention does.

    torch's fused attention gives it zeros; OpenVINO would compute no number, which spreads to the subwords.
    """
    before = model.config._attn_implementation  # noqa: SLF001 - transformers has only a setter
    if "sliding_attention" in (getattr(model.config, "layer_types", None) or ()):
        model.set_attn_implementation("eager")
    try:
        yield
    finally:
        model.set_attn_implementation(before)


def quantised(network: Network, rows: Sequence[Sequence[int]]) -> Network:
    """Return the network with weights and activations in 8 bits; `rows` show how large activations are.

    Attention, sums and normalisation stay in floating point. NNCF, an extra, has to be installed.
    """
    engine()
    import nncf  # noqa: PLC0415 - an extra

    nncf.set_log_level(logging.ERROR)
    calibration = nncf.Dataset(rows, lambda row: [*padded([row], 0, len(row))])
    return nncf.quantize(network, calibration, model_type=nncf.ModelType.TRANSFORMER, subset_size=len(rows))


def save_network(network: Network, path: Path, *, half: bool) -> None:
    """Write the network to `path` and its weights beside it; `half` writes floating point in 16 bits."""
    engine().save_model(network, path, compress_to_fp16=half)
