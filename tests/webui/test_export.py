"""Export: exactly the rows and order of the screen, all of them, in every format."""

import csv
import io
import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from archive.report import Document, PartialDate
from archive.store import Archive
from webui.export import COLUMNS, FORMATS

EVIL = "=HYPERLINK(1)"
DOCUMENTS = [
    Document(f"Grain {n}", "Grain. " * (n + 1), PartialDate(f"2025-06-{n + 1:02}"), "Post", id=f"d{n}")
    for n in range(25)
]
DOCUMENTS += [
    Document(EVIL, 'A "quoted", wheat\ntext', source="@post", author="+1", regions=("-a", "b"), id="evil"),
]


@pytest.fixture
def client(client_of: Callable[..., FlaskClient]) -> FlaskClient:
    """A browser on 26 documents."""
    return client_of(DOCUMENTS)


def on_screen(client: FlaskClient, params: str) -> list[str]:
    """The ids of all pages of a search, in order."""
    found: list[str] = []
    for number in range(1, 10):
        page = BeautifulSoup(client.get(f"/?{params}&page={number}&limit=7").text, "html.parser")
        ids = [str(box["value"]) for box in page.select(".tick input")]
        if found[-len(ids) :] == ids:
            break
        found += ids
    return found


def exported(client: FlaskClient, params: str, kind: str) -> list[str]:
    """The ids of the rows of an export, in order."""
    response = client.get(f"/export?{params}&format={kind}")
    assert response.status_code == 200
    assert response.headers["Content-Disposition"] == f'attachment; filename="backfile.{FORMATS[kind].suffix}"'
    match kind:
        case "csv":
            return [row["id"] for row in csv.DictReader(io.StringIO(response.text.removeprefix("\ufeff")))]
        case "jsonl":
            return [json.loads(line)["id"] for line in response.text.splitlines()]
        case "csl":
            return [item["id"] for item in json.loads(response.text)]
        case "bibtex":
            return [line[9:-1] for line in response.text.splitlines() if line.startswith("@article{")]
        case "ris":
            return [line[6:] for line in response.text.splitlines() if line.startswith("ID  - ")]
    with ZipFile(io.BytesIO(response.data)) as file:
        assert file.testzip() is None
        return [line.split("\t")[1] for line in file.read("LIST.tsv").decode().splitlines()]


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("params", ["q=grain", "q=", "q=grain&sort=oldest", "since=2025-06-20", "id=d3&id=d9&q=grain"])
def test_an_export_has_the_rows_of_the_screen_in_their_order(client: FlaskClient, params: str, kind: str) -> None:
    rows = on_screen(client, params)
    assert rows
    assert exported(client, params, kind) == rows


@pytest.mark.parametrize("kind", FORMATS)
def test_an_export_of_nothing_is_a_sound_file(client: FlaskClient, kind: str) -> None:
    assert exported(client, "q=nowhere", kind) == []


def test_no_cell_is_a_formula(client: FlaskClient) -> None:
    text = client.get("/export?q=wheat&format=csv").text
    (header, cells) = csv.reader(io.StringIO(text.removeprefix("\ufeff")))
    assert tuple(header) == COLUMNS
    row = dict(zip(header, cells, strict=True))
    assert (row["title"], row["source"], row["author"], row["regions"]) == (f"'{EVIL}", "'@post", "'+1", "'-a; b")


def test_no_cell_is_a_formula_where_signs_are_wide(client_of: Callable[..., FlaskClient]) -> None:
    client = client_of([Document("＝1+1", "Wheat.", source="＠post", author="－1", id="a")])
    assert "'＝1+1,,'＠post,'－1" in client.get("/export?format=csv").text


def test_json_lines_say_all_that_is_known_and_the_text(client: FlaskClient) -> None:
    (line,) = client.get("/export?id=d4&format=jsonl").text.splitlines()
    row = json.loads(line)
    assert tuple(row) == (*COLUMNS, "body")
    assert (row["date"], row["source"], row["words"], row["body"]) == ("2025-06-05", "Post", 5, "Grain. " * 5)


def test_the_originals_come_with_their_hashes(client: FlaskClient) -> None:
    with ZipFile(io.BytesIO(client.get("/export?q=grain&format=zip").data)) as file:
        sums = dict(line.split("  ")[::-1] for line in file.read("SHA256SUMS").decode().splitlines())
        assert len(sums) == 25
        assert {name: sha256(file.read(name)).hexdigest() for name in sums} == sums


def test_the_page_leads_to_all_of_a_search_in_every_format(client: FlaskClient) -> None:
    page = BeautifulSoup(client.get("/?q=grain&page=2&limit=5").text, "html.parser")
    assert "25 rows, best first" in page.select(".menu")[0].text
    links = [str(link["href"]) for link in page.select(".menu a[download]")]
    assert links == [f"/export?q=grain&format={name}" for name in FORMATS]


def test_ticked_rows_are_exported_in_the_order_of_the_screen(client: FlaskClient) -> None:
    page = BeautifulSoup(client.get("/?q=grain&sort=oldest").text, "html.parser")
    fields = {str(one["name"]): str(one["value"]) for one in page.select("#marks input")}
    data = {**fields, "id": ["d7", "d2"], "do": "export", "format": "csv"}
    response = client.post("/marks", data=data)
    assert response.status_code == 303
    assert exported(client, response.location.partition("?")[2].removesuffix("&format=csv"), "csv") == ["d2", "d7"]
    assert client.post("/marks", data={**data, "id": []}).status_code == 400


@pytest.mark.parametrize("address", ["/export", "/export?format=xls", "/export?format=csv&q=%22", "/cite/d1?format=x"])
def test_what_cannot_be_exported_is_told(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 400


def test_one_document_is_cited(client: FlaskClient) -> None:
    assert client.get("/cite/d1").text == "“Grain 1.” Post, 2 June 2025. Backfile d1.\n"
    assert client.get("/cite/d1?format=bib").text.startswith("@article{d1,")
    assert client.get("/cite/d1?format=ris").text.startswith("TY  - NEWS\r\n")
    assert client.get("/cite/nowhere").status_code == 404
    page = BeautifulSoup(client.get("/document/d1").text, "html.parser")
    assert "“Grain 1.” Post, 2 June 2025." in page.get_text()


@pytest.mark.parametrize("kind", FORMATS)
def test_a_damaged_document_keeps_its_place_and_says_so(client: FlaskClient, tmp_path: Path, kind: str) -> None:
    rows = on_screen(client, "q=grain")
    with Archive.open(tmp_path / "archive") as archive:
        archive._connection.execute("UPDATE version SET body = x'00' WHERE id = 'd3'")
        archive._connection.execute(
            "UPDATE original SET packed = x'00' WHERE sha256 = (SELECT sha256 FROM version WHERE id = 'd5')"
        )
    assert exported(client, "q=grain", kind) == rows
    text = client.get(f"/export?q=grain&format={kind}").data
    if kind == "zip":
        with ZipFile(io.BytesIO(text)) as file:
            text = file.read("LIST.tsv")
    assert text.count(b"Not readable") == (2 if kind == "zip" else 1)


def test_a_feed_tells_of_a_damaged_document(client: FlaskClient, tmp_path: Path) -> None:
    with Archive.open(tmp_path / "archive") as archive:
        archive._connection.execute("UPDATE version SET body = x'00' WHERE id = 'd3'")
    feed = client.get("/feed?q=grain")
    assert (feed.status_code, feed.text.count("Not readable"), feed.text.count("<entry>")) == (200, 1, 25)
