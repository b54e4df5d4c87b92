"""Incidents over all texts, in bounded memory: the rows of `hasila.tolls.incidents`, whatever the order of shards.

Accounts meet on disk, where they share a text or a place and a day. Those that may tell of the same, even through
others, form a cluster, and only the texts of one cluster are joined together.
"""

import hashlib
import pickle
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import combinations, count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

from hasila.document import Document
from hasila.tolls.estimates import Policy
from hasila.tolls.incidents import Incident, Resolver, accounts_of, incident_of, text_order
from hasila.tolls.joining import Account, comparison_of, joined, may_be_joined, meeting_points

AllTexts = Callable[[], Iterable[Document]]
"""Gives all texts, in any order; it is called twice."""
_BUCKETS = 64
"""Files among which what meets is spread; one of them is held in memory at a time."""


class _Buckets:
    """Items on disk, by the bucket that each was put into; a bucket is read after all was put."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._folder = Path(stack.enter_context(TemporaryDirectory(prefix="hasila-")))
        self._files: dict[int, BinaryIO] = {}

    def put(self, bucket: int, item: object) -> None:
        if bucket not in self._files:
            self._files[bucket] = self._stack.enter_context((self._folder / str(bucket)).open("w+b"))
        pickle.dump(item, self._files[bucket])

    def each(self) -> Iterator[list[Any]]:
        """Yield the items of each bucket, in order of the buckets."""
        for _, file in sorted(self._files.items()):
            end = file.tell()
            file.seek(0)
            items = []
            while file.tell() < end:
                items.append(pickle.load(file))  # noqa: S301 - our own
            yield items


@dataclass(slots=True)
class _Clusters:
    """Numbers of which some are linked, however many links lie between them: each cluster has its least number."""

    towards: dict[int, int] = field(default_factory=dict)

    def link(self, left: int, right: int) -> None:
        first, second = sorted((self.least(left), self.least(right)))
        self.towards[second] = self.towards[first] = first

    def least(self, number: int) -> int:
        path = [number]
        while (on := self.towards.get(path[-1], path[-1])) != path[-1]:
            path.append(on)
        for passed in path[:-1]:
            self.towards[passed] = path[-1]
        return path[-1]


@dataclass(frozen=True, slots=True)
class _Placed:
    """An incident, and where it stands among all: by its first day, then by the first text that tells of it."""

    order: tuple[Any, ...]
    incident: Incident


def incidents_of_all(texts: AllTexts, policy: Policy, resolve: Resolver | None) -> Iterator[Incident]:
    """Yield the incidents of all texts in order, numbered: the same as `incidents` returns. The ids of texts differ.

    What is held in memory is the largest set of accounts that share a bucket, the largest cluster, the incidents of a
    year, and some bytes for each account that has others in its cluster.
    """
    with ExitStack() as stack:
        clusters = _clusters(texts, resolve, _Buckets(stack))
        years = _Buckets(stack)
        for placed in _placed(texts, clusters, policy, resolve, _Buckets(stack)):
            years.put(placed.incident.date_start.year if placed.incident.date_start else date.max.year + 1, placed)
        numbers = count(1)
        for year in years.each():
            for placed in sorted(year, key=lambda one: one.order):
                yield replace(placed.incident, incident=next(numbers))


def _numbered(texts: AllTexts, resolve: Resolver | None) -> Iterator[tuple[int, Document, int, Account]]:
    """Yield each account with its number, its text, and its index in that."""
    numbers = count()
    for order, document in enumerate(texts()):
        for index, account in enumerate(accounts_of(order, document, resolve)):
            yield next(numbers), document, index, account


def _clusters(texts: AllTexts, resolve: Resolver | None, met: _Buckets) -> _Clusters:
    """Return which accounts are to be looked at together."""
    for number, _, _, account in _numbered(texts, resolve):
        for point in map(_short, meeting_points(account)):
            met.put(hash(point) % _BUCKETS, (point, number, _light(account)))
    clusters = _Clusters()
    for bucket in met.each():
        for left, right in _pairs(bucket):
            clusters.link(left, right)
    return clusters


def _pairs(bucket: Sequence[tuple[Hashable, int, Account]]) -> Iterator[tuple[int, int]]:
    blocks: dict[Hashable, list[tuple[int, Account]]] = defaultdict(list)
    for point, number, account in bucket:
        blocks[point].append((number, account))
    compare = comparison_of(account for _, _, account in bucket)
    for block in blocks.values():
        for (left, account), (right, other) in combinations(block, 2):
            if may_be_joined(account, other, compare):
                yield left, right


def _short(point: Any) -> Hashable:
    """Return a meeting point that is as distinct, with a text's checksum instead of the text."""
    where, when = point
    return (_checksum(where), when) if isinstance(where, str) else point


def _checksum(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def _light(account: Account) -> Account:
    """Return an account as far as others are compared with it: with one telling, and a text's checksum for the text."""
    first = account.tellings[0]
    document = Document(first.document.id, _checksum(first.document.text))
    return replace(account, tellings=(replace(first, document=document),))


def _placed(
    texts: AllTexts, clusters: _Clusters, policy: Policy, resolve: Resolver | None, together: _Buckets
) -> Iterator[_Placed]:
    """Yield the incidents: of accounts that are by themselves at once, then of each cluster."""
    for number, document, index, account in _numbered(texts, resolve):
        if number in clusters.towards:
            least = clusters.least(number)
            together.put(least % _BUCKETS, (least, document, index))
        else:
            yield _at(incident_of([account], policy), document, index)
    for bucket in together.each():
        members: dict[int, list[tuple[Document, int]]] = defaultdict(list)
        for least, document, index in bucket:
            members[least].append((document, index))
        for cluster in members.values():
            yield from _of_cluster(cluster, policy, resolve)


def _of_cluster(cluster: Iterable[tuple[Document, int]], policy: Policy, resolve: Resolver | None) -> Iterator[_Placed]:
    wanted: dict[str, set[int]] = defaultdict(set)
    documents = {}
    for document, index in cluster:
        wanted[document.id].add(index)
        documents[document.id] = document
    accounts, places = [], {}
    for order, document in enumerate(sorted(documents.values(), key=text_order)):
        for index, account in enumerate(accounts_of(order, document, resolve)):
            if index in wanted[document.id]:
                accounts.append(account)
                places[id(account)] = document, index
    for group in joined(accounts):
        yield _at(incident_of(group, policy), *places[id(group[0])])


def _at(incident: Incident, document: Document, index: int) -> _Placed:
    day = incident.date_start
    return _Placed((day is None, day or date.min, text_order(document), index), incident)
