"""A config is a run."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from huggingface_hub import ModelCard
from samples.texts import ARTICLE, ROOT

from eval.analysis.gold import learnt_passages
from hasila.corpus.reading import read, read_splits
from hasila.document import Document
from hasila.errors import ConfigError, CorpusError, OutputError
from hasila.extractor import Extractor
from hasila.model import checkpoint
from hasila.model.encoders import new_tagger
from hasila.program.config import dump_config, load_config
from hasila.runtime.fast_form import read_form
from hasila.runtime.manifest import read_manifest
from hasila.runtime.training_record import TRAINING_FILE, DevScore, read_training
from hasila.spans import Span
from hasila.tagging.confidence import TEMPERATURES
from hasila.tagging.windows import FRAME, WindowSettings
from train.finetune.done import check_done
from train.finetune.features import IGNORED, features
from train.finetune.loop import PooledSampler, newest_state
from train.finetune.optimizer import depth_of, freeze, parameter_groups
from train.finetune.run import run, start_tagger
from train.finetune.settings import EncoderSettings, OptimizerSettings, Settings, TrainingSettings
from train.run_folder import only_one

LABELS = ("ACTOR", "LOCATION", "CASUALTY")


@pytest.fixture
def settings(tiny_config: Path) -> Settings:
    """Return the tiny settings."""
    return load_config(Settings, tiny_config)


def short(settings: Settings, **training: object) -> Settings:
    """Return `settings` for three epochs, with changes to training."""
    return replace(settings, training=replace(settings.training, **{"epochs": 3, **training}))  # type: ignore[arg-type]


def micro(folder: Path) -> DevScore:
    """Return the strict micro score of a run on its dev split."""
    return read_training(folder).scores["micro"]["strict"]


def test_a_run_leaves_checkpoint_config_metrics_and_the_record_of_its_training(tiny_run: Path) -> None:
    names = {path.name for path in tiny_run.iterdir()} - {"test"}  # what an evaluation may have added
    assert names == {".lock", "checkpoint", "config.yaml", "metrics.jsonl", "training.json"}
    rows = [json.loads(line) for line in (tiny_run / "metrics.jsonl").read_text().splitlines()]
    assert [row["step"] for row in rows if "loss" in row] == list(range(5, 129, 5))
    assert [row["epoch"] for row in rows if "eval_strict_f1" in row] == list(range(1, 17))
    losses = [row["loss"] for row in rows if "loss" in row]
    assert losses[-1] < losses[0] / 2
    assert load_config(Settings, tiny_run / "config.yaml").training.epochs == 16


def test_a_checkpoint_holds_the_temperature_that_was_fitted_on_the_dev_split(tiny_checkpoint: Path) -> None:
    loaded = checkpoint.load(tiny_checkpoint)
    assert any(loaded.manifest.temperature == pytest.approx(one, abs=1e-4) for one in TEMPERATURES)
    assert loaded.tagger.temperature == loaded.manifest.temperature != 1


def test_dev_is_scored_as_often_as_asked(settings: Settings, tmp_path: Path) -> None:
    run(short(settings, epochs=5, score_every=2), tmp_path / "run")
    rows = [json.loads(line) for line in (tmp_path / "run/metrics.jsonl").read_text().splitlines()]
    assert [row["epoch"] for row in rows if "eval_strict_f1" in row] == [2, 4]


def test_a_checkpoint_has_a_card_with_its_training_set_sizes_and_scores(tiny_run: Path) -> None:
    card = ModelCard.load(tiny_run / "checkpoint/README.md")
    assert (card.data.language, card.data.pipeline_tag) == ("ar", "token-classification")
    (strict, partial) = card.data.eval_results
    assert (strict.metric_name, partial.metric_name) == ("strict micro F1", "partial micro F1")
    assert strict.metric_value == pytest.approx(micro(tiny_run).f1, abs=1e-4)
    assert "| all | 14 | 417 | 42 | 14 | 7 | 63 | 0 |" in card.text
    assert f"- `{ARTICLE}`, sha256 `" in card.text
    assert "| micro | 16 |" in card.text
    temperature = read_manifest(tiny_run / "checkpoint").temperature
    assert f"at temperature {temperature:g}, fitted on that split" in card.text


def test_a_wordpiece_encoder_in_camelberts_shape_trains_saves_reloads_and_extracts(tiny_checkpoint: Path) -> None:
    extractor = Extractor.from_checkpoint(tiny_checkpoint, device="cpu")
    documents = read_splits([ARTICLE], "train")
    found = [span for document in extractor.stream(documents) for span in document.spans]
    gold = [span for document in documents for span in document.spans]
    assert len(set(found) & set(gold)) > len(gold) / 4


def test_training_ends_with_a_fast_form_that_reads_as_the_checkpoint_does(settings: Settings, tmp_path: Path) -> None:
    run(replace(short(settings), export="fp32"), tmp_path / "run")
    form = read_form(tmp_path / "run/checkpoint")
    assert (form.precision, form.gate.passages, form.gate.identical) == ("fp32", 3, 1.0)


def test_a_fast_form_that_cannot_be_written_is_a_warning_since_the_checkpoint_is_whole(
    settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    without_dev = replace(settings.corpus, dev=None)
    run(replace(short(settings), corpus=without_dev, export="fp32"), tmp_path / "run")
    assert not (tmp_path / "run/checkpoint/fast").exists()
    assert "There is no fast form: the passages that the checkpoint was trained with cannot be read" in caplog.text
    assert checkpoint.load(tmp_path / "run/checkpoint").tagger.tags


def test_the_same_run_twice_gives_the_same_weights_and_scores(settings: Settings, tmp_path: Path) -> None:
    for name in ("first", "second"):
        run(short(settings), tmp_path / name)
    first, second = (checkpoint.load(tmp_path / name / "checkpoint").tagger.model for name in ("first", "second"))
    assert all(
        torch.equal(a, b) for a, b in zip(first.state_dict().values(), second.state_dict().values(), strict=True)
    )
    assert (tmp_path / "first/training.json").read_text() == (tmp_path / "second/training.json").read_text()
    assert (tmp_path / "first/metrics.jsonl").read_text() == (tmp_path / "second/metrics.jsonl").read_text()


def test_another_seed_gives_other_weights(settings: Settings) -> None:
    first, second = (start_tagger(short(settings, seed=seed)).model.state_dict() for seed in (0, 1))
    assert not torch.equal(first["classifier.weight"], second["classifier.weight"])


def dev_lines(folder: Path) -> list[str]:
    """Return the dev lines of metrics.jsonl; the first loss after a resumption is a mean over fewer steps."""
    return [line for line in (folder / "metrics.jsonl").read_text().splitlines() if "eval" in line]


def launch(config: Path, *overrides: str, processes: int = 1) -> "subprocess.Popen[bytes]":
    """Start python -m train, through torch's launcher where there are several processes."""
    program = [sys.executable, "-m"]
    if processes > 1:
        program += ["torch.distributed.run", "--standalone", "--nproc_per_node", str(processes), "--module"]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    command = [*program, "train", str(config), *overrides]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def finish(started: "subprocess.Popen[bytes]") -> str:
    """Wait for a program and return what it printed; it must have ended well."""
    out, _ = started.communicate(timeout=300)
    assert started.returncode == 0, out.decode()
    return out.decode()


