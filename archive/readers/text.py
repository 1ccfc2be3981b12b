"""Plain text to Page: headers, title, paragraphs, and what was printed or copied around the report."""

import re

from archive.errors import RefusedError
from archive.language import detect
from archive.readers.copied import placed, report_in
from archive.readers.decode import decode
from archive.readers.flow import pieces_of
from archive.readers.headers import Labels, read_headers
from archive.readers.headline import mark_title, read_head, told_by
from archive.readers.page import Facts, Page, Piece
from archive.readers.printed import without_edges
from archive.report import Kind

_OTHER = re.compile(rb"\s*(?:%!PS|WARC/\d|<\?xml|[\[{]\s*[\"{\[\]}])")


def is_text(data: bytes, suffix: str) -> bool:
    """Whether the bytes may be plain text; what only looks like text (JSON, a feed) is not."""
    known = suffix in (".txt", ".text", ".md", ".markdown")
    return known or not (_OTHER.match(data[:2000]) or suffix in (".json", ".jsonl", ".csv", ".xml", ".css", ".js"))


def read_text(data: bytes, name: str) -> Page:
    """The Page in `data`. Raises RefusedError."""
    text, encoding = decode(data, marked_up=False)
    below, edges = without_edges(text)
    language = detect(text)[0]
    labels, headers, below = read_headers(below, language)
    pieces = pieces_of(below)
    if not any(re.search(r"\w", piece.text) for piece in pieces):
        raise RefusedError("no-text", "there are no words in the file")
    pieces, told = _told(pieces, language, bool(headers))
    pieces = [*(Piece(line, Kind.BYLINE) for line in headers), *pieces, *edges]
    return Page("text", encoding, text, tuple(pieces), Facts(labels=(*labels, *told)))


def _told(pieces: list[Piece], language: str, mailed: bool) -> tuple[list[Piece], Labels]:
    """The pieces, each told as what it is, and what their first lines say."""
    report = report_in(pieces, language)
    if report:
        start, title = report.start, report.title
        signed = {n: told for n in range(max(0, title), start) if (told := told_by(pieces[n].text, language))}
        pieces = placed(pieces, report)
        for n in signed:
            pieces[n] = Piece(pieces[n].text, Kind.BYLINE)
        if title >= 0:
            label = mark_title(pieces, title)
            return pieces, [label, *(one for told in signed.values() for one in told)]
    first = next((n for n, piece in enumerate(pieces) if not piece.place), 0)
    return pieces, [] if mailed else read_head(pieces, first, language)
