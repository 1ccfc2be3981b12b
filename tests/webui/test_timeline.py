"""The timeline: its periods, its gaps, its counts, and where each bar leads."""

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.engine import Facets
from index.periods import PERIODS
from index.query import Order, Query
from webui.periods import MANY, SCALES, Dated
from webui.timeline import Timeline, timeline


def facets(*dates: str) -> Facets:
    """The facets by date that an engine would count over these dates."""
    return {
        name: tuple(
            (value, sum(day[:length] == value for day in dates))
            for value in sorted({day[:length] for day in dates if len(day) >= length}, reverse=True)
        )
        for name, length in (("year", 4), ("month", 7), ("day", 10))
    }


def drawn_from(
    found: Facets, query: Query | None = None, held: Facets | None = None, again: Facets | None = None
) -> Timeline | None:
    return timeline(
        query or Query("", None), found, lambda: Dated(found if held is None else held), (again or {}).__getitem__
    )


def bars(*dates: str, query: Query | None = None) -> list[tuple[int, str, int]]:
    """Each bar's place, period and count."""
    drawn = drawn_from(facets(*dates), query)
    return [(bar.place, bar.way.label, bar.way.count) for bar in drawn.bars] if drawn else []


NEWEST = Query("", None, order=Order.NEWEST)


def test_a_period_without_documents_is_a_gap() -> None:
    assert bars("2025-06-08", "2025-06-05", "2025-06-08") == [(0, "5 June 2025", 1), (3, "8 June 2025", 2)]


@pytest.mark.parametrize(
    ("first", "last", "period"),
    [
        ("2025-06-01", "2025-06-02", "day"), ("2025-06-01", "2025-07-30", "day"), ("2025-06-02", "2025-08-01", "day"),
        ("2025-06-02", "2025-09-29", "day"), ("2025-06-02", "2025-09-30", "week"), ("2025-01-06", "2026-02-22", "week"),
        ("2025-01-06", "2027-01-01", "month"), ("2021-01-31", "2025-12-01", "month"),
        ("2021-01-31", "2026-01-01", "quarter"), ("2007-01-31", "2025-12-01", "quarter"),
        ("2006-01-31", "2025-12-01", "year"), ("1966", "2025", "year"),
        ("1906", "2025", "year"), ("1800", "2025", "decade"), ("0001", "9999", "century"),
        ("2025-06", "2025-07", "month"),
    ],
)  # fmt: skip
def test_the_period_follows_from_the_span(first: str, last: str, period: str) -> None:
    drawn = drawn_from(facets(first, last))
    assert drawn
    assert drawn.period == period


@pytest.mark.parametrize("dates", [(), ("2025",), ("2025-06-08", "2025-06-08"), ("1921", "1929")])
def test_a_single_period_is_no_timeline(dates: tuple[str, ...]) -> None:
    assert bars(*dates) == [] or len(bars(*dates)) > 1


def test_a_period_that_most_dates_are_too_vague_for_is_not_taken() -> None:
    assert bars("2025-06-08", "2025-06-09", "2025-06", "2025-07") == [(0, "June 2025", 3), (1, "July 2025", 1)]
    drawn = drawn_from(facets("2025-06-08", "2025-06-09", "2025"))
    assert drawn
    assert (drawn.period, drawn.vaguer) == ("day", 1)


def test_folded_copies_of_several_days_are_counted_once_in_the_week_of_these_days() -> None:
    found = {**facets("2025-01-06", "2025-03-10", "2025-03-11", "2025-09-01"), "year": (("2025", 3),)}
    again = {"week": (("2025-09-01", 1), ("2025-03-10", 1), ("2025-01-06", 1))}
    drawn = drawn_from(found, replace(NEWEST, fold=True), again=again)
    assert drawn
    assert (drawn.period, [bar.way.count for bar in drawn.bars]) == ("week", [1, 1, 1])
    unfolded = drawn_from(found)
    assert unfolded
    assert [bar.way.count for bar in unfolded.bars] == [1, 2, 1]


@given(st.dates().map(date.isoformat).flatmap(lambda day: st.sampled_from([day, day[:7], day[:4]])))
def test_an_engine_s_periods_are_those_of_the_scales(text: str) -> None:
    for scale in SCALES:
        begun, known = PERIODS[scale.name](text), PERIODS[scale.facet](text)
        assert bool(begun) == bool(known)
        if begun:
            assert scale.number(begun) == scale.number(known)


def test_of_folded_copies_that_stand_in_several_periods_none_is_said_to_be_vaguer() -> None:
    found = {**facets("2025-06-08", "2025-06-09", "2025-06-12"), "year": (("2025", 2),)}
    drawn = drawn_from(found, replace(NEWEST, fold=True))
    assert drawn
    assert ([bar.way.count for bar in drawn.bars], drawn.vaguer) == ([1, 1, 1], 0)


