"""How a model was trained, in one form."""

import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from hasila.errors import InputError
from hasila.runtime.manifest import read_manifest
from hasila.runtime.training_record import TrainingRecord, read_training, write_training


def test_a_run_and_its_checkpoint_hold_the_same_record(tiny_run: Path) -> None:
    record = read_training(tiny_run)
    assert record == read_manifest(tiny_run / "checkpoint").training
    assert record.encoder is not None
    assert record.encoder.name.endswith("bert-tiny-arabic")
    assert record.size is not None
    assert record.size.parameters == record.size.trained > 10_000
    assert set(record.scores) == {"ACTOR", "LOCATION", "CASUALTY", "micro", "macro"}


def test_what_is_written_reads_back_the_same(tiny_run: Path, tmp_path: Path) -> None:
    record = read_training(tiny_run)
    write_training(tmp_path, record)
    assert read_training(tmp_path) == record
    write_training(tmp_path, TrainingRecord())
    assert read_training(tmp_path) == TrainingRecord()


def test_a_run_of_an_earlier_version_is_to_be_trained_again(tmp_path: Path) -> None:
    (tmp_path / "scores.json").write_text("{}", encoding="utf-8")
    with pytest.raises(
        InputError, match=r"training\.json: there is no such file; train the run again \(older runs have"
    ):
        read_training(tmp_path)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"learnt": {"passages": 1, "words": "many", "spans": 1}},
            "learnt.words is 'many', but must be a whole number",
        ),
        ({"format": 2}, "format is 2, but must be 1"),
        ({"corpora": [{"files": {}}]}, "corpora[0].path is missing"),
    ],
)
def test_a_record_that_is_damaged_or_of_another_version_is_told_with_its_place(
    tmp_path: Path, change: dict[str, object], message: str
) -> None:
    values = {**asdict(TrainingRecord()), **change}
    (tmp_path / "training.json").write_text(json.dumps(values), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_training(tmp_path)
    path = tmp_path / "training.json"
    assert str(caught.value) == (
        f"{path}: {message}\n{path}: is not a record of this version of hasila; train the run again"
    )


def test_seeds_of_one_model_have_one_config_but_for_seed_name_and_folder() -> None:
    first = TrainingRecord(config={"training": {"epochs": 3, "seed": 0}, "name": "a", "runs": "runs"})
    again = replace(first, config={"training": {"epochs": 3, "seed": 1}, "name": "b", "runs": "other"})
    longer = replace(first, config={"training": {"epochs": 4, "seed": 0}, "name": "a", "runs": "runs"})
    assert first.is_seed_of(again)
    assert not first.is_seed_of(longer)
