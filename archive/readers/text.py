"""Plain text to Page: paragraphs, a title, the line with date and source, and menus copied along with the report."""

import re
from contextlib import suppress
from email.utils import parseaddr, parsedate_to_datetime
from itertools import takewhile

from archive.dates import FoundDate, read_dates
from archive.errors import RefusedError
from archive.language import detect
from archive.months import day_names, fold
from archive.readers.decode import decode
from archive.readers.html import squeeze
from archive.readers.page import Facts, Page, Piece
from archive.report import Kind

SECTIONS = "list of sections"
_OTHER = re.compile(rb"\s*(?:%!PS|WARC/\d|<\?xml|[\[{]\s*[\"{\[\]}])")
_LABEL = re.compile(r"(title|headline|source|date|published(?: on)?|author|by|url|link)\s?:\s+(\S.*)", re.IGNORECASE)
_FIELDS = {"headline": "title", "published": "date", "published on": "date", "by": "author", "link": "url"}
_LINE = re.compile(r"https?://\S+")
_END = re.compile(r"[.!?…。！？؟।][\"'”’»)\]]*$")
_SPARE = " \t,;:|·•–—-/\\()[]"
_CLOCK = re.compile(
    r"\b\d{1,2}[:.]\d{2}(?::\d{2})?\s?(?:[ap]\.?m\.?)?(?:\s?(?:UTC|GMT|MSK|CET|CEST|E[SD]T|P[SD]T))?\b", re.I
)
_SAYS = re.compile(r"\b(?:published|posted|updated|last updated|on|at|опубликовано|veröffentlicht|publié le)\b:?", re.I)
_WIDE = range(45, 101)
_BROKEN = re.compile(r"[^\W\d_]-$")  # a hyphen at the end of a line stays: whose it is, nobody can tell
_NEAR = 7  # lines; the first paragraph stands so near to its title, with only short lines between
_HEADER = re.compile(r"([A-Z][\w-]{1,30}): ?(.*(?:\n[ \t]+.*)*)\n")
_FORWARDED = re.compile(r"^(?:(?:re|fwd?|aw|wg|tr)\s?:\s*)+", re.IGNORECASE)


def is_text(data: bytes, suffix: str) -> bool:
    """Whether the bytes may be plain text; what only looks like text (JSON, a feed) is not."""
    known = suffix in (".txt", ".text", ".md", ".markdown")
    return known or not (_OTHER.match(data[:2000]) or suffix in (".json", ".jsonl", ".csv", ".xml", ".css", ".js"))


def read_text(data: bytes, name: str) -> Page:
    """The Page in `data`. Raises RefusedError."""
    text, encoding = decode(data, marked_up=False)
    headers, below = _mail_headers(text)
    paragraphs = paragraphs_of(below)
    if not any(re.search(r"\w", paragraph) for paragraph in paragraphs):
        raise RefusedError("no-text", "there are no words in the file")
    language = detect(text)[0]
    menus = _menus(paragraphs, language)
    pieces = [Piece(p, Kind.LIST, SECTIONS) if n in menus else Piece(p) for n, p in enumerate(paragraphs)]
    first = next((n for n in range(len(pieces)) if n not in menus), 0)
    labels = headers or _read_head(pieces, first, language)
    pieces = [Piece(line, Kind.BYLINE) for line in dict.fromkeys(line for _, _, line in headers)] + pieces
    return Page("text", encoding, text, tuple(pieces), Facts(labels=tuple(labels)))


def _mail_headers(text: str) -> tuple[list[tuple[str, str, str]], str]:
    """What the header lines of a copied mail tell, as Facts.labels, and the text below them; all of it without any."""
    told: dict[str, tuple[str, str]] = {}
    place, text = 0, text.replace("\r\n", "\n")
    while found := _HEADER.match(text, place):
        told[found[1].lower()] = (squeeze(found[2]), squeeze(found[0]))
        place = found.end()
    if not {"from", "subject"} <= set(told) or not text.startswith("\n", place):
        return [], text
    labels = [("title", _FORWARDED.sub("", told["subject"][0]), told["subject"][1])]
    name = parseaddr(told["from"][0])[0]
    labels += [("author", name, told["from"][1])] if name else []
    with suppress(KeyError, ValueError):  # no date, or none that is one
        labels.append(("date", parsedate_to_datetime(told["date"][0]).isoformat(), told["date"][1]))
    return labels, text[place:]


def paragraphs_of(text: str) -> list[str]:
    """Paragraphs of `text`: set apart by empty lines; else each line, unless lines were broken at a fixed width."""
    paragraphs: list[str] = []
    for part in re.split(r"\n[^\S\n]*\n", text.replace("\r\n", "\n").replace("\r", "\n")):
        lines = [line for line in map(squeeze, part.split("\n")) if line]
        paragraphs += _joined(lines) if _is_wrapped(lines) else lines
    return paragraphs


def _is_wrapped(lines: list[str]) -> bool:
    """Whether lines end where a width was reached, not where a paragraph does."""
    longest = max(map(len, lines), default=0)
    if len(lines) < 2 or longest not in _WIDE or any(_is_date(line) for line in lines):
        return False
    if len(lines) == 2:
        return longest > 60 and bool(_END.search(lines[1]))
    full = sum(len(line) > longest * 0.75 for line in lines[:-1])
    return full * 3 >= (len(lines) - 1) * 2 and sum(bool(_END.search(line)) for line in lines) * 2 <= len(lines) + 1


