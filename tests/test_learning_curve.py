"""The learning curve."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from eval.learning_curve import Curve, app, read_curves, table
from hasila.errors import InputError


def results(folder: Path) -> Path:
    """Write the results of a benchmark in which each doubling of the text halves the error."""
    entries = [
        {
            "corpus": "test",
            "system": f"{words}",
            "by_seed": [f1 - 0.02, f1 + 0.02],
            "cost": {"words": [words, words]},
        }
        for words, f1 in ((4000, 0.9), (1000, 0.6), (2000, 0.8))
    ]
    path = folder / "results.json"
    path.write_text(json.dumps({"entries": entries}), encoding="utf-8")
    return path


def test_a_power_law_through_the_shares_says_what_twice_the_text_would_bring(tmp_path: Path) -> None:
    (curve,) = read_curves(results(tmp_path))
    assert curve.words == (1000, 2000, 4000)
    assert curve.f1 == pytest.approx((0.6, 0.8, 0.9))
    assert curve.low == pytest.approx((0.58, 0.78, 0.88))
    assert curve.at(8000) == pytest.approx(0.95)


def test_the_table_has_a_row_for_each_share_and_one_beyond() -> None:
    curve = Curve("test", (1000, 2000), (0.5, 0.75), (0.5, 0.75), (0.5, 0.75))
    assert table([curve]).splitlines() == [
        "| words | test |",
        "| --- | ---: |",
        "| 1,000 | 50.0 |",
        "| 2,000 | 75.0 |",
        "| 4,000, by power law | 87.5 |",
    ]


def test_the_same_results_draw_the_same_picture(tmp_path: Path) -> None:
    path = results(tmp_path)
    pictures = []
    for name in ("a.svg", "b.svg"):
        assert CliRunner().invoke(app, [str(path), "-o", str(tmp_path / name)]).exit_code == 0
        pictures.append((tmp_path / name).read_text(encoding="utf-8"))
    assert pictures[0] == pictures[1]
    assert "<svg" in pictures[0]


def test_several_benchmarks_are_drawn_together_each_by_the_name_of_its_folder(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("composed", "real")]
    for folder in folders:
        folder.mkdir()
    ended = CliRunner().invoke(app, [*(str(results(folder)) for folder in folders), "-o", str(tmp_path / "a.svg")])
    assert ended.exit_code == 0
    assert ended.stdout.count("| words | test |") == 2


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{}", "is not a results.json of python -m eval.benchmark"),
        ("[]", "is not a results.json of python -m eval.benchmark"),
        ('{"entries": []}', "a curve needs systems that were trained on different numbers of words"),
    ],
)
def test_other_files_are_refused(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "other.json").write_text(content, encoding="utf-8")
    result = CliRunner().invoke(app, [str(tmp_path / "other.json"), "-o", str(tmp_path / "a.svg")])
    assert message in str(result.exception)


def test_one_share_alone_makes_no_curve(tmp_path: Path) -> None:
    path = results(tmp_path)
    entries = json.loads(path.read_text(encoding="utf-8"))["entries"]
    path.write_text(json.dumps({"entries": entries[:1]}), encoding="utf-8")
    with pytest.raises(InputError, match="different numbers of words"):
        read_curves(path)
