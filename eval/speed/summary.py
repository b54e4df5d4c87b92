"""What the measurements of one model say together: medians, with the lowest and the highest."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from eval.speed.stopwatch import Measurement
from hasila.arabic.words import count_words


@dataclass(frozen=True, slots=True)
class Spread:
    """The median of several measurements, the lowest and the highest."""

    median: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Speed:
    """The cost of reading with a model: seconds to start, words a second, bytes of memory and of files."""

    cold_start: Spread
    cold_start_cpu: Spread
    warm_start: Spread
    warm_start_cpu: Spread
    one_by_one: Spread
    one_by_one_cpu: Spread
    batched: Spread
    batched_cpu: Spread
    """Of each two, the first is by the clock and the second in processor time, of all threads together."""
    memory: Spread
    parameters: int | None
    """None if it was not recorded."""
    size: int
    threads: int
    device: str
    precision: str
    """What the network computes in; empty if there is no network."""
    words: int
    """How many words were read each time."""


def summary(measurements: Sequence[Measurement], texts: Sequence[str]) -> Speed:
    """Return the summary of `measurements` of one model that read `texts`."""
    words = sum(map(count_words, texts))
    first = measurements[0]
    one_by_one = [seconds for one in measurements for seconds in one.one_by_one]
    batched = [seconds for one in measurements for seconds in one.batched]
    return Speed(
        cold_start=_spread(one.cold_start.wall for one in measurements),
        cold_start_cpu=_spread(one.cold_start.cpu for one in measurements),
        warm_start=_spread(one.warm_start.wall for one in measurements),
        warm_start_cpu=_spread(one.warm_start.cpu for one in measurements),
        one_by_one=_spread(_rates(words, (seconds.wall for seconds in one_by_one))),
        one_by_one_cpu=_spread(_rates(words, (seconds.cpu for seconds in one_by_one))),
        batched=_spread(_rates(words, (seconds.wall for seconds in batched))),
        batched_cpu=_spread(_rates(words, (seconds.cpu for seconds in batched))),
        memory=_spread(one.memory for one in measurements),
        parameters=first.parameters,
        size=first.size,
        threads=first.threads,
        device=first.device,
        precision=first.precision,
        words=words,
    )


def _rates(words: int, seconds: Iterable[float]) -> Iterator[float]:
    return (words / each for each in seconds)


def _spread(values: Iterable[float]) -> Spread:
    known = list(values)
    return Spread(median(known), min(known), max(known))
