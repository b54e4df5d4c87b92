"""What torch computes, and where."""

import subprocess
import sys
from pathlib import Path

import pytest
import torch
from samples.texts import ARTICLE, ROOT

from hasila.errors import HasilaError, InputError
from hasila.extractor import Extractor
from hasila.model import torch_runtime
from hasila.model.torch_runtime import TorchRuntime

_FORK = """
import json, multiprocessing, sys, warnings
from pathlib import Path
import torch
from hasila import Extractor

warnings.simplefilter("ignore", DeprecationWarning)  # newer Pythons warn of any fork beside threads
torch.set_num_threads(2)
extractor = Extractor.from_checkpoint(sys.argv[1], device="cpu")
texts = [json.loads(line)["text"] for line in Path(sys.argv[2]).read_text(encoding="utf-8").splitlines()]
before = list(extractor.stream(texts))
torch.ones(1000, 1000) @ torch.ones(1000, 1000)  # large enough for two threads, whatever the model


def read(text):
    found = extractor(text)
    return found.spans, float((torch.ones(1000, 1000) @ torch.ones(1000, 1000)).sum())


with multiprocessing.get_context("fork").Pool(2) as pool:
    after = pool.map(read, texts)
sys.exit([spans for spans, _ in after] != [document.spans for document in before])
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not fork")
def test_an_extractor_that_has_read_reads_in_forked_processes_too(tiny_checkpoint: Path) -> None:
    command = [sys.executable, "-c", _FORK, str(tiny_checkpoint), str(ARTICLE)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert ended.returncode == 0, ended.stderr


def test_a_model_beside_the_cpu_says_in_a_fork_to_spawn_instead(
    tiny_checkpoint: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch_runtime, "_PROCESS", -1)
    extractor = Extractor.from_checkpoint(tiny_checkpoint, device="cpu")
    assert isinstance(extractor.runtime, TorchRuntime)
    torch.nn.Module.to(extractor.runtime.model, "meta")
    with pytest.raises(HasilaError, match=r"multiprocessing\.get_context\('spawn'\), and load the checkpoint in each"):
        extractor("قتل جندي")


def test_a_fork_computes_on_one_thread(tiny_checkpoint: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    extractor = Extractor.from_checkpoint(tiny_checkpoint, device="cpu")
    threads = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        extractor("قتل جندي")
        assert torch.get_num_threads() == 2
        monkeypatch.setattr(torch_runtime, "_PROCESS", -1)
        extractor("قتل جندي")
        assert torch.get_num_threads() == 1
    finally:
        torch.set_num_threads(threads)


@pytest.mark.parametrize("device", ["meta", "xpu:77", "cuda:77", "hpu", "abacus", "cpu:x"])
def test_a_device_that_cannot_compute_here_is_told_in_a_line(device: str, tiny_checkpoint: Path) -> None:
    with pytest.raises(InputError) as caught:
        Extractor.from_checkpoint(tiny_checkpoint, device=device)
    assert str(caught.value) == f"--device is {device!r}, which is not available here; cpu always is"
