"""How far two annotations of the same texts agree: python -m eval.agreement FIRST SECOND.

Span F1 takes one annotation as gold and the other as predicted; it is the same either way. Cohen's kappa (1960)
compares the words' BIO tags beyond chance; it is high if most words are O, so read it second. Tolls are compared as
evaluation does, where both annotations of a passage have them.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import Annotated

import typer

from eval.analysis.arguments import SourceTextsOption, WidenOption
from eval.analysis.gold import scored_passages
from eval.report.edges import off_edges_note
from hasila.document import Document
from hasila.errors import CorpusError
from hasila.formats.conll import token_rows
from hasila.program.start import main, new_app
from hasila.scoring.metrics import score
from hasila.scoring.tolls import score_tolls
from hasila.tagging.bio import OUTSIDE

app = new_app()


@app.command()
def agreement(
    first: Annotated[Path, typer.Argument(metavar="FIRST", help="An annotated .jsonl or .conll file.")],
    second: Annotated[Path, typer.Argument(metavar="SECOND", help="Another annotation of the same texts.")],
    *,
    texts: SourceTextsOption = None,
    widen: WidenOption = False,
) -> None:
    """Compare two annotations of the same texts: span F1 with intervals, kappa on tags, tolls by field."""
    left, other = (_annotation(path, texts or [], widen=widen) for path in (first, second))
    right = {document.id: document for document in other}
    foreign = [d.id for d in left if d.id not in right or right[d.id].text != d.text]
    if foreign or len(left) != len(right):
        where = f"differ in {', '.join(foreign)}" if foreign else f"have {len(left)} and {len(right)} passages"
        raise CorpusError(f"{first} and {second}: do not annotate the same texts: they {where}")
    pairs = [(document, right[document.id]) for document in left]
    labels = sorted({span.label for document in chain(*pairs) for span in document.spans})

    from hasila.scoring.table import show  # noqa: PLC0415 - rich is slow to load
    from hasila.scoring.toll_table import show_tolls  # noqa: PLC0415 - as above

    show(score([a.spans for a, _ in pairs], [b.spans for _, b in pairs], labels), f"{second} against {first}")
    tags = [(_tags(a), _tags(b)) for a, b in pairs]
    left_tags, right_tags = [tag for a, _ in tags for tag in a], [tag for _, b in tags for tag in b]
    inside = [(a, b) for a, b in zip(left_tags, right_tags, strict=True) if (a, b) != (OUTSIDE, OUTSIDE)]
    typer.echo(
        f"Cohen's kappa on the tags of {len(left_tags)} words: {kappa(left_tags, right_tags):.3f}; of the "
        f"{len(inside)} words that are in a span of either, {sum(a == b for a, b in inside)} have the same tag."
    )
    if tolled := [(a, b) for a, b in pairs if a.tolls and b.tolls is not None]:
        scores = score_tolls([a for a, _ in tolled], [b for _, b in tolled])
        show_tolls({"agreement": scores}, f"Tolls of {len(tolled)} passages: {second} against {first}")


def _annotation(path: Path, texts: Sequence[Path], *, widen: bool) -> Sequence[Document]:
    """Return the passages of a file. Raises CorpusError if spans are off the words' edges and are not widened."""
    scored = scored_passages([path], "all", {}, widen=widen, texts=texts)
    if scored.off_edges and not widen:
        raise CorpusError(f"{path}: {off_edges_note(scored, 'kappa compares whole words')}")
    return scored.gold


def kappa(left: Sequence[str], right: Sequence[str]) -> float:
    """Return Cohen's kappa of two equally long sequences: (observed - expected) / (1 - expected) agreement.

    Returns 1 if both are constant and equal. Raises ValueError if they are empty or of unequal length.
    """
    if not left or len(left) != len(right):
        raise ValueError(f"kappa compares two equally long sequences, not {len(left)} and {len(right)} tags")
    observed = sum(a == b for a, b in zip(left, right, strict=True)) / len(left)
    of_left, of_right = Counter(left), Counter(right)
    expected = sum(of_left[tag] * of_right[tag] for tag in of_left) / len(left) ** 2
    return 1.0 if expected == 1 else (observed - expected) / (1 - expected)


def _tags(document: Document) -> list[str]:
    return [tag for _, tag in token_rows(document)]


if __name__ == "__main__":
    main(app, "python -m eval.agreement")
