"""Lines of a plain text to Pieces: paragraphs that were broken at a width, headings, lists, tables, quoted mail."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from archive.dates import read_dates
from archive.readers.html import squeeze
from archive.readers.hyphens import Hyphens
from archive.readers.page import Piece
from archive.report import Kind

END = re.compile(r"[.!?…。！？؟।][\"'”’»)\]]*$")
_BREAKS = "-‐\xad/"
_QUOTE = re.compile(r"\s{0,3}>")
_MARKS = re.compile(r"^\s{0,3}(?:>\s?)+")
_BULLET = re.compile(r"\s*(?:[•●▪■◦‣∙·*+o]|[–—-]{1,2}|\(?(?:\d{1,2}|[a-z])[.)])\s+(?=\S)")
_NUMBERED = re.compile(r"\s*\(?(?:\d{1,2}|[a-z])[.)]\s")
_RULE = re.compile(r"\s*([=\-~_*#+.])(?:\s?\1){2,}\s*")
_CELLS = re.compile(r"\t+|\s{3,}|\s\|\s|(?<=\d)\s{2,}|\s{2,}(?=[-+$€£(]?\d)")
_UNSPACED = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")
_INITIAL = re.compile(r"(?:\b[A-Z]|\b(?:Mr|Mrs|Ms|Dr|St|Sen|Rep|Gov|Inc|Co|Corp|No|vs|U\.S))\.$")

_WIDEST, _NARROWEST = 100, 30
_WRAPPED = 0.6
"""Of the line ends in a paragraph that was broken at a width, so many stand where the next word had no room."""

_MOSTLY = 0.8
_SLACK = 3
_INDENT = 2
_LONG_HEADING = 100


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it stands: its words, how far it is indented, and its cells where it has several."""

    text: str
    indent: int
    cells: tuple[str, ...]
    raw: str


def pieces_of(text: str) -> list[Piece]:
    """The Pieces of a text; what stands in its lines stands in them, whatever is joined."""
    groups = list(_groups(text))
    lines = [line for group in groups for line in group]
    hyphens, width = Hyphens([line.text for line in lines]), _width(groups)
    return [piece for group in groups for piece in _pieces(group, width, hyphens)]


def is_date(line: str) -> bool:
    """Whether a line is a date and nothing else."""
    return len(line) < 40 and any(found.words == line for found in read_dates(line))


def _groups(text: str) -> Iterator[list[Line]]:
    """Lines that no empty line parts, and that are all quoted or all not."""
    for part in re.split(r"\n[^\S\n]*(?=\n)", re.sub(r"\r\n?|[\v\x85\u2028\u2029]", "\n", text)):
        group: list[Line] = []
        for raw in part.split("\n"):
            line = _line(raw if _MARKS.sub("", raw).strip() else "")
            if group and (not line.text or bool(_QUOTE.match(raw)) != bool(_QUOTE.match(group[0].raw))):
                yield group
                group = []
            if line.text:
                group.append(line)
        if group:
            yield group


def _line(raw: str) -> Line:
    bare = raw.expandtabs(8)
    cells = tuple(cell for cell in map(squeeze, _CELLS.split(raw.strip())) if cell)
    return Line(squeeze(raw), len(bare) - len(bare.lstrip()), cells, raw)


