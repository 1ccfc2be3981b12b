"""One search, four ways to ask it: the page, the API and the terminal's text and JSON answer with the same words."""

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlencode, urlsplit

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from webui.cli import main
from webui.wording import count_words, sentence_words

Asked = dict[str, str | list[str]]
Backfile = Callable[..., tuple[int, str, str]]

ANSWERED: list[Asked] = [
    {},
    {"q": "port"},
    {"q": " port "},
    {"q": "port", "sort": "newest", "limit": "3", "page": "2"},
    {"q": "port", "sort": "oldest"},
    {"q": "", "sort": "oldest", "limit": "1000"},
    {"q": "port OR grain", "lang": ["en", "pt"], "region": ["Europe"]},
    {"q": "-port", "source": "harbour post"},
    {"q": '"the port"', "since": "2025", "until": "2025-10"},
    {"q": "port", "since": "last 30 years", "until": "yesterday"},
    {"q": "since:2025 -has:author", "until": "June 2025"},
    {"q": "-has:date"},
    {"q": "xylophone port", "region": "Arctic"},
    {"q": "port", "source": "Nobody"},
    {"q": "порт OR гавань"},
    {"q": "*e*", "limit": "5"},
    {"q": "title:port~ OR wo?d"},
]

REFUSED: list[Asked] = [
    {"q": 'port "cargo'},
    {"q": "sauce:Reuters"},
    {"q": "date:soon"},
    {"q": "date:last month"},
    {"q": "has:datum"},
    {"q": "( port"},
    {"q": "port OR"},
    {"q": "x" * 1001},
    {"q": "a\u202eb *"},
    {"q": "?!"},
    {"q": "port", "since": "soon"},
    {"q": "port", "until": "the 30th of February"},
    {"q": "port", "since": "today", "until": "last year"},
    {"q": "port", "since": "2026", "until": "2025"},
    {"q": "port", "sort": "best"},
    {"q": "port", "limit": "1001"},
    {"q": "port", "page": "0"},
    {"q": "port", "lang": "x" * 201},
    {"q": "port", "region": [f"r{number}" for number in range(51)]},
]


@pytest.fixture
def backfile(corpus_root: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Backfile:
    """Run `backfile search` with these named values: its exit code, output and errors."""
    monkeypatch.setenv("BACKFILE_ARCHIVE", str(corpus_root))

    def run(asked: Asked, *options: str) -> tuple[int, str, str]:
        words = [f"--{name}={value}" for name, value in pairs(asked) if name != "q"]
        monkeypatch.setattr(sys, "argv", ["backfile", "search", *options, *words, "--", str(asked.get("q", ""))])
        with pytest.raises(SystemExit) as ended:
            main()
        return int(ended.value.code or 0), *capfd.readouterr()

    return run


def pairs(asked: Asked) -> list[tuple[str, str]]:
    """Each value beside its name."""
    return [(name, one) for name, value in asked.items() for one in ([value] if isinstance(value, str) else value)]


def page_of(client: FlaskClient, asked: Asked, status: int) -> BeautifulSoup:
    """The search page."""
    response = client.get("/?" + urlencode(pairs(asked)))
    assert response.status_code == status
    return BeautifulSoup(response.text, "html.parser")


def texts(page: BeautifulSoup, selector: str) -> list[str]:
    """The texts of what a selector names, white space made single."""
    return [" ".join(element.get_text().split()) for element in page.select(selector)]


@pytest.mark.parametrize("asked", ANSWERED, ids=str)
def test_all_give_the_same_answer(client: FlaskClient, backfile: Backfile, asked: Asked) -> None:
    api = client.get("/api/search?" + urlencode(pairs(asked))).get_json()
    code, out, _ = backfile(asked, "--json")
    printed = json.loads(out)
    for answer in (api, printed):
        del answer["seconds"]
    assert printed == api
    assert code == (0 if api["total"] else 1)
    ids = [hit["id"] for hit in api["hits"]]

    text = backfile(asked)[1]
    assert text.startswith(f"{count_words(api['total'], 'document')} in ")
    assert re.findall(r"^ *\d+ .*  (\S+)$", text, re.MULTILINE) == ids
    assert all(note in text for note in api["notes"])

    page = page_of(client, asked, 200)
    assert texts(page, "h1") == [count_words(api["total"], "document")]
    links = [urlsplit(str(link["href"])).path for link in page.select(".hits h2 a")]
    assert [unquote(path).removeprefix("/document/") for path in links] == ids
    assert texts(page, ".summary .state.behind") == api["notes"]
    assert bool(api["notes"]) == (asked.get("q") == "*e*")

    narrowed = dict(zip(texts(page, ".empty li bdi"), texts(page, ".empty li .count"), strict=True))
    told = dict(re.findall(r"^    (\S.*?)  +(\d.*)$", text, re.MULTILINE)) if not ids else {}
    assert told == narrowed


@pytest.mark.parametrize("asked", REFUSED, ids=lambda asked: str(asked)[:60])
def test_all_refuse_in_the_same_words(client: FlaskClient, backfile: Backfile, asked: Asked) -> None:
    response = client.get("/api/search?" + urlencode(pairs(asked)))
    fault = response.get_json()
    assert response.status_code == 400
    page = page_of(client, asked, 400)
    assert texts(page, "#fault") == [sentence_words(fault["error"])]
    code, out, err = backfile(asked)
    assert (code, out) == (2, "")
    first, *shown = err.rstrip("\n").split("\n")
    assert first == f"backfile: {fault['error']}"
    suggested = [line.removeprefix("Perhaps: ") for line in shown if line.startswith("Perhaps: ")]
    assert suggested == texts(page, ".try")
    assert backfile(asked, "--json") == (code, out, err)
