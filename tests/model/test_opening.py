"""Models that others wrote: no code of theirs runs, nobody is asked, and what cannot be read is refused."""

import ast
import hashlib
import io
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from samples.texts import ROOT

from hasila.errors import CheckpointError, EncoderError, HasilaError
from hasila.extractor import Extractor
from hasila.model import encoders, int8
from hasila.model.encoders import new_tagger
from hasila.model.opening import is_finite
from hasila.program.config import load_config
from train.finetune.run import start_tagger
from train.finetune.settings import Settings
from train.pretrain.transplant import check_start

Poison = Callable[[Path], None]
LABELS = ("ACTOR", "LOCATION", "CASUALTY")


def edit(path: Path, **changes: object) -> None:
    """Change fields of a JSON file."""
    known = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    path.write_text(json.dumps({**known, **changes}), encoding="utf-8")


def bring_code(folder: Path) -> None:
    """Put Python in `folder` that leaves the file "ran" beside it, and name it in both files of settings."""
    (folder / "evil.py").write_text(
        f"from pathlib import Path\nPath({str(folder / 'ran')!r}).touch()\n"
        "from transformers import BertConfig, BertForTokenClassification, BertTokenizer\n"
        "class EvilConfig(BertConfig):\n    model_type = 'evil'\n"
        "class EvilModel(BertForTokenClassification):\n    config_class = EvilConfig\n"
        "class EvilTokenizer(BertTokenizer):\n    pass\n",
        encoding="utf-8",
    )
    parts = {"AutoConfig": "evil.EvilConfig", "AutoModelForTokenClassification": "evil.EvilModel"}
    edit(folder / "config.json", model_type="evil", auto_map=parts)
    edit(
        folder / "tokenizer_config.json",
        tokenizer_class="EvilTokenizer",
        auto_map={"AutoTokenizer": ["evil.EvilTokenizer", None]},
    )


def copied(folder: Path, to: Path, poison: Poison = bring_code) -> Path:
    """Return a copy of `folder` that is poisoned."""
    shutil.copytree(folder, to)
    poison(to)
    return to


def extract(encoder: Path, checkpoint: Path, _monkeypatch: pytest.MonkeyPatch) -> Path:
    """Open a poisoned checkpoint to read with it; return its folder, as the others do."""
    poisoned = copied(checkpoint, encoder / "poisoned")
    with pytest.raises(CheckpointError, match=r"asks for Python code of its own"):
        Extractor.from_checkpoint(poisoned)
    return poisoned


def name(encoder: Path, _checkpoint: Path, _monkeypatch: pytest.MonkeyPatch) -> Path:
    """Name a poisoned encoder as encoder.name."""
    poisoned = copied(encoder, encoder / "poisoned")
    with pytest.raises(EncoderError, match=r"asks for Python code of its own"):
        new_tagger(str(poisoned), None, LABELS)
    return poisoned


def initialise_from(encoder: Path, checkpoint: Path, _monkeypatch: pytest.MonkeyPatch) -> Path:
    """Name a poisoned checkpoint as encoder.initialise_from."""
    poisoned = copied(checkpoint, encoder / "poisoned")
    path = encoder / "config.yaml"
    path.write_text(f"encoder: {{name: {encoder}, initialise_from: {poisoned}}}\nwindow: {{pieces: 64, overlap: 16}}\n")
    with pytest.raises(CheckpointError, match=r"asks for Python code of its own"):
        start_tagger(load_config(Settings, path))
    return poisoned


def start(encoder: Path, _checkpoint: Path, _monkeypatch: pytest.MonkeyPatch) -> Path:
    """Name a poisoned encoder as start.encoder."""
    poisoned = copied(encoder, encoder / "poisoned")
    with pytest.raises(EncoderError, match=r"asks for Python code of its own"):
        check_start(str(poisoned), None)
    return poisoned


