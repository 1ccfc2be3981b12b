"""The first documents of a set by score or by date, without putting all of them in order."""

import numpy as np

from index.columnar.arrays import Array
from index.columnar.found import Found, Listed
from index.columnar.segment import Segment

BLOCKS = 64
"""Scores laid out are looked at in so many rows: where the best of a column is too low, all of it is."""

CHUNK = 1024


def first_by_score(found: Found, segment: Segment, count: int) -> tuple[Array, Array]:
    """The `count` documents that score highest, of equals the newest, and their scores; in no order."""
    docs, scores = _promising(found, count)
    if len(docs) <= count:
        return docs, scores
    last = np.partition(scores, -count)[-count]
    at = np.flatnonzero(scores >= last)
    docs, scores = docs[at], scores[at]
    if len(docs) > count:
        # What scores as the last one does is ordered by date.
        above = scores > last
        tied = docs[~above]
        of_tied = _least(tied, segment.newest[1], count - int(np.count_nonzero(above)))
        docs = np.concatenate([docs[above], of_tied])
        scores = np.concatenate([scores[above], np.full(len(of_tied), last)])
    return docs, scores


def _promising(found: Found, count: int) -> tuple[Array, Array]:
    """Some documents and their scores, the best `count` among them."""
    if isinstance(found, Listed):
        return found.docs, found.scores
    columns = len(found.scores) // BLOCKS
    if columns > count:
        rows = found.scores[: columns * BLOCKS].reshape(BLOCKS, columns)
        peaks = rows.max(axis=0)
        least = np.partition(peaks, -count)[-count]
        if least > 0:
            at = np.flatnonzero(peaks >= least)
            docs = (at + np.arange(BLOCKS)[:, None] * columns).ravel()
            docs = np.concatenate([docs, np.arange(columns * BLOCKS, len(found.scores))])
            scores = found.scores[docs]
            enough = scores >= least
            return docs[enough], scores[enough]
    listed = found.listed()
    return listed.docs, listed.scores


def first(found: Found, segment: Segment, count: int, *, oldest: bool) -> Array:
    """The `count` documents that are the newest, or the oldest, of one day by id; in no order."""
    order, ranks = segment.oldest if oldest else segment.newest
    if isinstance(found, Listed):
        return _least(found.docs, ranks, count)
    held, docs, begin, chunk = found.held, [], 0, CHUNK
    while count > 0 and begin < len(order):
        some = order[begin : begin + chunk]
        docs.append(some[held[some]][:count])
        count -= len(docs[-1])
        begin, chunk = begin + chunk, chunk * 4
    return np.concatenate(docs) if docs else order[:0]


def _least(docs: Array, ranks: Array, count: int) -> Array:
    """The `count` documents of the least rank."""
    if len(docs) <= count:
        return docs
    there = ranks[docs]
    kept: Array = docs[there <= np.partition(there, count - 1)[count - 1]]
    return kept
