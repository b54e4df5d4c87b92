"""How many people a text says were killed, counted once, and what a plain sum of its figures makes of it."""

from collections.abc import Sequence

from hasila.toll import Toll


def killed_once(tolls: Sequence[Toll]) -> int:
    """Return the sum of the least figures of the killed, each person once.

    Left out are cumulative tolls, those counted jointly with another harm, retellings, figures that a later one
    revises, and parts of a total that is itself a figure of the killed.
    """
    revised = {toll.revises for toll in tolls}
    return sum(
        toll.low
        for index, toll in enumerate(tolls)
        if _counts(toll) and toll.same_as is None and index not in revised and not _inside(toll, tolls)
    )


def killed_plainly(tolls: Sequence[Toll]) -> int:
    """Return the sum of the least figures of all tolls of the killed, whoever they count again."""
    return sum(toll.low for toll in tolls if toll.harm == ("killed",))


def tells_of_killed(tolls: Sequence[Toll]) -> bool:
    """Say whether any toll counts killed people, alone or jointly."""
    return any("killed" in toll.harm for toll in tolls)


def _counts(toll: Toll) -> bool:
    return toll.harm == ("killed",) and toll.scope == "event"


def _inside(toll: Toll, tolls: Sequence[Toll]) -> bool:
    return toll.part_of is not None and _counts(tolls[toll.part_of])
