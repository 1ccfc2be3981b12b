"""Marks on the page: set by forms of this site alone, asked for in a search, counted, and taken along."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from archive.report import Document
from archive.store import Archive
from webui.wording import weekday_words

DOCUMENTS = [
    Document("Grain at the port", "Grain left the harbour.", id="a", source="Harbour Post"),
    Document("Grain on the rails", "Grain went by train.", id="b", source="Rail News"),
    Document("Grain in the silo", "Grain stayed where it was.", id="c", source="Rail News"),
    Document("Wheat", "Wheat is no maize.", id="d"),
]


@pytest.fixture
def client(client_of: object) -> Iterator[FlaskClient]:
    """A browser on four documents."""
    yield client_of(DOCUMENTS)  # type: ignore[operator]


def page(client: FlaskClient, address: str = "/?q=grain") -> BeautifulSoup:
    return BeautifulSoup(client.get(address).text, "html.parser")


def token_of(client: FlaskClient) -> str:
    return str(page(client).select("#marks [name=token]")[0]["value"])


def mark(client: FlaskClient, do: str, *ids: str, **fields: str) -> TestResponse:
    """Press a button of the form."""
    sent = {"token": token_of(client), "next": "/?q=grain", **fields}
    return client.post("/marks", data={**sent, "do": do, "id": list(ids)})


def found(client: FlaskClient, **params: str) -> set[str]:
    return {hit["id"] for hit in client.get("/api/search", query_string=params).get_json()["hits"]}


def test_a_row_s_button_marks_its_document_and_leads_back(client: FlaskClient) -> None:
    button = page(client).select(".mark-button[value='read a']")
    assert [one["aria-pressed"] for one in button] == ["false"]
    response = mark(client, "read a")
    assert (response.status_code, response.location) == (303, "/?q=grain")
    (pressed,) = page(client).select(".mark-button[value='unread a']")
    assert pressed["aria-pressed"] == "true"
    mark(client, "unread a")
    assert found(client, mark="read") == set()


def test_what_is_ticked_is_marked_together(client: FlaskClient) -> None:
    assert mark(client, "read", "a", "b").status_code == 303
    assert mark(client, "keep", "b").status_code == 303
    assert mark(client, "tag", "b", "c", tags="rail, grain").status_code == 303
    assert found(client, mark="read") == {"a", "b"}
    assert found(client, mark="kept") == {"b"}
    assert found(client, q="grain", mark="unread") == {"c"}
    assert found(client, tag="rail") == {"b", "c"}
    response = client.get("/api/search", query_string={"mark": ["read", "kept"], "tag": "rail"})
    assert response.get_json()["query"] == {"mark": ["read", "kept"], "tag": ["rail"]}
    assert {hit["id"] for hit in response.get_json()["hits"]} == {"b"}


def test_a_note_and_tags_are_kept_with_the_document(client: FlaskClient) -> None:
    mark(client, "note a", note="Who counted?", tags="count", next="/document/a")
    shown = page(client, "/document/a")
    assert [field.text.strip() for field in shown.select("[name=note]")] == ["Who counted?"]
    assert [tag.text.strip() for tag in shown.select(".tag")] == ["count"]
    assert found(client, mark="noted") == {"a"}
    assert "Who counted?" in page(client).select(".hits")[0].text


def test_what_two_windows_write_on_one_document_is_kept_of_both(client: FlaskClient) -> None:
    form = page(client, "/document/a").select(".note form")[0]
    made = {str(one["name"]): str(one["value"]) for one in form.select("[type=hidden]")}
    mark(client, "note a", tags="quay, old", note="First.\r\nSecond.")
    mark(client, "note a", **made, tags="rail", note="")
    (both,) = client.get("/api/marks").get_json()["marks"]
    assert (both["tags"], both["note"]) == (["old", "quay", "rail"], "First.\nSecond.")
    mark(client, "note a", **made, tags="", note="Third.")
    (both,) = client.get("/api/marks").get_json()["marks"]
    assert both["note"] == "First.\nSecond.\n\nThird."


def test_a_note_and_a_tag_are_taken_off(client: FlaskClient) -> None:
    mark(client, "note a", tags="quay, old", note="First.\r\nSecond.")
    form = page(client, "/document/a").select(".note form")[0]
    made = {str(one["name"]): str(one["value"]) for one in form.select("[type=hidden]")}
    mark(client, "note a", **made, tags="old", note="")
    (left,) = client.get("/api/marks").get_json()["marks"]
    assert (left["tags"], left["note"]) == (["old"], "")


def test_the_facet_counts_every_state_as_if_none_were_chosen(client: FlaskClient) -> None:
    mark(client, "read", "a", "b", "d")
    mark(client, "keep", "b")
    for address in ("/?q=grain", "/?q=grain&mark=unread", "/?q=grain&mark=kept"):
        (facet,) = [one for one in page(client, address).select(".filters section") if one.h2.text == "Read or kept"]  # type: ignore[union-attr]
        counts = {way.bdi.text: int(way.select(".count")[0].contents[0]) for way in facet.select("a")}  # type: ignore[union-attr, arg-type]
        assert counts == {"Unread": 1, "Read": 2, "Kept": 1}, address


def test_every_way_of_the_facets_finds_what_it_counts(client: FlaskClient) -> None:
    mark(client, "read", "a", "b")
    mark(client, "tag", "b", "c", tags="rail")
    mark(client, "tag", "a", tags="sea")
    for address in ("/?q=grain", "/?mark=unread", "/?tag=rail", "/?tag=rail&mark=read"):
        for way in page(client, address).select(".filters section a:not(.chosen, .minus)"):
            count = int(way.select(".count")[0].contents[0])  # type: ignore[arg-type]
            assert len(page(client, str(way["href"])).select(".hits > li")) == count, (address, way["href"])


def test_the_search_says_how_far_it_was_read(client: FlaskClient, tmp_path: Path) -> None:
    assert not page(client).select(".progress")
    mark(client, "read", "a", "d")
    assert "read 1 of 3" in " ".join(page(client).select(".progress")[0].text.split())
    assert not page(client, "/?q=barley").select(".progress")
    with Archive.open(tmp_path / "archive") as archive:
        archive.people._connection.execute("UPDATE mark SET read = '2026-03-03T12:00:00+00:00'")
        archive._connection.execute("UPDATE report SET first_seen = '2026-03-01T00:00:00+00:00' WHERE document != 'c'")
    (link,) = page(client, "/?q=grain&mark=read").select(".progress a")
    assert link.text == "1 is new since 3 March 2026"
    assert [one["value"] for one in page(client, str(link["href"])).select("[name=id]")] == ["c"]


def test_what_came_in_on_the_day_of_reading_before_it_was_read_is_not_new(client: FlaskClient, tmp_path: Path) -> None:
    mark(client, "read", "a")
    with Archive.open(tmp_path / "archive") as archive:
        archive.people._connection.execute("UPDATE mark SET read = '2026-03-03T12:00:00+00:00'")
        archive._connection.execute("UPDATE report SET first_seen = '2026-03-03T11:00:00+00:00' WHERE document != 'c'")
        archive._connection.execute("UPDATE report SET first_seen = '2026-03-03T13:00:00+00:00' WHERE document = 'c'")
    (link,) = page(client).select(".progress a")
    assert link.text == "1 is new since 3 March 2026"
    assert [one["value"] for one in page(client, str(link["href"])).select("[name=id]")] == ["c"]


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
def test_a_form_of_another_site_marks_nothing(client: FlaskClient, headers: dict[str, str]) -> None:
    data = {"token": token_of(client), "do": "read a"}
    assert client.post("/marks", data=data, headers=headers).status_code == 403
    assert found(client, mark="read") == set()


@pytest.mark.parametrize("token", ["", "x", "é", "0" * 64])
def test_a_form_without_its_token_marks_nothing(client: FlaskClient, token: str) -> None:
    assert mark(client, "read a", token=token).status_code == 403
    assert found(client, mark="read") == set()


@pytest.mark.parametrize(
    ("do", "ids", "status"),
    [
        ("read", (), 400), ("burn", ("a",), 400), ("", ("a",), 400), ("read", ("nowhere",), 404),
        ("note", ("a", "b"), 400), ("read", ("a",) * 1001, 400),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_told(client: FlaskClient, do: str, ids: tuple[str, ...], status: int) -> None:
    assert mark(client, do, *ids).status_code == status
    assert found(client, mark="read") == set()


@pytest.mark.parametrize("back", ["https://evil.example", "//evil.example", "/\\evil.example", "", "evil", "/\r\nX: y"])
def test_the_way_back_never_leads_to_another_site(client: FlaskClient, back: str) -> None:
    assert mark(client, "read a", next=back).location == "/"


def test_marks_are_taken_along_as_lines(client: FlaskClient) -> None:
    mark(client, "keep", "a", "b")
    response = client.get("/marks.jsonl")
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert [json.loads(line)["document"] for line in response.text.splitlines()] == ["a", "b"]


@pytest.mark.parametrize(
    "params",
    [
        {"mark": "burnt"},
        {"arrived": "soonish"},
        {"arrived": "0001"},
        {"arrived": "9999-12-31"},
        {"arrived": "0001-01-01T00:00:00+14:00"},
        {"arrived": "9999-12-31T23:59:59-14:00"},
        {"tag": "x" * 201},
        {"id": "x" * 201},
    ],
)
def test_a_mark_that_is_not_known_is_told(client: FlaskClient, params: dict[str, str]) -> None:
    assert client.get("/", query_string=params).status_code == 400
    assert "error" in client.get("/api/search", query_string=params).get_json()


def test_ticked_rows_are_a_search_of_their_own(client: FlaskClient) -> None:
    assert found(client, id="a") == {"a"}
    shown = page(client, "/?id=a&id=d&id=nowhere")
    assert len(shown.select(".hits > li")) == 2
    assert [chip.text for chip in shown.select(".chips bdi")] == ["3 selected"]


def test_a_day_is_named_as_one_speaks_of_it() -> None:
    from datetime import date

    today = date(2026, 11, 22)
    days = [date(2026, 11, 22), date(2026, 11, 21), date(2026, 11, 17), date(2026, 11, 15), date(2026, 11, 23)]
    assert [weekday_words(day, today) for day in days] == [
        "today", "yesterday", "Tuesday", "15 November 2026", "23 November 2026",
    ]  # fmt: skip


def kept_out(client: FlaskClient, address: str) -> dict[str, str]:
    """How many documents each chip of a search says that it keeps out."""
    chips = page(client, address).select(".chip")
    return {chip.bdi.text: "".join(str(one.contents[0]) for one in chip.select(".count")) for chip in chips}  # type: ignore[union-attr]


def test_a_chip_says_how_many_documents_it_keeps_out(client: FlaskClient) -> None:
    mark(client, "read", "a", "d")
    assert kept_out(client, "/?q=grain&source=Rail+News&mark=unread") == {"grain": "", "Rail News": "", "Unread": ""}
    assert kept_out(client, "/?q=grain&source=Rail+News") == {"grain": "", "Rail News": "−1"}
    assert kept_out(client, "/?q=grain&mark=unread") == {"grain": "", "Unread": "−1"}


def test_the_minus_of_a_value_leaves_it_out(client: FlaskClient) -> None:
    minus = {str(one["aria-label"]): str(one["href"]) for one in page(client).select(".minus")}
    assert minus["Leave out Rail News"] == "/?q=grain+-source%3A%3D%22Rail+News%22"
    assert [box["value"] for box in page(client, minus["Leave out Rail News"]).select(".tick input")] == ["a"]
    either = page(client, "/?q=grain+OR+wheat").select(".minus[aria-label='Leave out Rail News']")[0]
    assert {box["value"] for box in page(client, str(either["href"])).select(".tick input")} == {"a", "d"}
