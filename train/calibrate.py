"""Confidences that fit a dev split: python -m train.calibrate CHECKPOINT CORPUS... --output FOLDER.

`python -m train` does so at its end if there is a dev split. This program is for a mean of checkpoints, and for a toll
head that was trained afterwards. Spans stay the same. Tolls may change a little, since links are read from a least
probability on.
"""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from hasila.errors import CorpusError
from hasila.files import refuse_foreign, refuse_input
from hasila.program.start import main, new_app
from hasila.runtime.manifest import MANIFEST

app = new_app()


@app.command()
def calibrate(
    checkpoint: Annotated[Path, typer.Argument(metavar="CHECKPOINT", help="A checkpoint folder.")],
    corpus: Annotated[list[Path], typer.Argument(metavar="CORPUS...", help="Files or folders of annotated passages.")],
    *,
    output: Annotated[Path, typer.Option("--output", "-o", help="The folder to write.")],
    texts: Annotated[
        list[Path] | None, typer.Option(help="A file with the texts of stand-off annotations; may be given again.")
    ] = None,
    split: Annotated[str, typer.Option(help="The split to fit to, which the model has not learnt from.")] = "dev",
) -> None:
    """Write CHECKPOINT with the temperatures that fit its confidences to annotated passages best."""
    from hasila.corpus.reading import read_splits  # noqa: PLC0415 - --help is shown before torch is loaded
    from hasila.formats.standoff import read_source_texts  # noqa: PLC0415 - as above

    refuse_input(output, [checkpoint, *corpus])
    refuse_foreign(output, MANIFEST)
    passages = read_splits(corpus, split, read_source_texts(texts or ()))
    if anywhere := [document.id for document in passages if "split" not in document.meta]:
        raise CorpusError(
            f"{len(anywhere)} passages, the first {anywhere[0]}, have no split, so that the model may have learnt from "
            f"them; give each passage a split"
        )

    from hasila.extractor import Extractor  # noqa: PLC0415 - as above
    from hasila.model.checkpoint import load, save  # noqa: PLC0415 - as above
    from train.finetune.temperatures import span_temperature, with_sure_tolls  # noqa: PLC0415 - as above

    opened = load(checkpoint)
    window = opened.manifest.window
    extractor = Extractor.from_tagger(replace(opened.tagger, toll_head=None), window)
    temperature = span_temperature(extractor, list(extractor.tag(passages)), passages)
    tagger, of_tolls = with_sure_tolls(replace(opened.tagger, temperature=temperature), window, passages)
    manifest = replace(opened.manifest, temperature=round(temperature, 4))
    save(replace(opened, tagger=tagger, manifest=manifest), output)
    told = ", ".join(f"{answer} {its:.2f}" for answer, its in [("spans", temperature), *of_tolls.items()])
    typer.echo(f"Wrote {output}, with the temperatures that fit {len(passages)} passages: {told}.")


if __name__ == "__main__":
    main(app, "python -m train.calibrate")
