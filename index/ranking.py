"""Matches to an answer: the best of them in order, and the facets over all of them, from columns."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import repeat

import numpy as np

from index.columnar.arrays import Array
from index.columnar.first import first, first_by_score
from index.columnar.found import NOTHING, Found
from index.columnar.reader import SegmentReader
from index.columnar.segment import Segment
from index.columnar.snapshot import Snapshot
from index.engine import Facets, Match
from index.periods import PERIODS
from index.query import Order, Query
from index.words import fold

_COLUMNS = {
    "source": "source_column", "region": "region_column", "about": "about_column", "from": "from_column",
    "dateline": "dateline_column", "language": "lang_column", "kind": "kind_column",
}  # fmt: skip

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

    def without_date(self) -> "Matches":
        """Those of them that have no date."""
        found = tuple(
            NOTHING if mask is None else found.only(lambda at, mask=mask: mask[at])  # type: ignore[misc]
            for found, mask in zip(self.found, (leaf.data.undated for leaf in self.leaves), strict=True)
        )
        return replace(self, found=found)

    def facets(self, names: Iterable[str]) -> Facets:
        """How many of them have each value of these facets."""
        docs = [found.docs for found in self.found] if names else []
        found: dict[str, tuple[tuple[str, int], ...]] = {}
        for name in names:
            counted: dict[str, int] = {}
            for leaf, some in zip(self.leaves, docs, strict=True):
                values, held, _ = values_of(leaf.data, name, some)
                add(counted, values, held)
            found[name] = shown(name, counted)
        return found


def values_of(segment: Segment, facet: str, docs: Array) -> tuple[list[str], Array, Array]:
    """The values of a facet, and by number each that some documents have, with whose it is."""
    if facet not in PERIODS:
        column = _COLUMNS[facet]
        return segment.names(column), *segment.texts[column].held(docs)
    names, periods = segment.periods(facet)
    dates, docs = segment.texts["date"].held(docs)
    held = periods[dates]
    known = held >= 0
    return names, held[known], docs[known]


def add(counted: dict[str, int], names: Sequence[str], held: Array) -> None:
    """Count values by their numbers, under their names."""
    counts = np.bincount(held, minlength=len(names))
    there = np.flatnonzero(counts)
    for number, count in zip(there.tolist(), counts[there].tolist(), strict=True):
        counted[names[number]] = counted.get(names[number], 0) + count


def shown(facet: str, counted: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    """The values of a facet in the order in which they are shown."""
    return _newest_first(counted) if facet in PERIODS else _facet(counted)


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
