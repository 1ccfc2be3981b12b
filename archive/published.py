"""The day a page was published: every place that tells it, weighed by how often such a place is right."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import MAXYEAR, UTC, date, datetime, timedelta
from math import prod

from htmldate import find_date

from archive.bylines import DatedLines
from archive.clean import Known, is_dated
from archive.dates import FIRST_YEAR, line_dates, no_later_than, read_dates
from archive.readers.page import Page
from archive.report import Evidence, PartialDate
from archive.told import FAR, Custom, Told, custom_of, dates_told, reversed_day

# Places that one hand fills say one thing once; the voices are independent of each other.
_VOICES = {
    **dict.fromkeys(("JSON-LD", "meta", "microdata"), "data"),
    **dict.fromkeys(("text", "byline", "time"), "seen"),
}
_MOST = 0.99
_SETTLED = 0.96  # so sure that no search can outweigh it
_CHANGED = 0.5  # a day of change, where no other is told
_FOUND, _UNSEEN = 0.85, 0.4  # what searching finds: on a line that dates something, and elsewhere
_RIGHTS = re.compile(r"©|\(c\)|copyright", re.IGNORECASE)
_UNCLEAR = 0.6  # of its sureness, where the day may be the month
_CHANGE = 0.8  # a day that people see which is that of the last change
_BEHIND = 0.3  # a day that people see behind another one
_COPIED = 0.6  # a day of publishing that is the day of the last change
_MAX_LENGTH = 3_000_000
_MAX_PIECES = 10_000
_MAX_DEPTH = 200


def published(
    page: Page, name: str, url: str, language: str, lines: DatedLines | None = None
) -> tuple[PartialDate | None, list[Evidence]]:
    """The date `page` was published and all evidence, best first; then that for the day it was changed (`updated`).

    Later than its capture, or than tomorrow, is no date; the day is the one published, never shifted to another zone.
    """
    custom = custom_of(page, url, language)
    told = dates_told(page.facts, name, url, custom, lines or DatedLines())
    late = [one for one in told if not no_later_than(custom.latest, one.date)]
    changes = [one for one in told if one.updated and one not in late]
    places = _at_home([one for one in told if not one.updated and one not in late])
    places = places or [replace(one, sure=_CHANGED) for one in changes]
    weighed = _weighed(places, changes)
    if not (_is_settled(weighed) or _is_beyond_searching(page)):
        weighed = _weighed([*places, *_searched(page, url, custom, places)], changes)
    refused = [replace(one, method=f"{one.method}, later than it was saved", sure=0.0) for one in late]
    return (_fullest(weighed) if weighed else None), [*_evidence(weighed, "date"), *_evidence([*changes, *refused])]


def _evidence(told: Sequence[Told], field: str = "") -> Iterator[Evidence]:
    for one in told:
        value = one.date.instant or one.date.text
        what = field or ("updated" if one.updated else "date")
        yield Evidence(what, value, one.method, one.words[:300], round(one.sure, 2))


def _voice(one: Told) -> str:
    return _VOICES.get(one.method, one.method)


def _at_home(told: list[Told]) -> list[Told]:
    """`told` with a moment told in another zone put on the day it was where it was published, as another place tells.

    That is the same moment in local time, or the day before or after that people see, or that is in the address.
    """
    homes = [one.date for one in told if one.date.instant and not one.date.instant.endswith("+00:00")]
    days = {one.date.text for one in told if one.date.precision == "day" and (one.sure > FAR or one.method == "time")}
    return [replace(one, date=_home(one.date, homes, days)) for one in told]


def _home(one: PartialDate, homes: Sequence[PartialDate], days: set[str]) -> PartialDate:
    moment = _moment(one)
    if not moment or one.text in days:
        return one
    same = (home for home in homes if (other := _moment(home)) and abs(other - moment) < timedelta(minutes=1))
    local = next(same, None) if one.instant.endswith("+00:00") else None
    nearby = ((moment + timedelta(hours=hours)).date().isoformat() for hours in (-12, 14))
    return local or next((PartialDate(day) for day in nearby if day in days), one)


def _moment(one: PartialDate) -> datetime | None:
    """Its moment in UTC, where that is told with its zone; not at the very ends of time, where zones lead out of it."""
    moment = datetime.fromisoformat(one.instant) if one.instant else None
    aware = moment and moment.tzinfo and FIRST_YEAR < moment.year < MAXYEAR
    return moment.astimezone(UTC) if moment and aware else None


def _weighed(told: Sequence[Told], changes: Sequence[Told]) -> list[Told]:
    """`told`, each as sure as its day is among all that are told, the surest first."""
    doubted = list(_doubted(told, changes))
    days = {one.date.text for one in doubted}
    days = {day for day in days if not any(other != day and other.startswith(day) for other in days)}
    odds = {day: _odds([one for one in doubted if day.startswith(one.date.text)]) for day in days}
    total = 1 + sum(odds.values())

    def sure(one: Told) -> float:
        return max((odds[day] / total for day in days if day.startswith(one.date.text)), default=0.0)

    weighed = [replace(one, sure=min(_MOST, sure(one))) for one in doubted]
    return sorted(weighed, key=lambda one: (-one.sure, -len(one.date.text)))


def _odds(told: Sequence[Told]) -> float:
    """The odds that a day is right which these places tell: each voice counts once, by its surest place."""
    voices: dict[str, float] = {}
    for one in told:
        voices[_voice(one)] = max(voices.get(_voice(one), 0.0), one.sure / (1 - min(one.sure, _MOST)))
    return prod(voices.values())


def _doubted(told: Sequence[Told], changes: Sequence[Told]) -> Iterator[Told]:
    """`told` less sure where something speaks against a place."""
    changed = {one.date.text for one in changes}
    data = {one.date.text for one in told if _voice(one) == "data"}
    seen = _seen(told)
    day = seen.date.text if seen else ""
    for one in told:
        sure = one.sure * (_UNCLEAR if one.unclear else 1.0)
        if _voice(one) == "seen" and one.date.text != day:
            sure = min(sure, _BEHIND)
        elif _voice(one) == "seen" and one.date.text in changed - data and any(other < one.date.text for other in data):
            sure = min(sure, _CHANGE)
        elif _voice(one) == "data" and one.date.text in changed and seen and seen.sure > FAR and day < one.date.text:
            sure = min(sure, _COPIED)
        yield replace(one, sure=sure)


def _seen(told: Sequence[Told]) -> Told | None:
    """The place of the one day that people see: what another voice tells as well, else what stands best."""
    seen = [one for one in told if _voice(one) == "seen"]
    others = {one.date.text for one in told if _voice(one) != "seen"}
    told_twice = [one for one in seen if one.date.text in others]
    return max(told_twice or seen, key=lambda one: one.sure, default=None)


def _is_settled(weighed: Sequence[Told]) -> bool:
    """Whether no search of the whole page can outweigh what is told: it is sure, or the page's own data tells it."""
    return bool(weighed) and (weighed[0].sure >= _SETTLED or any(_voice(one) == "data" for one in weighed))


