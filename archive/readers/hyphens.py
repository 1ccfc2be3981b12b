"""Words broken at the ends of lines: which hyphen was put there to break the word, and which is the word's own."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

_HEAD = re.compile(r"(?:^|[^\w-])((?:[^\W\d_]+-)*[^\W\d_]+)[-‐­]$")
_TAIL = re.compile(r"[^\W\d_]+")
_WORDS = re.compile(r"[^\W\d_]+(?:[-‐][^\W\d_]+)*")
_PRINTED = 0.04
"""Of the lines of a text that was set in print, at least so many end in a broken word; of others one in a hundred."""

_SYLLABLE = 2
"""Letters; no printer leaves fewer of a word on either line."""

_LONGEST = 60
"""Characters of a word."""

_WORD = 4
_HYPHENS = ("-", "‐", "\xad")

# What stands before a hyphen of its own.
_PREFIXES = frozenset(
    re.findall(
        r"\w+",
        "half self well ill ex non anti mid semi pro quasi pseudo vice cross all high low long short old new full part "
        "one two three four five six seven eight nine ten twenty thirty forty fifty sixty seventy eighty ninety "
        "first second third so",
    )
)
# Words that fall in two other words.
_CLOSED = frozenset(
    re.findall(
        r"\w+",
        "something someone somewhere sometimes anything anyone anybody everything everyone everybody nothing nobody "
        "within without into upon however therefore although because before become together another otherwise whether "
        "outside inside throughout toward towards moreover whereas herself himself itself themselves myself cannot "
        "maybe meanwhile overall beyond below behind between",
    )
)


class Hyphens:
    """What one text tells of its words, and with that which hyphens at the ends of its lines are its own."""

    def __init__(self, lines: Sequence[str]) -> None:
        whole = [lines[0] if lines else "", *(_without_tail(line, after) for line, after in pairwise(lines))]
        self._words = Counter(word for line in whole for word in _words(line))
        told = [self._told(*broken) for broken in _breaks(pairwise(lines))]
        known = Counter(kept for kept in told if kept is not None)
        often = len(told) >= max(1, _PRINTED * len(lines))
        self._keeps = known[True] >= known[False] if any(known.values()) and not often else not often

    def join(self, text: str, line: str) -> str:
        """A text and the line that follows it, without gap where it ends with a hyphen."""
        for head, tail in _breaks([(text, line)]):
            told = self._told(head, tail)
            return text + line if (self._keeps if told is None else told) else text[:-1] + line
        return text + line

    def _told(self, head: str, tail: str) -> bool | None:
        """Whether the hyphen between these is the word's own, None where nothing tells."""
        joined, parted = self._words[head.replace("-", "") + tail], self._words[f"{head}-{tail}"]
        last = head.rpartition("-")[2]
        if joined != parted:
            return parted > joined
        if min(len(last), len(tail)) < _SYLLABLE or head + tail in _CLOSED:
            return False
        if last in _PREFIXES or "-" in head:
            return True
        both = min(len(last), len(tail)) >= _WORD and self._words[last] and self._words[tail]
        return True if both else None


def _without_tail(line: str, after: str) -> str:
    """The line behind another, without the rest of a word that began there."""
    return _TAIL.sub("", after, count=1) if line[-1:] in _HYPHENS and _TAIL.match(after) else after


def _words(line: str) -> list[str]:
    """The words of a line that are whole: not what a hyphen breaks at its end."""
    return [word.replace("‐", "-").lower() for word in _WORDS.findall(re.sub(r"[\w-]+[-‐­]$", "", line))]


def _breaks(pairs: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    """What stands before and behind each hyphen between two lines, in small letters."""
    for line, after in pairs:
        head, tail = _HEAD.search(line[-_LONGEST:]), _TAIL.match(after)
        if head and tail and tail[0][0].islower():
            yield head[1].lower(), tail[0].lower()
