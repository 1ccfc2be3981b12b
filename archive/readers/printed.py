"""Texts with pages: running heads, feet and numbers between them, and what runs over from one page to the next."""

import re
from collections import Counter
from collections.abc import Sequence

from archive.readers.flow import END
from archive.readers.layout import EDGE
from archive.readers.page import Piece

_EDGE_LINES = 3
_MUCH = 4
"""What stands at the edges is at most so small a part of a text; else it is no running head."""

_NUMBER = re.compile(
    r"[\s–—\-\[(|]*(?:(?:page|seite|p\.|стр\.|página|pág\.)\s*)?(\d{1,4})(?:\s?(?:/|of|von|из|sur|de)\s?\d{1,4})?"
    r"[\s–—\-\])|]*",
    re.IGNORECASE,
)
_TELLING = re.compile(r"[\W_]*(?:page|seite|стр|página|pág)\b|\s*[-–—\[]+\s*\d", re.IGNORECASE)


def without_edges(text: str) -> tuple[str, list[Piece]]:
    """The text without what stands at the edges of its pages, and that."""
    pages = text.split("\f")
    if len(pages) < 2:
        return _without_numbers(text)
    lines = [page.split("\n") for page in pages]
    edges = _repeated(lines)
    bodies, around = [], []
    for number, page in enumerate(lines):
        found = [n for n in _places(page) if _key(page[n]) in edges or _is_own(page[n], number, lines)]
        around += [Piece(" ".join(page[n].split()), place=EDGE) for n in found]
        bodies.append([line for n, line in enumerate(page) if n not in found])
    if sum(len(piece.text) for piece in around) * _MUCH > len(text):
        return text.replace("\f", "\n\n"), []
    return _joined(bodies), around


def _places(page: Sequence[str]) -> list[int]:
    """The first and last lines of a page that have words."""
    full = [n for n, line in enumerate(page) if line.strip()]
    return sorted({*full[:_EDGE_LINES], *full[-_EDGE_LINES:]})


def _key(line: str) -> str:
    return re.sub(r"\d+", "0", " ".join(line.split())).casefold()


def _repeated(pages: Sequence[Sequence[str]]) -> set[str]:
    """Lines that stand at the edge of most pages, or of every other one, numbers aside."""
    seen = Counter(key for page in pages for key in {_key(page[n]) for n in _places(page)})
    least = max(2, len(pages) * 0.4)
    return {key for key, times in seen.items() if times >= least and len(key) <= 100 and re.search(r"\w", key)}


def _is_own(line: str, number: int, pages: Sequence[Sequence[str]]) -> bool:
    """Whether a line is the number of its page, as others have theirs."""
    found = _NUMBER.fullmatch(line)
    if not found:
        return False
    offset = int(found[1]) - number
    return any(
        other != number and (told := _NUMBER.fullmatch(page[n])) and int(told[1]) - other == offset
        for other, page in enumerate(pages[max(0, number - 2) : number + 3], max(0, number - 2))
        for n in _places(page)
    )


def _joined(pages: Sequence[list[str]]) -> str:
    """The pages as one text: what a page breaks off in the middle goes on, with the next line, on the next one."""
    full = [page for page in pages if any(line.strip() for line in page)]
    heads, feet = [_blanks(page) for page in full], [_blanks(page[::-1]) for page in full]
    usual_head, usual_foot = min(heads, default=0), min(feet, default=0)
    text = ""
    for n, page in enumerate(full):
        body = "\n".join(page[heads[n] : len(page) - feet[n]])
        apart = bool(n) and (heads[n] > usual_head or feet[n - 1] > usual_foot)
        ended = bool(END.search(text)) and len(text.rpartition("\n")[2]) < 0.6 * _widest(text)
        going = body.lstrip()[:1].islower()
        text += ("\n\n" if (apart or ended) and not going else "\n") + body if text else body
    return text


def _blanks(page: Sequence[str]) -> int:
    return next((n for n, line in enumerate(page) if line.strip()), 0)


def _widest(text: str) -> int:
    return max(map(len, text[-2000:].split("\n")))


def _without_numbers(text: str) -> tuple[str, list[Piece]]:
    """A text whose pages only their numbers part (`- 12 -`, `Page 3 of 9`), each on a line, counting up."""
    lines = text.split("\n")
    told = [(n, int(found[1])) for n, line in enumerate(lines) if (found := _NUMBER.fullmatch(line))]
    told = [(n, number) for n, number in told if _TELLING.match(lines[n])]
    if len(told) < 2 or [number for _, number in told] != list(range(told[0][1], told[0][1] + len(told))):
        return text, []
    starts = [0, *(n + 1 for n, _ in told)]
    ends = [*(n for n, _ in told), len(lines)]
    pages = [lines[start:end] for start, end in zip(starts, ends, strict=True)]
    return _joined(pages), [Piece(lines[n].strip(), place=EDGE) for n, _ in told]
