"""A document beside the list it was found in: the same address shows both, and every link in it keeps the place."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from archive.report import Document, PartialDate
from archive.store import Archive

MakeClient = Callable[..., FlaskClient]


@pytest.fixture
def client(client_of: MakeClient) -> FlaskClient:
    """Twelve memos, found in the order of their numbers, ten a page; ids may hold slashes."""
    dates = [PartialDate(f"2025-{12 - n:02}-08") for n in range(12)]
    return client_of([Document(f"Memo {n}", "Of grain.", dates[n], id=f"m/{n}") for n in range(12)])


def page(client: FlaskClient, address: str) -> BeautifulSoup:
    response = client.get(address, follow_redirects=True)
    assert response.status_code == 200, response.text
    return BeautifulSoup(response.text, "html.parser")


def link(found: BeautifulSoup, selector: str) -> str:
    """Where the only link that a selector names leads."""
    (one,) = found.select(selector)
    return str(one["href"])


def test_one_address_shows_the_list_and_the_document(client: FlaskClient) -> None:
    found = page(client, "/?q=grain&sort=newest&open=m/3")
    assert [title.text for title in found.select(".pane .title")] == ["Memo 3"]
    assert len(found.select(".hits > li")) == 10
    assert [hit.select("h2")[0].text.strip() for hit in found.select(".hits > .is-open")] == ["Memo 3"]
    assert found.select(".pane .text mark")[0].text == "grain"
    assert not page(client, "/?q=grain").select(".pane")


def test_every_view_of_it_stays_beside_the_list(client: FlaskClient) -> None:
    found = page(client, "/?q=grain&open=m/3")
    for way in found.select(".pane .views a"):
        there = page(client, str(way["href"]))
        assert there.select(".pane .views [aria-current]")[0].text == way.text
        assert there.select(".hits > .is-open")
        after = str(there.select("#marks [name=next]")[0]["value"])
        assert page(client, after).select(".pane .views [aria-current]")[0].text == way.text


def test_it_leads_back_to_the_list_and_on_to_its_own_page(client: FlaskClient) -> None:
    found = page(client, "/?q=grain&source=x&open=m/3&view=evidence")
    assert link(found, ".pane .close") == "/?q=grain&source=x"
    assert link(found, ".pane .full") == "/document/m%2F3?q=grain&source=x&view=evidence"
    alone = page(client, link(found, ".pane .full"))
    assert link(alone, ".aside a") == "/?q=grain&source=x&open=m%2F3"


def test_one_walks_from_document_to_document_over_the_pages(client: FlaskClient) -> None:
    seen, address = [], "/?q=grain&sort=newest&open=m/0"
    while address:
        found = page(client, address)
        seen.append(found.select(".pane .title")[0].text)
        following = found.select(".pane [rel=next]")
        address = str(following[0]["href"]) if following else ""
    assert seen == [f"Memo {n}" for n in range(12)]
    back = page(client, "/?q=grain&sort=newest&page=2&open=m/10")
    assert page(client, link(back, ".pane [rel=prev]")).select(".pane .title")[0].text == "Memo 9"
    assert not page(client, "/?q=grain&sort=newest&open=m/0").select(".pane [rel=prev]")


def test_what_is_not_in_the_list_is_shown_without_neighbours(client: FlaskClient) -> None:
    found = page(client, "/?q=title:3&open=m/5")
    assert found.select(".pane .title")[0].text == "Memo 5"
    assert not found.select(".pane [rel]")


def test_a_damaged_document_leaves_the_list_as_it_is(client: FlaskClient, tmp_path: Path) -> None:
    with Archive.open(tmp_path / "archive") as archive:
        archive._connection.execute("UPDATE version SET body = x'00' WHERE id = 'm/3'")
    found = page(client, "/?q=grain&sort=newest&open=m/3")
    assert "not what was stored" in found.select(".pane .gone")[0].text
    assert len(found.select(".hits > li")) == 9
    alone = page(client, "/?q=title:3")
    assert "cannot be shown" in alone.select(".empty")[0].text


def test_a_document_that_is_gone_leaves_the_list_as_it_is(client: FlaskClient) -> None:
    found = page(client, "/?q=grain&open=nowhere")
    assert "nowhere" in found.select(".pane .gone")[0].text
    assert len(found.select(".hits > li")) == 10


@pytest.mark.parametrize("search", ["/?q=nothingofthekind&open=m/5", "/?q=grain&open=m/5"])
def test_it_can_be_marked_where_it_stands(client: FlaskClient, search: str) -> None:
    found = page(client, search)
    (form,) = found.select("form#marks")
    sent = {str(field["name"]): str(field["value"]) for field in form.select("[type=hidden]")}
    response = client.post("/marks", data={**sent, "do": "read m/5"})
    assert parse_qs(urlsplit(response.location).query)["open"] == ["m/5"]
    assert page(client, response.location).select(".pane [data-key=r]")[0]["aria-pressed"] == "true"


@pytest.mark.parametrize("at", ["first", "last"])
def test_an_end_of_a_page_without_hits_is_nowhere(client: FlaskClient, at: str) -> None:
    assert client.get(f"/?q=nothingofthekind&at={at}").status_code == 200


def test_the_keys_are_not_caught_by_the_search_box(client: FlaskClient) -> None:
    """On the first page one types at once; beside a document one walks."""
    assert page(client, "/").select("#q[autofocus]")
    assert not page(client, "/?open=m/5").select("#q[autofocus]")


def test_a_view_that_is_none_is_told(client: FlaskClient) -> None:
    assert client.get("/?q=grain&open=m/5&view=x").status_code == 404
