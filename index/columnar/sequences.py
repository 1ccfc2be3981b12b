"""Where words stand in a row or near each other: positions of whole lists at once.

A place is a number of 64 bits: the document's number among those that hold all the words, then the position.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from index.columnar.arrays import Array, starts, stretches
from index.columnar.found import intersection, is_in, looked_up, mask, places_in
from index.columnar.reader import FORMS, SegmentReader
from index.near import windows

_POSITION_BITS = 32
_POSITION = (1 << _POSITION_BITS) - 1
_NONE = np.zeros(0, np.int64)
_PIECE = 1 << 11
"""Documents looked at together: what their places take fits caches."""


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

    From each place of the rarest it is looked whether the others stand where they should, of ever fewer places.
    """
    if field in FORMS:
        places = _as_written(reader, field, words, None)
        return places.kept(in_order(places, words))
    terms = [reader.number(field, word) for word in words]
    if min(terms) < 0:
        return Standing(_NONE, (_NONE,) * len(words))
    order = sorted(range(len(terms)), key=lambda number: reader.data.occurrences(terms[number]))
    docs, at = _together(reader, [terms[number] for number in order])
    frequencies = {term: reader.data.frequencies(term) for term in at}
    counts = [frequencies[terms[number]][at[terms[number]]] for number in order]
    ends = [np.cumsum(frequencies[terms[number]], dtype=np.int32)[at[terms[number]]] for number in order]
    found = np.zeros(len(docs), bool)
    for first in range(0, len(docs), _PIECE):
        piece = slice(first, first + _PIECE)
        words_in = [
            _Word(number, terms[number], last[piece] - count[piece], count[piece])
            for number, last, count in zip(order, ends, counts, strict=True)
        ]
        found[first + _in_a_row(reader, words_in)] = True
    there = np.flatnonzero(found)
    return Standing(docs[there], tuple(frequencies[term][at[term][there]] for term in terms))


@dataclass(frozen=True, slots=True)
class _Word:
    """A word's place in the row, its term, and of some documents where its positions begin among all, and how many."""

    place: int
    term: int
    firsts: Array
    counts: Array


def _in_a_row(reader: SegmentReader, words: Sequence[_Word]) -> Array:
    """Of the documents which have the words in a row, each perhaps several times."""
    rarest, *others = words
    numbers = np.repeat(np.arange(len(rarest.counts)), rarest.counts)
    begins = reader.data.positions_at(rarest.term, stretches(rarest.firsts, rarest.counts)) - rarest.place
    numbers, begins = numbers[begins >= 0], begins[begins >= 0]
    for word in others:
        firsts, counts = word.firsts[numbers], word.counts[numbers]
        there = reader.data.stands(word.term, firsts, counts, begins + word.place)
        numbers, begins = numbers[there], begins[there]
    return numbers


def _together(reader: SegmentReader, terms: Sequence[int]) -> tuple[Array, dict[int, Array]]:
    """The documents that hold all of these terms, and for each term their places among those that hold it."""
    docs = reader.data.docs(terms[0])
    at = {terms[0]: np.arange(len(docs))}
    for term in terms[1:]:
        if term not in at:
            held, places = looked_up(docs, reader.data.docs(term), reader.data.documents)
            docs, at = docs[held], {each: found[held] for each, found in at.items()}
            at[term] = places[held]
    return docs, at


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
