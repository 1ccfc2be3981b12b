"""Whoosh as it comes, stemming as ours does, every word kept."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import whoosh.index
from whoosh import query
from whoosh.analysis import StemmingAnalyzer
from whoosh.fields import ID, NUMERIC, TEXT, Schema
from whoosh.highlight import ContextFragmenter
from whoosh.qparser import FuzzyTermPlugin, MultifieldParser

from tests.bench.engine.asking import (
    COUNTED,
    EXCERPTS,
    LIMIT,
    WIDTH,
    Page,
    Question,
    Ranked,
    Release,
    Texts,
    day_number,
    size_of,
)


class StockWhoosh:
    """With its own parser, collector and highlighter."""

    name = "whoosh"
    lacks = ()

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "index"
        self.texts = Texts(folder / "texts.db")
        words = StemmingAnalyzer(stoplist=None, minsize=1)
        values = dict.fromkeys(COUNTED, ID(sortable=True))
        schema = Schema(
            id=ID(stored=True), day=NUMERIC(int, sortable=True), title=TEXT(words), body=TEXT(words), **values
        )
        there = self.folder.exists()
        self.folder.mkdir(exist_ok=True)
        self.index = whoosh.index.open_dir(self.folder) if there else whoosh.index.create_in(self.folder, schema)
        self.searcher = self.index.searcher()

    def furnish(self, releases: Iterable[Release]) -> None:
        """In SQLite."""
        self.texts.keep(releases)

    def build(self, releases: Iterable[Release]) -> None:
        """One commit."""
        writer = self.index.writer(limitmb=256)
        for each in releases:
            counted = {name: getattr(each, name) for name in COUNTED}
            writer.add_document(id=each.id, day=each.number, title=each.title, body=each.body, **counted)
        writer.commit()
        self.searcher = self.index.searcher()

    def rank(self, question: Question) -> Ranked:
        """The length of its results is the exact total."""
        found = self._found(question)
        return [hit["id"] for hit in found], len(found)

    def page(self, question: Question) -> Page:
        """Its highlighter and its groups."""
        found = self._found(question, groupedby=list(COUNTED))
        found.fragmenter = ContextFragmenter(maxchars=WIDTH)
        texts = list(self.texts.of(hit["id"] for hit in found))
        excerpts = [
            hit.highlights("body", text=body, top=EXCERPTS) for hit, (_, body) in zip(found, texts, strict=True)
        ]
        counts = [{value: len(held) for value, held in found.groups(name).items()} for name in COUNTED]
        return Page([title for title, _ in texts], excerpts, counts, len(found))

    def _found(self, question: Question, **options: Any) -> Any:
        parser = MultifieldParser(["title", "body"], self.index.schema)
        parser.add_plugin(FuzzyTermPlugin())
        text = f"{question.words[0]}~" if question.way == "fuzzy" else question.lucene.replace(" -", " NOT ")
        only = []
        if question.source:
            only.append(query.Term("source", question.source))
        if question.days:
            only.append(query.NumericRange("day", *map(day_number, question.days)))
        if question.newest:
            options |= {"sortedby": "day", "reverse": True}
        return self.searcher.search(
            parser.parse(text), limit=LIMIT, filter=query.And(only) if only else None, **options
        )

    def size(self) -> int:
        """Whatever it wrote."""
        return size_of(self.folder)
