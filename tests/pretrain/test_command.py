"""The recipe that pretrains an encoder, on a page of text."""

import itertools
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from huggingface_hub import ModelCard
from safetensors.torch import load_file
from samples.texts import ROOT, article_rows
from torch.nn.attention import SDPBackend, sdpa_kernel

from hasila.errors import ConfigError
from hasila.model import int8
from hasila.model.encoders import new_tagger
from hasila.model.torch_runtime import move
from hasila.program.config import dump_config, load_config
from train.attention import quick_attention
from train.pretrain import mlm
from train.pretrain.command import is_done, run
from train.pretrain.encoder_card import encoder_card, read_pretraining_results
from train.pretrain.settings import PretrainSettings, SourceSettings
from train.pretrain.settings import PretrainTrainingSettings as Training
from train.pretrain.settings import TeachingSettings as Teaching
from train.pretrain.transplant import kept_model

pytestmark = pytest.mark.usefixtures("one_thread")
STEPS = 12


@pytest.fixture(scope="module")
def settings(tiny_encoder: Path, tmp_path_factory: pytest.TempPathFactory) -> PretrainSettings:
    """Return settings that pretrain the tiny encoder on the article in seconds."""
    folder = tmp_path_factory.mktemp("pretrain")
    (folder / "page.txt").write_text("\n\n".join(str(row["text"]) for row in article_rows()), encoding="utf-8")
    (folder / "page.yaml").write_text(
        f"text: {{sources: [{{path: {folder / 'page.txt'}}}], held_out: 0.2}}\n"
        "vocabulary: {pieces: 600}\n"
        f"start: {{encoder: {tiny_encoder}}}\n"
        "masking: {length: 24}\n"
        "optimizer: {learning_rate: 5.0e-3, warmup: 2, decay: 3}\n"
        f"training: {{steps: {STEPS}, batch: 4, accumulation: 2, precision: fp32, log_every: 2, score_every: 6, "
        "save_every: 4}\n",
        encoding="utf-8",
    )
    return load_config(PretrainSettings, folder / "page.yaml")


