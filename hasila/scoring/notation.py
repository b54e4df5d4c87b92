"""How numbers are written for people: shares in per cent, differences in points, undefined values as a dash."""

import math

Bounds = tuple[float, float]
DASH = "–"


def percent(value: float) -> str:
    """Return a share as per cent.

    >>> percent(0.8791)
    '87.9'
    """
    return DASH if math.isnan(value) else f"{value * 100:.1f}"


def interval(bounds: Bounds | None) -> str:
    """Return an interval of shares in whole per cent, as in the tables of scores."""
    return DASH if bounds is None else DASH.join(f"{bound * 100:.0f}" for bound in bounds)


def said(value: float, bounds: Bounds | None) -> str:
    """Return a share with its interval, as used in a sentence."""
    if bounds is None:
        return f"{percent(value)} (no interval)"
    return f"{percent(value)} (95\u00a0% {' to '.join(map(percent, bounds))})"


def change(value: float) -> str:
    """Return a difference of shares in points, with its sign unless it is zero.

    >>> change(-0.0341), change(0.00001)
    ('-3.4', '0.0')
    """
    return DASH if math.isnan(value) else f"{value * 100:+z.1f}".replace("+0.0", "0.0")


def number(value: float) -> str:
    """Return a count, or the end of an axis.

    >>> number(1794), number(82.0)
    ('1,794', '82')
    """
    return f"{value:,.12g}"


def counted(count: int, noun: str) -> str:
    """Return a count with its noun.

    >>> counted(1, "seed"), counted(1794, "span")
    ('1 seed', '1,794 spans')
    """
    return f"{number(count)} {noun}{'s' if count != 1 else ''}"
