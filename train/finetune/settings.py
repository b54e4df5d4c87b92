"""The settings of a run, each documented below its definition. A YAML file in configs/ is one of these."""

from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from annotated_types import Ge, Gt, Le
from pydantic import AfterValidator, ConfigDict, model_validator
from pydantic.dataclasses import dataclass
from pydantic_core import ArgsKwargs

from hasila.model.encoders import EMBEDDED
from hasila.runtime.fast_form import FormPrecision
from hasila.spans import LABELS, checked_labels
from hasila.tagging.windows import WindowSettings
from train.number_types import Chance, Positive, SeedNumber, Share, Whole

_STRICT = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


@dataclass(config=_STRICT)
class EncoderSettings:
    """The pre-trained encoder, and what of it is trained."""

    name: str = EMBEDDED
    """The encoder: a hub id, a local folder, or `embedded:NAME` for one that comes with hasila."""
    revision: str | None = None
    """The branch, tag or commit of a hub id. A commit keeps the run repeatable when the hub's copy changes; null takes
    the newest."""
    initialise_from: Path | None = None
    """A checkpoint of an earlier run with the same encoder. Training starts with its encoder weights, with its output
    weights for the tags that both runs have, and with its toll head. Without a dev split its temperature stays."""
    layers: Whole | None = None
    """How many of the encoder's layers to keep, counted from the lowest; null keeps all."""
    dropout: Share | None = None
    """The dropout rate in the encoder's layers and before the output layer; null keeps the encoder's own."""
    attention_dropout: Share | None = None
    """The dropout rate of attention weights; null keeps the rate of the other layers. On a CPU, a rate of 0 saves a
    quarter of the time."""
    freeze_embeddings: bool = False
    """Do not train the word, position and type embeddings."""
    freeze_layers: Annotated[int, Ge(0)] = 0
    """How many layers not to train, counted from the lowest."""


@dataclass(config=_STRICT)
class AugmentationSettings:
    """Changed copies of the training passages, which are trained on as well."""

    copies: Annotated[int, Ge(0)] = 0
    """How many changed copies of each training passage to make; 0 makes none."""
    mentions: Chance = 0.0
    """The chance that a copy's mention is replaced by another mention of the same label from the training passages."""
    names: Chance = 0.0
    """The chance that a name listed in data/gazetteer.yaml is replaced by another of its kind."""
    numbers: Chance = 0.0
    """The chance that a number of casualties is written in words instead of digits, or in digits instead of words."""
    spelling: Chance = 0.0
    """The chance that a copy is spelt without hamzas on alef and with some final letters confused."""

    @model_validator(mode="after")
    def _copies_change(self) -> Self:
        if bool(self.copies) != any((self.mentions, self.names, self.numbers, self.spelling)):
            raise ValueError("copies go with a chance above 0 of mentions, names, numbers or spelling, or all are 0")
        return self


@dataclass(config=_STRICT)
class CorpusSettings:
    """The annotated text. Either each passage names its split, or `train_paths` and `dev_paths` list whole files."""

    paths: tuple[Path, ...] = (Path("data/composed"), Path("data/article/article.jsonl"))
    """Files (.jsonl or .conll) or folders of .jsonl files, relative to the working folder. Each passage says in its
    field `split` which split it is of."""
    train_paths: tuple[Path, ...] = ()
    """Files to train on as a whole, whatever split their passages name; used instead of `paths`."""
    dev_paths: tuple[Path, ...] = ()
    """Files to score on after each epoch as a whole, whatever split their passages name; used instead of `paths`."""
    texts: tuple[Path, ...] = ()
    """Files that hold the texts of stand-off annotations (rows with a checksum in place of a text), as hasila extract
    reads them. Passages whose text no file holds are left out and counted."""
    labels: Annotated[tuple[str, ...], AfterValidator(checked_labels)] = LABELS
    """The labels of the spans, in the order of the model's outputs: different names without white space."""
    label_map: dict[str, str | None] = field(default_factory=dict)
    """Labels to rename when the files are read, as `OLD: NEW`; `OLD: null` leaves the spans of a label out."""
    augmentation: AugmentationSettings = field(default_factory=AugmentationSettings)
    train: str = "train"
    """The name of the split to train on."""
    dev: str | None = "dev"
    """The name of the split to score on after each epoch; null for none."""
    share: Annotated[float, Gt(0), Le(1)] = 1.0
    """The share of the training passages to train on, drawn by the seed: for learning curves."""

    @model_validator(mode="before")
    @classmethod
    def _default_paths_go_with_no_others(cls, values: Any) -> Any:
        """Leave the default corpora out where files are named: whoever names train_paths does not want them."""
        given = values.kwargs if isinstance(values, ArgsKwargs) else values
        if not isinstance(given, Mapping) or not (given.get("train_paths") or given.get("dev_paths")):
            return values
        return {"paths": [], **given}

    @model_validator(mode="after")
    def _splits_differ(self) -> Self:
        if self.train == self.dev:
            raise ValueError(f"train and dev are both {self.train!r}; a dev score on training text says nothing")
        return self

    @model_validator(mode="after")
    def _each_split_has_one_source(self) -> Self:
        if self.dev_paths and self.dev is None:
            raise ValueError("dev_paths names files to score on, but dev is null; give one or the other")
        if self.paths and self.train_paths and (self.dev_paths or self.dev is None):
            raise ValueError("paths is not read where train_paths and dev_paths name the files; leave it out")
        if not self.of_train():
            raise ValueError("there is nothing to train on: give train_paths, or paths whose passages name a split")
        if self.dev is not None and not self.of_dev():
            raise ValueError("train_paths leaves nothing to score on: give dev_paths as well, or set dev to null")
        return self

    def of_train(self) -> tuple[Path, ...]:
        """Return the files and folders that hold the passages to train on."""
        return self.train_paths or self.paths

    def of_dev(self) -> tuple[Path, ...]:
        """Return the files and folders that hold the dev passages."""
        return self.dev_paths or self.paths

    def named(self) -> tuple[Path, ...]:
        """Return every file and folder that is named."""
        return (*self.paths, *self.train_paths, *self.dev_paths)


