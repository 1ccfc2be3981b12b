"""Backfile, asked as a person asks it; its pages are those of `index.find`, from an archive."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from archive.report import Cleaned, Document, PartialDate
from archive.rows import arrival
from archive.store import Archive
from index.find import find
from index.query import Order, Query, parse
from index.whoosh_engine import WhooshEngine
from tests.bench.engine.asking import COUNTED, LIMIT, Page, Question, Ranked, Release


class Backfile:
    """The engine of this project."""

    name = "ours"
    lacks = ()

    def __init__(self, folder: Path) -> None:
        root = folder / "archive"
        self.archive = Archive.open(root) if root.exists() else Archive.create(root)
        self.engine = WhooshEngine(root / "index", self.archive.lineage())

    def furnish(self, releases: Iterable[Release]) -> None:
        """An archive whose originals are but names."""
        with self.archive.transaction():
            for each in releases:
                read = Cleaned(document(each), (), "text", "utf-8")
                self.archive.keep(arrival(each.id.encode(), each.id.encode()), read, each.id)

    def build(self, releases: Iterable[Release]) -> None:
        """One generation."""
        self.engine.apply(map(document, releases), [], self.archive.change())

    def rank(self, question: Question) -> Ranked:
        """As a search asks the engine."""
        ranking = self.engine.search(asked(question))
        return [match.id for match in ranking.matches], ranking.total

    def page(self, question: Question) -> Page:
        """As a search answers."""
        found = find(self.archive, self.engine, asked(question, facets=COUNTED))
        titles, excerpts = ([getattr(hit, name) for hit in found.hits] for name in ("title", "excerpts"))
        return Page(titles, excerpts, [found.facets[name] for name in COUNTED], found.total)

    def size(self) -> int:
        """All files of the generation."""
        return self.engine.status().size


def document(each: Release) -> Document:
    """A release as a Document."""
    return Document(
        id=each.id, title=each.title, body=each.body, source=each.source, language="en", version=1,
        date=PartialDate(each.day) if each.day else None, regions=(each.region,) if each.region else (),
    )  # fmt: skip


def asked(question: Question, **options: Any) -> Query:
    """A question as a Query, parsed from text."""
    since, until = map(date.fromisoformat, question.days) if question.days else (None, None)
    return parse(
        f"{question.words[0]}~" if question.way == "fuzzy" else question.lucene,
        limit=LIMIT, sources=(question.source,) if question.source else (), since=since, until=until,
        order=Order.NEWEST if question.newest else Order.RELEVANCE, **options,
    )  # fmt: skip
