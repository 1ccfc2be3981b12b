"""Which words as written a prefix, wildcard or fuzzy word stands for: one rule for the index and for marks. Pure."""

import fnmatch
import re
from dataclasses import dataclass
from functools import lru_cache

from index.query import Fuzzy, Prefix, Wildcard
from index.words import fold, is_spaceless, joined, query_prefix, query_terms, without_apostrophes, without_possessive

EXACT = ("lang", "id", "has", "from", "about", "kind")
"""Fields that hold values found only as they are."""

LOWERED = ("lang", "kind")
"""Those of them whose values are in lower case."""

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
        return Form(leaf.text.lower() if leaf.field in LOWERED else leaf.text)
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
    if word == other:
        return True
    if not distance or abs(len(word) - len(other)) > distance:
        return False
    at = 0
    while word[at : at + 1] == other[at : at + 1]:  # what both begin with costs nothing
        at += 1
    left = distance - 1
    return (
        within(word[at + 1 :], other[at + 1 :], left)
        or within(word[at:], other[at + 1 :], left)
        or within(word[at + 1 :], other[at:], left)
        or (word[at : at + 2] == other[at : at + 2][::-1] and within(word[at + 2 :], other[at + 2 :], left))
    )


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
