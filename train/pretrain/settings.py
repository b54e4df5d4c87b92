"""The settings of a pretraining run, each documented beneath itself. configs/pretrain/pretrain.yaml is one of these."""

from dataclasses import field
from pathlib import Path
from typing import Annotated, Literal, Self

from annotated_types import Ge, Gt, Le, Lt, MinLen
from pydantic import ConfigDict, model_validator
from pydantic.dataclasses import dataclass

from hasila.model.encoders import MULTILINGUAL_E5
from train.constraints import Positive, SeedNumber, Share, Whole

_STRICT = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)
Weight = Annotated[float, Ge(0)]


@dataclass(config=_STRICT)
class SourceSettings:
    """A file of text."""

    path: Path
    """A .txt file (a blank line between documents), .jsonl, .csv (each also as .xz) or .parquet."""
    repeat: Whole = 1
    """How often its documents come by in each pass over the text."""


@dataclass(config=_STRICT)
class TextSettings:
    """What is learnt from. Of documents that repeat each other the first is kept."""

    sources: Annotated[tuple[SourceSettings, ...], MinLen(1)]
    """Files; the nearest to what the encoder is for come first."""
    exclude: tuple[Path, ...] = ()
    """Files whose texts must stay unseen, such as those that evaluate: documents that share eight words in a row with
    one are left out."""
    column: str = "text"
    """The field or column of the text."""
    held_out: Annotated[float, Gt(0), Lt(1)] = 0.01
    """The share of documents, chosen by hash, that pseudo-perplexity is measured on."""


@dataclass(config=_STRICT)
class VocabularySettings:
    """The tokenizer."""

    pieces: Annotated[int, Ge(500), Le(65536)] | None = 24000
    """Pieces of the vocabulary, special ones included; null keeps the tokenizer of start.encoder."""


@dataclass(config=_STRICT)
class StartSettings:
    """The encoder that training starts from."""

    encoder: str = MULTILINGUAL_E5
    """A hub id, a local folder or an embedded encoder, of the BERT family."""
    layers: Whole | None = None
    """Keep this many of its layers, evenly spaced from the lowest to the highest; null keeps all."""


@dataclass(config=_STRICT)
class MaskingSettings:
    """What the model has to guess."""

    length: Annotated[int, Ge(8)] = 128
    """Pieces a sequence, special ones included."""
    share: Annotated[float, Gt(0), Lt(1)] = 0.2
    """The share of a sequence's words that is guessed: 80 % of their pieces masked, 10 % exchanged, 10 % left."""


@dataclass(config=_STRICT)
class TeachingSettings:
    """What is learnt from another encoder beside the text."""

    encoder: str | None = None
    """An encoder with the same tokenizer, such as an earlier run's `encoder` folder; null for none."""
    hidden: Weight = 0.0
    """How much the distance of hidden states counts (of layers evenly spaced, relative to the teacher's)."""
    relations: Weight = 0.0
    """How much the distance of attention relations counts (MiniLMv2: of the last layers' queries, keys and values)."""
    heads: Whole = 12
    """Relation heads, which divide the width of both."""
    original: Weight = 0.0
    """How much the distance of each word's hidden states to those in start.encoder counts (of layers evenly spaced,
    relative to that encoder's): a regulariser, which costs a second forward pass."""

    @model_validator(mode="after")
    def _weights_have_a_teacher(self) -> Self:
        if (self.encoder is not None) != bool(self.hidden or self.relations):
            raise ValueError("encoder goes with a weight above 0 of hidden or relations, or all are unset")
        return self


@dataclass(config=_STRICT)
class PretrainOptimizerSettings:
    """How the weights move (AdamW): the rate climbs, stays, and falls to nothing."""

    learning_rate: Positive = 3e-4
    """The rate between climb and fall."""
    weight_decay: Annotated[float, Ge(0)] = 0.01
    """Decoupled weight decay of the layers' matrices."""
    betas: tuple[Share, Share] = (0.9, 0.98)
    """How long averages of gradients and their squares remember."""
    warmup: Annotated[int, Ge(0)] = 300
    """Steps of the climb."""
    decay: Annotated[int, Ge(0)] = 400
    """Steps of the fall, the last ones of the run."""
    max_gradient_norm: Positive = 1.0
    """Gradients longer than this are shortened to it."""


@dataclass(config=_STRICT)
class PretrainTrainingSettings:
    """How long and on what."""

    steps: Whole = 4000
    """Steps of the optimizer. A run may be ended early, or go on, by starting it again with fewer or more."""
    batch: Whole = 16
    """Sequences a forward pass, over all processes together."""
    accumulation: Whole = 1
    """Forward passes a step of the optimizer."""
    seed: SeedNumber = 0
    """Decides the order of text, masks and new weights."""
    precision: Literal["auto", "fp32", "bf16", "fp16"] = "auto"
    """The numbers of the forward pass; auto is bf16 where the device computes in it, else fp32. fp16 needs a GPU."""
    log_every: Whole = 10
    """Steps between two lines of metrics.jsonl."""
    score_every: Whole = 500
    """Steps between two measurements of held-out pseudo-perplexity."""
    score_sequences: Whole = 128
    """Held-out sequences that are measured."""
    save_every: Whole = 200
    """Steps between two states to resume from."""


@dataclass(config=_STRICT)
class PretrainSettings:
    """A whole run."""

    text: TextSettings
    vocabulary: VocabularySettings = field(default_factory=VocabularySettings)
    start: StartSettings = field(default_factory=StartSettings)
    masking: MaskingSettings = field(default_factory=MaskingSettings)
    teaching: TeachingSettings = field(default_factory=TeachingSettings)
    optimizer: PretrainOptimizerSettings = field(default_factory=PretrainOptimizerSettings)
    training: PretrainTrainingSettings = field(default_factory=PretrainTrainingSettings)
    name: str | None = None
    """The run's folder under `runs`; null for the config's file name."""
    runs: Path = Path("runs")
    """Where runs go."""

    @model_validator(mode="after")
    def _steps_suffice(self) -> Self:
        if self.optimizer.warmup + self.optimizer.decay > self.training.steps:
            raise ValueError("training.steps is less than optimizer.warmup and optimizer.decay together")
        return self
