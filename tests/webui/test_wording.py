"""Values as a person reads them."""

import time
from collections.abc import Iterator
from datetime import date

import pytest

from archive.report import PartialDate
from webui.wording import (
    ago_words,
    clock_words,
    count_words,
    date_words,
    gone_words,
    language_words,
    method_words,
    moment_words,
    range_words,
    recent_words,
    seconds_words,
    sentence_words,
    size_words,
)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(-3, "just now"), (59, "just now"), (200, "3 min ago"), (7500, "2 h 5 min ago"), (90_000, "1 day 1 h ago")],
)
def test_how_long_ago_is_told_in_the_two_largest_units(seconds: int, words: str) -> None:
    assert ago_words(seconds) == words


@pytest.mark.parametrize(("text", "words"), [("2025-06-08", "8 June 2025"), ("2025-06", "June 2025"), ("2025", "2025")])
def test_a_date_shows_no_more_than_is_known(text: str, words: str) -> None:
    assert date_words(PartialDate(text)) == words


def test_the_time_of_day_is_the_publisher_s() -> None:
    assert clock_words(PartialDate("2025-06-08", "2025-06-08T23:30:00+02:00")) == "23:30 UTC+02:00"
    assert clock_words(PartialDate("2025-06-08", "2025-06-08T23:30:00")) == "23:30"
    assert clock_words(PartialDate("2025-06-08")) == ""


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [
        (date(2025, 1, 1), date(2025, 12, 31), "2025"),
        (date(2024, 2, 1), date(2024, 2, 29), "February 2024"),
        (date(2024, 1, 1), date(2025, 12, 31), "2024 to 2025"),
        (date(2025, 2, 1), date(2026, 6, 30), "February 2025 to June 2026"),
        (date(2025, 2, 2), date(2025, 12, 31), "2 February 2025 to 31 December 2025"),
        (date(2025, 6, 8), date(2025, 6, 8), "8 June 2025"),
        (date(2025, 6, 8), date(2025, 7, 1), "8 June 2025 to 1 July 2025"),
        (date(2025, 6, 1), None, "since 1 June 2025"),
        (None, date(2025, 6, 30), "until 30 June 2025"),
        (date(206, 1, 1), date(206, 12, 31), "0206"),
        (date(1990, 1, 1), date(1999, 12, 31), "1990 to 1999"),
        (date(2025, 1, 1), date(2025, 3, 31), "January 2025 to March 2025"),
        (date(2024, 12, 1), date(2025, 3, 31), "December 2024 to March 2025"),
        (None, None, ""),
    ],
)
def test_a_range_is_called_by_its_shortest_name(since: date | None, until: date | None, words: str) -> None:
    assert range_words(since, until) == words


@pytest.fixture
def tokyo(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """This machine, nine hours ahead of UTC."""
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def test_a_moment_is_told_by_this_machine_s_clock(tokyo: None) -> None:
    assert moment_words("2026-11-22T15:30:00+00:00") == "23 November 2026, 00:30"
    assert moment_words("") == "never"


def test_a_moment_not_long_ago_is_told_by_its_day(tokyo: None) -> None:
    days = [date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 26), date(2027, 1, 1)]
    assert [recent_words("2026-11-22T15:30:00+00:00", day) for day in days] == [
        "00:30 today", "00:30 yesterday", "00:30 Monday", "00:30, 23 November 2026",
    ]  # fmt: skip
    assert recent_words("") == "never"


def test_a_gone_source_is_told_by_its_day_here(tokyo: None) -> None:
    assert gone_words("2026-11-22T14:30:00+00:00") == gone_words("2026-11-22") == "22 November 2026"
    assert gone_words("2026-11-22T15:30:00+00:00") == "23 November 2026"


@pytest.mark.parametrize(
    ("number", "words"), [(0, "0 documents"), (1, "1 document"), (2, "2 documents"), (1234, "1,234 documents")]
)
def test_a_number_agrees_with_its_noun(number: int, words: str) -> None:
    assert count_words(number, "document") == words


def test_sizes_and_spans_are_short() -> None:
    assert [size_words(size) for size in (1, 999, 14_200, 3_100_000)] == ["1 byte", "999 bytes", "14.2 KB", "3.1 MB"]
    assert [seconds_words(s) for s in (0.0001, 0.0042, 1.25)] == ["1 ms", "4 ms", "1.25 s"]


def test_a_language_without_a_name_keeps_its_code() -> None:
    assert [language_words(code) for code in ("en", "uk", "qq")] == ["English", "Ukrainian", "qq"]


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ("a group is not closed; write ) where it ends", "A group is not closed; write ) where it ends."),
        ("`x` is no date. Write 2025.", "`x` is no date. Write 2025."),
        ("title: takes no ~", "title: takes no ~."),
    ],
)
def test_a_page_says_a_message_as_a_sentence(message: str, words: str) -> None:
    assert sentence_words(message) == words


def test_where_a_value_was_found_is_said_in_words_and_kept_as_it_is_where_there_are_none() -> None:
    methods = ("h1", "meta, later than it was saved", "person", "told by a friend")
    assert [method_words(method) for method in methods] == [
        "the headline", "the page’s head, later than it was saved", "your word", "told by a friend",
    ]  # fmt: skip
