"""Where words as written stand, of which a term's postings hold several together."""

import numpy as np

from index.columnar.arrays import Array, starts, stretches
from index.columnar.lists import distinct
from index.columnar.segment import Segment

Standing = tuple[Array, Array, Array]
"""The documents that hold a word, ascending, how often each, and where, one document after the other."""


def standing(data: Segment, first: int, last: int) -> Standing:
    """Where the forms stand whose numbers are from `first` to before `last`: one word, each of another term."""
    found = [
        _standing(data, int(data.forms.terms[form]), int(data.forms.ordinals[form])) for form in range(first, last)
    ]
    if not found:
        return np.zeros(0, np.int32), np.zeros(0, np.int64), np.zeros(0, np.int32)
    docs, frequencies, positions = found[0] if len(found) == 1 else map(np.concatenate, zip(*found, strict=True))
    # Documents of different languages, by whose rules one word is of several terms.
    order = np.argsort(docs, kind="stable")
    return docs[order], frequencies[order], positions[stretches(starts(frequencies)[order], frequencies[order])]


def _standing(data: Segment, term: int, ordinal: int) -> Standing:
    docs, frequencies = data.docs(term), data.frequencies(term)
    if data.form_counts[term] == 1:
        return docs, frequencies.astype(np.int64), data.positions(term)
    at = np.flatnonzero(data.ordinals(term) == ordinal)
    holders, often = distinct(np.searchsorted(np.cumsum(frequencies), at, side="right"))
    return docs[holders], often, data.positions_at(term, at)
