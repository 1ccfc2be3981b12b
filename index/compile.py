"""A Query's tree to Whoosh's: each word as the terms it may be, filters as required parts that do not score."""

from array import array
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from whoosh import query as wq
from whoosh.matching import FilterMatcher, ListMatcher, NullMatcher
from whoosh.searching import SearchContext, Searcher

from archive.errors import UsageError
from index.query import And, DateRange, Node, Not, Or, Phrase, Prefix, Query, QueryError, Word
from index.schema import day_number
from index.words import fold, is_single_cjk, joined, query_prefix, query_terms

TITLE_BOOST = 3.0
ALL_WORDS = ("title", "body")
MAX_PHRASE_WORDS = 64


class Constant(wq.ConstantScoreQuery):  # type: ignore[misc]  # Whoosh has no types
    """Every match of the child scores 1; Whoosh's own class forgets that where scores are asked for one by one."""

    def matcher(self, searcher: Searcher, context: SearchContext | None = None) -> Any:
        """The matcher over one segment."""
        ids = searcher.known.get(self)
        if ids is None:
            ids = searcher.known[self] = array("I", self.child.matcher(searcher, SearchContext()).all_ids())
        return ListMatcher(ids, all_weights=1.0) if ids else NullMatcher()


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


def compile_query(query: Query, languages: Sequence[str]) -> wq.Query:
    """What Whoosh is to look for; `languages` are those of the documents, by whose rules words are stemmed."""
    tree = _node(query.tree, languages) if query.tree else Constant(wq.Every())
    required = [
        _any_of("source_is", map(fold, query.sources)),
        _any_of("region_is", map(fold, query.regions)),
        _any_of("lang", (language.lower() for language in query.languages)),
        _any_of("id", query.only) if query.only is not None else None,
        _date_range(query.since, query.until) if query.since or query.until else None,
    ]
    for part in required:
        if part is not None:
            tree = Filtered(tree, part)
    if query.without:
        tree = Filtered(tree, _any_of("id", query.without), exclude=True)
    return tree


def _any_of(field: str, values: Iterable[str]) -> wq.Query | None:
    terms = [wq.Term(field, value) for value in sorted(values)]
    return Constant(wq.Or(terms)) if terms else wq.NullQuery if field == "id" else None


def _node(node: Node, languages: Sequence[str]) -> wq.Query:
    match node:
        case And(parts):
            return _and(parts, languages)
        case Or(parts):
            return wq.Or([_node(part, languages) for part in parts])
        case Not(part):
            return Filtered(Constant(wq.Every()), _node(part, languages), exclude=True)
        case DateRange(first, last):
            return _date_range(first, last)
        case Prefix():
            return _prefix(node)
        case Word("", "") | Phrase("", ""):
            return wq.NullQuery
        case Word() | Phrase():
            return _words(node, languages)


def _and(parts: Sequence[Node], languages: Sequence[str]) -> wq.Query:
    wanted = [_node(part, languages) for part in parts if not isinstance(part, Not)]
    unwanted = [_node(part.part, languages) for part in parts if isinstance(part, Not)]
    tree = wq.And(wanted) if wanted else Constant(wq.Every())
    return Filtered(tree, wq.Or(unwanted), exclude=True) if unwanted else tree


def _words(node: Word | Phrase, languages: Sequence[str]) -> wq.Query:
    """A word or phrase in its field, or in title or body."""
    if node.field in ("lang", "id"):
        return wq.Term(node.field, node.text.lower() if node.field == "lang" else node.text)
    rules = languages if node.field in ("", *ALL_WORDS) else [""]
    readings = dict.fromkeys(tuple(terms[0] for terms in query_terms(node.text, [rule])) for rule in rules)
    if isinstance(node, Phrase) and any(len(terms) > MAX_PHRASE_WORDS for terms in readings):
        message = f"a phrase has {MAX_PHRASE_WORDS} words at most; write the part that counts"
        raise QueryError(message, node.start, node.end)
    fields = [node.field] if node.field else ALL_WORDS
    parts = [_sequence(field, terms) for field in fields for terms in readings if terms]
    parts += [extra for field in fields if (extra := _extra(field, node)) is not None]
    return wq.Or(parts) if len(parts) > 1 else parts[0] if parts else wq.NullQuery


def _sequence(field: str, terms: tuple[str, ...]) -> wq.Query:
    boost = TITLE_BOOST if field == "title" else 1.0
    if len(terms) == 1:
        return wq.Term(field, terms[0], boost=boost)
    return wq.Phrase(field, list(terms), boost=boost)


def _extra(field: str, node: Word | Phrase) -> wq.Query | None:
    """What finds a word beside its own terms: a code's joined form, the pairs a single CJK character begins."""
    if isinstance(node, Word) and (code := joined(node.text)):
        return wq.Or([wq.Term(field, term) for term in query_terms(code, [""])[0]])
    if is_single_cjk(node.text):
        return Constant(wq.Prefix(field, query_terms(node.text, [""])[0][0]))
    return None


def _prefix(node: Prefix) -> wq.Query:
    if node.field in ("lang", "id"):
        return Constant(wq.Prefix(node.field, node.text))
    start = query_prefix(node.text)
    if len(query_terms(node.text, [""])) > 1:
        start = joined(node.text) or ""
        if not start:
            raise UsageError(f"{node.text}* has several words before its *; write them apart: {_apart(node.text)}*")
    fields = [node.field] if node.field else ALL_WORDS
    return Constant(wq.Or([wq.Prefix(f"{field}_forms", start) for field in fields]))


def _apart(text: str) -> str:
    return " ".join("".join(letter if letter.isalnum() else " " for letter in text).split())


def _date_range(first: date | None, last: date | None) -> wq.Query:
    """Documents whose date, or the interval it may lie in, overlaps these days."""
    parts = [wq.NumericRange("last", day_number(first.isoformat()) if first else 0, None)]
    if last:
        parts.append(wq.NumericRange("first", None, day_number(last.isoformat())))
    return Constant(wq.And(parts))
