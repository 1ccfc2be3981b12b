"""Documents with their scores, and how sets of them are united, intersected and taken from one another."""

from bisect import insort
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial, reduce
from typing import TypeVar

import numpy as np

from index.columnar.arrays import Array

Operand = TypeVar("Operand")

SPARSE = 16
"""Two sets that hold less than one in so many documents together are merged, not laid out over all documents."""

MOST_LAID_OUT = 8
"""Sets laid out at once, which bounds the memory it takes."""


@dataclass(frozen=True, slots=True)
class Found:
    """Documents, ascending, and the score of each, as float64."""

    docs: Array
    scores: Array

    @property
    def size(self) -> int:
        """Bytes of memory."""
        return self.docs.nbytes + self.scores.nbytes

    def boosted(self, boost: float) -> "Found":
        """The same with each score so many times as high."""
        return self if boost == 1.0 else replace(self, scores=self.scores * boost)

    def only(self, mask: Array) -> "Found":
        """Those of the documents that the mask, a bool for each of them, lets through."""
        return Found(self.docs[mask], self.scores[mask])


NOTHING = Found(np.zeros(0, np.int32), np.zeros(0))


def alike(docs: Array, score: float = 1.0) -> Found:
    """Documents that all score alike."""
    return Found(docs, np.full(len(docs), score))


def union(one: Found, other: Found, documents: int) -> Found:
    """What is in either of two sets, with the sum of its scores; there are so many `documents` in all."""
    if not len(one.docs) or not len(other.docs):
        return one if len(one.docs) else other
    if (len(one.docs) + len(other.docs)) * SPARSE >= documents:
        return _laid_out([one, other], [0.0, 0.0], documents)
    docs = np.concatenate([one.docs, other.docs])
    order = np.argsort(docs, kind="stable")
    docs, scores = docs[order], np.concatenate([one.scores, other.scores])[order]
    firsts = np.flatnonzero(np.diff(docs, prepend=-1))
    return Found(docs[firsts], np.add.reduceat(scores, firsts))


def united(founds: Sequence[Found], weights: Sequence[float], documents: int) -> Found:
    """What is in any of several sets, with the sum of its scores, in the order of `weighted`."""
    if len(founds) > MOST_LAID_OUT or sum(len(found.docs) for found in founds) * SPARSE < documents:
        return weighted(partial(union, documents=documents), founds, weights)
    return _laid_out(founds, weights, documents)


def _laid_out(founds: Sequence[Found], weights: Sequence[float], documents: int) -> Found:
    """The same, with a score for each of all documents: a sum with 0 is exact."""
    held = np.zeros(documents, bool)
    columns = []
    for found in founds:
        held[found.docs] = True
        column = np.zeros(documents)
        column[found.docs] = found.scores
        columns.append(column)
    scores = weighted(np.add, columns, weights)
    docs = np.flatnonzero(held).astype(np.int32)
    return Found(docs, scores[docs])


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


def scores_at(found: Found, docs: Array, documents: int) -> Array:
    """The scores of documents that are all in the set."""
    scores: Array = found.scores[places_in(docs, found.docs, documents)]
    return scores


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
