"""One segment: what is written of some documents, and what is read of it."""

import mmap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from index.columnar.arrays import Array, ArrayWriter, Small, narrow, read_arrays, starts, stretches
from index.columnar.columns import Texts, read_texts, write_texts
from index.columnar.dictionary import Dictionary
from index.columnar.following import SEVERAL, WIDTH
from index.columnar.lists import Lists
from index.columnar.packed import pack, places_of, sizes_of, unpack, unpack_one, widths_for
from index.periods import PERIODS

_NO_DAY = 99_999_999
"""After every day, as a number."""

LOW = 1 << 16
"""Documents are kept as the low 16 bits of their numbers; where each further 65,536 begin in a list stands apart."""


@dataclass(frozen=True, slots=True)
class Forms:
    """Words as written, in order of field and text: of each its term, its ordinal there, and how many documents."""

    words: Dictionary
    terms: Array
    ordinals: Array
    frequencies: Array

    def ranges(self, terms: int) -> Array:
        """For each of so many terms one more than its highest ordinal, 0 where it has no form."""
        found = np.zeros(terms, np.int64)
        np.maximum.at(found, self.terms, self.ordinals.astype(np.int64) + 1)
        return found


@dataclass(frozen=True, slots=True)
class Outline:
    """What a segment holds, but for its postings: `counts` and `occurrences` say how many follow of each term.

    `lengths` is by text field, `numbers` and `texts` are the columns by name; all have an entry a document.
    """

    documents: int
    terms: Dictionary
    counts: Array
    occurrences: Array
    forms: Forms
    lengths: Mapping[str, Array]
    numbers: Mapping[str, Array]
    texts: Mapping[str, Texts]


def write_segment(path: Path, outline: Outline, pieces: Iterable[Lists]) -> None:
    """Write a segment whose postings come in `pieces`, each of further terms."""
    file = ArrayWriter(path)
    try:
        forms = np.bincount(outline.forms.terms, minlength=len(outline.terms))
        widths = _widths(outline.forms, forms)
        _write_outline(file, outline, widths)
        file.add("terms.forms", narrow(forms))
        file.add("terms.widths", narrow(widths))
        _write_postings(file, outline, pieces, widths)
        totals = {name: [int(lengths.sum()), int(lengths.min(initial=0)), int(lengths.max(initial=0))]
                  for name, lengths in outline.lengths.items()}  # fmt: skip
        columns = {"numbers": list(outline.numbers), "texts": list(outline.texts)}
        file.close({"documents": outline.documents, "lengths": totals, **columns})
    except BaseException:
        file.abandon()
        raise


def _widths(forms: Forms, counts: Array) -> Array:
    """In how many bits each term's ordinals are kept: none where it has but one form, whatever its ordinal."""
    return np.where(counts > 1, widths_for(forms.ranges(len(counts))), 0)


def _write_outline(file: ArrayWriter, outline: Outline, widths: Array) -> None:
    file.add("terms.blob", outline.terms.blob)
    file.add("terms.borders", outline.terms.borders)
    for name, counts in (
        ("postings", outline.counts), ("places", outline.occurrences),
        ("ordinals", sizes_of(outline.occurrences, widths)), ("following", sizes_of(outline.occurrences, WIDTH)),
    ):  # fmt: skip
        file.add(f"terms.{name}", narrow(starts(counts)))
    file.add("forms.blob", outline.forms.words.blob)
    file.add("forms.borders", outline.forms.words.borders)
    for name in ("terms", "ordinals", "frequencies"):
        file.add(f"forms.{name}", narrow(getattr(outline.forms, name)))
    for name, values in outline.lengths.items():
        file.add(f"lengths.{name}", narrow(values))
    for name, values in outline.numbers.items():
        file.add(f"numbers.{name}", narrow(values))
    for name, column in outline.texts.items():
        write_texts(file, f"texts.{name}", column)


def _write_postings(file: ArrayWriter, outline: Outline, pieces: Iterable[Lists], widths: Array) -> None:
    postings, places = int(outline.counts.sum()), int(outline.occurrences.sum())
    file.reserve("documents", np.uint16, postings)
    file.reserve("frequencies", np.uint8, postings)
    file.reserve("positions", np.uint16, places)
    file.reserve("ordinals", np.uint8, int(sizes_of(outline.occurrences, widths).sum()))
    file.reserve("following", np.uint8, int(sizes_of(outline.occurrences, WIDTH).sum()))
    further = max(0, outline.documents - 1) // LOW
    file.reserve("splits", np.uint32, len(outline.terms) * further)
    over: dict[str, list[tuple[Array, Array]]] = {"frequencies": [], "positions": []}
    term = 0
    done = {"frequencies": 0, "positions": 0}
    for piece in pieces:
        file.put("documents", piece.documents & (LOW - 1))
        for name, kind in (("frequencies", np.uint8), ("positions", np.uint16)):
            small, at, values = Small.split(getattr(piece, name), kind)
            file.put(name, small)
            over[name].append((at + done[name], values))
            done[name] += len(small)
        file.put("ordinals", pack(piece.ordinals, piece.occurrences, widths[term : term + len(piece.counts)]))
        file.put("following", pack(piece.following, piece.occurrences, WIDTH))
        file.put("splits", _splits(piece, further))
        term += len(piece.counts)
    for name, found in over.items():
        file.add(f"{name}.at", np.concatenate([at for at, _ in found]))
        file.add(f"{name}.over", np.concatenate([values for _, values in found]).astype(np.uint32))


