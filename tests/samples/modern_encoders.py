"""Tiny untrained encoders of the ModernBERT architecture, with a byte-level tokenizer or with one like Gemma's."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers
from transformers import ModernBertConfig, ModernBertForMaskedLM, PreTrainedTokenizerFast

from hasila.arabic.words import split
from samples.texts import article_rows

BYTES, GEMMA = "byte-level", "gemma"
"""The tokenizers: byte-level BPE marks a space as Ġ, Gemma's BPE as ▁ with bytes for what it does not know."""


def modern_encoder(folder: Path, kind: str) -> Path:
    """Write an encoder of six layers, 32 wide, with a tokenizer of `kind` that learnt from the article."""
    tokenizer = _byte_level() if kind == BYTES else _gemma()
    tokenizer.save_pretrained(folder)
    if kind == GEMMA:
        _call_gemma(folder / "tokenizer_config.json")
    torch.manual_seed(0)
    config = ModernBertConfig(
        vocab_size=len(tokenizer),
        hidden_size=32,
        intermediate_size=48,
        num_hidden_layers=6,
        num_attention_heads=2,
        max_position_embeddings=512,
        local_attention=64,
        pad_token_id=tokenizer.pad_token_id,
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
    )
    ModernBertForMaskedLM(config).save_pretrained(folder)
    return folder


def _call_gemma(path: Path) -> None:
    """Let a tokenizer be opened by transformers as Gemma's, which pads at the beginning."""
    told = json.loads(path.read_text(encoding="utf-8")) | {"tokenizer_class": "GemmaTokenizer"}
    path.write_text(json.dumps(told), encoding="utf-8")


def _byte_level() -> PreTrainedTokenizerFast:
    made = Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    special = {"cls_token": "[CLS]", "sep_token": "[SEP]", "pad_token": "[PAD]", "unk_token": "[UNK]"}
    return _learnt(made, special | {"mask_token": "[MASK]"}, alphabet=pre_tokenizers.ByteLevel.alphabet())


def _gemma() -> PreTrainedTokenizerFast:
    made = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True, byte_fallback=True))  # noqa: S106 - no password
    made.normalizer = normalizers.Replace(" ", "▁")
    made.pre_tokenizer = pre_tokenizers.Split(" ", "merged_with_previous")
    made.decoder = decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse()])
    special = {"pad_token": "<pad>", "eos_token": "<eos>", "bos_token": "<bos>", "unk_token": "<unk>"}
    return _learnt(made, special | {"mask_token": "<mask>"}, more=[f"<0x{byte:02X}>" for byte in range(256)])


def _learnt(
    made: Tokenizer, special: dict[str, str], alphabet: list[str] | None = None, more: list[str] | None = None
) -> PreTrainedTokenizerFast:
    named: dict[str, Any] = dict(special)
    trainer = trainers.BpeTrainer(
        vocab_size=900,
        special_tokens=[*special.values(), *(more or [])],
        initial_alphabet=alphabet or [],
        show_progress=False,
    )
    made.train_from_iterator(_words(), trainer)
    return PreTrainedTokenizerFast(tokenizer_object=made, **named)  # type: ignore[no-untyped-call]  # transformers' own


def _words() -> Iterator[str]:
    """Yield the words of the article, each with the space before it, if there is one."""
    for row in article_rows():
        yield from (f" {word.folded}" if word.spaced else word.folded for word in split(str(row["text"])))
