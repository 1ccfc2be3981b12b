"""Dates are read as people write them, and never where none is written."""

from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.bylines import DatedLines
from archive.dates import FIRST_YEAR, line_dates, no_later_than, read_date, read_dates
from archive.published import published
from archive.readers import read
from archive.relative import read_relative
from archive.report import PartialDate


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("June 08, 2025Clash Report", "en", "2025-06-08"),
        ("8 June 2025", "en", "2025-06-08"),
        ("Sept. 5th, 2024", "en", "2024-09-05"),
        ("8. Juni 2025", "de", "2025-06-08"),
        ("8 июня 2025 г.", "ru", "2025-06-08"),
        ("8 червня 2025", "uk", "2025-06-08"),
        ("1er janvier 2024", "fr", "2024-01-01"),
        ("8 de junio de 2025", "es", "2025-06-08"),
        ("2025年6月8日", "zh", "2025-06-08"),
        ("2024년 3월 17일", "ko", "2024-03-17"),
        ("٨ يونيو ٢٠٢٥", "ar", "2025-06-08"),
        ("٨ حزيران ٢٠٢٥", "ar", "2025-06-08"),
        ("8 Haziran 2025", "tr", "2025-06-08"),
        ("8 ביוני 2025", "he", "2025-06-08"),
        ("۸ ژوئن ۲۰۲۵", "fa", "2025-06-08"),
        ("8 czerwca 2025", "pl", "2025-06-08"),
        ("08.06.2025", "de", "2025-06-08"),
        ("8.6.25", "de", "2025-06-08"),
        ("2025-06-08", "en", "2025-06-08"),
        ("20250608", "en", "2025-06-08"),
        ("June 2025", "en", "2025-06"),
        ("2025-06", "en", "2025-06"),
    ],
)
def test_a_date_is_read_in_its_language_at_its_precision(text: str, language: str, expected: str) -> None:
    found = read_date(text, language)
    assert found
    assert found.date.text == expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("6/8/2025", "en", "2025-06-08"),
        ("6/8/2025", "en-GB", "2025-08-06"),
        ("6/8/2025", "fr", "2025-08-06"),
        ("25/8/2025", "en", "2025-08-25"),
        ("8/25/2025", "fr", "2025-08-25"),
        ("6.8.2025", "en", "2025-08-06"),
    ],
)
def test_the_month_comes_first_only_where_americans_write_it(text: str, language: str, expected: str) -> None:
    found = read_date(text, language)
    assert found
    assert found.date.text == expected


@pytest.mark.parametrize(
    "text", ["", "1234", "99/99/2025", "2025-13-01", "version 1.2.3", "in 1066", "31 people in 2025", "0000-00-00"]
)
def test_what_is_no_date_is_not_read_as_one(text: str) -> None:
    assert read_dates(text) == []


def test_an_instant_keeps_its_offset_and_the_day_is_not_shifted() -> None:
    found = read_date("2025-06-08T23:30:00+02:00")
    assert found
    assert found.date.text == "2025-06-08"
    assert found.date.instant == "2025-06-08T23:30:00+02:00"


def test_the_words_and_their_place_are_kept() -> None:
    text = "On 8 June 2025 and again on 9 June 2025."
    found = read_dates(text)
    assert (
        [text[one.start : one.end] for one in found] == [one.words for one in found] == ["8 June 2025", "9 June 2025"]
    )


@pytest.mark.parametrize("text", ["28. Juni 201914. Januar 2020", "28. Juni 2019 14. Januar 2020"])
def test_days_that_are_run_together_are_both_read(text: str) -> None:
    assert [one.date.text for one in read_dates(text, "de")] == ["2019-06-28", "2020-01-14"]


def test_years_before_1900_and_after_next_year_are_no_dates() -> None:
    assert not read_dates("8 June 1899")
    assert not read_dates("8 June 2031", today=date(2029, 12, 31))
    assert read_dates("8 June 2030", today=date(2029, 12, 31))


def test_tomorrow_may_be_today_elsewhere_but_later_is_refused() -> None:
    today = date(2025, 6, 8)
    assert no_later_than(today, PartialDate("2025-06-09"))
    assert not no_later_than(today, PartialDate("2025-06-10"))


