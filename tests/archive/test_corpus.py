"""Every report in corpus/ is read as the expected result beside it says."""

import json
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from archive.errors import RefusedError
from archive.extract import extract
from archive.recipe import CLEANER
from archive.report import Document
from archive.settings import default_settings

CORPUS = Path(__file__).parents[2] / "corpus"
REPORTS = {path.stem: path for path in sorted(CORPUS.iterdir()) if path.suffix in (".html", ".txt")}
EXPECTED: dict[str, dict[str, Any]] = {
    path.stem: json.loads(path.read_text("utf-8")) for path in sorted(CORPUS.glob("*.json"))
}
READ = [name for name, expected in EXPECTED.items() if "quarantined" not in expected]
KEYS = {"title", "date", "precision", "source", "author", "language", "url"}
KEYS |= {"from", "dateline", "about", "not_about", "regions", "not_regions", "body_has", "body_lacks", "quarantined"}


def cases(key: str) -> list[Any]:
    """The name and value of every expected result that says something about `key`, as parameters of a test."""
    return [pytest.param(name, expected[key], id=name) for name, expected in EXPECTED.items() if key in expected]


def pieces(key: str) -> list[Any]:
    """The name and one text, for every text in the lists under `key`, as parameters of a test."""
    return [
        pytest.param(name, text, id=f"{name}-{number}")
        for name, expected in EXPECTED.items()
        for number, text in enumerate(expected.get(key, ()), 1)
    ]


def squeeze(text: str) -> str:
    """`text` with every run of white space made one space."""
    return " ".join(text.split())


@cache
def read(name: str) -> Document:
    """What the report `name` is read as."""
    return extract(REPORTS[name].read_bytes(), REPORTS[name].name, default_settings()).document


def test_every_report_has_an_expected_result_and_the_other_way_round() -> None:
    assert REPORTS
    assert set(REPORTS) == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_expected_results_have_known_keys_and_known_regions(name: str) -> None:
    expected = EXPECTED[name]
    names = {region.name for region in default_settings().regions}
    assert set(expected) <= KEYS
    assert {*expected.get("regions", ()), *expected.get("not_regions", ())} <= names
    assert not set(expected.get("regions", ())) & set(expected.get("not_regions", ()))


@pytest.mark.parametrize(("name", "title"), cases("title"))
def test_title_is_the_headline_without_the_name_of_the_site(name: str, title: str) -> None:
    assert squeeze(read(name).title) == squeeze(title)


@pytest.mark.parametrize(("name", "date"), cases("date"))
def test_date_is_the_day_as_published(name: str, date: str | None) -> None:
    found = read(name).date
    assert (found.text if found else None) == date


@pytest.mark.parametrize(("name", "precision"), cases("precision"))
def test_precision_is_what_the_report_gives(name: str, precision: str | None) -> None:
    found = read(name).date
    assert (found.precision if found else None) == precision


@pytest.mark.parametrize(("name", "source"), cases("source"))
def test_source_is_who_published_it(name: str, source: str) -> None:
    assert squeeze(read(name).source) == source


@pytest.mark.parametrize(("name", "author"), cases("author"))
def test_author_is_the_name_alone(name: str, author: str) -> None:
    assert squeeze(read(name).author) == author


@pytest.mark.parametrize(("name", "language"), cases("language"))
def test_language_is_that_of_the_text(name: str, language: str) -> None:
    assert read(name).language == language


@pytest.mark.parametrize(("name", "url"), cases("url"))
def test_url_is_the_one_the_report_gives(name: str, url: str) -> None:
    assert read(name).url == url


@pytest.mark.parametrize(("name", "regions"), cases("regions"))
def test_regions_the_text_is_about_are_found(name: str, regions: list[str]) -> None:
    assert set(regions) <= set(read(name).regions)


@pytest.mark.parametrize(("name", "not_regions"), cases("not_regions"))
def test_regions_of_menus_and_section_lists_are_not_found(name: str, not_regions: list[str]) -> None:
    assert not set(not_regions) & set(read(name).regions)


@pytest.mark.parametrize(("name", "code"), cases("from"))
def test_the_country_of_publishing_is_told_or_unknown(name: str, code: str) -> None:
    assert read(name).published_in == code


@pytest.mark.parametrize(("name", "place"), cases("dateline"))
def test_dateline_is_the_place_as_written_and_its_country(name: str, place: list[str] | None) -> None:
    found = read(name).dateline
    assert (found and [found.place, found.country]) == place


@pytest.mark.parametrize(("name", "codes"), cases("about"))
def test_countries_the_text_is_about_are_found(name: str, codes: list[str]) -> None:
    assert set(codes) <= {place.country for place in read(name).about}


@pytest.mark.parametrize(("name", "codes"), cases("not_about"))
def test_countries_of_menus_and_of_passing_mentions_are_not_found(name: str, codes: list[str]) -> None:
    assert not set(codes) & {place.country for place in read(name).about}


@pytest.mark.parametrize(("name", "text"), pieces("body_has"))
def test_body_has_the_text_of_the_report(name: str, text: str) -> None:
    assert squeeze(text) in squeeze(read(name).body)


@pytest.mark.parametrize(("name", "text"), pieces("body_lacks"))
def test_body_lacks_what_the_page_puts_around_the_report(name: str, text: str) -> None:
    assert squeeze(text) not in squeeze(read(name).body)


def test_the_cleaner_is_numbered_anew_where_it_makes_something_else_of_a_report() -> None:
    """Archives are cleaned again by that number: raise CLEANER in archive/recipe.py, and write both here."""
    told = [(document.title, document.body, document.date, document.source) for document in map(read, sorted(READ))]
    digest = sha256(repr(told).encode()).hexdigest()[:16]
    assert (CLEANER, digest) == (1, "9c24d11ce2b9b0ec")


@pytest.mark.parametrize(("name", "reason"), cases("quarantined"))
def test_what_is_no_report_is_refused_with_its_reason(name: str, reason: str) -> None:
    with pytest.raises(RefusedError) as refused:
        extract(REPORTS[name].read_bytes(), REPORTS[name].name, default_settings())
    assert refused.value.reason == reason
