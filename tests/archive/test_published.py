"""The date is the day of publication, as independent places tell it, with the page's own words as evidence."""

import pytest

from archive.dates import line_dates
from archive.extract import extract
from archive.report import SURE, Document, Evidence
from archive.settings import default_settings

LONG = "The harbour was closed for the third day, and ships that waited outside began to turn away to other ports. " * 3
META = '<meta property="article:published_time" content="{}">'
MODIFIED = '<meta property="article:modified_time" content="{}">'


def document(body: str, head: str = "", lang: str = "en", url: str = "", captured: str = "") -> Document:
    page = f'<html lang="{lang}"><head>{head}</head><body><article><h1>Harbour closed</h1>{body}<p>{LONG}</p></article>'
    return extract(page.encode(), "a.html", default_settings(), url, captured).document


def dates(
    body: str, head: str = "", lang: str = "en", url: str = "", captured: str = "", field: str = "date"
) -> list[Evidence]:
    return [one for one in document(body, head, lang, url, captured).evidence if one.field == field]


def day(body: str, head: str = "", lang: str = "en", url: str = "", captured: str = "") -> str:
    date = document(body, head, lang, url, captured).date
    return date.text if date else ""


def test_a_date_in_a_sentence_is_no_byline() -> None:
    found = dates("<p>The war began on 24 February 2022 for all.</p>")
    assert all(one.method == "search" and one.confidence <= 0.4 for one in found)


@pytest.mark.parametrize(
    "line",
    [
        "Kyiv, 3 April 2025",
        "Anna Example | April 3, 2025 10:30",
        "Updated: April 9, 2025 | Published: April 3, 2025",
        "April 3, 2025 (updated April 9, 2025)",
    ],
)
def test_the_first_date_of_a_byline_that_is_no_update_is_the_date(line: str) -> None:
    assert dates(f"<p>{line}</p>")[0].value == "2025-04-03"


@pytest.mark.parametrize(
    ("line", "language", "published", "updated"),
    [
        ("Letzte Änderung: 31.10.2023 Erschienen am: 01.11.2023", "de", "2023-11-01", "2023-10-31"),
        ("Mis à jour le 9 avril 2025", "fr", "", "2025-04-09"),
        ("2025年4月3日公開 2025年4月9日更新", "ja", "2025-04-03", "2025-04-09"),
        ("Опубликовано 3 апреля 2025, обновлено 9 апреля 2025", "ru", "2025-04-03", "2025-04-09"),
        ("Zaktualizowano: 9 kwietnia 2025", "pl", "", "2025-04-09"),
        ("Joined: 18 September 2008", "en", "", ""),
    ],
)
def test_the_words_beside_a_date_tell_what_happened_then(
    line: str, language: str, published: str, updated: str
) -> None:
    found = line_dates(line, language)
    assert [one.date.text if one else "" for one in (found.published, found.updated)] == [published, updated]


def test_a_day_of_change_is_evidence_of_its_own_kind_and_never_beats_one_of_publishing() -> None:
    head = META.format("2024-01-05") + MODIFIED.format("2025-06-08")
    line = "<p>Updated June 8, 2025</p>"
    assert day(line, head) == "2024-01-05"
    assert {one.value for one in dates(line, head, field="updated")} == {"2025-06-08"}


def test_a_day_of_change_stands_in_for_one_of_publishing_and_is_not_sure() -> None:
    (found,) = {(one.value, one.confidence < SURE) for one in dates("", MODIFIED.format("2025-06-08"))}
    assert found == ("2025-06-08", True)


def test_places_that_are_independent_make_a_date_sure_and_one_that_disagrees_makes_it_unsure() -> None:
    head, line, other = META.format("2025-06-08"), "<p>8 June 2025</p>", "<p>11 June 2025</p>"
    agreed, against = dates(line, head)[0], dates(other, head)[0]
    assert agreed.confidence > SURE > against.confidence


def test_a_line_far_from_the_title_casts_no_doubt_on_a_day_that_is_also_that_of_a_change() -> None:
    head = META.format("2025-06-08") + MODIFIED.format("2025-06-08")
    assert day(f"<p>{LONG}</p><p class=date>3 November 2021</p>", head) == "2025-06-08"
    assert day("<p>3 November 2021</p>", head) == "2021-11-03"


def test_a_day_that_data_and_some_line_tell_beats_a_line_nearer_to_the_title() -> None:
    body = "<time>3 June 2025</time><p>3 June 2025</p><p class=date>8 June 2025</p>"
    assert day(body, META.format("2025-06-08")) == "2025-06-08"


