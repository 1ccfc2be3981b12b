"""The verdict without the model: for plain text, and for pages that it is unsure of."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from archive.clean.article import BODY_KINDS, in_article
from archive.clean.lines import BYLINE, CAPTION, REPEATS, TITLE
from archive.readers.page import Page, Piece
from archive.report import Kind

_PROSE = "reads like prose"
_ANYTHING = "all there is on the page"
# Places whose text is dropped even where it was taken for the article.
_NEVER = frozenset(("cookie notice", "newsletter box", "sharing links", "breadcrumb", "list of sections", "navigation"))


class Verdict(NamedTuple):
    """Whether a piece is kept in the body, and the rule that decided."""

    kept: bool
    rule: str


def by_rules(page: Page, rules: Sequence[str]) -> list[Verdict]:
    """What trafilatura takes for the article, else what reads like one; of a plain text, all but what is furniture."""
    reasons = _of_page(page) if page.is_web else ["" if piece.place else "text" for piece in page.pieces]
    places = true_places(page.pieces, [bool(why) for why in reasons])
    return [
        _verdict(piece, rule, "" if piece.place in places else why, Kind.CAPTION in places)
        for piece, rule, why in zip(page.pieces, rules, reasons, strict=True)
    ]


def _of_page(page: Page) -> list[str]:
    reasons = _reads_like_prose(page.pieces)
    if not any(reasons):
        reasons = ["" if piece.place else _ANYTHING for piece in page.pieces]
    told = in_article(page)
    sizes = [
        sum(len(piece.text) for piece, why in zip(page.pieces, some, strict=True) if why) for some in (told, reasons)
    ]
    return reasons if sizes[0] * 8 < sizes[1] else told


def prose(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces that read like prose, by their place, their length and how they end."""
    return [piece for piece, why in zip(pieces, _reads_like_prose(pieces), strict=True) if why]


def _verdict(piece: Piece, rule: str, why: str, captions: bool) -> Verdict:
    """One piece decided: by its kind, by the rules for short lines, then by `why` ("" is dropped)."""
    if rule in (TITLE, REPEATS, BYLINE):
        return Verdict(False, rule)
    if piece.kind is Kind.CAPTION and captions:
        return Verdict(False, CAPTION)
    if not why:
        return Verdict(False, piece.place or rule or "not in the article text")
    return Verdict(not rule, rule or why)


def true_places(pieces: Sequence[Piece], kept: Sequence[bool]) -> set[str]:
    """Places, captions among them, that are what their name says: one that holds much of the article is not."""
    sizes: Counter[str] = Counter()
    for piece, own in zip(pieces, kept, strict=True):
        for name in (piece.place, Kind.CAPTION if piece.kind is Kind.CAPTION else ""):
            sizes[name] += len(piece.text) if own else 0
    total = sum(len(piece.text) for piece, own in zip(pieces, kept, strict=True) if own)
    return {place for place in (*_NEVER, Kind.CAPTION) if sizes[place] * 5 <= total}


def _reads_like_prose(pieces: Sequence[Piece]) -> list[str]:
    """Our own rule: sentences that are not links, where an article may stand, and what lies between two of them."""
    verdicts = []
    for piece in pieces:
        written = len(piece.text) >= 80 or (len(piece.text) >= 40 and re.search(r"[.!?。！？؟][\"'”’»)]*$", piece.text))
        good = written and piece.linked < 0.5 and not piece.place and piece.kind in BODY_KINDS
        verdicts.append(_PROSE if good else "")
    places = [n for n, why in enumerate(verdicts) if why]
    for before, after in pairwise(places):
        if after - before <= 6:
            for n in range(before + 1, after):
                piece = pieces[n]
                if not piece.place and piece.linked < 0.3 and piece.kind in BODY_KINDS:
                    verdicts[n] = _PROSE
    return verdicts
