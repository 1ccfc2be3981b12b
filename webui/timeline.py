"""When the documents found were published: counts by year, month or day, as bars that each lead to their period."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date

from archive.report import PartialDate
from index.engine import Facets
from index.query import Query
from webui.narrowing import Way, search_address
from webui.wording import date_words

MOST_DAYS = 92
MOST_MONTHS = 84
MOST_YEARS = 100
"""Beyond so many bars the next coarser period is taken; with fewer than 20 of that one, it still tells more."""

LOWEST_BAR = 4.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One period that has matches: its place from the left, its height in percent, and the way to it."""

    place: int
    height: float
    way: Way


@dataclass(frozen=True, slots=True)
class Timeline:
    """All bars, oldest first, on `places` periods from `first` to `last`, of which the `most` frequent is named.

    `vaguer` matches have a date that is not known well enough to stand in one period.
    """

    period: str
    places: int
    first: str
    last: str
    most: Way
    bars: tuple[Bar, ...]
    vaguer: int


def timeline(query: Query, facets: Facets) -> Timeline | None:
    """The timeline of what a query found, from the facets counted for it; None where it would be a single bar.

    A period is fine enough to tell something, and coarse enough that most dates are known so well.
    """
    counted = {name: dict(reversed(facets.get(name, ()))) for name in ("year", "month", "day")}
    dated = sum(counted["year"].values())
    for name, most in (("day", MOST_DAYS), ("month", MOST_MONTHS), ("year", MOST_YEARS)):
        counts = counted[name]
        if len(counts) > 1 and 2 * sum(counts.values()) > dated and _places(counts) <= most:
            return _drawn(query, name, counts, dated)
    decades = _by_decade(counted["year"])
    return _drawn(query, "decade", decades, dated) if len(decades) > 1 else None


def _drawn(query: Query, period: str, counts: dict[str, int], dated: int) -> Timeline:
    first, peak = min(counts), max(counts.values())
    ways = {text: _way(query, text, count) for text, count in counts.items()}
    bars = tuple(
        Bar(_number(text) - _number(first), max(LOWEST_BAR, round(100 * way.count / peak, 1)), way)
        for text, way in ways.items()
    )
    return Timeline(
        period=period,
        places=_places(counts),
        first=bars[0].way.label,
        last=bars[-1].way.label,
        most=max(ways.values(), key=lambda way: way.count),
        bars=bars,
        vaguer=dated - sum(counts.values()),
    )


def _by_decade(years: dict[str, int]) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for year, count in years.items():
        counts[year[:3]] += count
    return dict(counts)


def _places(counts: dict[str, int]) -> int:
    return _number(max(counts)) - _number(min(counts)) + 1


def _number(text: str) -> int:
    """The number of a day, month, year or decade, from one to the next one more."""
    if len(text) <= 4:
        return int(text)
    first = PartialDate(text).first
    return first.toordinal() if len(text) == 10 else first.year * 12 + first.month


def _way(query: Query, text: str, count: int) -> Way:
    """The way to a period, or to as much of it as lies within the days asked for already."""
    if len(text) == 3:
        first, last = date(max(1, int(f"{text}0")), 1, 1), date(int(f"{text}9"), 12, 31)
        label = f"{first.year} to {last.year}"
    else:
        span = PartialDate(text)
        first, last, label = span.first, span.last, date_words(span)
    since, until = max(query.since or first, first), min(query.until or last, last)
    return Way(label, search_address(replace(query, since=since, until=until)), count)
