"""Dates as people write them in many languages: read in a text, and which is of publishing, which of a change."""

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
_PUBLISHED = re.compile(
    r"\b(?:publi|posted|issued|erstellt|erschienen|veröffentlicht|pubblicat|gepubliceerd|geplaatst|yayın|опублик|опублік)"
    r"|发布|發布|公開|配信|입력|등록|نشر|منتشر|פורסם",
    re.IGNORECASE,
)
_UPDATED = re.compile(
    r"\b(?:updated?|modified|edited|corrected|revised|reviewed|aktuali[sz]|(?:ge)?änder|bearbeitet|stand\b"
    r"|mise?s? à jour|modifié|actuali[sz]ad|atualizad|modificad|aggiornat|modificat|bijgewerkt|gewijzigd|güncelle"
    r"|обновл|изменен|оновлен|змінен|zaktualizowan|aktualizacj|uppdatera|oppdater|opdater)"
    r"|更新|수정|تحديث|עודכן|بروزرسانی",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"\b(?:regist(?:ered|riert)|joined|member since|mitglied seit|beigetreten|born|geboren|expires|deadline"
    r"|release date|erscheinungsdatum|veranstaltung|event date)\b",
    re.IGNORECASE,
)
_BEHIND = re.compile(r"\s?(?:(公開|発表|配信|发布|發布|입력|등록)|(更新|수정))")  # where the word follows its date


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date read in a text: what it means, its words, and where they stand."""

    date: PartialDate
    words: str
    start: int
    end: int


def read_dates(
    text: str, language: str = "en", today: date | None = None, month_first: bool | None = None
) -> list[FoundDate]:
    """The dates in `text` in order, years 1900 to next year; `language` may be a tag such as `en-GB`.

    `month_first` says which of two numbers is the month where either may be, whatever the language's custom.
    """
    if not _ANY.search(text):
        return []
    latest = (today or date.today()).year + 1  # noqa: DTZ011 - a year's play is more than any time zone's
    found: list[FoundDate] = []
    for start, end, parts, instant in _candidates(text, language, month_first):
        made = _made(parts, instant, latest)
        if made:
            found.append(FoundDate(made, text[start:end].strip(), start, end))
    found.sort(key=lambda one: (one.start, -len(one.date.text), -one.end))
    return _without_overlaps(found)


@dataclass(frozen=True, slots=True)
class LineDates:
    """The day a line says something was published, and the day it says it was changed, where it says them."""

    published: FoundDate | None = None
    updated: FoundDate | None = None


def line_dates(text: str, language: str = "en", month_first: bool | None = None) -> LineDates:
    """What a line such as `3 April 2025 (updated 9 April 2025)` tells; a date without a word is of publishing."""
    found = read_dates(text, language, month_first=month_first)
    told: dict[str, FoundDate] = {}
    end = 0
    for n, one in enumerate(found):
        before = text[end : one.start]
        behind = _BEHIND.match(text, one.end, found[n + 1].start if n + 1 < len(found) else len(text))
        end = behind.end() if behind else one.end
        if not _OTHER.search(before):
            told.setdefault(_role(before, behind), one)
    return LineDates(told.get("published") or told.get(""), told.get("updated"))


def says_changed(text: str) -> bool:
    """Whether a line says that something was changed."""
    return bool(_UPDATED.search(text))


def says_what_happened(text: str, language: str = "en") -> bool:
    """Whether a line says in words that something was published or changed on a day which it names."""
    return bool(_PUBLISHED.search(text) or _UPDATED.search(text)) and bool(read_dates(text, language))


def _role(before: str, behind: re.Match[str] | None) -> str:
    """What the words before a date, or the one behind it, say that happened then; "" where they say nothing."""
    if behind:
        return "published" if behind[1] else "updated"
    published, updated = (list(pattern.finditer(before)) for pattern in (_PUBLISHED, _UPDATED))
    if published and (not updated or published[-1].start() > updated[-1].start()):
        return "published"
    return "updated" if updated else ""


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


def _candidates(text: str, language: str, month_first: bool | None) -> Iterator[Candidate]:
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
        yield found.start(), found.end(), _ordered(found, language, month_first), ""
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
    day = r"(?:(?<!\d)|(?<=\D\d{4}))(?P<day>\d{1,2})(?!\d)(?:st|nd|rd|th|er|º|ª|\.|-?го|-?е|-?ше)?"
    year = rf"(?P<year>\d{{4}})(?!\d(?!\d?\.?\s?{month.replace('?P<month>', '?:')}))"  # another day may follow at once
    link = r"(?:[\s\u00a0]*(?:,|of|de|del|d['’]|/|-|의|ב)?[\s\u00a0]*)"
    flags = re.IGNORECASE
    return (
        re.compile(rf"{day}{link}{month}{link}{year}", flags),
        re.compile(rf"(?<![^\W\d_]){month}{link}{day}{link}{year}", flags),
        re.compile(rf"(?<![^\W\d_]){month}{link}{year}", flags),
    )


def orders(text: str) -> tuple[int, int]:
    """How many dates in figures can only be read with the day first, and how many only with the month first."""
    pairs = [(int(found[1]), int(found[3])) for found in _NUMERIC.finditer(text)]
    return sum(12 < a <= 31 and 0 < b <= 12 for a, b in pairs), sum(0 < a <= 12 < b <= 31 for a, b in pairs)


def either_way(words: str) -> bool:
    """Whether day and month of a date in figures may be meant the other way round."""
    found = _NUMERIC.match(words)
    return found is not None and int(found[1]) != int(found[3]) and max(int(found[1]), int(found[3])) <= 12


def _ordered(found: re.Match[str], language: str, month_first: bool | None) -> Parts:
    """Which of the first two numbers is the day: the month only where Americans write it, or `month_first` says so."""
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    if len(found[4]) == 2:
        year += 2000 if year < 70 else 1900
    if month_first is None:
        english = language.lower().startswith("en") and not language.lower().startswith(_DAY_FIRST_ENGLISH)
        month_first = found[2] == "/" and english
    day, month = (second, first) if month_first else (first, second)
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
