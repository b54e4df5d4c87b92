"""Tolls and incidents as tables in the terminal."""

import io
from collections.abc import Iterable, Iterator, Sequence

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from hasila.document import Document
from hasila.toll import RELATIONS, Toll
from hasila.tolls.estimates import Estimate
from hasila.tolls.incidents import Incident
from hasila.tolls.toll_rows import toll_rows

_TOLLS = ("", "harm", "count", "people", "by", "place", "date", "source", "attack", "words")
_INCIDENTS = (
    "",
    "date",
    "place",
    "side a",
    "side b",
    "killed",
    "by nation",
    "wounded",
    "captured",
    "missing",
    "sources",
    "flags",
)


def tolls_in_tables(documents: Iterable[Document]) -> Iterator[str]:
    """Yield a table of tolls for each text."""
    for document in documents:
        rows = [
            (
                row["toll"],
                row["harm"],
                toll.figure(),
                " ".join(str(row[name]) for name in ("party", "group") if row[name]),
                row["by"],
                row["place"],
                row["date"] or row["when"],
                row["source"] or row["source_words"],
                _attack(toll),
                row["words"],
            )
            for toll, row in zip(document.tolls or (), toll_rows(document), strict=True)
        ]
        yield _printed(_table(document.id, _TOLLS, rows) if rows else f"{document.id}: nobody is counted")


def _attack(toll: Toll) -> str:
    """Return the number of a toll's attack, and how it stands to other tolls, by their numbers."""
    related = ((relation, toll.toll_of(relation)) for relation in RELATIONS)
    stands = (f"{relation.replace('_', ' ')} {other}" for relation, other in related if other is not None)
    return "\n".join((str(toll.incident or toll.scope), *stands))


def incidents_in_a_table(incidents: Iterable[Incident]) -> str:
    """Return a table of incidents: low to high, and the best figure where it is neither."""
    rows = [
        (
            one.incident,
            "/".join(sorted({str(day) for day in (one.date_start, one.date_end) if day})),
            ", ".join(filter(None, (*one.place, one.country))),
            one.side_a,
            one.side_b,
            _figures(one.killed),
            ", ".join(f"{nation} {_figures(killed)}" for nation, killed in one.killed_nations),
            *(_figures(estimate) for estimate in (one.wounded, one.captured, one.missing)),
            ", ".join(one.sources),
            ", ".join(one.flags),
        )
        for one in incidents
    ]
    return _printed(_table(None, _INCIDENTS, rows) if rows else "nobody is counted")


def _printed(what: Table | str) -> str:
    """Return what rich prints of something, as wide as the terminal."""
    text = io.StringIO()
    Console(file=text, width=Console().width).print(what, markup=False)
    return text.getvalue()


def _table(title: str | None, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> Table:
    """Return a table without the columns that are empty in each row."""
    filled = [index for index in range(len(columns)) if any(row[index] not in {None, ""} for row in rows)]
    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for index in filled:
        table.add_column(columns[index], overflow="fold")
    for row in rows:
        table.add_row(*("" if row[index] is None else escape(str(row[index])) for index in filled))
    return table


def _figures(estimate: Estimate | None) -> str:
    return "" if estimate is None else str(estimate)
