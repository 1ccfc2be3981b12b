"""Which sources' reports look badly read? Signs of it in each document, counted by source, the worst one named."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from archive.report import Block, Document
from archive.rules import RULE
from archive.store import Archive

SIGNS = ("short", "long", "no date", "no title", "dropped", "language", "refused")
"""What is suspicious: a body very short or very long, no date, no title, much dropped, an odd language.

A refused one stays as it was once read, for the cleaner as it is makes nothing of its original.
"""

SHORT = 250
LONG = 60_000
"""Characters of a body: a page of news has 1,000 to 12,000."""

_PROSE = 200
_LOST = 0.5
"""Prose dropped, as a share of the body. Of 204 real pages that picked 7, of which 5 were badly read (F1 below .8)."""
_FEW = 5
_MOST = 0.8
_SCRIPTS_OF_FEW_LETTERS = ("zh", "ja", "ko")


@dataclass(frozen=True, slots=True)
class SourceReview:
    """A source's documents, how many have a sign, how often each sign was met, and the id of the one with most."""

    source: str
    documents: int
    suspicious: int
    signs: Mapping[str, int]
    worst: str


@dataclass(frozen=True, slots=True)
class _Reading:
    id: str
    language: str
    length: int
    signs: tuple[str, ...]


def review(archive: Archive) -> list[SourceReview]:
    """Every source with a suspicious document, the one with most of them first."""
    by_source: defaultdict[str, list[_Reading]] = defaultdict(list)
    refused = archive.cleanings.refused()
    for id in archive.ids():
        document = archive.document(id)
        signs = (*_signs(document, archive.blocks(id)), *["refused"] * (id in refused))
        by_source[document.source].append(_Reading(id, document.language, len(document.body), signs))
    found = [one for source, readings in by_source.items() if (one := _reviewed(source, readings))]
    return sorted(found, key=lambda one: (-one.suspicious, -one.suspicious / one.documents, one.source))


def _signs(document: Document, blocks: Sequence[Block]) -> Iterator[str]:
    length = len(document.body)
    if length < (SHORT // 3 if document.language in _SCRIPTS_OF_FEW_LETTERS else SHORT):
        yield "short"
    if length > LONG:
        yield "long"
    if document.date is None:
        yield "no date"
    # Without evidence the title is but the file's name.
    if not any(one.field == "title" and one.value for one in document.evidence):
        yield "no title"
    # Menus are short lines; dropped prose may be the story, unless a person said that it is not.
    dropped = [block.text for block in blocks if not block.kept and not block.rule.startswith(RULE)]
    prose = sum(len(text) for text in dropped if len(text) >= _PROSE)
    if prose > _LOST * length and blocks:
        yield "dropped"


def _reviewed(source: str, readings: Sequence[_Reading]) -> SourceReview | None:
    spoken = Counter(one.language for one in readings)
    usual, count = spoken.most_common(1)[0]
    settled = count >= _FEW and count >= _MOST * len(readings)
    signs = {
        one.id: (*one.signs, *["language"] * (not one.language or (settled and one.language != usual)))
        for one in readings
    }
    suspicious = [one for one in readings if signs[one.id]]
    if not suspicious:
        return None
    worst = min(suspicious, key=lambda one: (-len(signs[one.id]), one.length, one.id))
    met = Counter(sign for found in signs.values() for sign in found)
    return SourceReview(source, len(readings), len(suspicious), {sign: met[sign] for sign in SIGNS}, worst.id)
