"""The report of an evaluation in Markdown: scores, tolls, slices, calibration, then every mistake in its context."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from eval.analysis.evaluation import Evaluation
from eval.analysis.mistakes import Mistake
from eval.analysis.results import MISTAKE_KINDS, Calibration, Kept, Repeated, Results, Slice
from eval.analysis.toll_mistakes import TollMistake
from eval.report.excerpt import Excerpt
from eval.report.tolls import LINK_CAPTION, MISTAKE_CAPTION, by_field, in_excerpt, link_rows, made, toll_heading
from hasila.scoring.markdown import markdown as table
from hasila.scoring.markdown import plain
from hasila.scoring.notation import DASH, interval, percent
from hasila.scoring.table import score_markdown as score_table
from hasila.scoring.toll_table import toll_markdown
from hasila.spans import Span

BRACKETS = "Gold in [brackets], predicted in {braces}."
_COMMONEST = 15
"""How many repeated mistakes are shown."""


def report(title: str, facts: dict[str, str], evaluation: Evaluation) -> str:
    """Return the report: `facts` as a list, then the results of `evaluation`."""
    results = evaluation.results
    parts = [f"# {plain(title)}", "\n".join(f"- {name}: {plain(value)}" for name, value in facts.items())]
    parts += [score_table(results.scores).rstrip(), *_seeds(results), *_tolls(results), *_slices(results.slices)]
    if results.calibration is not None:
        parts += _calibration(results.calibration)
    parts += _confusion(results)
    parts += ["## Mistakes", ", ".join(f"{kind} {results.mistakes[kind]}" for kind in MISTAKE_KINDS) + "."]
    parts += [f"A kind says what is wrong with the prediction. {BRACKETS}"]
    parts += _repeated(results.repeated)
    parts += _in_context(evaluation.mistakes, len(evaluation.seeds))
    parts += _toll_mistakes(evaluation.toll_mistakes, len(evaluation.seeds))
    return "\n\n".join(parts) + "\n"


def _seeds(results: Results) -> Iterator[str]:
    if len(results.runs) > 1:
        rows = [(run.model, percent(run.strict), percent(run.partial)) for run in results.runs]
        yield "\n".join(table([("seed", "strict F1", "partial F1"), *rows]))


def _tolls(results: Results) -> Iterator[str]:
    if results.tolls is not None:
        yield "## Tolls"
        yield f"{toll_heading(results.tolls)}."
        yield toll_markdown(results.tolls.columns).rstrip()
        if results.tolls.calibration:
            yield "### Confidence of links"
            yield "\n".join(table(link_rows(results.tolls.calibration)))
            yield LINK_CAPTION


def _slices(found: Sequence[Slice]) -> Iterator[str]:
    """Yield one table with a row for each slice; a question is written only once."""
    yield "## Slices"
    rows, before = [], ""
    for one in found:
        score = one.score
        name = "" if one.by == before else one.by
        cells = (percent(value) for value in (score.precision, score.recall, score.f1))
        rows.append((name, one.value, str(score.support), *cells, interval(score.interval)))
        before = one.by
    yield "\n".join(table([("", "spans", "support", "strict P", "R", "F1", "95 %"), *rows]))


def _calibration(found: Calibration) -> Iterator[str]:
    yield "## Calibration"
    cooled = ", ".join(f"{one:.2f}" for one in found.temperature)
    yield (
        f"The confidence of a span is the probability that exactly this span is there (temperature {cooled}, fitted on "
        f"the dev split). Expected calibration error {percent(found.error)} points ({interval(found.interval)}), over "
        f"bins of equally many spans:"
    )
    rows = [
        (str(one.spans), percent(one.confidence), percent(one.precision), interval(one.interval)) for one in found.bins
    ]
    yield "\n".join(table([("spans", "confidence", "strict precision", "95 %"), *rows]))
    yield "Thresholds that reach a wanted precision on these passages (`hasila extract --min-confidence`):"
    header = ("wanted precision", "lowest confidence", "precision", "recall", "predicted spans kept")
    yield "\n".join(table([header, *((percent(one.wanted), *_kept(one.kept)) for one in found.thresholds)]))


def _kept(kept: Kept | None) -> tuple[str, ...]:
    if kept is None:
        return ("not reached", DASH, DASH, DASH)
    return (f"{kept.threshold:.3f}", percent(kept.precision), percent(kept.recall), percent(kept.coverage))


def _confusion(results: Results) -> Iterator[str]:
    yield "## Confusion"
    columns = list(results.confusion)
    rows = [(row, *(str(results.confusion[row][column]) for column in columns)) for row in columns]
    yield "\n".join(table([("gold, then predicted", *columns), *rows]))


def _repeated(found: Sequence[Repeated]) -> Iterator[str]:
    if found:
        rows = [
            (one.kind, one.gold or DASH, one.predicted or DASH, str(one.times), str(len(one.passages)))
            for one in found[:_COMMONEST]
        ]
        yield f"The most frequent of {len(found)} mistakes that occur in more than one place:"
        yield "\n".join(table([("kind", "gold", "predicted", "places", "passages"), *rows]))


def _in_context(found: Sequence[Mistake], seeds: int) -> Iterator[str]:
    """Yield the mistakes by kind; one that several seeds made is listed once."""
    lines: dict[str, dict[str, int]] = {kind: defaultdict(int) for kind in MISTAKE_KINDS}
    for mistake in found:
        lines[mistake.kind][f"- {in_context(mistake)}"] += 1
    for kind, members in lines.items():
        if members:
            yield f"### {kind.capitalize()} ({sum(members.values())})"
            yield "\n".join(f"{line}{_by_seeds(times, seeds)}" for line, times in members.items())


def _toll_mistakes(found: Sequence[TollMistake], seeds: int) -> Iterator[str]:
    """Yield the mistakes in tolls by field."""
    fields = by_field(found)
    if fields:
        yield "## Mistakes in tolls"
        yield ", ".join(f"{field} {made(members)}" for field, members in fields.items()) + "."
        yield f"{MISTAKE_CAPTION} The casualty words in [brackets]."
    for field, members in fields.items():
        yield f"### {plain(field).capitalize()} ({made(members)})"
        yield "\n".join(f"- {_toll_in_context(one)}{_by_seeds(one.seeds, seeds)}" for one in members)


def _toll_in_context(mistake: TollMistake) -> str:
    before, words, after = map(plain, in_excerpt(mistake))
    gold, read = (plain(", ".join(side)) or "nothing" for side in (mistake.gold, mistake.read))
    return f"{plain(mistake.document.id)}: {_line(f'{before}[{words}]{after}')}: gold {gold}, read {read}"


def _by_seeds(times: int, seeds: int) -> str:
    return f" ({times} of {seeds} seeds)" if seeds > 1 else ""


def in_context(mistake: Mistake) -> str:
    """Return a mistake as a line of Markdown: its passage's id and context, with spans marked as BRACKETS says."""
    document = mistake.document
    excerpt = Excerpt.around(document.text, mistake.start, mistake.end)
    shown, at = "", excerpt.start
    for offset, mark in _marks(mistake.gold, mistake.predicted):
        shown += plain(document.text[at:offset]) + mark
        at = offset
    shown = _line(shown + plain(document.text[at : excerpt.end]))
    return f"{plain(document.id)}: {plain(_labels(mistake))}: {excerpt.opening}{shown}{excerpt.closing}"


def _line(words: str) -> str:
    """Return Markdown with marks on one line."""
    return " ".join(words.split()).replace("](", "]\\(")  # or else a link


def _marks(gold: Sequence[Span], predicted: Sequence[Span]) -> list[tuple[int, str]]:
    """Return the marks in order. At one place closing ones come first, and those of the longer span are outside."""
    spans = [(span, "[", "]") for span in gold] + [(span, "{", "}") for span in predicted]
    marks = sorted(
        [(span.start, 1, -span.end, opening) for span, opening, _ in spans]
        + [(span.end, 0, -span.start, closing) for span, _, closing in spans]
    )
    return [(offset, mark) for offset, _, _, mark in marks]


def _labels(mistake: Mistake) -> str:
    sides = (" and ".join(dict.fromkeys(span.label for span in side)) for side in (mistake.gold, mistake.predicted))
    return " taken for ".join(dict.fromkeys(side for side in sides if side))