@pytest.mark.slow
@pytest.mark.parametrize("setting", ["training.patience=null", "training.patience=20"])
def test_a_run_killed_in_the_middle_goes_on_and_ends_with_the_same_scores(
    tiny_config: Path, tmp_path: Path, setting: str
) -> None:
    overrides = [setting, "training.epochs=30"]
    finish(launch(tiny_config, f"runs={tmp_path}", "name=whole", *overrides))
    killed = launch(tiny_config, f"runs={tmp_path}", "name=killed", *overrides)
    states = tmp_path / "killed/states"
    while killed.poll() is None and newest_state(states) is None:
        time.sleep(0.02)
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    assert killed.returncode == -signal.SIGKILL, "the run ended before it could be killed"
    assert not (tmp_path / "killed/checkpoint").exists()
    finish(launch(tiny_config, f"runs={tmp_path}", "name=killed", *overrides))
    assert micro(tmp_path / "killed") == micro(tmp_path / "whole")
    assert dev_lines(tmp_path / "killed") == dev_lines(tmp_path / "whole")
    first, second = (checkpoint.load(tmp_path / name / "checkpoint").tagger.model for name in ("whole", "killed"))
    assert all(
        torch.equal(a, b) for a, b in zip(first.state_dict().values(), second.state_dict().values(), strict=True)
    )


