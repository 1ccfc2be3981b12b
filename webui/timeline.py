"""When the documents found were published: bars by day, week, month or longer that each lead to their period."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from index.engine import Counts, Facets
from index.query import Query
from webui.narrowing import Way, dated_addresses
from webui.periods import Dated, Days, Scale, chosen, label, limited, near
from webui.wording import count_words

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
    stand in one period, which cannot be told of folded copies: one text may stand in several. `apart` are the ways to
    the few that are far from all these.
    """

    period: str
    first: str
    last: str
    most: Way
    bars: tuple[Bar, ...]
    area: tuple[float, ...]
    begins: tuple[str, ...]
    vaguer: int
    apart: tuple[Way, ...]

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


def timeline(
    query: Query, found: Facets, held: Callable[[], Dated], counted: Callable[[str], Counts]
) -> Timeline | None:
    """The timeline of what a query found; None where it would be a single bar.

    A period is fine enough to tell something, and coarse enough that most dates are known so well. Where copies are
    folded, `counted` counts by a facet anew: a text whose copies are of two days is in one week.
    """
    first, last = near(found)
    dated = Dated(limited(found, first, last))
    scale = chosen(dated)
    if scale is None:
        return None
    counts, vaguer = dated.counts(scale), dated.total - dated.known(scale.facet)
    if query.fold:
        again = {} if scale.name in found else {scale.number(text): count for text, count in counted(scale.name)}
        counts, vaguer = {number: again.get(number, count) for number, count in counts.items()}, 0
    return _drawn(query, scale, counts, vaguer, held(), _apart(query, found, first, last))


def _apart(query: Query, found: Facets, first: str, last: str) -> tuple[Way, ...]:
    """The ways to what lies far before and far after the years from the first to the last."""
    years, link = found.get("year", ()), dated_addresses(query)
    before = sum(count for text, count in years if text < first)
    after = sum(count for text, count in years if text > last)
    ways = []
    if before:
        ways.append(Way(f"before {int(first)}", link(query.since, date(int(first) - 1, 12, 31)), before))
    if after:
        ways.append(Way(f"after {int(last)}", link(date(int(last) + 1, 1, 1), query.until), after))
    return tuple(ways)


def _drawn(
    query: Query, scale: Scale, counts: Mapping[int, int], vaguer: int, held: Dated, apart: tuple[Way, ...]
) -> Timeline:
    way = _ways(query, scale)
    first, last, peak = min(counts), max(counts), max(counts.values())
    there = _held(query, scale, range(first, last + 1), held)
    most_held = max(there.values())
    bars = tuple(
        Bar(number - first, _height(count, peak), way(number, count), max(count, there[number]))
        for number, count in sorted(counts.items())
    )
    begins = [max(query.since or date.min, scale.days(number)[0]) for number in there]
    return Timeline(
        period=scale.name,
        first=bars[0].way.label,
        last=bars[-1].way.label,
        most=max((bar.way for bar in bars), key=lambda way: way.count),
        bars=bars,
        area=tuple(_height(max(count, counts.get(number, 0)), most_held or peak) for number, count in there.items()),
        begins=(*map(date.isoformat, begins), _day_after(min(query.until or date.max, scale.days(last)[1]))),
        vaguer=vaguer,
        apart=apart,
    )


def _held(query: Query, scale: Scale, numbers: range, held: Dated) -> dict[int, int]:
    """How many documents the archive holds in each period, or in as much of it as lies within the days asked for."""
    counts = held.counts(scale)
    there = {number: counts.get(number, 0) for number in numbers}
    for number in {numbers[0], numbers[-1]}:
        whole = scale.days(number)
        within = _within(query, whole)
        if within != whole:
            there[number] = held.between(*within)
    return there


def _height(count: int, most: int) -> float:
    """In percent; however few there are, they show."""
    return max(LOWEST_BAR, round(100 * count / most, 1)) if count else 0


def _day_after(day: date) -> str:
    return (day + timedelta(1) if day < date.max else day).isoformat()


def _within(query: Query, days: Days) -> Days:
    """As much of some days as lies within those asked for already."""
    return max(query.since or days[0], days[0]), min(query.until or days[1], days[1])


def _ways(query: Query, scale: Scale) -> Callable[[int, int], Way]:
    """The way to any period, or to as much of it as lies within the days asked for already."""
    dated = dated_addresses(query)

    def way(number: int, count: int) -> Way:
        days = scale.days(number)
        return Way(label(scale.name, *days), dated(*_within(query, days)), count)

    return way
