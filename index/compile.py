"""A Query's tree to Whoosh's: each word as the terms it may be, filters as required parts that do not score."""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

from whoosh import query as wq
from whoosh.matching import FilterMatcher, ListMatcher, NullMatcher
from whoosh.query.wrappers import WrappingQuery
from whoosh.searching import SearchContext, Searcher

from index.forms import EXACT, LOWERED, form_of
from index.phrases import InLanguages, Near, Row
from index.query import (
    NAMED,
    And,
    DateRange,
    Exact,
    Fuzzy,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    QueryError,
    Term,
    Wildcard,
    Word,
)
from index.schema import day_number
from index.vocabulary import Vocabulary
from index.words import fold, is_single_cjk, is_spaceless, query_surfaces, query_terms, written_forms

TITLE_BOOST = 3.0
ALL_WORDS = ("title", "body")
MAX_PHRASE_WORDS = 64
STEMMED = ("", *ALL_WORDS, "lead")
"""Fields whose words are stemmed by the document's language."""


class Constant(wq.ConstantScoreQuery):  # type: ignore[misc]  # Whoosh has no types
    """Every match of the child scores 1; Whoosh's own class forgets that where scores are asked for one by one."""

    def matcher(self, searcher: Searcher, context: SearchContext | None = None) -> Any:
        """The matcher over one segment."""
        ids = array("I", self.child.matcher(searcher, SearchContext()).all_ids())
        return ListMatcher(ids, all_weights=1.0) if ids else NullMatcher()


class Expanded(wq.Every):  # type: ignore[misc]  # Whoosh has no types
    """Documents that hold any of these words in any of these fields; each scores 1."""

    def __init__(self, fields: Sequence[str], words: Sequence[str]) -> None:
        super().__init__()
        self.fields = fields
        self.words = words

    def matcher(self, searcher: Searcher, context: SearchContext | None = None) -> Any:
        """The matcher over one segment."""
        reader = searcher.reader()
        terms = ((field, word) for field in self.fields for word in self.words)
        held = (reader.postings(*term).all_ids() for term in terms if term in reader)
        ids = sorted(set().union(*held))
        return ListMatcher(array("I", ids), all_weights=1.0) if ids else NullMatcher()


class Beginning(Expanded):
    """Documents that hold any word that begins so in any of these fields; each scores 1."""

    def __init__(self, fields: Sequence[str], start: str) -> None:
        super().__init__(fields, ())
        self.start = start

    def matcher(self, searcher: Searcher, context: SearchContext | None = None) -> Any:
        """The matcher over one segment."""
        words = {word for field in self.fields for word in searcher.reader().expand_prefix(field, self.start)}
        return Expanded(self.fields, sorted(words)).matcher(searcher, context)


class Filtered(wq.BinaryQuery):  # type: ignore[misc]  # Whoosh has no types
    """The matches of the first part that are matches of the second too, or with `exclude` those that are not.

    Whoosh's Require takes away what it should keep, and its AndNot goes wrong below another.
    """

    def __init__(self, scored: wq.Query, test: wq.Query, *, exclude: bool = False) -> None:
        super().__init__(scored, test)
        self.exclude = exclude

    def matcher(self, searcher: Searcher, context: SearchContext | None = None) -> Any:
        """The matcher over one segment."""
        ids = set(self.b.matcher(searcher, SearchContext()).all_ids())
        return FilterMatcher(self.a.matcher(searcher, context), ids, exclude=self.exclude)


class Said(WrappingQuery):  # type: ignore[misc]  # Whoosh has no types
    """What the text of a query looks for, known by its tree: the same text is asked for with other filters next."""

    def __init__(self, child: wq.Query, tree: Node) -> None:
        super().__init__(child)
        self.tree = tree


def compile_query(query: Query, languages: Sequence[str], vocabulary: Vocabulary) -> wq.Query:
    """What Whoosh is to look for; `languages` are those of the documents, by whose rules words are stemmed."""
    tree = Constant(wq.Every())
    if query.tree:
        tree = Said(_Compiler(languages, vocabulary).node(query.tree), query.tree)
    required = [
        _any_of(field, values)
        for field, values in (
            ("source_is", [fold(source) for source in query.sources]),
            ("region_is", [fold(region) for region in query.regions]),
            ("about", query.about),
            ("from", query.published_in),
            ("sent_from", query.sent_from),
            ("kind", [kind.lower() for kind in query.kinds]),
            ("lang", [language.lower() for language in query.languages]),
        )
        if values
    ]
    if query.only is not None:
        required.append(Expanded(("id",), sorted(query.only)))
    if query.since or query.until:
        required.append(_date_range(query.since, query.until))
    for part in required:
        tree = Filtered(tree, part)
    if query.without:
        tree = Filtered(tree, Expanded(("id",), sorted(query.without)), exclude=True)
    return tree


def _any_of(field: str, values: Iterable[str]) -> wq.Query:
    terms = [wq.Term(field, value) for value in sorted(values)]
    return Constant(wq.Or(terms)) if terms else wq.NullQuery


