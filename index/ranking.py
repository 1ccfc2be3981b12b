"""Matches to an answer: the best of them in order, and the facets over all of them, from columns."""

import heapq
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from whoosh.reading import IndexReader

from index.engine import Facets
from index.query import Order, Query
from index.schema import SEPARATOR
from index.words import fold

Scored = tuple[float, int]
"""A match: minus its score, so that the best sorts first, and its document number."""

Column = Callable[[int], Any]
"""The value of a document, by its number."""

_COLUMNS = {"source": "source_column", "region": "region_column", "about": "about_column", "language": "lang_column"}

PERIODS = {"year": len("2025"), "month": len("2025-06"), "day": len("2025-06-08")}
"""The facets by date, each with how much of an ISO 8601 day names one of its values."""


def column(reader: IndexReader, name: str) -> Column:
    """A column over all segments; Whoosh's own reader of several goes wrong where one segment has no value in it."""
    leaves = [(offset, leaf.column_reader(name)) for leaf, offset in reader.leaf_readers()]
    offsets = [offset for offset, _ in leaves]

    def value(number: int) -> Any:
        offset, values = leaves[bisect_right(offsets, number) - 1]
        return values[number - offset]

    return value


def best(reader: IndexReader, found: Sequence[Scored], query: Query, count: int) -> list[Scored]:
    """The first `count` matches in the query's order; what is equal in it goes newest first, then by id."""
    key = _key(query, column(reader, "day"))
    first = heapq.nsmallest(count, found, key=key)
    if not first:
        return []
    ids = column(reader, "id")
    last = key(first[-1])
    # Only matches equal to the last one can be wrongly in or out, for the id has not been looked at.
    tied = [match for match in found if key(match) <= last] if len(first) < len(found) else first
    return sorted(tied, key=lambda match: (key(match), ids(match[1])))[:count]


def fold_copies(reader: IndexReader, found: Sequence[Scored], query: Query) -> tuple[list[Scored], Mapping[int, int]]:
    """The matches without those that are copies of a better one, and how many are folded into each, by its number."""
    cluster, ids, key = column(reader, "cluster"), column(reader, "id"), _key(query, column(reader, "day"))
    copies: dict[bytes, list[Scored]] = defaultdict(list)
    kept = []
    for match in found:
        if name := cluster(match[1]):
            copies[name].append(match)
        else:
            kept.append(match)
    folded = {}
    for matches in copies.values():
        first = min(matches, key=lambda match: (key(match), ids(match[1])))
        kept.append(first)
        folded[first[1]] = len(matches) - 1
    return sorted(kept, key=lambda match: match[1]), folded


def _key(query: Query, day: Column) -> Callable[[Scored], tuple[float, int]]:
    """What a match is ordered by, smallest first; undated documents have day 0."""
    if query.order is Order.OLDEST:
        return lambda match: (not day(match[1]), day(match[1]))
    if query.order is Order.NEWEST or query.tree is None:
        return lambda match: (0.0, -day(match[1]))
    return lambda match: (match[0], -day(match[1]))


def facets(reader: IndexReader, found: Sequence[Scored], names: Iterable[str]) -> Facets:
    """How many matches have each value of these facets."""
    names = tuple(names)
    counted: Facets = {name: _facet(reader, found, name) for name in names if name not in PERIODS}
    if len(counted) < len(names):
        date = column(reader, "date")
        dates = Counter(date(number).decode() for _, number in found)
        counted |= {name: _periods(dates, PERIODS[name]) for name in names if name in PERIODS}
    return counted


def _facet(reader: IndexReader, found: Sequence[Scored], name: str) -> tuple[tuple[str, int], ...]:
    values = column(reader, _COLUMNS[name])
    raw = Counter(values(number) for _, number in found)
    counts: Counter[str] = Counter()
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for value, count in raw.items():
        # By what a filter compares, so that each count is what choosing the value finds.
        for key, text in {fold(text): text for text in value.decode().split(SEPARATOR) if text}.items():
            counts[key] += count
            spellings[key][text] += count
    shown = [(_usual(spellings[key]), count) for key, count in counts.items()]
    return tuple(sorted(shown, key=lambda item: (-item[1], item[0])))


def _usual(spellings: Counter[str]) -> str:
    """The most frequent spelling, of equals the first by its letters."""
    return min(spellings, key=lambda text: (-spellings[text], text))


def _periods(dates: Counter[str], length: int) -> tuple[tuple[str, int], ...]:
    """Matches by year, month or day, newest first; a date that is not known so well is in none."""
    counts: Counter[str] = Counter()
    for date, count in dates.items():
        if len(date) >= length:
            counts[date[:length]] += count
    return tuple(sorted(counts.items(), reverse=True))
