"""The timeline: its periods, its gaps, its counts, and where each bar leads."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.engine import Facets
from index.query import Order, Query
from webui.timeline import MOST_DAYS, MOST_MONTHS, MOST_YEARS, timeline


def facets(*dates: str) -> Facets:
    """The facets by date that an engine would count over these dates."""
    return {
        name: tuple(
            (value, sum(day[:length] == value for day in dates))
            for value in sorted({day[:length] for day in dates if len(day) >= length}, reverse=True)
        )
        for name, length in (("year", 4), ("month", 7), ("day", 10))
    }


def bars(*dates: str, query: Query | None = None) -> list[tuple[int, str, int]]:
    """Each bar's place, period and count."""
    drawn = timeline(query or Query("", None), facets(*dates))
    return [(bar.place, bar.way.label, bar.way.count) for bar in drawn.bars] if drawn else []


def test_a_period_without_documents_is_a_gap() -> None:
    assert bars("2025-06-08", "2025-06-05", "2025-06-08") == [(0, "5 June 2025", 1), (3, "8 June 2025", 2)]


@pytest.mark.parametrize(
    ("first", "last", "period"),
    [
        ("2025-06-01", "2025-08-31", "day"), ("2025-06-01", "2025-09-01", "month"),
        ("2019-01-31", "2025-12-01", "month"), ("2019-01-31", "2026-01-01", "year"), ("1926", "2025", "year"),
        ("1925", "2025", "decade"), ("0001", "9999", "decade"), ("2025-06", "2025-07", "month"),
    ],
)  # fmt: skip
def test_the_period_follows_from_the_span(first: str, last: str, period: str) -> None:
    drawn = timeline(Query("", None), facets(first, last))
    assert drawn
    assert drawn.period == period


@pytest.mark.parametrize("dates", [(), ("2025",), ("2025-06-08", "2025-06-08"), ("1921", "1929")])
def test_a_single_period_is_no_timeline(dates: tuple[str, ...]) -> None:
    assert bars(*dates) == [] or len(bars(*dates)) > 1


def test_a_period_that_most_dates_are_too_vague_for_is_not_taken() -> None:
    assert bars("2025-06-08", "2025-06-09", "2025-06", "2025-07") == [(0, "June 2025", 3), (1, "July 2025", 1)]
    drawn = timeline(Query("", None), facets("2025-06-08", "2025-06-09", "2025"))
    assert drawn
    assert (drawn.period, drawn.vaguer) == ("day", 1)


def test_a_bar_narrows_the_range_and_never_widens_it() -> None:
    query = Query("", None, order=Order.NEWEST, since=date(2025, 6, 20), until=date(2025, 12, 10))
    drawn = timeline(query, facets("2025-06-25", "2025-09-08", "2025-12-01"))
    assert drawn
    links = [bar.way.address for bar in drawn.bars]
    assert links == [
        "/?since=2025-06-20&until=2025-06",
        "/?since=2025-09&until=2025-09",
        "/?since=2025-12&until=2025-12-10",
    ]


@given(st.lists(st.dates().map(date.isoformat).flatmap(lambda d: st.sampled_from([d, d[:7], d[:4]]))))
def test_every_document_is_in_a_bar_or_counted_as_vaguer(dates: list[str]) -> None:
    drawn = timeline(Query("", None), facets(*dates))
    if drawn is None:
        return
    assert sum(bar.way.count for bar in drawn.bars) + drawn.vaguer == len(dates)
    places = [bar.place for bar in drawn.bars]
    assert places == sorted(set(places))
    assert (places[0], places[-1]) == (0, drawn.places - 1)
    assert drawn.places <= {"day": MOST_DAYS, "month": MOST_MONTHS, "year": MOST_YEARS, "decade": 1000}[drawn.period]
    assert all(0 < bar.height <= 100 for bar in drawn.bars)