def _is_date(line: str) -> bool:
    return len(line) < 40 and any(found.words == line for found in read_dates(line))


def _joined(lines: list[str]) -> list[str]:
    """Broken lines as paragraphs: one ends with a sentence that stops well before the width."""
    longest = max(map(len, lines))
    paragraphs, current = [], ""
    for line in lines:
        current = f"{current}{'' if _BROKEN.search(current) and line[0].islower() else ' '}{line}".strip()
        if _END.search(line) and len(line) < longest * 0.75:
            paragraphs.append(current)
            current = ""
    return [*paragraphs, current] if current else paragraphs


def _menus(paragraphs: list[str], language: str) -> set[int]:
    """The places of a site's sections, copied along before or after the report."""
    head = list(takewhile(lambda n: _is_entry(paragraphs[n]), range(len(paragraphs))))
    tail = list(takewhile(lambda n: _is_line(paragraphs[n]), range(len(paragraphs) - 1, -1, -1)))
    if len(head) == len(paragraphs):
        return set()
    return {n for run in (head, tail) if _is_menu([paragraphs[n] for n in run], language) for n in run}


def _is_entry(line: str) -> bool:
    return len(line) <= 40 and len(line.split()) <= 6 and _is_line(line)


def _is_line(line: str) -> bool:
    return len(line) <= 100 and not _END.search(line) and not _LABEL.match(line)


def _is_menu(lines: list[str], language: str) -> bool:
    """Many short lines, or months between names: an archive's list of sections."""
    months = sum(any(one.words == line for one in read_dates(line, language)) for line in lines)
    return sum(map(_is_entry, lines)) >= max(6, len(lines) / 2) or (months >= 2 and len(lines) >= 4)


def _read_head(pieces: list[Piece], first: int, language: str) -> list[tuple[str, str, str]]:
    """Mark title, labels and the line of date and source among the first lines; what they tell, as Facts.labels."""
    labels: list[tuple[str, str, str]] = []
    for n in range(first, min(first + 6, len(pieces))):
        line = pieces[n].text
        told = _told(line, language)
        if told:
            labels += told
            pieces[n] = Piece(line, Kind.BYLINE)
        elif n == first or pieces[n - 1].kind is Kind.BYLINE:
            if not _is_title(pieces, n) or any(label[0] == "title" for label in labels):
                break
            title = re.sub(r"^#+\s+|\s+#+$", "", line)
            labels.append(("title", title, line))
            pieces[n] = Piece(title, Kind.TITLE)
        elif pieces[n - 1].kind is not Kind.TITLE:
            break
        elif _is_entry(line) and _is_dated(pieces, n + 1, language):
            labels.append(("source", line, line))
            pieces[n] = Piece(line, Kind.BYLINE)
    return labels


def _is_dated(pieces: list[Piece], n: int, language: str) -> bool:
    """Whether piece `n` is a date and nothing else: the line above it, under a title, is then a name."""
    told = _told(pieces[n].text, language) if n < len(pieces) else []
    return [field for field, _, _ in told] == ["date"]


def _is_title(pieces: list[Piece], n: int) -> bool:
    line = pieces[n].text
    if line.startswith("# "):
        return True
    after = next((piece.text for piece in pieces[n + 1 : n + _NEAR] if not _is_entry(piece.text)), "")
    return 8 < len(line) <= 150 and not _END.search(line.rstrip("?!")) and len(after) > max(len(line), 150)


def _told(line: str, language: str) -> list[tuple[str, str, str]]:
    """What one line at the head says: a label, an address, or date and source run together."""
    label = _LABEL.fullmatch(line)
    if label and len(line) < 200:
        field = label[1].lower()
        return [(_FIELDS.get(field, field), label[2].strip(), line)]
    if _LINE.fullmatch(line):
        return [("url", line, line)]
    if re.match(r"by\s+\w", line, re.IGNORECASE) and _is_entry(line):
        return [("author", line[3:].split(",")[0].strip(), line)]
    found = read_dates(line, language) if len(line) <= 120 else []
    return _dated(line, found[0], language) if found else []


def _dated(line: str, found: FoundDate, language: str) -> list[tuple[str, str, str]]:
    """A line that is a date and at most a short name on one side of it."""
    rest = _SAYS.sub(" ", _CLOCK.sub(" ", f"{line[: found.start]} {line[found.end :]}"))
    days = day_names((language, "en") if language else ("en",))
    name = " ".join(word for word in rest.split() if fold(word.strip(_SPARE)) not in days).strip(_SPARE)
    if len(name) > 50 or len(name.split()) > 6 or _END.search(line[found.end :]):
        return []
    told = [("date", found.words, line)]
    if re.match(r"by\s+\w", name, re.IGNORECASE):
        told.append(("author", name[3:].split(",")[0].strip(), line))
    elif re.search(r"[^\W\d_]{2}", name) and name.lower() not in ("г", "года"):
        told.append(("source", name, line))
    return told