@given(
    st.dates(date(FIRST_YEAR, 1, 1), date(2025, 12, 31)),
    st.sampled_from(["%d %B %Y", "%B %d, %Y", "%Y-%m-%d", "%d.%m.%Y"]),
)
def test_a_written_day_is_read_back(day: date, form: str) -> None:
    found = read_date(f"x {day.strftime(form)} y", "en-GB")
    assert found
    assert found.date.text == day.isoformat()


@given(st.text(max_size=300), st.sampled_from(["en", "de", "ru", "ar", "zh", "xx", "", "en-GB"]))
def test_any_text_gives_dates_inside_it_in_order(text: str, language: str) -> None:
    found = read_dates(text, language)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


@given(st.text(max_size=300), st.sampled_from(["en", "de", "ru", "ar", "zh", "xx", "", "en-GB"]))
def test_what_a_line_tells_is_in_its_words(text: str, language: str) -> None:
    told = line_dates(text, language)
    assert all(
        one.words in text and text[one.start : one.end].strip() == one.words
        for one in (told.published, told.updated)
        if one
    )


@given(
    st.lists(st.sampled_from(["3", "an", "hours", "ago", "vor", "Tagen", "gestern", "вчера", "2 days ago", "hace"])),
    st.sampled_from(["en", "de", "ru", "es", "xx", ""]),
    st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
)
def test_a_day_counted_back_is_told_in_words_and_never_after_the_capture(
    words: list[str], language: str, captured: datetime
) -> None:
    text = " ".join(words)
    found = read_relative(text, language, captured)
    assert found is None or (found.words in text and found.date.first <= captured.date())


def page_date(head: str, body: str = "", name: str = "page.html", url: str = "") -> PartialDate | None:
    page = (
        f"<html lang=en><head>{head}</head><body><article><p>Some words of a story.</p>{body}</article></body></html>"
    )
    return published(read(page.encode(), name), name, url, "en")[0]


@pytest.mark.parametrize(
    "head",
    [
        '<script type="application/ld+json">{"@type":"Article","datePublished":"2025-06-08T10:00:00+02:00"}</script>',
        '<meta property="article:published_time" content="2025-06-08T10:00:00+02:00">',
        '<meta itemprop="datePublished" content="2025-06-08T10:00:00+02:00">',
    ],
)
def test_the_date_a_page_tells_machines_is_read_with_its_instant(head: str) -> None:
    found = page_date(head)
    assert found == PartialDate("2025-06-08")
    assert found.instant == "2025-06-08T10:00:00+02:00"


def test_the_date_of_a_change_is_not_the_date_of_publication() -> None:
    head = '<meta property="article:published_time" content="2024-01-05">'
    head += '<meta property="article:modified_time" content="2025-06-08">'
    assert page_date(head) == PartialDate("2024-01-05")


def test_a_date_far_in_the_future_is_refused() -> None:
    assert page_date('<meta property="article:published_time" content="2999-01-05">') is None


def test_the_url_and_the_file_name_tell_a_date() -> None:
    assert page_date("", url="https://a.example/2024/03/17/story.html") == PartialDate("2024-03-17")
    assert page_date("", name="2025-06-08-story.html") == PartialDate("2025-06-08")


def test_the_same_moment_in_utc_and_local_time_is_the_local_day() -> None:
    head = '<meta property="article:published_time" content="2023-11-09T02:11:03Z">'
    head += '<meta itemprop="datePublished" content="2023-11-08T21:11:03-05:00">'
    assert page_date(head) == PartialDate("2023-11-08")


@pytest.mark.parametrize(
    ("head", "lines", "times"),
    [
        ('<meta property="article:published_time" content="2025-06-08">', DatedLines(), 0),
        ('<meta property="article:published_time" content="2025-06-08">', DatedLines(("9 June 2025",)), 0),
        ("", DatedLines(("8 June 2025",)), 0),
        ("", DatedLines(far=("8 June 2025",)), 1),
        ("", DatedLines(), 1),
    ],
)
def test_the_whole_page_is_searched_only_where_that_can_decide(
    head: str, lines: DatedLines, times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    searched: list[str] = []
    monkeypatch.setattr("archive.published.find_date", lambda text, **_: searched.append(text))
    page = read(f"<html><head>{head}</head><body><p>Words.</p></body></html>".encode(), "a.html")
    published(page, "a.html", "", "en", lines)
    assert len(searched) == times
