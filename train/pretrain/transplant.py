"""New pieces for an old encoder: each begins as the mean of what the old tokenizer cuts it into.

A piece that the old vocabulary has as well is copied (cf. Minixhofer et al. 2022, who weight by similarity instead).
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
    """Look at the encoder named `encoder` before hours are spent, of whose layers `layers` are wanted.

    Raises EncoderError where it is not to be had, ConfigError where it is no BERT or has too few layers.
    """
    config = new_tagger(encoder, None, ("ACTOR",)).model.config
    if config.model_type != "bert":
        raise ConfigError(f"start.encoder: {encoder} is a {config.model_type}; an encoder of the BERT family is wanted")
    spaced_layers(int(config.num_hidden_layers), layers)


def start_tokenizer(encoder: str) -> "PreTrainedTokenizerBase":
    """Return the tokenizer of the encoder named `encoder`. Raises ConfigError where it has no piece that masks."""
    tokenizer = new_tagger(encoder, None, ("ACTOR",)).tokenizer
    if tokenizer.mask_token_id is None:
        raise ConfigError(
            f"vocabulary.pieces is null, but the tokenizer of {encoder} has no piece to mask with; give it"
        )
    return tokenizer


def kept_model(encoder: str, layers: int | None) -> BertForMaskedLM:
    """Return the encoder named `encoder`, with its own pieces and its head that guesses them.

    Of its layers `layers`, evenly spaced, are kept.
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
    model.load_state_dict(source.weights, strict=False)  # what is tied has one name there
    model.tie_weights()
    return model


def start_model(encoder: str, layers: int | None, tokenizer: "PreTrainedTokenizerBase", seed: int) -> BertForMaskedLM:
    """Return the encoder named `encoder` with the pieces of `tokenizer`, under a new head that guesses pieces.

    Of its layers `layers`, evenly spaced, are kept.
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
    # The head's hidden layer begins with what it is given, which is nearer to embeddings than chance is.
    with torch.no_grad():
        model.cls.predictions.transform.dense.weight.copy_(torch.eye(int(config.hidden_size)))
    model.tie_weights()
    return model


def begin_with_frequencies(model: BertForMaskedLM, counts: npt.NDArray[np.int64]) -> None:
    """Let the head's first guess be how often each piece stands in the text (`counts`), whatever is read.

    Training would spend its first hundreds of steps on learning just this.
    """
    smoothed = counts + 1.0
    with torch.no_grad():
        model.cls.predictions.bias.copy_(torch.from_numpy(np.log(smoothed / smoothed.sum())))


def spaced_layers(there: int, wanted: int | None) -> list[int]:
    """Return which of the layers that are `there` to keep: `wanted`, from the first to the last, evenly spaced."""
    if wanted is None or wanted == there:
        return list(range(there))
    if wanted > there:
        raise ConfigError(f"start.layers is {wanted}, but start.encoder has {there} layers")
    return np.linspace(0, there - 1, wanted).round().astype(int).tolist() if wanted > 1 else [0]


def _with_layers(weights: dict[str, torch.Tensor], kept: list[int]) -> dict[str, torch.Tensor]:
    """Return `weights` with the `kept` layers alone, counted anew."""
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
    """Return embeddings of the pieces of `new`, from `embeddings` of those of `old`: shape (pieces, width)."""
    made = embeddings.mean(dim=0).repeat(len(new), 1)
    known = old.get_vocab()
    for piece, index in new.get_vocab().items():
        if piece in SPECIAL:
            ids = [known[piece]] if piece in known else []
        else:
            # An old tokenizer that marks the space before a word is given one there.
            text = piece.removeprefix(INSIDE) if piece.startswith(INSIDE) else f" {piece}"
            ids = [one for one in old(text, add_special_tokens=False)["input_ids"] if one != old.unk_token_id]
        if ids:
            made[index] = embeddings[ids].mean(dim=0)
    return made
