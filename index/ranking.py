"""Matches to an answer: the best of them in order, and the facets over all of them, from columns."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from whoosh.reading import IndexReader

from index.columnar.arrays import Array
from index.columnar.found import Found
from index.columnar.reader import SegmentReader
from index.engine import Facets
from index.query import Order, Query
from index.words import fold

_COLUMNS = {"source": "source_column", "region": "region_column", "about": "about_column", "language": "lang_column"}

PERIODS = {"year": len("2025"), "month": len("2025-06"), "day": len("2025-06-08")}
"""The facets by date, each with how much of an ISO 8601 day names one of its values."""

BLOCK = 64

SPARE = 50
"""Matches more than asked for that cost less to sort than to leave out."""

_NO_DAY = 99_999_999
"""After every day, as a number."""


class Columns:
    """The columns of all segments of a generation, by document number; documents are asked for in ascending order."""

    def __init__(self, reader: IndexReader) -> None:
        self._leaves: list[tuple[SegmentReader, int]] = list(reader.leaf_readers())

    def by_segment(self, docs: Array) -> Iterator[tuple[SegmentReader, Array]]:
        """Each segment with its documents among these, by their numbers in it."""
        if len(self._leaves) == 1:
            yield self._leaves[0][0], docs
            return
        for reader, offset in self._leaves:
            low, high = np.searchsorted(docs, (offset, offset + reader.doc_count_all()))
            yield reader, docs[low:high] - offset

    def numbers(self, name: str, docs: Array) -> Array:
        """A column of numbers at these documents."""
        found = [reader.data.numbers[name][held].astype(np.int64) for reader, held in self.by_segment(docs)]
        return found[0] if len(found) == 1 else np.concatenate(found)

    def undated(self, docs: Array) -> int:
        """How many of these documents have no date."""
        masks = ((reader.data.undated, held) for reader, held in self.by_segment(docs))
        return sum(int(np.count_nonzero(mask[held])) for mask, held in masks if mask is not None)

    def texts(self, name: str, docs: Array) -> list[str]:
        """A column of one text a document at these documents."""
        found = []
        for reader, held in self.by_segment(docs):
            column = reader.data.texts[name]
            found += [column.dictionary[number].decode() for number in column.ordinals[held].tolist()]
        return found

    def counted(self, name: str, docs: Array) -> dict[str, int]:
        """How many of these documents have each text of a column."""
        found: dict[str, int] = {}
        for reader, held in self.by_segment(docs):
            _add(found, reader.data.names(name), reader.data.texts[name].counted(held))
        return found

    def by_period(self, length: int, docs: Array) -> dict[str, int]:
        """How many of these documents have each date, so much of it; none that is not known so well."""
        found: dict[str, int] = {}
        for reader, held in self.by_segment(docs):
            names, numbers = reader.data.periods(length)
            counts = np.zeros(len(names) + 1, np.int64)  # the last for dates that are not known so well
            np.add.at(counts, numbers, reader.data.texts["date"].counted(held))
            _add(found, names, counts[:-1])
        return found


def _add(counted: dict[str, int], names: Sequence[str], counts: Array) -> None:
    there = np.flatnonzero(counts)
    for number, count in zip(there.tolist(), counts[there].tolist(), strict=True):
        counted[names[number]] = counted.get(names[number], 0) + count


def best(columns: Columns, found: Found, query: Query, count: int) -> list[tuple[int, str]]:
    """The places in `found` of its first `count` matches in the query's order, and their ids; equals go by id."""
    keys = _keys(columns, found, query)
    places = _first(keys, len(found.docs), count)
    ordered = sorted(zip(*(key(places).tolist() for key in keys), places.tolist(), strict=True))
    if len(ordered) > count:
        last = ordered[count - 1][:2]
        ordered = [each for each in ordered if each[:2] <= last]
    return _by_id(columns, found, ordered)[:count]


def _by_id(columns: Columns, found: Found, ordered: Sequence[tuple[float, float, int]]) -> list[tuple[int, str]]:
    """The places of matches that come with what they are ordered by, and their ids, by which equals are ordered."""
    places = sorted(at for *_, at in ordered)
    ids = dict(zip(places, columns.texts("id", found.docs[places]), strict=True))
    return [(at, id) for _, _, id, at in sorted((one, other, ids[at], at) for one, other, at in ordered)]


Key = Callable[[Any], Array]


def _keys(columns: Columns, found: Found, query: Query) -> tuple[Key, Key]:
    """What matches are ordered by, smallest first: each gives it for the matches at some places, ascending."""

    def day(at: Any) -> Array:
        return columns.numbers("day", found.docs[at])

    def newest(at: Any) -> Array:
        return -day(at)

    def oldest(at: Any) -> Array:
        days = day(at)
        return np.where(days == 0, _NO_DAY, days)

    if query.order is Order.OLDEST:
        return oldest, oldest
    if query.order is Order.NEWEST or query.tree is None:
        return newest, newest
    return (lambda at: -found.scores[at]), newest


def _first(keys: Sequence[Key], matches: int, count: int) -> Array:
    """The places of the first `count` matches, ascending, with a few more, or many where they are equal in all."""
    if matches <= count + SPARE:
        return np.arange(matches)
    values = keys[0](slice(None))
    tied = np.flatnonzero(values <= _at_most(values, count))
    sure = tied[:0]
    for key in keys:
        wanted = count - len(sure)
        if len(tied) <= wanted + SPARE or not wanted:
            break
        values = key(tied)
        last = np.partition(values, wanted - 1)[wanted - 1]
        sure = np.concatenate([sure, tied[values < last]])
        tied = tied[values == last]
    return np.sort(np.concatenate([sure, tied])) if len(sure) else tied


def _at_most(values: Array, count: int) -> float:
    """A value that `count` of them at least do not exceed: so many blocks have one. Sorting all would cost the more."""
    blocks = values[: len(values) // BLOCK * BLOCK].reshape(-1, BLOCK)
    if len(blocks) < count:
        return float(values.max())
    return float(np.partition(blocks.min(axis=1), count - 1)[count - 1])


def fold_copies(columns: Columns, found: Found, query: Query) -> tuple[Found, Mapping[int, int]]:
    """The matches without those that are copies of a better one, and how many are folded into each, by its number."""
    copies: dict[str, list[int]] = defaultdict(list)
    kept = np.ones(len(found.docs), bool)
    for at, cluster in enumerate(columns.texts("cluster", found.docs)):
        if cluster:
            copies[cluster].append(at)
            kept[at] = False
    folded = {}
    for places in copies.values():
        some = np.array(places)
        keys = [key(some).tolist() for key in _keys(columns, found, query)]
        (first, _), *_ = _by_id(columns, found, list(zip(*keys, places, strict=True)))
        kept[first] = True
        folded[int(found.docs[first])] = len(places) - 1
    return found.only(kept), folded


def facets(columns: Columns, docs: Array, names: Iterable[str]) -> Facets:
    """How many of these documents have each value of these facets."""
    return {
        name: _newest_first(columns.by_period(PERIODS[name], docs))
        if name in PERIODS
        else _facet(columns.counted(_COLUMNS[name], docs))
        for name in names
    }


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
