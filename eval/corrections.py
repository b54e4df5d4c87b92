"""The program that corrects texts as a person would: python -m eval.corrections GOLD.jsonl --where outlet=NAME.

What a model gains from the corrections of a desk can be measured where texts are annotated already. A part of them goes
over a desk: the model proposes, the annotation corrects it, and the desk exports a corpus to learn from. The others
stay apart, to be scored before and after.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import numpy as np
import typer

from eval.analysis.arguments import SourceTextsOption
from hasila.corpus.reading import read_splits
from hasila.document import Document
from hasila.errors import InputError, require
from hasila.extractor import Extractor
from hasila.files import whole_folder
from hasila.formats.jsonl import write_jsonl
from hasila.formats.standoff import read_source_texts
from hasila.program.start import main, new_app
from hasila.scoring.metrics import score

if TYPE_CHECKING:
    from hasila.service.store import DeskStore

app = new_app()
_PERSON = "gold"
"""Who decides."""
_LEFT = frozenset({"split", "id"})
"""What a text does not bring to the desk: a row that names a split would be learnt from in that split alone."""


@dataclass(frozen=True, slots=True)
class DividedPassages:
    """Annotated passages: those to correct, others like them, and those that are not."""

    learnt: Sequence[Document]
    held_out: Sequence[Document]
    others: Sequence[Document]


@app.command()
def correct_by_gold(  # noqa: PLR0913 - one parameter an option
    gold: Annotated[list[Path], typer.Argument(metavar="GOLD...", help="Annotated .jsonl or .conll files.")],
    *,
    output: Annotated[Path, typer.Option("--output", "-o", help="The folder to write; what it held is replaced.")],
    where: Annotated[
        list[str] | None,
        typer.Option(metavar="FIELD=VALUE", help="Correct passages of this kind alone; several must all be true."),
    ] = None,
    number: Annotated[int, typer.Option(min=1, help="How many passages to correct.")] = 50,
    seed: Annotated[int, typer.Option(min=0, help="Determines which of them.")] = 0,
    checkpoint: Annotated[
        Path | None, typer.Option(help="The checkpoint that proposes.  [default: the model in the package]")
    ] = None,
    texts: SourceTextsOption = None,
) -> None:
    """Let annotated passages be read and corrected at a desk; write its corpus, and the passages that were not."""
    require("sqlalchemy", "a desk")
    passages = read_splits(gold, None, read_source_texts(texts or []))
    divided = divide(passages, _wanted(where or []), number, seed)
    extractor = Extractor.default() if checkpoint is None else Extractor.from_checkpoint(checkpoint)
    proposed = list(extractor.stream([_bare(one) for one in divided.learnt]))
    with whole_folder(output) as folder:
        _write(folder, divided, proposed)
    typer.echo(_told(divided, proposed))


def _wanted(where: Sequence[str]) -> dict[str, str]:
    """Return the fields that passages must have. Raises InputError."""
    if faults := [one for one in where if "=" not in one]:
        raise InputError(f"--where {faults[0]}: must be FIELD=VALUE, such as outlet=NAME")
    return {name: value for name, _, value in (one.partition("=") for one in where)}


def divide(passages: Sequence[Document], wanted: dict[str, str], number: int, seed: int) -> DividedPassages:
    """Return passages divided: of those that have the wanted fields, `number` are drawn by the seed to be learnt.

    Passages of one source text stay on one side. Raises InputError if nothing would be held out.
    """
    fits = [all(str(one.meta.get(name)) == value for name, value in wanted.items()) for one in passages]
    alike = [one for one, fit in zip(passages, fits, strict=True) if fit]
    order = np.random.default_rng(seed).permutation(len(alike))
    learnt = [alike[index] for index in sorted(order[:number].tolist())]
    sources = {_source(one) for one in learnt}
    held_out = [one for one in alike if _source(one) not in sources]
    others = [one for one, fit in zip(passages, fits, strict=True) if not fit and _source(one) not in sources]
    if len(learnt) < number or not held_out:
        named = "".join(f" with {name}={value}" for name, value in wanted.items())
        raise InputError(
            f"--number {number}: there are {len(alike)} passages{named}, and one at least must be held out; "
            f"correct fewer, or widen --where"
        )
    return DividedPassages(learnt, held_out, others)


def _source(passage: Document) -> str:
    """Return what names the text that a passage is of: its checksum, or the passage itself."""
    return str(passage.meta.get("sha256", passage.id))


def _bare(passage: Document) -> Document:
    """Return a passage as it comes to a desk."""
    meta = {name: value for name, value in passage.meta.items() if name not in _LEFT}
    return Document(passage.id, passage.text, meta=meta)


def _write(folder: Path, divided: DividedPassages, proposed: Sequence[Document]) -> None:
    from hasila.service.database import open_database  # noqa: PLC0415 - an optional package
    from hasila.service.exports import exported  # noqa: PLC0415 - as above
    from hasila.service.schema import ExportWanted  # noqa: PLC0415 - as above
    from hasila.service.store import DeskStore  # noqa: PLC0415 - as above

    store = DeskStore(open_database(str(folder / "desk.db")))
    try:
        _correct(store, divided.learnt, proposed)
        corpus = exported(store.documents("checked"), ExportWanted(what="corpus", form="jsonl"))
    finally:
        store.close()
    (folder / "checked.jsonl").write_bytes(corpus.content)
    write_jsonl(folder / "held_out.jsonl", divided.held_out)
    write_jsonl(folder / "others.jsonl", divided.others)


def _correct(store: "DeskStore", gold: Sequence[Document], proposed: Sequence[Document]) -> None:
    """Put what the model proposes on a desk, replace it by gold and accept it. Raises InputError if that is refused."""
    keys = store.add([(one, False) for one in proposed], _PERSON, "proposal")
    if faults := [key for key in keys if not key.isdigit()]:
        raise InputError("\n".join(f"the desk does not take a passage: {fault}" for fault in faults))
    for key, right in zip(keys, gold, strict=True):
        _decide(store, key, right)


def _decide(store: "DeskStore", key: str, right: Document) -> None:
    from hasila.service.refusals import Refusal  # noqa: PLC0415 - an optional package
    from hasila.service.schema import DecisionIn  # noqa: PLC0415 - as above

    row = right.to_dict()
    edit = DecisionIn(base=1, who=_PERSON, action="edit", spans=row["spans"], tolls=row.get("tolls", []))
    try:
        store.decide(key, edit)
    except Refusal as refused:
        raise InputError(f"{right.where}: the desk does not take its annotation: {refused.detail}") from None
    store.decide(key, DecisionIn(base=2, who=_PERSON, action="accept"))


def _told(divided: DividedPassages, proposed: Sequence[Document]) -> str:
    labels = sorted({span.label for one in divided.learnt for span in one.spans})
    f1 = score([one.spans for one in divided.learnt], [one.spans for one in proposed], labels)["micro"]["strict"].f1
    return (
        f"{len(divided.learnt)} passages were corrected (strict F1 of the proposals {f1:.1%}); {len(divided.held_out)} "
        f"like them and {len(divided.others)} others are apart."
    )


if __name__ == "__main__":
    main(app, "python -m eval.corrections")
