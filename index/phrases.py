"""Words in a row or near each other, and words bound to the languages they are read in, as Whoosh's queries."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from whoosh import query as wq
from whoosh.matching import FilterMatcher, IntersectionMatcher
from whoosh.reading import IndexReader
from whoosh.searching import SearchContext, Searcher
from whoosh.util import make_binary_tree

from index.near import in_a_row, windows


class Near(wq.And):  # type: ignore[misc]  # Whoosh has no types
    """Every word of a phrase, near enough to each other; scored as the phrase is, by its words."""

    def __init__(self, field: str, words: Sequence[str], slop: int, boost: float) -> None:
        super().__init__([wq.Term(field, word) for word in words], boost=boost)
        self.field_of_all = field
        self.words = words
        self.slop = slop

    def matcher(self, searcher: Searcher, context: SearchContext | None = None) -> Any:
        """The matcher over one segment."""
        held = _held(searcher, self.field_of_all, self.words)
        ids = {id for id, places in held if any(windows(self.words, places, self.slop))}
        return FilterMatcher(super().matcher(searcher, context), ids)


class Row(wq.Phrase):  # type: ignore[misc]  # Whoosh has no types
    """The words of a phrase in a row, where the joined form of a code takes the places of all its parts."""

    def matcher(self, searcher: Searcher, context: SearchContext | None = None) -> Any:
        """The matcher over one segment: Whoosh's own where none of the words is a code's joined form."""
        codes = {word: found for word in self.words if (found := _codes(searcher, self.fieldname, word))}
        if not codes:
            return super().matcher(searcher, context)
        ids = set()
        for id, places in _held(searcher, self.fieldname, self.words):
            joined = {word: found[id] for word, found in codes.items() if id in found}
            if in_a_row(self.words, places, joined):
                ids.add(id)
        scored = wq.And([wq.Term(self.fieldname, word) for word in self.words], boost=self.boost)
        return FilterMatcher(scored.matcher(searcher, context), ids)


class InLanguages(wq.WrappingQuery):  # type: ignore[misc]  # Whoosh has no types
    """The matches of a query that are in one of these languages; "" is an unknown one."""

    def __init__(self, child: wq.Query, languages: frozenset[str]) -> None:
        super().__init__(child)
        self.languages = languages

    def matcher(self, searcher: Searcher, context: SearchContext | None = None) -> Any:
        """The matcher over one segment."""
        scored = self.child.matcher(searcher, context)
        return FilterMatcher(scored, _Spoken(searcher.reader(), self.languages)) if scored.is_active() else scored


class _Spoken:
    """The documents of a segment that are in these languages, as a set of which no member is ever listed."""

    def __init__(self, reader: IndexReader, languages: frozenset[str]) -> None:
        self._column = reader.column_reader("lang_column")
        self._languages = languages

    def __contains__(self, id: int) -> bool:
        return self._column[id].decode().lower() in self._languages


def _held(searcher: Searcher, field: str, words: Sequence[str]) -> Iterator[tuple[int, Mapping[str, Sequence[int]]]]:
    """Each document that holds all these words, with the places of each."""
    terms = [wq.Term(field, word).matcher(searcher, SearchContext()) for word in words]
    if not all(term.is_active() for term in terms):
        return
    together = make_binary_tree(IntersectionMatcher, terms)
    while together.is_active():
        yield together.id(), {word: term.value_as("positions") for word, term in zip(words, terms, strict=True)}
        together.next()


def _codes(searcher: Searcher, field: str, word: str) -> dict[int, Sequence[int]]:
    """By document, first and last place of each code that `word` is the joined form of."""
    codes = f"{field}_codes"
    if (codes, word) not in searcher.reader():
        return {}
    found, matcher = {}, searcher.postings(codes, word)
    while matcher.is_active():
        found[matcher.id()] = matcher.value_as("positions")
        matcher.next()
    return found
