"""Dates: read as people write them in many languages, and the day a page was published, with evidence."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from archive.months import fold, month_names
from archive.report import PartialDate

FIRST_YEAR = 1900
# English is written with the day first outside the United States and its neighbours.
_DAY_FIRST_ENGLISH = ("en-gb", "en-au", "en-nz", "en-ie", "en-in", "en-za", "en_gb", "en_au", "en_nz", "en_ie", "en_in")
_CLOCK = r"(?:[T\s]+(\d{2}:\d{2}(?::\d{2})?)(?:[.,]\d+)?\s?(Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?"
_ISO = re.compile(r"(?<!\d)(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)" + _CLOCK)
_ISO_MONTH = re.compile(r"(?<![\d-])(\d{4})-(\d{2})(?![\d-])")
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)(?:T\d{4,6}Z?)?(?!\d)")
_EAST_ASIAN = re.compile(r"(?<!\d)(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월](?:\s?(\d{1,2})\s?[日號号일])?")
_NUMERIC = re.compile(r"(?<![\d./-])(\d{1,2})([./-])\s?(\d{1,2})\2\s?(\d{4}|\d{2})(?![\d/-])")

_ANY = re.compile(r"\d{4}|\d\s?[./-]\s?\d")
_PUBLISHED = re.compile(r"\b(?:publi|posted|issued|опублик|veröffentlicht|erschienen)|发布", re.IGNORECASE)
_UPDATED = re.compile(
    r"\b(?:updated?|modified|edited|corrected|обновл|изменен|оновлен|aktualisiert|mis à jour|actualizad)|更新",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date read in a text: what it means, its words, and where they stand."""

    date: PartialDate
    words: str
    start: int
    end: int


def read_dates(text: str, language: str = "en", today: date | None = None) -> list[FoundDate]:
    """The dates in `text` in order, years 1900 to next year; `language` may be a tag such as `en-GB`."""
    if not _ANY.search(text):
        return []
    latest = (today or date.today()).year + 1  # noqa: DTZ011 - a year's play is more than any time zone's
    found: list[FoundDate] = []
    for start, end, parts, instant in _candidates(text, language):
        made = _made(parts, instant, latest)
        if made:
            found.append(FoundDate(made, text[start:end].strip(), start, end))
    found.sort(key=lambda one: (one.start, -len(one.date.text), -one.end))
    return _without_overlaps(found)


def publication_date(text: str, language: str = "en") -> FoundDate | None:
    """The first date in a line that tells when something was published, rather than when it was changed."""
    found = read_dates(text, language)
    ends = [0, *(one.end for one in found)]
    said = [text[end : one.start] for end, one in zip(ends, found, strict=False)]
    for wanted in (_PUBLISHED.search, lambda before: not _UPDATED.search(before)):
        best = next((one for one, before in zip(found, said, strict=True) if wanted(before)), None)
        if best:
            return best
    return found[0] if found else None


def read_date(text: str, language: str = "en", today: date | None = None) -> FoundDate | None:
    """The first date in `text`."""
    return next(iter(read_dates(text, language, today)), None)


def no_later_than(today: date, found: PartialDate) -> bool:
    """Whether a page can have been published then: tomorrow is today elsewhere, later is a mistake."""
    return found.first <= today + timedelta(days=1)


Parts = tuple[int, int, int]
"""Year, month and day, 0 where not said."""

Candidate = tuple[int, int, Parts, str]
"""Where a date's words begin and end, what they say, and its instant or ""."""


def _candidates(text: str, language: str) -> Iterator[Candidate]:
    for found in _ISO.finditer(text):
        year, month, day = int(found[1]), int(found[3]), int(found[4])
        yield found.start(), found.end(), (year, month, day), _instant(year, month, day, found[5], found[6])
    for pattern in (_COMPACT, _ISO_MONTH):
        for found in pattern.finditer(text):
            year, month, *rest = map(int, found.groups())
            yield found.start(), found.end(), (year, month, rest[0] if rest else 0), ""
    for found in _EAST_ASIAN.finditer(text):
        yield found.start(), found.end(), (int(found[1]), int(found[2]), int(found[3] or 0)), ""
    for found in _NUMERIC.finditer(text):
        yield found.start(), found.end(), _ordered(found, language), ""
    yield from _written(text, language)


def _written(text: str, language: str) -> Iterator[Candidate]:
    """Dates with the name of a month."""
    languages = tuple(dict.fromkeys((re.split("[-_]", language.lower())[0], "en")))
    names = month_names(languages)
    for pattern in _patterns(languages):
        for found in pattern.finditer(text):
            parts = found.groupdict()
            month = names.get(fold(parts["month"]), 0)
            yield found.start(), found.end(), (int(parts["year"]), month, int(parts.get("day") or 0)), ""


@lru_cache(64)
def _patterns(languages: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    """Day month year, month day year, and month year, in any of `languages`."""
    names = sorted(month_names(languages), key=len, reverse=True)
    month = rf"(?P<month>{'|'.join(map(re.escape, names))})\.?"
    day = r"(?<!\d)(?P<day>\d{1,2})(?:st|nd|rd|th|er|º|ª|\.|-?го|-?е|-?ше)?"
    year = r"(?P<year>\d{4})(?!\d)"
    link = r"(?:[\s\u00a0]*(?:,|of|de|del|d['’]|/|-|의|ב)?[\s\u00a0]*)"
    flags = re.IGNORECASE
    return (
        re.compile(rf"{day}{link}{month}{link}{year}", flags),
        re.compile(rf"(?<![^\W\d_]){month}{link}{day}{link}{year}", flags),
        re.compile(rf"(?<![^\W\d_]){month}{link}{year}", flags),
    )


def _ordered(found: re.Match[str], language: str) -> Parts:
    """Which of the first two numbers is the day: the month only where Americans write it."""
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    if len(found[4]) == 2:
        year += 2000 if year < 70 else 1900
    american = (
        found[2] == "/" and language.lower().startswith("en") and not language.lower().startswith(_DAY_FIRST_ENGLISH)
    )
    day, month = (second, first) if american else (first, second)
    return (year, day, month) if month > 12 else (year, month, day)


def _instant(year: int, month: int, day: int, clock: str | None, offset: str | None) -> str:
    """The moment in ISO 8601, where both clock and offset are known."""
    if not clock or not offset:
        return ""
    offset = "+00:00" if offset in ("Z", "UTC", "GMT") else f"{offset[:3]}:{offset[-2:]}"
    return f"{year:04}-{month:02}-{day:02}T{clock if len(clock) > 5 else clock + ':00'}{offset}"


def _made(parts: Parts, instant: str, latest: int) -> PartialDate | None:
    year, month, day = parts
    if not FIRST_YEAR <= year <= latest:
        return None
    try:
        return PartialDate(f"{year:04}-{month:02}-{day:02}" if day else f"{year:04}-{month:02}", instant)
    except ValueError:
        return None


def _without_overlaps(found: Sequence[FoundDate]) -> list[FoundDate]:
    kept: list[FoundDate] = []
    for one in found:
        if kept and one.start < kept[-1].end:
            if len(one.date.text) > len(kept[-1].date.text):
                kept[-1] = one
        else:
            kept.append(one)
    return kept
