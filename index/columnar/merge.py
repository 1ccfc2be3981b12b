"""Several segments to one: dictionaries united, lists joined a stretch of terms at a time, deleted documents gone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from index.columnar.arrays import Array, starts
from index.columnar.columns import align, joined_texts
from index.columnar.dictionary import Dictionary
from index.columnar.lists import Lists, forms_held, join, thinned
from index.columnar.segment import Forms, Outline, Segment, write_segment

STRETCH = 2_000_000
"""Positions joined at once, which bounds the memory it takes."""


def merge(segments: Sequence[Segment], path: Path) -> None:
    """Write the documents of these segments that are not deleted as one segment, in the same order."""
    kept = [np.ones(each.documents, bool) if each.deleted is None else ~each.deleted for each in segments]
    terms, targets = align([each.terms for each in segments])
    forms, ordinals = _forms(segments, targets)
    pieces = _Pieces(segments, kept, targets, ordinals, len(terms))
    counts, occurrences, frequencies = pieces.sizes(forms)
    held, used = counts > 0, frequencies > 0
    outline = Outline(
        documents=sum(int(stay.sum()) for stay in kept),
        terms=_chosen(terms, held),
        counts=counts[held],
        occurrences=occurrences[held],
        forms=Forms(
            words=_chosen(forms.words, used),
            terms=(np.cumsum(held) - 1)[forms.terms[used]],
            ordinals=forms.ordinals[used],
            frequencies=frequencies[used],
        ),
        lengths={name: _kept([each.lengths[name] for each in segments], kept) for name in segments[0].lengths},
        numbers={name: _kept([each.numbers[name] for each in segments], kept) for name in segments[0].numbers},
        texts={name: joined_texts([each.texts[name] for each in segments], kept) for name in segments[0].texts},
    )
    write_segment(path, outline, (_without(piece, piece.counts > 0) for piece in pieces.all()))


def _chosen(strings: Sequence[bytes], wanted: Array) -> Dictionary:
    return Dictionary.of([text for text, there in zip(strings, wanted.tolist(), strict=True) if there])


def _kept(columns: Sequence[Array], kept: Sequence[Array]) -> Array:
    return np.concatenate([column[stay] for column, stay in zip(columns, kept, strict=True)])


def _without(lists: Lists, held: Array) -> Lists:
    """The lists without the terms that no document holds any more."""
    return replace(lists, counts=lists.counts[held], occurrences=lists.occurrences[held])


def _forms(segments: Sequence[Segment], targets: Sequence[Array]) -> tuple[Forms, list[Array]]:
    """The forms of all segments, and for each segment and each of its forms the new ordinal."""
    words, numbers = align([each.forms.words for each in segments])
    rows = [held << 32 | new[each.forms.terms] for each, held, new in zip(segments, numbers, targets, strict=True)]
    together = np.unique(np.concatenate(rows))
    places = [np.searchsorted(together, each) for each in rows]
    terms = together & 0xFFFFFFFF
    order = np.argsort(terms, kind="stable")
    ordinals = np.empty(len(terms), np.int64)
    ordinals[order] = np.arange(len(terms)) - np.searchsorted(terms[order], terms[order])
    frequencies = np.zeros(len(terms), np.int64)
    for held, segment in zip(places, segments, strict=True):
        frequencies[held] += segment.forms.frequencies
    written = Dictionary.of(list(map(words.__getitem__, (together >> 32).tolist())))
    return Forms(written, terms, ordinals, frequencies), [ordinals[held] for held in places]


@dataclass(frozen=True, slots=True)
class _Pieces:
    """The postings of all segments by stretches of terms; `targets` are the new numbers of each segment's terms."""

    segments: Sequence[Segment]
    kept: Sequence[Array]
    targets: Sequence[Array]
    ordinals: Sequence[Array]
    terms: int

    def all(self) -> Iterator[Lists]:
        """The joined lists of each stretch."""
        tables = [_Renumbering(*each) for each in zip(self.segments, self.ordinals, strict=True)]
        for first, last in self._stretches():
            sources = []
            documents = 0
            for segment, kept, targets, table in zip(self.segments, self.kept, self.targets, tables, strict=True):
                low, high = np.searchsorted(targets, (first, last)).tolist()
                lists = table.of(segment.lists(low, high), low)
                lists = lists if segment.deleted is None else thinned(lists, kept)
                sources.append((targets[low:high] - first, replace(lists, documents=lists.documents + documents)))
                documents += int(kept.sum())
                segment.let_go()
            yield join(sources, last - first)

    def sizes(self, forms: Forms) -> tuple[Array, Array, Array]:
        """How many postings and positions each term has, and how many documents each form."""
        if all(each.deleted is None for each in self.segments):
            return (*self._added(), forms.frequencies)
        counts, occurrences, held, first = [], [], [], 0
        for piece in self.all():
            counts.append(piece.counts)
            occurrences.append(piece.occurrences)
            terms, ordinals, frequencies = forms_held(piece)
            held.append((terms + first << 32 | ordinals, frequencies))
            first += len(piece.counts)
        keys, frequencies = (np.concatenate(each) for each in zip(*held, strict=True))
        wanted = forms.terms << 32 | forms.ordinals
        at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        found = np.where(keys[at] == wanted, frequencies[at], 0) if len(keys) else np.zeros(len(wanted), np.int64)
        return np.concatenate(counts), np.concatenate(occurrences), found

    def _added(self) -> tuple[Array, Array]:
        counts, occurrences = np.zeros(self.terms, np.int64), np.zeros(self.terms, np.int64)
        for segment, targets in zip(self.segments, self.targets, strict=True):
            counts[targets] += segment.counts()
            occurrences[targets] += segment.all_occurrences()
        return counts, occurrences

    def _stretches(self) -> Iterator[tuple[int, int]]:
        """First term and end of each stretch; a term of more postings and positions than fit is one by itself."""
        counts, occurrences = self._added()
        sizes = starts(counts + occurrences)
        first = 0
        while first < self.terms:
            last = int(np.searchsorted(sizes, sizes[first] + STRETCH, side="right")) - 1
            last = min(max(last, first + 1), self.terms)
            yield first, last
            first = last


class _Renumbering:
    """The new ordinals of a segment's forms, by term and ordinal."""

    def __init__(self, segment: Segment, ordinals: Array) -> None:
        self._starts = starts(np.maximum(segment.forms.ranges(len(segment.terms)), 1))
        self._table = np.zeros(self._starts[-1], np.min_scalar_type(int(ordinals.max(initial=0))))
        self._table[self._starts[segment.forms.terms] + segment.forms.ordinals] = ordinals
        # A term of one form has its ordinal nowhere beside its positions.
        single = segment.form_counts[segment.forms.terms] == 1
        self._table[self._starts[segment.forms.terms[single]]] = ordinals[single]

    def of(self, lists: Lists, first: int) -> Lists:
        """The lists of the terms from `first` on with their new ordinals."""
        base = self._starts[first : first + len(lists.counts)]
        ordinals = self._table[np.repeat(base, lists.occurrences) + lists.ordinals]
        return replace(lists, ordinals=ordinals)
