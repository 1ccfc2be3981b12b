"""The patient parser: the plain twin of the fast one, and what reads a page where that fails."""

from pathlib import Path

import pytest
from making import ROOT

from archive.readers import html
from archive.readers.decode import decode
from archive.readers.html import pieces_of, read_html
from archive.readers.soup import parse_patiently
from archive.readers.tree import Tree, parse

PAGES = sorted((ROOT / "corpus").glob("*story*.html")) + sorted((ROOT / "corpus").glob("*utf-8*.html"))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_both_parsers_read_the_same_pieces(path: Path) -> None:
    text, _ = decode(path.read_bytes())
    found = [
        [(piece.text, piece.kind, piece.place) for piece in pieces_of(read(text))] for read in (parse, parse_patiently)
    ]
    assert found[0] == found[1]


def test_no_depth_is_too_deep() -> None:
    assert list(parse_patiently("<div>" * 5000 + "<p>The harbour</p>").root.strings()) == ["The harbour"]


def test_a_page_that_the_fast_parser_loses_is_read_by_the_patient_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html, "parse", lambda _: Tree())
    page = read_html(b"<html><body><p>" + b"The harbour opens. " * 30 + b"</p></body></html>", "a.html")
    assert page.pieces[0].text.startswith("The harbour opens.")
