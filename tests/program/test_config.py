"""YAML into settings."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

import pydantic.dataclasses
import pytest
from annotated_types import Gt
from samples.texts import ROOT

from eval.benchmark.command import Benchmark
from hasila.errors import ConfigError
from hasila.program.config import dump_config, load_config, read_values
from train.finetune.settings import CorpusSettings, Settings
from train.pretrain.settings import PretrainSettings


@pydantic.dataclasses.dataclass(config=pydantic.ConfigDict(extra="forbid"), frozen=True)
class Inner:
    """Inner settings."""

    rate: Annotated[float, Gt(0)] = 0.1
    epochs: int = 3
    kind: Literal["linear", "cosine"] = "linear"


@pydantic.dataclasses.dataclass(config=pydantic.ConfigDict(extra="forbid"), frozen=True)
class Outer:
    """Outer settings."""

    optimizer: Inner = field(default_factory=Inner)
    name: str | None = None


@dataclass(frozen=True)
class Needy:
    """Settings with one that must be given."""

    must: int


def written(folder: Path, text: str, name: str = "a.yaml") -> Path:
    """Write `text` to a file in `folder`."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def fault(path: Path, *overrides: str) -> str:
    """Return the message that loading `path` ends with."""
    with pytest.raises(ConfigError) as caught:
        load_config(Outer, path, overrides)
    return str(caught.value)


def test_a_file_says_only_what_differs_from_the_defaults(tmp_path: Path) -> None:
    assert load_config(Outer, written(tmp_path, "optimizer: {rate: 3e-5}")) == Outer(Inner(rate=3e-5))
    assert load_config(Outer, written(tmp_path, "")) == Outer()


def test_extends_starts_from_another_file_and_overrides_come_last(tmp_path: Path) -> None:
    written(tmp_path, "optimizer: {rate: 0.5, epochs: 9}\nname: base", "base.yaml")
    path = written(tmp_path, "extends: base.yaml\noptimizer: {rate: 0.2}")
    assert load_config(Outer, path, ["optimizer.kind=cosine", "name=null"]) == Outer(Inner(0.2, 9, "cosine"), None)


def test_every_mistake_is_named_at_once_with_its_line_and_a_suggestion(tmp_path: Path) -> None:
    path = written(tmp_path, "optimizer:\n  lerning: 1\n  epoch: 3\n  rate: -1\n  kind: cubic\nnam: x\n")
    assert fault(path).splitlines() == [
        f"{path}:4: optimizer.rate is -1, but must be greater than 0",
        f"{path}:5: optimizer.kind is 'cubic', but must be 'linear' or 'cosine'",
        f"{path}:2: unknown key optimizer.lerning; known: rate, epochs, kind",
        f"{path}:3: unknown key optimizer.epoch; did you mean epochs?",
        f"{path}:6: unknown key nam; did you mean name?",
    ]


def test_a_mistake_on_the_command_line_is_placed_there(tmp_path: Path) -> None:
    path = written(tmp_path, "optimizer: {rate: 1}")
    assert fault(path, "optimizer.rate=x").startswith("the command line: optimizer.rate is 'x', but")
    assert fault(path, "optimiser.rate=1") == "the command line: unknown key optimiser; did you mean optimizer?"
    assert fault(path, "rate") == "the command line: 'rate' is not of the form key=value"
    assert fault(path, "name=[").startswith("the command line: name: is not YAML, line 1: ")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: [", "is not YAML"),
        ("- a", "contains a list; expected settings as `key: value` lines"),
        ("name: a\nname: b", "a.yaml:2: name is given twice; the other is at"),
        (
            "optimizer: 3",
            "a.yaml:1: optimizer is 3, but must be `key: value` lines for its settings (rate, epochs, kind)",
        ),
        ("extends: [a]", "a.yaml:1: extends names one file"),
        ("extends: b.yaml", "b.yaml: cannot be read: No such file"),
        ("extends: a.yaml", "extends is circular"),
    ],
)
def test_a_file_that_is_not_a_config_says_why(tmp_path: Path, text: str, message: str) -> None:
    assert message in fault(written(tmp_path, text))


def test_a_circle_over_two_files_is_found(tmp_path: Path) -> None:
    written(tmp_path, "extends: a.yaml", "b.yaml")
    assert "extends is circular" in fault(written(tmp_path, "extends: b.yaml"))


def test_a_file_that_is_not_utf8_says_where(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"name: \xe9")
    assert fault(tmp_path / "a.yaml").endswith("is not UTF-8 at byte 6; save it as UTF-8")


def test_a_setting_that_must_be_given_is_missed(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="must is missing"):
        load_config(Needy, written(tmp_path, ""))


def test_files_named_for_a_split_take_the_place_of_the_default_corpora(tmp_path: Path) -> None:
    path = written(tmp_path, "corpus: {train_paths: a.conll, dev_paths: b.conll}")
    corpus = load_config(Settings, path).corpus
    assert (corpus.paths, corpus.of_train(), corpus.of_dev()) == ((), (Path("a.conll"),), (Path("b.conll"),))
    assert corpus == CorpusSettings(train_paths=(Path("a.conll"),), dev_paths=(Path("b.conll"),))
    settings = load_config(Settings, path)
    assert load_config(Settings, written(tmp_path, dump_config(settings), "b.yaml")) == settings


