"""How reliable the confidences of links are: of the spans that take a role in a toll, and of related tolls.

Links are counted and matched as for the scores of tolls (hasila.scoring.tolls): an entity that takes a role counts
once in each toll, and a pair of spans once in each relation. Its confidence is the highest of the links that name it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from eval.analysis.calibration import BINS, FEWEST, Judged, calibration_error, equal_bins
from eval.analysis.results import LinkCalibration
from hasila.document import Document
from hasila.scoring.metrics import resamples
from hasila.scoring.toll_matching import (
    Stretch,
    entities,
    met_entities,
    named_entities,
    related,
    relations_of,
    toll_keys,
)
from hasila.toll import RELATIONS, ROLES, Relation, Role

_Link = tuple[float, bool]
"""The confidence of a link, and whether it is right."""


def link_calibration(
    gold: Sequence[Document], runs: Sequence[Sequence[Document]], seed: int = 0
) -> Mapping[str, LinkCalibration]:
    """Return how well confidences predict which links are right, by role and by relation; none without any link.

    `runs` are the tolls of each seed for all of `gold`. Links without a confidence are left out.
    """
    weights = resamples(len(gold), seed)
    texts = [(index, *pair) for run in runs for index, pair in enumerate(zip(gold, run, strict=True))]
    found: dict[str, list[tuple[float, bool, int]]] = defaultdict(list)
    for index, true, read in texts:
        for role in ROLES:
            found[role] += ((*link, index) for link in _of_role(role, true, read))
        for relation in RELATIONS:
            found[relation] += ((*link, index) for link in _related(relation, true, read))
    return {name: _calibration(rows, weights) for name, rows in found.items() if rows}


def _of_role(role: Role, gold: Document, read: Document) -> Iterator[_Link]:
    true = dict(zip(toll_keys(gold), gold.tolls or (), strict=True))
    for key, toll in zip(toll_keys(read), read.tolls or (), strict=True):
        known = entities(gold, true[key], role) if key in true else []
        named = named_entities(read, toll, role)
        scores = toll.scores.get(role)
        if scores is not None:
            right = met_entities(known, [entity for entity, _ in named])
            yield from zip((max(scores[at] for at in places) for _, places in named), right, strict=True)


def _related(relation: Relation, gold: Document, read: Document) -> Iterator[_Link]:
    true = related(gold, relation)
    surest: dict[tuple[Stretch, Stretch], float] = {}
    for (start, end, _), toll in zip(toll_keys(read), read.tolls or (), strict=True):
        (other,) = relations_of(read, toll, [relation])
        if other is not None:
            pair = (start, end), other
            for score in toll.scores.get(relation, ()):
                surest[pair] = max(score, surest.get(pair, 0.0))
    return ((score, pair in true) for pair, score in surest.items())


def _calibration(rows: Iterable[tuple[float, bool, int]], weights: npt.NDArray[np.int64]) -> LinkCalibration:
    links = Judged.of(rows)
    count = len(links.right)
    bins = equal_bins(count, min(BINS, max(1, count // FEWEST)))
    error, interval = calibration_error(links, bins, weights)
    return LinkCalibration(count, float(links.confidence.mean()), float(links.right.mean()), error, interval)
