"""Which days a query means: `2025-06`, `8 June 2025`, `yesterday`, `last 30 days`, and what lies between two. Pure."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from archive.report import PartialDate
from index.leaf import DASHES, QUOTES, SINGLE_QUOTES, TEXT, Typed
from index.query import DateRange, QueryError

Days = tuple[date, date]
"""The first and the last day of a span."""

DATES_ACCEPTED = 'write 2025, 2025-06 or 2025-06-08, or words in quotes such as "June 2025" or "last 30 days"'

_AROUND = QUOTES + SINGLE_QUOTES
_ISO = re.compile("[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?")
_PERIOD = re.compile("(this|last) (week|month|year)")
_SPAN = re.compile("(?:last|past) ([0-9]{1,4}) (day|week|month|year)s?")
_DAY_FIRST = re.compile(r"(?:(?P<day>[0-9]{1,2})(?:st|nd|rd|th)? )?(?P<month>[a-z]+)\.?,? (?P<year>[0-9]{4})")
_MONTH_FIRST = re.compile(r"(?P<month>[a-z]+)\.? (?P<day>[0-9]{1,2})(?:st|nd|rd|th)?,? (?P<year>[0-9]{4})")
_WORDS_ON = tuple(re.compile(rf"(?:\s+{TEXT}){{{count}}}(?![^\s)])") for count in (3, 2, 1))
_TO = re.compile(rf"\s*(?P<dots>\.\.)(?![^\s)])|(?:\s+(?:to|until|[{DASHES}]+)(?=\s)|\s*\.\.|[{DASHES}]+)\s*")
_LATER = (
    re.compile(rf"\s*[{QUOTES}][^{QUOTES}]+[{QUOTES}]"),
    *(re.compile(rf"\s*{TEXT}(?:\s+{TEXT}){{{count}}}(?![^\s)])") for count in (3, 2, 1, 0)),
)


def date_range(typed: Typed, query: str, today: date) -> DateRange:
    """The days that `date:`, `since:` or `until:` names in a query. Raises QueryError."""
    field, text = typed.field, _unpunctuated(typed.text)
    first, dots, last = text.partition("..")
    first, last = first.strip(_AROUND), last.strip(_AROUND)
    if dots and field != "date":
        range_ = _range(first, last)
        raise QueryError(f"{field}: takes one date; write {range_} for a range", *typed.place, range_)
    if not first.strip() and not last.strip():
        raise typed.error(f"{field}:{text} has no date in it; {DATES_ACCEPTED}")
    begin = _end(first, typed, query, today)
    finish = _end(last, typed, query, today) if dots else begin
    earliest = begin[0] if begin and field != "until" else None
    latest = finish[1] if finish and field != "since" else None
    if earliest and latest and earliest > latest:
        raise QueryError(f"{first} comes after {last}; write the earlier date first", *typed.place, _range(last, first))
    if not dots:
        _refuse_other_ranges(first, typed, query, today)
    return DateRange(earliest, latest, *typed.place)


def _range(first: str, last: str) -> str:
    """How the span between two dates is written."""
    span = f"{first}..{last}"
    return f'date:"{span}"' if " " in span else f"date:{span}"


def _refuse_other_ranges(first: str, typed: Typed, query: str, today: date) -> None:
    """Raise QueryError where a date is followed by a range's end in a way that would be read as words."""
    to = _TO.match(query, typed.at + len(typed.text))
    if to is None:
        return
    found = (later.match(query, to.end()) for later in _LATER)
    later = next((each for each in found if each and spoken_days(each[0].strip(), today)), None)
    if later or to["dots"]:
        instead = _range(first, _unpunctuated(later[0].strip()) if later else "")
        end = later.end() if later else to.end()
        message = f"a range of dates has .. between its ends and no spaces; write {instead}"
        raise QueryError(message, typed.place[0], end, instead)


