"""Days told from when a page was looked at: `2 hours ago`, `gestern`, `вчера`."""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from functools import lru_cache

from babel import UnknownLocaleError
from babel.dates import format_timedelta

from archive.dates import FoundDate
from archive.report import PartialDate

_UNITS = {"minute": 60, "hour": 3600, "day": 86_400, "week": 604_800, "month": 2_629_800, "year": 31_557_600}  # seconds
_COUNTS = (5, 3, 2, 1)  # each takes another form of the word in some language
_ONE = r"(\d{1,3}|an?|one|eine[mr]?|une?|un[ao]?|uma?|een)"
# What Babel has no words for: days that have a name, counted back from today, and how English is cut short.
_NAMED = (
    "today|just now|heute|gerade eben|aujourd[’']hui|hoy|hoje|oggi|vandaag|dzisiaj|dziś|сегодня|сьогодні|bugün|اليوم"
    "|امروز|היום|今天|今日|오늘|idag|dnes",
    "yesterday|gestern|hier|ayer|ontem|ieri|gisteren|wczoraj|вчера|вчора|dün|أمس|دیروز|אתמול|昨天|昨日|어제|igår|včera",
    "vorgestern|avant-hier|anteayer|anteontem|eergisteren|przedwczoraj|позавчера|позавчора|前天|一昨日|그저께",
)
_DAYS = re.compile("|".join(rf"(?<!\w)({words})(?!\w)" for words in _NAMED), re.IGNORECASE)
_SHORT = {
    "minute": r"(\d{1,2}) ?m(?:ins?)? ago",
    "hour": r"(\d{1,2}) ?h(?:(?:ou)?rs?)? ago",
    "day": r"(\d{1,2}) ?d ago",
}


def read_relative(text: str, language: str, captured: datetime) -> FoundDate | None:
    """The day, month or year that `text` tells from `captured`, in the zone of that moment."""
    found = _DAYS.search(text)
    if found:
        day = captured - timedelta(days=found.lastindex or 1) + timedelta(days=1)
        return FoundDate(PartialDate(day.date().isoformat()), found[0], found.start(), found.end())
    for unit, count, pattern in _ago(re.split("[-_]", language.lower())[0]):
        found = pattern.search(text)
        if found:
            digits = next((part for part in found.groups() if part and part.isdecimal()), "")
            return FoundDate(_before(captured, unit, int(digits or count)), found[0], found.start(), found.end())
    return None


def _before(captured: datetime, unit: str, count: int) -> PartialDate:
    moment = captured - timedelta(seconds=count * _UNITS[unit])
    size = {"month": 7, "year": 4}.get(unit, 10)
    return PartialDate(moment.date().isoformat()[:size])


@lru_cache(64)
def _ago(language: str) -> tuple[tuple[str, int, re.Pattern[str]], ...]:
    """Unit, how many of it where no number is written, and the words, in the language and in English."""
    codes = dict.fromkeys((language, "en"))
    return tuple(
        (unit, count, re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE))
        for unit in _UNITS
        for count, words in (*((1, one) for one in [_SHORT.get(unit)] if one), *dict.fromkeys(_words(codes, unit)))
    )


def _words(codes: dict[str, None], unit: str) -> Iterator[tuple[int, str]]:
    for code in codes:
        for count in _COUNTS:
            # An unknown language, or one whose past Babel has no words for.
            with suppress(UnknownLocaleError, ValueError, KeyError):
                ago = timedelta(seconds=-count * _UNITS[unit])
                said = format_timedelta(ago, granularity=unit, threshold=99, add_direction=True, locale=code)  # type: ignore[arg-type]
                number = str(count) in said
                yield 1 if number else count, re.escape(said).replace(str(count), _ONE).replace(r"\ ", r"\s?")
