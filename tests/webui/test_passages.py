"""A link to a passage shows exactly its letters, in the version it was made of."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from archive.report import Cleaned, Document, PartialDate
from archive.rows import arrival
from archive.store import Archive
from index.find import paragraphs
from webui.passages import anchors, passage_in, passage_of

BODY = "First, the <b>port</b>.\n\nSecond, nine ships 🚢 left Odesa.\n\nThird."
ONE = Document("Ships", BODY, PartialDate("2025-06-08"), "Harbour Post", id="a/b")


@pytest.fixture
def client(client_of: Callable[..., FlaskClient]) -> FlaskClient:
    return client_of([ONE])


def page(client: FlaskClient, address: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(address).text, "html.parser")


def test_a_passage_is_shown_in_its_place_and_cited(client: FlaskClient) -> None:
    start = BODY.index("nine")
    end = BODY.index(" left")
    shown = page(client, f"/document/a%2Fb?version=1&passage={start}-{end}")
    assert [mark.text for mark in shown.select("mark.passage")] == ["nine ships 🚢"]
    assert [mark.get("id") for mark in shown.select("mark.passage")] == ["passage"]
    (quoted,) = shown.select(".quoted .citation")
    where = f"/document/a%2Fb?version=1&passage={start}-{end}#passage"
    assert quoted.text == f"“nine ships 🚢” “Ships.” Harbour Post, 8 June 2025. Backfile a/b. {where}"
    assert [link["href"] for link in shown.select(".quoted a")] == [where]


def test_a_passage_over_paragraphs_has_one_anchor(client: FlaskClient) -> None:
    shown = page(client, f"/document/a%2Fb?passage=3-{len(BODY)}")
    marks = shown.select("mark.passage")
    assert len(marks) == 3
    assert [mark.get("id") for mark in marks] == ["passage", None, None]


def test_every_paragraph_has_its_link(client: FlaskClient) -> None:
    plain = page(client, "/document/a%2Fb")
    texts = [paragraph.text for paragraph in plain.select(".text p")]
    for link, text in zip(plain.select(".anchor"), texts, strict=True):
        shown = page(client, str(link["href"]).partition("#")[0])
        assert [mark.text for mark in shown.select("mark.passage")] == [text]


def test_it_stays_true_when_the_text_changes(client: FlaskClient, tmp_path: Path) -> None:
    with Archive.open(tmp_path / "archive") as archive, archive.transaction():
        archive.keep(arrival(b"reports/0.html", b"new"), Cleaned(Document("Ships", "New."), (), "html", "utf-8"))
    old = page(client, "/document/a%2Fb?version=1&passage=0-5")
    assert [mark.text for mark in old.select("mark.passage")] == ["First"]
    assert "The newest" in old.text
    assert "the newest no longer has these words" in old.select(".quoted")[0].text
    assert client.get("/document/a%2Fb?passage=0-5").status_code == 400


def test_it_leads_to_the_same_words_in_a_newer_version(client: FlaskClient, tmp_path: Path) -> None:
    body = "At last: nine ships 🚢 left."
    with Archive.open(tmp_path / "archive") as archive, archive.transaction():
        archive.keep(arrival(b"reports/0.html", b"new"), Cleaned(Document("Ships", body), (), "html", "utf-8"))
    start, end = BODY.index("nine"), BODY.index(" left")
    old = page(client, f"/document/a%2Fb?version=1&passage={start}-{end}")
    (newer,) = [link for link in old.select(".quoted a") if "newest" in link.text]
    new = page(client, str(newer["href"]).partition("#")[0])
    assert [mark.text for mark in new.select("mark.passage")] == ["nine ships 🚢"]
    assert not new.select(".quoted .hint")
    assert "Version" not in new.select(".side-main")[0].text


def test_of_words_that_stand_there_again_and_again_it_leads_to_those_with_the_same_around_them() -> None:
    old = replace(ONE, body="Ships left. Rain fell. Ships left. Nobody saw it.")
    newest = replace(
        ONE, body="Ships left. It was Monday. Ships left. Rain fell. Ships left. Nobody saw it.", version=2
    )
    for start, end, there in [(0, 11, 27), (23, 34, 50)]:
        assert f"passage={there}-{there + 11}#" in passage_in(newest, passage_of(old, f"{start}-{end}"))


def test_of_very_many_places_with_the_same_words_the_first_are_compared() -> None:
    old = replace(ONE, body="e" * 5000)
    assert "passage=" in passage_in(replace(old, version=2), passage_of(old, "4000-4001"))


def test_only_the_text_is_shown_of_an_older_version(client: FlaskClient, tmp_path: Path) -> None:
    """A correction is of the newest, as are the blocks and the copies."""
    with Archive.open(tmp_path / "archive") as archive, archive.transaction():
        archive.keep(arrival(b"reports/0.html", b"new"), Cleaned(Document("Boats", "New."), (), "html", "utf-8"))
    assert page(client, "/document/a%2Fb?version=1").select(".title")[0].text == "Ships"
    corrected = page(client, "/document/a%2Fb?version=1&view=evidence")
    assert corrected.select("#correct-title")[0]["value"] == "Boats"
    assert "What changed since" in page(client, "/document/a%2Fb?version=1&view=copies").text


@pytest.mark.parametrize("span", ["5-5", "6-5", "0-999", "x", "1", "-1-4", "٣-٤", "0-9999999999"])
def test_a_passage_that_is_none_is_told(client: FlaskClient, span: str) -> None:
    assert client.get("/document/a%2Fb", query_string={"passage": span}).status_code == 400


@pytest.mark.parametrize("version", ["0", "2", "x", "-1", "9999999"])
def test_a_version_that_is_none_is_not_found(client: FlaskClient, version: str) -> None:
    expected = 200 if version == "0" else 404
    assert client.get("/document/a%2Fb", query_string={"version": version}).status_code == expected


@given(st.text(alphabet="ab \n", max_size=30))
def test_anchors_are_where_paragraphs_begin(body: str) -> None:
    document = Document("", body, id="a", version=1)
    texts = ["".join(text for text, _ in paragraph) for paragraph in paragraphs(((body, False),))]
    found = anchors(document)
    assert len(found) == len(texts)
    for anchor, text in zip(found, texts, strict=True):
        span = anchor.address.partition("passage=")[2].partition("#")[0]
        assert passage_of(document, span).words == text
        assert body[anchor.start :].startswith(text)


def test_a_citation_keeps_its_order_beside_words_that_run_the_other_way(client: FlaskClient) -> None:
    cited = page(client, "/document/a%2Fb").select_one("#citation .citation")
    assert [own.text for own in cited.select("bdi")] == ["Ships", "Harbour Post"]  # type: ignore[union-attr]