def test_a_moment_in_another_zone_is_the_day_that_people_see() -> None:
    assert day("<p>5 November 2021</p>", META.format("2021-11-04T23:00Z")) == "2021-11-05"
    story = f"<p>{LONG}</p><p class=date>3 November 2021</p>"
    assert day(story, META.format("2021-11-04T08:00Z")) == "2021-11-04"
    assert day("<p>5 December 2021</p>", META.format("2021-11-04T23:00Z")) != "2021-11-05"


def test_a_date_after_the_capture_is_refused_and_told() -> None:
    found = dates("<p>8 June 2024</p>", META.format("2025-06-08"), captured="2024-06-10T12:00:00+00:00")
    assert found[0].value == "2024-06-08"
    assert found[-1] == Evidence("date", "2025-06-08", "meta, later than it was saved", "2025-06-08", 0.0)


@pytest.mark.parametrize(
    "comment",
    [
        "<!-- Page saved with SingleFile\n saved date: Mon Jun 10 2024 21:04:37 GMT+0100 -->",
        "<!-- FILE ARCHIVED ON 08:06:12 Jun 10, 2024 AND RETRIEVED FROM THE INTERNET ARCHIVE -->",
    ],
)
def test_what_saved_a_page_tells_when(comment: str) -> None:
    assert day(f"<p>2 days ago</p>{comment}") == "2024-06-08"


@pytest.mark.parametrize(
    ("words", "language", "expected"),
    [
        ("2 hours ago", "en", "2025-06-08"),
        ("11 hrs ago", "en", "2025-06-07"),
        ("Gestern, 14:30 Uhr", "de", "2025-06-07"),
        ("vor 3 Tagen", "de", "2025-06-05"),
        ("вчера", "ru", "2025-06-07"),
        ("il y a 2 semaines", "fr", "2025-05-25"),
        ("قبل يومين", "ar", "2025-06-06"),
        ("hace 3 meses", "es", "2025-03"),
    ],
)
def test_relative_days_are_counted_from_the_capture_and_never_without_one(
    words: str, language: str, expected: str
) -> None:
    line = f"<p>{words}</p>"
    assert day(line, lang=language, captured="2025-06-08T10:00:00+02:00") == expected
    assert day(line, lang=language) == ""


def test_figures_are_not_read_as_a_day_that_had_not_come_when_the_page_was_saved() -> None:
    assert day("<p>09/12/2024</p>", captured="2024-09-15T08:00:00+00:00") == "2024-09-12"
    assert day("<p>12/09/2024</p>", captured="2024-09-15T08:00:00+00:00") == "2024-09-12"


def test_what_searching_finds_has_words_of_the_page_or_none() -> None:
    page = "<p>The war began on 24 February 2022 for all.</p>"
    assert all(not one.words or one.words in page for one in dates(page) if one.method == "search")


def test_the_year_of_a_copyright_is_no_date() -> None:
    assert dates("<footer><p>© 2024 The Quay</p></footer>") == []


def test_figures_that_can_be_read_two_ways_are_one_evidence_and_less_sure() -> None:
    (found,) = dates("<p>03/04/2025</p>")
    assert (found.value, found.confidence < 0.6) == ("2025-03-04", True)


@pytest.mark.parametrize(
    ("head", "lang", "url", "body", "expected"),
    [
        ('<meta property="og:locale" content="en_GB">', "en", "", "03/04/2025", "2025-04-03"),
        ("", "en-GB", "", "03/04/2025", "2025-04-03"),
        ("", "en", "https://quay.co.uk/x", "03/04/2025", "2025-04-03"),
        ("", "en-US", "", "03-04-2025", "2025-03-04"),
        ("", "en", "https://quay.gov/x", "03/04/2025", "2025-03-04"),
        ("", "en", "", "03/04/2025</p><p>Next: 25/04/2025", "2025-04-03"),
        ("", "en", "https://a.example/2025/april/03/harbour", "03/04/2025", "2025-04-03"),
        (META.format("2025-04-03"), "en", "", "03/04/2025", "2025-04-03"),
    ],
)
def test_country_other_dates_and_address_of_a_page_order_day_and_month(
    head: str, lang: str, url: str, body: str, expected: str
) -> None:
    found = dates(f"<p>{body}</p>", head, lang, url)[0]
    assert (found.value, found.confidence > 0.6) == (expected, True)
