"""Entries of a leaderboard to show."""

from dataclasses import replace

from eval.benchmark.leaderboard import Cost, LeaderboardEntry
from hasila.scoring.metrics import score
from hasila.spans import Span
from samples.speeds import speed

GOLD = [[Span(0, 3, "ACTOR"), Span(4, 6, "LOCATION")], [Span(0, 2, "ACTOR")]]
RIGHT = score(GOLD * 2, GOLD * 2, ("ACTOR", "LOCATION"), runs=2)
HALF = score(GOLD, [GOLD[0][:1], []], ("ACTOR", "LOCATION"))
COST = Cost((1.0, 2.0), (1_000_000_000, 2_000_000_000), (500, 500), None)
ENTRIES = [
    LeaderboardEntry("test", "encoder", (1.0, 0.9), deterministic=False, scores=RIGHT, p=None, cost=COST),
    LeaderboardEntry(
        "test", "CRF", (0.5,), deterministic=True, scores=HALF, p=0.0123, cost=replace(COST, minutes=(0.2,))
    ),
]
TIMED = [
    replace(ENTRIES[0], cost=replace(COST, speed=speed(200))),
    replace(ENTRIES[1], cost=replace(COST, speed=speed(1000))),
]
