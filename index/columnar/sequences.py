"""Where words stand in a row or near each other: positions of whole lists at once.

A place is a number of 64 bits: the document's number among those that hold all the words, then the position.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from index.columnar.arrays import Array, starts, stretches
from index.columnar.found import intersection, mask, places_in
from index.columnar.reader import FORMS, SegmentReader
from index.near import windows

_POSITION_BITS = 32
_POSITION = (1 << _POSITION_BITS) - 1


@dataclass(frozen=True, slots=True)
class Places:
    """The documents that hold all of some words, and for each word the places it has there and how many in each."""

    docs: Array
    by_word: tuple[Array, ...]
    frequencies: tuple[Array, ...]

    def mask(self, places: Array) -> Array:
        """For each document whether it has one of these places."""
        return mask(places >> _POSITION_BITS, len(self.docs))


def places_of(reader: SegmentReader, field: str, words: Sequence[str | bytes]) -> Places | None:
    """The places of words in a field; None where the segment does not know one of them."""
    if field in FORMS:
        return _as_written(reader, field, words)
    terms = [reader.number(field, word) for word in words]
    if min(terms) < 0:
        return None
    held = {term: reader.data.docs(term) for term in dict.fromkeys(terms)}
    docs = intersection(list(held.values()), reader.data.documents)
    by_term = {term: _places(reader, term, docs, all_docs) for term, all_docs in held.items()}
    return Places(docs, tuple(by_term[term][0] for term in terms), tuple(by_term[term][1] for term in terms))


def _as_written(reader: SegmentReader, field: str, words: Sequence[str | bytes]) -> Places | None:
    held = {word: reader.standing(field, word) for word in dict.fromkeys(words)}
    docs = intersection([all_docs for all_docs, *_ in held.values()], reader.data.documents)
    by_word = {}
    for word, (all_docs, all_frequencies, positions) in held.items():
        at = places_in(docs, all_docs, reader.data.documents)
        frequencies = all_frequencies[at]
        standing = positions[stretches(starts(all_frequencies)[at], frequencies)]
        by_word[word] = np.repeat(np.arange(len(docs)) << _POSITION_BITS, frequencies) + standing, frequencies
    return Places(docs, *zip(*(by_word[word] for word in words), strict=True)) if len(docs) else None


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


def in_a_row(places: Places) -> Array:
    """For each document whether the words stand there one right after the other, each at a place of its own."""
    order = sorted(range(len(places.by_word)), key=lambda number: len(places.by_word[number]))
    begins = places.by_word[order[0]] - order[0]
    for number in order[1:] if len(begins) else ():
        held = places.by_word[number]
        at = np.minimum(np.searchsorted(held, begins + number), len(held) - 1)
        begins = begins[held[at] == begins + number]
    return places.mask(begins)


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
