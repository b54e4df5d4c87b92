"""A toll head for a finished checkpoint: python -m train.toll_head CHECKPOINT CORPUS... --output FOLDER.

The encoder and the tagger stay as they are: each passage is read once, and the spans that the checkpoint finds do not
change. So a tagger learns to read tolls in minutes, or one whose head answers the questions of an older version.
"""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import numpy as np
import typer

from hasila.errors import CheckpointError, CorpusError
from hasila.files import refuse_foreign, refuse_input
from hasila.program.start import main, new_app
from hasila.runtime.manifest import MANIFEST
from hasila.spans import LABELS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hasila.model.toll_head import TollHead
    from train.finetune.toll_passages import TollPassage

app = new_app()
_WARM_UP = 0.06
"""The share of steps in which the rate rises, before it falls to 0."""
_MOST_GRADIENT = 5.0
"""The norm that a gradient is cut to."""


@dataclass(frozen=True, slots=True)
class HeadTraining:
    """How long and how fast a toll head learns; `batch` counts passages."""

    epochs: int
    rate: float
    batch: int
    seed: int


@app.command()
def toll_head(  # noqa: PLR0913 - one parameter an option
    checkpoint: Annotated[Path, typer.Argument(metavar="CHECKPOINT", help="A checkpoint folder.")],
    corpus: Annotated[
        list[Path], typer.Argument(metavar="CORPUS...", help="Files or folders with tolls, whose train split is used.")
    ],
    *,
    output: Annotated[Path, typer.Option("--output", "-o", help="The folder to write.")],
    texts: Annotated[
        list[Path] | None, typer.Option(help="A file with the texts of stand-off annotations; may be given again.")
    ] = None,
    hidden: Annotated[int, typer.Option(min=1, help="The values of the head's hidden layer.")] = 256,
    dropout: Annotated[float, typer.Option(min=0, max=0.9, help="The share of them that is left out at a time.")] = 0.1,
    epochs: Annotated[int, typer.Option(min=1, help="How often each passage is learnt from.")] = 9,
    rate: Annotated[float, typer.Option(min=0, help="The highest learning rate.")] = 1e-3,
    batch: Annotated[int, typer.Option(min=1, help="Passages in a step.")] = 16,
    seed: Annotated[int, typer.Option(help="The seed of the first weights and of the order.")] = 0,
) -> None:
    """Train a toll head for CHECKPOINT, whose spans stay as they are, and write the checkpoint with it."""
    from hasila.corpus.reading import read_splits  # noqa: PLC0415 - --help is shown before torch is loaded
    from hasila.formats.standoff import read_source_texts  # noqa: PLC0415 - as above

    refuse_input(output, [checkpoint, *corpus])
    refuse_foreign(output, MANIFEST)
    passages = [document for document in read_splits(corpus, "train", read_source_texts(texts or ())) if document.tolls]
    if not passages:
        raise CorpusError(f"{', '.join(map(str, corpus))}: no passage of the train split has tolls")

    import torch  # noqa: PLC0415 - as above

    from hasila.model.checkpoint import load, save  # noqa: PLC0415 - as above
    from hasila.model.toll_head import TollHead  # noqa: PLC0415 - as above
    from hasila.tolls.fields import QUESTIONS  # noqa: PLC0415 - as above
    from train.finetune.toll_passages import toll_passages  # noqa: PLC0415 - as above

    opened = load(checkpoint, tolls=False)
    if opened.manifest.labels != LABELS:
        raise CheckpointError(
            f"{checkpoint}: finds {', '.join(opened.manifest.labels)}, but tolls are read from {', '.join(LABELS)}"
        )
    torch.manual_seed(seed)
    head = TollHead(opened.tagger.model.config.hidden_size, hidden, dropout)
    tagger = replace(opened.tagger, toll_head=head)
    read = list(toll_passages(tagger, opened.manifest.window, passages))
    learn(head, read, HeadTraining(epochs, rate, batch, seed))
    save(replace(opened, tagger=tagger, manifest=replace(opened.manifest, tolls=QUESTIONS)), output)
    typer.echo(f"Wrote {output}: its toll head learnt from {len(passages)} passages.")


def learn(head: "TollHead", passages: "Sequence[TollPassage]", how: HeadTraining) -> None:
    """Train a head on passages that were read, in place."""
    import torch  # noqa: PLC0415 - as above
    from transformers import get_linear_schedule_with_warmup  # noqa: PLC0415 - as above

    from train.finetune.tolls import toll_loss, toll_tables  # noqa: PLC0415 - as above

    steps = how.epochs * -(-len(passages) // how.batch)
    optimizer = torch.optim.AdamW(head.parameters(), lr=how.rate)
    schedule = get_linear_schedule_with_warmup(  # type: ignore[no-untyped-call]  # transformers leaves it untyped
        optimizer, round(_WARM_UP * steps), steps
    )
    head.train()
    for batch in _batches(passages, how):
        vectors = torch.cat([passage.vectors for passage in batch])
        loss = toll_loss(head, vectors, toll_tables([passage.answers for passage in batch])) / len(batch)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
        torch.nn.utils.clip_grad_norm_(head.parameters(), _MOST_GRADIENT)
        optimizer.step()
        schedule.step()
    head.train(mode=False)


def _batches(passages: "Sequence[TollPassage]", how: HeadTraining) -> "Iterator[list[TollPassage]]":
    """Yield the passages of each step, in another order in each epoch."""
    random = np.random.default_rng(how.seed)
    for _ in range(how.epochs):
        order = random.permutation(len(passages)).tolist()
        for start in range(0, len(order), how.batch):
            yield [passages[index] for index in order[start : start + how.batch]]


if __name__ == "__main__":
    main(app, "python -m train.toll_head")
