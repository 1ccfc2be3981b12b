"""Texts to numbers in bulk: each distinct chunk of them is analysed once, by `index.words`."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import numpy as np

from index.columnar.arrays import Array, stretches
from index.columnar.chunks import Cutter
from index.columnar.following import code_of
from index.words import Occurrence, occurrences

NO_FORM = 0


def codes_of(words: Sequence[Occurrence]) -> Iterator[tuple[str, int]]:
    """The joined form of each code, with the first and with the last position of the code."""
    for number, ((term, position, start, *_), following) in enumerate(pairwise(words)):
        if following[1] == position:
            first = next(words[at][1] for at in range(number - 1, -1, -1) if words[at][2] == start)
            yield from ((term, first), (term, position))


class _Pieces:
    """What each chunk holds of one kind: how many, and for each its term, its form and its position in the chunk."""

    def __init__(self) -> None:
        self._rows = array("i")
        self._ends = array("i", [0])

    def __len__(self) -> int:
        return self._ends[-1]

    def append(self, pieces: Iterable[tuple[int, int, int]]) -> None:
        """The pieces of the next chunk: term, form, position."""
        for piece in pieces:
            self._rows.extend(piece)
        self._ends.append(len(self._rows) // 3)

    def of(self, chunks: Array) -> tuple[Array, Array, Array, Array]:
        """Of the pieces of these chunks: the number of each one's chunk among them, its term, form and position."""
        ends = _view(self._ends)
        firsts = ends[chunks]
        counts = ends[1:][chunks] - firsts
        terms, forms, offsets = _view(self._rows).reshape(-1, 3)[stretches(firsts, counts)].T
        return np.repeat(np.arange(len(chunks)), counts), terms, forms, offsets


class Analysis:
    """The chunks, terms and forms met so far, each with a number. A form is a word as written and its term.

    `surfaces` has the words as written, `ordinals` says of each form which of its term's it is, by first sight.
    """

    def __init__(self) -> None:
        self.terms: dict[bytes, int] = {}
        self.surfaces: list[bytes] = []
        self.ordinals = array("i")
        self.words, self.codes = _Pieces(), _Pieces()
        self._marks = bytearray()
        self._widths = array("i")
        self._cutter = Cutter()
        self._known: list[dict[bytes, int]] = []
        self._languages: dict[str, int] = {}
        self._values: dict[frozenset[bytes], array[int]] = {}
        self._forms: dict[tuple[int, str], int] = {}
        self._owners = array("i")
        self._forms_of: dict[int, int] = {}

    @property
    def known(self) -> int:
        """How much it knows: pieces of chunks, of which some are a whole paragraph of many, terms and forms."""
        return len(self.words) + len(self.codes) + len(self.terms) + len(self.surfaces)

    def language(self, name: str) -> int:
        """The number of a language."""
        number = self._languages.setdefault(name, len(self._known))
        if number == len(self._known):
            self._known.append({})
        return number

    def numbers(self, texts: Sequence[str], languages: Sequence[int]) -> tuple[Array, Array]:
        """The numbers of the chunks of these texts, one text after the other, and how many each text has."""
        cut = self._cutter.cut(texts, languages)
        names = list(self._languages)
        found = []
        for chunk, language in zip(cut.distinct, cut.kinds, strict=True):
            number = self._known[language].get(chunk)
            if number is None:
                number = self._known[language][chunk] = self._analyse(chunk.decode(), names[language])
            found.append(number)
        return np.array(found, np.int32)[cut.numbers], cut.sizes

    def widths(self, chunks: Array) -> Array:
        """How many positions each chunk takes."""
        found: Array = _view(self._widths)[chunks]
        return found

    def term(self, text: bytes) -> int:
        """The number of a term."""
        number = self.terms.setdefault(text, len(self.terms))
        if number == len(self._marks):
            self._marks.append(code_of(text))
        return number

    def marks(self, terms: Array) -> Array:
        """For each term the code that tells what follows a word."""
        found: Array = np.frombuffer(bytes(self._marks), np.uint8)[terms]
        return found

    def values(self, values: frozenset[bytes]) -> "array[int]":
        """The terms that these values are; documents share most of their sets of them, but for ids."""
        terms = self._values.get(values)
        if terms is None:
            terms = array("i", map(self.term, values))
            if len(values) > 1:
                self._values[values] = terms
        return terms

    def _analyse(self, chunk: str, language: str) -> int:
        found = list(occurrences(chunk, language))
        self.words.append(
            [(number := self.term(term.encode()), self._form(number, surface), position)
             for term, position, _, _, surface in found]
        )  # fmt: skip
        codes = codes_of(found) if len(found) > 1 else ()
        self.codes.append([(self.term(term.encode()), NO_FORM, position) for term, position in codes])
        self._widths.append(found[-1][1] + 1 if found else 0)
        return len(self._widths) - 1

    def forms_of(self, terms: Array, ordinals: Array) -> Sequence[int]:
        """The forms of these terms that have these ordinals."""
        keys = _view(self._owners).astype(np.int64) << 32 | _view(self.ordinals)
        order = np.argsort(keys)
        found: list[int] = order[np.searchsorted(keys, terms.astype(np.int64) << 32 | ordinals, sorter=order)].tolist()
        return found

    def _form(self, term: int, surface: str) -> int:
        form = self._forms.setdefault((term, surface), len(self._forms))
        if form == len(self.ordinals):
            ordinal = self._forms_of.get(term, 0)
            self.surfaces.append(surface.encode())
            self.ordinals.append(ordinal)
            self._owners.append(term)
            self._forms_of[term] = ordinal + 1
        return form


def _view(numbers: "array[int]") -> Array:
    """The numbers as an array, while no more are added."""
    return np.frombuffer(numbers, np.int32) if numbers else np.zeros(0, np.int32)