def _splits(piece: Lists, further: int) -> Array:
    """For each term how many of its postings come before each further 65,536 documents."""
    borders = starts(piece.counts)
    found = np.empty((len(piece.counts), further), np.uint32)
    for number in range(further):
        before = starts(piece.documents < (number + 1) * LOW)
        found[:, number] = before[borders[1:]] - before[borders[:-1]]
    return found.ravel()


class Segment:
    """A segment that is open. `deleted` are those of its documents (a bool each) that no longer count, if any."""

    def __init__(self, path: Path, deleted: Array | None = None) -> None:
        about, arrays, self._mapped = read_arrays(path)
        self.path = path
        self.deleted = deleted
        self.documents: int = about["documents"]
        self.totals: dict[str, tuple[int, int, int]] = about["lengths"]
        self.lengths = {name: arrays[f"lengths.{name}"] for name in self.totals}
        self.numbers = {name: arrays[f"numbers.{name}"] for name in about["numbers"]}
        self.texts = {name: read_texts(arrays, f"texts.{name}") for name in about["texts"]}
        self.terms = Dictionary(arrays["terms.blob"], arrays["terms.borders"])
        self.forms = Forms(
            Dictionary(arrays["forms.blob"], arrays["forms.borders"]),
            arrays["forms.terms"], arrays["forms.ordinals"], arrays["forms.frequencies"],
        )  # fmt: skip
        self._starts = arrays["terms.postings"]
        self.form_counts, self._widths = arrays["terms.forms"], arrays["terms.widths"]
        self._postings, self._places = arrays["terms.postings"].data, arrays["terms.places"].data
        self._with_ordinals, self._with_following = arrays["terms.ordinals"].data, arrays["terms.following"].data
        self._low = arrays["documents"]
        self._splits = arrays["splits"].reshape(len(self.terms), max(0, self.documents - 1) // LOW)
        self._frequencies = Small(arrays["frequencies"], arrays["frequencies.at"], arrays["frequencies.over"])
        self._positions = Small(arrays["positions"], arrays["positions.at"], arrays["positions.over"])
        self._ordinals, self._following = arrays["ordinals"], arrays["following"]
        self._names: dict[str, list[str]] = {}
        self._periods: dict[str, tuple[list[str], Array]] = {}

    def count(self, term: int) -> int:
        """In how many documents a term is, deleted ones included."""
        return self._postings[term + 1] - self._postings[term]

    def occurrences(self, term: int) -> int:
        """How often a term stands in all of them; 0 where its field has no positions."""
        return self._places[term + 1] - self._places[term]

    def counts(self) -> Array:
        """The same of all terms."""
        return _sizes(self._postings)

    def all_occurrences(self) -> Array:
        """How often each of all terms stands in all documents."""
        return _sizes(self._places)

    def docs(self, term: int) -> Array:
        """The documents that hold a term, ascending."""
        found = self._low[self._postings[term] : self._postings[term + 1]].astype(np.int64)
        for split in self._splits[term].tolist():
            found[split:] += LOW
        return found

    def mark(self, held: Array, terms: Array) -> None:
        """Set, of a bool for each document, those that hold any of these terms."""
        borders = [self._starts[terms], *(self._starts[terms] + self._splits[terms].T), self._starts[terms + 1]]
        for number, (firsts, lasts) in enumerate(pairwise(borders)):
            low = self._low[stretches(firsts.astype(np.int64), lasts.astype(np.int64) - firsts)]
            held[number * LOW :][low.astype(np.int64)] = True

    def names(self, column: str) -> list[str]:
        """The distinct texts of a column, in order; for columns of few."""
        if column not in self._names:
            self._names[column] = [text.decode() for text in self.texts[column].dictionary]
        return self._names[column]

    def periods(self, facet: str) -> tuple[list[str], Array]:
        """The distinct periods of one of PERIODS, and for each date its number among them; -1 for vaguer dates."""
        if facet not in self._periods:
            begun = list(map(PERIODS[facet], self.names("date")))
            names = sorted(set(begun) - {""})
            numbers = {name: number for number, name in enumerate(names)}
            self._periods[facet] = names, np.array([numbers.get(name, -1) for name in begun], np.int64)
        return self._periods[facet]

    @cached_property
    def live(self) -> Array:
        """Whether each document is not deleted."""
        return np.ones(self.documents, bool) if self.deleted is None else ~self.deleted

    @cached_property
    def undated(self) -> Array | None:
        """Whether each document has no date; None where all have one."""
        found: Array = self.numbers["day"] == 0
        return found if found.any() else None

    @cached_property
    def newest(self) -> tuple[Array, Array]:
        """The documents, the newest first, of one day by id; and the place of each among them."""
        return self._by_day(-self.numbers["day"].astype(np.int64))

    @cached_property
    def oldest(self) -> tuple[Array, Array]:
        """The documents, the oldest first, those without a date last; and the place of each among them."""
        days = self.numbers["day"].astype(np.int64)
        return self._by_day(np.where(days == 0, _NO_DAY, days))

    def _by_day(self, days: Array) -> tuple[Array, Array]:
        order = np.argsort(days << 32 | self.texts["id"].ordinals)
        ranks = np.empty(len(order), np.int64)
        ranks[order] = np.arange(len(order))
        return order, ranks

    @cached_property
    def letters(self) -> Array:
        """A bit for each letter or digit of ASCII, by its code, that a form has; two changes at most for each edit."""
        words = self.forms.words
        bits = np.where((words.blob >= ord("0")) & (words.blob < 0x80), np.uint32(1) << (words.blob & 31), np.uint32(0))
        return np.bitwise_or.reduceat(bits, words.borders[:-1].astype(np.int64)) if len(words) else bits

    @cached_property
    def spans(self) -> Array:
        """How many characters each form has, the byte of its field with them."""
        words = self.forms.words
        begins = (words.blob & 0xC0 != 0x80).astype(np.int32)
        return np.add.reduceat(begins, words.borders[:-1].astype(np.int64)) if len(words) else begins

    def frequencies(self, term: int) -> Array:
        """How often the term is in each of them."""
        return self._frequencies.cut(self._postings[term], self._postings[term + 1])

    def frequencies_at(self, term: int, places: Array) -> Array:
        """How often it is in some of them, by their places among all."""
        return self._frequencies.at(self._postings[term] + places)

    def ends(self, term: int) -> Array:
        """How often it is in each of them and all before."""
        return self._frequencies.sums(self._postings[term], self._postings[term + 1])

    def positions(self, term: int) -> Array:
        """Where it stands in each of them, one document after the other."""
        return self._positions.cut(self._places[term], self._places[term + 1])

    def positions_at(self, term: int, places: Array) -> Array:
        """Some of them, by their places among all."""
        return self._positions.at(self._places[term] + places)

    def stands(self, term: int, firsts: Array, counts: Array, wanted: Array) -> Array:
        """Whether each wanted position is among `counts` of a term's positions, from `firsts` of them on, ascending."""
        return self._positions.hold(firsts.astype(np.int64) + self._places[term], counts, wanted)

    def ordinals(self, term: int) -> Array:
        """Which form it has at each of these positions; of a term that has several."""
        held = self._ordinals[self._with_ordinals[term] : self._with_ordinals[term + 1]]
        return unpack_one(held, self.occurrences(term), int(self._widths[term]))

    def followed(self, term: int, code: int) -> Array:
        """The places, among all it has, at which a word may follow the term that has this code."""
        held = self._following[self._with_following[term] : self._with_following[term + 1]]
        return places_of(held, (code, SEVERAL), self.occurrences(term), WIDTH)

    def lists(self, first: int, last: int) -> Lists:
        """The postings of the terms from `first` to before `last`."""
        counts, occurrences = (_sizes(borders[first : last + 1]) for borders in (self._postings, self._places))
        ordinals = self._ordinals[self._with_ordinals[first] : self._with_ordinals[last]]
        following = self._following[self._with_following[first] : self._with_following[last]]
        return Lists(
            counts,
            self._documents(first, last),
            self._frequencies.cut(self._postings[first], self._postings[last]),
            occurrences,
            self._positions.cut(self._places[first], self._places[last]),
            unpack(ordinals, occurrences, self._widths[first:last]),
            unpack(following, occurrences, WIDTH),
        )

    def let_go(self) -> None:
        """Count what was read of the file no longer to the memory of this process; it is read again where needed."""
        self._mapped.madvise(mmap.MADV_DONTNEED)

    def _documents(self, first: int, last: int) -> Array:
        found = self._low[self._postings[first] : self._postings[last]].astype(np.int32)
        return self._with_high(
            found, self._splits[first:last], np.diff(self._starts[first : last + 1].astype(np.int64))
        )

    def _with_high(self, low: Array, splits: Array, counts: Array) -> Array:
        """Whole numbers of documents, by the low 16 bits of them, where each term's further ones begin, and counts."""
        if further := splits.shape[1]:
            borders = np.column_stack([np.zeros(len(counts), np.int64), splits, counts])
            high = np.arange(further + 1, dtype=np.int32) * LOW
            low += np.repeat(np.tile(high, len(counts)), borders[:, 1:].ravel() - borders[:, :-1].ravel())
        return low


def _sizes(borders: Any) -> Array:
    """The sizes of stretches, by where each begins and the last one ends."""
    found: Array = np.diff(np.asarray(borders, np.int64))
    return found


def letters_of(word: str) -> Any:
    """The bits of `letters` for a word."""
    bits = {ord(letter) & 31 for letter in word if "0" <= letter < "\x80"}
    return np.uint32(sum(1 << bit for bit in bits))
