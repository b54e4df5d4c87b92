"""The runs of a benchmark."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from pydantic import ValidationError
from samples.texts import ARTICLE

from eval.benchmark import runs
from eval.benchmark.runs import Corpus, System, SystemRun, evaluate_run, folder_name, plan
from hasila.errors import HasilaError, InputError, OutputError


@pytest.fixture
def lookup(tmp_path: Path) -> SystemRun:
    """Return a run of lists that is still to do."""
    system = System(baseline="lookup", corpus=(ARTICLE,), minutes=0.5)
    return SystemRun("lists", 0, system, ("ACTOR", "LOCATION", "CASUALTY"), tmp_path / "lists-0")


def test_a_system_is_either_a_config_or_a_baseline_with_its_corpus() -> None:
    with pytest.raises(ValidationError, match="either a config or a baseline"):
        System()
    with pytest.raises(ValidationError, match="either a config or a baseline"):
        System(config=Path("a.yaml"), baseline="crf", corpus=(ARTICLE,))
    with pytest.raises(ValidationError, match="a baseline has a corpus and no overrides"):
        System(baseline="crf")
    with pytest.raises(ValidationError, match="a config names its own corpus"):
        System(config=Path("a.yaml"), corpus=(ARTICLE,))


def test_a_run_is_trained_once_and_knows_what_that_took(lookup: SystemRun) -> None:
    assert lookup.training() is None
    lookup.train()
    known = lookup.training()
    assert known is not None
    assert (known.words > 300, known.memory > 10_000_000, known.seconds > 0) == (True, True, True)
    before = (lookup.model / "lists.json").stat().st_mtime_ns
    lookup.train()
    assert (lookup.model / "lists.json").stat().st_mtime_ns == before


def test_a_run_with_other_settings_or_another_corpus_is_to_be_done_again(lookup: SystemRun, tmp_path: Path) -> None:
    lookup.train()
    others = (
        SystemRun("lists", 0, lookup.settings, ("ACTOR",), lookup.folder),
        SystemRun(
            "lists", 0, System(baseline="lookup", corpus=(ARTICLE.with_name("bio") / "train.conll",)), (), lookup.folder
        ),
    )
    assert [other.training() for other in others] == [None, None]
    (lookup.folder / "run.json").write_text("{}", encoding="utf-8")
    assert lookup.training() is None, "of an older version"


def test_what_a_system_learnt_from_is_read_from_the_record_of_its_training(tiny_run: Path, tmp_path: Path) -> None:
    config = tmp_path / "tiny.yaml"
    config.write_text("{}", encoding="utf-8")
    run = SystemRun("tiny", 0, System(config=config), (), tiny_run)
    assert (run._words(), run._corpus_paths(), run._beginning()) == (417, [ARTICLE], {})
    with pytest.raises(InputError, match=r"training\.json: there is no such file; train the run again"):
        SystemRun("tiny", 0, run.settings, (), tmp_path)._words()


def test_an_evaluation_stands_until_the_run_or_the_question_changes(lookup: SystemRun, tmp_path: Path) -> None:
    lookup.train()
    scores = tmp_path / "scores/scores.json"

    def evaluated(split: str) -> int:
        evaluate_run([lookup], Corpus((ARTICLE,), split), scores.parent)
        return scores.stat().st_mtime_ns

    first = evaluated("test")
    assert evaluated("test") == first
    second = evaluated("dev")
    assert second > first
    (lookup.folder / "run.json").touch()
    assert evaluated("dev") > second


def test_speeds_are_added_up_for_the_same_texts_and_forgotten_when_asked(lookup: SystemRun) -> None:
    lookup.train()
    assert lookup.speed(["نص"]) is None
    lookup.measure(["نص"])
    lookup.measure(["نص"])
    assert len(lookup.measurements(["نص"])) == 2
    assert lookup.measurements(["نص آخر"]) == []
    lookup.forget_speed()
    assert lookup.measurements(["نص"]) == []


def test_speeds_that_an_older_version_wrote_are_measured_again(lookup: SystemRun) -> None:
    lookup.train()
    lookup.measure(["نص"])
    path = lookup.folder / "speed.json"
    known = json.loads(path.read_text(encoding="utf-8"))
    known["measurements"][0]["cold_start"] = 1.5
    path.write_text(json.dumps(known), encoding="utf-8")
    assert lookup.speed(["نص"]) is None


def test_a_plan_tells_minutes_by_what_is_done_and_else_by_the_settings(lookup: SystemRun, tmp_path: Path) -> None:
    unknown = SystemRun("other", 0, System(config=Path("configs/train/quickstart.yaml")), (), tmp_path / "other-0")
    planned = plan([lookup, unknown])
    assert [line.split()[:3] for line in planned[:2]] == [["to", "do", "0.5"], ["to", "do", "?"]]
    assert planned[0].endswith("--labels ACTOR,LOCATION,CASUALTY")
    assert planned[2] == "2 of 2 runs to do: about 0 minutes of training and 1 runs of unknown length"
    lookup.train()
    again = SystemRun("lists", 1, lookup.settings, lookup.labels, tmp_path / "lists-1")
    planned = plan([lookup, again])
    assert [line.split()[:2] for line in planned[:2]] == [["done", "0.0"], ["to", "do"]]
    assert planned[1].split()[2] == "0.0"


def test_a_process_that_fails_is_told_with_the_end_of_what_it_said(tmp_path: Path) -> None:
    system = System(baseline="lookup", corpus=(tmp_path / "absent.jsonl",))
    run = SystemRun("lists", 0, system, ("ACTOR",), tmp_path / "run")
    with pytest.raises(HasilaError, match=r"(?s)exited with 2.*absent\.jsonl: cannot be read"):
        run.train()


def test_a_training_goes_on_where_it_was_cut_off_and_else_replaces_what_is_there(
    tiny_config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[bool] = []

    def cut_off(arguments: Sequence[str], log: Path) -> int:
        called.append("--overwrite" in arguments)
        raise HasilaError("cut off")

    monkeypatch.setattr(runs, "_call", cut_off)

    def trained(*overrides: str) -> bool:
        system = System(config=tiny_config, overrides=overrides)
        with pytest.raises(HasilaError, match="cut off"):
            SystemRun("tiny", 0, system, (), tmp_path / "tiny-0").train()
        return called[-1]

    assert trained()
    assert not trained(), "the same settings: it goes on"
    assert trained("training.epochs=2"), "other settings"
    assert not trained("training.epochs=2")
    (tmp_path / "tiny-0/checkpoint").mkdir()
    assert trained("training.epochs=2"), "it is done, but its run.json is gone"


def test_a_system_cannot_be_named_out_of_the_benchmarks_folder() -> None:
    with pytest.raises(OutputError, match=r"the folder of '\.\.' is '\.\.', which cannot name a file"):
        folder_name("..")


def test_no_folder_of_a_run_has_a_comma_in_its_name() -> None:
    assert folder_name("encoder, 8 layers") == "encoder-8-layers"
