"""Documents of a segment with their scores, and how sets of them are united and intersected.

Few documents are listed; many are laid out, with an entry for each document of the segment, so that sets are joined
without looking anything up. Listed documents are 64 bits wide, as numpy finds places by such numbers fastest.
"""

from bisect import insort
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import TypeVar

import numpy as np

from index.columnar.arrays import Array, changes

Operand = TypeVar("Operand")
At = Array | slice
"""Some documents by their numbers, or ALL."""
ALL = slice(None)

MANY = 16
"""A set of one in so many of all documents, or more, is laid out."""

FEW = 64
"""Two sets that hold less than one in so many together are merged."""

SPARSE = 8
"""Documents are looked up one by one among so many times as many or more; else by a mask."""


@dataclass(frozen=True, slots=True)
class Listed:
    """Documents, ascending, and the score of each, as float64."""

    docs: Array
    scores: Array

    @property
    def total(self) -> int:
        """How many documents."""
        return len(self.docs)

    @property
    def size(self) -> int:
        """Bytes of memory."""
        return self.docs.nbytes + self.scores.nbytes

    @property
    def even(self) -> bool:
        """Whether all score alike."""
        return self.scores.strides == (0,)

    def boosted(self, boost: float) -> "Listed":
        """The same with each score so many times as high."""
        return self if boost == 1.0 else Listed(self.docs, self.scores * boost)

    def only(self, test: Callable[[At], Array]) -> "Listed":
        """Those of the documents that pass a test, which gives a bool for each it is asked of."""
        return self.kept(test(self.docs))

    def kept(self, mask: Array) -> "Listed":
        """Those of the documents that a mask, a bool for each of them, lets through."""
        docs = self.docs[mask]
        return Listed(docs, self.scores[: len(docs)] if self.even else self.scores[mask])

    def count(self, mask: Array) -> int:
        """How many of them a mask has, a bool for each of all documents."""
        return int(np.count_nonzero(mask[self.docs]))

    def listed(self) -> "Listed":
        """The same."""
        return self

    compact = listed

    def has(self, docs: Array, documents: int) -> Array:
        """For each of some documents whether it is here; there are so many `documents` in all."""
        return is_in(docs, self.docs, documents)

    def at(self, docs: Array, documents: int) -> Array:
        """The scores of documents that are all here."""
        scores: Array = self.scores[places_in(docs, self.docs, documents)]
        return scores

    def mask(self, documents: int) -> Array:
        """A bool for each of all documents: whether it is here."""
        return mask(self.docs, documents)


@dataclass(frozen=True, slots=True)
class Laid:
    """For each of all documents whether it is `held`, and its score as float64.

    Those that are not held score 0, unless all score alike.
    """

    held: Array
    scores: Array

    @property
    def total(self) -> int:
        """How many documents are held."""
        return int(np.count_nonzero(self.held))

    @property
    def docs(self) -> Array:
        """The documents, ascending."""
        return np.flatnonzero(self.held)

    @property
    def size(self) -> int:
        """Bytes of memory."""
        return self.held.nbytes + self.scores.nbytes

    @property
    def even(self) -> bool:
        """Whether all score alike."""
        return self.scores.strides == (0,)

    def boosted(self, boost: float) -> "Laid":
        """The same with each score so many times as high."""
        return self if boost == 1.0 else Laid(self.held, self.scores * boost)

    def only(self, test: Callable[[At], Array]) -> "Found":
        """Those of the documents that pass a test, which gives a bool for each it is asked of."""
        kept = self.held & test(ALL)
        return Laid(kept, self.scores) if self.even else Laid(kept, self.scores).listed()

    def count(self, mask: Array) -> int:
        """How many of them a mask has, a bool for each of all documents."""
        return int(np.count_nonzero(mask & self.held))

    def listed(self) -> Listed:
        """The same, listed."""
        docs = self.docs
        return Listed(docs, self.scores[: len(docs)] if self.even else self.scores[docs])

    def has(self, docs: Array, documents: int) -> Array:
        """For each of some documents whether it is held."""
        held: Array = self.held[docs]
        return held

    def at(self, docs: Array, documents: int) -> Array:
        """The scores of documents that are all held."""
        scores: Array = self.scores[docs]
        return scores

    def mask(self, documents: int) -> Array:
        """A bool for each of all documents: whether it is held."""
        return self.held

    def spread(self) -> Array:
        """The scores, 0 of what is not held."""
        return np.where(self.held, self.scores, 0.0) if self.even else self.scores

    def compact(self) -> "Found":
        """The same in the form that takes less room."""
        return self if self.total * MANY >= len(self.held) else self.listed()


Found = Listed | Laid

NOTHING = Listed(np.zeros(0, np.int64), np.zeros(0))


def evenly(score: float, length: int) -> Array:
    """So many times the same score, in the room of one."""
    return np.ndarray(length, np.float64, np.float64(score).tobytes(), strides=(0,))


def alike(held: Array, score: float = 1.0) -> Laid:
    """Held documents, that all score alike."""
    return Laid(held, evenly(score, len(held)))


def either(founds: Sequence[Found], weights: Sequence[float], documents: int) -> Found:
    """What is in any of several sets, with the sum of its scores, in the order of `weighted`."""

    def join(one: _Own, other: _Own) -> _Own:
        return _Own(_joined(one, other, documents), alone=True)

    return weighted(join, [_Own(found, alone=False) for found in founds], weights).found


