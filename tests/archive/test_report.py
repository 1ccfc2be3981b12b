"""PartialDate: a date at the precision it is known with."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.report import PartialDate


@given(st.dates())
def test_a_date_cut_to_any_precision_still_holds_its_day(day: date) -> None:
    for text in (day.isoformat(), day.isoformat()[:7], day.isoformat()[:4]):
        partial = PartialDate(text)
        assert partial.first <= day <= partial.last


@pytest.mark.parametrize(
    "text", ["", "25", "2025-13", "2025-02-30", "2025-6", "2025-06-8", "２０２５", "0000", "2025/06", "2025-W01-1"]
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        PartialDate(text)


def test_an_instant_keeps_its_own_day_and_offset() -> None:
    day = PartialDate.from_iso("2025-06-08T00:30:00+03:00")
    assert (day.text, day.instant, day.precision) == ("2025-06-08", "2025-06-08T00:30:00+03:00", "minute")


def test_a_leap_february_ends_on_the_29th() -> None:
    assert PartialDate("2024-02").last == date(2024, 2, 29)