def embedded(encoder: Path, _checkpoint: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Poison an encoder in 8 bits, its checksums with it."""
    poisoned = copied(encoders.SHIPPED / "arabic-news-12", encoder / "poisoned")
    (poisoned / int8.CHECKSUMS).unlink()
    sums = (f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in poisoned.iterdir())
    (poisoned / int8.CHECKSUMS).write_text("".join(sums), encoding="utf-8")
    monkeypatch.setattr(encoders, "SHIPPED", encoder)
    with pytest.raises(EncoderError, match=r"asks for Python code of its own"):
        new_tagger("embedded:poisoned", None, LABELS)
    return poisoned


@pytest.mark.parametrize("door", [extract, name, initialise_from, start, embedded])
def test_python_that_a_model_brings_is_not_run_though_standard_input_says_yes(
    door: Callable[[Path, Path, pytest.MonkeyPatch], Path],
    tiny_encoder: Path,
    tiny_checkpoint: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers = io.StringIO("y\n" * 9)
    monkeypatch.setattr(sys, "stdin", answers)
    shutil.copytree(tiny_encoder, tmp_path / "encoder")
    poisoned = door(tmp_path / "encoder", tiny_checkpoint, monkeypatch)
    assert (poisoned / "evil.py").is_file()
    assert not (poisoned / "ran").exists()
    assert answers.tell() == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    "command",
    [
        "hasila extract {checkpoint}",
        "eval {checkpoint}",
        "train {config} name=trusting encoder.name={encoder}",
        "train {config} name=trusting encoder.initialise_from={checkpoint}",
        "train.pretrain {root}/configs/pretrain/pretrain.yaml start.encoder={encoder} runs={folder}",
    ],
)
def test_no_program_asks_whether_it_may_run_a_models_python(
    command: str, tiny_encoder: Path, tiny_checkpoint: Path, tiny_config: Path, tmp_path: Path
) -> None:
    encoder = copied(tiny_encoder, tmp_path / "encoder")
    checkpoint = copied(tiny_checkpoint, tmp_path / "checkpoint")
    told = command.format(encoder=encoder, checkpoint=checkpoint, config=tiny_config, root=ROOT, folder=tmp_path)
    ended = subprocess.run(
        [sys.executable, "-m", *told.split()], cwd=ROOT, input="y\n" * 9, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 2, ended.stderr
    assert "asks for Python code of its own" in ended.stderr
    assert "[y/N]" not in ended.stdout + ended.stderr
    assert not (encoder / "ran").exists()
    assert not (checkpoint / "ran").exists()


def change(file: str, **fields: Any) -> Poison:
    """Return what changes fields of a file of settings."""
    return lambda folder: edit(folder / file, **fields)


@pytest.mark.parametrize(
    ("poison", "message"),
    [
        (change("config.json", auto_map={"AutoConfig": "a.B"}), r"config\.json asks for Python code of its own"),
        (change("tokenizer_config.json", auto_map=["a.B", None]), r"tokenizer_config\.json asks for Python code"),
        (change("config.json", model_type="evil"), r"has the model_type 'evil', which transformers \S+ does not know"),
        (change("config.json", model_type=None), r"has the model_type None"),
        (change("config.json", model_type=["bert"]), r"has the model_type \['bert'\]"),
        (
            change("config.json", attn_implementation="a/b"),
            r"names code to run \(attn_implementation: 'a/b'\)",
        ),
        (change("tokenizer_config.json", tokenizer_class="Evil"), r"has the tokenizer_class 'Evil', which"),
        (change("tokenizer_config.json", tokenizer_class="pipeline"), r"has the tokenizer_class 'pipeline', which"),
    ],
)
def test_settings_that_name_what_transformers_does_not_have_are_refused_in_a_line(
    poison: Poison, message: str, tiny_encoder: Path, tiny_checkpoint: Path, tmp_path: Path
) -> None:
    with pytest.raises(CheckpointError, match=message) as of_checkpoint:
        Extractor.from_checkpoint(copied(tiny_checkpoint, tmp_path / "checkpoint", poison))
    with pytest.raises(EncoderError, match=message):
        new_tagger(str(copied(tiny_encoder, tmp_path / "encoder", poison)), None, LABELS)
    assert "\n" not in str(of_checkpoint.value)


@pytest.mark.parametrize("file", ["config.json", "tokenizer_config.json", "tokenizer.json"])
@pytest.mark.parametrize("value", ["[" * 100_000 + "]" * 100_000, "9" * 5_000])
def test_a_file_of_settings_that_python_cannot_hold_is_damage_in_a_line(
    file: str, value: str, tiny_checkpoint: Path, tmp_path: Path
) -> None:
    shutil.copytree(tiny_checkpoint, tmp_path / "checkpoint")
    (tmp_path / "checkpoint" / file).write_text(f'{{"deep": {value}}}', encoding="utf-8")
    with pytest.raises(HasilaError) as caught:
        Extractor.from_checkpoint(tmp_path / "checkpoint")
    assert "\n" not in str(caught.value)


def test_a_weight_is_finite_where_each_of_its_values_is() -> None:
    for value in (torch.nan, torch.inf, -torch.inf):
        weight = torch.zeros(3, 4)
        weight[1, 2] = value
        assert not is_finite(weight)
    assert is_finite(torch.full((3,), 3e38))
    assert is_finite(torch.empty(0))
    assert is_finite(torch.tensor([2**62]))


def test_everything_that_transformers_chooses_by_a_file_is_told_to_trust_no_code() -> None:
    trusting = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for top in ("hasila", "train", "eval")
        for path in sorted((ROOT / top).rglob("*.py"))
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == "from_pretrained"
        and ast.unparse(call.func) != "BertConfig.from_pretrained"  # a class of settings, which chooses nothing
        and not any(distrusts(keyword) for keyword in call.keywords)
    ]
    assert trusting == []


def distrusts(keyword: ast.keyword) -> bool:
    """Say whether an argument is trust_remote_code=False, or opening's own settings, which hold it."""
    if keyword.arg is None:
        return isinstance(keyword.value, ast.Name) and keyword.value.id == "where"
    return (
        keyword.arg == "trust_remote_code" and isinstance(keyword.value, ast.Constant) and keyword.value.value is False
    )
