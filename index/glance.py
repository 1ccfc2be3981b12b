"""Where in a text words may stand that begin as some given ones do, told without reading it word for word. Pure."""

import re
from collections.abc import Set

_JOINED = "[-&/_@.,'`]*"
"""What in ASCII may stand between the parts of a code, as in O'Brien."""

_BEYOND_ASCII = re.compile("[\x80-\U0010ffff][^ ]*")
_ANY = re.compile("[^ ]+")


class Glance:
    """Looks for `beginnings` of words in ASCII and in small letters; for any word where one is empty.

    What is not ASCII may be any word once it is folded, and always counts.
    """

    def __init__(self, beginnings: Set[str]) -> None:
        self._begun = [_expression(each) for each in beginnings] if all(beginnings) else [_ANY]

    def pieces(self, text: str) -> list[tuple[int, int]]:
        """Start and end, in order, of each piece of text between spaces that may hold such a word."""
        lowered = text.lower().replace("\n", " ")
        if len(lowered) != len(text):  # as İ makes it
            return [(0, len(text))]
        expressions = self._begun if text.isascii() else [*self._begun, _BEYOND_ASCII]
        found = (match.span() for expression in expressions for match in expression.finditer(lowered))
        return sorted({(lowered.rfind(" ", 0, start) + 1, end) for start, end in found})


def _expression(beginning: str) -> re.Pattern[str]:
    """From where a word begins so to the next space. It is a letter that comes first, for that is looked for fast."""
    first, *rest = map(re.escape, beginning)
    return re.compile(rf"{first}(?<![0-9a-z].){''.join(_JOINED + letter for letter in rest)}[^ ]*")
