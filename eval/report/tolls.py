"""What reports say of tolls: what was scored, how reliable links are, and the mistakes in their context."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from eval.analysis.results import LinkCalibration, TollResults
from eval.analysis.toll_mistakes import TollMistake
from eval.report.excerpt import Excerpt
from hasila.scoring.notation import counted, interval, number, percent

LINK_CAPTION = (
    "Links that the model reads on annotated spans: their mean confidence, how many are right, and the expected "
    "calibration error (ECE) in points, over bins of equally many links. An entity that takes a role counts once in "
    "each toll, a pair of spans once in each relation."
)
MISTAKE_CAPTION = (
    "What gold says and what was read, on annotated spans. Of an incident, the tolls are named that only one side has "
    "in it."
)


def toll_heading(results: TollResults) -> str:
    """Return the title of the table of the scores of tolls, and what it leaves out."""
    title = f"{counted(results.tolls, 'toll')} of {counted(results.passages, 'passage')}"
    left_out = f"; {counted(results.left_out, 'passage')} left out, with spans off the words' edges"
    return title + (left_out if results.left_out else "")


def link_rows(found: Mapping[str, LinkCalibration]) -> Iterator[Sequence[str]]:
    """Yield the header of the table of the confidences of links, then a row for each role and relation."""
    yield "link", "links", "confidence", "right", "ECE", "95\u00a0%"
    for name, one in found.items():
        shares = map(percent, (one.confidence, one.precision, one.error))
        yield name, number(one.links), *shares, interval(one.interval)


def by_field(found: Sequence[TollMistake]) -> dict[str, list[TollMistake]]:
    """Return the mistakes of each field that has any."""
    return {field: list(members) for field, members in groupby(found, lambda one: one.field)}


def made(found: Sequence[TollMistake]) -> int:
    """Return how many mistakes there are, one of several seeds counted once for each."""
    return sum(one.seeds for one in found)


def in_excerpt(mistake: TollMistake) -> tuple[str, str, str]:
    """Return the casualty words of a mistake between the words before and after them."""
    text = mistake.document.text
    shown = Excerpt.around(text, mistake.start, mistake.end)
    before, after = text[shown.start : mistake.start], text[mistake.end : shown.end]
    return shown.opening + before, text[mistake.start : mistake.end], after + shown.closing