@pytest.mark.slow
def test_two_processes_agree_with_one(tiny_config: Path, tmp_path: Path) -> None:
    """The order of windows is the same, so without dropout the two end with the same outputs, but for rounding.

    Here each batch shares out evenly among them; accelerate fills up an epoch's last one, where it does not, with the
    first windows. Weights without a gradient, such as the biases of attention's keys, drift with the rounding itself.
    """
    overrides = [
        "training.batch=2",
        "encoder.dropout=0",
        "training.epochs=3",
        "optimizer.learning_rate=1e-3",
        f"runs={tmp_path}",
    ]
    finish(launch(tiny_config, "name=one", *overrides))
    assert "Warning" not in finish(launch(tiny_config, "name=two", *overrides, processes=2))
    extractors = [Extractor.from_checkpoint(tmp_path / name / "checkpoint", device="cpu") for name in ("one", "two")]
    for first, second in zip(*(extractor.tag(read(ARTICLE)) for extractor in extractors), strict=True):
        assert np.abs(first.log_probabilities - second.log_probabilities).max() < 1e-3


def test_a_state_that_was_not_written_to_its_end_is_not_resumed_from(tmp_path: Path) -> None:
    for step, whole in ((5, True), (10, True), (15, False)):
        (tmp_path / f"checkpoint-{step}").mkdir()
        if whole:
            (tmp_path / f"checkpoint-{step}/complete").touch()
    assert newest_state(tmp_path) == tmp_path / "checkpoint-10"
    assert newest_state(tmp_path / "absent") is None


def cut_off(folder: Path, settings: Settings) -> Path:
    """Leave what a run with these settings leaves that was cut off."""
    state = folder / "states/checkpoint-4"
    state.mkdir(parents=True)
    (state / "complete").touch()
    (folder / "config.yaml").write_text(dump_config(settings), encoding="utf-8")
    return state


def test_a_run_that_was_cut_off_with_other_settings_is_refused_and_kept(settings: Settings, tmp_path: Path) -> None:
    state = cut_off(tmp_path / "run", short(settings, epochs=99))
    with pytest.raises(ConfigError, match=r"training\.epochs is 99 there and 3 here\n.*name=\.\.\., .* --overwrite"):
        run(short(settings), tmp_path / "run")
    assert state.exists()
    assert load_config(Settings, tmp_path / "run/config.yaml").training.epochs == 99


def test_a_run_that_was_cut_off_is_forgotten_where_it_may_be_overwritten(settings: Settings, tmp_path: Path) -> None:
    cut_off(tmp_path / "run", short(settings, epochs=99))
    run(short(settings), tmp_path / "run", overwrite=True)
    assert len((tmp_path / "run/metrics.jsonl").read_text().splitlines()) == 7  # 4 of loss, 3 of dev


