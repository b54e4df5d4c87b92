"""F1 against words a second, as a picture."""

from dataclasses import replace
from itertools import combinations
from pathlib import Path

from samples.leaderboard import COST, ENTRIES, TIMED
from samples.speeds import speed

from eval.benchmark.picture import save
from eval.benchmark.tradeoff import draw

CLOSE = [
    replace(TIMED[0], system=f"encoder, {layers} layers", cost=replace(COST, speed=speed(2000 / layers)))
    for layers in (12, 10, 8, 6, 4)
]


def test_no_name_stands_over_another_however_close_the_points_are() -> None:
    (axes,) = draw([*CLOSE, TIMED[1]]).axes
    boxes = [text.get_window_extent() for text in axes.texts]
    assert [text.get_text() for text in axes.texts] == [*(entry.system for entry in CLOSE), "CRF"]
    assert not any(one.overlaps(other) for one, other in combinations(boxes, 2))


def test_each_corpus_has_a_panel_of_the_systems_whose_speed_is_known() -> None:
    figure = draw([*TIMED, *(replace(entry, corpus="other") for entry in (TIMED[0], ENTRIES[1]))])
    assert [axes.get_title() for axes in figure.axes] == ["test", "other"]
    assert [len(axes.texts) for axes in figure.axes] == [2, 1]


def test_the_same_figures_draw_the_same_picture(tmp_path: Path) -> None:
    for name in ("a.svg", "b.svg"):
        save(draw(TIMED), tmp_path / name)
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()