def _is_beyond_searching(page: Page) -> bool:
    return not page.is_web or len(page.text) > _MAX_LENGTH or page.depth > _MAX_DEPTH or len(page.pieces) > _MAX_PIECES


def _searched(page: Page, url: str, custom: Custom, told: Sequence[Told]) -> Iterator[Told]:
    """What htmldate finds by searching the whole page, with the line that says it."""
    found = _search(page.text, url, custom.latest, thorough=not told)
    if not found or any(reversed_day(one.date) == found.text for one in told if one.unclear):
        return  # the same words, read the other way round
    line = _line_of(found, page, custom.language)
    if not line and found.text.endswith("-01-01"):
        return  # a year, most often that of a copyright
    dates = line_dates(line, custom.language, custom.month_first)
    dated = bool(line) and is_dated(line, Known(language=custom.language)) and not _RIGHTS.search(line)
    sure = _FOUND if dated and dates.published else _CHANGED if dated else _UNSEEN
    yield Told(dates.published.date if dates.published else found, "search", line, sure)


def _line_of(found: PartialDate, page: Page, language: str) -> str:
    """The shortest line of the page that says the date which was found by searching, or ""."""
    lines = sorted((piece.text for piece in page.pieces if found.text[:4] in piece.text), key=len)
    return next((line for line in lines if any(found == one.date for one in read_dates(line, language))), "")


def _search(text: str, url: str, latest: date, thorough: bool) -> PartialDate | None:
    """What htmldate finds; `thorough` takes a process four seconds once, and errs more beside a date told directly."""
    try:
        last = (latest + timedelta(days=1)).isoformat()
        found = find_date(text, extensive_search=thorough, original_date=True, url=url or None, max_date=last)
        return PartialDate(found) if found else None
    except Exception:  # noqa: BLE001 - whatever a page does to somebody else's parser must not cost the page
        return None


def _fullest(weighed: Sequence[Told]) -> PartialDate:
    """The best date, with the instant that another place adds to it."""
    best = weighed[0].date
    return next((one.date for one in weighed if one.date.text == best.text and one.date.instant), best)
