"""The settings of a run, each documented beneath itself. A YAML file in configs/ is one of these."""

from dataclasses import field
from pathlib import Path
from typing import Annotated, Literal, Self

from annotated_types import Ge, Gt, Le, MinLen
from pydantic import ConfigDict, model_validator
from pydantic.dataclasses import dataclass

from hasila.model.encoders import EMBEDDED
from hasila.spans import LABELS
from hasila.tagging.windows import WindowSettings
from train.constraints import Chance, Positive, Share, Whole

_STRICT = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


@dataclass(config=_STRICT)
class EncoderSettings:
    """The pre-trained encoder beneath the tagger."""

    name: str = EMBEDDED
    """A hub id, a local folder, or `embedded:NAME` for one that hasila brings."""
    revision: str | None = None
    """The branch, tag or commit of a hub id; a commit makes the run repeatable should the hub's copy change."""
    initialise_from: Path | None = None
    """A checkpoint of an earlier run of the same encoder: begin with its weights, and with its head for the tags that
    both know."""
    layers: Whole | None = None
    """Keep this many of the lowest layers; null keeps all."""
    dropout: Share | None = None
    """Dropout in the encoder's layers and before the head; null keeps the encoder's own."""
    attention_dropout: Share | None = None
    """Dropout of attention's weights; null for the same as the rest. On a CPU drawing it takes a quarter of a step."""
    freeze_embeddings: bool = False
    """Leave the word, position and type embeddings as they are."""
    freeze_layers: Annotated[int, Ge(0)] = 0
    """Leave this many of the lowest layers as they are."""


@dataclass(config=_STRICT)
class AugmentationSettings:
    """Changed copies of the training passages, learnt from beside them."""

    copies: Annotated[int, Ge(0)] = 0
    """Copies of each training passage, in each of which the chances below are taken anew."""
    mentions: Chance = 0.0
    """How likely a mention is exchanged for another of its label in the training passages."""
    names: Chance = 0.0
    """How likely a name that data/gazetteer.yaml knows is exchanged for another of its kind."""
    numbers: Chance = 0.0
    """How likely a count of casualties changes from digits to words or from words to digits."""
    spelling: Chance = 0.0
    """How likely a copy is spelt without hamzas on alef, with some final letters confused."""

    @model_validator(mode="after")
    def _copies_change(self) -> Self:
        if bool(self.copies) != any((self.mentions, self.names, self.numbers, self.spelling)):
            raise ValueError("copies go with a chance above 0 of mentions, names, numbers or spelling, or all are 0")
        return self


@dataclass(config=_STRICT)
class CorpusSettings:
    """What is learnt from."""

    paths: Annotated[tuple[Path, ...], MinLen(1)] = (Path("data/composed"), Path("data/article/article.jsonl"))
    """JSONL or CoNLL files, or folders of JSONL files, relative to the working folder."""
    labels: Annotated[tuple[str, ...], MinLen(1)] = LABELS
    """The labels of the spans, in the order of the model's outputs."""
    label_map: dict[str, str | None] = field(default_factory=dict)
    """Labels of the files that are read as another, or (null) left out: a corpus of named entities has its own."""
    augmentation: AugmentationSettings = field(default_factory=AugmentationSettings)
    train: str = "train"
    """The split that is trained on."""
    dev: str | None = "dev"
    """The split that is scored after each epoch; null for none."""
    share: Annotated[float, Gt(0), Le(1)] = 1.0
    """The share of the training passages that is learnt from, drawn by the seed: for learning curves."""

    @model_validator(mode="after")
    def _splits_differ(self) -> Self:
        if self.train == self.dev:
            raise ValueError(f"train and dev are both {self.train!r}; a dev score on training text says nothing")
        return self


@dataclass(config=_STRICT)
class OptimizerSettings:
    """How the weights move (AdamW)."""

    learning_rate: Positive = 5e-5
    """The peak rate of the encoder's top layer."""
    head_learning_rate: Positive | None = None
    """The peak rate of the new head; null for the encoder's."""
    layer_decay: Annotated[float, Gt(0), Le(1)] = 1.0
    """Each layer's rate is the one above times this; embeddings count as the layer beneath the first."""
    weight_decay: Annotated[float, Ge(0)] = 0.01
    """Decoupled weight decay; biases and layer norms have none."""
    warmup: Share = 0.1
    """The share of all steps in which the rate climbs from nothing."""
    schedule: Literal["linear", "cosine", "constant_with_warmup"] = "linear"
    """How the rate falls afterwards."""
    max_gradient_norm: Positive = 1.0
    """Gradients longer than this are shortened to it."""


@dataclass(config=_STRICT)
class TrainingSettings:
    """How long and on what."""

    epochs: Whole = 10
    """Passes over the training passages."""
    batch: Whole = 16
    """Windows a forward pass, over all processes together."""
    accumulation: Whole = 1
    """Forward passes a step of the optimizer."""
    seed: Annotated[int, Ge(0)] = 0
    """Decides the head's first weights, the order of windows and dropout."""
    patience: Whole | None = None
    """Stop after this many epochs without a better dev strict F1, and keep the best epoch; null trains to the end and
    keeps the last."""
    precision: Literal["auto", "fp32", "bf16", "fp16"] = "fp32"
    """The numbers of the forward pass; auto is bf16 where the device computes in it (it halves the time there), else
    fp32. fp16 needs a GPU."""
    gradient_checkpointing: bool = False
    """Compute activations again in the backward pass: less memory, more time."""
    log_every: Whole = 10
    """Steps between two lines of metrics.jsonl."""
    score_every: Whole = 1
    """Epochs between two scores of the dev split."""
    save_every: Whole = 1
    """Epochs between two states to resume from; with `patience`, each better epoch is one instead."""
    tensorboard: bool = False
    """Also write events for TensorBoard to the run's folder."""


@dataclass(config=_STRICT)
class Settings:
    """A whole run."""

    encoder: EncoderSettings = field(default_factory=EncoderSettings)
    corpus: CorpusSettings = field(default_factory=CorpusSettings)
    window: WindowSettings = field(default_factory=WindowSettings)
    optimizer: OptimizerSettings = field(default_factory=OptimizerSettings)
    training: TrainingSettings = field(default_factory=TrainingSettings)
    name: str | None = None
    """The run's folder under `runs`; null for the config's file name."""
    runs: Path = Path("runs")
    """Where runs go."""

    @model_validator(mode="after")
    def _parts_fit(self) -> Self:
        if self.training.patience is not None and self.corpus.dev is None:
            raise ValueError("training.patience waits for a better dev score, but corpus.dev is null")
        if self.training.patience is not None and self.training.score_every > 1:
            raise ValueError(
                "training.patience looks at the dev score of every epoch, but training.score_every is above 1"
            )
        return self
