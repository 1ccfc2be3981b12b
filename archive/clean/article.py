"""The article as trafilatura sees it: asked only of pages that the model is unsure of, for it takes long."""

import re
from collections.abc import Sequence
from itertools import pairwise

import trafilatura

from archive.clean.lines import SENTENCE, SOLID
from archive.readers.page import Page, Piece
from archive.report import Kind

BODY_KINDS = (Kind.BODY, Kind.HEADING, Kind.QUOTE, Kind.LIST, Kind.TABLE)
_KEPT = "in the article text (trafilatura)"
_BETWEEN = "between paragraphs of the article"
_SHINGLE = 4
_GAP = 4  # pieces that trafilatura may have passed over between two paragraphs
_MAX_DEPTH = 200  # trafilatura's parser drops what is deeper, and says nothing
_MAX_LENGTH = 3_000_000  # and takes minutes over pages of more characters
_MAX_PIECES = 10_000


def in_article(page: Page) -> list[str]:
    """For each piece why it is in the article, "" where it is not; all "" where trafilatura fails."""
    if page.depth > _MAX_DEPTH or len(page.text) > _MAX_LENGTH or len(page.pieces) > _MAX_PIECES:
        return [""] * len(page.pieces)
    return _between(page.pieces, _within(page.pieces, _main_text(page.text)))


def _main_text(text: str) -> str:
    try:
        return trafilatura.extract(text, include_comments=False, include_tables=True) or ""
    except Exception:  # noqa: BLE001 - whatever a page does to somebody else's parser must not cost the page
        return ""


def _within(pieces: Sequence[Piece], text: str) -> list[str]:
    """Which pieces are in `text`: long ones by most of their runs of four words, short ones as a line of it."""
    lines = [_words(line) for line in text.split("\n")]
    whole = {" ".join(line) for line in lines if line}
    flowing = [word for line in lines for word in line]
    shingles = set(_runs(flowing))
    joined = f" {' '.join(flowing)} "
    verdicts = []
    for piece in pieces:
        words = _words(piece.text)
        if len(words) < _SHINGLE + 2:
            line = " ".join(words)
            inside = bool(line) and (line in whole or (len(words) > 2 and f" {line} " in joined))
        else:
            found = [run in shingles for run in _runs(words)]
            inside = sum(found) * 5 >= len(found) * 3
        verdicts.append(_KEPT if inside else "")
    return verdicts


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())


def _runs(words: list[str]) -> list[tuple[str, ...]]:
    return [tuple(words[n : n + _SHINGLE]) for n in range(len(words) - _SHINGLE + 1)]


def _between(pieces: Sequence[Piece], verdicts: list[str]) -> list[str]:
    """`verdicts` with the few sentences that were passed over between two paragraphs of the article."""
    places = [n for n, why in enumerate(verdicts) if why]
    for before, after in pairwise(places):
        gap = pieces[before + 1 : after]
        near = 0 < len(gap) <= _GAP and len(pieces[after].text) > SOLID
        if near and all(not one.place and one.linked < 0.3 for one in gap):
            for n in range(before + 1, after):
                if pieces[n].kind in BODY_KINDS and any(SENTENCE.search(one.text) for one in gap):
                    verdicts[n] = _BETWEEN
    return verdicts
