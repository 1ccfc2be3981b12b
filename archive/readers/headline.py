"""The first lines of a plain text: its title, labels such as `Source: Reuters`, date and source run together."""

import re

from archive.dates import FoundDate, read_dates
from archive.months import day_names, fold
from archive.readers.copied import is_entry
from archive.readers.flow import END
from archive.readers.headers import Labels
from archive.readers.page import Piece
from archive.report import Kind

_LABEL = re.compile(r"(title|headline|source|date|published(?: on)?|author|by|url|link)\s?:\s+(\S.*)", re.IGNORECASE)
_FIELDS = {"headline": "title", "published": "date", "published on": "date", "by": "author", "link": "url"}
_LINE = re.compile(r"https?://\S+")
_SPARE = " \t,;:|·•–—-/\\()[]"
_CLOCK = re.compile(
    r"\b\d{1,2}[:.]\d{2}(?::\d{2})?\s?(?:[ap]\.?m\.?)?(?:\s?(?:UTC|GMT|MSK|CET|CEST|E[SD]T|P[SD]T))?\b", re.I
)
_SAYS = re.compile(r"\b(?:published|posted|updated|last updated|on|at|опубликовано|veröffentlicht|publié le)\b:?", re.I)
_MARKS = re.compile(r"^#+\s+|\s+#+$")
_LONGEST = 150
_ENOUGH = 150
"""Characters; so much text below makes a first line a title."""

_LINES = 6
_NEAR = 7
"""Lines; the first paragraph stands so near to its title, with only short lines between."""


def read_head(pieces: list[Piece], first: int, language: str) -> Labels:
    """Mark title, labels and the line of date and source among the first lines; what they tell."""
    labels: Labels = []
    for n in range(first, min(first + _LINES, len(pieces))):
        line = pieces[n].text
        told = told_by(line, language)
        if told:
            labels += told
            pieces[n] = Piece(line, Kind.BYLINE)
        elif n == first or pieces[n - 1].kind is Kind.BYLINE:
            if not _is_title(pieces, n) or any(label[0] == "title" for label in labels):
                break
            labels.append(mark_title(pieces, n))
        elif pieces[n - 1].kind is not Kind.TITLE:
            break
        elif is_entry(line) and _is_dated(pieces, n + 1, language):
            labels.append(("source", line, line))
            pieces[n] = Piece(line, Kind.BYLINE)
    return labels


def mark_title(pieces: list[Piece], n: int) -> tuple[str, str, str]:
    """Mark a piece as the title; the label it is."""
    line = pieces[n].text
    title = _MARKS.sub("", line)
    pieces[n] = Piece(title, Kind.TITLE)
    return "title", title, line


def _is_dated(pieces: list[Piece], n: int, language: str) -> bool:
    """Whether piece `n` is a date and nothing else: the line above it, under a title, is then a name."""
    told = told_by(pieces[n].text, language) if n < len(pieces) else []
    return [field for field, _, _ in told] == ["date"]


def _is_title(pieces: list[Piece], n: int) -> bool:
    line, below = pieces[n].text, pieces[n + 1 : n + _NEAR]
    if line.startswith("# "):
        return True
    if not 3 < len(line) <= _LONGEST or pieces[n].kind in (Kind.QUOTE, Kind.LIST, Kind.TABLE) or not below:
        return False
    if _is_capital(line) and not all(_is_capital(piece.text) for piece in below):
        return True
    after = next((piece.text for piece in below if not is_entry(piece.text)), "")
    speaks = any(piece.kind is Kind.TABLE or (len(piece.text) > 40 and END.search(piece.text)) for piece in below)
    size = sum(len(piece.text) for piece in below) if speaks else len(after)
    return len(line) > 8 and not END.search(line.rstrip("?!")) and size > max(len(line), _ENOUGH)


def _is_capital(line: str) -> bool:
    """Whether a line is a headline in capitals."""
    letters = [c for c in line if c.isalpha()]
    capitals = sum(c.isupper() for c in letters)
    return capitals > 7 and capitals >= 0.9 * len(letters) and len(line.split()) > 1


def told_by(line: str, language: str) -> Labels:
    """What one line at the head says: a label, an address, or date and source run together."""
    label = _LABEL.fullmatch(line)
    if label and len(line) < 200:
        field = label[1].lower()
        return [(_FIELDS.get(field, field), label[2].strip(), line)]
    if _LINE.fullmatch(line):
        return [("url", line, line)]
    if re.match(r"by\s+\w", line, re.IGNORECASE) and is_entry(line):
        return [("author", line[3:].split(",")[0].strip(), line)]
    found = read_dates(line, language) if len(line) <= 120 else []
    return _dated(line, found[0], language) if found else []


def _dated(line: str, found: FoundDate, language: str) -> Labels:
    """A line that is a date and at most a short name on one side of it."""
    rest = _SAYS.sub(" ", _CLOCK.sub(" ", f"{line[: found.start]} {line[found.end :]}"))
    days = day_names((language, "en") if language else ("en",))
    name = " ".join(word for word in rest.split() if fold(word.strip(_SPARE)) not in days).strip(_SPARE)
    if len(name) > 50 or len(name.split()) > 6 or END.search(line[found.end :]):
        return []
    told = [("date", found.words, line)]
    if re.match(r"by\s+\w", name, re.IGNORECASE):
        told.append(("author", name[3:].split(",")[0].strip(), line))
    elif re.search(r"[^\W\d_]{2}", name) and name.lower() not in ("г", "года"):
        told.append(("source", name, line))
    return told
