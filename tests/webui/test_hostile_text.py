"""Text that would run in a careless page: through the address and through every field of a document, on every page."""

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient

from archive.report import Block, Document, Evidence, Kind, PartialDate
from archive.rows import arrival
from archive.store import Archive

MakeClient = Callable[..., FlaskClient]

HOSTILE = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><img src=x onerror=alert(1)>',
    "'><svg onload=alert(1)>",
    '" onfocus=alert(1) autofocus x="',
    "' onmouseover='alert(1)",
    "javascript:alert(1)",
    "java\tscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "<iframe src=javascript:alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content=0;url=//evil.example>",
    "<form action=//evil.example><input name=q>",
    "<link rel=stylesheet href=//evil.example>",
    "<style>*{background:url(//evil.example)}</style>",
    "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "<!--<script>alert(1)//-->",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)",
    "{{7*7}}{% raw %}",
    "<mark><b onclick=alert(1)>x</b></mark>",
    "<x:script xmlns:x='http://www.w3.org/1999/xhtml'>alert(1)</x:script>",
    "\u202e<script>alert(1)</script>",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "<scr\0ipt>alert(1)</scr\0ipt>",
    "`-alert(1)-`",
]

OURS = {
    "html", "head", "meta", "title", "link", "body", "a", "header", "div", "form", "label", "input", "button",
    "details", "summary", "aside", "fieldset", "legend", "p", "section", "h1", "h2", "h3", "ul", "ol", "li",
    "bdi", "span", "main", "nav", "strong", "time", "article", "mark", "dl", "dt", "dd", "iframe", "blockquote",
    "table", "thead", "tbody", "tr", "th", "td", "code", "pre",
    "svg", "rect", "path", "figure", "figcaption", "textarea", "q", "select", "option",
}  # fmt: skip
"""Every element the templates write."""


OUR_SCRIPTS = (
    '<script src="/static/desk.js" type="module"></script>',
    '<script src="/static/box.js" type="module"></script>',
)


def active_parts(html: str) -> list[str]:
    """What in a page is not the templates' own, or could act."""
    found = []
    for tag in BeautifulSoup(html, "lxml").find_all(True):
        if str(tag) in OUR_SCRIPTS:
            continue
        if tag.name not in OURS:
            found.append(tag.name)
        found += [f"{tag.name} {name}={value}" for name, value in tag.attrs.items() if _can_act(tag, name, str(value))]
    return found


_OURS = re.compile(r"#main|#hit-\d+|#q|#since|#facet-[a-z]+|/(?!/).*", re.DOTALL)
"""Addresses within a page, and within this site."""


def _can_act(tag: Tag, name: str, value: str) -> bool:
    if name in ("href", "src", "action"):
        external = tag.name == "a" and value.startswith(("https://", "http://")) and "external" in tag.get("rel", ())
        return not external and not _OURS.fullmatch(value)
    return name.startswith("on") or name in ("style", "srcdoc", "http-equiv", "formaction", "ping", "srcset")


def test_the_search_for_active_parts_finds_them() -> None:
    """The oracle of this file sees what it is there to see."""
    for text in ("<script>", "<p onclick=x>", "<a href=javascript:x>", "<img src=x>", "<a href=//evil.example>", "<b>"):
        assert active_parts(f"<p>x</p>{text}") != []


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("name", ["q", "source", "region", "lang", "since", "until", "sort", "limit", "page", "view"])
def test_nothing_in_an_address_becomes_active(client: FlaskClient, name: str, text: str) -> None:
    for path in ("/", "/nowhere", "/document/nowhere", f"/{quote(text, safe='')}"):
        response = client.get(path, query_string={name: text})
        assert response.status_code in (200, 302, 400, 404, 308)
        assert active_parts(response.text) == []
    response = client.get("/api/search", query_string={name: text})
    assert response.mimetype == "application/json"


@pytest.mark.parametrize("text", HOSTILE)
def test_a_refused_query_is_shown_whole(client: FlaskClient, text: str) -> None:
    """A quotation mark that is never closed makes any text a refused query."""
    query = text.replace('"', "").replace("'", "").replace("\0", "") + ' "'
    page = BeautifulSoup(client.get("/", query_string={"q": query}).text, "html.parser")
    box = page.select_one("#q")
    assert box and box["value"] == query


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_in_a_document_becomes_active(client_of: MakeClient, text: str) -> None:
    clean = text.replace("\0", "")
    hostile = Document(
        title=f"word {clean}",
        body=f"word {clean}\n\n{clean} word",
        date=PartialDate("2025-06-08"),
        source=clean,
        regions=(clean, f"Arctic {clean}"),
        author=clean,
        language=clean[:12],
        url=clean,
        evidence=tuple(Evidence(field, clean, clean, clean, 0.5) for field in ("date", "source", "regions", "author")),
        gone_since="",
    )
    blocks = (Block(clean, Kind.FURNITURE, False, clean), Block(clean, Kind.BODY, True, clean))
    client = client_of([hostile], data=clean.encode(), blocks=blocks)
    id = client.get("/api/search").get_json()["hits"][0]["id"]
    views = [f"/document/{id}?q=word&view={view}" for view in ("text", "original", "removed", "evidence", "copies")]
    views += [f"/?q=word&open={id}", f"/document/{id}?passage=0-4"]
    pages = {address: client.get(address) for address in ["/", "/quarantine", "/?q=word", "/?q=word+nothing", *views]}
    for address, response in pages.items():
        assert response.status_code == 200, address
        assert active_parts(response.text) == [], address
    page = BeautifulSoup(pages[views[0]].text, "html.parser")
    heading = page.select_one("h1")
    assert heading and heading.text == f"word {clean}"


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_pasted_becomes_active(client: FlaskClient, text: str) -> None:
    """A form that is refused shows every field again, as it was typed."""
    token = BeautifulSoup(client.get("/paste").text, "html.parser").select("[name=token]")[0]["value"]
    names = ("source", "title", "url", "date", "text")
    sent = {"token": str(token), **dict.fromkeys(names, f"{text} {text}")}
    response = client.post("/paste", data=sent, content_type="multipart/form-data")
    assert response.status_code == 400
    assert active_parts(response.text) == []
    page = BeautifulSoup(response.text, "html.parser")
    shown = {str(field["name"]): field.get("value", field.text) for field in page.select(".paste [name]")}
    assert {name: str(shown[name]).strip() for name in names} == dict.fromkeys(names, f"{text} {text}".strip())


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_in_quarantine_becomes_active(client_of: MakeClient, tmp_path: Path, text: str) -> None:
    client = client_of([])
    with Archive.open(tmp_path / "archive") as archive, archive.transaction():
        archive.refuse(arrival(f"reports/{text}".encode(), b"x"), "no-text", text)
        archive.refuse(arrival(f"line:{text}:3".encode(), b"x"), text, text)
    page = client.get("/quarantine")
    assert page.status_code == 200
    assert active_parts(page.text) == []
