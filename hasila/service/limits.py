"""How much a request may hold and take, and how many may wait."""

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceLimits:
    """What a service takes on; each a whole number above 0. Raises ValueError for any other."""

    body_bytes: int = 32 << 20
    """The most bytes of a request."""
    unpacked_bytes: int = 256 << 20
    """The most bytes of a file that is sent compressed."""
    text_characters: int = 200_000
    """The most code points of a text."""
    waiting_characters: int = 8_000_000
    """The most code points of all texts that wait to be read."""
    open_requests: int = 64
    """The most requests that one address may have open at once."""
    reading_seconds: int = 120
    """How long a request may wait for its texts to be read."""
    body_seconds: int = 60
    """How long a request may take to arrive."""
    pause_seconds: int = 15
    """How long it may pause meanwhile."""
    retry_seconds: int = 2
    """When a client that was sent away may try again."""

    def __post_init__(self) -> None:
        wrong = [one.name for one in fields(self) if getattr(self, one.name) < 1]
        if wrong:
            raise ValueError(f"{', '.join(wrong)}: must be 1 or more")