def test_a_run_that_left_no_state_is_begun_anew_with_other_settings(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run/config.yaml").write_text("training: {epochs: 99}\n", encoding="utf-8")
    run(short(settings, epochs=1), tmp_path / "run")
    assert load_config(Settings, tmp_path / "run/config.yaml").training.epochs == 1


def started_again(config: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run python -m train CONFIG ARGUMENTS."""
    command = [sys.executable, "-m", "train", str(config), *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_a_run_that_is_done_says_so_with_its_scores_and_stays(tiny_config: Path, tiny_run: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in tiny_run.rglob("*")}
    ended = started_again(tiny_config)
    assert ended.returncode == 0, ended.stderr
    assert f"{tiny_run}/checkpoint is already done with these settings; --overwrite trains it again." in ended.stdout
    assert f"{micro(tiny_run).f1 * 100:.1f}" in ended.stdout
    assert {path: path.stat().st_mtime_ns for path in tiny_run.rglob("*")} == before


def test_a_run_that_is_done_with_other_settings_is_refused_and_stays(tiny_config: Path, tiny_run: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in tiny_run.rglob("*")}
    ended = started_again(tiny_config, "training.epochs=3")
    assert (ended.returncode, ended.stdout, "Traceback" in ended.stderr) == (2, "", False)
    assert "contains a run with other settings: training.epochs is 16 there and 3 here" in ended.stderr
    assert "give this run its own name, name=..., or replace that one with --overwrite" in ended.stderr
    assert {path: path.stat().st_mtime_ns for path in tiny_run.rglob("*")} == before


def test_a_run_that_is_done_is_trained_anew_where_it_may_be_overwritten(settings: Settings, tmp_path: Path) -> None:
    run(short(settings, epochs=1), tmp_path / "run")
    with pytest.raises(ConfigError, match=r"training\.epochs is 1 there and 2 here"):
        run(short(settings, epochs=2), tmp_path / "run")
    run(short(settings, epochs=2), tmp_path / "run", overwrite=True)
    assert read_manifest(tmp_path / "run/checkpoint").training.config["training"]["epochs"] == 2


def test_a_run_that_learnt_from_other_text_is_not_the_same(settings: Settings, tiny_run: Path, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    shutil.copytree(tiny_run, folder)
    check_done(settings, folder)
    checksum = read_training(folder).files()[str(ARTICLE)]
    record = folder / TRAINING_FILE
    record.write_text(record.read_text(encoding="utf-8").replace(checksum, "0" * 64), encoding="utf-8")
    with pytest.raises(ConfigError, match=r"article\.jsonl has changed since\n.*--overwrite"):
        check_done(settings, folder)


def test_a_folder_in_which_a_process_trains_is_refused_to_another(settings: Settings, tmp_path: Path) -> None:
    with only_one(tmp_path / "run"), pytest.raises(OutputError, match=r"process \d+ on .* is working in this folder"):
        run(short(settings), tmp_path / "run")
    assert not (tmp_path / "run/config.yaml").exists()


def test_early_stopping_keeps_the_best_epoch(settings: Settings, tmp_path: Path) -> None:
    run(short(settings, epochs=40, patience=2), tmp_path / "run")
    rows = [json.loads(line) for line in (tmp_path / "run/metrics.jsonl").read_text().splitlines()]
    dev = [row["eval_strict_f1"] for row in rows if "eval_strict_f1" in row]
    assert len(dev) < 40
    assert micro(tmp_path / "run").f1 == pytest.approx(max(dev))


@pytest.mark.parametrize(
    "training",
    [
        {"accumulation": 2},
        {"gradient_checkpointing": True},
        {"precision": "bf16"},
        {"precision": "auto"},
        {"tensorboard": True},
    ],
)
def test_each_way_to_train_ends_with_a_checkpoint(
    settings: Settings, tmp_path: Path, training: dict[str, object]
) -> None:
    run(short(settings, **training), tmp_path / "run")
    Extractor.from_checkpoint(tmp_path / "run/checkpoint", device="cpu")("قتل جندي")
    assert (tmp_path / "run/tensorboard").is_dir() == ("tensorboard" in training)


def test_accumulated_batches_are_the_same_as_one_large_batch(settings: Settings, tmp_path: Path) -> None:
    still = replace(settings, encoder=replace(settings.encoder, dropout=0.0))
    run(short(still, batch=4), tmp_path / "large")
    run(short(still, batch=2, accumulation=2), tmp_path / "small")
    first, second = (checkpoint.load(tmp_path / name / "checkpoint").tagger.model for name in ("large", "small"))
    for ours, theirs in zip(first.state_dict().values(), second.state_dict().values(), strict=True):
        assert torch.allclose(ours, theirs, atol=1e-3)


def test_conll_files_without_ids_are_trained_on_by_name(settings: Settings, tmp_path: Path) -> None:
    bio = ARTICLE.with_name("bio")
    for name in ("train", "dev"):
        lines = (bio / f"{name}.conll").read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for line in lines if not line.startswith("# id")]
        (tmp_path / f"{name}.conll").write_text("".join(kept), encoding="utf-8")
    train, dev = (tmp_path / "train.conll",), (tmp_path / "dev.conll",)
    corpus = replace(settings.corpus, paths=(), train_paths=train, dev_paths=dev)
    run(short(replace(settings, corpus=corpus), epochs=1), tmp_path / "run")
    record = read_training(tmp_path / "run")
    assert record.learnt is not None
    assert record.learnt.passages == 14
    assert [(source.path, source.split) for source in record.corpora] == [
        (f"{tmp_path}/train.conll", "train"),
        (f"{tmp_path}/dev.conll", "dev"),
    ]
    assert len(learnt_passages(record)) == 14
    card = ModelCard.load(tmp_path / "run/checkpoint/README.md")
    assert card.data.eval_results[0].dataset_name == f"{tmp_path}/dev.conll (dev)"


def test_a_run_without_a_dev_split_has_no_scores(settings: Settings, tmp_path: Path) -> None:
    assert run(short(replace(settings, corpus=replace(settings.corpus, dev=None))), tmp_path / "run") is None
    assert read_training(tmp_path / "run").scores == {}
    assert read_manifest(tmp_path / "run/checkpoint").temperature == 1


def test_a_window_beyond_the_encoders_positions_is_refused(settings: Settings) -> None:
    with pytest.raises(ConfigError, match=r"window\.pieces is 512, but .* reads at most 128"):
        start_tagger(replace(settings, window=WindowSettings(512, 16)))


def test_settings_that_the_machine_cannot_follow_are_refused(settings: Settings, tmp_path: Path) -> None:
    if not torch.cuda.is_available():
        with pytest.raises(ConfigError, match=r"training\.precision is fp16, which needs a GPU"):
            run(short(settings, precision="fp16"), tmp_path / "run")
    deep = replace(settings, encoder=replace(settings.encoder, freeze_layers=9))
    with pytest.raises(ConfigError, match=r"encoder\.freeze_layers is 9, but .* has 2 layers"):
        run(deep, tmp_path / "run")


def test_labels_that_the_config_does_not_name_are_refused(settings: Settings, tmp_path: Path) -> None:
    few = replace(settings, corpus=replace(settings.corpus, labels=("ACTOR",)))
    with pytest.raises(CorpusError, match=r":1: article-01: has the label CASUALTY, LOCATION, but corpus\.labels"):
        run(few, tmp_path / "run")


def test_a_words_label_stands_on_all_its_pieces_in_each_window(tiny_encoder: Path) -> None:
    tagger = new_tagger(str(tiny_encoder), None, LABELS)
    document = Document("a", "قتل جندي في تدمر", (Span(0, 8, "CASUALTY"), Span(12, 16, "LOCATION")))
    rows = features([document], tagger, LABELS, WindowSettings(8, 3))
    assert len(rows) > 1
    for row in rows:
        assert len(row["input_ids"]) == len(row["labels"]) <= 8
        assert row["labels"][0] == row["labels"][-1] == IGNORED
    labelled = [label for row in rows for label in row["labels"] if label != IGNORED]
    assert {0, 3, 5, 6} == set(labelled)  # O, B-LOCATION, B-CASUALTY, I-CASUALTY
    assert FRAME == 2


def test_what_is_frozen_does_not_move_and_lower_layers_move_less(tiny_encoder: Path) -> None:
    model = new_tagger(str(tiny_encoder), None, LABELS).model
    freeze(model, EncoderSettings(freeze_embeddings=True, freeze_layers=1))
    moving = {depth_of(name, 2) for name, parameter in model.named_parameters() if parameter.requires_grad}
    assert moving == {2, 3}
    freeze(model, EncoderSettings())
    groups = parameter_groups(model, OptimizerSettings(learning_rate=1.0, head_learning_rate=4.0, layer_decay=0.5))
    assert sorted({group["lr"] for group in groups}) == [0.25, 0.5, 1.0, 4.0]
    assert all(parameter.ndim == 1 for group in groups if not group["weight_decay"] for parameter in group["params"])
    assert sum(len(group["params"]) for group in groups) == len(list(model.parameters()))


def test_each_epoch_draws_every_window_once_in_an_order_of_its_own() -> None:
    sampler = PooledSampler([length % 17 for length in range(100)], batch=4, seed=0)
    orders = []
    for epoch in (0, 1):
        sampler.set_epoch(epoch)
        orders.append(list(sampler))
        assert sorted(orders[-1]) == list(range(100))
    assert orders[0] != orders[1]
    sampler.set_epoch(0)
    assert list(sampler) == orders[0]


def test_windows_of_like_length_go_together() -> None:
    lengths = [(index * 37) % 101 for index in range(320)]
    order = list(PooledSampler(lengths, batch=10, seed=0))
    padded = sum(10 * max(lengths[index] for index in order[start : start + 10]) for start in range(0, 320, 10))
    assert padded < 1.15 * sum(lengths)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["configs/absent.yaml"], "configs/absent.yaml: cannot be read: No such file or directory"),
        (["configs/train/quickstart.yaml", "training.epoch=3"], "unknown key training.epoch; did you mean epochs?"),
        (["configs/train/quickstart.yaml", "corpus.paths=[absent.jsonl]"], "absent.jsonl: cannot be read"),
        (["configs/train/quickstart.yaml", "corpus.dev=trial"], "no passage has the split 'trial'"),
    ],
)
def test_bad_settings_get_a_message_exit_code_2_and_no_run(tmp_path: Path, arguments: list[str], message: str) -> None:
    command = [sys.executable, "-m", "train", *arguments, f"runs={tmp_path}"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert message in ended.stderr
    assert "Traceback" not in ended.stderr
    assert list(tmp_path.iterdir()) == []


def test_every_setting_is_documented_beneath_itself() -> None:
    source = (ROOT / "train/finetune/settings.py").read_text(encoding="utf-8").splitlines()
    for index, line in enumerate(source):
        if line.startswith("    ") and ": " in line and " = " in line and not line.startswith("     "):
            following = "\n".join(source[index + 1 : index + 2])
            assert following.strip().startswith('"""') or "field(default_factory" in line, line


def test_the_article_is_split_by_passage() -> None:
    splits = [document.meta["split"] for document in read(ARTICLE)]
    assert {name: splits.count(name) for name in ("train", "dev", "test")} == {"train": 14, "dev": 3, "test": 4}
    assert TrainingSettings().epochs == 10


@pytest.mark.gpu
def test_a_gpu_fine_tunes_in_bf16_and_its_checkpoint_reads_the_same_on_a_cpu(
    settings: Settings, tmp_path: Path
) -> None:
    run(replace(settings, training=replace(settings.training, precision="bf16")), tmp_path)
    rows = [json.loads(line) for line in (tmp_path / "metrics.jsonl").read_text("utf-8").splitlines()]
    losses = [row["loss"] for row in rows if "loss" in row]
    assert losses[-1] < losses[0] / 2
    texts = [document.text for document in read(ARTICLE)]
    on_gpu, on_cpu = (
        Extractor.from_checkpoint(tmp_path / "checkpoint", backend="torch", device=device) for device in ("cuda", "cpu")
    )
    assert [document.spans for document in on_gpu.stream(texts)] == [
        document.spans for document in on_cpu.stream(texts)
    ]
