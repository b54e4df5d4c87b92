"""Silver passages for self-training: python -m train.silver TEACHER FILE... --output silver.jsonl.

A teacher labels unlabelled news, and a student is trained on the passages in which the teacher is sure of every word
(Scudder 1965; with a threshold, Yarowsky 1995). The student's config names the silver file beside the annotated ones.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import numpy as np
import regex
import typer

from hasila.arabic.words import count_words
from hasila.document import Document
from hasila.errors import InputError
from hasila.files import refuse_input
from hasila.formats.jsonl import write_jsonl
from hasila.formats.texts import parts, read_texts
from hasila.program.start import main, new_app

if TYPE_CHECKING:
    from hasila.extractor import Tagged

app = new_app()
_SENTENCE = regex.compile(r".+?(?:[.؟!](?=\s)|\n|$)", regex.DOTALL)


@app.command()
def silver(  # noqa: PLR0913 - one parameter an option
    teacher: Annotated[Path, typer.Argument(metavar="TEACHER", help="A checkpoint folder.")],
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Texts, in any file that hasila extract reads.")
    ],
    *,
    output: Annotated[Path, typer.Option("--output", "-o", help="The .jsonl file to write.")],
    certainty: Annotated[
        float, typer.Option(min=0, max=1, help="The least probability that the tag of every word must have.")
    ] = 0.7,
    spans: Annotated[int, typer.Option(min=0, help="The fewest spans a passage must have.")] = 3,
    words: Annotated[int, typer.Option(min=1, help="The most words in a passage, unless one sentence is longer.")] = 90,
    passages: Annotated[int, typer.Option(min=1, help="How many passages to read, drawn from all.")] = 4000,
    seed: Annotated[int, typer.Option(help="The seed that passages are drawn with.")] = 0,
    column: Annotated[str, typer.Option(help="The field or column with the text.")] = "text",
) -> None:
    """Label passages of unlabelled texts with TEACHER and keep those that it is sure of."""
    refuse_input(output, files)
    every = [passage for text in parts(read_texts(files, column)) for passage in _passages(text.text, words)]
    if not every:
        raise InputError(f"{', '.join(map(str, files))}: there is no text to label")
    drawn = sorted(np.random.default_rng(seed).permutation(len(every))[:passages].tolist())

    from hasila.extractor import Extractor  # noqa: PLC0415 - --help and faults of the input are shown before torch is loaded

    extractor = Extractor.from_checkpoint(teacher)
    texts = (Document(f"silver-{index}", every[index]) for index in drawn)
    kept = list(_sure(extractor.tag(texts), certainty, spans))
    write_jsonl(output, kept)
    typer.echo(f"Wrote {output}: {len(kept)} of {len(drawn)} passages, {sum(len(one.spans) for one in kept)} spans.")


def _passages(text: str, words: int) -> Iterator[str]:
    """Yield the sentences of `text`, joined up to `words` words."""
    held, size = "", 0
    for match in _SENTENCE.finditer(text):
        length = count_words(match[0])
        if held.strip() and size + length > words:
            yield held.strip()
            held, size = "", 0
        held, size = held + match[0], size + length
    if held.strip():
        yield held.strip()


def _sure(tagged: Iterable["Tagged"], certainty: float, spans: int) -> Iterator[Document]:
    """Yield the passages with at least `spans` spans and no tag less probable than `certainty`."""
    for one in tagged:
        if min(one.probabilities, default=0.0) >= certainty and len(one.document.spans) >= spans:
            yield replace(one.document, meta={"split": "train"})


if __name__ == "__main__":
    main(app, "python -m train.silver")
