"""The figures of speed as tables in Markdown, with ratios to the first system and what must be known to read them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from eval.speed.installed import Installed
from eval.speed.machine import Arithmetic
from eval.speed.pipeline import NAME
from eval.speed.summary import Speed, Spread
from hasila.scoring.markdown import markdown
from hasila.scoring.notation import DASH

_LARGEST = 3
"""How many of the distributions that hasila needs are named with their size."""


@dataclass(frozen=True, slots=True)
class SpeedEntry:
    """The speed of a system with a number of threads."""

    system: str
    asked_threads: str
    """A number, or "all" for as many as the libraries choose."""
    speed: Speed


def tables(entries: Sequence[SpeedEntry]) -> str:
    """Return a table of how fast systems read and one of what they take, in the order of `entries`.

    Ratios are to the first system with as many threads.
    """
    pairs = [(entry, _reference(entry, entries)) for entry in entries]
    reading = markdown([_READING, *(tuple(_reading(*pair)) for pair in pairs)])
    taking = markdown([_TAKING, *(tuple(_taking(*pair)) for pair in pairs)])
    return "\n".join([*reading, "", *taking])


def _reference(entry: SpeedEntry, entries: Sequence[SpeedEntry]) -> Speed:
    return next(other.speed for other in entries if other.asked_threads == entry.asked_threads)


_READING = (
    *("system", "computes in", "threads"),
    *("one by one, words/CPU-s", "×", "one by one, words/s", "×"),
    *("in a stream, words/CPU-s", "×", "in a stream, words/s", "×"),
)


def _reading(entry: SpeedEntry, first: Speed) -> Iterator[str]:
    its = entry.speed
    yield from (entry.system, _computes(its), str(its.threads))
    yield from _with_ratio(its.one_by_one_cpu, first.one_by_one_cpu)
    yield from _with_ratio(its.one_by_one, first.one_by_one)
    yield from _with_ratio(its.batched_cpu, first.batched_cpu)
    yield from _with_ratio(its.batched, first.batched)


def _computes(its: Speed) -> str:
    where = "" if its.device == "cpu" else f" on {its.device}"
    return f"{its.precision}{where}" if its.precision else DASH


_TAKING = (
    *("system", "threads", "cold start, CPU-s", "×", "cold start, s", "×", "warm start, s", "×"),
    *("memory, MB", "×", "disk, MB", "×"),
)


def _taking(entry: SpeedEntry, first: Speed) -> Iterator[str]:
    its = entry.speed
    yield from (entry.system, str(its.threads))
    yield from _with_ratio(its.cold_start_cpu, first.cold_start_cpu, digits=2)
    yield from _with_ratio(its.cold_start, first.cold_start, digits=2)
    yield from _with_ratio(its.warm_start, first.warm_start, digits=2)
    yield from _with_ratio(_in_mb(its.memory), _in_mb(first.memory))
    yield from (f"{its.size / 1e6:,.1f}", f"{its.size / first.size:.2f}")


def _with_ratio(its: Spread, first: Spread, digits: int = 0) -> tuple[str, str]:
    median, low, high = (f"{value:,.{digits}f}" for value in (its.median, its.low, its.high))
    return median if low == high else f"{median} ({low} to {high})", f"{its.median / first.median:.2f}"


def _in_mb(its: Spread) -> Spread:
    return Spread(its.median / 1e6, its.low / 1e6, its.high / 1e6)


def notes(entries: Sequence[SpeedEntry], texts: int, rounds: int) -> Iterator[str]:
    """Yield how the figures came about; `texts` is how many were read, `rounds` how many processes a row has."""
    words = entries[0].speed.words
    yield (
        f"{words:,} words in {texts:,} texts. Rounds, with a process a row: {rounds}; medians, with the lowest and the "
        f"highest. ×: to {entries[0].system}, with as many threads. CPU-s: seconds of processor time, all threads "
        "together. cold start: from the start of the process to the spans of one sentence."
    )
    if any(entry.system == NAME for entry in entries):
        yield (
            f"{NAME}: transformers' pipeline with random weights; the stream in batches of eight; long texts in "
            "overlapping windows. It finds spans and no tolls."
        )


def size_note(its: Installed) -> str:
    """Return the size of what is installed for reading, in a sentence."""
    largest = ", ".join(f"{name} {size / 1e6:,.0f}" for name, size in [*its.needed.items()][:_LARGEST])
    needed = f"{len(its.needed)} packages of {sum(its.needed.values()) / 1e6:,.0f} MB that it needs ({largest}, ...)"
    return f"Installed for reading: hasila, {its.hasila / 1e6:,.0f} MB with its models; {needed}."


def lacking(its: Arithmetic) -> Iterator[str]:
    """Yield what slows the fast form down on a processor that lacks the arithmetic for it."""
    if not its.bfloat16:
        yield "This processor has no bfloat16: the fast form computes in float32 what it would compute in bfloat16."
    if its.vnni is None:
        yield "The system does not tell whether this processor has VNNI, which products of 8 bits are fast with."
    elif not its.vnni:
        yield "This processor has no VNNI: products of 8 bits are slower than on a processor that has it."
