"""A leaderboard as Markdown and CSV: how well systems read each corpus, and what each system costs."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import mean
from typing import TextIO

from eval.speed.summary import Speed
from hasila.scoring.markdown import markdown
from hasila.scoring.metrics import Scores
from hasila.scoring.notation import DASH, interval, percent

DETERMINISTIC = "deterministic"


@dataclass(frozen=True, slots=True)
class Cost:
    """The cost of a system."""

    minutes: tuple[float, ...]
    """Training time of each seed."""
    memory: tuple[int, ...]
    """The most bytes that each seed's training held."""
    words: tuple[int, ...]
    """How many words each seed was trained on."""
    speed: Speed | None
    """The speed of the first seed's model; None if it was not measured."""


@dataclass(frozen=True, slots=True)
class LeaderboardEntry:
    """A system's scores on a corpus, its seeds pooled."""

    corpus: str
    system: str
    by_seed: tuple[float, ...]
    """Strict micro F1 of each seed."""
    deterministic: bool
    """Whether the system is deterministic and has only one run."""
    scores: Scores
    """The scores of all seeds' predictions together; intervals resample a passage with all its predictions."""
    p: float | None
    """The p-value that the best system on the corpus is no better (approximate randomisation, Holm); None for the best
    itself."""
    cost: Cost


def leaderboard(entries: Sequence[LeaderboardEntry], machine: str) -> str:
    """Return a table of scores for each corpus and one of costs on `machine`, in the order of `entries`."""
    by_corpus: dict[str, list[LeaderboardEntry]] = {}
    for entry in entries:
        by_corpus.setdefault(entry.corpus, []).append(entry)
    parts = [_scores_table(corpus, own) for corpus, own in by_corpus.items()]
    costs = {entry.system: entry.cost for entry in entries}
    return "\n".join([*parts, _SCORES_CAPTION, _costs_table(costs), _costs_caption(costs, machine)])


def _scores_table(corpus: str, entries: Sequence[LeaderboardEntry]) -> str:
    labels = list(dict.fromkeys(label for entry in entries for label in _labels(entry.scores)))
    support = entries[0].scores["micro"]["strict"].support
    header = ("system", "strict F1", "95 %", "seeds", "partial F1", *labels, "p")
    rows = [_scores_row(entry, labels) for entry in entries]
    return "\n".join([f"**{corpus}** ({support} spans)\n", *markdown([header, *rows]), ""])


def _scores_row(entry: LeaderboardEntry, labels: Sequence[str]) -> tuple[str, ...]:
    micro = entry.scores["micro"]
    return (
        entry.system,
        percent(mean(entry.by_seed)),
        interval(micro["strict"].interval),
        DETERMINISTIC if entry.deterministic else " ".join(map(percent, entry.by_seed)),
        percent(micro["partial"].f1),
        *(percent(entry.scores[label]["strict"].f1) if label in entry.scores else DASH for label in labels),
        "best" if entry.p is None else f"{entry.p:.4f}",
    )


def _labels(scores: Scores) -> list[str]:
    return [row for row in scores if row not in {"micro", "macro"}]


def _costs_table(costs: Mapping[str, Cost]) -> str:
    header = ["system", "training, min", "training, GB"]
    if any(cost.speed for cost in costs.values()):
        header += ["parameters", "disk, MB", "memory, GB", "words/s", "×", "words/s in batches", "×", "cold start, s"]
        header += ["warm start, s", "threads"]
    first = next((cost.speed for cost in costs.values() if cost.speed), None)
    rows = [_costs_row(system, cost, first) for system, cost in costs.items()]
    return "\n".join([*markdown([header, *([*row, *[DASH] * (len(header) - len(row))] for row in rows)]), ""])


def _costs_row(system: str, cost: Cost, first: Speed | None) -> list[str]:
    row = [system, f"{mean(cost.minutes):.1f}", f"{max(cost.memory) / 1e9:.2f}"]
    if cost.speed is None or first is None:
        return row
    its = cost.speed
    return [
        *row,
        DASH if its.parameters is None else f"{its.parameters:,}",
        f"{its.size / 1e6:,.1f}",
        f"{its.memory.median / 1e9:.2f}",
        f"{its.one_by_one.median:,.0f}",
        f"{its.one_by_one.median / first.one_by_one.median:.2f}",
        f"{its.batched.median:,.0f}",
        f"{its.batched.median / first.batched.median:.2f}",
        f"{its.cold_start.median:.2f}",
        f"{its.warm_start.median:.2f}",
        f"{its.threads}",
    ]


_SCORES_CAPTION = (
    "strict F1: mean of the seeds' micro F1 with exact boundaries and label. 95 %: percentile bootstrap over passages, "
    "each drawn with its predictions of every seed. partial F1 and labels (strict): all seeds' predictions together. "
    "p: the p-value that the best system is no better, by approximate randomisation over passages with Holm's "
    "correction; a deterministic system counts as often as others have seeds.\n"
)


def _costs_caption(costs: Mapping[str, Cost], machine: str) -> str:
    training = f"On {machine}. training: that process from its last start; mean minutes, peak memory."
    reference, its = next(((system, cost.speed) for system, cost in costs.items() if cost.speed), (None, None))
    if its is None:
        return training + "\n"
    return (
        f"{training} The rest: medians of the first seed's model on {its.device}; {its.words:,} words read one passage "
        f"after the other and in batches; ×: relative to {reference}; cold start: from the start of the process to the "
        "spans of one sentence; warm start: the same again in that process; memory: the peak while reading.\n"
    )


def write_csv(file: TextIO, entries: Sequence[LeaderboardEntry]) -> None:
    """Write a row for each of `entries`: shares from 0 to 1, seconds, bytes, words per second."""
    rows = [_csv_row(entry) for entry in entries]
    columns = list(dict.fromkeys(column for row in rows for column in row))
    writer = csv.DictWriter(file, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)


def _csv_row(entry: LeaderboardEntry) -> dict[str, object]:
    micro, cost = entry.scores["micro"], entry.cost
    low, high = micro["strict"].interval or (None, None)
    return {
        "corpus": entry.corpus,
        "system": entry.system,
        "strict_f1": mean(entry.by_seed),
        "low": low,
        "high": high,
        "seeds": DETERMINISTIC if entry.deterministic else " ".join(map(str, entry.by_seed)),
        "partial_f1": micro["partial"].f1,
        **{f"{label}_strict_f1": entry.scores[label]["strict"].f1 for label in _labels(entry.scores)},
        "p_holm": entry.p,
        "training_seconds": mean(cost.minutes) * 60,
        "training_memory": max(cost.memory),
        **(_csv_speed(cost.speed) if cost.speed else {}),
    }


def _csv_speed(its: Speed) -> dict[str, object]:
    return {
        "parameters": its.parameters,
        "size": its.size,
        "memory": its.memory.median,
        "one_by_one": its.one_by_one.median,
        "one_by_one_low": its.one_by_one.low,
        "one_by_one_high": its.one_by_one.high,
        "batched": its.batched.median,
        "batched_low": its.batched.low,
        "batched_high": its.batched.high,
        "cold_start": its.cold_start.median,
        "warm_start": its.warm_start.median,
        "threads": its.threads,
        "device": its.device,
    }
