"""The engines that `engine.py` measures, each in its own words: ours, tantivy, SQLite FTS5, stock Whoosh."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

from archive.report import Document
from index.query import Order, Query, parse
from index.schema import day_number
from index.whoosh_engine import WhooshEngine

LIMIT = 10


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of every engine: words put together in one `way`, perhaps of one source, or of some days."""

    way: str
    words: tuple[str, ...]
    source: str = ""
    days: tuple[date, date] | None = None
    newest: bool = False


Ranked = tuple[list[str], int]
"""The first ids, best first, and how many documents match in all."""


class Peer(Protocol):
    """An engine to be measured; `size` is its index on disk in bytes, without bodies kept beside it."""

    name: str

    def build(self, documents: Iterable[Document]) -> None:
        """Index these, durably."""

    def rank(self, question: Question) -> Ranked:
        """The first ten, and the exact total."""

    def size(self) -> int:
        """Bytes on disk."""


def _lucene(question: Question) -> str:
    """A question as tantivy and stock Whoosh write it."""
    words = question.words
    match question.way:
        case "or":
            return " OR ".join(words)
        case "and":
            return " AND ".join(words)
        case "phrase":
            return '"' + " ".join(words) + '"'
        case "prefix":
            return f"{words[0]}*"
    return words[0]


class Ours:
    """The engine of this project, asked as a person asks it."""

    name = "ours"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.engine = WhooshEngine(folder, "bench")

    def build(self, documents: Iterable[Document]) -> None:
        """One generation."""
        self.engine.apply(documents, [], 1)

    def query(self, question: Question) -> Query:
        """A question as a Query, parsed from text."""
        text = f"{question.words[0]}~" if question.way == "fuzzy" else _lucene(question)
        since, until = question.days or (None, None)
        return parse(
            text.replace(" AND ", " "),
            limit=LIMIT, sources=(question.source,) if question.source else (), since=since, until=until,
            order=Order.NEWEST if question.newest else Order.RELEVANCE,
        )  # fmt: skip

    def rank(self, question: Question) -> Ranked:
        """Parsing included."""
        ranking = self.engine.search(self.query(question))
        return [match.id for match in ranking.matches], ranking.total

    def size(self) -> int:
        """All files of the generation."""
        return self.engine.status().size


class Tantivy:
    """tantivy-py with an English stemmer, bodies not stored."""

    name = "tantivy"

    def __init__(self, folder: Path) -> None:
        import tantivy

        folder.mkdir()
        self.folder, self.tantivy = folder, tantivy
        schema = tantivy.SchemaBuilder()
        schema.add_text_field("id", stored=True, tokenizer_name="raw")
        schema.add_text_field("source", tokenizer_name="raw")
        schema.add_integer_field("day", indexed=True, fast=True)
        for name in ("title", "body"):
            schema.add_text_field(name, tokenizer_name="en_stem")
        self.index = tantivy.Index(schema.build(), path=str(folder))

    def build(self, documents: Iterable[Document]) -> None:
        """One commit, with one thread."""
        writer = self.index.writer(heap_size=256_000_000, num_threads=1)
        for each in documents:
            day = day_number(each.date.first.isoformat()) if each.date else 0
            writer.add_document(
                self.tantivy.Document(id=each.id, source=each.source, day=day, title=each.title, body=each.body)
            )
        writer.commit()
        writer.wait_merging_threads()
        self.index.reload()

    def rank(self, question: Question) -> Ranked:
        """Parsed by tantivy, but for prefixes and fuzzy words, which its parser does not know."""
        query, schema = self._query(question), self.index.schema
        if question.source:
            only = self.tantivy.Query.term_query(schema, "source", question.source)
            query = self._all(query, self.tantivy.Query.const_score_query(only, 0.0))
        if question.days:
            first, last = (day_number(day.isoformat()) for day in question.days)
            only = self.tantivy.Query.range_query(schema, "day", self.tantivy.FieldType.Integer, first, last)
            query = self._all(query, self.tantivy.Query.const_score_query(only, 0.0))
        searcher = self.index.searcher()
        options = {"order_by_field": "day"} if question.newest else {}
        found = searcher.search(query, LIMIT, count=True, **options)
        return [searcher.doc(address)["id"][0] for _, address in found.hits], found.count

    def _query(self, question: Question) -> Any:
        fields = ["title", "body"]
        if question.way not in ("prefix", "fuzzy"):
            return self.index.parse_query(_lucene(question), fields)
        makers = {
            "prefix": lambda field: self.tantivy.Query.regex_query(self.index.schema, field, f"{question.words[0]}.*"),
            "fuzzy": lambda field: self.tantivy.Query.fuzzy_term_query(self.index.schema, field, question.words[0]),
        }
        return self.tantivy.Query.boolean_query(
            [(self.tantivy.Occur.Should, makers[question.way](field)) for field in fields]
        )

    def _all(self, *queries: Any) -> Any:
        return self.tantivy.Query.boolean_query([(self.tantivy.Occur.Must, query) for query in queries])

    def size(self) -> int:
        """Whatever it wrote."""
        return sum(path.stat().st_size for path in self.folder.iterdir())


