"""The forms of a search's words that its matches hold, each with the way to it alone."""

from collections.abc import Callable, Sequence
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient

from archive.report import Document
from index.query import parse, positive_terms
from webui.inflecting import AT_ONCE, inflected, may_inflect

MakeClient = Callable[..., FlaskClient]

TEXTS = ("A bomb. Two bombs.", "They bombed the port.", "The bombing of the port.", "Bombs and ports.")


@pytest.fixture
def bombs(client_of: MakeClient) -> FlaskClient:
    return client_of([Document("", text, language="en", id=f"d{at}") for at, text in enumerate(TEXTS)])


def page_of(client: FlaskClient, address: str) -> Tag:
    return BeautifulSoup(client.get(address).text, "lxml")


def ways(query: str, counts: Sequence[tuple[str, int]]) -> dict[str, str]:
    """For each form the text its link searches for."""
    asked = parse(query)
    word = inflected(asked, ((positive_terms(asked.tree)[0], tuple(counts)),))[0]
    found = {way.label: parse_qs(urlsplit(way.address).query).get("q", [""])[0] for way in word.first + word.others}
    assert len(word.first) <= AT_ONCE
    return found


@pytest.mark.parametrize(
    ("query", "linked"),
    [
        ("bomb", "=bombs"),
        ("bomb port", "=bombs port"),
        ("title:bomb -port", "title:=bombs -port"),
        ("title:(bomb OR port)", "title:(=bombs OR port)"),
        ("bomb*", "=bombs"),
    ],
)
def test_a_form_leads_to_the_search_with_it_in_the_words_place(query: str, linked: str) -> None:
    assert ways(query, [("bomb", 3), ("bombs", 2)])["bombs"] == linked


def test_a_form_that_makes_the_query_too_long_leads_nowhere() -> None:
    long = "bomb " + " ".join(["x" * 93] * 10) + " " + "y" * 52
    assert ways(long, [("bomb", 3), ("bombardments", 2)])["bombardments"] == ""


def test_more_forms_than_fit_are_folded_away() -> None:
    many = [(f"form{number}", 20 - number) for number in range(20)]
    asked = parse("bomb*")
    (word,) = inflected(asked, ((positive_terms(asked.tree)[0], tuple(many)),))
    assert (len(word.first), len(word.others)) == (AT_ONCE, 12)


def test_what_is_counted_is_what_a_form_finds(bombs: FlaskClient) -> None:
    page = page_of(bombs, "/forms?q=bomb")
    assert " ".join(page.select_one(".forms").text.split()) == "bombs 2, bomb 1, bombed 1, bombing 1"
    for link, count in zip(page.select(".forms a"), (2, 1, 1, 1), strict=True):
        assert len(page_of(bombs, link["href"]).select(".hits > li")) == count


def test_words_of_one_form_are_left_out(bombs: FlaskClient) -> None:
    assert page_of(bombs, "/forms?q=they").select_one(".forms").text.strip() == "No other forms found"
    both = page_of(bombs, "/forms?q=bomb+the").select_one(".forms")
    assert " ".join(both.text.split()) == "bombed 1, bombing 1"
    two = page_of(bombs, "/forms?q=bomb+OR+port").select(".forms .word")
    assert [word.text for word in two] == ["bomb", "port"]


def test_the_search_page_leads_there_where_a_word_may_have_forms(bombs: FlaskClient) -> None:
    (link,) = page_of(bombs, "/?q=bomb&sort=oldest").select(".forms a")
    assert link["href"] == "/forms?q=bomb&sort=oldest"
    for without in ("/", "/?q=%22the+port%22", "/?q=%3Dbombs", "/?q=nothing", "/?q=-bomb"):
        assert not page_of(bombs, without).select(".forms"), without
    assert not may_inflect(parse("“the port” lang:en"))
