"""The settings of a pretraining run, each documented below its definition: configs/pretrain/pretrain.yaml."""

from dataclasses import field
from pathlib import Path
from typing import Annotated, Literal, Self

from annotated_types import Ge, Gt, Le, Lt, MinLen
from pydantic import ConfigDict, model_validator
from pydantic.dataclasses import dataclass

from hasila.model.encoders import MULTILINGUAL_E5
from train.number_types import Positive, SeedNumber, Share, Whole

_STRICT = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)
Weight = Annotated[float, Ge(0)]
Part = Annotated[int, Ge(0)] | Share
"""A number of steps, or a share of the run."""


@dataclass(config=_STRICT)
class SourceSettings:
    """A file of text."""

    path: Path
    """A .txt file (a blank line between documents), .jsonl, .csv (each also as .xz) or .parquet."""
    repeat: Whole = 1
    """How often its documents occur in each pass over the text."""


@dataclass(config=_STRICT)
class TextSettings:
    """The training text. Of documents that repeat each other, only the first is kept."""

    sources: Annotated[tuple[SourceSettings, ...], MinLen(1)]
    """Files, those closest to the encoder's purpose first."""
    exclude: tuple[Path, ...] = ()
    """Files whose texts must stay unseen, such as evaluation sets: documents that share eight words in a row with
    one are left out."""
    column: str = "text"
    """The field or column with the text."""
    held_out: Annotated[float, Gt(0), Lt(1)] = 0.01
    """The share of documents, chosen by hash, that pseudo-perplexity is measured on."""


@dataclass(config=_STRICT)
class VocabularySettings:
    """The tokenizer."""

    pieces: Annotated[int, Ge(500), Le(65536)] | None = 24000
    """The number of subwords in the vocabulary, special ones included; null keeps the tokenizer of start.encoder."""


@dataclass(config=_STRICT)
class StartSettings:
    """The encoder that training starts from."""

    encoder: str = MULTILINGUAL_E5
    """A hub id, a local folder or an embedded encoder, of the BERT family."""
    layers: Whole | None = None
    """Keep this many of its layers, evenly spaced from the lowest to the highest; null keeps all."""
    freeze_embeddings: bool = False
    """Do not train the word, position and type embeddings. Models of both encoders can then share them."""


@dataclass(config=_STRICT)
class MaskingSettings:
    """Which tokens are masked."""

    length: Annotated[int, Ge(8)] = 128
    """The number of subwords in a sequence, special ones included."""
    share: Annotated[float, Gt(0), Lt(1)] = 0.2
    """The share of a sequence's words to predict: 80 % of their subwords are masked, 10 % replaced, 10 % unchanged."""


@dataclass(config=_STRICT)
class TeachingSettings:
    """What is learnt from another encoder in addition to the text."""

    encoder: str | None = None
    """An encoder with the same tokenizer, such as an earlier run's `encoder` folder; null for none."""
    hidden: Weight = 0.0
    """The weight of the distance of hidden states (of evenly spaced layers, relative to the teacher's)."""
    relations: Weight = 0.0
    """The weight of the distance of attention relations (MiniLMv2: of the last layers' queries, keys and values)."""
    heads: Whole = 12
    """The number of relation heads; it must divide the width of both models."""
    original: Weight = 0.0
    """The weight of the distance of each word's hidden states from those in start.encoder (of evenly spaced layers,
    relative to that encoder's). It is a regulariser and costs a second forward pass."""

    @model_validator(mode="after")
    def _weights_have_a_teacher(self) -> Self:
        if (self.encoder is not None) != bool(self.hidden or self.relations):
            raise ValueError("encoder goes with a weight above 0 of hidden or relations, or all are unset")
        return self


@dataclass(config=_STRICT)
class PretrainOptimizerSettings:
    """How the weights are updated (AdamW): the learning rate rises, stays constant, and falls to zero."""

    learning_rate: Positive = 3e-4
    """The highest learning rate."""
    weight_decay: Annotated[float, Ge(0)] = 0.01
    """Decoupled weight decay of the layers' matrices."""
    betas: tuple[Share, Share] = (0.9, 0.98)
    """Decay rates of the running averages of gradients and of their squares."""
    warmup: Part = 300
    """How long the learning rate rises: a number of steps, or a share of the run below 1."""
    decay: Part = 400
    """How long the learning rate falls at the end of the run: a number of steps, or a share of the run below 1."""
    max_gradient_norm: Positive = 1.0
    """The largest norm of a gradient; longer ones are scaled down to it."""


@dataclass(config=_STRICT)
class PretrainTrainingSettings:
    """How long training takes, and in what portions."""

    steps: Whole | None = 4000
    """Steps of the optimizer; null where `minutes` is given. To end a run early or to extend it, start it again with
    fewer or more steps."""
    minutes: Positive | None = None
    """Minutes of wall-clock time to train for, whatever the machine's speed; null where `steps` is given. Such a run
    does not end with the same weights twice."""
    batch: Whole = 16
    """Sequences in a forward pass, over all processes together."""
    accumulation: Whole = 1
    """Forward passes in one step of the optimizer."""
    seed: SeedNumber = 0
    """The seed of the order of text, the masks and new weights."""
    precision: Literal["auto", "fp32", "bf16", "fp16"] = "auto"
    """The number format of the forward pass. auto is bf16 if the device supports it, otherwise fp32. fp16 needs a
    GPU."""
    log_every: Whole = 10
    """Steps between two lines of metrics.jsonl."""
    score_every: Whole = 500
    """Steps between two measurements of held-out pseudo-perplexity."""
    score_sequences: Whole = 128
    """The number of held-out sequences that are measured."""
    save_every: Whole = 200
    """Steps between two states to resume from."""
    compile: bool = False
    """Compile the encoder (torch.compile), which costs a minute and makes a long run on a GPU faster. It needs a C++
    compiler."""

    @model_validator(mode="after")
    def _ends_somewhere(self) -> Self:
        if (self.steps is None) == (self.minutes is None):
            raise ValueError("give steps or minutes, and null for the other")
        return self


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
    """The folder of all runs."""

    @model_validator(mode="after")
    def _parts_fit(self) -> Self:
        steps, parts = self.training.steps, (self.optimizer.warmup, self.optimizer.decay)
        if steps is None and max(parts) >= 1:
            raise ValueError("training.minutes needs optimizer.warmup and decay as shares of the run, below 1")
        if sum(part_of(part, steps or 1) for part in parts) > (steps or 1):
            raise ValueError("training.steps is less than optimizer.warmup and optimizer.decay together")
        if self.training.compile and (self.teaching.encoder is not None or self.teaching.original):
            raise ValueError("training.compile hides the layers that teaching compares; use one or the other")
        return self


def part_of(part: float, whole: float) -> float:
    """Return a part of `whole`: `part` itself, or that share of it if `part` is below 1."""
    return part * whole if part < 1 else part
