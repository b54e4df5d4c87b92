"""What people use today: transformers' pipeline with a model of CAMeLBERT's shape, and how they would call it.

The weights are random: how fast a network reads does not depend on them. Tokenizer and tags are those of a checkpoint,
so that both read the same subwords, but for the few words that Hasila folds before. A text longer than the network
reads is read in overlapping windows (`stride`), as one must ask for: without, the pipeline fails or leaves out the end.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from transformers import TokenClassificationPipeline

NAME = "pipeline of BERT-base"
SHAPE: dict[str, Any] = {
    "num_hidden_layers": 12,
    "hidden_size": 768,
    "num_attention_heads": 12,
    "intermediate_size": 3072,
    "max_position_embeddings": 512,
}
"""CAMeLBERT's, which is that of BERT-base."""
_VOCABULARY = 30_000
"""How many subwords CAMeLBERT knows; more if the tokenizer has more."""
_STRIDE = 128
"""The subwords that neighbouring windows share: a quarter, as in hasila's windows."""
_BATCH = 8


@dataclass(frozen=True, slots=True)
class PipelineReader:
    """A pipeline, called as its documentation shows."""

    made: "TokenClassificationPipeline"

    def __call__(self, text: str) -> object:
        """Return the entities of one text."""
        return self.made(text)

    def stream(self, texts: Sequence[str]) -> object:
        """Return the entities of each text, read in batches of eight."""
        return self.made(list(texts), batch_size=_BATCH)


def write_random_model(checkpoint: Path, folder: Path) -> None:
    """Write to `folder` a model of CAMeLBERT's shape with the tokenizer and the tags of `checkpoint`.

    Raises CheckpointError if that is no complete checkpoint.
    """
    import torch  # noqa: PLC0415 - only what needs a model imports torch
    from transformers import BertForTokenClassification  # noqa: PLC0415 - as above

    from hasila.model.checkpoint import load  # noqa: PLC0415 - as above

    tagger = load(checkpoint).tagger
    torch.manual_seed(0)
    BertForTokenClassification(_config(tagger.tokenizer, tagger.tags)).save_pretrained(folder)
    tagger.tokenizer.model_max_length = SHAPE["max_position_embeddings"]
    tagger.tokenizer.save_pretrained(folder)


def _config(tokenizer: Any, tags: Sequence[str]) -> Any:
    from transformers import BertConfig  # noqa: PLC0415 - only what needs a model imports torch

    return BertConfig(
        vocab_size=max(_VOCABULARY, len(tokenizer)),
        pad_token_id=tokenizer.pad_token_id,
        id2label=dict(enumerate(tags)),
        label2id={tag: index for index, tag in enumerate(tags)},
        **SHAPE,
    )


def open_pipeline(folder: Path, device: str | None) -> PipelineReader:
    """Return transformers' pipeline with the model in `folder`."""
    from transformers import pipeline  # noqa: PLC0415 - only what needs a model imports torch

    made = pipeline(
        "token-classification", model=str(folder), aggregation_strategy="simple", stride=_STRIDE, device=device
    )
    return PipelineReader(made)
