"""Where words stand in a row or near each other: positions of whole lists at once.

A place is a number of 64 bits: the document's number among those that hold all the words, then the position.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from index.columnar.arrays import Array, changes, starts, stretches
from index.columnar.following import code_of
from index.columnar.found import intersection, is_in, looked_up, mask, places_in
from index.columnar.reader import FORMS, SegmentReader
from index.columnar.segment import Segment
from index.near import windows

_POSITION_BITS = 32
_POSITION = (1 << _POSITION_BITS) - 1
_NONE = np.zeros(0, np.int64)
PASSED = 8
"""A word whose next is looked for is worth beginning with though it stands so many times as often as the last."""


@dataclass(frozen=True, slots=True)
class Places:
    """The documents that hold all of some words, and for each word the places it has there and how many in each."""

    docs: Array
    by_word: tuple[Array, ...]
    frequencies: tuple[Array, ...]

    def mask(self, places: Array) -> Array:
        """For each document whether it has one of these places."""
        return mask(places >> _POSITION_BITS, len(self.docs))

    def kept(self, mask: Array) -> "Standing":
        """The documents of a mask."""
        return Standing(self.docs[mask], tuple(each[mask] for each in self.frequencies))


def places_of(reader: SegmentReader, field: str, words: Sequence[str | bytes], among: Array | None = None) -> Places:
    """The places of words in a field, in all documents or in some."""
    if field in FORMS:
        return _as_written(reader, field, words, among)
    terms = [reader.number(field, word) for word in words]
    if min(terms) < 0:
        return Places(_NONE, (_NONE,) * len(words), (_NONE,) * len(words))
    held = {term: reader.data.docs(term) for term in dict.fromkeys(terms)}
    docs = intersection([*held.values()] if among is None else [among, *held.values()], reader.data.documents)
    by_term = {term: _places(reader, term, docs, all_docs) for term, all_docs in held.items()}
    return Places(docs, tuple(by_term[term][0] for term in terms), tuple(by_term[term][1] for term in terms))


def _as_written(reader: SegmentReader, field: str, words: Sequence[str | bytes], among: Array | None) -> Places:
    held = {word: reader.standing(field, word) for word in dict.fromkeys(words)}
    sets = [docs for docs, *_ in held.values()]
    docs = intersection(sets if among is None else [among, *sets], reader.data.documents)
    by_word = {}
    for word, (all_docs, all_frequencies, positions) in held.items():
        at = places_in(docs, all_docs, reader.data.documents)
        frequencies = all_frequencies[at]
        standing = positions[stretches(starts(all_frequencies)[at], frequencies)]
        by_word[word] = np.repeat(np.arange(len(docs)) << _POSITION_BITS, frequencies) + standing, frequencies
    return Places(docs, *zip(*(by_word[word] for word in words), strict=True))


def _places(reader: SegmentReader, term: int, docs: Array, all_docs: Array) -> tuple[Array, Array]:
    """The places of a term in some of the documents that hold it, and how many in each."""
    frequencies = reader.data.frequencies(term)
    if len(docs) == len(all_docs):
        positions = reader.data.positions(term)
    else:
        at = places_in(docs, all_docs, reader.data.documents)
        firsts = starts(frequencies)[at]
        frequencies = frequencies[at]
        positions = reader.data.positions_at(term, stretches(firsts, frequencies))
    return np.repeat(np.arange(len(docs)) << _POSITION_BITS, frequencies) + positions, frequencies


@dataclass(frozen=True, slots=True)
class Standing:
    """The documents in which words stand as a phrase asks, and how often they have each of the words."""

    docs: Array
    frequencies: tuple[Array, ...]

    def without(self, docs: Array, documents: int) -> "Standing":
        """Those that are not among others; there are so many `documents` in all."""
        kept = ~is_in(self.docs, docs, documents)
        return Standing(self.docs[kept], tuple(each[kept] for each in self.frequencies))

    def and_also(self, other: "Standing") -> "Standing":
        """These documents and others."""
        docs = np.concatenate([self.docs, other.docs])
        order = np.argsort(docs, kind="stable")
        both = zip(self.frequencies, other.frequencies, strict=True)
        return Standing(docs[order], tuple(np.concatenate(pair)[order] for pair in both))


def standing(reader: SegmentReader, field: str, words: Sequence[str]) -> Standing:
    """Where words stand one right after the other.

    From each place of one of them that the next may follow, it is looked whether the others stand where they should.
    """
    if field in FORMS:
        places = _as_written(reader, field, words, None)
        return places.kept(in_order(places, words))
    terms = [reader.number(field, word) for word in words]
    if min(terms) < 0:
        return Standing(_NONE, (_NONE,) * len(words))
    data = reader.data
    first, row = _begun(data, terms, words)
    for term, place in sorted(
        {(term, place) for place, term in enumerate(terms)}, key=lambda each: data.count(each[0])
    ):
        if place != first and len(row.docs):
            row = row.also(data, term, place)
    if not len(row.docs):
        return Standing(_NONE, (_NONE,) * len(words))
    new = changes(row.docs)
    return Standing(row.docs[new], tuple(data.frequencies_at(term, row.at[term][new]) for term in terms))


@dataclass(frozen=True, slots=True)
class _Row:
    """Places where a row of words may begin: the document and position of each.

    `at` has for each term looked for so far the place of each document among those that hold it.
    """

    docs: Array
    begins: Array
    at: Mapping[int, Array]

    def kept(self, there: Array) -> "_Row":
        """Some of them, by a mask or their numbers."""
        return _Row(self.docs[there], self.begins[there], {term: at[there] for term, at in self.at.items()})

    def also(self, data: Segment, term: int, place: int) -> "_Row":
        """Those that have another term at its place in the row."""
        row = self
        if term not in row.at:
            held, at = looked_up(row.docs, data.docs(term), data.documents)
            row = _Row(row.docs, row.begins, {**row.at, term: at}).kept(held)
        at = row.at[term]
        lasts, counts = data.ends(term)[at], data.frequencies_at(term, at)
        return row.kept(data.stands(term, lasts - counts, counts, row.begins + place))


def _begun(data: Segment, terms: Sequence[int], words: Sequence[str]) -> tuple[int, _Row]:
    """The word to begin with, by its place in the row, and where it stands with the next perhaps behind it."""
    often = [data.occurrences(term) for term in terms]
    # What one code lets through is about a tenth; nothing is known of what follows the last word.
    first = min(range(len(terms)), key=lambda place: often[place] / (1 if place == len(terms) - 1 else PASSED))
    term = terms[first]
    is_last = first == len(terms) - 1
    places = np.arange(often[first]) if is_last else data.followed(term, code_of(words[first + 1].encode()))
    at = data.ends(term).searchsorted(places, side="right")
    row = _Row(data.docs(term)[at], data.positions_at(term, places) - first, {term: at})
    return first, row.kept(row.begins >= 0)


def has_codes(reader: SegmentReader, field: str, words: Sequence[str]) -> bool:
    """Whether a word is the joined form of a code somewhere in the segment."""
    return any(reader.number(f"{field}_codes", word) >= 0 for word in words)


def standing_with_codes(reader: SegmentReader, field: str, words: Sequence[str]) -> Standing:
    """The same, where the joined form of a code takes the places of all its parts."""
    plain = standing(reader, field, words)
    coded = reader.docs_with(f"{field}_codes", words)
    places = places_of(reader, field, words, coded)
    found = places.kept(in_order(places, words, codes=codes_of(reader, field, words, places.docs)))
    return found.and_also(plain.without(coded, reader.data.documents))


def codes_of(reader: SegmentReader, field: str, words: Sequence[str], docs: Array) -> dict[str, tuple[Array, Array]]:
    """First and last places of the codes that a word is the joined form of, for words that are one in the segment."""
    found = {}
    for word in dict.fromkeys(words):
        if (term := reader.number(f"{field}_codes", word)) >= 0:
            all_docs = reader.data.docs(term)
            held = docs[np.isin(docs, all_docs)]
            places, _ = _places(reader, term, held, all_docs)
            # Numbered among the documents that hold the code; now among those that hold all the words.
            numbers = np.searchsorted(docs, held)
            places = numbers[places >> _POSITION_BITS] << _POSITION_BITS | places & _POSITION
            found[word] = places[::2], places[1::2]
    return found


def in_order(
    places: Places, words: Sequence[str], slop: int = 1, codes: Mapping[str, tuple[Array, Array]] | None = None
) -> Array:
    """For each document whether the words stand there in order, each at most `slop` positions after the one before.

    A word that is the joined form of a code takes the places from the code's first to its last.
    """
    ends: Array | None = None
    for word, held in zip(words, places.by_word, strict=True):
        firsts = lasts = held
        if codes and word in codes:
            code_firsts, code_lasts = codes[word]
            alone = held[~np.isin(held, code_lasts)]
            firsts, lasts = np.concatenate([code_firsts, alone]), np.concatenate([code_lasts, alone])
        if ends is not None:
            before = np.searchsorted(ends, firsts) - 1
            lasts = lasts[(before >= 0) & (firsts - ends[before] <= slop)] if len(ends) else lasts[:0]
        ends = np.sort(lasts)
    return places.mask(places.by_word[0] if ends is None else ends)


def near(places: Places, words: Sequence[str], slop: int) -> Array:
    """For each document whether the words stand there as `index.near` says, moved by at most `slop` in all."""
    shifted = [held - number for number, held in enumerate(places.by_word)]
    least = np.concatenate(shifted)
    for held in shifted:
        at = np.searchsorted(held, least)
        reached = at < len(held)
        least = least[reached]
        least = least[held[at[reached]] - least <= slop]
    # The shift of the first word in a document may be less than 0, which is a place of the document before.
    found = places.mask(least + len(words))
    if len(set(words)) < len(words):
        found &= _apart(places, words, slop, found)
    return found


def _apart(places: Places, words: Sequence[str], slop: int, wanted: Array) -> Array:
    """The same for phrases that have a word twice, which has to stand twice; one document at a time."""
    found = np.zeros(len(places.docs), bool)
    numbers = np.arange(len(places.docs) + 1) << _POSITION_BITS
    borders = {word: np.searchsorted(held, numbers) for word, held in zip(words, places.by_word, strict=True)}
    held = dict(zip(words, places.by_word, strict=True))
    for number in np.flatnonzero(wanted).tolist():
        by_word = {
            word: (all_places[borders[word][number] : borders[word][number + 1]] & _POSITION).tolist()
            for word, all_places in held.items()
        }
        found[number] = any(windows(words, by_word, slop))
    return found
