"""What word follows each one, told by a few bits, so that a phrase is looked for only where it may stand.

A code is 0 where no word follows, 15 where several do at one place, and else hangs on the term alone.
"""

from zlib import crc32

import numpy as np

from index.columnar.arrays import Array, changes

WIDTH = 4
NOTHING, SEVERAL = 0, 15


def code_of(term: bytes) -> int:
    """The code of the word that follows, by its term."""
    return 1 + crc32(term) % (SEVERAL - 1)


def following(texts: Array, positions: Array, codes: Array) -> Array:
    """For each word the code of what stands one position after it; words are in order of text and position."""
    places = texts.astype(np.int64) << 32 | positions
    new = changes(places)
    firsts = np.flatnonzero(new)
    of_place = codes[firsts]
    of_place[np.diff(firsts, append=len(places)) > 1] = SEVERAL
    after = np.zeros(len(firsts), np.uint8)
    is_next = places[firsts[1:]] == places[firsts[:-1]] + 1
    after[:-1][is_next] = of_place[1:][is_next]
    found: Array = after if len(firsts) == len(places) else after[np.cumsum(new) - 1]
    return found
