"""Who wrote it: the names and nothing beside them."""

import pytest

from archive.authors import authors_of, signed
from archive.readers import read
from archive.readers.page import Facts
from archive.report import Evidence


def facts(head: str = "", body: str = "<p>Some words of a story.</p>") -> Facts:
    return read(f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode(), "a.html").facts


def first(found: list[Evidence]) -> str:
    return found[0].value if found else ""


@pytest.mark.parametrize(
    "byline",
    [
        "By <a>Anna Example</a> 8 June 2025",
        "Written By: Anna Example Last Updated: August 1, 2025",
        "Jun 2 Written By Anna Example",
        "Anna Example • 7 min read",
        "By Anna Example in Workshop",
        "By Anna Example, Senior Autos Reporter",
        "Anna Example Contributing Writer",
        "By Anna Example | The Quay",
        "Guide by Anna Example Former Deputy Tech Editor",
        "View all posts by Anna Example",
        "By Anna Example Updated by Ben Other",
        "Anna Example Content Marketing Coordinator",
    ],
)
def test_a_byline_gives_the_name_alone(byline: str) -> None:
    assert first(authors_of(facts(body=f'<div class="byline">{byline}</div>'))) == "Anna Example"


def test_a_name_that_stands_by_itself_in_a_byline_is_the_name() -> None:
    body = '<div class="author">Anna Example Head of Harbours <span class="author-name">Anna Example</span> x</div>'
    assert first(authors_of(facts(body=body))) == "Anna Example"


def test_a_role_that_stands_by_itself_in_a_byline_is_none() -> None:
    body = '<p class="author">Ada B. Long <span class="author-name">Senior Harbour Reporter</span></p>'
    assert first(authors_of(facts(body=body))) == "Ada B. Long"


@pytest.mark.parametrize(
    "words", ["Name *", "12 min read", "Jiobal says:", "Share this", "Sat", "page.head.author", "3 comments"]
)
def test_what_is_no_name_is_no_author(words: str) -> None:
    assert authors_of(facts(body=f'<div class="author">{words}</div>')) == []


def test_a_card_for_social_networks_tells_the_author_where_it_says_so() -> None:
    card = '<meta name="twitter:label1" content="{}"><meta name="twitter:data1" content="Anna Example">'
    assert first(authors_of(facts(card.format("Written by")))) == "Anna Example"
    assert authors_of(facts(card.format("Est. reading time"))) == []


def test_a_name_is_believed_before_a_login() -> None:
    page = facts('<meta name="author" content="anna.example">', '<div class="byline">By Anna Example</div>')
    assert first(authors_of(page)) == "Anna Example"


def test_degrees_keep_their_dot() -> None:
    assert first(authors_of(facts('<meta name="author" content="Anna Example, Ph.D.">'))) == "Anna Example, Ph.D."


@pytest.mark.parametrize(
    "line", ["By Anna Example December 2, 2025", "Written by:Anna Example", "By Anna Example ● 6 min read"]
)
def test_a_signature_ends_where_the_name_does(line: str) -> None:
    assert first(signed([line])) == "Anna Example"


def test_a_month_that_is_a_surname_stays() -> None:
    assert first(signed(["By Theresa May, London"])) == "Theresa May"


@pytest.mark.parametrize(
    "lines",
    [
        ["8 June 2025 • Anna Example in Harbours"],
        ["Anna Example8 June 2025"],
        ["Harbours", "Anna Example", "8 June 2025", "The Quay"],
    ],
)
def test_a_name_that_stands_by_a_day_below_the_title_is_the_author(lines: list[str]) -> None:
    assert first(authors_of(Facts(), (), lines)) == "Anna Example"


@pytest.mark.parametrize(
    "line", ["Last Modified 8 June 2025", "Harbour News 8 June 2025", "8 June 2025, Harbour Closed"]
)
def test_what_stands_by_a_day_and_is_no_name_is_no_author(line: str) -> None:
    assert authors_of(Facts(title="Harbour closed"), (), [line]) == []


def test_several_names_in_a_signature_are_all_authors_and_a_place_is_none() -> None:
    assert first(signed(["By Anna Example, Ben Other, and Cara Third, senior writers"])) == (
        "Anna Example, Ben Other, Cara Third"
    )
    assert first(signed(["By Anna Example, New York"])) == "Anna Example"


def test_a_line_that_names_more_people_than_the_data_is_believed() -> None:
    page = facts('<meta name="author" content="Anna Example">')
    assert first(authors_of(page, ["By Anna Example, Ben Other, Cara Third"])) == "Anna Example, Ben Other, Cara Third"


def test_a_menus_entry_is_no_author_and_a_name_that_ends_with_on_stays_whole() -> None:
    assert signed(["By Company Size"]) == []
    assert first(authors_of(facts(body='<div class="byline">Written By Quay On</div>'))) == "Quay On"
