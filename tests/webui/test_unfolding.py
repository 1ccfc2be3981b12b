"""What the page of a search leaves folded stands on pages of its own, whole."""

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient

from archive.report import Document, PartialDate
from webui.narrowing import SHOWN

MakeClient = Callable[..., FlaskClient]

SOURCES = [f"Source {letter}" for letter in "ABCDEFGHIJKL"]


@pytest.fixture
def client(client_of: MakeClient) -> FlaskClient:
    """A browser on one document from each of SOURCES, all of one year."""
    return client_of([Document("T", "Grain.", PartialDate("2025"), source=source, id=source[-1]) for source in SOURCES])


def page_of(client: FlaskClient, address: str) -> Tag:
    return BeautifulSoup(client.get(address).text, "lxml")


def values(page: Tag, within: str) -> dict[str, str]:
    return {way.bdi.text: str(way["href"]) for way in page.select(f"{within} a:not(.minus)") if way.bdi}


def test_a_facet_shows_its_first_values_and_leads_to_a_page_of_all(client: FlaskClient) -> None:
    page = page_of(client, "/?q=grain")
    assert list(values(page, "#facet-source")) == SOURCES[:SHOWN]
    (folded,) = page.select("#facet-source details")
    assert folded.summary
    assert folded.summary.text == "4 more"
    whole = page_of(client, str(folded.select(".folded")[0]["href"]))
    assert values(whole, ".values")["Source L"] == "/?q=grain&source=Source+L"
    assert list(values(whole, ".values")) == SOURCES
    assert list(values(whole, ".values .unfolded")) == SOURCES[SHOWN:]
    assert len(whole.select(".minus")) == len(SOURCES)
    assert whole.select(".back a")[0]["href"] == "/?q=grain"


def test_what_is_chosen_is_shown_at_once(client: FlaskClient) -> None:
    page = page_of(client, "/?q=grain&source=Source+L&source=Nobody")
    assert list(values(page, "#facet-source")) == ["Source L", "Nobody", *SOURCES[: SHOWN - 2]]
    every = page_of(client, "/?q=grain&" + "&".join(f"source=Source+{source[-1]}" for source in SOURCES))
    assert list(values(every, "#facet-source")) == SOURCES
    assert not every.select("#facet-source details")


@pytest.mark.parametrize("address", ["/values/nothing?q=grain", "/values/lang?q=grain", "/values/source/x"])
def test_a_facet_that_there_is_not_is_not_here(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404


def test_a_timeline_that_there_is_not_has_no_numbers(client: FlaskClient) -> None:
    page = page_of(client, "/timeline?q=grain")
    assert not page.select("table")
    assert "too few dates" in page.text


@pytest.mark.parametrize("path", ["/values/source", "/timeline"])
def test_a_search_that_is_not_understood_is_refused(client: FlaskClient, path: str) -> None:
    assert client.get(f"{path}?q=grain+AND").status_code == 400
