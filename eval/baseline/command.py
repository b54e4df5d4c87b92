"""The program that trains and scores a system without a transformer: python -m eval.baseline learn|score.

python -m eval.baseline learn crf --corpus data/composed --output runs/crf
python -m eval.baseline score runs/crf --split test

`crf` is eval.baseline.crf, `lookup` is eval.baseline.lookup. Both are deterministic and need no seed.
"""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, cast, get_args

import typer

from eval.analysis.arguments import SourceTextsOption, TrainingTextsOption, WidenGoldOption, WidenOption
from eval.analysis.evaluation import Seed, evaluate
from eval.analysis.gold import check_labels, gold_passages, scored_passages
from eval.baseline.model import BASELINE_FILE, BASELINES, BaselineKind, BaselineManifest, load
from eval.report.edges import off_edges_note
from eval.report.folder import closing, heading, write
from hasila.arabic.words import count_words
from hasila.errors import CorpusError, InputError
from hasila.files import checked_name, whole_folder
from hasila.program.start import new_app
from hasila.spans import LABELS, checked_labels

app = new_app()


@app.command()
def learn(  # noqa: PLR0913 - one parameter an option
    kind: Annotated[str, typer.Argument(metavar="KIND", help=f"One of {', '.join(get_args(BaselineKind))}.")],
    *,
    corpus: Annotated[list[Path], typer.Option(help="A .jsonl or .conll file or a folder; may be given again.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The folder to write.")],
    texts: SourceTextsOption = None,
    train: Annotated[str, typer.Option(help="The split to train on.")] = "train",
    labels: Annotated[str, typer.Option(help="The labels of the spans, separated by commas.")] = ",".join(LABELS),
    widen: WidenOption = False,
) -> None:
    """Train a baseline on a split."""
    if kind not in get_args(BaselineKind):
        raise InputError(f"KIND is {kind!r}; known are {', '.join(get_args(BaselineKind))}")
    scored = scored_passages(corpus, train, {}, widen=widen, texts=texts or [])
    if scored.off_edges and not widen:
        raise CorpusError(off_edges_note(scored, "nothing can be learnt from them"))
    documents = scored.gold
    try:
        known = checked_labels(tuple(labels.split(",")))
    except ValueError as error:
        raise InputError(f"--labels: {error}; give them as ACTOR,LOCATION") from None
    check_labels("--labels", known, documents)
    learnt_words = sum(count_words(document.text) for document in documents)
    manifest = BaselineManifest(
        cast("BaselineKind", kind), known, dict(scored.corpora), train, learnt_words, tuple(map(str, texts or ()))
    )
    with whole_folder(output) as folder:
        BASELINES[kind].learn(documents, folder)
        text = json.dumps(asdict(manifest), ensure_ascii=False, indent=2) + "\n"
        (folder / BASELINE_FILE).write_text(text, encoding="utf-8")
    typer.echo(f"Learnt {kind} from {len(documents)} passages, {manifest.learnt_words} words: {output}.")


@app.command("score")
def score_baseline(  # noqa: PLR0913 - one parameter an option
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A folder that learn wrote.")],
    *,
    corpus: Annotated[
        list[Path] | None,
        typer.Option(help="A .jsonl or .conll file; may be given again.  [default: its training corpus]"),
    ] = None,
    texts: TrainingTextsOption = None,
    split: Annotated[str, typer.Option(help="The split to score; all for every passage.")] = "test",
    widen: WidenGoldOption = False,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="The folder to write.  [default: the split's name, in FOLDER's parent]"),
    ] = None,
) -> None:
    """Score a baseline as python -m eval scores a checkpoint."""
    target = output or folder.parent / checked_name(split, "--split")
    baseline = load(folder)
    paths = corpus or list(map(Path, baseline.manifest.corpora))
    learnt_texts = [Path(path) for path in baseline.manifest.texts]
    scored = scored_passages(paths, split, {}, widen=widen, texts=texts or learnt_texts)
    check_labels(str(folder), baseline.manifest.labels, scored.gold)
    seed = Seed(str(folder), list(baseline.stream(scored.gold)))
    learnt_from = map(Path, baseline.manifest.corpora)
    training = gold_passages(learnt_from, baseline.manifest.train, {}, texts=learnt_texts)
    evaluation = evaluate(scored, [seed], training, baseline.manifest.labels)

    from hasila.scoring.table import show  # noqa: PLC0415 - rich is slow to load

    names = write(target, evaluation)
    show(evaluation.results.scores, heading(evaluation.results))
    typer.echo("\n".join(closing(target, evaluation, names)))