def test_a_bar_narrows_the_range_and_never_widens_it() -> None:
    query = Query("", None, order=Order.NEWEST, since=date(2025, 6, 20), until=date(2025, 12, 10))
    drawn = drawn_from(facets("2025-06-25", "2025-09-08", "2025-12-01"), query)
    assert drawn
    links = [bar.way.address for bar in drawn.bars]
    assert links == [
        "/?since=2025-06-23&until=2025-06-29",
        "/?since=2025-09-08&until=2025-09-14",
        "/?since=2025-12&until=2025-12-07",
    ]
    assert (drawn.period, drawn.begins[0], drawn.begins[-1]) == ("week", "2025-06-23", "2025-12-08")
    query = replace(query, since=date(2025, 6, 24), until=date(2025, 12, 3))
    drawn = drawn_from(facets("2025-06-25", "2025-12-01"), query)
    assert drawn
    assert [bar.way.address for bar in drawn.bars] == [
        "/?since=2025-06-24&until=2025-06-29",
        "/?since=2025-12&until=2025-12-03",
    ]
    assert (drawn.begins[0], drawn.begins[-1]) == ("2025-06-24", "2025-12-04")


def test_behind_the_bars_stands_what_the_archive_holds_then() -> None:
    held = facets("2025-06-01", *["2025-06-02"] * 4, *["2025-06-04"] * 3, "2025-06-09")
    drawn = drawn_from(facets("2025-06-02", "2025-06-05", "2025-06-05"), held=held)
    assert drawn
    assert drawn.area == (100.0, 0, 75.0, 50.0)
    assert {round(float(place)) for place in re.findall(r"[ML](\S+) ", drawn.none_path)} == {1, 2}
    assert drawn.held_path == "M0 100V0.0H1V100.0H2V25.0H3V50.0H4V100Z"
    assert drawn.found_path == "M0.1 100V50.0h.8V100M3.1 100V0.0h.8V100"
    assert [(bar.place, bar.held) for bar in drawn.bars] == [(0, 4), (3, 2)]
    assert drawn.begins == ("2025-06-02", "2025-06-03", "2025-06-04", "2025-06-05", "2025-06-06")


def test_of_a_period_that_is_cut_only_what_is_held_in_that_part_stands_behind() -> None:
    held = facets("2025-06-01", "2025-06-20", "2025-06-30", "2025-07-01", "2025-07-02", "2025-10-30", "2025-10-31")
    query = Query("", None, order=Order.NEWEST, since=date(2025, 6, 20), until=date(2025, 10, 30))
    drawn = drawn_from(facets("2025-06-20", "2025-07-01", "2025-10-30", "2025-06", "2025-07", "2025-10"), query, held)
    assert drawn
    assert drawn.period == "month"
    assert [bar.held for bar in drawn.bars] == [2, 2, 2]


def test_the_few_that_are_far_from_all_others_are_told_apart() -> None:
    """So that one wrong date does not press everything else into one bar."""
    drawn = drawn_from(facets(*[f"2025-06-{day:02}" for day in range(1, 29)], "1899", "9999-12-31"), NEWEST)
    assert drawn
    assert (drawn.period, drawn.first, drawn.places, drawn.vaguer) == ("day", "1 June 2025", 28, 0)
    ways = [(way.label, way.count, way.address) for way in drawn.apart]
    assert ways == [("before 2025", 1, "/?until=2024"), ("after 2025", 1, "/?since=2026")]


@pytest.mark.parametrize(
    "dates", [["2025-06-01", "1899"], ["2025-06-01"] * 8 + ["1899"] * 2, ["2025-06-01"] * 99 + ["2015-12-31"]]
)
def test_what_is_not_few_or_not_far_is_on_the_line(dates: list[str]) -> None:
    drawn = drawn_from(facets(*dates))
    assert drawn
    assert not drawn.apart


def test_a_quarter_is_named_by_its_months() -> None:
    found = facets("2019-02-11", *[f"20{year}-05-06" for year in range(20, 26)])
    assert [bar.way.label for bar in drawn_from(found).bars][:2] == [  # type: ignore[union-attr]
        "January 2019 to March 2019", "April 2020 to June 2020",
    ]  # fmt: skip


@given(st.lists(st.dates().map(date.isoformat).flatmap(lambda d: st.sampled_from([d, d[:7], d[:4]]))))
def test_every_document_is_in_a_bar_or_counted_as_vaguer(dates: list[str]) -> None:
    drawn = drawn_from(facets(*dates))
    if drawn is None:
        return
    told = sum(bar.way.count for bar in drawn.bars) + sum(way.count for way in drawn.apart)
    assert told + drawn.vaguer == len(dates)
    places = [bar.place for bar in drawn.bars]
    assert places == sorted(set(places))
    assert (places[0], places[-1]) == (0, drawn.places - 1)
    assert 1 < drawn.places <= MANY
    assert list(drawn.begins) == sorted(set(drawn.begins))
    assert len(drawn.begins) == drawn.places + 1
    assert all(0 < bar.height <= 100 for bar in drawn.bars)
