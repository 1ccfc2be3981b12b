"""Whoosh's reader over one segment: its terms, statistics, lengths, columns and postings."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from whoosh.fields import Schema
from whoosh.reading import IndexReader, TermInfo, TermNotFound
from whoosh.scoring import BaseScorer

from index.columnar.arrays import Array, starts
from index.columnar.columns import Texts
from index.columnar.dictionary import Dictionary
from index.columnar.found import At, is_in
from index.columnar.lists import distinct
from index.columnar.matcher import ArrayMatcher
from index.columnar.segment import Segment, letters_of
from index.columnar.written import Standing, standing
from index.schema import FIELDS, TEXT_FIELDS

_NUMBER = {name: bytes([number]) for number, name in enumerate(FIELDS)}
FORMS = {f"{name}_forms": _NUMBER[name] for name in TEXT_FIELDS}
"""The fields of words as written, each with the byte that the keys of its words begin with."""


MOST_NUMBERS = 10_000
"""Of terms, and of beginnings of terms, kept once they were looked up."""

MANY_WORDS, MOST_SETS = 500, 8
"""More words than this are looked up together, and so many sets of them kept: a page asks for each several times."""


class SegmentReader(IndexReader):  # type: ignore[misc]  # Whoosh has no types
    """Reads one segment; `NAME_forms` are the words of the field NAME as written. Threads may share it."""

    def __init__(self, segment: Segment, schema: Schema, generation: int) -> None:
        self.data = segment
        self.schema = schema
        self._generation = generation
        self._numbers: dict[tuple[str, bytes | str], int] = {}
        self._ranges: dict[tuple[str, str], tuple[int, int]] = {}
        self._sets: dict[tuple[str, tuple[bytes | str, ...]], Array] = {}
        self._gone = 0 if segment.deleted is None else int(segment.deleted.sum())

    def generation(self) -> int:
        """The number of the generation it belongs to."""
        return self._generation

    def close(self) -> None:
        """Nothing is to be closed: what was mapped goes with the last array."""

    # Terms

    def number(self, field: str, text: bytes | str) -> int:
        """The number of a term in the segment, or -1."""
        found = self._numbers.get((field, text))
        if found is None:
            found = self.data.terms.find(_NUMBER[field] + _bytes(text)) if field in _NUMBER else -1
            if len(self._numbers) < MOST_NUMBERS:
                self._numbers[field, text] = found
        return found

    def _numbers_of(self, field: str, words: Sequence[bytes | str]) -> Array:
        """The numbers of those of the words, all texts or all bytes, that are terms of the field."""
        if len(words) <= MANY_WORDS:
            return np.array([number for word in words if (number := self.number(field, word)) >= 0], np.int64)
        asked = field, tuple(words)
        found = self._sets.get(asked)
        if found is None:
            if len(self._sets) >= MOST_SETS:
                self._sets.clear()
            found = self._sets[asked] = np.array(self._passed(field, words), np.int64)
        return found

    def _passed(self, field: str, words: Sequence[bytes | str]) -> list[int]:
        """The same of many words, as ids are, by passing over every term of the field."""
        first, last = self.beginning(field, "")
        wanted, spelled = frozenset(words), isinstance(words[0], str)
        terms = enumerate(self.data.terms.between(first, last), first)
        return [number for number, term in terms if (str(term[1:], "utf-8") if spelled else term[1:]) in wanted]

    def forms(self, field: str, text: bytes | str) -> tuple[int, int]:
        """First number and end of the forms that are `text`, each of another term."""
        return self.data.forms.words.equal(FORMS[field] + _bytes(text))

    def forms_of(self, field: str, text: bytes | str) -> list[str]:
        """A term of a field as it is written in documents, in all forms."""
        number = self.number(field, text)
        found = np.flatnonzero(self.data.forms.terms == number) if number >= 0 else ()
        return [word[1:] for word in self.data.forms.words.texts(list(found))]

    def __contains__(self, term: tuple[str, bytes | str]) -> bool:
        field, text = term
        if field in FORMS:
            first, last = self.forms(field, text)
            return first < last
        return self.number(field, text) >= 0

    def indexed_field_names(self) -> list[str]:
        """The fields that have terms."""
        return [*FIELDS, *FORMS]

    def all_terms(self) -> Iterator[tuple[str, bytes]]:
        """Every field and term."""
        return ((field, text) for field in sorted(self.indexed_field_names()) for text in self._from(field, b""))

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        """The terms of a field from a text on, then those of further fields."""
        for field in sorted(self.indexed_field_names()):
            if field >= fieldname:
                yield from ((field, text) for text in self._from(field, prefix if field == fieldname else b""))

    def lexicon(self, fieldname: str) -> Iterator[bytes]:
        """The terms of a field."""
        return self._from(fieldname, b"")

    def expand_prefix(self, fieldname: str, prefix: str | bytes) -> Iterator[bytes]:
        """The terms of a field that begin so."""
        return self._from(fieldname, b"", _bytes(prefix))

    def _from(self, field: str, low: bytes, prefix: bytes = b"") -> Iterator[bytes]:
        """The distinct terms of a field from `low` on, of those that begin with `prefix`."""
        words, mark = self._words(field)
        if not mark:
            return
        first, last = words.beginning(mark + prefix)
        before = b""
        for key in words.between(first, last):
            if key != before and key[1:] >= low:
                yield key[1:]
            before = key

    def _words(self, field: str) -> tuple[Dictionary, bytes]:
        """The dictionary that has a field's words, and what begins each of them there; nothing for other fields."""
        return (self.data.forms.words, FORMS[field]) if field in FORMS else (self.data.terms, _NUMBER.get(field, b""))

    # Statistics

    def doc_count_all(self) -> int:
        """How many documents, deleted ones included."""
        return self.data.documents

    def doc_count(self) -> int:
        """How many documents that count."""
        return self.data.documents - self._gone

    def has_deletions(self) -> bool:
        """Whether some are deleted."""
        return self._gone > 0

    def is_deleted(self, docnum: int) -> bool:
        """Whether this one is; Whoosh asks of the one after the last too."""
        deleted = self.data.deleted
        return deleted is not None and docnum < len(deleted) and bool(deleted[docnum])

    def doc_frequency(self, fieldname: str, text: bytes | str) -> int:
        """In how many documents a term is, deleted ones included."""
        if fieldname in FORMS:
            first, last = self.forms(fieldname, text)
            return int(self.data.forms.frequencies[first:last].sum())
        number = self.number(fieldname, text)
        return self.data.count(number) if number >= 0 else 0

    def frequency(self, fieldname: str, text: bytes | str) -> int:
        """How often a term stands in all documents, deleted ones included. Raises TermNotFound."""
        return int(self._list(fieldname, text)[1].sum())

    def term_info(self, fieldname: str, text: bytes | str) -> TermInfo:
        """What Whoosh wants to know of a term; the lengths are those of the field. Raises TermNotFound."""
        docs, frequencies = self._list(fieldname, text)
        _, least, longest = self.data.totals.get(_words_of(fieldname), (0, 0, 0))
        total, most = float(frequencies.sum()), float(frequencies.max())
        return TermInfo(total, len(docs), least, longest, most, int(docs[0]), int(docs[-1]))

    def _list(self, field: str, text: bytes | str) -> tuple[Array, Array]:
        """The documents that hold a term, deleted ones included, and how often each. Raises TermNotFound."""
        if field in FORMS:
            found = self.standing(field, text)[:2]
        elif (number := self.number(field, text)) >= 0:
            found = self.data.docs(number), self.data.frequencies(number)
        else:
            raise TermNotFound((field, text))
        if not len(found[0]):
            raise TermNotFound((field, text))
        return found

    def field_length(self, fieldname: str) -> int:
        """The length of a field in all documents, deleted ones included."""
        return self.data.totals.get(_words_of(fieldname), (0, 0, 0))[0]

    def min_field_length(self, fieldname: str) -> int:
        """The length of the shortest."""
        return self.data.totals.get(_words_of(fieldname), (0, 0, 0))[1]

    def max_field_length(self, fieldname: str) -> int:
        """The length of the longest."""
        return self.data.totals.get(_words_of(fieldname), (0, 0, 0))[2]

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """The exact length of a field of a document."""
        lengths = self.data.lengths.get(_words_of(fieldname))
        return default if lengths is None else int(lengths[docnum])

    # Documents

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        """Nothing: what a hit of Whoosh's shows comes from columns."""
        return {}

    def has_column(self, fieldname: str) -> bool:
        """Whether the field has a column."""
        return fieldname in self.data.numbers or fieldname in self.data.texts

    def column_reader(self, fieldname: str, column: Any = None, reverse: bool = False, translate: bool = True) -> Any:
        """The values of a field by document: an int, or its texts in one."""
        if fieldname in self.data.numbers:
            return _Numbers(self.data.numbers[fieldname])
        from_bytes = self.schema[fieldname].from_bytes if translate else bytes
        return _Texts(self.data.texts[fieldname], self.data.documents, from_bytes)

    def has_vector(self, docnum: int, fieldname: str) -> bool:
        """No term vectors are kept."""
        return False

    def vector(self, docnum: int, fieldname: str, format_: Any = None) -> Any:
        """Raises KeyError: no term vectors are kept."""
        raise KeyError(f"no term vectors are kept of {fieldname}")

    # Postings

    def postings(self, fieldname: str, text: bytes | str, scorer: BaseScorer | None = None) -> ArrayMatcher:
        """A term's matcher, without deleted documents. Raises TermNotFound."""
        docs, frequencies = self._list(fieldname, text)
        live = np.arange(len(docs)) if self.data.deleted is None else np.flatnonzero(~self.data.deleted[docs])

        def places() -> Sequence[Sequence[int]]:
            borders = starts(frequencies).tolist()
            if fieldname in FORMS:
                positions = self.standing(fieldname, text)[2].tolist()
            else:
                positions = self.data.positions(self.number(fieldname, text)).tolist()
            return [positions[borders[at] : borders[at + 1]] for at in live.tolist()]

        key = (fieldname, _bytes(text))
        return ArrayMatcher(key, docs[live].tolist(), frequencies[live].tolist(), places, scorer)

    def standing(self, field: str, text: bytes | str) -> Standing:
        """Where a word as written stands, in deleted documents too."""
        return standing(self.data, *self.forms(field, text))

    @property
    def live(self) -> Array:
        """A bool for each document: whether it counts."""
        return self.data.live

    def docs_with(self, field: str, words: Iterable[str | bytes]) -> Array:
        """The documents that hold any of these words, deleted ones included, ascending."""
        return np.flatnonzero(self.mask_with(field, words))

    def mask_with(self, field: str, words: Iterable[str | bytes]) -> Array:
        """A bool for each document: whether it holds any of these words."""
        held = np.zeros(self.data.documents, bool)
        if field in FORMS:
            numbers = [number for word in set(words) for number in range(*self.forms(field, word))]
            self._mark_forms(held, np.array(numbers, np.int64))
        else:
            self.data.mark(held, self._numbers_of(field, list(words)))
        return held

    def among(self, field: str, words: Sequence[str | bytes], at: At) -> Array:
        """For each of some documents whether it holds any of these words."""
        if len(words) == 1 and isinstance(at, np.ndarray) and (number := self.number(field, words[0])) >= 0:
            return is_in(at, self.data.docs(number), self.data.documents)
        held: Array = self.mask_with(field, words)[at]
        return held

    def mask_beginning(self, field: str, text: str) -> Array:
        """A bool for each document: whether it holds a word that begins so."""
        held = np.zeros(self.data.documents, bool)
        numbers = np.arange(*self.beginning(field, text))
        if field in FORMS:
            self._mark_forms(held, numbers)
        else:
            self.data.mark(held, numbers)
        return held

    def beginning(self, field: str, text: str) -> tuple[int, int]:
        """First number and end of the words of a field that begin so."""
        found = self._ranges.get((field, text))
        if found is None:
            words, mark = self._words(field)
            found = words.beginning(mark + text.encode()) if mark else (0, 0)
            if len(self._ranges) < MOST_NUMBERS:
                self._ranges[field, text] = found
        return found

    def held_beginning(self, field: str, text: str) -> Iterator[tuple[bytes, int]]:
        """The words as written that begin so, once for each of their terms, and how many documents hold them there."""
        first, last = self.beginning(field, text)
        forms = self.data.forms
        return zip(forms.words.between(first, last), forms.frequencies[first:last].tolist(), strict=True)

    def spelt_like(self, field: str, start: str, word: str, distance: int) -> Iterator[str]:
        """The words of a field that begin so and may be `word` after so many edits, by their length and letters."""
        words, _ = self._words(field)
        first, last = self.beginning(field, start)
        changed = np.bitwise_count(self.data.letters[first:last] ^ letters_of(word))
        longer = self.data.spans[first:last] - (1 + len(word))
        may_be = (changed <= 2 * distance) & (longer <= distance) & (longer >= -distance)
        return (words[number][1:].decode() for number in (first + np.flatnonzero(may_be)).tolist())

    def mask_of_field(self, field: str) -> Array:
        """A bool for each document: whether it has any term in a field."""
        held = np.zeros(self.data.documents, bool)
        if mark := _NUMBER.get(_words_of(field)):
            self.data.mark(held, np.arange(*self.data.terms.beginning(mark)))
        return held

    def _mark_forms(self, held: Array, numbers: Array) -> None:
        """Set what holds any of the forms with these numbers."""
        forms = self.data.forms
        terms, ordinals = forms.terms[numbers].astype(np.int64), forms.ordinals[numbers]
        distinct_terms, wanted = distinct(terms)
        whole = wanted == self.data.form_counts[distinct_terms]
        self.data.mark(held, distinct_terms[whole])
        for term in distinct_terms[~whole].tolist():
            standing, frequencies = self.data.ordinals(term), self.data.frequencies(term)
            wanted = ordinals[terms == term]
            among = np.zeros(max(standing.max(), wanted.max()) + np.int64(1), bool)
            among[wanted] = True
            there = np.logical_or.reduceat(among[standing], np.cumsum(frequencies) - frequencies)
            held[self.data.docs(term)[there]] = True


def _words_of(field: str) -> str:
    """The field whose words these are: as written they are as many."""
    return field.removesuffix("_forms")


def _bytes(text: bytes | str) -> bytes:
    return text.encode() if isinstance(text, str) else text


class _Numbers:
    """A column of numbers as Whoosh reads one."""

    def __init__(self, values: Array) -> None:
        self._values = values

    def __getitem__(self, document: int) -> int:
        return int(self._values[document])

    def __len__(self) -> int:
        return len(self._values)


class _Texts:
    """A column of texts as Whoosh reads one."""

    def __init__(self, column: Texts, documents: int, from_bytes: Callable[[bytes], Any]) -> None:
        self._column = column
        self._documents = documents
        self._from_bytes = from_bytes

    def __getitem__(self, document: int) -> Any:
        return self._from_bytes(b"\x1f".join(self._column.of(document)))

    def __len__(self) -> int:
        return self._documents