@dataclass(config=_STRICT)
class OptimizerSettings:
    """How the weights are updated (AdamW)."""

    learning_rate: Positive = 5e-5
    """The highest learning rate of the encoder's top layer."""
    head_learning_rate: Positive | None = None
    """The highest learning rate of the new output layer; null for the encoder's."""
    layer_decay: Annotated[float, Gt(0), Le(1)] = 1.0
    """The learning rate of a layer, divided by that of the layer above it. The embeddings count as the layer below the
    lowest."""
    weight_decay: Annotated[float, Ge(0)] = 0.01
    """Decoupled weight decay. Biases and layer norms have none."""
    warmup: Share = 0.1
    """The share of all steps in which the learning rate rises from 0 to its highest."""
    schedule: Literal["linear", "cosine", "constant_with_warmup"] = "linear"
    """How the learning rate falls after that."""
    max_gradient_norm: Positive = 1.0
    """The largest norm of a gradient; longer ones are scaled down to it."""


@dataclass(config=_STRICT)
class TollSettings:
    """The toll head, which learns from passages with `tolls` who harmed whom, where, and on whose word."""

    weight: Annotated[float, Ge(0)] = 0.0
    """How much an answer about a toll counts in the loss, beside the tag of a subword; 0 trains no toll head."""
    hidden: Whole = 256
    """How many values the hidden layer of the toll head has."""
    dropout: Share = 0.1
    """The dropout rate before the outputs of the toll head."""


@dataclass(config=_STRICT)
class TrainingSettings:
    """How long training takes, and in what portions."""

    epochs: Whole = 10
    """How often every training passage is seen."""
    batch: Whole = 16
    """How many windows are computed together, over all processes."""
    accumulation: Whole = 1
    """How many batches are summed up for one step of the optimizer."""
    seed: SeedNumber = 0
    """The seed of what is drawn at random: the output layer's first weights, the order of windows, dropout."""
    patience: Whole | None = None
    """Stop after this many epochs without a better strict F1 on the dev split, and keep the best epoch; null trains
    all epochs and keeps the last."""
    precision: Literal["auto", "fp32", "bf16", "fp16"] = "fp32"
    """The number format of the computation. `auto` is bf16 where the device computes in it, which halves the time, and
    else fp32. fp16 needs a GPU."""
    gradient_checkpointing: bool = False
    """Recompute activations in the backward pass, which takes less memory and more time."""
    log_every: Whole = 10
    """How many steps lie between two lines of metrics.jsonl."""
    score_every: Whole = 1
    """How many epochs lie between two scores on the dev split."""
    save_every: Whole = 1
    """How many epochs lie between two saved states, from which an interrupted run resumes. With `patience`, a state is
    saved at each better epoch instead."""
    tensorboard: bool = False
    """Also write TensorBoard events to the run's folder."""


@dataclass(config=_STRICT)
class Settings:
    """A whole run."""

    encoder: EncoderSettings = field(default_factory=EncoderSettings)
    corpus: CorpusSettings = field(default_factory=CorpusSettings)
    window: WindowSettings = field(default_factory=WindowSettings)
    reading_window: WindowSettings | None = None
    """How texts are cut when the trained model reads them; null as in training. Shorter windows are read faster."""
    tolls: TollSettings = field(default_factory=TollSettings)
    optimizer: OptimizerSettings = field(default_factory=OptimizerSettings)
    training: TrainingSettings = field(default_factory=TrainingSettings)
    export: FormPrecision | None = "int8"
    """The precision of the checkpoint's fast form, which is written after training if it loses too little to matter on
    the dev split (`hasila export`); null writes none."""
    name: str | None = None
    """The name of the run's folder within `runs`; null takes the config's file name."""
    runs: Path = Path("runs")
    """The folder that holds the runs."""

    @property
    def reads(self) -> WindowSettings:
        """How texts are cut when the trained model reads them."""
        return self.reading_window or self.window

    @model_validator(mode="after")
    def _parts_fit(self) -> Self:
        if self.training.patience is not None and self.corpus.dev is None:
            raise ValueError("training.patience waits for a better dev score, but corpus.dev is null")
        if self.training.patience is not None and self.training.score_every > 1:
            raise ValueError(
                "training.patience looks at the dev score of every epoch, but training.score_every is above 1"
            )
        return self
