"""The periods by which documents are counted over time: days, weeks, months, quarters, years, decades and centuries."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from archive.report import PartialDate
from index.engine import Facets
from webui.wording import range_words

FEWEST, MOST, MANY = 20, 60, 120
"""The finest period is taken that needs at most 60 bars; or, where 20 would not come of that, 120 of the next finer."""

FAR = 10
"""Years without a document beyond which others are far from the rest: those, and as many as the rest takes up."""

FEW = 10
"""At most one in so many is told apart for being far from the rest."""

Days = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Scale:
    """Periods of one length: how they are numbered without a gap, and the first and last days of a number.

    Documents are counted by the periods of a facet by date, whose values are as long as `facet` names them.
    """

    name: str
    facet: str
    number: Callable[[str], int]
    days: Callable[[int], Days]


class Dated:
    """How many documents have each date, from an engine's facets: counted by a scale once, when that is asked for."""

    def __init__(self, facets: Facets) -> None:
        self._facets = facets
        self._counts: dict[str, dict[int, int]] = {}
        self.total = self.known("year")

    def known(self, facet: str) -> int:
        """How many have a date that is known so well."""
        return sum(count for _, count in self._facets.get(facet, ()))

    def span(self, scale: Scale) -> int:
        """How many periods lie from the first document to the last, both included."""
        counts = self._facets.get(scale.facet, ())
        return scale.number(counts[0][0]) - scale.number(counts[-1][0]) + 1 if counts else 0

    def counts(self, scale: Scale) -> dict[int, int]:
        """How many documents each period has, by its number."""
        if scale.name not in self._counts:
            counts: Counter[int] = Counter()
            for text, count in self._facets.get(scale.facet, ()):
                counts[scale.number(text)] += count
            self._counts[scale.name] = dict(counts)
        return self._counts[scale.name]

    def between(self, first: date, last: date) -> int:
        """How many have a day from the first to the last."""
        begin, end = first.isoformat(), last.isoformat()
        return sum(count for text, count in self._facets.get("day", ()) if begin <= text <= end)


def chosen(found: Dated) -> Scale | None:
    """The scale that shows these documents best; None where a single bar would come of any that most are known in."""
    scales = [
        scale
        for scale in SCALES
        if found.span(scale) > 1 and (scale.facet == "year" or 2 * found.known(scale.facet) > found.total)
    ]
    if not scales:
        return None
    fitting = [number for number, scale in enumerate(scales) if found.span(scale) <= MOST]
    at = fitting[0] if fitting else len(scales) - 1
    if at and found.span(scales[at]) < FEWEST and found.span(scales[at - 1]) <= MANY:
        at -= 1
    return scales[at]


def limited(facets: Facets, first: str, last: str) -> Facets:
    """The facets by date, only of the years from the first to the last."""
    ends = [year for year, _ in (*facets.get("year", ())[:1], *facets.get("year", ())[-1:])]
    if ends == [last, first]:
        return facets
    dated = {name: facets.get(name, ()) for name in ("year", "month", "day")}
    return {
        name: tuple((text, count) for text, count in counts if first <= text[:4] <= last)
        for name, counts in dated.items()
    }


def near(facets: Facets) -> tuple[str, str]:
    """The first and the last year of all documents but the few that are far from the others; "" where none is dated."""
    years = [(int(text), count) for text, count in reversed(facets.get("year", ()))]
    few = sum(count for _, count in years) // FEW
    while cut := _far(years, few):
        years = years[cut:]
    while cut := _far(years[::-1], few):
        years = years[:-cut]
    while cut := _far(years, few):  # what was far on the other side may have hidden them
        years = years[cut:]
    return (f"{years[0][0]:04}", f"{years[-1][0]:04}") if years else ("", "")


def _far(years: Sequence[tuple[int, int]], few: int) -> int:
    """How many years at the beginning hold `few` documents at most, and lie far from all that follow."""
    found = before = 0
    for number, (year, count) in enumerate(years[:-1], 1):
        before += count
        if before > few:
            break
        if abs(years[number][0] - year) > max(FAR, abs(years[-1][0] - years[number][0])):
            found = number
    return found


@lru_cache(maxsize=20_000)  # fifty years of days, which every page counts
def _ordinal(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def _month(text: str) -> int:
    return int(text[:4]) * 12 + int(text[5:]) - 1


def _week_days(number: int) -> Days:
    return date.fromordinal(max(1, 7 * number + 1)), date.fromordinal(min(7 * number + 7, date.max.toordinal()))


@lru_cache(maxsize=4096)
def _month_days(number: int, months: int = 1) -> Days:
    first, last = number * months, number * months + months - 1
    return date(first // 12, first % 12 + 1, 1), PartialDate(f"{last // 12:04}-{last % 12 + 1:02}").last


def _year_days(number: int, years: int = 1) -> Days:
    return date(max(1, number * years), 1, 1), date((number + 1) * years - 1, 12, 31)


# Day 1 of the calendar is a Monday.
SCALES = (
    Scale("day", "day", _ordinal, lambda number: (date.fromordinal(number),) * 2),
    Scale("week", "day", lambda text: (_ordinal(text) - 1) // 7, _week_days),
    Scale("month", "month", _month, _month_days),
    Scale("quarter", "month", lambda text: _month(text) // 3, lambda number: _month_days(number, 3)),
    Scale("year", "year", int, _year_days),
    Scale("decade", "year", lambda text: int(text) // 10, lambda number: _year_days(number, 10)),
    Scale("century", "year", lambda text: int(text) // 100, lambda number: _year_days(number, 100)),
)
"""Finest first."""


@lru_cache(maxsize=4096)
def label(scale: str, first: date, last: date) -> str:
    """A period of a scale, or a part of one, in words."""
    if scale == "week":
        return f"week of {range_words(first, first)}"
    return range_words(first, last)
