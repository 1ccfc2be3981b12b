"""Where in a text words may stand that begin as some given ones do, told without reading it word for word. Pure."""

import re
from collections.abc import Set

_JOINERS = b"-&/_@.,'`"
"""What in ASCII may stand between the parts of a code."""

_JOINED = re.compile(r"[-&/_@.,'`](?=[0-9a-z])[^ ]*")
_BEYOND_ASCII = re.compile("[\x80-\U0010ffff][^ ]*")
_ANY = re.compile("[^ ]+")


class Glance:
    """Looks for `beginnings` of words in ASCII and in small letters; for any word where one is empty.

    What is not ASCII may be any word once it is folded, and always counts.
    """

    def __init__(self, beginnings: Set[str]) -> None:
        self._beginnings = beginnings
        # Each expression begins with plain letters, for these alone are looked for fast.
        self._begun = [re.compile(rf"{re.escape(each)}(?<![0-9a-z]{'.' * len(each)})[^ ]*") for each in beginnings]

    def pieces(self, text: str) -> list[tuple[int, int]]:
        """Start and end, in order, of each piece of text between spaces that may hold such a word."""
        lowered = text.lower().replace("\n", " ")
        if len(lowered) != len(text):  # as İ makes it
            return [(0, len(text))]
        expressions = self._begun if all(self._beginnings) else [_ANY]
        if not text.isascii():
            expressions = [*expressions, _BEYOND_ASCII]
        if self._across_joiners(lowered):
            expressions = [*expressions, _JOINED]
        found = (match.span() for expression in expressions for match in expression.finditer(lowered))
        return sorted({(lowered.rfind(" ", 0, start) + 1, end) for start, end in found})

    def _across_joiners(self, lowered: str) -> bool:
        """Whether one of the beginnings stands there with what joins the parts of a code within it, as in O'Brien."""
        unjoined = lowered.encode("utf-8", "surrogatepass").translate(None, _JOINERS)
        return any(unjoined.count(each.encode()) != lowered.count(each) for each in self._beginnings if each)
