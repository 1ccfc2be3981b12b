"""Xapian, where Debian's python3-xapian is installed: an English stemmer, values for filters, orders and counts."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import xapian

from tests.bench.engine.asking import COUNTED, LIMIT, WIDTH, Page, Question, Ranked, Release, Texts, size_of

_DAY = len(COUNTED)
_SOURCE = "XS"


class Xapian:
    """One database; words of titles and bodies in one space, as its documentation advises."""

    name = "xapian"
    lacks = ("fuzzy",)

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "index"
        self.texts = Texts(folder / "texts.db")
        self.stemmer = xapian.Stem("en")
        if self.folder.exists():
            self._open()

    def _open(self) -> None:
        self.base = xapian.Database(str(self.folder))
        self.parser = xapian.QueryParser()
        self.parser.set_database(self.base)
        self.parser.set_stemmer(self.stemmer)
        self.parser.set_stemming_strategy(xapian.QueryParser.STEM_SOME)

    def furnish(self, releases: Iterable[Release]) -> None:
        """In SQLite."""
        self.texts.keep(releases)

    def build(self, releases: Iterable[Release]) -> None:
        """Committed at the end, as it holds 10,000 documents at a time by itself."""
        base = xapian.WritableDatabase(str(self.folder), xapian.DB_CREATE_OR_OPEN)
        terms = xapian.TermGenerator()
        terms.set_stemmer(self.stemmer)
        for each in releases:
            base.add_document(self._document(each, terms))
        base.commit()
        base.close()
        self._open()

    def _document(self, each: Release, terms: Any) -> Any:
        document = xapian.Document()
        terms.set_document(document)
        terms.set_termpos(0)
        terms.index_text(each.title)
        terms.increase_termpos()
        terms.index_text(each.body)
        document.add_boolean_term(_SOURCE + each.source)
        for slot, name in enumerate(COUNTED):
            document.add_value(slot, getattr(each, name))
        document.add_value(_DAY, each.day)
        document.set_data(each.id)
        return document

    def rank(self, question: Question) -> Ranked:
        """Every match is checked, so that the total is exact."""
        found = self._enquire(question).get_mset(0, LIMIT, self.base.get_doccount())
        return [match.document.get_data().decode() for match in found], found.get_matches_estimated()

    def page(self, question: Question) -> Page:
        """One excerpt a hit, for it gives no more; counts by its spies."""
        enquire = self._enquire(question)
        spies = [xapian.ValueCountMatchSpy(slot) for slot in range(_DAY)]
        for spy in spies:
            enquire.add_matchspy(spy)
        found = enquire.get_mset(0, LIMIT, self.base.get_doccount())
        texts = list(self.texts.of(match.document.get_data().decode() for match in found))
        excerpts = [found.snippet(body, WIDTH, self.stemmer) for _, body in texts]
        counts = [[(value.term, value.termfreq) for value in spy.values()] for spy in spies]
        return Page([title for title, _ in texts], excerpts, counts, found.get_matches_estimated())

    def _enquire(self, question: Question) -> Any:
        flags = xapian.QueryParser.FLAG_DEFAULT | xapian.QueryParser.FLAG_WILDCARD
        query = self.parser.parse_query(question.lucene, flags)
        if question.source:
            query = xapian.Query(xapian.Query.OP_FILTER, query, xapian.Query(_SOURCE + question.source))
        if question.days:
            days = xapian.Query(xapian.Query.OP_VALUE_RANGE, _DAY, *question.days)
            query = xapian.Query(xapian.Query.OP_FILTER, query, days)
        enquire = xapian.Enquire(self.base)
        enquire.set_query(query)
        if question.newest:
            enquire.set_sort_by_value(_DAY, True)
        return enquire

    def size(self) -> int:
        """Whatever it wrote."""
        return size_of(self.folder)
