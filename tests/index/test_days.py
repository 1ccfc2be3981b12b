"""Which days people mean, as data, on a Wednesday in October."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.days import read_days

TODAY = date(2025, 10, 15)

DAYS = {
    "2025": "2025-01-01 2025-12-31",
    "2024-02": "2024-02-01 2024-02-29",
    "2025-06-08": "2025-06-08 2025-06-08",
    "today": "2025-10-15 2025-10-15",
    "Yesterday": "2025-10-14 2025-10-14",
    "this week": "2025-10-13 2025-10-19",
    "last week": "2025-10-06 2025-10-12",
    "this month": "2025-10-01 2025-10-31",
    "last month": "2025-09-01 2025-09-30",
    "this year": "2025-01-01 2025-12-31",
    "LAST  year": "2024-01-01 2024-12-31",
    "last 1 day": "2025-10-15 2025-10-15",
    "last 30 days": "2025-09-16 2025-10-15",
    "past 2 weeks": "2025-10-02 2025-10-15",
    "last 3 months": "2025-07-16 2025-10-15",
    "last 10 years": "2015-10-16 2025-10-15",
    "June 2025": "2025-06-01 2025-06-30",
    "jun. 2025": "2025-06-01 2025-06-30",
    "Sept 2025": "2025-09-01 2025-09-30",
    "8 June 2025": "2025-06-08 2025-06-08",
    "8th Jun 2025": "2025-06-08 2025-06-08",
    "June 8, 2025": "2025-06-08 2025-06-08",
    "29 February 2024": "2024-02-29 2024-02-29",
}


@pytest.mark.parametrize("text", DAYS)
def test_days(text: str) -> None:
    days = read_days(text, TODAY)
    assert days
    assert f"{days[0]} {days[1]}" == DAYS[text]


@pytest.mark.parametrize(
    "text",
    ["", "tomorrow", "last 0 days", "last 9999 years", "last 99999 days", "29 February 2025", "June", "8 June",
     "08/06/2025", "0000", "2025-13", "32 June 2025", "foo 2025", "last", "week", "8 June 25"],
)  # fmt: skip
def test_what_names_no_day(text: str) -> None:
    """Or not for sure: 08/06/2025 is June in London and August in Boston."""
    assert read_days(text, TODAY) is None


def test_a_month_before_its_last_days_is_the_shorter_months_last() -> None:
    assert read_days("last 1 month", date(2025, 3, 31)) == (date(2025, 3, 1), date(2025, 3, 31))
    assert read_days("last 12 months", date(2024, 2, 29)) == (date(2023, 3, 1), date(2024, 2, 29))


@given(
    st.dates(),
    st.one_of(st.text(), st.sampled_from(list(DAYS)), st.from_regex(r"last \d+ (day|month)s", fullmatch=True)),
)
def test_any_text_on_any_day_is_days_in_order_or_none(today: date, text: str) -> None:
    days = read_days(text, today)
    assert days is None or days[0] <= days[1]