@pytest.mark.parametrize(
    ("corpus", "message"),
    [
        (
            "{train_paths: a.conll}",
            "train_paths leaves nothing to score on: give dev_paths as well, or set dev to null",
        ),
        ("{dev_paths: a.conll}", "there is nothing to train on: give train_paths, or paths whose passages name"),
        ("{train_paths: a.conll, dev_paths: b.conll, dev: null}", "dev_paths names files to score on, but dev is null"),
        ("{train_paths: a.conll, dev_paths: b.conll, paths: c.jsonl}", "paths is not read where train_paths and"),
        ("{train_paths: a.conll, dev: null, paths: c.jsonl}", "paths is not read where train_paths and"),
    ],
)
def test_two_sources_of_one_split_or_none_are_refused(tmp_path: Path, corpus: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_config(Settings, written(tmp_path, f"corpus: {corpus}"))
    assert f"a.yaml:1: corpus: {message}" in str(caught.value)


def test_a_list_of_one_value_may_be_given_as_that_value(tmp_path: Path) -> None:
    path = written(tmp_path, "corpus: {paths: data/composed, labels: ACTOR}")
    assert load_config(Settings, path).corpus.paths == (Path("data/composed"),)
    assert load_config(Settings, path).corpus.labels == ("ACTOR",)
    assert load_config(Settings, path, ["corpus.paths=a.jsonl"]).corpus.paths == (Path("a.jsonl"),)
    pretraining = load_config(PretrainSettings, written(tmp_path, "text: {sources: {path: a.txt}, exclude: b.jsonl}"))
    assert pretraining.text.sources[0].path == Path("a.txt")
    assert pretraining.text.exclude == (Path("b.jsonl"),)
    systems = written(tmp_path, "seeds: 3\nsystems: {lists: {baseline: lookup, corpus: a.jsonl}}")
    assert load_config(Benchmark, systems).systems["lists"].corpus == (Path("a.jsonl"),)
    assert load_config(Benchmark, systems).seeds == (3,)


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("corpus.paths=null", "corpus.paths is null, but must be a list"),
        ("corpus.paths=[]", "corpus: there is nothing to train on: give train_paths, or paths"),
        ("corpus.paths=[3]", "corpus.paths[0] is 3, but must be the path of a file or folder"),
        ("corpus.train=[train]", "corpus.train is a list, but must be text"),
        ("corpus.labels=[]", "corpus.labels: [] are not one or more different names without white space"),
        ("corpus.labels=[A, B, B]", "corpus.labels: ['A', 'B', 'B'] are not one or more different names"),
        ("corpus.labels=[A, '']", "corpus.labels: ['A', ''] are not one or more different names"),
        ("corpus.labels=['A B']", "corpus.labels: ['A B'] are not one or more different names"),
        ('corpus.labels=["A\\tB"]', r"corpus.labels: ['A\tB'] are not one or more different names"),
        ("training.seed=4294967296", "training.seed is 4294967296, but must be less than 4294967296"),
        ("window.pieces=-5", "window: pieces is -5, but a window needs 2 special subwords and one of text"),
        (
            "window={pieces: 64, overlap: 63}",
            "overlap is 63, but in windows of 64 subwords, 2 of them special, it must",
        ),
        ("window.pieces=0x" + "f" * 5000, "window.pieces: line 1 has a number of 5,002 digits"),
        (f"window.pieces='{'9' * 5000}'", "..., but must be a whole number of fewer digits"),
        ("optimizer.learning_rate=.inf", "optimizer.learning_rate is inf, but must be a finite number"),
    ],
)
def test_a_setting_of_another_kind_is_told_what_is_wanted(tmp_path: Path, override: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_config(Settings, written(tmp_path, ""), [override])
    assert str(caught.value).startswith("the command line: ")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("path", sorted((ROOT / "configs").rglob("*.yaml")), ids=lambda path: path.stem)
def test_every_config_of_the_project_loads_and_writes_back_the_same(path: Path, tmp_path: Path) -> None:
    values = read_values(path)
    schema: type = Benchmark if "systems" in values else PretrainSettings if "text" in values else Settings
    settings: object = load_config(schema, path)
    assert load_config(schema, written(tmp_path, dump_config(settings))) == settings


@pytest.mark.parametrize("path", sorted((ROOT / "configs").rglob("*.yaml")), ids=lambda path: path.stem)
def test_every_system_of_a_benchmark_is_a_baseline_or_a_config_that_can_be_trained(path: Path) -> None:
    for system in read_values(path).get("systems", {}).values():
        if "baseline" not in system:
            load_config(Settings, ROOT / system["config"], system.get("overrides", []))


def test_settings_that_contradict_each_other_are_refused_by_name(tmp_path: Path) -> None:
    path = written(tmp_path, "corpus: {dev: null}\ntraining: {patience: 3}")
    with pytest.raises(ConfigError, match=r"training\.patience waits for a better dev score, but corpus\.dev is null"):
        load_config(Settings, path)
    path = written(tmp_path, "training: {patience: 3, score_every: 2}")
    with pytest.raises(ConfigError, match=r"but training\.score_every is above 1"):
        load_config(Settings, path)
    with pytest.raises(ConfigError, match="train and dev are both 'train'"):
        load_config(Settings, written(tmp_path, "corpus: {dev: train}"))