@pytest.fixture(scope="module")
def done(settings: PretrainSettings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pretrain and return the run's folder."""
    folder = tmp_path_factory.mktemp("runs") / "page"
    run(settings, folder)
    return folder


def weights(folder: Path) -> dict[str, torch.Tensor]:
    """Return the weights of a run's encoder."""
    return load_file(folder / "encoder/model.safetensors")


def same(first: Mapping[str, torch.Tensor], second: Mapping[str, torch.Tensor]) -> bool:
    """Say whether all weights are equal."""
    return set(first) == set(second) and all(torch.equal(weight, second[name]) for name, weight in first.items())


def metrics(folder: Path) -> list[dict[str, Any]]:
    """Return the lines of metrics.jsonl without the clock's."""
    rows = [json.loads(line) for line in (folder / "metrics.jsonl").read_text(encoding="utf-8").splitlines()]
    return [{key: value for key, value in row.items() if "second" not in key} for row in rows]


def with_training(settings: PretrainSettings, **changes: Any) -> PretrainSettings:
    """Return `settings` with other settings of training."""
    return replace(settings, training=replace(settings.training, **changes))


class KilledError(Exception):
    """Stands for what ends a process from outside."""


def killed_after(steps: int, settings: PretrainSettings, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin a run and end it before the step that follows `steps` steps."""
    given = mlm._Run._input

    def fatal(self: mlm._Run, number: int) -> Any:
        if number == steps:
            raise KilledError
        return given(self, number)

    with monkeypatch.context() as patch:
        patch.setattr(mlm._Run, "_input", fatal)
        with pytest.raises(KilledError):
            run(settings, folder)


def test_the_same_text_gives_the_same_weights_twice(settings: PretrainSettings, done: Path, tmp_path: Path) -> None:
    run(settings, tmp_path / "again")
    assert same(weights(tmp_path / "again"), weights(done))
    assert metrics(tmp_path / "again") == metrics(done)


def test_another_seed_gives_other_weights(settings: PretrainSettings, done: Path, tmp_path: Path) -> None:
    run(with_training(settings, seed=1), tmp_path / "other")
    assert not same(weights(tmp_path / "other"), weights(done))


def test_a_killed_run_goes_on_and_ends_with_the_same_loss_and_weights(
    settings: PretrainSettings, done: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed_after(7, settings, tmp_path / "cut", monkeypatch)
    assert [state.name for state in mlm.states(tmp_path / "cut/states")] == ["00000004"]
    run(settings, tmp_path / "cut")
    assert metrics(tmp_path / "cut") == metrics(done)
    assert same(weights(tmp_path / "cut"), weights(done))


def test_a_run_can_be_ended_early_by_starting_it_again_with_fewer_steps(
    settings: PretrainSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed_after(9, with_training(settings, steps=1000), tmp_path / "long", monkeypatch)
    run(with_training(settings, steps=10), tmp_path / "long")
    assert metrics(tmp_path / "long")[-1]["step"] == 10
    rates = {row["step"]: row["learning_rate"] for row in metrics(tmp_path / "long") if "learning_rate" in row}
    assert rates[8] == 5e-3 > rates[10] > 0


def test_states_of_other_settings_are_refused_and_kept(
    settings: PretrainSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed_after(5, settings, tmp_path / "run", monkeypatch)
    changed = replace(settings, masking=replace(settings.masking, share=0.4))
    with pytest.raises(ConfigError, match=r"masking\.share is 0\.2 there and 0\.4 here; give this run its own name"):
        run(changed, tmp_path / "run")
    assert mlm.states(tmp_path / "run/states")


def test_the_newest_two_states_are_kept(settings: PretrainSettings, tmp_path: Path) -> None:
    run(with_training(settings, save_every=3), tmp_path / "run")
    assert [int(state.name) for state in mlm.states(tmp_path / "run/states")] == [9, 12]


def test_stages_are_done_once_and_again_where_their_settings_change(
    settings: PretrainSettings, done: Path, tmp_path: Path
) -> None:
    def made(folder: Path) -> list[int]:
        return [(folder / stage).stat().st_mtime_ns for stage in ("text", "tokenizer", "ids")]

    run(with_training(settings, steps=5, save_every=100), tmp_path / "run")
    first = made(tmp_path / "run")
    run(with_training(settings, steps=6, save_every=100), tmp_path / "run", overwrite=True)
    assert made(tmp_path / "run") == first
    fewer = replace(settings, vocabulary=replace(settings.vocabulary, pieces=550))
    run(with_training(fewer, steps=5), tmp_path / "run", overwrite=True)
    again = made(tmp_path / "run")
    assert again[0] == first[0]
    assert again[1] > first[1]
    assert again[2] > first[2]


def test_an_encoder_that_is_done_is_not_replaced_by_one_of_other_settings(
    settings: PretrainSettings, tmp_path: Path
) -> None:
    stateless = with_training(settings, steps=5, save_every=100)
    run(stateless, tmp_path / "run")
    assert is_done(stateless, tmp_path / "run")
    before = weights(tmp_path / "run")
    with pytest.raises(ConfigError, match=r"training\.steps is 5 there and 6 here\n.*name=\.\.\., .*--overwrite"):
        run(with_training(stateless, steps=6), tmp_path / "run")
    assert same(weights(tmp_path / "run"), before)
    assert is_done(stateless, tmp_path / "run")


def test_a_run_that_is_done_goes_on_from_its_state_with_more_steps(
    settings: PretrainSettings, done: Path, tmp_path: Path
) -> None:
    run(with_training(settings, steps=8), tmp_path / "run")
    longer = with_training(settings, steps=STEPS)
    assert not is_done(longer, tmp_path / "run")
    run(longer, tmp_path / "run")
    assert is_done(longer, tmp_path / "run")
    assert metrics(tmp_path / "run")[-1]["step"] == STEPS


def test_a_run_that_is_done_says_so_without_pretraining_again(config: Path, done: Path, tmp_path: Path) -> None:
    shutil.copytree(done, tmp_path / "page")
    command = [sys.executable, "-m", "train.pretrain", str(config)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout == (
        f"{tmp_path}/page/encoder is already done with these settings; --overwrite pretrains it again.\n"
    )


def test_words_are_learnt_from_their_neighbours_and_held_out_ones_guessed(
    settings: PretrainSettings, tmp_path: Path
) -> None:
    words = sorted({word for row in article_rows() for word in str(row["text"]).split() if word.isalpha()})[:16]
    random = np.random.default_rng(0)
    pairs = [[f"{words[2 * one]} {words[2 * one + 1]}" for one in random.integers(0, 8, 40)] for _ in range(60)]
    (tmp_path / "pairs.txt").write_text("\n\n".join(" ".join(text) for text in pairs), encoding="utf-8")
    sources = (SourceSettings(tmp_path / "pairs.txt"),)
    learnt = replace(settings, text=replace(settings.text, sources=sources))
    learnt = with_training(learnt, steps=600, batch=16, accumulation=1, score_every=300, save_every=600)
    run(replace(learnt, optimizer=replace(learnt.optimizer, learning_rate=8e-3, warmup=10, decay=30)), tmp_path / "run")
    rows = metrics(tmp_path / "run")
    losses = [row["loss"] for row in rows if "loss" in row]
    scores = [row["pseudo_perplexity_of_words"] for row in rows if "pseudo_perplexity" in row]
    assert losses[-1] < 0.8 * losses[0]
    assert scores[-1] < scores[0]
    # Who knows the words' frequencies alone is as surprised as by one of sixteen.
    assert scores[-1] < 8


def test_the_metrics_tell_the_speed_and_both_kinds_of_pseudo_perplexity(done: Path) -> None:
    rows = metrics(done)
    assert [row["step"] for row in rows if "pseudo_perplexity" in row] == [6, 12]
    assert rows[-1]["pseudo_perplexity_of_words"] > rows[-1]["pseudo_perplexity"] > 1
    first = json.loads((done / "metrics.jsonl").read_text(encoding="utf-8").splitlines()[0])
    assert 0 < first["words_per_second"] < first["pieces_per_second"]


def test_the_encoder_opens_by_its_folder_with_the_tokenizer_that_it_learnt(done: Path) -> None:
    tagger = new_tagger(str(done / "encoder"), None, ("ACTOR",))
    assert tagger.tokenizer.model_max_length == 128
    assert tagger.tokenizer.tokenize("1,2") == ["1", ",", "2"]
    learnt = weights(done)["bert.encoder.layer.0.output.dense.weight"]
    assert torch.equal(tagger.model.base_model.get_parameter("encoder.layer.0.output.dense.weight"), learnt)
    assert json.loads((done / "tokenizer/fineness.json").read_text(encoding="utf-8"))["pieces_a_word"] >= 1


def test_the_encoder_in_8_bits_computes_almost_the_same(done: Path) -> None:
    ours, theirs = int8.read(done / "packed").weights, weights(done)
    assert set(ours) == set(theirs)
    for name, weight in ours.items():
        assert (weight - theirs[name]).abs().max() <= 0.51 * theirs[name].abs().amax() / 127


def test_the_model_card_tells_origin_text_recipe_scores_and_limits(done: Path, settings: PretrainSettings) -> None:
    card = (done / "packed/README.md").read_text(encoding="utf-8")
    assert (done / "encoder/README.md").read_text(encoding="utf-8") == card
    assert "language: ar" in card
    assert f"It began as `{settings.start.encoder}` with all its layers" in card
    assert "- `page.txt`\n\nOf 21 documents 0 were left out because they repeat earlier ones" in card
    assert "20% of each sequence of 24 subwords, in 12 steps of 8 sequences: 0.0 million subwords" in card
    last = metrics(done)[-1]
    assert f"| 12 | {last['pseudo_perplexity']:.2f} | {last['pseudo_perplexity_of_words']:.2f} |" in card
    assert "## Limits" in card


def test_positions_that_no_sequence_has_stay_as_they_were(done: Path, tiny_encoder: Path) -> None:
    name = "embeddings.position_embeddings.weight"
    before = new_tagger(str(tiny_encoder), None, ("ACTOR",)).model.base_model.get_parameter(name)
    assert torch.equal(weights(done)[f"bert.{name}"][24:], before[24:])
    assert not torch.equal(weights(done)[f"bert.{name}"][:24], before[:24])


def test_frozen_embeddings_stay_as_they_were_while_the_layers_learn(
    settings: PretrainSettings, tiny_encoder: Path, tmp_path: Path
) -> None:
    start = replace(settings.start, freeze_embeddings=True)
    run(replace(settings, start=start, vocabulary=replace(settings.vocabulary, pieces=None)), tmp_path)
    before, after = (
        new_tagger(str(name), None, ("A",)).model.state_dict() for name in (tiny_encoder, tmp_path / "encoder")
    )
    moved = {name for name, weight in before.items() if not torch.equal(weight, after[name])}
    assert any(".layer.0." in name for name in moved)
    assert not any(".embeddings." in name for name in moved)


def test_the_card_of_a_further_run_goes_on_with_the_licence_and_the_history_of_what_it_began_as(
    settings: PretrainSettings, done: Path, tmp_path: Path
) -> None:
    first = tmp_path / "first"
    shutil.copytree(done / "encoder", first)
    text = (first / "README.md").read_text(encoding="utf-8")
    known = text.replace("language: ar\n", "language: ar\nlicense: mit\nbase_model: somebody/encoder\n")
    (first / "README.md").write_text(known, encoding="utf-8")
    further = replace(settings, start=replace(settings.start, encoder=str(first)))
    card = ModelCard(encoder_card(further, read_pretraining_results(done), 1, 2))
    assert (card.data.get("license"), card.data.get("base_model")) == ("mit", "somebody/encoder")
    assert "It began as the encoder of an earlier run, described below, with all its layers" in card.text
    assert str(tmp_path) not in card.text
    assert f"## What it began as\n\nIt began as `{settings.start.encoder}` with all its layers" in card.text
    assert "\n### How it was made\n" in card.text
    assert card.text.count("How it scores") == 1


def student(settings: PretrainSettings, done: Path, **teaching: Any) -> PretrainSettings:
    """Return the settings of a student of one layer of the encoder in `done`."""
    encoder = str(done / "encoder")
    return replace(
        settings,
        vocabulary=replace(settings.vocabulary, pieces=None),
        start=replace(settings.start, encoder=encoder, layers=1),
        teaching=Teaching(encoder=encoder, heads=2, **teaching),
    )


def test_a_student_of_fewer_layers_comes_nearer_to_its_teacher(
    settings: PretrainSettings, done: Path, tmp_path: Path
) -> None:
    run(with_training(student(settings, done, hidden=100.0, relations=100.0), steps=40), tmp_path / "student")
    taught = [row["taught"] for row in metrics(tmp_path / "student") if "taught" in row]
    assert 0 < taught[-1] < 0.7 * taught[0]
    assert json.loads((tmp_path / "student/encoder/config.json").read_text("utf-8"))["num_hidden_layers"] == 1
    theirs = (done / "encoder/tokenizer.json").read_bytes()
    assert (
        json.loads((tmp_path / "student/encoder/tokenizer.json").read_bytes())["model"] == json.loads(theirs)["model"]
    )


def test_a_teacher_that_does_not_fit_is_refused(settings: PretrainSettings, done: Path, tmp_path: Path) -> None:
    other = replace(settings, teaching=Teaching(encoder=str(settings.start.encoder), heads=3, relations=1.0))
    with pytest.raises(ConfigError, match=r"another tokenizer .*; a width that teaching\.heads=3 does not divide"):
        run(other, tmp_path / "other")
    shallow = replace(student(settings, done, hidden=1.0), start=replace(settings.start, encoder=str(done / "encoder")))
    run(with_training(student(settings, done, hidden=1.0), steps=5), tmp_path / "small")
    one_layer = replace(shallow.teaching, encoder=str(tmp_path / "small/encoder"))
    with pytest.raises(ConfigError, match="it has fewer layers"):
        run(replace(shallow, teaching=one_layer), tmp_path / "deep")


def test_words_stay_nearer_to_where_they_were_with_the_regulariser(settings: PretrainSettings, tmp_path: Path) -> None:
    taught = {}
    for weight in (0.01, 100.0):
        held = replace(settings, teaching=Teaching(original=weight))
        run(with_training(held, steps=30), tmp_path / str(weight))
        taught[weight] = [row["taught"] / weight for row in metrics(tmp_path / str(weight)) if "taught" in row][-1]
    assert taught[100.0] < 0.5 * taught[0.01]


def for_minutes(settings: PretrainSettings, minutes: float, **changes: Any) -> PretrainSettings:
    """Return `settings` with a time in place of steps."""
    training = replace(settings.training, steps=None, minutes=minutes, log_every=1, **changes)
    return replace(settings, training=training, optimizer=replace(settings.optimizer, warmup=0.1, decay=0.9))


def test_a_run_of_minutes_ends_when_they_are_over_with_a_rate_near_zero(
    settings: PretrainSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(time, "perf_counter", itertools.count().__next__)  # each look at the clock takes a second
        run(for_minutes(settings, 1, score_every=100000), tmp_path / "run")
    rows = [row for row in metrics(tmp_path / "run") if "learning_rate" in row]
    assert [row["step"] for row in rows] == list(range(1, len(rows) + 1))
    assert 15 < len(rows) < 30
    rates = [row["learning_rate"] for row in rows]
    assert rates[0] < max(rates) <= 5e-3
    assert 0 < rates[-1] < 0.1 * max(rates)
    assert metrics(tmp_path / "run")[-1]["pseudo_perplexity"] > 1
    card = (tmp_path / "run/encoder/README.md").read_text(encoding="utf-8")
    assert f"in {len(rows)} steps of 8 sequences: 0.0 million subwords, in 1 minutes" in card
    assert "with 10% of the run of warm-up and 90% of the run of decay" in card


def test_a_killed_run_of_minutes_goes_on_for_what_is_left_of_them(
    settings: PretrainSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    timed = for_minutes(settings, 10, save_every=4)
    killed_after(5, timed, tmp_path / "run", monkeypatch)
    clock = tmp_path / "run/states/00000004/seconds.json"
    assert 0 < json.loads(clock.read_text(encoding="utf-8")) < 600
    clock.write_text("600", encoding="utf-8")
    run(timed, tmp_path / "run")
    assert metrics(tmp_path / "run")[-1]["step"] == 4
    assert is_done(timed, tmp_path / "run")


def test_steps_or_minutes_are_given_and_minutes_go_with_shares(settings: PretrainSettings) -> None:
    with pytest.raises(ValueError, match="give steps or minutes, and null for the other"):
        replace(settings.training, minutes=1.0)
    with pytest.raises(ValueError, match="give steps or minutes"):
        replace(settings.training, steps=None)
    with pytest.raises(ValueError, match="shares of the run, below 1"):
        with_training(settings, steps=None, minutes=1.0)


def test_compiling_does_not_go_with_teaching(settings: PretrainSettings) -> None:
    with pytest.raises(ValueError, match="compile hides the layers that teaching compares"):
        replace(with_training(settings, compile=True), teaching=Teaching(original=1.0))


def test_a_climb_and_fall_longer_than_the_run_are_refused(settings: PretrainSettings) -> None:
    with pytest.raises(ValueError, match="less than optimizer"):
        replace(settings, training=Training(steps=4))


def launch(config: Path, *overrides: str, processes: int = 1, gpu: bool = False) -> "subprocess.Popen[bytes]":
    """Start python -m train.pretrain, through torch's launcher where there are several processes."""
    program = [sys.executable, "-m"]
    if processes > 1:  # accelerate's own starts a single one on CPUs
        program += ["torch.distributed.run", "--standalone", "--nproc_per_node", str(processes), "--module"]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"} | ({} if gpu else {"CUDA_VISIBLE_DEVICES": ""})
    command = [*program, "train.pretrain", str(config), *overrides]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def finish(started: "subprocess.Popen[bytes]") -> None:
    """Wait for a program, which must end well."""
    out, _ = started.communicate(timeout=300)
    assert started.returncode == 0, out.decode()


@pytest.fixture
def config(settings: PretrainSettings, tmp_path: Path) -> Path:
    """Write the settings as a config whose runs lie beside it."""
    (tmp_path / "page.yaml").write_text(dump_config(replace(settings, runs=tmp_path)), encoding="utf-8")
    return tmp_path / "page.yaml"


@pytest.mark.slow
def test_a_process_that_is_killed_goes_on_and_ends_with_the_same_weights(config: Path, tmp_path: Path) -> None:
    overrides = ["training.steps=300", "training.save_every=20"]
    finish(launch(config, "name=whole", *overrides))
    killed = launch(config, "name=killed", *overrides)
    while killed.poll() is None and not mlm.states(tmp_path / "killed/states"):
        time.sleep(0.02)
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    assert not (tmp_path / "killed/encoder").exists()
    finish(launch(config, "name=killed", *overrides))
    assert metrics(tmp_path / "killed") == metrics(tmp_path / "whole")
    assert same(weights(tmp_path / "killed"), weights(tmp_path / "whole"))


@pytest.mark.slow
def test_two_processes_learn_what_one_does(config: Path, tmp_path: Path) -> None:
    finish(launch(config, "name=one"))
    finish(launch(config, "name=two", "training.accumulation=1", "training.batch=8", processes=2))
    one, two = metrics(tmp_path / "one"), metrics(tmp_path / "two")
    assert [row["step"] for row in one] == [row["step"] for row in two]
    for ours, theirs in zip(one, two, strict=True):
        assert ours == pytest.approx(theirs, rel=1e-3)
    for name, weight in weights(tmp_path / "one").items():
        assert torch.allclose(weight, weights(tmp_path / "two")[name], atol=1e-3), name


@pytest.mark.slow
def test_a_batch_that_processes_cannot_share_is_refused(config: Path) -> None:
    started = launch(config, "name=odd", "training.batch=3", processes=2)
    out, _ = started.communicate(timeout=300)
    assert started.returncode != 0
    assert b"training.batch is 3, which cannot be divided evenly among 2 processes" in out


def losses(folder: Path) -> list[float]:
    """Return the losses of a run."""
    return [row["loss"] for row in metrics(folder) if "loss" in row]


@pytest.mark.gpu
def test_a_gpu_learns_what_a_cpu_learns_in_each_precision_and_compiled(config: Path, tmp_path: Path) -> None:
    ways = {"fp32": "training.precision=fp32", "bf16": "training.precision=bf16", "compiled": "training.compile=true"}
    started = [
        launch(config, "name=cpu"),
        *(launch(config, f"name={name}", way, gpu=True) for name, way in ways.items()),
    ]
    for one in started:
        finish(one)
    for name, tolerance in (("fp32", 0.01), ("bf16", 0.05), ("compiled", 0.05)):
        assert losses(tmp_path / name) == pytest.approx(losses(tmp_path / "cpu"), rel=tolerance), name


@pytest.mark.gpu
def test_a_gpu_trains_with_fused_attention(settings: PretrainSettings) -> None:
    model = kept_model(str(settings.start.encoder), None)
    move(model, "cuda")
    ids = torch.arange(5, 69, device="cuda").reshape(4, 16)
    with quick_attention(model), torch.autocast("cuda", torch.bfloat16), sdpa_kernel(SDPBackend.FLASH_ATTENTION):
        model.bert(input_ids=ids).last_hidden_state.float().sum().backward()
    assert all(weight.grad is None or weight.grad.isfinite().all() for weight in model.parameters())
