"""The query language as a page, `language.tsv`: each line a query and the reports of the corpus that match it."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from making import CORPUS, bring_up_to_date, keep_document

from archive.extract import extract
from archive.rows import arrival
from archive.store import Archive
from index.engine import Engine
from index.find import open_engine
from index.query import QueryError, parse

TODAY = date(2025, 10, 15)
PAGE = Path(__file__).with_name("language.tsv").read_text("utf-8")
ROWS = [line.split("\t") for line in PAGE.splitlines() if not line.startswith("#")]
LINES = [(query, found) for query, found in ROWS if not found.startswith("!")]
REFUSED = [(query, words[1:].strip()) for query, words in ROWS if words.startswith("!")]
REPORTS = [
    "arabic-rtl.html", "chinese-gb18030.html", "chinese-utf-8.html", "clash-report-copied-text.txt",
    "danube-courier-microdata.html", "fjord-observer-greenland.html", "fjord-observer-opengraph.html",
    "gaceta-date-in-url.html", "harbour-post-jsonld.html", "harbour-post-modified-later.html",
    "harbour-post-odesa.html", "kestrel-brief-time-element.html", "lagoon-gazette-broken-markup.html",
    "long-quay-byline-only.html", "meridian-wire-graph-election.html", "meridian-wire-graph-lithium.html",
    "plain-text-byline.txt", "plain-text-month-only.txt", "russian-says-utf-8.html", "russian-windows-1251.html",
]  # fmt: skip
"""Those the page was written for; others may join the corpus and change nothing here."""

CODES = """Form W-2 came by e-mail from Anna.Example@harbour.example.

Two Su-57s and an F-16 flew; the U.S. counted 1,200 sorties, the N.A.T.O. count was 1,350.50.

O’Brien’s ‘notes’ lie at www.kestrel.example/notes_2 and cost $3.5m; AT&T paid 24/7, צה"ל and ארה״ב did not.

Some zebra crossed l’Europe.

서울에서 남북정상회담이 열렸다."""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """An engine that holds the reports and a document of codes, each with its name as its id."""
    with Archive.create(tmp_path_factory.mktemp("language") / "archive") as archive:
        for name in REPORTS:
            data = (CORPUS / name).read_bytes()
            with archive.transaction():
                cleaned = extract(data, name, archive.settings)
                archive.keep(arrival(name.encode(), data), cleaned, Path(name).stem)
        keep_document(archive, "codes", CODES, title="Codes and numbers", language="en")
        bring_up_to_date(archive)
        engine = open_engine(archive)
        yield engine
        engine.close()


def test_the_page_is_long_and_names_only_reports_there_are() -> None:
    assert len(LINES) > 60
    assert len({query for query, _ in ROWS}) == len(ROWS)
    assert {name for _, found in LINES for name in found.split()} <= {Path(name).stem for name in [*REPORTS, "codes"]}


@pytest.mark.parametrize(("query", "found"), LINES, ids=[query for query, _ in LINES])
def test_these_reports_match(engine: Engine, query: str, found: str) -> None:
    ranking = engine.search(parse(query, today=TODAY, limit=100))
    assert sorted(match.id for match in ranking.matches) == found.split()
    assert ranking.notes == ()


@pytest.mark.parametrize(("query", "words"), REFUSED, ids=[query for query, _ in REFUSED])
def test_these_are_refused_in_these_words(query: str, words: str) -> None:
    with pytest.raises(QueryError, match=words):
        parse(query, today=TODAY)
