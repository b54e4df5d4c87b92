"""Tokenizers in the form of transformers, and in the form that inference needs."""

from typing import Any

from tokenizers import Tokenizer, processors
from transformers import PreTrainedTokenizerBase, PreTrainedTokenizerFast

from hasila.runtime.tokenizer import SubwordTokenizer


def framed(made: Tokenizer, **settings: Any) -> PreTrainedTokenizerFast:
    """Return `made` as a tokenizer of transformers that puts <s> and </s> around each text.

    `made` must have the special tokens. `settings` are further settings of transformers' tokenizer.
    """
    made.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> $B </s>",
        special_tokens=[(piece, made.token_to_id(piece)) for piece in ("<s>", "</s>")],
    )
    return PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]  # transformers leaves it untyped
        tokenizer_object=made,
        bos_token="<s>",
        cls_token="<s>",
        eos_token="</s>",
        sep_token="</s>",
        pad_token="<pad>",
        unk_token="<unk>",
        **settings,
    )


def subword_tokenizer(made: PreTrainedTokenizerBase) -> SubwordTokenizer:
    """Return the fast tokenizer `made` in the form for inference: without padding, truncation or special subwords."""
    backend = Tokenizer.from_str(made.backend_tokenizer.to_str())
    backend.no_padding()
    backend.no_truncation()
    ids = (made.cls_token_id, made.sep_token_id, made.pad_token_id, made.unk_token_id)
    cls, sep, pad, unk = (int(one) for one in ids)
    return SubwordTokenizer(backend, cls, sep, pad, unk)
