"""Documents to a segment: analysed in batches, inverted a batch at a time by sorting, joined in the end."""

from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from index.columnar.analysis import Analysis
from index.columnar.arrays import Array, changes, narrow, starts
from index.columnar.columns import texts_of
from index.columnar.dictionary import Dictionary
from index.columnar.following import following
from index.columnar.lists import Lists, distinct, forms_held, in_pieces, join
from index.columnar.segment import Forms, Outline, write_segment
from index.schema import FIELDS, NUMBERS, TEXT_FIELDS, TEXTS, Entry

BATCH_BYTES = 3_000_000
"""Of text: sorting it takes some 40 bytes for each of its own, and goes faster where caches hold them."""

SPACELESS = 0x2E80
"""Most characters from here on are written without spaces between words."""

_TERM_BITS = 24
_TERM = (1 << _TERM_BITS) - 1
_NUMBER = {name: number for number, name in enumerate(FIELDS)}
_CODES = _NUMBER[f"{TEXT_FIELDS[0]}_codes"] - _NUMBER[TEXT_FIELDS[0]]
_POSITIONED = 2 * len(TEXT_FIELDS)
"""Fields before this one have positions: the texts and their codes."""


class Builder:
    """Takes in documents, one after the other; `write` makes a segment of them."""

    def __init__(self, analysis: Analysis) -> None:
        self._analysis = analysis
        self._batch = _Batch(analysis)
        self._runs: list[tuple[Array, Lists]] = []
        self._lengths: dict[str, list[Array]] = {name: [] for name in TEXT_FIELDS}
        self._columns: list[Mapping[str, Any]] = []
        self.documents = 0
        self.size = 0

    def add(self, entry: Entry) -> None:
        """Take in the next document."""
        for name, (text, language) in entry.texts.items():
            self._batch.add_text(_NUMBER[name], self.documents, text, language)
            self.size += weight(text)
        for name, values in entry.values.items():
            self._batch.add_values(_NUMBER[name], self.documents, values)
        self._columns.append(entry.columns)
        self.documents += 1
        if self._batch.size > BATCH_BYTES:
            self._invert()

    def write(self, path: Path) -> None:
        """Write the segment of all documents so far."""
        self._invert()
        keys, _ = distinct(np.concatenate([keys for keys, _ in self._runs]))
        texts = list(self._analysis.terms)
        terms = [bytes([key >> _TERM_BITS]) + texts[key & _TERM] for key in keys.tolist()]
        order = sorted(range(len(terms)), key=terms.__getitem__)
        ranks = np.empty(len(terms), np.int64)
        ranks[order] = np.arange(len(terms))
        lists = join([(ranks[np.searchsorted(keys, each)], run) for each, run in self._runs], len(terms))
        self._runs.clear()
        outline = Outline(
            documents=self.documents,
            terms=Dictionary.of([terms[number] for number in order]),
            counts=lists.counts,
            occurrences=lists.occurrences,
            forms=self._forms(lists, keys[order]),
            lengths={name: np.concatenate(lengths) for name, lengths in self._lengths.items()},
            numbers={name: np.array(self._column(name), np.int64) for name in NUMBERS},
            texts={name: texts_of(self._column(name), several) for name, several in TEXTS.items()},
        )
        write_segment(path, outline, (piece for _, piece in in_pieces(lists)))

    def _column(self, name: str) -> list[Any]:
        return [columns[name] for columns in self._columns]

    def _invert(self) -> None:
        first = sum(map(len, self._lengths[TEXT_FIELDS[0]]))
        lengths, keys, lists = self._batch.inverted(first, self.documents)
        self._runs.append((keys, lists))
        for name in TEXT_FIELDS:
            self._lengths[name].append(lengths[_NUMBER[name]])
        self._batch = _Batch(self._analysis)

    def _forms(self, lists: Lists, keys: Array) -> Forms:
        """The words as written; `keys` are the field and term of each list."""
        terms, ordinals, frequencies = forms_held(lists)
        fields, numbers = (keys >> _TERM_BITS)[terms], (keys & _TERM)[terms]
        texts = fields < len(TEXT_FIELDS)
        terms, ordinals, frequencies = terms[texts], ordinals[texts], frequencies[texts]
        forms = self._analysis.forms_of(numbers[texts], ordinals)
        surfaces = self._analysis.surfaces
        words = [bytes([field]) + surfaces[form] for field, form in zip(fields[texts].tolist(), forms, strict=True)]
        order = sorted(range(len(words)), key=words.__getitem__)
        return Forms(
            Dictionary.of([words[number] for number in order]), terms[order], ordinals[order], frequencies[order]
        )


