"""Opening models from elsewhere without running their code, and refusing those that cannot be used.

If a model's config.json or tokenizer_config.json names Python code in its folder (`auto_map`), transformers asks on
standard input whether to run it. Both files are therefore read as data first; nothing is asked, and no code is run.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from transformers import (
    CONFIG_MAPPING,
    AutoConfig,
    AutoModelForTokenClassification,
    AutoTokenizer,
    PreTrainedConfig,
    PreTrainedModel,
    PreTrainedTokenizerBase,
    __version__,
)
from transformers.models.auto.tokenization_auto import get_tokenizer_config, tokenizer_class_from_name

_IMPLEMENTATIONS = ("attn_implementation", "_attn_implementation", "experts_implementation", "_experts_implementation")
"""Settings that can name code on a hub."""
_BUILT_IN = (None, "eager", "sdpa")
"""The values of these settings that mean torch's own code."""


def _none(_config: PreTrainedConfig) -> Mapping[str, Any]:
    """Change nothing of a config."""
    return {}


class ModelRefusedError(Exception):
    """A model is not opened. The message says why and what to do; the caller adds which model."""


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """A token classifier as read from its files."""

    config: PreTrainedConfig
    """The config as stored, regardless of the settings that it was opened with."""
    tokenizer: PreTrainedTokenizerBase
    model: PreTrainedModel
    lacking: Sequence[str]
    """The weights that are missing from its files or have another shape there; they are drawn at random."""
    left_over: Sequence[str]
    """The weights in its files that the model has no place for; they are not used."""


def open_classifier(
    name: str,
    revision: str | None = None,
    *,
    local: bool,
    changes: Callable[[PreTrainedConfig], Mapping[str, Any]] = _none,
) -> Opened:
    """Return the token classifier `name`, a folder or a hub id, on the CPU as float32, with `changes` of its config.

    With `local`, no hub is asked. Raises ModelRefusedError if the model brings code of its own, its parts do not fit
    each other, or weights are not finite; other errors are those of transformers.
    """
    refuse_code(name, revision, local=local)
    where: dict[str, Any] = {"revision": revision, "local_files_only": local, "trust_remote_code": False}
    config = AutoConfig.from_pretrained(name, **where)
    tokenizer = _framing(AutoTokenizer.from_pretrained(name, **where))
    model, report = AutoModelForTokenClassification.from_pretrained(
        name, **where, weights_only=True, dtype=torch.float32, output_loading_info=True, **changes(config)
    )
    _refuse_misfit(tokenizer, model)
    lacking = sorted([*report["missing_keys"], *(str(key) for key in report["mismatched_keys"])])
    return Opened(config, tokenizer, model, lacking, sorted(report["unexpected_keys"]))


def _framing(tokenizer: PreTrainedTokenizerBase) -> PreTrainedTokenizerBase:
    """Return `tokenizer` as one that frames windows and pads them at their end.

    Gemma's, which mmBERT has, knows what begins and ends a text, by other names, and pads at the beginning.
    """
    if tokenizer.cls_token_id is None:
        tokenizer.cls_token = tokenizer.bos_token
    if tokenizer.sep_token_id is None:
        tokenizer.sep_token = tokenizer.eos_token
    tokenizer.padding_side = "right"
    return tokenizer


def refuse_code(name: str, revision: str | None = None, *, local: bool) -> None:
    """Read the settings of the model `name` as data. Raises ModelRefusedError if they ask for foreign code."""
    config, _ = PreTrainedConfig.get_config_dict(name, revision=revision, local_files_only=local)
    tokenizer = get_tokenizer_config(name, revision=revision, local_files_only=local)
    faults = [*_config_faults(config), *_tokenizer_faults(tokenizer)]
    if faults:
        raise ModelRefusedError("; ".join(faults))


def _config_faults(config: Mapping[str, Any]) -> Iterator[str]:
    if "auto_map" in config:
        yield _own_code("config.json")
    kind = config.get("model_type")
    if not isinstance(kind, str) or kind not in CONFIG_MAPPING:
        yield f"config.json has the model_type {kind!r}, which transformers {__version__} does not know"
    for key in _IMPLEMENTATIONS:
        if config.get(key) not in _BUILT_IN:
            yield f"config.json names code to run ({key}: {config[key]!r}); remove the line from a copy"


def _tokenizer_faults(config: Mapping[str, Any]) -> Iterator[str]:
    if "auto_map" in config:
        yield _own_code("tokenizer_config.json")
    kind = config.get("tokenizer_class")
    if kind is not None and not (isinstance(kind, str) and isinstance(tokenizer_class_from_name(kind), type)):
        yield f"tokenizer_config.json has the tokenizer_class {kind!r}, which transformers {__version__} does not have"


def _own_code(file: str) -> str:
    return f"{file} asks for Python code of its own (auto_map), and no code of a model is run; use a model without it"


def _refuse_misfit(tokenizer: PreTrainedTokenizerBase, model: PreTrainedModel) -> None:
    faults = [*_misfits(tokenizer, model)]
    if faults:
        raise ModelRefusedError("; ".join(faults) + "; its files are damaged or of different models")


def _misfits(tokenizer: PreTrainedTokenizerBase, model: PreTrainedModel) -> Iterator[str]:
    known = int(model.get_input_embeddings().num_embeddings)  # type: ignore[arg-type]  # an Embedding, which transformers does not declare
    largest = max(tokenizer.get_vocab().values(), default=-1)
    if largest >= known:
        yield f"the tokenizer has ids up to {largest}, but the model knows {known} subwords"
    for kind in ("cls", "sep", "pad", "unk"):
        index = getattr(tokenizer, f"{kind}_token_id")
        if index is None or not 0 <= index < known:
            yield f"the tokenizer has no {kind}_token that the model knows"
    infinite = [name for name, weight in model.state_dict().items() if not is_finite(weight)]
    if infinite:
        yield f"{len(infinite)} weights have values that are not finite numbers, such as {infinite[0]}"


def is_finite(weight: torch.Tensor) -> bool:
    """Say whether every value of `weight` is a finite number, without copying it."""
    if not weight.is_floating_point() or not weight.numel():
        return True
    return all(bool(bound.isfinite()) for bound in torch.aminmax(weight))
