"""The program that scores the spans of any tool, without a checkpoint: python -m eval.score GOLD PREDICTED."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from eval.analysis.arguments import WidenGoldOption
from eval.analysis.evaluation import Seed, evaluate
from eval.analysis.gold import scored_documents
from eval.report.folder import closing, heading, write
from hasila.corpus.carrying import carried, letters
from hasila.corpus.reading import checksums, of_split
from hasila.document import Document
from hasila.errors import CorpusError, InputError
from hasila.files import refuse_input
from hasila.formats.brat import annotation_files
from hasila.formats.forms import form_of_content, read_form
from hasila.program.start import main, new_app
from hasila.scoring.notation import counted
from hasila.spans import ordered_labels

app = new_app()
_EVERY = "all"


@app.command()
def score_files(
    gold: Annotated[Path, typer.Argument(metavar="GOLD", help="Annotated passages, in any form that convert reads.")],
    predicted: Annotated[
        list[Path], typer.Argument(metavar="PREDICTED...", help="A tool's spans of the same passages; a file a seed.")
    ],
    *,
    split: Annotated[str, typer.Option(help="The split of GOLD to score; all for every passage.")] = _EVERY,
    widen: WidenGoldOption = False,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Also write the report, scores and predictions to this folder."),
    ] = None,
) -> None:
    """Score the spans of any tool: strict and partial F1 with intervals, and with --output slices and mistakes."""
    annotated = of_split(_read(gold), None if split == _EVERY else split)
    if not annotated:
        raise InputError(f"{gold}: no passage has the split {split!r}")
    scored = scored_documents(annotated, checksums(annotation_files(gold) or [gold]), split, {}, widen=widen)
    seeds = [Seed(str(path), _on_gold(path, scored.gold)) for path in predicted]
    runs = (scored.gold, *(seed.predicted for seed in seeds))
    labels = ordered_labels(span.label for run in runs for document in run for span in document.spans)
    if not labels:
        raise InputError(f"{gold}: neither the passages nor the predictions have a span, so there is nothing to score")
    evaluation = evaluate(scored, seeds, (), labels)

    from hasila.scoring.table import show  # noqa: PLC0415 - rich is slow to load

    show(evaluation.results.scores, heading(evaluation.results))
    if output is not None:
        for run in evaluation.results.runs:
            refuse_input(output / run.predictions, predicted)
        typer.echo("\n".join(closing(output, evaluation, write(output, evaluation))))


def _read(path: Path) -> Sequence[Document]:
    """Return the documents of a file in any form; say what was mended."""
    read = read_form(path, form_of_content(path)).sound()
    typer.echo(f"{path}: {read.told()}", err=True)
    return read.documents


def _on_gold(path: Path, gold: Sequence[Document]) -> list[Document]:
    """Return the predictions in the order of `gold`, with its ids and texts.

    A prediction belongs to the passage with the same letters: the one of its id, or else the next in order. Raises
    CorpusError if a passage has none.
    """
    found: defaultdict[str, list[Document]] = defaultdict(list)
    for document in _read(path):
        found[letters(document.text)].append(document)
    missing: list[str] = []
    matched: list[Document] = []
    known = {passage.id for passage in gold}
    for passage in gold:
        those = found[letters(passage.text)]
        named = next((one for one in those if one.id == passage.id), None)
        others = (one for one in those if one.id not in known)
        same = named or next(others, those[0] if those else None)
        if same is None:
            missing.append(passage.id)
            continue
        those.remove(same)
        matched.append(carried(same, passage))
    if missing:
        raise CorpusError(
            f"{path}: lacks {len(missing)} of {counted(len(gold), 'passage')} or has them with another text, the first "
            f"{missing[0]}; a passage without spans stands in the file too, with an empty list"
        )
    if left := sum(map(len, found.values())):
        typer.echo(f"{path}: {counted(left, 'passage')} of no gold passage left out", err=True)
    return matched


if __name__ == "__main__":
    main(app, "python -m eval.score")
