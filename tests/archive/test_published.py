"""The date is the day of publication, told by lines that say little else, with the page's own words as evidence."""

import pytest

from archive.extract import extract
from archive.report import Evidence
from archive.settings import default_settings

LONG = "The harbour was closed for the third day, and ships that waited outside began to turn away to other ports. " * 3


def dates(body: str, head: str = "", lang: str = "en", url: str = "") -> list[Evidence]:
    page = f'<html lang="{lang}"><head>{head}</head><body><article><h1>Harbour closed</h1>{body}<p>{LONG}</p></article>'
    found = extract(page.encode(), "a.html", default_settings(), url).document.evidence
    return [one for one in found if one.field == "date"]


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


def test_what_searching_finds_has_words_of_the_page_or_none() -> None:
    page = "<p>The war began on 24 February 2022 for all.</p>"
    assert all(not one.words or one.words in page for one in dates(page) if one.method == "search")


def test_the_year_of_a_copyright_is_no_date() -> None:
    assert dates("<footer><p>© 2024 The Quay</p></footer>") == []


def test_figures_that_can_be_read_two_ways_are_one_evidence_and_less_sure() -> None:
    (found,) = dates("<p>03/04/2025</p>")
    assert (found.value, found.confidence < 0.6) == ("2025-03-04", True)


@pytest.mark.parametrize(
    ("head", "lang", "url"),
    [
        ('<meta property="og:locale" content="en_GB">', "en", ""),
        ("", "en-GB", ""),
        ("", "en", "https://quay.co.uk/x"),
    ],
)
def test_the_country_of_a_page_orders_day_and_month(head: str, lang: str, url: str) -> None:
    assert dates("<p>03/04/2025</p>", head, lang, url)[0].value == "2025-04-03"
