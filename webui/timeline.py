"""When the documents found were published: bars by day, week, month, year or decade that each lead to their period."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import groupby

from archive.report import PartialDate
from index.engine import Facets
from index.query import Query
from webui.narrowing import Way, dated_addresses
from webui.wording import count_words, date_words

FEWEST, MOST, MANY = 20, 60, 120
"""The finest period is taken that needs at most 60 bars; or, where 20 would not come of that, 120 of the next finer."""

LOWEST_BAR = 4.0
STROKES = 40


@dataclass(frozen=True, slots=True)
class Bar:
    """One period that has matches: its place from the left, its height in percent, the way to it, what is held then."""

    place: int
    height: float
    way: Way
    held: int

    @property
    def words(self) -> str:
        """What the bar says where it is pointed at."""
        return f"{self.way.label}: {count_words(self.way.count, 'document')} of {self.held:,} then"


@dataclass(frozen=True, slots=True)
class Timeline:
    """All bars, oldest first, on `places` periods from `first` to `last`, of which the `most` frequent is named.

    `area` is what the archive holds in each period, in percent of the most; `begins` are the first days of the periods
    and the day after the last, within the days asked for. `vaguer` matches have a date that is not known well enough to
    stand in one period.
    """

    period: str
    first: str
    last: str
    most: Way
    bars: tuple[Bar, ...]
    area: tuple[float, ...]
    begins: tuple[str, ...]
    vaguer: int

    @property
    def places(self) -> int:
        """How many periods there are."""
        return len(self.area)

    @property
    def found_path(self) -> str:
        """The bars as an SVG path, a unit wide for each period and 100 high."""
        return "".join(f"M{bar.place}.1 100V{100 - bar.height:.1f}h.8V100" for bar in self.bars)

    @property
    def held_path(self) -> str:
        """What the archive holds, as the path of an area behind the bars."""
        steps = (f"V{100 - height:.1f}H{place}" for place, height in enumerate(self.area, 1))
        return f"M0 100{''.join(steps)}V100Z"

    @property
    def none_path(self) -> str:
        """Strokes over periods in which the archive holds nothing, as a path.

        As many on the whole width, however many periods there are, so that they stay apart on a small screen too.
        """
        runs = [list(run) for holds, run in groupby(range(self.places), lambda at: self.area[at] > 0) if not holds]
        strokes = ""
        for run in runs:
            count = max(1, round(STROKES * len(run) / self.places))
            width = len(run) / count
            feet = (run[0] + number * width for number in range(count))
            strokes += "".join(f"M{foot:.2f} 100L{foot + width:.2f} 0" for foot in feet)
        return strokes


def timeline(query: Query, found: Facets, held: Callable[[], Facets]) -> Timeline | None:
    """The timeline of what a query found; None where it would be a single bar.

    A period is fine enough to tell something, and coarse enough that most dates are known so well.
    """
    dated = sum(count for _, count in found.get("year", ()))
    choices = [
        (name, counts)
        for name in _SCALES
        if len(counts := _counted(name, found)) > 1 and (2 * sum(counts.values()) > dated or name in ("year", "decade"))
    ]
    if not choices:
        return None
    fitting = [number for number, (_, counts) in enumerate(choices) if _span(counts) <= MOST]
    at = fitting[0] if fitting else len(choices) - 1
    if at and _span(choices[at][1]) < FEWEST and _span(choices[at - 1][1]) <= MANY:
        at -= 1
    name, counts = choices[at]
    return _drawn(query, name, counts, _counted(name, held()), dated - sum(counts.values()))


def _drawn(query: Query, period: str, counts: Mapping[int, int], held: Mapping[int, int], vaguer: int) -> Timeline:
    first, last, peak = min(counts), max(counts), max(counts.values())
    most_held = max((held.get(number, 0) for number in range(first, last + 1)), default=0)
    spans, way = _SCALES[period].days, _ways(query, period)
    bars = tuple(
        Bar(
            number - first,
            _height(count, peak),
            way(spans(number), count),
            max(count, held.get(number, 0)),
        )
        for number, count in sorted(counts.items())
    )
    begins = [max(query.since or date.min, spans(number)[0]) for number in range(first, last + 1)]
    return Timeline(
        period=period,
        first=bars[0].way.label,
        last=bars[-1].way.label,
        most=max((bar.way for bar in bars), key=lambda way: way.count),
        bars=bars,
        area=tuple(
            _height(max(held.get(number, 0), counts.get(number, 0)), most_held or peak)
            for number in range(first, last + 1)
        ),
        begins=(*map(date.isoformat, begins), _day_after(min(query.until or date.max, spans(last)[1]))),
        vaguer=vaguer,
    )


def _height(count: int, most: int) -> float:
    """In percent; however few there are, they show."""
    return max(LOWEST_BAR, round(100 * count / most, 1)) if count else 0


def _day_after(day: date) -> str:
    return (day + timedelta(1) if day < date.max else day).isoformat()


@dataclass(frozen=True, slots=True)
class _Scale:
    """How periods of one length are numbered without a gap, and what the first and last days of a number are."""

    facet: str
    number: Callable[[str], int]
    days: Callable[[int], tuple[date, date]]


@lru_cache(maxsize=20_000)  # fifty years of days, which every page counts
def _ordinal(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def _week_days(number: int) -> tuple[date, date]:
    return date.fromordinal(max(1, 7 * number + 1)), date.fromordinal(min(7 * number + 7, date.max.toordinal()))


def _month_days(number: int) -> tuple[date, date]:
    span = PartialDate(f"{number // 12:04}-{number % 12 + 1:02}")
    return span.first, span.last


def _year_days(number: int, years: int = 1) -> tuple[date, date]:
    return date(max(1, number * years), 1, 1), date((number + 1) * years - 1, 12, 31)


# Day 1 of the calendar is a Monday.
_SCALES = {
    "day": _Scale("day", _ordinal, lambda n: (date.fromordinal(n),) * 2),
    "week": _Scale("day", lambda text: (_ordinal(text) - 1) // 7, _week_days),
    "month": _Scale("month", lambda text: int(text[:4]) * 12 + int(text[5:]) - 1, _month_days),
    "year": _Scale("year", int, _year_days),
    "decade": _Scale("year", lambda text: int(text) // 10, lambda number: _year_days(number, 10)),
}


def _counted(period: str, facets: Facets) -> dict[int, int]:
    """How many documents each period has, by its number."""
    counts: Counter[int] = Counter()
    for text, count in facets.get(_SCALES[period].facet, ()):
        counts[_SCALES[period].number(text)] += count
    return dict(counts)


def _span(counts: Mapping[int, int]) -> int:
    return max(counts) - min(counts) + 1


def _ways(query: Query, period: str) -> Callable[[tuple[date, date], int], Way]:
    """The way to any period, or to as much of it as lies within the days asked for already."""
    dated = dated_addresses(query)

    def way(days: tuple[date, date], count: int) -> Way:
        since, until = max(query.since or days[0], days[0]), min(query.until or days[1], days[1])
        return Way(_label(period, *days), dated(since, until), count)

    return way


def _label(period: str, first: date, last: date) -> str:
    match period:
        case "week":
            return f"week of {date_words(PartialDate(first.isoformat()))}"
        case "decade":
            return f"{first.year} to {last.year}"
    return date_words(PartialDate(first.isoformat()[: {"day": 10, "month": 7, "year": 4}[period]]))