def _width(groups: Sequence[Sequence[Line]]) -> int:
    """Where the lines of a text end at the latest, if they were broken at a width; else 0."""
    lengths = sorted(_length(line) for group in groups for line in group[:-1])
    fitting = [length for length in lengths if length <= _WIDEST]
    widest = fitting[-1 - len(fitting) // 50] if fitting and len(fitting) >= _MOSTLY * len(lengths) else 0
    return widest if widest >= _NARROWEST else 0


def _length(line: Line) -> int:
    return len(line.raw.expandtabs(8).rstrip())


def _is_full(line: Line, after: Line, width: int) -> bool:
    """Whether the first word of the line that follows had no room on this one."""
    first = 1 if _UNSPACED.match(after.text) else len(after.text.split()[0]) + 1
    return _length(line) + min(first, width // 2) > width - _SLACK or _is_open(line.text)


def _is_open(text: str) -> bool:
    """Whether what follows is part of the last word."""
    return len(text) > 1 and text[-1] in _BREAKS and text[-2] not in " -"


def _pieces(group: list[Line], width: int, hyphens: Hyphens) -> Iterator[Piece]:
    """The Pieces of lines that no empty line parts."""
    if _QUOTE.match(group[0].raw):
        bare = [_line(_MARKS.sub("", line.raw)) for line in group]
        yield from (replace(piece, kind=Kind.QUOTE) for piece in _pieces(bare, width - 2, hyphens))
        return
    start = 0
    for n, line in enumerate(group):
        if _RULE.fullmatch(line.raw):
            yield from _run(group[start : n - 1 if _is_underline(group, n) else n], width, hyphens)
            if _is_underline(group, n):
                yield Piece(group[n - 1].text, Kind.HEADING)
            start = n + 1
    yield from _run(group[start:], width, hyphens)


def _is_underline(group: Sequence[Line], n: int) -> bool:
    """Whether a rule stands under one line of a heading."""
    if not n or (n > 1 and not _RULE.fullmatch(group[n - 2].raw)) or len(group[n - 1].cells) > 1:
        return False
    return len(group[n - 1].text) <= _LONG_HEADING and not END.search(group[n - 1].text)


def _run(lines: list[Line], width: int, hyphens: Hyphens) -> Iterator[Piece]:
    """Lines in a row as a table, a list, paragraphs or each for itself."""
    if _is_table(lines):
        yield from (Piece(" | ".join(line.cells), Kind.TABLE if len(line.cells) > 1 else Kind.BODY) for line in lines)
    elif not _is_wrapped(lines, width):
        yield from (Piece(line.text, _kind(line, len(lines) == 1)) for line in lines)
    else:
        yield from _paragraphs(lines, width, hyphens)


def _is_table(lines: Sequence[Line]) -> bool:
    rows = [line for line in lines if len(line.cells) > 1]
    figures = sum(any(c.isdigit() for c in cell) for line in rows for cell in line.cells)
    return len(rows) >= 2 and len(rows) * 2 >= len(lines) and (figures >= len(rows) or len(rows) * 4 >= len(lines) * 3)


def _kind(line: Line, alone: bool) -> Kind:
    if _BULLET.match(line.raw):
        return Kind.LIST
    letters = [c for c in line.text if c.isalpha()]
    words = len(line.text.split())
    capitals = len(letters) > 3 and "".join(letters).isupper() and 1 < words <= 12 and len(line.text) <= _LONG_HEADING
    return Kind.HEADING if alone and capitals and not line.text.endswith((".", ",")) else Kind.BODY


def _is_wrapped(lines: Sequence[Line], width: int) -> bool:
    """Whether lines end where a width was reached, not where a paragraph, a verse or an entry does."""
    longest = max(map(_length, lines), default=0)
    if len(lines) < 2 or not width or longest > width * 1.25 or any(is_date(line.text) for line in lines):
        return False
    width = max(longest, _NARROWEST) if len(lines) > 6 else max(width, longest)
    base = _base(lines)
    pairs = [(line, after) for line, after in pairwise(lines) if not _begins(line, after, width, base)]
    full = sum(_is_full(line, after, width) for line, after in pairs)
    ended = sum(bool(END.search(line.text)) for line in lines)
    return bool(pairs) and full >= _WRAPPED * len(pairs) and ended * 2 <= len(lines) + 1


def _base(lines: Sequence[Line]) -> int:
    """How far lines are indented that begin no paragraph, where those that do are indented further; else -1."""
    least = min(line.indent for line in lines)
    return least if lines[0].indent - least >= _INDENT else -1


def _begins(line: Line, after: Line, width: int, base: int) -> bool:
    """Whether a line begins a paragraph or an item, whatever the one before is."""
    if base >= 0:
        return after.indent - base >= _INDENT
    if _BULLET.match(after.raw):
        return not _is_full(line, after, width) or bool(_NUMBERED.match(after.raw)) or after.indent != line.indent
    return after.indent - line.indent >= _INDENT and not _BULLET.match(line.raw)


def _paragraphs(lines: Sequence[Line], width: int, hyphens: Hyphens) -> Iterator[Piece]:
    """Lines joined; a paragraph begins where a line is indented, or where a sentence ended before the width."""
    text, kind, base = lines[0].text, _kind(lines[0], False), _base(lines)
    for line, after in pairwise(lines):
        ended = bool(END.search(line.text)) and not _INITIAL.search(line.text) and _length(line) < width * 0.75
        if _begins(line, after, width, base) or (
            ended and not _is_full(line, after, width) and not after.text[0].islower()
        ):
            yield Piece(text, kind)
            text, kind = after.text, _kind(after, False)
        elif _is_open(text):
            text = hyphens.join(text, after.text)
        else:
            text += ("" if _UNSPACED.search(text[-1]) and _UNSPACED.match(after.text) else " ") + after.text
    yield Piece(text, kind)
