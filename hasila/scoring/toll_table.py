"""Scores of tolls as a table for people to read, a column a reader of tolls, in a terminal or in Markdown."""

from collections.abc import Iterator, Mapping, Sequence

from rich import box
from rich.console import Console
from rich.table import Table

from hasila.scoring.markdown import markdown as markdown_table
from hasila.scoring.metrics import CONFIDENCE
from hasila.scoring.notation import DASH, Bounds, interval, number, percent
from hasila.scoring.tolls import MEASURES, TollScore, TollScores

TOLL_CAPTION = (
    "Shares and F1 in per cent; shares of fields are over the gold tolls whose spans were found. log error: mean "
    "|ln(1 + read) - ln(1 + gold)|. killed: read over gold, 1 is right; summed: every figure of the killed added up. "
    f"Intervals: {CONFIDENCE:.0%} percentile bootstrap over passages."
)
TollColumns = Mapping[str, TollScores]


def show_tolls(columns: TollColumns, title: str) -> None:
    """Print the value and interval of each measure, a column for each of `columns`, and what gold has of it."""
    table = Table(title=title, title_justify="left", title_style="bold", caption=TOLL_CAPTION, caption_justify="left")
    table.box, table.padding = box.SIMPLE_HEAD, 0
    header, *rows = toll_rows(columns)
    table.add_column(header[0], no_wrap=True)
    for name in header[1:]:
        table.add_column("\n".join(name.rsplit(" ", 1)), justify="right", no_wrap=True)
    for row in rows:
        table.add_row(*row)
    Console().print(table)


def toll_markdown(columns: TollColumns) -> str:
    """Return the same table in Markdown, with its caption below."""
    return "\n".join([*markdown_table(toll_rows(columns)), "", f"{TOLL_CAPTION}\n"])


def toll_rows(columns: TollColumns) -> Iterator[Sequence[str]]:
    """Yield the header of the table, then a row for each measure that some column has anything of."""
    yield ("", "support", *(head for name in columns for head in (name, "95\u00a0%")))
    for name in MEASURES:
        scores = [column[name] for column in columns.values()]
        if any(score.value is not None for score in scores):
            support = max(score.support for score in scores)
            yield (name, number(support), *(cell for score in scores for cell in _cells(name, score)))


def _cells(name: str, score: TollScore) -> Sequence[str]:
    written = _share if MEASURES[name].is_share else _plain
    return written(score.value, score.interval)


def _share(value: float | None, bounds: Bounds | None) -> tuple[str, str]:
    return DASH if value is None else percent(value), interval(bounds)


def _plain(value: float | None, bounds: Bounds | None) -> tuple[str, str]:
    return DASH if value is None else _figure(value), DASH if bounds is None else DASH.join(map(_figure, bounds))


def _figure(value: float) -> str:
    return f"{value:.2f}" if value < _LONG else f"{value:.1f}"


_LONG = 10
"""From here on a figure has one decimal, so that its interval fits the column."""
