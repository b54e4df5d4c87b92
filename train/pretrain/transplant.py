"""New subwords for an old encoder: each begins as the mean of the subwords that the old tokenizer cuts it into.

A subword that is also in the old vocabulary is copied (cf. Minixhofer et al. 2022, who weight by similarity instead).
"""

import re
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import torch
from transformers import BertConfig, BertForMaskedLM

from hasila.errors import ConfigError
from hasila.model import int8
from hasila.model.encoders import new_tagger, shipped_folder
from train.pretrain.vocabulary import INSIDE, SPECIAL

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase

_LAYER = re.compile(r"encoder\.layer\.(\d+)\.")
_MEASURES = (
    "hidden_size",
    "num_attention_heads",
    "intermediate_size",
    "hidden_act",
    "hidden_dropout_prob",
    "attention_probs_dropout_prob",
    "max_position_embeddings",
    "type_vocab_size",
    "initializer_range",
    "layer_norm_eps",
)


def check_start(encoder: str, layers: int | None) -> None:
    """Check, before hours are spent, that the encoder named `encoder` can give `layers` layers.

    Raises EncoderError if it is unavailable, and ConfigError if it is not a BERT or has too few layers.
    """
    config = new_tagger(encoder, None, ("ACTOR",)).model.config
    if config.model_type != "bert":
        raise ConfigError(f"start.encoder: {encoder} is a {config.model_type}, but must be of the BERT family")
    spaced_layers(int(config.num_hidden_layers), layers)


def start_tokenizer(encoder: str) -> "PreTrainedTokenizerBase":
    """Return the tokenizer of the encoder named `encoder`. Raises ConfigError if it has no mask token."""
    tokenizer = new_tagger(encoder, None, ("ACTOR",)).tokenizer
    if tokenizer.mask_token_id is None:
        raise ConfigError(f"vocabulary.pieces is null, but the tokenizer of {encoder} has no mask token; set it")
    return tokenizer


def kept_model(encoder: str, layers: int | None) -> BertForMaskedLM:
    """Return the encoder named `encoder`, with its own subwords and its own head for predicting them.

    It keeps `layers` of its layers, evenly spaced.
    """
    model = _with_head(encoder)
    there = int(model.config.num_hidden_layers)
    kept = spaced_layers(there, layers)
    made = BertForMaskedLM(BertConfig.from_dict({**model.config.to_dict(), "num_hidden_layers": len(kept)}))
    made.load_state_dict(_with_layers(model.state_dict(), kept))
    made.tie_weights()
    return made


def _with_head(encoder: str) -> BertForMaskedLM:
    folder = shipped_folder(encoder)
    if folder is None:
        return BertForMaskedLM.from_pretrained(encoder, trust_remote_code=False, weights_only=True, dtype=torch.float32)
    source = int8.read(folder)
    model = BertForMaskedLM(source.config)
    model.load_state_dict(source.weights, strict=False)  # tied weights have only one name there
    model.tie_weights()
    return model


def start_model(encoder: str, layers: int | None, tokenizer: "PreTrainedTokenizerBase", seed: int) -> BertForMaskedLM:
    """Return the encoder named `encoder` with the subwords of `tokenizer`, under a new head for predicting them.

    It keeps `layers` of its layers, evenly spaced.
    """
    old = new_tagger(encoder, None, ("ACTOR",))
    config = old.model.config
    kept = spaced_layers(int(config.num_hidden_layers), layers)
    torch.manual_seed(seed)  # the head's first weights
    model = BertForMaskedLM(
        BertConfig(
            **{name: getattr(config, name) for name in _MEASURES},
            num_hidden_layers=len(kept),
            vocab_size=len(tokenizer),
            bos_token_id=tokenizer.bos_token_id,
            pad_token_id=tokenizer.pad_token_id,
            eos_token_id=tokenizer.eos_token_id,
        )
    )
    weights = _with_layers(old.model.base_model.state_dict(), kept)
    words = "embeddings.word_embeddings.weight"
    weights[words] = transplanted(weights[words], old.tokenizer, tokenizer)
    model.bert.load_state_dict({name: weights[name] for name in model.bert.state_dict()})
    # The head's hidden layer begins as the identity, which is closer to embeddings than random weights are.
    with torch.no_grad():
        model.cls.predictions.transform.dense.weight.copy_(torch.eye(int(config.hidden_size)))
    model.tie_weights()
    return model


def begin_with_frequencies(model: BertForMaskedLM, counts: npt.NDArray[np.int64]) -> None:
    """Initialise the head's bias to the frequency of each subword in the text (`counts`).

    Otherwise training would spend its first hundreds of steps on learning just this.
    """
    smoothed = counts + 1.0
    with torch.no_grad():
        model.cls.predictions.bias.copy_(torch.from_numpy(np.log(smoothed / smoothed.sum())))


def spaced_layers(there: int, wanted: int | None) -> list[int]:
    """Return the indices of `wanted` layers out of those `there`, evenly spaced from the first to the last."""
    if wanted is None or wanted == there:
        return list(range(there))
    if wanted > there:
        raise ConfigError(f"start.layers is {wanted}, but start.encoder has {there} layers")
    return np.linspace(0, there - 1, wanted).round().astype(int).tolist() if wanted > 1 else [0]


def _with_layers(weights: dict[str, torch.Tensor], kept: list[int]) -> dict[str, torch.Tensor]:
    """Return `weights` with only the `kept` layers, renumbered."""
    new = {old: index for index, old in enumerate(kept)}
    found: dict[str, torch.Tensor] = {}
    for name, weight in weights.items():
        match = _LAYER.search(name)
        if match is None:
            found[name] = weight
        elif (old := int(match[1])) in new:
            found[f"{name[: match.start(1)]}{new[old]}{name[match.end(1) :]}"] = weight
    return found


def transplanted(
    embeddings: torch.Tensor, old: "PreTrainedTokenizerBase", new: "PreTrainedTokenizerBase"
) -> torch.Tensor:
    """Return embeddings of the subwords of `new`, from `embeddings` of those of `old`: shape (subwords, width)."""
    made = embeddings.mean(dim=0).repeat(len(new), 1)
    known = old.get_vocab()
    for piece, index in new.get_vocab().items():
        if piece in SPECIAL:
            ids = [known[piece]] if piece in known else []
        else:
            # A subword that begins a word gets a space before it, for old tokenizers that mark it.
            text = piece.removeprefix(INSIDE) if piece.startswith(INSIDE) else f" {piece}"
            ids = [one for one in old(text, add_special_tokens=False)["input_ids"] if one != old.unk_token_id]
        if ids:
            made[index] = embeddings[ids].mean(dim=0)
    return made
