"""Saved searches and feeds: kept by name, told what is new, and followed from elsewhere."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from archive.report import Document, PartialDate
from archive.store import Archive
from index.whoosh_engine import WhooshEngine

ATOM = "{http://www.w3.org/2005/Atom}"
DOCUMENTS = [
    Document("Grain <b>at</b> the port", "Grain left.\x07", PartialDate("2025-06-08"), "Harbour & Post", id="a"),
    Document("Grain on the rails", "Grain went by train.", PartialDate("2025-06"), id="b/c"),
    Document("Wheat", "Wheat.", id="d"),
]


@pytest.fixture
def client(client_of: Callable[..., FlaskClient]) -> FlaskClient:
    """A browser on three documents."""
    return client_of(DOCUMENTS)


def page(client: FlaskClient, address: str = "/searches") -> BeautifulSoup:
    return BeautifulSoup(client.get(address).text, "html.parser")


def do(client: FlaskClient, act: str, **fields: str) -> TestResponse:
    token = str(page(client, "/?q=grain").select(".menu [name=token]")[0]["value"])
    return client.post("/searches", data={"token": token, "do": act, **fields})


def saved(client: FlaskClient) -> dict[str, str]:
    """The saved searches on the page, each with its line."""
    return {item.h2.text.strip(): " ".join(item.p.text.split()) for item in page(client).select(".saved li")}  # type: ignore[union-attr]


def test_a_search_is_saved_from_its_page_with_all_it_is_limited_by(client: FlaskClient) -> None:
    form = page(client, "/?q=grain&since=last+year&page=1").select(".menu form")[0]
    fields = {str(one["name"]): str(one["value"]) for one in form.select("input")}
    assert fields["name"] == "grain"
    assert client.post("/searches", data={**fields, "do": "save"}).location == "/searches"
    assert saved(client)["grain"].startswith("2 documents, ")
    assert str(page(client).select(".saved h2 a")[0]["href"]) == "/?q=grain&since=last+year"


def test_what_came_in_since_it_was_seen_is_new(client: FlaskClient, tmp_path: Path) -> None:
    do(client, "save", name="Ports", search="/?q=grain")
    with Archive.open(tmp_path / "archive") as archive:
        archive.people._connection.execute("UPDATE search SET seen = '2026-03-03T12:00:00+00:00'")
        archive._connection.execute("UPDATE report SET first_seen = '2026-03-03T11:00:00+00:00' WHERE document = 'a'")
    assert saved(client) == {"Ports": "2 documents, 1 new since 3 March 2026"}
    shown = page(client, str(page(client).select(".new")[0]["href"]))
    assert [box["value"] for box in shown.select(".tick input")] == ["b/c"]
    with Archive.open(tmp_path / "archive") as archive:
        archive._connection.execute("UPDATE report SET first_seen = '2026-03-03T13:00:00+00:00'")
    do(client, "see", name="Ports")
    assert saved(client) == {"Ports": "2 documents, nothing new since today"}


def test_what_was_not_indexed_yet_when_it_was_seen_is_new_later(
    client: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    do(client, "save", name="Ports", search="/?q=grain")
    with Archive.open(tmp_path / "archive") as archive:
        archive._connection.execute("UPDATE report SET first_seen = '2026-03-03T11:00:00+00:00'")
        archive._connection.execute("UPDATE report SET first_seen = '2026-03-03T13:00:00+00:00' WHERE document = 'a'")
        archive.people._connection.execute("UPDATE search SET seen = '2026-03-01T12:00:00+00:00'")
    as_it_is = WhooshEngine.status
    behind = {"published": "2026-03-03T12:00:00+00:00", "change": 2}
    monkeypatch.setattr(WhooshEngine, "status", lambda engine: replace(as_it_is(engine), **behind))
    do(client, "see", name="Ports")
    monkeypatch.undo()
    assert saved(client) == {"Ports": "2 documents, 1 new since 3 March 2026"}


def test_a_name_that_is_taken_leads_back_to_the_search(client: FlaskClient) -> None:
    do(client, "save", name="Ports", search="/?q=grain")
    assert '<a href="/?q=wheat">Back</a>' in do(client, "save", name="Ports", search="/?q=wheat").text


def test_it_is_renamed_and_deleted(client: FlaskClient) -> None:
    do(client, "save", name="Ports", search="/?q=grain")
    do(client, "rename", name="Ports", new=" Harbours  and ports ")
    assert list(saved(client)) == ["Harbours and ports"]
    do(client, "delete", name="Harbours and ports")
    assert saved(client) == {}


@pytest.mark.parametrize(
    ("act", "fields", "status"),
    [
        ("save", {"name": "Ports", "search": "/?q=x"}, 400), ("save", {"name": " ", "search": "/?q=x"}, 400),
        ("save", {"name": "x" * 101, "search": "/?q=x"}, 400), ("save", {"name": "New", "search": '/?q="'}, 400),
        ("rename", {"name": "Ports", "new": ""}, 400), ("rename", {"name": "nowhere", "new": "x"}, 404),
        ("see", {"name": "nowhere"}, 404), ("delete", {"name": "nowhere"}, 404), ("burn", {"name": "Ports"}, 400),
        ("delete", {"name": "Ports", "token": "x"}, 403),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_told_and_changes_nothing(
    client: FlaskClient, act: str, fields: dict[str, str], status: int
) -> None:
    do(client, "save", name="Ports", search="/?q=grain")
    assert do(client, act, **fields).status_code == status
    assert list(saved(client)) == ["Ports"]


def test_a_saved_search_that_is_no_longer_understood_is_told_and_can_go(client: FlaskClient, tmp_path: Path) -> None:
    with Archive.open(tmp_path / "archive") as archive:
        archive.people.searches.save("Old", {"q": ['"']}, "2026-03-03T12:00:00+00:00")
    assert "can no longer be run" in saved(client)["Old"]
    do(client, "delete", name="Old")
    assert saved(client) == {}


def test_the_feed_has_the_hits_by_when_they_came_in(client: FlaskClient, tmp_path: Path) -> None:
    with Archive.open(tmp_path / "archive") as archive:
        archive._connection.execute("UPDATE report SET first_seen = '2026-03-03T11:00:00+00:00' WHERE document = 'a'")
        archive._connection.execute("UPDATE report SET first_seen = '2026-03-04T11:00:00+00:00' WHERE document = 'b/c'")
    link = page(client, "/?q=grain").select("link[rel=alternate]")[0]
    response = client.get(str(link["href"]))
    assert response.mimetype == "application/atom+xml"
    feed = ElementTree.fromstring(response.data)  # noqa: S314 - our own
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == ["Grain on the rails", "Grain <b>at</b> the port"]
    assert [entry.findtext(f"{ATOM}updated") for entry in entries] == [
        "2026-03-04T11:00:00+00:00", "2026-03-03T11:00:00+00:00",
    ]  # fmt: skip
    assert feed.findtext(f"{ATOM}updated") == "2026-03-04T11:00:00+00:00"
    assert [entry.findtext(f"{ATOM}published") for entry in entries] == [None, "2025-06-08T00:00:00Z"]
    for entry in entries:
        address = entry.find(f"{ATOM}link").attrib["href"]  # type: ignore[union-attr]
        assert client.get(address.removeprefix("http://localhost")).status_code == 200


def test_a_feed_of_nothing_is_a_feed_and_of_a_wrong_query_an_error(client: FlaskClient) -> None:
    assert ElementTree.fromstring(client.get("/feed?q=nowhere").data).tag == f"{ATOM}feed"  # noqa: S314 - our own
    assert client.get("/feed?q=%22").status_code == 400
