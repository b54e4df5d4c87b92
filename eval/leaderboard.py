"""A leaderboard in Markdown: a table for each corpus, a row for each system."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import mean

from hasila.markdown import markdown
from hasila.scoring import Score, Scores


@dataclass(frozen=True, slots=True)
class Entry:
    """A system's scores on a corpus, its seeds pooled."""

    corpus: str
    system: str
    by_seed: tuple[float, ...]
    """Strict micro F1 of each seed."""
    scores: Scores
    """Of all seeds' predictions together; intervals resample a passage with all its predictions."""
    minutes: tuple[float, ...]
    """Training time of each seed."""
    words: tuple[int, ...]
    """How many words each seed learnt from."""


def leaderboard(entries: Sequence[Entry]) -> str:
    """Return the tables of `entries`, in their order."""
    parts = []
    for corpus in dict.fromkeys(entry.corpus for entry in entries):
        own = [entry for entry in entries if entry.corpus == corpus]
        support = own[0].scores["micro"]["strict"].support
        header = ("system", "strict F1", "seeds", "95 %", "partial F1", *_labels(own[0].scores), "minutes")
        table = "\n".join(markdown([header, *map(_row, own)]))
        parts.append(f"**{corpus}** ({support} spans)\n\n{table}\n")
    return "\n".join([*parts, _CAPTION])


def _row(entry: Entry) -> tuple[str, ...]:
    micro = entry.scores["micro"]
    return (
        entry.system,
        f"{mean(entry.by_seed) * 100:.1f}",
        " ".join(f"{f1 * 100:.1f}" for f1 in entry.by_seed),
        _interval(micro["strict"]),
        f"{micro['partial'].f1 * 100:.1f}",
        *(f"{entry.scores[label]['strict'].f1 * 100:.1f}" for label in _labels(entry.scores)),
        f"{mean(entry.minutes):.1f}",
    )


def _labels(scores: Scores) -> list[str]:
    return [row for row in scores if row not in {"micro", "macro"}]


def _interval(score: Score) -> str:
    return "-" if score.interval is None else f"{score.interval[0] * 100:.0f}–{score.interval[1] * 100:.0f}"


_CAPTION = (
    "strict F1: mean of the seeds' micro F1 with exact boundaries and label. 95 %: percentile bootstrap over passages, "
    "each drawn with its predictions of every seed. partial F1 and labels (strict): all seeds' predictions together. "
    "minutes: of the training process, from its last start.\n"
)
