"""A value is corrected in the Evidence tab, found at once under its new value, and taken back."""

from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from archive.report import Document, PartialDate
from archive.store import Archive

BACK = "/document/a?view=evidence"


@pytest.fixture
def client(client_of: Callable[..., FlaskClient]) -> FlaskClient:
    return client_of([Document("Ships", "Nine ships.", PartialDate("2025-06-08"), "Harbour Post", ("Europe",), id="a")])


def form(client: FlaskClient, field: str) -> dict[str, str]:
    page = BeautifulSoup(client.get(BACK).text, "html.parser")
    (found,) = (one for one in page.select(".correct") if one.select(f"[name=field][value={field}]"))
    return {str(one["name"]): str(one["value"]) for one in found.select("input")}


def correct(client: FlaskClient, field: str, value: str, do: str = "correct") -> TestResponse:
    return client.post("/correct", data={**form(client, field), "value": value, "do": do})


def found(client: FlaskClient, query: str) -> int:
    return int(client.get("/api/search", query_string={"q": query}).get_json()["total"])


def test_the_form_shows_what_stands(client: FlaskClient) -> None:
    fields = ("title", "date", "source", "regions", "author", "language", "url")
    shown = ["Ships", "2025-06-08", "Harbour Post", "Europe", "", "", ""]
    assert [form(client, field)["value"] for field in fields] == shown


def test_a_corrected_date_is_found_at_once_and_taken_back(client: FlaskClient) -> None:
    response = correct(client, "date", "2024-02")
    assert (response.status_code, response.location) == (303, BACK)
    assert (found(client, "date:2024-02"), found(client, "date:2025-06-08")) == (1, 0)
    assert "Back to what was read" in client.get(BACK).text
    correct(client, "date", "", do="undo")
    assert (found(client, "date:2024-02"), found(client, "date:2025-06-08")) == (0, 1)
    assert "Back to what was read" not in client.get(BACK).text


def test_what_is_corrected_while_another_run_is_at_work_is_told_to_be_kept(client: FlaskClient, tmp_path: Path) -> None:
    with Archive.open(tmp_path / "archive") as archive, archive.lock():
        assert correct(client, "date", "2024-02").status_code == 303
        assert "next <code>backfile index</code>" in client.get(BACK).text
        assert form(client, "date")["value"] == "2024-02"
    correct(client, "source", "Quay News")
    assert "next <code>backfile index</code>" not in client.get(BACK).text
    assert found(client, 'date:2024-02 source:"Quay News"') == 1


def test_regions_are_written_with_commas_and_cleared_by_nothing(client: FlaskClient) -> None:
    correct(client, "regions", "Africa, Arctic")
    assert found(client, "region:Africa region:Arctic -region:Europe") == 1
    correct(client, "regions", "")
    assert found(client, "-has:region") == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [("date", "soon"), ("title", ""), ("regions", "Atlantis"), ("language", "Klingonese"), ("url", "x")],
)
def test_what_cannot_be_is_told_and_changes_nothing(client: FlaskClient, field: str, value: str) -> None:
    response = correct(client, field, value)
    assert response.status_code == 400
    assert f'<a href="{BACK}">Back</a>' in response.text
    assert found(client, "date:2025-06-08 region:Europe title:Ships") == 1


def test_a_form_that_was_made_up_changes_nothing(client: FlaskClient) -> None:
    sent = {**form(client, "date"), "value": "2024", "do": "correct"}
    for wrong, status in (({"token": "x"}, 403), ({"id": "b"}, 404), ({"field": "body"}, 400), ({"do": "x"}, 400)):
        assert client.post("/correct", data={**sent, **wrong}).status_code == status
    assert client.post("/correct", data=sent, headers={"Origin": "https://evil.example"}).status_code == 403
    assert found(client, "date:2025-06-08") == 1


def test_while_another_run_is_at_work_it_is_kept_for_the_next(client: FlaskClient, tmp_path: Path) -> None:
    with Archive.open(tmp_path / "archive") as archive, archive.lock():
        assert correct(client, "date", "2024-02").status_code == 303
        assert archive.people.corrections("a") == {"date": "2024-02"}
