"""Matches to an answer: the best of them in order, and the facets over all of them, from columns."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat

import numpy as np

from index.columnar.arrays import Array
from index.columnar.first import first, first_by_score
from index.columnar.found import Found
from index.columnar.reader import SegmentReader
from index.columnar.segment import Segment
from index.columnar.snapshot import Snapshot
from index.engine import Facets, Match
from index.query import Order, Query
from index.words import fold

_COLUMNS = {
    "source": "source_column", "region": "region_column", "about": "about_column", "from": "from_column",
    "dateline": "dateline_column", "language": "lang_column", "kind": "kind_column",
}  # fmt: skip

PERIODS = {"year": len("2025"), "month": len("2025-06"), "day": len("2025-06-08")}
"""The facets by date, each with how much of an ISO 8601 day names one of its values."""

_NO_DAY = 99_999_999
"""After every day, as a number."""


@dataclass(frozen=True, slots=True)
class Matches:
    """What matches in each segment of a generation, and how many copies are folded into each document, if any are."""

    snapshot: Snapshot
    found: Sequence[Found]
    folded: Sequence[Array] = ()

    @property
    def leaves(self) -> list[SegmentReader]:
        """The segments."""
        return self.snapshot.leaves

    @property
    def total(self) -> int:
        """How many match."""
        return sum(found.total for found in self.found)

    def undated(self) -> int:
        """How many of them have no date."""
        masks = ((leaf.data.undated, found) for leaf, found in zip(self.leaves, self.found, strict=True))
        return sum(found.count(mask) for mask, found in masks if mask is not None)

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


Row = tuple[float, float, str, int, int, int, float]
"""A match: two numbers it is ordered by, smallest first, its id, its segment, number and version, and its score."""


def best(matches: Matches, query: Query) -> tuple[Match, ...]:
    """The matches of the query's page, in its order."""
    end = query.page * query.limit
    rows = _rows(matches, query, end)[end - query.limit : end]
    folded = matches.folded
    return tuple(
        Match(id, version, score, int(folded[leaf][document]) if folded else 0)
        for _, _, id, leaf, document, version, score in rows
    )


def ids(matches: Matches, query: Query) -> list[str]:
    """The ids of all matches, in the query's order."""
    return [id for _, _, id, *_ in _rows(matches, query, matches.total)]


def _rows(matches: Matches, query: Query, count: int) -> list[Row]:
    """The first `count` matches in order, and some more."""
    rows: list[Row] = []
    for number, (leaf, found) in enumerate(zip(matches.leaves, matches.found, strict=True)):
        if _by_score(query) and not found.even:
            docs, scores = first_by_score(found, leaf.data, count)
        else:
            docs = first(found, leaf.data, count, oldest=query.order is Order.OLDEST)
            scores = found.at(docs, leaf.data.documents)
        rows += _rows_of(number, leaf.data, docs, scores, query)
    rows.sort()
    return rows


def _by_score(query: Query) -> bool:
    return query.order is Order.RELEVANCE and query.tree is not None


def keys_of(segment: Segment, docs: Array, scores: Array, query: Query) -> tuple[Array, Array]:
    """The two numbers by which documents of a segment are ordered, smallest first; of equals their ids decide."""
    days = segment.numbers["day"][docs].astype(np.int64)
    by_day = np.where(days == 0, _NO_DAY, days) if query.order is Order.OLDEST else -days
    return (-scores if _by_score(query) else by_day), by_day


def _rows_of(number: int, segment: Segment, docs: Array, scores: Array, query: Query) -> Iterator[Row]:
    """Some matches of a segment, in any order."""
    ones, others = keys_of(segment, docs, scores, query)
    names = segment.texts["id"].at(docs)
    versions = segment.numbers["version"][docs].tolist()
    columns = names, repeat(number), docs.tolist(), versions, scores.tolist()
    return zip(ones.tolist(), others.tolist(), *columns, strict=False)


def _facet(texts: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    """Each text with its count, the most first; spellings that a filter takes for one go under the most frequent."""
    spellings: dict[str, list[tuple[int, str]]] = {}
    for text, count in texts.items():
        if text:
            spellings.setdefault(fold(text), []).append((-count, text))
    shown = [
        same[0] if len(same) == 1 else (sum(less for less, _ in same), min(same)[1]) for same in spellings.values()
    ]
    return tuple((text, -less) for less, text in sorted(shown))


def _newest_first(periods: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(periods.items(), reverse=True))