def weight(text: str) -> int:
    """Its characters, those that are a word by themselves for sixteen each: what is kept goes by words."""
    if text.isascii():
        return len(text)
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
    return len(text) + 15 * int(np.count_nonzero(codes >= SPACELESS))


class _Batch:
    """The texts and values of some documents, as numbers."""

    def __init__(self, analysis: Analysis) -> None:
        self._analysis = analysis
        self._texts: list[str] = []
        self._languages = array("i")
        self._fields, self._documents = array("i"), array("i")
        self._values, self._sets = array("i"), array("i")
        self.size = 0

    def add_text(self, field: int, document: int, text: str, language: str) -> None:
        """A text of a document."""
        self._texts.append(text)
        self._languages.append(self._analysis.language(language))
        self._fields.append(field)
        self._documents.append(document)
        self.size += weight(text)

    def add_values(self, field: int, document: int, values: frozenset[bytes]) -> None:
        """Values of a document, each found only whole."""
        terms = self._analysis.values(values)
        self._values.extend(terms)
        self._sets.extend((field, document, len(terms)))

    def inverted(self, first: int, end: int) -> tuple[list[Array], Array, Lists]:
        """By text field the lengths of the documents from `first` to before `end`; the keys of the lists; the lists."""
        fields, holders = np.array(self._fields, np.int32), np.array(self._documents, np.int32)
        chunks, sizes = self._analysis.numbers(self._texts, self._languages)
        texts = np.repeat(np.arange(len(sizes)), sizes)
        begins = starts(self._analysis.widths(chunks))
        base = (begins[:-1] - np.repeat(begins[starts(sizes)[:-1]], sizes)).astype(np.int32)
        keys, documents, positions, forms, after = [], [], [], [], []
        for table, further in ((self._analysis.words, 0), (self._analysis.codes, _CODES)):
            owners, terms, found, offsets = table.of(chunks)
            owner_texts = texts[owners]
            keys.append(fields[owner_texts] + further << _TERM_BITS | terms)
            documents.append(holders[owner_texts])
            positions.append(base[owners] + offsets)
            forms.append(found)
            if further:
                after.append(np.zeros(len(owners), np.uint8))
            else:
                after.append(following(owner_texts, positions[0], self._analysis.marks(terms)))
                lengths = self._lengths(np.bincount(owner_texts, minlength=len(sizes)), first, end)
        none = np.zeros(len(self._values), np.int32)
        value_fields, held_by, counts = np.array(self._sets, np.int32).reshape(-1, 3).T
        keys.append(np.repeat(value_fields, counts) << _TERM_BITS | np.array(self._values, np.int32))
        documents.append(np.repeat(held_by, counts))
        columns = (keys, documents, [*positions, none], [*forms, none], [*after, none.astype(np.uint8)])
        stream = _Stream(*map(np.concatenate, columns))
        terms, lists = stream.lists(self._ordinals())
        return lengths, terms, lists

    def _ordinals(self) -> Array:
        return narrow(self._analysis.ordinals or [0])

    def _lengths(self, sizes: Array, first: int, end: int) -> list[Array]:
        found = np.zeros((len(TEXT_FIELDS), end - first), np.int64)
        found[np.array(self._fields, np.int64), np.array(self._documents, np.int64) - first] = sizes
        return list(found)


@dataclass(frozen=True, slots=True)
class _Stream:
    """Occurrences of terms, those of each key in order of document and position; a key is a field and a term."""

    keys: Array
    documents: Array
    positions: Array
    forms: Array
    following: Array

    def lists(self, ordinals: Array) -> tuple[Array, Lists]:
        """The distinct keys, ascending, and their lists; `ordinals` has that of each form."""
        packed = np.sort(self.keys.astype(np.int64) << 32 | np.arange(len(self.keys)))
        order = packed & 0xFFFFFFFF
        keys, documents = packed >> 32, self.documents[order]
        new_term = changes(keys)
        new_posting = new_term | changes(documents)
        first_places, first_terms = np.flatnonzero(new_posting), np.flatnonzero(new_term)
        terms = keys[first_terms]
        positioned = terms >> _TERM_BITS < _POSITIONED
        placed = (keys >> _TERM_BITS) < _POSITIONED
        sizes = np.diff(first_terms, append=len(keys))
        order = order[placed]
        return terms, Lists(
            counts=np.diff(np.searchsorted(first_places, first_terms), append=len(first_places)),
            documents=documents[first_places].astype(np.int32),
            frequencies=np.diff(first_places, append=len(keys)).astype(np.int32),
            occurrences=np.where(positioned, sizes, 0),
            positions=self.positions[order].astype(np.int32),
            ordinals=ordinals[self.forms[order]],
            following=self.following[order],
        )
