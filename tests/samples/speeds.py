"""Speeds to show, invented."""

from eval.speed.summary import Speed, Spread


def same(value: float) -> Spread:
    """Return a spread of one value."""
    return Spread(value, value, value)


def speed(rate: float, *, precision: str = "float32", size: int = 5_000_000) -> Speed:
    """Return the speed of a model that reads `rate` words a second, and twice as many in processor time."""
    read, in_cpu = Spread(rate, rate / 2, rate * 2), same(rate * 2)
    return Speed(
        cold_start=Spread(1.5, 1.0, 2.0),
        cold_start_cpu=same(1.25),
        warm_start=same(0.5),
        warm_start_cpu=same(0.25),
        one_by_one=read,
        one_by_one_cpu=in_cpu,
        batched=read,
        batched_cpu=in_cpu,
        memory=same(3e8),
        parameters=1234,
        size=size,
        threads=2,
        device="cpu",
        precision=precision,
        words=3000,
    )
