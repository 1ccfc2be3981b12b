"""The paste form: what it keeps, what it refuses, and who may send it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from archive.report import Document
from archive.store import Archive
from webui import pasting
from webui.guard import COOKIE

MakeClient = Callable[..., FlaskClient]

TEXT = "The harbour master of Odesa counted more ships on Sunday.\r\n\r\nNone of them carried grain."
SAID = {"source": "Clash Report", "date": "2025-06", "title": "More ships", "url": "https://clash.example/ships"}


@pytest.fixture
def client(client_of: MakeClient) -> FlaskClient:
    """A browser on an archive of one document."""
    return client_of([Document("T", "memo")])


def token_of(client: FlaskClient) -> str:
    """The token in a fresh form."""
    return str(BeautifulSoup(client.get("/paste").text, "html.parser").select("[name=token]")[0]["value"])


def paste(client: FlaskClient, headers: dict[str, str] | None = None, **fields: str) -> TestResponse:
    """Fill the form in and send it as a browser does."""
    fields.setdefault("text", TEXT)
    fields.setdefault("token", token_of(client))
    return client.post("/paste", data=fields, headers=headers, content_type="multipart/form-data")


def shown(response: TestResponse) -> dict[str, str]:
    """What the form holds, and `fault`, what it says is wrong."""
    page = BeautifulSoup(response.text, "html.parser")
    fields = {str(field["name"]): str(field.get("value", field.text)).strip() for field in page.select(".paste [name]")}
    return fields | {"fault": " ".join(found.text for found in page.select("#fault"))}


def total(client: FlaskClient) -> int:
    """How many documents can be found."""
    return int(client.get("/api/search").get_json()["total"])


def test_what_is_pasted_is_found_at_once_with_what_was_said(client: FlaskClient) -> None:
    response = paste(client, **SAID)
    assert response.status_code == 303
    (hit,) = client.get("/api/search?q=harbour+grain").get_json()["hits"]
    assert response.location == f"/document/{hit['id']}"
    assert {name: hit[name] for name in SAID} == SAID
    assert client.get(f"/original/{hit['id']}").text == TEXT.replace("\r\n", "\n")
    assert client.get(response.location).status_code == 200


def test_a_page_s_source_is_read_as_a_page(client: FlaskClient) -> None:
    sentence = "The harbour master of Odesa counted more ships on Sunday than in any week since March. "
    page = f"<html><title>More ships</title><body><article><h1>More ships</h1><p>{sentence * 3}</p></article>"
    id = paste(client, text=page).location.rpartition("/")[2]
    kept = client.get(f"/api/document/{id}").get_json()
    assert (kept["title"], kept["body"].startswith("The harbour")) == ("More ships", True)


def test_the_same_text_again_is_the_same_document(client: FlaskClient) -> None:
    assert paste(client).location == paste(client).location
    assert total(client) == 2


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"text": " \r\n"}, "no text yet"),
        ({"date": "8.6.25"}, "2025-06-08"),
        ({"date": "2025-02-30"}, "2025-06-08"),
        ({"url": "javascript:alert(1)"}, "https://"),
        ({"url": "reports/another.html"}, "https://"),
        ({"source": "x" * 1001}, "1,000"),
        ({"text": "\x01\x02\x03\x04" * 50}, "not kept"),
        ({"text": "<html><body></body></html>"}, "not kept"),
    ],
)
def test_what_cannot_be_kept_is_told_and_what_was_typed_stays(
    client: FlaskClient, fields: dict[str, str], fault: str
) -> None:
    response = paste(client, **(SAID | fields))
    assert response.status_code == 400
    form = shown(response)
    assert fault in form["fault"]
    assert {name: form[name] for name in SAID} == SAID | {n: v for n, v in fields.items() if n != "text"}
    assert total(client) == 1
    assert client.post("/paste", data={"text": TEXT, "token": form["token"]}).status_code == 303


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"}, {"Origin": "null"}, {"Origin": ""}, {"Origin": "http://localhost:9000"},
        {"Origin": "http://localhost.evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"}, {"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
    ],
)  # fmt: skip
def test_a_form_of_another_site_is_refused_though_its_token_is_right(
    client: FlaskClient, headers: dict[str, str]
) -> None:
    response = paste(client, headers)
    assert response.status_code == 403
    assert "another site" in response.text
    assert "harbour" not in response.text
    assert total(client) == 1


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://localhost"}])
def test_a_form_of_this_site_is_taken(client: FlaskClient, headers: dict[str, str]) -> None:
    assert paste(client, headers).status_code == 303


@pytest.mark.parametrize("token", ["", "x", "é", "0" * 64])
def test_a_form_without_its_token_is_refused_and_keeps_the_text(client: FlaskClient, token: str) -> None:
    client.get("/paste")
    response = paste(client, token=token)
    assert response.status_code == 403
    assert shown(response)["text"] == TEXT.replace("\r\n", "\n")
    assert total(client) == 1


def test_a_token_is_good_only_with_its_cookie_and_its_archive(client: FlaskClient, tmp_path: Path) -> None:
    token = token_of(client)
    client.delete_cookie(COOKIE)
    assert paste(client, token=token).status_code == 403
    client.set_cookie(COOKIE, "another")
    assert paste(client, token=token).status_code == 403
    token = token_of(client)
    with Archive.open(tmp_path / "archive") as archive:
        archive.people._connection.execute("UPDATE secret SET value = 'of another archive'")
    response = paste(client, token=token)
    assert response.status_code == 403
    assert paste(client, token=shown(response)["token"]).status_code == 303


def test_the_form_s_cookie_stays_on_this_site_and_out_of_scripts(client: FlaskClient) -> None:
    cookie = client.get("/paste").headers["Set-Cookie"]
    assert {"HttpOnly", "Path=/", "SameSite=Strict"} <= set(cookie.split("; "))
    assert "Set-Cookie" not in client.get("/paste").headers


def test_a_text_that_is_too_long_is_told(client: FlaskClient) -> None:
    token = token_of(client)
    # As one string: the test client leaks the temporary file in which it puts a large form of several parts.
    response = client.post("/paste", data={"text": "é" * (pasting.MOST_BYTES // 2 + 1), "token": token})
    assert response.status_code == 413
    assert "over 2 MB" in shown(response)["fault"]
    assert len(shown(response)["text"]) == pasting.MOST_BYTES // 2 + 1
    response = client.post("/paste", data={"text": "x" * pasting.MOST_BYTES_SENT, "token": token})
    assert response.status_code == 413
    assert "backfile add FILE" in response.text
    assert total(client) == 1


def test_a_run_at_work_is_told_and_the_text_kept(client: FlaskClient, tmp_path: Path) -> None:
    with Archive.open(tmp_path / "archive") as archive, archive.lock():
        response = paste(client, **SAID)
    assert response.status_code == 503
    form = shown(response)
    assert "press keep again in a minute" in form["fault"].lower()
    assert form["text"] == TEXT.replace("\r\n", "\n")
    assert paste(client, token=form["token"]).status_code == 303


def test_a_sent_form_is_not_read_from_the_address(client: FlaskClient) -> None:
    token = token_of(client)
    assert client.post("/paste", query_string={"text": TEXT, "token": token}).status_code == 403
    assert total(client) == 1
