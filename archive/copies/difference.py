"""Two texts word by word: what both have, what went, what came."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import groupby

import numpy as np
from rensa import RMinHash

from archive.copies.edits import Comparison, Difference, Edit
from archive.copies.overlap import differences
from archive.copies.text import UNSPACED, Text, cut
from archive.store import Archive

MOST_WORD_PAIRS = 100_000
"""What differs is aligned word by word up to so many pairs of words, else as a whole, so that no text takes long."""

_WORD = re.compile(f"\\s*(?:[{UNSPACED}]|[^\\s{UNSPACED}]+)")


def compare(archive: Archive, id: str, other: str) -> Comparison:
    """A document against another, or against an older version of its own where `other` is its number.

    Raises NotFoundError.
    """
    new = archive.document(id)
    older = other.isascii() and other.isdigit() and 0 < int(other[:9]) < new.version
    old = archive.document(id, int(other)) if older else archive.document(other)
    return Comparison(old, new, difference(old.title, new.title), difference(old.body, new.body))


def difference(old: str, new: str) -> Difference:
    """How the words of one text became those of another. Space alone is no difference, and is shown as in the new."""
    # Each text's first word has a space before it, as it needs where it stands behind words of the other.
    before, after = _WORD.findall(f" {old}"), _WORD.findall(f" {new}")
    merged = groupby(_pieces(before, after), key=lambda piece: piece[0])
    found = [(edit, "".join(text for _, text in pieces)) for edit, pieces in merged]
    return tuple((edit, text if at else text.lstrip()) for at, (edit, text) in enumerate(found))


def _pieces(before: list[str], after: list[str]) -> Iterator[tuple[Edit, str]]:
    ours, theirs = [word.strip() for word in before], [word.strip() for word in after]
    at = 0
    for i, j, k, end in differences(_as_text(ours), _as_text(theirs)):
        yield from ((Edit.SAME, word) for word in after[at:k])
        for edit, place in _aligned(ours[i:j], theirs[k:end]):
            yield edit, before[i + place] if edit is Edit.REMOVED else after[k + place]
        at = end
    yield from ((Edit.SAME, word) for word in after[at:])


def _aligned(ours: Sequence[str], theirs: Sequence[str]) -> Iterator[tuple[Edit, int]]:
    """What became of each word where two texts differ, with its place in its own text."""
    steps: Sequence[tuple[str, int, int, int, int]] = [("replace", 0, len(ours), 0, len(theirs))]
    if len(ours) * len(theirs) <= MOST_WORD_PAIRS:
        steps = SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes()
    for step, i, j, k, end in steps:
        if step == "equal":
            yield from ((Edit.SAME, place) for place in range(k, end))
        else:
            yield from ((Edit.REMOVED, place) for place in range(i, j))
            yield from ((Edit.ADDED, place) for place in range(k, end))


def _as_text(words: list[str]) -> Text:
    """Words as a Text whose letters count as they are."""
    hashes = np.array(RMinHash.hash_token_sets([words])[0], dtype=np.uint64)
    return cut(hashes, np.zeros(len(words), dtype=bool))