class _Compiler:
    """One tree to Whoosh's, by the languages of the documents and the words they hold."""

    def __init__(self, languages: Sequence[str], vocabulary: Vocabulary) -> None:
        self._languages = languages
        self._vocabulary = vocabulary

    def node(self, node: Node) -> wq.Query:
        """What a node means."""
        match node:
            case And(parts):
                return self._and(parts)
            case Or(parts):
                return wq.Or([self.node(part) for part in parts])
            case Not(part):
                return Filtered(Constant(wq.Every()), self.node(part), exclude=True)
            case DateRange(first, last):
                return _date_range(first, last)
            case Word("", "") | Phrase("", ""):
                return wq.NullQuery
        if node.field != "lead":
            return self._leaf(node)
        whole = Filtered(self._leaf(replace(node, field="body")), wq.Term("lead_is", "body"))
        return wq.Or([self._leaf(node), whole])

    def _leaf(self, leaf: Term) -> wq.Query:
        match leaf:
            case Word() | Phrase():
                return self._words(leaf)
            case Exact():
                return self._as_written(leaf)
        return self._pattern(leaf)

    def _and(self, parts: Sequence[Node]) -> wq.Query:
        wanted = [self.node(part) for part in parts if not isinstance(part, Not)]
        unwanted = [self.node(part.part) for part in parts if isinstance(part, Not)]
        tree = wq.And(wanted) if wanted else Constant(wq.Every())
        return Filtered(tree, wq.Or(unwanted), exclude=True) if unwanted else tree

    def _pattern(self, node: Prefix | Wildcard | Fuzzy) -> wq.Query:
        form = form_of(node)
        if form is None:
            return wq.NullQuery
        fields = _fields(node.field)
        if node.field not in EXACT:
            fields = [f"{field}_forms" for field in fields]
        if isinstance(node, Prefix) and self._vocabulary.are_few(fields, form.start):
            return Beginning(fields, form.start)
        words = self._vocabulary.words(node, fields, form)
        return Expanded(fields, words) if words else wq.NullQuery

    def _as_written(self, node: Exact) -> wq.Query:
        """Words in a row as they are written; in scripts without spaces they have no other forms. A name is whole."""
        if node.field in NAMED:
            return _any_of(f"{node.field}_is", [fold(node.text)])
        if is_spaceless(node.text):
            return self._words(Phrase(node.text, node.field, node.start, node.end))
        words = query_surfaces(node.text)
        _refuse_too_many(node, words)
        parts = [_sequence(f"{field}_forms", words, 0, as_typed=True) for field in _fields(node.field)]
        return wq.Or(parts) if len(parts) > 1 else parts[0]

    def _words(self, node: Word | Phrase) -> wq.Query:
        """A word or phrase in its field, or in title or body."""
        if node.field in EXACT:
            return wq.Term(node.field, node.text.lower() if node.field in LOWERED else node.text)
        fields = _fields(node.field)
        slop = node.slop if isinstance(node, Phrase) else 0
        parts: list[wq.Query] = []
        for (terms, as_typed), languages in self._readings(node).items():
            found = [_sequence(field, terms, slop, as_typed) for field in fields]
            parts += [InLanguages(wq.Or(found), languages)] if languages else found
        if is_single_cjk(node.text):  # a term that begins with the character is it and its neighbour
            parts += [Constant(wq.Prefix(field, query_terms(node.text, [""])[0][0])) for field in fields]
        return wq.Or(parts) if len(parts) > 1 else parts[0] if parts else wq.NullQuery

    def _readings(self, node: Word | Phrase) -> dict[tuple[tuple[str, ...], bool], frozenset[str]]:
        """The terms a word or phrase may be, and whether as it was typed, not as a code's joined form.

        Each with the languages whose rules read it so; with none where all do, as it then holds of any document.
        """
        rules = self._languages if node.field in STEMMED else ("",)
        readings: dict[tuple[tuple[str, ...], bool], set[str]] = {}
        for text in written_forms(node.text):
            for rule in rules:
                terms = _terms(text, rule)
                if isinstance(node, Phrase):
                    _refuse_too_many(node, terms)
                if terms:
                    readings.setdefault((terms, text == node.text), set()).add(rule)
        every = set(rules)
        return {key: frozenset() if found == every else frozenset(found) for key, found in readings.items()}


def _refuse_too_many(node: Phrase | Exact, words: Sequence[str]) -> None:
    if len(words) > MAX_PHRASE_WORDS:
        message = f"a phrase has {MAX_PHRASE_WORDS} words at most; write the part that counts"
        raise QueryError(message, node.start, node.end)


@lru_cache(1 << 12)
def _terms(text: str, rule: str) -> tuple[str, ...]:
    """The terms of a word or phrase as typed by the rules of one language."""
    return tuple(alternatives[0] for alternatives in query_terms(text, [rule]))


def terms_of(word: Word, languages: Sequence[str]) -> set[str]:
    """The terms that a word is one of by the rules of these languages, where it is no more than one."""
    rules = languages if word.field in STEMMED else ("",)
    readings = (_terms(text, rule) for text in written_forms(word.text) for rule in rules)
    return {terms[0] for terms in readings if len(terms) == 1}


def _fields(field: str) -> list[str]:
    return [field] if field else list(ALL_WORDS)


def _sequence(field: str, terms: tuple[str, ...], slop: int, as_typed: bool) -> wq.Query:
    boost = TITLE_BOOST if field in ("title", "title_forms") and as_typed else 1.0
    if len(terms) == 1:
        return wq.Term(field, terms[0], boost=boost)
    if slop:
        return Near(field, terms, slop, boost)
    return Row(field, list(terms), boost=boost)


def _date_range(first: date | None, last: date | None) -> wq.Query:
    """Documents whose date, or the interval it may lie in, overlaps these days."""
    parts = [wq.NumericRange("last", day_number(first.isoformat()) if first else 0, None)]
    if last:
        parts.append(wq.NumericRange("first", None, day_number(last.isoformat())))
    return Constant(wq.And(parts))
