"""Posting lists of some terms, as arrays: joined and thinned out a whole array at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from index.columnar.arrays import Array, changes, starts, stretches

PIECE = 500_000
"""Occurrences looked at together."""


@dataclass(frozen=True, slots=True)
class Lists:
    """The postings of terms that follow one another.

    `counts` and `occurrences` have for each term its number of postings and of positions (0 where a field has none);
    `documents` and `frequencies` an entry a posting; `positions`, `ordinals` (which form it is) and `following` (the
    code of the word behind it) one an occurrence.
    """

    counts: Array
    documents: Array
    frequencies: Array
    occurrences: Array
    positions: Array
    ordinals: Array
    following: Array

    def places(self) -> Array:
        """How many positions each posting has."""
        return np.where(np.repeat(self.occurrences > 0, self.counts), self.frequencies, 0)


def join(sources: Sequence[tuple[Array, Lists]], terms: int) -> Lists:
    """One set of lists of several, each with the number of each of its terms in the new one, of so many in all.

    What a term has in a later source comes after what it has in an earlier one.
    """
    by_posting = [(targets, lists.counts, (lists.documents, lists.frequencies)) for targets, lists in sources]
    by_place = [(targets, lists.occurrences, _by_place(lists)) for targets, lists in sources]
    counts, (documents, frequencies) = _scatter(by_posting, terms)
    occurrences, columns = _scatter(by_place, terms)
    return Lists(counts, documents, frequencies, occurrences, *columns)


def _by_place(lists: Lists) -> tuple[Array, ...]:
    return lists.positions, lists.ordinals, lists.following


def _scatter(sources: Sequence[tuple[Array, Array, tuple[Array, ...]]], terms: int) -> tuple[Array, list[Array]]:
    """For each term how many entries it has in all, and its entries, one term after the other."""
    counts = np.zeros(terms, np.int64)
    for targets, sizes, _ in sources:
        counts[targets] += sizes
    next_free = starts(counts)
    columns = [np.empty(next_free[-1], np.result_type(*(entries.dtype for entries in column)))
               for column in zip(*(columns for *_, columns in sources), strict=True)]  # fmt: skip
    for targets, sizes, entries in sources:
        at = stretches(next_free[targets], sizes)
        for column, values in zip(columns, entries, strict=True):
            column[at] = values
        next_free[targets] += sizes
    return counts, columns


def thinned(lists: Lists, kept: Array) -> Lists:
    """The lists without the documents that are not `kept` (a bool a document), the others numbered anew."""
    stay = kept[lists.documents]
    places = lists.places()
    stay_placed = np.repeat(stay, places)
    numbers = np.cumsum(kept) - 1
    return Lists(
        counts=_sums(stay, lists.counts),
        documents=numbers[lists.documents[stay]],
        frequencies=lists.frequencies[stay],
        occurrences=_sums(np.where(stay, places, 0), lists.counts),
        positions=lists.positions[stay_placed],
        ordinals=lists.ordinals[stay_placed],
        following=lists.following[stay_placed],
    )


def forms_held(lists: Lists) -> tuple[Array, Array, Array]:
    """The forms that the terms have: of each its term, its ordinal and how many documents hold it."""
    found = []
    for first, some in in_pieces(lists):
        places = some.places()
        postings = np.repeat(np.arange(len(places)), places)
        alone = np.repeat(places == 1, places)
        # A posting of several occurrences may have a form twice.
        held, _ = distinct(postings[~alone] << 32 | some.ordinals[~alone])
        terms = np.repeat(np.arange(len(some.counts)), some.counts)
        keys = [terms[postings[alone]] << 32 | some.ordinals[alone], terms[held >> 32] << 32 | (held & 0xFFFFFFFF)]
        forms, frequencies = distinct(np.concatenate(keys))
        found.append((forms + (first << 32), frequencies))
    forms, frequencies = (np.concatenate(each) for each in zip(*found, strict=True))
    return forms >> 32, forms & 0xFFFFFFFF, frequencies


def in_pieces(lists: Lists) -> Iterator[tuple[int, Lists]]:
    """The lists of some terms after others, each with the number of its first term: less than all fits caches."""
    postings, places = starts(lists.counts), starts(lists.occurrences)
    first, terms = 0, len(lists.counts)
    while first < terms or not first:
        last = min(max(int(np.searchsorted(places, places[first] + PIECE, side="right")) - 1, first + 1), terms)
        held, standing = slice(*postings[[first, last]].tolist()), slice(*places[[first, last]].tolist())
        yield first, Lists(
            lists.counts[first:last], lists.documents[held], lists.frequencies[held],
            lists.occurrences[first:last], *(column[standing] for column in _by_place(lists)),
        )  # fmt: skip
        first = max(last, 1)


def distinct(numbers: Array) -> tuple[Array, Array]:
    """The distinct numbers, ascending, and how often each is there."""
    ordered = np.sort(numbers)
    firsts = np.flatnonzero(changes(ordered))
    return ordered[firsts], np.diff(firsts, append=len(ordered))


def _sums(values: Array, counts: Array) -> Array:
    """The sum of each stretch of values that follow one another."""
    borders = starts(counts)
    found: Array = np.diff(starts(values)[borders])
    return found
