"""Matches to an answer: the best of them in order, and the facets over all of them, from columns."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np

from index.columnar.arrays import Array
from index.columnar.first import first, first_by_score
from index.columnar.found import Found
from index.columnar.reader import SegmentReader
from index.engine import Facets, Match
from index.query import Order, Query
from index.words import fold

_COLUMNS = {"source": "source_column", "region": "region_column", "about": "about_column", "language": "lang_column"}

PERIODS = {"year": len("2025"), "month": len("2025-06"), "day": len("2025-06-08")}
"""The facets by date, each with how much of an ISO 8601 day names one of its values."""

_NO_DAY = 99_999_999
"""After every day, as a number."""


@dataclass(frozen=True, slots=True)
class Matches:
    """What matches in each segment of a generation, and how many copies are folded into some, by segment and number."""

    leaves: Sequence[SegmentReader]
    found: Sequence[Found]
    folded: Mapping[tuple[int, int], int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """How many match."""
        return sum(found.total for found in self.found)

    def undated(self) -> int:
        """How many of them have no date."""
        masks = ((leaf.data.undated, found) for leaf, found in zip(self.leaves, self.found, strict=True))
        return sum(int(np.count_nonzero(mask[found.docs])) for mask, found in masks if mask is not None)

    def facets(self, names: Iterable[str]) -> Facets:
        """How many of them have each value of these facets."""
        docs = [found.docs for found in self.found] if names else []
        parts = list(zip(self.leaves, docs, strict=False))
        return {
            name: _newest_first(_by_period(parts, PERIODS[name]))
            if name in PERIODS
            else _facet(_counted(parts, _COLUMNS[name]))
            for name in names
        }


Part = tuple[SegmentReader, Array]
"""A segment, and some documents of it."""


def _counted(parts: Iterable[Part], column: str) -> dict[str, int]:
    """How many documents have each text of a column."""
    found: dict[str, int] = {}
    for leaf, docs in parts:
        _add(found, leaf.data.names(column), leaf.data.texts[column].counted(docs))
    return found


def _by_period(parts: Iterable[Part], length: int) -> dict[str, int]:
    """How many documents have each date, so much of it; none that is not known so well."""
    found: dict[str, int] = {}
    for leaf, docs in parts:
        names, numbers = leaf.data.periods(length)
        counts = np.zeros(len(names) + 1, np.int64)  # the last for dates that are not known so well
        np.add.at(counts, numbers, leaf.data.texts["date"].counted(docs))
        _add(found, names, counts[:-1])
    return found


def _add(counted: dict[str, int], names: Sequence[str], counts: Array) -> None:
    there = np.flatnonzero(counts)
    for number, count in zip(there.tolist(), counts[there].tolist(), strict=True):
        counted[names[number]] = counted.get(names[number], 0) + count


class Row(NamedTuple):
    """A match and what it is ordered by: two numbers, smallest first, then its id."""

    one: float
    other: float
    id: str
    leaf: int
    document: int
    version: int
    score: float


def best(matches: Matches, query: Query) -> list[Match]:
    """The matches of the query's page, in its order."""
    end = query.page * query.limit
    rows = _rows(matches, query, end)[end - query.limit : end]
    folded = matches.folded
    return [Match(row.id, row.version, row.score, folded.get((row.leaf, row.document), 0)) for row in rows]


def ids(matches: Matches, query: Query) -> list[str]:
    """The ids of all matches, in the query's order."""
    return [row.id for row in _rows(matches, query, matches.total)]


def _rows(matches: Matches, query: Query, count: int) -> list[Row]:
    """The first `count` matches in order, and some more."""
    found = []
    for number, leaf in enumerate(matches.leaves):
        found += _first_rows(number, leaf, matches.found[number], query, count)
    return sorted(found)


def _first_rows(number: int, leaf: SegmentReader, found: Found, query: Query, count: int) -> list[Row]:
    """The first `count` matches of a segment, in no order, perhaps with some more."""
    data = leaf.data
    if query.order is Order.RELEVANCE and query.tree is not None and not found.even:
        docs, scores = first_by_score(found, data, count)
    else:
        docs = first(found, data, count, oldest=query.order is Order.OLDEST)
        scores = found.at(docs, data.documents)
    return _rows_of(number, leaf, docs, scores, query)


def _rows_of(number: int, leaf: SegmentReader, docs: Array, scores: Array, query: Query) -> list[Row]:
    data = leaf.data
    days = data.numbers["day"][docs].tolist()
    if query.order is Order.OLDEST:
        ones: Sequence[float] = [day or _NO_DAY for day in days]
        others = ones
    else:
        others = [-day for day in days]
        by_score = query.order is Order.RELEVANCE and query.tree is not None
        ones = (-scores).tolist() if by_score else others
    ids = data.texts["id"]
    names = [ids.dictionary[at].decode() for at in ids.ordinals[docs].tolist()]
    versions = data.numbers["version"][docs].tolist()
    return list(map(Row, ones, others, names, [number] * len(docs), docs.tolist(), versions, scores.tolist()))


def fold_copies(matches: Matches, query: Query) -> Matches:
    """The matches without those that are copies of a better one."""
    copies: dict[str, list[tuple[int, int]]] = defaultdict(list)
    kept = [found.docs for found in matches.found]
    for number, (leaf, docs) in enumerate(zip(matches.leaves, kept, strict=True)):
        clusters = leaf.data.texts["cluster"]
        for at, cluster in enumerate(clusters.ordinals[docs].tolist()):
            if name := clusters.dictionary[cluster]:
                copies[name.decode()].append((number, at))
    masks = [np.ones(len(docs), bool) for docs in kept]
    folded = {}
    for places in copies.values():
        rows = {}
        for number, at in places:
            masks[number][at] = False
            docs = kept[number][at : at + 1]
            scores = matches.found[number].at(docs, matches.leaves[number].data.documents)
            rows[_rows_of(number, matches.leaves[number], docs, scores, query)[0]] = number, at
        first = min(rows)
        number, at = rows[first]
        masks[number][at] = True
        folded[first.leaf, first.document] = len(places) - 1
    found = [each.listed().kept(mask) for each, mask in zip(matches.found, masks, strict=True)]
    return replace(matches, found=found, folded=folded)


def _facet(texts: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    spellings: dict[str, dict[str, int]] = {}
    for text, count in texts.items():
        if text:
            # By what a filter compares, so that each count is what choosing the value finds.
            spellings.setdefault(fold(text), {})[text] = count
    shown = [(_usual(counts), sum(counts.values())) for counts in spellings.values()]
    return tuple(sorted(shown, key=lambda item: (-item[1], item[0])))


def _usual(spellings: Mapping[str, int]) -> str:
    """The most frequent spelling, of equals the first by its letters."""
    return min(spellings, key=lambda text: (-spellings[text], text))


def _newest_first(periods: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(periods.items(), reverse=True))
