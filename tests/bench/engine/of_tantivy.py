"""tantivy-py: an English stemmer, bodies not stored, what pages count as fast fields."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import tantivy

from tests.bench.engine.asking import COUNTED, LIMIT, WIDTH, Page, Question, Ranked, Release, Texts, day_number, size_of


class Tantivy:
    """One thread writes, the calling one searches."""

    name = "tantivy"
    lacks = ()

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "index"
        self.folder.mkdir(exist_ok=True)
        self.texts = Texts(folder / "texts.db")
        schema = tantivy.SchemaBuilder()
        schema.add_text_field("id", stored=True, tokenizer_name="raw")
        for name in COUNTED:
            schema.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
        schema.add_integer_field("day", indexed=True, fast=True)
        for name in ("title", "body"):
            schema.add_text_field(name, tokenizer_name="en_stem")
        self.index = tantivy.Index(schema.build(), path=str(self.folder))

    def furnish(self, releases: Iterable[Release]) -> None:
        """In SQLite."""
        self.texts.keep(releases)

    def build(self, releases: Iterable[Release]) -> None:
        """One commit, its merges awaited."""
        writer = self.index.writer(heap_size=256_000_000, num_threads=1)
        for each in releases:
            counted = {name: getattr(each, name) for name in COUNTED}
            writer.add_document(
                tantivy.Document(id=each.id, day=each.number, title=each.title, body=each.body, **counted)
            )
        writer.commit()
        writer.wait_merging_threads()
        self.index.reload()

    def rank(self, question: Question) -> Ranked:
        """Parsed by tantivy, but for prefixes and fuzzy words, which its parser does not know."""
        ids, total, _, _ = self._found(question)
        return ids, total

    def page(self, question: Question) -> Page:
        """One excerpt a hit, for it gives no more; counts by its aggregation."""
        ids, total, query, searcher = self._found(question)
        asked = {name: {"terms": {"field": name, "size": 1000}} for name in COUNTED}
        counts = searcher.aggregate(query, asked)
        maker = tantivy.SnippetGenerator.create(searcher, query, self.index.schema, "body")
        maker.set_max_num_chars(WIDTH)
        texts = list(self.texts.of(ids))
        excerpts = [maker.snippet_from_doc(tantivy.Document(body=body)).to_html() for _, body in texts]
        return Page([title for title, _ in texts], excerpts, [counts[name]["buckets"] for name in COUNTED], total)

    def _found(self, question: Question) -> tuple[list[str], int, Any, Any]:
        query = self._query(question)
        searcher = self.index.searcher()
        options = {"order_by_field": "day"} if question.newest else {}
        found = searcher.search(query, LIMIT, count=True, **options)
        return [searcher.doc(address)["id"][0] for _, address in found.hits], found.count, query, searcher

    def _query(self, question: Question) -> Any:
        query, schema = self._words(question), self.index.schema
        if question.source:
            query = _within(query, tantivy.Query.term_query(schema, "source", question.source))
        if question.days:
            first, last = map(day_number, question.days)
            query = _within(query, tantivy.Query.range_query(schema, "day", tantivy.FieldType.Integer, first, last))
        return query

    def _words(self, question: Question) -> Any:
        schema, word = self.index.schema, question.words[0]
        makers = {
            "prefix": lambda field: tantivy.Query.regex_query(schema, field, f"{word}.*"),
            "fuzzy": lambda field: tantivy.Query.fuzzy_term_query(schema, field, word),
        }
        if question.way not in makers:
            return self.index.parse_query(question.lucene, ["title", "body"])
        either = [(tantivy.Occur.Should, makers[question.way](field)) for field in ("title", "body")]
        return tantivy.Query.boolean_query(either)

    def size(self) -> int:
        """Whatever it wrote."""
        return size_of(self.folder)


def _within(query: Any, only: Any) -> Any:
    filtered = tantivy.Query.const_score_query(only, 0.0)
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Must, filtered)])
