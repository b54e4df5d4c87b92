"""The report of an evaluation in Markdown: the scores, then every mistake in its context."""

from collections import Counter
from collections.abc import Sequence

from eval.mistakes import KINDS, Mistake
from hasila.score_table import markdown
from hasila.scoring import Scores
from hasila.spans import Span

_CONTEXT = 40
"""Code points shown on either side of a mistake."""


def report(title: str, facts: dict[str, str], scores: Scores, found: Sequence[Mistake]) -> str:
    """Return the report: `facts` as a list, the table of `scores`, the mistakes sorted by kind."""
    lines = [f"# {title}", "", *(f"- {name}: {value}" for name, value in facts.items()), "", markdown(scores)]
    lines += ["## Mistakes", "", _tally(found), ""]
    for kind in KINDS:
        chosen = [mistake for mistake in found if mistake.kind == kind]
        if chosen:
            lines += [f"### {kind.capitalize()} ({len(chosen)})", "", *map(_line, chosen), ""]
    return "\n".join(lines)


def _tally(found: Sequence[Mistake]) -> str:
    counts = Counter(mistake.kind for mistake in found)
    return ", ".join(f"{kind} {counts[kind]}" for kind in KINDS) + "."


def _line(mistake: Mistake) -> str:
    """Return a mistake as a list item: gold in [brackets], predicted in {braces}, one line of context."""
    document = mistake.document
    spans = [
        (span, opening, closing)
        for span, opening, closing in ((mistake.gold, "[", "]"), (mistake.predicted, "{", "}"))
        if span
    ]
    start = max(0, min(span.start for span, *_ in spans) - _CONTEXT)
    end = min(len(document.text), max(span.end for span, *_ in spans) + _CONTEXT)
    # At one place closing marks come first, and of two marks that begin or end together the longer span's is outside.
    marks = sorted(
        [(span.start, 1, -span.end, opening) for span, opening, _ in spans]
        + [(span.end, 0, -span.start, closing) for span, _, closing in spans]
    )
    shown, at = "", start
    for place, _, _, mark in marks:
        shown += document.text[at:place] + mark
        at = place
    shown = " ".join((shown + document.text[at:end]).split())
    dots = ("…" if start else "", "…" if end < len(document.text) else "")
    return f"- {document.id}: {_labels(mistake.gold, mistake.predicted)}: {dots[0]}{shown}{dots[1]}"


def _labels(gold: Span | None, predicted: Span | None) -> str:
    labels = [span.label for span in (gold, predicted) if span]
    return " taken for ".join(dict.fromkeys(labels))
