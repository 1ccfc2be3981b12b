"""Which of many texts may be near each other: those whose sketches have a band in common."""

import numpy as np
from numpy.typing import NDArray

from archive.copies.text import Bands

Pairs = NDArray[np.intp]
"""Two columns: the rows of two sketches, the lesser first."""

MOST_ALIKE = 64
"""Where more sketches than these have a band in common, each is paired with the first of them only."""


def candidates(bands: Bands, fresh: NDArray[np.bool_]) -> Pairs:
    """Every two rows that have a band in common and of which one is fresh, each pair once and in order."""
    found = [_alike(column, fresh) for column in bands.T]
    codes = np.unique(np.concatenate(found)) if found else np.zeros(0, dtype=np.intp)
    return np.stack(np.divmod(codes, max(1, len(bands))), axis=1)


def _alike(column: NDArray[np.uint32], fresh: NDArray[np.bool_]) -> NDArray[np.intp]:
    """The pairs by one band, each as one number."""
    order = np.argsort(column, kind="stable")
    values = column[order]
    starts = np.flatnonzero(np.r_[True, values[1:] != values[:-1]]) if len(values) else order
    lengths = np.diff(np.r_[starts, len(values)])
    found = [np.zeros(0, dtype=np.intp)]
    for length in np.unique(lengths[lengths > 1]):
        groups = order[starts[lengths == length][:, None] + np.arange(length)]
        for other in range(min(int(length) - 1, MOST_ALIKE)):
            first, rest = groups[:, other, None], groups[:, other + 1 :]
            codes = first * len(column) + rest
            found.append(codes[fresh[first] | fresh[rest]])
    return np.concatenate(found)


def by_family(pairs: Pairs, count: int) -> Pairs:
    """The pairs ordered so that those which hang together follow one another; `count` is that of all rows."""
    heads = np.arange(count)
    while True:
        least = np.minimum(heads[pairs[:, 0]], heads[pairs[:, 1]])
        before = heads.copy()
        np.minimum.at(heads, pairs[:, 0], least)
        np.minimum.at(heads, pairs[:, 1], least)
        heads = heads[heads]
        if np.array_equal(heads, before):
            return pairs[np.lexsort((pairs[:, 1], pairs[:, 0], heads[pairs[:, 0]]))]
