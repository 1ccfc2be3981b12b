"""A passage of a document: from one letter of its text to another, in one version, so that its link stays true."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice, takewhile

from archive.errors import UsageError
from archive.report import Document
from index.engine import Marked
from index.find import paragraphs
from webui.citing import Cited, citation
from webui.narrowing import address, path_of

MOST_SHOWN = 300
AROUND = 200
"""As many letters before and after a passage tell it from others with the same words."""
MOST_COMPARED = 1000
"""Of the places with the same words, from the beginning."""

_SPAN = re.compile(r"(\d{1,9})-(\d{1,9})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage with its words, what stands before and after them, the text, its permanent address, how it is cited."""

    words: str
    before: str
    after: str
    paragraphs: tuple[Marked, ...]
    address: str
    citation: Cited


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a paragraph begins in the body, and its permanent address."""

    start: int
    address: str


def passage_of(document: Document, span: str) -> Passage:
    """The passage that a span like `120-240` means: letters of the body, the last not included. Raises UsageError."""
    found = _SPAN.fullmatch(span)
    start, end = (int(number) for number in found.groups()) if found else (0, 0)
    if not start < end <= len(document.body):
        raise UsageError(f"the passage {span[:30]!r} is none of this document; select it anew in its text")
    before, words, after = document.body[:start], document.body[start:end], document.body[end:]
    pieces = ((before, False), (words, True), (after, False))
    where = passage_address(document, start, end)
    quoted = " ".join(words.split())
    shown = quoted if len(quoted) <= MOST_SHOWN else quoted[:MOST_SHOWN].rstrip() + "…"
    cited = (("“", False), (shown, True), ("” ", False), *citation(document), (f" {where}", False))
    return Passage(words, before, after, paragraphs(tuple(piece for piece in pieces if piece[0])), where, cited)


def passage_address(document: Document, start: int, end: int) -> str:
    """The permanent address of a passage."""
    params = {"version": [str(document.version)], "passage": [f"{start}-{end}"]}
    return address(params, path_of("document", document.id)) + "#passage"


def passage_in(newest: Document, passage: Passage) -> str:
    """The address of the same words in the newest version of the document; "" where it has them no longer.

    Of words that stand there several times, those with the most of the old text around them.
    """

    def alike(found: re.Match[str]) -> int:
        before = newest.body[max(0, found.start() - AROUND) : found.start()]
        after = newest.body[found.end() : found.end() + AROUND]
        return _equal(reversed(before), reversed(passage.before[-AROUND:])) + _equal(after, passage.after)

    found = islice(re.finditer(re.escape(passage.words), newest.body), MOST_COMPARED)
    there = max(found, key=alike, default=None)
    return passage_address(newest, *there.span()) if there else ""


def _equal(letters: Iterable[str], others: Iterable[str]) -> int:
    """How many letters are the same until the first that is not."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(letters, others, strict=False)))


def anchors(document: Document) -> list[Anchor]:
    """Each paragraph that holds something, as `index.find.paragraphs` cuts the body."""
    found, at = [], 0
    for part in document.body.split("\n\n"):
        if part:
            found.append(Anchor(at, passage_address(document, at, at + len(part))))
        at += len(part) + 2
    return found
