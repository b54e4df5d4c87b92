"""The ranges of numbers in settings."""

from typing import Annotated

from annotated_types import Ge, Gt, Le, Lt

Positive = Annotated[float, Gt(0)]
Share = Annotated[float, Ge(0), Lt(1)]
Chance = Annotated[float, Ge(0), Le(1)]
Whole = Annotated[int, Ge(1)]
SeedNumber = Annotated[int, Ge(0), Lt(2**32)]
"""The seeds that every random number generator accepts."""
