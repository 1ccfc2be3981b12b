"""Words at their places on printed pages to paragraphs: lines, columns, headings, and what every page repeats."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from archive.dates import read_dates
from archive.readers.page import Piece
from archive.report import Kind

EDGE, SIDE = "running head or foot", "text up the side"
ADDRESS = re.compile(r"https?://[^\s|]+")
_PRINTED = re.compile(r"(?:^|\t)(?:https?|file)://\S+(?:$|\t)")
_CELL = 1.8  # heights of a line; a wider gap sets two cells or columns apart
_PROSE = 25  # characters; shorter lines beside each other are cells, longer ones columns
_EDGE = 0.12  # of a page's height, where heads and feet stand
_LEADING = 1.45  # of the usual distance between lines; more begins a paragraph
_HEADING = 1.15  # of the usual height of a line
_TITLE = 1.2
_SOFT = "\x02\xad\ufffe"  # how a hyphen is told that only ends a line
_HYPHEN = re.compile(rf"[^\W\d_][-‐{_SOFT}]$")
_ENDS = re.compile(r"[.!?:…。！？؟][\"'”’»)\]]*$")
_BULLET = re.compile(r"[•●▪■◦‣∙·–—*-]\s+\w|\(?[a-z0-9]{1,2}[.)]\s+\w")
_FIGURE = re.compile(r"[0-9]{1,4}")
_NUMBER = re.compile(
    r"\W*(?:(?:page|seite|p\.|стр\.)\s?)?(?:\d{1,4}|[ivxl]{1,6})(?:\s?(?:/|of|von|из|sur|de)\s?\d{1,4})?\W*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word and its box on the page, in points from the page's lower left; `turned` ones run up the side."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    turned: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """Words that stand beside each other: their text, cells set apart by tabs, and the box around them."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    page: int
    place: str = ""

    @property
    def height(self) -> float:
        """How tall it is."""
        return self.top - self.bottom


def lines_of(words: Sequence[Word], page: int, height: float) -> list[Line]:
    """The lines of one page, from its top down, or column by column where it has columns."""
    rows: list[list[Word]] = []
    for word in words:
        if rows and (_follows(rows[-1][-1], word) or (word.turned and rows[-1][-1].turned)):
            rows[-1].append(word)
        elif not (rows and word == rows[-1][-1]):
            rows.append([word])
    rows = _columns(rows)
    lines = [_line(row, page, height) for row in rows]
    return lines if _side_by_side(lines) else sorted(lines, key=lambda line: -line.top)


def pieces_of(lines: Sequence[Line], pages: int) -> tuple[list[Piece], str]:
    """The paragraphs of all pages, and the words of the tallest line on the first page where that is a title."""
    usual = _usual_height(lines)
    around = _repeated(lines, pages, usual)
    text = [line for line in lines if line not in around]
    leading = _usual_leading(text)
    words = frozenset(re.findall(r"\w+(?:-\w+)+", " ".join(line.text for line in text)))
    pieces: list[Piece] = []
    group: list[Line] = []
    for line in [*text, None]:
        if group and (line is None or _begins(group[-1], line, usual, leading, group)):
            pieces.append(_piece(group, usual, words))
            group = []
        if line:
            group.append(line)
    pieces += (Piece(line.text.replace("\t", " "), Kind.BODY, place) for line, place in around.items())
    return pieces, _title(text, usual)


def _follows(before: Word, word: Word) -> bool:
    """Whether a word stands on the same line, to the right."""
    if before.turned != word.turned:
        return False
    height = max(before.top - before.bottom, word.top - word.bottom)
    level = abs(before.bottom + before.top - word.bottom - word.top) < height
    return level and word.left >= before.right - height / 2


def _gap(before: Word, word: Word) -> bool:
    return word.left - before.right > _CELL * (before.top - before.bottom)


def _cells(row: list[Word]) -> list[list[Word]]:
    cells: list[list[Word]] = []
    for word in row:
        if cells and not _gap(cells[-1][-1], word):
            cells[-1].append(word)
        else:
            cells.append([word])
    return cells


def _columns(rows: list[list[Word]]) -> list[list[Word]]:
    """Rows that run across two columns of prose, as some programs write them, column by column; others as they are."""
    split = [_cells(row) for row in rows]
    pairs = [cells for cells in split if len(cells) == 2]
    sizes = [sum(len(word.text) + 1 for word in cell) for cells in pairs for cell in cells]
    if len(pairs) < 4 or len(pairs) * 2 < len(rows) or median(sizes) < _PROSE:
        return rows
    right = median(cells[1][0].left for cells in pairs)
    height = median(word.top - word.bottom for row in rows for word in row)
    head, first, second = [], [], []
    for row, cells in zip(rows, split, strict=True):
        if len(cells) == 2:
            first.append(cells[0])
            second.append(cells[1])
        elif row[0].left >= right - height:
            second.append(row)
        elif first:
            first.append(row)
        else:
            head.append(row)
    return head + first + second


def _line(row: list[Word], page: int, height: float) -> Line:
    bottom, top = min(word.bottom for word in row), max(word.top for word in row)
    text = "\t".join(" ".join(word.text for word in cell) for cell in _cells(row))
    edge = bottom > height * (1 - _EDGE) or top < height * _EDGE
    place = SIDE if row[0].turned else EDGE if edge else ""
    return Line(text, row[0].left, bottom, max(word.right for word in row), top, page, place)


