"""The fast reader: it reads as torch does, the same in any company, and asks nobody."""

import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from samples.fast_forms import no_socket
from samples.texts import ROOT, article_rows, texts

from hasila.document import Document
from hasila.errors import CheckpointError, MissingExtraError
from hasila.extractor import Extractor
from hasila.runtime import openvino_runtime
from hasila.runtime.base import TollInputs
from hasila.runtime.fast_form import FAST, NETWORK

TEXTS = [str(row["text"]) for row in article_rows()]
_WITHOUT_TORCH = """
import sys
from hasila import Extractor
found = Extractor.from_checkpoint(sys.argv[1], backend="fast")("قتل ثلاثة جنود في القرية")
sys.exit(found.tolls is None or any(name in sys.modules for name in ("torch", "transformers")))
"""


@pytest.fixture(scope="module")
def fast(fast_checkpoint: Path) -> Extractor:
    return Extractor.from_checkpoint(fast_checkpoint)


def test_the_fast_form_finds_the_spans_and_tolls_that_torch_finds(fast_checkpoint: Path, fast: Extractor) -> None:
    slow = Extractor.from_checkpoint(fast_checkpoint, backend="torch", device="cpu")
    assert repr(fast.runtime) == "openvino fp32 on cpu"
    left, right = [*slow.stream(TEXTS)], [*fast.stream(TEXTS)]
    assert [document.spans for document in left] == [document.spans for document in right]
    assert [document.tolls for document in left] == [document.tolls for document in right]


def test_logits_and_states_are_those_of_torch(fast_checkpoint: Path, fast: Extractor) -> None:
    slow = Extractor.from_checkpoint(fast_checkpoint, backend="torch", device="cpu")
    rows = [row for text in TEXTS for row in fast.rows(Document("a", text))]
    for left, right in zip(slow.runtime.read(rows), fast.runtime.read(rows), strict=True):
        np.testing.assert_allclose(left.logits, right.logits, atol=1e-3)
        assert left.states is not None
        assert right.states is not None
        np.testing.assert_allclose(left.states, right.states, atol=1e-3)


@given(text=texts(200))
@settings(max_examples=30)
def test_a_text_is_read_alone_as_in_a_stream(text: str, fast: Extractor) -> None:
    (_, read, _) = fast.stream([TEXTS[0], text, TEXTS[1]])
    assert read.text == text
    assert read.spans == fast(text).spans


def test_threads_that_share_a_reader_read_as_one_does(fast: Extractor) -> None:
    with ThreadPoolExecutor(4) as pool:
        assert [*pool.map(fast, TEXTS)] == [fast(text) for text in TEXTS]


def test_a_pickled_reader_reads_the_same(fast: Extractor) -> None:
    assert pickle.loads(pickle.dumps(fast))(TEXTS[0]) == fast(TEXTS[0])  # noqa: S301 - our own


def test_reading_opens_no_socket(fast_checkpoint: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    no_socket(monkeypatch)
    assert Extractor.from_checkpoint(fast_checkpoint, backend="fast")(TEXTS[0]).text == TEXTS[0]
    assert sys.modules["openvino_telemetry"] is None


def test_the_fast_reader_loads_no_torch(fast_checkpoint: Path) -> None:
    command = [sys.executable, "-c", _WITHOUT_TORCH, str(fast_checkpoint)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr


def test_a_network_that_openvino_cannot_read_is_told(tmp_path: Path) -> None:
    (tmp_path / NETWORK).write_text("<no network>", encoding="utf-8")
    with pytest.raises(CheckpointError, match=rf"{NETWORK}: cannot be used: .*hasila export"):
        openvino_runtime.open_network(tmp_path, "fp32", ("O",), openvino_runtime.RowPadding(0, 8), tolls=False)


def test_a_missing_openvino_is_told_with_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openvino", None)
    with pytest.raises(MissingExtraError, match="the fast reader needs the package openvino; install it with: pip"):
        openvino_runtime.engine()


def test_a_reader_without_a_toll_head_says_so(fast: Extractor) -> None:
    plain = openvino_runtime.OpenVinoRuntime(Path(FAST), "fp32", ("O",), openvino_runtime.RowPadding(0, 8), None, None)
    assert not plain.reads_tolls
    none = np.zeros((0, 2), dtype=np.int64)
    with pytest.raises(ValueError, match="no toll head"):
        plain.read_tolls(TollInputs(np.zeros((0, 2), dtype=np.float32), none, none, none[:, 0], none))


@pytest.mark.parametrize(("lengths", "padded"), [((3, 4), 16), ((16,), 16), ((17, 30), 33), ((33,), 40), ((47,), 47)])
def test_rows_are_padded_to_few_lengths_within_the_window_and_none_that_is_misread(
    lengths: tuple[int, ...], padded: int
) -> None:
    shapes = []

    class Request:
        def infer(self, inputs: list[npt.NDArray[np.int64]]) -> dict[str, npt.NDArray[np.float32]]:
            shapes.append(inputs[0].shape)
            return {"logits": np.zeros((*inputs[0].shape, 1), dtype=np.float32)}

    class Network:
        def create_infer_request(self) -> Request:
            return Request()

    padding = openvino_runtime.RowPadding(0, 40)
    reader = openvino_runtime.OpenVinoRuntime(Path(FAST), "fp32", ("O",), padding, None, Network(), frozenset({32}))
    assert [len(one.logits) for one in reader.read([[1] * length for length in lengths])] == list(lengths)
    assert shapes == [(len(lengths), padded)]


def shares(logits: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return the probabilities of logits."""
    raised = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True))


def test_a_row_of_any_length_is_read_as_torch_reads_it_also_one_as_long_as_a_head_is_wide() -> None:
    slow, fast = Extractor.default(backend="torch"), Extractor.default(backend="fast")
    assert isinstance(fast.runtime, openvino_runtime.OpenVinoRuntime)
    assert fast.runtime.unfit == {32}
    row = max(fast.rows(Document("a", " ".join(TEXTS))), key=len)
    rows = [[*row[: length - 1], row[-1]] for length in range(3, 70)]
    far = [
        len(left.logits)
        for left, right in zip(slow.runtime.read(rows), fast.runtime.read(rows), strict=True)
        if np.abs(shares(left.logits) - shares(right.logits)).mean() > 0.03
    ]
    assert far == []
