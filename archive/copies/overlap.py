"""Whether two texts that look alike are copies: how many shingles they share, and what stands where they differ.

A copy may leave out, add, and begin and end in its own way. It is no copy where names and numbers were replaced by
others (one statement for each town that got a grant), nor where what was added is a document of its own.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from archive.copies.text import SHINGLE_WORDS, Hashes, Text, shingles_of

SHARED = 0.4
"""Of all the shingles of two copies, at least so many are in both."""

CONTAINED = 0.85
"""Of the shorter one's shingles, at least so many are in the other."""

SHORT_WORDS = 60
SHARED_BY_SHORT = 0.9
"""What two copies share where one has fewer words than that."""

REPLACED_WORDS = 300
"""A copy may have a name or number replaced in one place for each so many words, and in one place in any case."""

REST_WORDS = 20
"""What one text has beyond the other, in one piece of at least so many words, may be a document of its own."""

REST_FOREIGN = 0.8
REST_SHARED = 0.85
"""So much of a document is in a piece where the piece is that document."""

REST_FILLED = 0.6
"""And so much of the piece is in the document: beside it may stand what differs at the seam, or in the other text."""

Gap = tuple[int, int, int, int]
"""From and to in one text, from and to in the other: what stands there differs."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two texts that are copies: the share of shingles in both, and the largest piece that only one of them has.

    `rest` has the words of that piece, none where it is small or repeats the other text; `of_second` says whose it is.
    """

    share: float
    rest: Hashes
    of_second: bool


def likeness(a: Text, b: Text) -> Likeness | None:
    """How two texts are copies, or None where they are not."""
    shared, share = _shared(a.shingles, b.shingles)
    least = SHARED_BY_SHORT if min(len(a.words), len(b.words)) < SHORT_WORDS else SHARED
    if share < least or shared < CONTAINED * min(len(a.shingles), len(b.shingles)):
        return None
    gaps = list(differences(a, b))
    allowed = max(1, min(len(a.words), len(b.words)) // REPLACED_WORDS)
    if _replaced(a, b, gaps) > allowed:
        return None
    return Likeness(share, *_rest(a, b, gaps))


def is_same(piece: Hashes, text: Text) -> bool:
    """Whether a piece of one text is this other text."""
    own = np.unique(shingles_of(piece))
    both, _ = _shared(own, text.shingles)
    return both >= REST_SHARED * len(text.shingles) and both >= REST_FILLED * len(own)


def _shared(a: Hashes, b: Hashes) -> tuple[int, float]:
    """How many of two sets of shingles are in both, and which share of all that is."""
    both = len(np.intersect1d(a, b, assume_unique=True))
    return both, both / max(1, len(a) + len(b) - both)


def differences(a: Text, b: Text) -> Iterator[Gap]:
    """Where two texts differ, in order: between runs of shingles that each has only once and both have."""
    _, at_a, at_b = np.intersect1d(a.shingles[a.alone], b.shingles[b.alone], assume_unique=True, return_indices=True)
    here, there = a.places[a.alone][at_a], b.places[b.alone][at_b]
    order = np.argsort(here)
    end_a = end_b = 0
    for i, j, length in _runs(here[order], there[order]):
        skip = max(0, end_a - i, end_b - j)  # where a word follows on itself, runs overlap
        if skip >= length:
            continue
        if (i + skip, j + skip) != (end_a, end_b):
            yield end_a, i + skip, end_b, j + skip
        end_a, end_b = i + length, j + length
    if (end_a, end_b) != (len(a.words), len(b.words)):
        yield end_a, len(a.words), end_b, len(b.words)


def _runs(here: NDArray[np.intp], there: NDArray[np.intp]) -> Iterator[tuple[int, int, int]]:
    """Runs of words that stand in both texts, in the order of both: from where in each, and of how many words."""
    if not len(here):
        return
    breaks = np.flatnonzero((np.diff(here) > SHINGLE_WORDS) | (np.diff(here) != np.diff(there))) + 1
    starts, ends = [0, *breaks.tolist()], [*breaks.tolist(), len(here)]
    for run in _rising([int(there[start]) for start in starts]):
        first, last = starts[run], ends[run] - 1
        yield int(here[first]), int(there[first]), int(here[last] - here[first]) + SHINGLE_WORDS


def _rising(values: list[int]) -> list[int]:
    """The places of a longest rising series within these different values."""
    tails: list[int] = []
    tail_places: list[int] = []
    before: list[int] = []
    for place, value in enumerate(values):
        at = bisect_left(tails, value)
        before.append(tail_places[at - 1] if at else -1)
        tails[at : at + 1] = [value]
        tail_places[at : at + 1] = [place]
    found: list[int] = []
    place = tail_places[-1]
    while place >= 0:
        found.append(place)
        place = before[place]
    return found[::-1]


def _replaced(a: Text, b: Text, gaps: list[Gap]) -> int:
    """In how many places, or how many, names and numbers that the other text has nowhere stand for each other.

    Head and tail, where sources put their own, are left aside.
    """
    of_a, of_b = _foreign(a, b), _foreign(b, a)
    ours: set[int] = set()
    theirs: set[int] = set()
    places = 0
    for i, j, k, end in gaps:
        is_head, is_tail = i == k == 0, (j, end) == (len(a.words), len(b.words))
        here = of_a[bisect_left(of_a, i) : bisect_left(of_a, j)]
        there = of_b[bisect_left(of_b, k) : bisect_left(of_b, end)]
        if here and there and not is_head and not is_tail:
            places += 1
            ours.update(a.words[here].tolist())
            theirs.update(b.words[there].tolist())
    return max(places, min(len(ours), len(theirs)))


def _foreign(a: Text, b: Text) -> list[int]:
    """Where in one text names and numbers stand that the other has nowhere."""
    at = np.searchsorted(b.vocabulary, a.words).clip(max=len(b.vocabulary) - 1)
    found: list[int] = np.flatnonzero(a.particular & (b.vocabulary[at] != a.words)).tolist()
    return found


def _rest(a: Text, b: Text, gaps: list[Gap]) -> tuple[Hashes, bool]:
    """The largest piece that only one text has, if it is long and foreign to the other; whether it is the second's."""
    pieces = [(a.words[i:j], False) for i, j, _, _ in gaps] + [(b.words[k:end], True) for _, _, k, end in gaps]
    piece, of_second = max(pieces, key=lambda each: len(each[0]), default=(a.words[:0], False))
    other = a if of_second else b
    if len(piece) >= REST_WORDS and np.mean(~np.isin(shingles_of(piece), other.shingles)) >= REST_FOREIGN:
        return piece, of_second
    return piece[:0], of_second