def _side_by_side(lines: Sequence[Line]) -> bool:
    """Whether several lines stand beside others, so that only the order they were written in is theirs."""
    ordered = sorted(lines, key=lambda line: -line.top)
    beside = sum(
        one.bottom < other.top - other.height / 2 and (one.right < other.left or other.right < one.left)
        for n, one in enumerate(ordered)
        for other in ordered[n + 1 : n + 4]
    )
    return beside > 3


def _usual_height(lines: Sequence[Line]) -> float:
    heights: Counter[float] = Counter()
    for line in lines:
        heights[round(line.height, 1)] += len(line.text)
    return max(heights.most_common(1)[0][0], 1.0) if heights else 1.0


def _usual_leading(lines: Sequence[Line]) -> float:
    """The distance from line to line within paragraphs."""
    steps = [one.bottom - other.bottom for one, other in pairwise(lines) if one.page == other.page]
    steps = [step for step in steps if step > 1]
    return sorted(steps)[len(steps) // 4] if steps else 1.0  # steps between paragraphs are fewer, and longer


def _repeated(lines: Sequence[Line], pages: int, usual: float) -> dict[Line, str]:
    """What is no text of the report, with the name of its place.

    That is numbers of pages, what pages repeat at an edge, what a browser printed around a page, and what runs up the
    side. A title that is repeated above every page is tall where it is the title.
    """
    edges = [line for line in lines if line.place == EDGE]
    times = Counter(key for key, _ in {(_key(line), line.page) for line in edges})
    numbered = _numbered(edges)
    printed = any(_PRINTED.search(line.text) for line in edges)
    found = {line: SIDE for line in lines if line.place == SIDE}
    for line in edges:
        repeated = times[_key(line)] >= min(3, max(2, pages // 2)) and line.height < _TITLE * usual
        if _NUMBER.fullmatch(line.text):
            found[line] = "page number"
        elif repeated or line in numbered or (printed and _is_printed(line)):
            found[line] = EDGE
    return found if len(found) < len(lines) else {}


def _numbered(edges: Sequence[Line]) -> set[Line]:
    """Heads and feet that have the number of their page beside a chapter's name, as others have theirs."""
    told = [
        (line, int(cell) - line.page) for line in edges for cell in line.text.split("\t") if _FIGURE.fullmatch(cell)
    ]
    (offset, times), *_ = Counter(offset for _, offset in told).most_common(1) or [(0, 0)]
    return {line for line, own in told if own == offset} if times > 2 else set()


def _is_printed(line: Line) -> bool:
    """Whether a browser put the line at a page's edge: an address, or a date beside a title."""
    return bool(_PRINTED.search(line.text)) or ("\t" in line.text and any(map(read_dates, line.text.split("\t"))))


def _key(line: Line) -> str:
    return re.sub(r"\d+", "0", line.text).casefold()


def _begins(before: Line, line: Line, usual: float, leading: float, group: list[Line]) -> bool:
    """Whether a line begins a paragraph of its own behind the one before."""
    if "\t" in before.text or "\t" in line.text or _BULLET.match(line.text):
        return True
    if abs(line.height - before.height) > 0.25 * usual:
        return True
    step = before.bottom - line.bottom
    if line.page != before.page or step < 0:  # the next page, or column
        return bool(_ENDS.search(before.text)) or not (_HYPHEN.search(before.text) or line.text[:1].islower())
    if step > _LEADING * leading and step > 1.3 * before.height:
        return True
    indented = line.left - min(one.left for one in group) > usual * 0.8
    width = max(one.right for one in group) - min(one.left for one in group)
    short = bool(_ENDS.search(before.text)) and line.right - before.right > 0.1 * width
    return (indented and bool(_ENDS.search(before.text))) or short


def _piece(group: list[Line], usual: float, words: frozenset[str]) -> Piece:
    text = group[0].text
    for line in group[1:]:
        text = _joined(text, line.text, words)
    text = text.translate(dict.fromkeys(map(ord, _SOFT), "-")) if text[-1:] in _SOFT else text
    if "\t" in text:
        return Piece(" | ".join(filter(None, map(str.strip, text.split("\t")))), Kind.TABLE)
    tall = max(line.height for line in group) > _HEADING * usual
    if tall and len(text) < 200 and not text.endswith("."):
        return Piece(text, Kind.HEADING)
    return Piece(text, Kind.LIST if _BULLET.match(text) else Kind.BODY)


def _joined(text: str, line: str, words: frozenset[str]) -> str:
    """Two lines as one; a hyphen between them goes, unless the text elsewhere has that very word with it."""
    if not _HYPHEN.search(text) or not line[:1].isalpha():
        return f"{text} {line}"
    first, second = re.search(r"\w+(?:-\w+)*(?=\W$)", text), re.match(r"\w+(?:-\w+)*", line)
    whole = f"{first[0] if first else ''}-{second[0] if second else ''}"
    if (text[-1] not in _SOFT and line[:1].isupper()) or whole in words:
        return f"{text[:-1]}-{line}"
    return text[:-1] + line


def _title(lines: Sequence[Line], usual: float) -> str:
    """The tallest line on the first page with those of its height behind it, where it is taller than the text."""
    first = [line for line in lines if line.page == lines[0].page] if lines else []
    tallest = max((line.height for line in first if len(line.text) > 5), default=0.0)
    if tallest < _TITLE * usual:
        return ""
    at = next(n for n, line in enumerate(first) if line.height == tallest and len(line.text) > 5)
    return " ".join(_run(first[at : at + 4], tallest))


def _run(lines: Sequence[Line], height: float) -> Iterator[str]:
    for line in lines:
        if abs(line.height - height) > 0.1 * height:
            return
        yield line.text.replace("\t", " ")
