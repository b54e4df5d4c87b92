"""A small BERT in the file shape of CAMeLBERT, and a checkpoint trained on it."""

import os
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from samples.texts import ARTICLE, PIECES, article_rows

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from samples.program import Program

os.environ |= {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_VERBOSITY": "error", "TOKENIZERS_PARALLELISM": "false"}
os.environ["HF_HUB_DISABLE_PROGRESS_BARS"] = "1"

# Without a deadline, which a busy machine would miss. The same examples each time: a failure must come again.
settings.register_profile("hasila", deadline=None, derandomize=True)
settings.load_profile("hasila")


@pytest.fixture
def hasila(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> "Program":
    """Return the program to call with its arguments."""
    from samples.program import Program

    return Program(capsys, monkeypatch)


@pytest.fixture(scope="module")
def one_thread() -> Iterator[None]:
    """Compute on one thread: small models wait longer for a second one than it helps."""
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="session")
def tiny_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a BERT of two layers, 32 wide, as the hub holds CAMeLBERT: weights only as pytorch_model.bin."""
    import torch
    from transformers import BertConfig, BertModel

    folder = tmp_path_factory.mktemp("encoder") / "bert-tiny-arabic"
    folder.mkdir()
    words = Counter(word for row in article_rows() for word in str(row["text"]).split())
    letters = sorted(set("".join(words)) | set(PIECES))
    whole = [word for word, seen in words.most_common() if seen > 1 and len(word) > 1]
    vocabulary = [
        "[PAD]",
        "[UNK]",
        "[CLS]",
        "[SEP]",
        "[MASK]",
        *letters,
        *(f"##{letter}" for letter in letters),
        *whole,
    ]
    (folder / "vocab.txt").write_text("\n".join(vocabulary) + "\n", encoding="utf-8")
    (folder / "tokenizer_config.json").write_text('{"do_lower_case": false, "model_max_length": 128}', encoding="utf-8")
    (folder / "special_tokens_map.json").write_text(
        '{"unk_token": "[UNK]", "sep_token": "[SEP]", "pad_token": "[PAD]", "cls_token": "[CLS]", '
        '"mask_token": "[MASK]"}',
        encoding="utf-8",
    )
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=128,
    )
    config.architectures = ["BertForMaskedLM"]
    config.save_pretrained(folder)
    weights = {f"bert.{name}": value for name, value in BertModel(config).state_dict().items()}
    torch.save(weights, folder / "pytorch_model.bin")
    return folder


@pytest.fixture(scope="session")
def tiny_config(tiny_encoder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a config that trains the tiny encoder on the article in seconds."""
    folder = tmp_path_factory.mktemp("config")
    path = folder / "tiny.yaml"
    path.write_text(
        f"encoder: {{name: {tiny_encoder}}}\n"
        f"corpus: {{paths: [{ARTICLE}]}}\n"
        "window: {pieces: 64, overlap: 16}\n"
        "optimizer: {learning_rate: 5.0e-3}\n"
        "training: {epochs: 16, batch: 4, log_every: 5}\n"
        "export: null\n"
        f"runs: {folder / 'runs'}\n",
        encoding="utf-8",
    )
    return path


@pytest.fixture(scope="session")
def tiny_run(tiny_config: Path) -> Path:
    """Train the tiny config and return the run's folder."""
    from hasila.program.config import load_config
    from train.finetune.run import run
    from train.finetune.settings import Settings

    settings = load_config(Settings, tiny_config)
    folder = settings.runs / "tiny"
    run(settings, folder)
    return folder


@pytest.fixture(scope="session")
def fast_checkpoint(tiny_checkpoint: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the tiny checkpoint with a toll head and a fast form. No socket may be opened while it is made."""
    from samples.fast_forms import exported, no_socket

    with pytest.MonkeyPatch.context() as patch:
        no_socket(patch)
        return exported(tiny_checkpoint, tmp_path_factory.mktemp("fast") / "checkpoint")


@pytest.fixture(scope="session")
def tiny_checkpoint(tiny_run: Path) -> Path:
    """Return the checkpoint of the tiny run."""
    return tiny_run / "checkpoint"


BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    """Start the browser. Where there is none, skip; with HASILA_REQUIRE_BROWSER, fail."""
    from playwright.sync_api import sync_playwright

    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        missing = f"no browser: none of {', '.join(BROWSERS)} is installed"
        if os.environ.get("HASILA_REQUIRE_BROWSER"):
            pytest.fail(missing)
        pytest.skip(missing)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield started
        started.close()