class Fts5:
    """SQLite's FTS5 with its Porter stemmer, without content; what filters and orders need in a table beside it."""

    name = "fts5"

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.path = folder / "fts.db"
        self.rows = sqlite3.connect(self.path)
        self.rows.execute("CREATE TABLE d (n INTEGER PRIMARY KEY, id TEXT, source TEXT, day INTEGER)")
        self.rows.execute("CREATE VIRTUAL TABLE f USING fts5(title, body, content='', tokenize='porter unicode61')")

    def build(self, documents: Iterable[Document]) -> None:
        """One transaction."""
        for number, each in enumerate(documents, 1):
            day = day_number(each.date.first.isoformat()) if each.date else 0
            self.rows.execute("INSERT INTO d VALUES (?, ?, ?, ?)", (number, each.id, each.source, day))
            self.rows.execute("INSERT INTO f(rowid, title, body) VALUES (?, ?, ?)", (number, each.title, each.body))
        self.rows.commit()

    def rank(self, question: Question) -> Ranked:
        """Two statements: the first ten, and the total."""
        words = [json.dumps(word) for word in question.words]
        text = {"or": " OR ".join(words), "phrase": json.dumps(" ".join(question.words)), "prefix": f"{words[0]} *"}
        match = text.get(question.way, " AND ".join(words))
        where, values = "f MATCH ?", [match]
        if question.source:
            where, values = f"{where} AND d.source = ?", [*values, question.source]
        if question.days:
            days = [day_number(day.isoformat()) for day in question.days]
            where, values = f"{where} AND d.day BETWEEN ? AND ?", [*values, *days]
        order = "d.day DESC" if question.newest else "rank"
        beside = "f JOIN d ON d.n = f.rowid"
        ids = self.rows.execute(f"SELECT d.id FROM {beside} WHERE {where} ORDER BY {order} LIMIT {LIMIT}", values)  # noqa: S608
        table = beside if question.source or question.days else "f"
        total = self.rows.execute(f"SELECT count(*) FROM {table} WHERE {where}", values)  # noqa: S608
        return [id for (id,) in ids], total.fetchone()[0]

    def size(self) -> int:
        """The database."""
        return self.path.stat().st_size


class StockWhoosh:
    """Whoosh as it comes, stemming as ours does, every word kept."""

    name = "whoosh"

    def __init__(self, folder: Path) -> None:
        import whoosh.index
        from whoosh.analysis import StemmingAnalyzer
        from whoosh.fields import ID, NUMERIC, TEXT, Schema

        folder.mkdir()
        self.folder = folder
        words = StemmingAnalyzer(stoplist=None, minsize=1)
        schema = Schema(
            id=ID(stored=True), source=ID, day=NUMERIC(int, sortable=True), title=TEXT(words), body=TEXT(words)
        )
        self.index = whoosh.index.create_in(folder, schema)

    def build(self, documents: Iterable[Document]) -> None:
        """One commit."""
        writer = self.index.writer(limitmb=256)
        for each in documents:
            day = day_number(each.date.first.isoformat()) if each.date else 0
            writer.add_document(id=each.id, source=each.source, day=day, title=each.title, body=each.body)
        writer.commit()
        self.searcher = self.index.searcher()

    def rank(self, question: Question) -> Ranked:
        """Its own parser and collector."""
        from whoosh import query
        from whoosh.qparser import FuzzyTermPlugin, MultifieldParser

        parser = MultifieldParser(["title", "body"], self.index.schema)
        parser.add_plugin(FuzzyTermPlugin())
        tree = parser.parse(f"{question.words[0]}~" if question.way == "fuzzy" else _lucene(question))
        only = []
        if question.source:
            only.append(query.Term("source", question.source))
        if question.days:
            only.append(query.NumericRange("day", *(day_number(day.isoformat()) for day in question.days)))
        sort = {"sortedby": "day", "reverse": True} if question.newest else {}
        found = self.searcher.search(tree, limit=LIMIT, filter=query.And(only) if only else None, **sort)
        return [hit["id"] for hit in found], len(found)

    def size(self) -> int:
        """Whatever it wrote."""
        return sum(path.stat().st_size for path in self.folder.iterdir())


def peers(folder: Path, names: Sequence[str]) -> list[Peer]:
    """The engines by these names that are installed, ours first."""
    kinds: dict[str, Any] = {"tantivy": Tantivy, "fts5": Fts5, "whoosh": StockWhoosh}
    there = [name for name in names if name != "tantivy" or find_spec("tantivy")]
    return [Ours(folder / "ours"), *(kinds[name](folder / name) for name in there)]
