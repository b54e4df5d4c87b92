"""The folder of a run."""

import os
import signal
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from samples.texts import ROOT

from hasila.errors import ConfigError, OutputError
from hasila.program.config import dump_config
from train.finetune.settings import CorpusSettings, Settings, TrainingSettings
from train.run_folder import check_same, only_one, run_folder


def begun(folder: Path, settings: Settings) -> Path:
    """Write down the settings of a run in `folder`."""
    folder.mkdir(exist_ok=True)
    (folder / "config.yaml").write_text(dump_config(settings), encoding="utf-8")
    return folder


def test_a_run_is_named_by_its_settings_and_else_by_the_file_of_its_config() -> None:
    config = Path("configs/train/quickstart.yaml")
    assert run_folder(Settings(), config) == Path("runs/quickstart")
    assert run_folder(Settings(name="تجربة", runs=Path("/elsewhere")), config) == Path("/elsewhere/تجربة")


@pytest.mark.parametrize("name", ["../../x", "/abs", "", "..", "a/b", ".hidden"])
def test_a_name_that_leaves_the_folder_of_runs_is_refused(name: str) -> None:
    with pytest.raises(OutputError, match=r"name is .*, which cannot name a file"):
        run_folder(Settings(name=name), Path("a.yaml"))


@pytest.mark.parametrize("module", ["train", "train.crossval", "train.pretrain"])
def test_each_program_refuses_a_run_outside_the_folder_of_runs(module: str, tmp_path: Path) -> None:
    config = "configs/pretrain/pretrain.yaml" if module == "train.pretrain" else "configs/train/quickstart.yaml"
    command = [sys.executable, "-m", module, config, f"runs={tmp_path / 'deep/runs'}", "name=../../x"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (ended.returncode, "name is '../../x', which cannot name a file" in ended.stderr) == (2, True)
    assert list(tmp_path.iterdir()) == []


def test_the_same_settings_in_another_place_are_the_same(tmp_path: Path) -> None:
    check_same(Settings(name="b", runs=Path("elsewhere")), begun(tmp_path, Settings(name="a")))


def test_other_settings_are_named_with_both_ways_out(tmp_path: Path) -> None:
    folder = begun(tmp_path, Settings(training=TrainingSettings(epochs=3)))
    changed = Settings(training=TrainingSettings(epochs=4), corpus=CorpusSettings(label_map={"PER": "ACTOR"}))
    with pytest.raises(ConfigError) as caught:
        check_same(changed, folder)
    assert str(caught.value) == (
        f"{folder}: contains a run with other settings: corpus.label_map is {{}} there and not set here; "
        'training.epochs is 3 there and 4 here; corpus.label_map.PER is not set there and "ACTOR" here\n'
        "  give this run its own name, name=..., or replace that one with --overwrite"
    )
    check_same(replace(changed, corpus=CorpusSettings()), folder, free=["training.epochs"])


def test_settings_that_cannot_be_read_are_other_ones(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"config\.yaml: cannot be read.*\n.*--overwrite"):
        check_same(Settings(), tmp_path)


def test_a_second_process_is_refused_and_told_who_the_first_is(tmp_path: Path) -> None:
    mine = rf"run: process {os.getpid()} on {socket.gethostname()}, running since \d{{4}}-.*, is working in this folder"
    with only_one(tmp_path / "run"):
        with pytest.raises(OutputError, match=mine), only_one(tmp_path / "run"):
            pass
        with only_one(tmp_path / "other"):
            pass
        (tmp_path / "run/.running.json").unlink()
        with pytest.raises(OutputError, match="run: another process is working in this"), only_one(tmp_path / "run"):
            pass
    with only_one(tmp_path / "run"):
        pass


def test_a_killed_process_leaves_the_folder_free(tmp_path: Path) -> None:
    code = (
        "import os, pathlib, signal, sys; from train.run_folder import only_one\n"
        "with only_one(pathlib.Path(sys.argv[1])): os.kill(os.getpid(), signal.SIGKILL)"
    )
    killed = subprocess.run([sys.executable, "-c", code, str(tmp_path / "run")], check=False, cwd=ROOT)
    assert killed.returncode == -signal.SIGKILL
    assert (tmp_path / "run/.running.json").exists()
    with only_one(tmp_path / "run"):
        pass
    assert not (tmp_path / "run/.running.json").exists()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="run: cannot be written"), only_one(tmp_path / "file/run"):
        pass
