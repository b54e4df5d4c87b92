"""Cross-validation."""

import subprocess
import sys
from pathlib import Path

import pytest
from samples.texts import ARTICLE, ROOT

from hasila.corpus.reading import read
from train.crossval import deal, read_crossval


@pytest.mark.parametrize(("passages", "folds"), [(21, 5), (4, 4), (10, 3)])
def test_every_passage_is_held_out_once_in_folds_of_like_size(passages: int, folds: int) -> None:
    dealt = deal(passages, folds, seed=0)
    assert sorted(index for fold in dealt for index in fold) == list(range(passages))
    assert max(map(len, dealt)) - min(map(len, dealt)) <= 1
    assert dealt == deal(passages, folds, seed=0) != deal(passages, folds, seed=1)


def test_cross_validation_scores_every_passage_by_a_model_that_has_not_seen_it(
    tiny_config: Path, tmp_path: Path
) -> None:
    def started(*more: str) -> "subprocess.CompletedProcess[str]":
        arguments = ["training.epochs=2", f"runs={tmp_path}", "--folds", "2", "--seeds", "0,1", *more]
        command = [sys.executable, "-m", "train.crossval", str(tiny_config), *arguments]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    ended = started()
    assert ended.returncode == 0, ended.stderr
    assert "strict micro F1, mean of 2 seeds" in ended.stdout
    folder = tmp_path / "tiny-crossval"
    known = read_crossval(folder)
    assert (known.folds, set(known.seeds)) == (2, {0, 1})
    assert known.pooled["micro"]["strict"].support == 106
    assert list(known.corpora) == [str(ARTICLE)]
    assert len(read(folder / "predictions-1.jsonl")) == 21

    again = started()
    assert again.returncode == 0, again.stderr
    tables, told = again.stdout.splitlines()[:-1], again.stdout.splitlines()[-1]
    assert tables == ended.stdout.splitlines()[:-1]
    assert told == f"{folder} is done already, with these settings; --overwrite does it anew."
    for more, difference in (
        (["training.epochs=3"], "training.epochs is 2 there and 3 here"),
        (["--folds", "3"], "--folds is 2 there and 3 here"),
        (["--seeds", "0"], "--seeds is [0, 1] there and [0] here"),
    ):
        other = started(*more)
        assert (other.returncode, other.stdout) == (2, "")
        assert f"contains a run with other settings: {difference}" in other.stderr
        assert "--overwrite" in other.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--folds", "30"], "--folds is 30, but there are only 21 passages"),
        (["--seeds", "a"], "--seeds is 'a'; expected whole numbers separated by commas"),
        (["--folds", "1"], "Invalid value for '--folds'"),
    ],
)
def test_folds_and_seeds_that_make_no_sense_are_refused(arguments: list[str], message: str) -> None:
    command = [
        sys.executable,
        "-m",
        "train.crossval",
        "configs/train/quickstart.yaml",
        f"corpus.paths=[{ARTICLE}]",
        *arguments,
    ]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (ended.returncode, "Traceback" in ended.stderr) == (2, False)
    assert message in ended.stderr