def union(one: Found, other: Found, documents: int) -> Found:
    """What is in either of two sets, with the sum of its scores; there are so many `documents` in all."""
    return either([one, other], [0.0, 0.0], documents)


@dataclass(frozen=True, slots=True)
class _Own:
    """A set, and whether nobody else holds it, so that it may be added to."""

    found: Found
    alone: bool


def _joined(one: _Own, other: _Own, documents: int) -> Found:
    if isinstance(one.found, Listed) and isinstance(other.found, Listed):
        if not len(one.found.docs) or not len(other.found.docs):
            return one.found if len(one.found.docs) else other.found
        if (len(one.found.docs) + len(other.found.docs)) * FEW < documents:
            return _merged(one.found, other.found)
    if isinstance(one.found, Listed) or (other.alone and isinstance(other.found, Laid)):
        one, other = other, one
    begun = one.found if one.alone and isinstance(one.found, Laid) else _copied(one.found, documents)
    return _added(begun, other.found)


def _copied(found: Found, documents: int) -> Laid:
    """A set laid out, to which another one may be added."""
    if isinstance(found, Laid):
        return Laid(found.held.copy(), found.spread().copy())
    return _added(Laid(np.zeros(documents, bool), np.zeros(documents)), found)


def _added(many: Laid, some: Found) -> Laid:
    """A set, to which another one is added."""
    if isinstance(some, Laid):
        np.logical_or(many.held, some.held, out=many.held)
        np.add(many.scores, some.spread(), out=many.scores)
    else:
        many.held[some.docs] = True
        many.scores[some.docs] += some.scores
    return many


def _merged(one: Listed, other: Listed) -> Listed:
    docs = np.concatenate([one.docs, other.docs])
    order = np.argsort(docs, kind="stable")
    docs, scores = docs[order], np.concatenate([one.scores, other.scores])[order]
    firsts = np.flatnonzero(changes(docs))
    return Listed(docs[firsts], np.add.reduceat(scores, firsts))


def every(founds: Sequence[Found], weights: Sequence[float], documents: int) -> Listed:
    """What is in each of several sets, with the sum of its scores, in the order of `weighted`."""
    order = sorted(range(len(founds)), key=lambda number: founds[number].total)
    first = founds[order[0]].listed()
    docs, scores = first.docs, {order[0]: first.scores}
    for number in order[1:]:
        held = founds[number].has(docs, documents)
        docs = docs[held]
        scores = {each: column[held] for each, column in scores.items()}
        scores[number] = founds[number].at(docs, documents)
    return Listed(docs, weighted(np.add, [scores[number] for number in range(len(founds))], weights))


def mask(docs: Array, documents: int) -> Array:
    """A bool for each of all documents: whether it is one of these."""
    held = np.zeros(documents, bool)
    held[docs] = True
    return held


def intersection(sets: Sequence[Array], documents: int) -> Array:
    """The documents that are in all of these sets."""
    smallest, *others = sorted(sets, key=len)
    for other in others:
        smallest = smallest[is_in(smallest, other, documents)]
    return smallest


def is_in(docs: Array, others: Array, documents: int) -> Array:
    """For each of some documents whether it is one of the others."""
    if not len(others):
        return np.zeros(len(docs), bool)
    if len(docs) * SPARSE < len(others):
        nearest: Array = others[np.minimum(np.searchsorted(others, docs), len(others) - 1)] == docs
        return nearest
    held: Array = mask(others, documents)[docs]
    return held


def looked_up(docs: Array, others: Array, documents: int) -> tuple[Array, Array]:
    """For each of some documents whether it is one of the others, of which there are some, and its place there."""
    if len(docs) * SPARSE < len(others):
        places = np.minimum(np.searchsorted(others, docs), len(others) - 1)
        return others[places] == docs, places
    table = np.full(documents, -1, np.int32)
    table[others] = np.arange(len(others), dtype=np.int32)
    places = table[docs]
    return places >= 0, places


def places_in(docs: Array, others: Array, documents: int) -> Array:
    """Where documents stand among others, which have all of them."""
    if len(docs) * SPARSE < len(others):
        return np.searchsorted(others, docs)
    return np.flatnonzero(mask(docs, documents)[others])


def halved(join: Callable[[Operand, Operand], Operand], operands: Sequence[Operand]) -> Operand:
    """Join operands two and two, in order, as Whoosh does for phrases: sums of floats hang on it."""
    if len(operands) == 1:
        return operands[0]
    half = len(operands) // 2
    return join(halved(join, operands[:half]), halved(join, operands[half:]))


def weighted(
    join: Callable[[Operand, Operand], Operand], operands: Sequence[Operand], weights: Sequence[float]
) -> Operand:
    """Join always the two that weigh least, as Whoosh does for AND and OR; of equals the earlier."""
    if len(operands) <= 2:
        return reduce(join, operands)
    line = sorted(zip(weights, operands, strict=True), key=lambda each: each[0])
    while len(line) > 1:
        (weight, one), (other_weight, other) = line[:2]
        del line[:2]
        insort(line, (weight + other_weight, join(one, other)), key=lambda each: each[0])
    return line[0][1]
