"""Which words as written a prefix, wildcard or fuzzy word stands for: one rule for the index and for marks. Pure."""

import fnmatch
import re
from dataclasses import dataclass
from functools import lru_cache

from index.query import Fuzzy, Prefix, Wildcard
from index.words import fold, is_spaceless, joined, query_prefix, query_terms, without_apostrophes, without_possessive

EXACT = ("lang", "id", "has", "from", "about")
"""Fields that hold values found only as they are."""

_WILDCARDS = re.compile("([*?]+)")


@dataclass(frozen=True, slots=True)
class Form:
    """Words that begin with `start`: all, or those that fit `pattern`, or those within `distance` of `word`."""

    start: str
    pattern: str = ""
    word: str = ""
    distance: int = 0

    def fits(self, surface: str) -> bool:
        """Whether a word as written, folded, is one of them."""
        if not surface.startswith(self.start):
            return False
        if self.distance:
            return within(self.word, surface, self.distance)
        return not self.pattern or _expression(self.pattern).match(surface) is not None


def form_of(leaf: Prefix | Wildcard | Fuzzy) -> Form | None:
    """What a leaf stands for; None where its text is several words, of which none can be held as one."""
    if leaf.field in EXACT:
        return Form(leaf.text.lower() if leaf.field == "lang" else leaf.text)
    text = without_apostrophes(leaf.text if isinstance(leaf, Prefix) else without_possessive(leaf.text))
    if isinstance(leaf, Wildcard):
        pattern = _pattern(text)
        return Form(_WILDCARDS.split(pattern)[0], pattern) if pattern else None
    if isinstance(leaf, Fuzzy) and is_spaceless(text):
        return None
    word = query_prefix(text) if len(query_terms(text, [""])) == 1 else joined(text)
    if not word:
        return None
    return Form(word) if isinstance(leaf, Prefix) else Form(word[0], word=word, distance=leaf.distance)


def within(word: str, other: str, distance: int) -> bool:
    """Whether so many letters put in, left out, changed or swapped with their neighbour, or fewer, make one the other.

    No letter is changed again where two were swapped (the optimal string alignment distance).
    """
    if abs(len(word) - len(other)) > distance or not _shares_a_piece(word, other, distance):
        return False
    before: list[int] = []
    row = list(range(len(other) + 1))
    for number, letter in enumerate(word, 1):
        following = [number]
        for at, facing in enumerate(other, 1):
            cost = min(row[at] + 1, following[-1] + 1, row[at - 1] + (letter != facing))
            if before and at > 1 and letter == other[at - 2] and facing == word[number - 2]:
                cost = min(cost, before[at - 2] + 1)
            following.append(cost)
        before, row = row, following
        if min(row) > distance and min(before) > distance:
            return False
    return row[-1] <= distance


def _shares_a_piece(word: str, other: str, distance: int) -> bool:
    """Whether one of so many pieces of a word stands in the other that edits cannot have touched all."""
    pieces = 2 * distance + 1
    for number in range(pieces):
        first, last = len(word) * number // pieces, len(word) * (number + 1) // pieces
        if word[first:last] in other[max(0, first - distance) : last + distance]:
            return True
    return False


def _pattern(text: str) -> str | None:
    """The text folded as words are, without what joins the parts of a code."""
    plainly = _WILDCARDS.sub("x", text)
    letters = any(map(str.isalpha, text))
    if is_spaceless(text) or (len(query_terms(plainly, [""])) > 1 and not (letters and joined(plainly))):
        return None
    return "".join(
        ("*" if "*" in piece else "") + "?" * piece.count("?") if piece[:1] in ("*", "?") else _letters(piece)
        for piece in _WILDCARDS.split(text)
    )


def _letters(piece: str) -> str:
    return re.sub(r"[-.,&/_@\u2010\u2011\s]", "", fold(piece))


@lru_cache(256)
def _expression(pattern: str) -> re.Pattern[str]:
    """The pattern as a regular expression that never tries a * twice."""
    return re.compile(fnmatch.translate(pattern))