def _end(text: str, typed: Typed, query: str, today: date) -> Days | None:
    """The days of one end of a range, None for an open one. Raises QueryError."""
    if not text.strip():
        return None
    days = read_days(text, today)
    if days:
        return days
    for more in _WORDS_ON:
        following = more.match(query, typed.at + len(typed.text))
        whole = typed.text + following[0] if following else ""
        if whole and spoken_days(whole, today):
            wider, days_named = Typed(whole, typed.at, typed.field, typed.name), _unpunctuated(whole)
            message = f'a date of several words stands in quotes; write {typed.field}:"{days_named}"'
            raise wider.error(message, f'"{days_named}"')
    raise typed.error(f"there is no date in {text}; {DATES_ACCEPTED}, or two of them with .. between")


def spoken_days(text: str, today: date) -> Days | None:
    """The days of a date that stands by itself, in quotes or not, as after `since:`; None where it is none."""
    return read_days(_unpunctuated(text), today)


def _unpunctuated(text: str) -> str:
    """A date without the quotes around it and the punctuation behind it; the dots of a range stay."""
    text = text.strip(_AROUND).rstrip(",;:!?")
    text = text[:-1] if text.endswith(".") and not text.endswith("..") else text
    return text.strip(_AROUND)


def read_days(text: str, today: date) -> Days | None:
    """The days that `text` names, counted from `today`; None where it names none. Weeks begin on Monday."""
    words = " ".join(text.lower().split())
    try:
        for read in (_iso, _single, _period, _span, _written):
            days = read(words, today)
            if days:
                return days
    except (ValueError, OverflowError):
        pass  # The 30th of February, the year 0, 9,999 years ago.
    return None


def _iso(words: str, today: date) -> Days | None:
    return _whole(words) if _ISO.fullmatch(words) else None


def _single(words: str, today: date) -> Days | None:
    back = {"today": 0, "yesterday": 1}.get(words)
    return None if back is None else _back(today, timedelta(back))


def _back(today: date, by: timedelta) -> Days:
    return today - by, today - by


def _period(words: str, today: date) -> Days | None:
    """This or the last week, month or year of the calendar, whole."""
    match = _PERIOD.fullmatch(words)
    if not match:
        return None
    which, unit = match.groups()
    if unit == "week":
        monday = today - timedelta(today.weekday() + 7 * (which == "last"))
        return monday, monday + timedelta(6)
    first = today.replace(day=1) if unit == "month" else today.replace(month=1, day=1)
    day = first - timedelta(1) if which == "last" else first
    return _whole(day.isoformat()[: 7 if unit == "month" else 4])


def _span(words: str, today: date) -> Days | None:
    """So many days, weeks, months or years that end today."""
    match = _SPAN.fullmatch(words)
    if not match or not int(match[1]):
        return None
    before: Callable[[int], date] = {
        "day": lambda number: today - timedelta(number),
        "week": lambda number: today - timedelta(7 * number),
        "month": lambda number: _months_before(today, number),
        "year": lambda number: _months_before(today, 12 * number),
    }[match[2]]
    return before(int(match[1])) + timedelta(1), today


def _months_before(day: date, number: int) -> date:
    """The same day of an earlier month, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 - number, 12)
    last = PartialDate(f"{year:04}-{month + 1:02}").last
    return last.replace(day=min(day.day, last.day))


def _written(words: str, today: date) -> Days | None:
    """A month or day with the month's English name, whole or cut short."""
    from archive.months import month_names  # Babel takes long to load, and most queries name no month

    match = _DAY_FIRST.fullmatch(words) or _MONTH_FIRST.fullmatch(words)
    month = match and month_names(("en",)).get(match["month"])
    if not match or not month:
        return None
    day = f"-{int(match['day']):02}" if match["day"] else ""
    return _whole(f"{match['year']}-{month:02}{day}")


def _whole(text: str) -> Days:
    partial = PartialDate(text)
    return partial.first, partial.last
