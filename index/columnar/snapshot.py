"""One generation as it is searched: its segments, what is known of all of them together, and the words kept."""

from collections.abc import Callable, Hashable
from functools import cached_property
from math import log

import numpy as np
from whoosh.fields import Schema
from whoosh.reading import IndexReader
from whoosh.scoring import BM25F

from index.columnar.arrays import Array
from index.columnar.cache import WordCache
from index.columnar.columns import align
from index.columnar.found import Found
from index.columnar.reader import SegmentReader

_RULE = BM25F()

ROOM = 8_000_000
"""Bytes of freed memory that the process keeps, at least, for arrays to come."""


class Snapshot:
    """Threads may share it: nothing in it changes but what is kept to be fast."""

    def __init__(self, reader: IndexReader) -> None:
        self.reader = reader
        self.schema: Schema = reader.schema
        self.leaves: list[SegmentReader] = [leaf for leaf, _ in reader.leaf_readers()]
        self.documents: int = reader.doc_count_all()
        self.words = WordCache()
        self._said: tuple[Hashable, dict[int, Found]] = None, {}
        self._penalties: dict[tuple[int, str], Array] = {}
        # glibc gives no more memory back than twice the largest piece it was ever given back; what it does give back
        # is taken again, and cleared, for the next array: a third of the time of a phrase (see mallopt(3)).
        np.empty(ROOM, np.uint8)

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages of the documents, "" first where some are unknown."""
        unknown = self.reader.doc_frequency("has", "language") < self.documents
        return (*[""][:unknown], *(term.decode() for term in self.reader.lexicon("lang")))

    def said(self, text: Hashable, leaf: int, find: Callable[[], Found]) -> Found:
        """What a query's text, known by `text`, matches in a segment: kept until another text is looked for.

        A page asks for one text several times, with its filters and without one or another.
        """
        kept, founds = self._said
        if kept != text:
            founds = {}
            self._said = text, founds
        found = founds.get(leaf)
        if found is None:
            found = founds[leaf] = find()
        return found

    @cached_property
    def clusters(self) -> list[Array]:
        """By segment the number of each document's cluster of copies, -1 of what has none."""
        columns = [leaf.data.texts["cluster"] for leaf in self.leaves]
        names, numbers = align([column.dictionary for column in columns])
        none = int(bool(names) and not names[0])
        return [(targets - none)[column.ordinals] for column, targets in zip(columns, numbers, strict=True)]

    def rarity(self, field: str, text: str | bytes) -> float:
        """The inverse document frequency of a term."""
        frequency = sum(leaf.doc_frequency(field, text) for leaf in self.leaves)
        return log(self.documents / (frequency + 1)) + 1

    def bm25(self, leaf: int, field: str, rarity: float, docs: Array, frequencies: Array) -> Array:
        """The scores of documents of a segment that hold a term so rare so often."""
        occurrences = frequencies.astype(np.float64)
        penalties = self._penalty(leaf, field)
        scores: Array = rarity * (
            (occurrences * (_RULE.K1 + 1)) / (occurrences + (penalties if len(penalties) == 1 else penalties[docs]))
        )
        return scores

    def _penalty(self, leaf: int, field: str) -> Array:
        """What the length of a field takes from a term's score: for each document of a segment, or one for all."""
        found = self._penalties.get((leaf, field))
        if found is None:
            lengths = self.leaves[leaf].data.lengths.get(field.removesuffix("_forms"), np.ones(1))
            usual = self.reader.field_length(field) / self.documents or 1
            found = self._penalties[leaf, field] = _RULE.K1 * ((1 - _RULE.B) + _RULE.B * lengths / usual)
        return found
