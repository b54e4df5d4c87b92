"""The mean of several checkpoints: python -m train.average CHECKPOINT... --output FOLDER.

Trainings that began with the same weights end near each other, and the mean of their weights is often better than each
of them, at the cost of one (Wortsman et al. 2022, "Model soups").
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import numpy as np
import typer

from hasila.errors import CheckpointError, InputError
from hasila.files import refuse_foreign, refuse_input
from hasila.program.start import main, new_app
from hasila.runtime.manifest import MANIFEST, transition_rows

if TYPE_CHECKING:
    from torch import nn

    from hasila.model.checkpoint import Checkpoint

app = new_app()


@app.command()
def average(
    checkpoints: Annotated[list[Path], typer.Argument(metavar="CHECKPOINT...", help="Two checkpoint folders or more.")],
    *,
    output: Annotated[Path, typer.Option("--output", "-o", help="The folder to write.")],
) -> None:
    """Write the mean of checkpoints whose trainings began with the same weights."""
    if len(checkpoints) < 2:  # noqa: PLR2004 - the mean of one is that one
        raise InputError(f"{checkpoints[0]} is the only checkpoint; give two or more")
    refuse_input(output, checkpoints)
    refuse_foreign(output, MANIFEST)

    from hasila.model.checkpoint import load, save  # noqa: PLC0415 - --help is shown before torch is loaded

    opened = [load(folder) for folder in checkpoints]
    for folder, checkpoint in zip(checkpoints[1:], opened[1:], strict=True):
        if differing := ", ".join(_differences(opened[0], checkpoint)):
            raise CheckpointError(f"{folder}: differs from {checkpoints[0]} in {differing}, so they have no mean")
    save(mean_of(opened), output, _card(checkpoints[0]))
    typer.echo(f"Wrote {output}: the mean of {len(checkpoints)} checkpoints.")


def _differences(first: "Checkpoint", other: "Checkpoint") -> Iterator[str]:
    """Yield in what two checkpoints differ that must be alike."""
    for name in ("labels", "window", "tolls", "words"):
        if getattr(first.manifest, name) != getattr(other.manifest, name):
            yield name
    if (first.manifest.transitions is None) != (other.manifest.transitions is None):
        yield "transitions"
    if [_shapes(part) for part in _parts(first)] != [_shapes(part) for part in _parts(other)]:
        yield "the shapes of weights"


def _parts(checkpoint: "Checkpoint") -> "list[nn.Module]":
    """Return what has weights: the tagger's network, and its toll head if it has one."""
    tagger = checkpoint.tagger
    return [tagger.model] if tagger.toll_head is None else [tagger.model, tagger.toll_head]


def _shapes(part: "nn.Module") -> dict[str, tuple[int, ...]]:
    return {name: tuple(weight.shape) for name, weight in part.state_dict().items()}


def mean_of(checkpoints: "Sequence[Checkpoint]") -> "Checkpoint":
    """Return the first of some checkpoints of one shape, with the mean of their weights, transitions and temperatures.

    Its networks are those of the first, whose weights change. The record of its training is that of the first.
    """
    first = checkpoints[0]
    for parts in zip(*map(_parts, checkpoints), strict=True):
        states = [part.state_dict() for part in parts]
        sums = {name: sum(state[name].double() for state in states) for name in states[0]}
        parts[0].load_state_dict({name: total / len(states) for name, total in sums.items()})
    manifests = [one.manifest for one in checkpoints]
    transitions = [one.transitions for one in manifests if one.transitions is not None]
    manifest = replace(
        first.manifest,
        transitions=transition_rows(np.mean(transitions, axis=0)) if transitions else None,
        temperature=round(float(np.mean([one.temperature for one in manifests])), 4),
    )
    return replace(first, manifest=manifest)


def _card(checkpoint: Path) -> str:
    path = checkpoint / "README.md"
    return path.read_text(encoding="utf-8") if path.is_file() else ""


if __name__ == "__main__":
    main(app, "python -m train.average")
