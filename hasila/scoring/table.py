"""Scores as a table for people to read, in a terminal or in Markdown."""

from collections.abc import Iterator, Sequence

from rich import box
from rich.console import Console
from rich.table import Table

from hasila.scoring.markdown import markdown as markdown_table
from hasila.scoring.metrics import CONFIDENCE, Scheme, Score, Scores
from hasila.scoring.notation import interval, percent

_SHOWN: tuple[Scheme, ...] = ("strict", "partial")
_HEADER = ("", "support", *(f"{scheme} {name}" for scheme in _SHOWN for name in ("P", "R", "F1", "95 %")))
CAPTION = (
    f"strict: exact boundaries and label (IOB2, as seqeval). partial: SemEval-2013, half credit for an overlap; "
    f"its micro row ignores labels. Intervals: {CONFIDENCE:.0%} percentile bootstrap over passages."
)


def show(scores: Scores, title: str) -> None:
    """Print `scores` with `title` above: strict and partial precision, recall, F1 in per cent, support, interval."""
    table = Table(
        title=title,
        title_justify="left",
        title_style="bold",
        caption=CAPTION,
        caption_justify="left",
        box=box.SIMPLE_HEAD,
        padding=0,
    )
    table.add_column("", overflow="fold")
    table.add_column("\nsupport", justify="right")
    for scheme in _SHOWN:
        for name in (f"{scheme}\nP", "\nR", "\nF1", "\n95 %"):
            table.add_column(name, justify="right", no_wrap=True)
    for row in _rows(scores):
        table.add_row(*row, style="bold" if row[0] == "micro" else None)
    Console().print(table)


def score_markdown(scores: Scores) -> str:
    """Return the same table in Markdown, with its caption below."""
    lines = markdown_table([_HEADER, *_rows(scores)])
    return "\n".join([*lines, "", f"{CAPTION}\n"])


def _rows(scores: Scores) -> Iterator[tuple[str, ...]]:
    for row, by_scheme in scores.items():
        shown = [by_scheme[scheme] for scheme in _SHOWN]
        yield (row, str(shown[0].support), *(cell for score in shown for cell in _cells(score)))


def _cells(score: Score) -> Sequence[str]:
    return (*map(percent, (score.precision, score.recall, score.f1)), interval(score.interval))
