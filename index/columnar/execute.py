"""A tree of Whoosh's queries to the documents that match it, a whole array at a time.

The plain path through Whoosh's matchers gives the same documents with the same scores, summed in the same order; what
is not known here goes that way. Some rules differ from Whoosh's: a pattern or a range scores 1 times its boost, however
many terms it stands for; and NOT is right, where Whoosh's matchers find deleted documents and forget some it excludes,
as is AndMaybe below others, where they lose scores.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial, reduce
from typing import Any

import numpy as np
from whoosh import query as wq
from whoosh.reading import IndexReader
from whoosh.scoring import BM25F, bm25
from whoosh.searching import SearchContext, Searcher

from index.columnar.arrays import Array
from index.columnar.cache import WordCache
from index.columnar.found import (
    NOTHING,
    Found,
    alike,
    halved,
    intersection,
    is_in,
    mask,
    scores_at,
    union,
    united,
    weighted,
)
from index.columnar.reader import FORMS, SegmentReader
from index.columnar.sequences import Places, codes_of, in_a_row, in_order, near, places_of
from index.compile import Beginning, Constant, Expanded, Filtered
from index.phrases import InLanguages, Near, Row
from index.schema import TEXT_FIELDS

Check = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Answer:
    """The first documents by score, then by number, their scores, and how many match in all."""

    documents: list[int]
    scores: list[float]
    total: int


def execute(reader: IndexReader, tree: wq.Query, limit: int) -> Answer:
    """The first `limit` documents that match, best first."""
    found = evaluate(Searcher(reader, weighting=BM25F()), tree)
    order = np.lexsort((found.docs, -found.scores))[:limit]
    return Answer(found.docs[order].tolist(), found.scores[order].tolist(), len(found.docs))


def evaluate(searcher: Searcher, tree: wq.Query, check: Check = lambda: None) -> Found:
    """Every match with its score, in order of document number; `check` raises where time is up."""
    parts = []
    for leaf, offset in searcher.leaf_searchers():
        found = _Execution(leaf, check).live(tree)
        parts.append(Found(found.docs + offset, found.scores) if offset else found)
    if len(parts) == 1:
        return parts[0]
    return Found(np.concatenate([part.docs for part in parts]), np.concatenate([part.scores for part in parts]))


@dataclass(frozen=True, slots=True)
class _Execution:
    """One tree over one segment; where no scores are wanted, they are 0."""

    searcher: Searcher
    check: Check
    scored: bool = True
    known: dict[int, Array] = field(default_factory=dict)

    @property
    def reader(self) -> SegmentReader:
        """The segment's reader."""
        reader: SegmentReader = self.searcher.reader()
        return reader

    @property
    def documents(self) -> int:
        """How many documents the segment has, deleted ones included."""
        return self.reader.data.documents

    def live(self, tree: wq.Query) -> Found:
        """What matches and is not deleted."""
        found = self.found(tree)
        deleted = self.reader.data.deleted
        return found if deleted is None else found.only(~deleted[found.docs])

    def found(self, query: wq.Query) -> Found:
        """What matches a query, deleted documents included."""
        self.check()
        known = _KNOWN.get(type(query)) or (_pattern if isinstance(query, wq.MultiTerm) else _plainly)
        return known(self, query)

    def docs(self, query: wq.Query) -> Array:
        """The documents that match a query, whatever they score."""
        if id(query) not in self.known:
            self.known[id(query)] = replace(self, scored=False).found(query).docs
        return self.known[id(query)]

    def all(self, queries: Sequence[wq.Query]) -> list[Found]:
        """What matches each of several queries."""
        return [self.found(query) for query in queries]

    def weights(self, queries: Sequence[wq.Query]) -> list[float]:
        """How many documents Whoosh expects of each query; it sums the scores of three and more in an order by that."""
        return [query.estimate_size(self.reader) for query in queries] if len(queries) > 2 else [0.0] * len(queries)

    def summed(self, founds: Sequence[Found], docs: Array, weights: Sequence[float]) -> Found:
        """These documents, that are in every set, with the sum of their scores."""
        return Found(docs, weighted(np.add, [scores_at(found, docs, self.documents) for found in founds], weights))


def _term(run: _Execution, query: wq.Term) -> Found:
    reader, name = run.reader, query.fieldname
    if name in FORMS:
        return alike(reader.docs_with(name, [query.text]), query.boost)
    number = reader.number(name, query.text)
    if number < 0:
        return NOTHING
    docs = reader.data.docs(number)
    if not run.scored:
        return Found(docs, np.zeros(len(docs)))
    return Found(docs, _scores(run, query, docs, reader.data.frequencies(number))).boosted(query.boost)


def _scores(run: _Execution, query: wq.Term, docs: Array, frequencies: Array) -> Array:
    """The scores of documents that hold a term so often, without its boost."""
    name, field = query.fieldname, run.reader.schema[query.fieldname]
    weights = frequencies.astype(np.float64)
    if not field.scorable:
        return weights
    whole, weighting = run.searcher.get_parent(), run.searcher.weighting
    lengths = run.reader.data.lengths.get(name)
    scores: Array = bm25(
        whole.idf(name, field.to_bytes(query.text)), weights, 1 if lengths is None else lengths[docs],
        whole.avg_field_length(name) or 1, weighting._field_B.get(name, weighting.B), weighting.K1,
    )  # fmt: skip
    return scores


def _or(run: _Execution, query: wq.Or) -> Found:
    """A word in several fields is one of these, so what it comes to is kept."""
    words: WordCache | None = getattr(run.searcher, "words", None) if run.scored else None
    if words is None or not all(type(each) is wq.Term for each in query.subqueries):
        return _either(run, query)
    key = (query.boost, *((each.fieldname, each.text, each.boost) for each in query.subqueries))
    found = words.get(key)
    if found is None:
        found = _either(run, query)
        words.offer(key, found)
    return found


def _either(run: _Execution, query: wq.Or) -> Found:
    founds = run.all(query.subqueries)
    if len(founds) < 2:
        return founds[0] if founds else NOTHING
    if len(founds) >= query.TOO_MANY_CLAUSES:
        return reduce(partial(union, documents=run.documents), [found.boosted(query.boost) for found in founds])
    return united(founds, run.weights(query.subqueries), run.documents).boosted(query.boost)


def _and(run: _Execution, query: wq.And) -> Found:
    founds = run.all(query.subqueries)
    if len(founds) < 2:
        return founds[0] if founds else NOTHING
    docs = intersection([found.docs for found in founds], run.documents)
    return run.summed(founds, docs, run.weights(query.subqueries)).boosted(query.boost)


def _not(run: _Execution, query: wq.Not) -> Found:
    return alike(np.flatnonzero(~mask(run.docs(query.query), run.documents)))


def _and_not(run: _Execution, query: wq.AndNot) -> Found:
    return _filtered(run, Filtered(query.a, query.b, exclude=True))


def _and_maybe(run: _Execution, query: wq.AndMaybe) -> Found:
    wanted, maybe = run.found(query.a), run.found(query.b)
    return union(wanted, maybe.only(is_in(maybe.docs, wanted.docs, run.documents)), run.documents)


def _filtered(run: _Execution, query: Filtered) -> Found:
    found = run.found(query.a)
    return found.only(is_in(found.docs, run.docs(query.b), run.documents) != query.exclude)


def _constant(run: _Execution, query: wq.ConstantScoreQuery) -> Found:
    return alike(run.docs(query.child), query.score)


def _every(run: _Execution, query: wq.Every) -> Found:
    reader = run.reader
    docs = np.arange(run.documents) if query.fieldname is None else reader.docs_of_field(query.fieldname)
    return alike(docs, query.boost)


def _expanded(run: _Execution, query: Expanded) -> Found:
    held = [mask(run.reader.docs_with(field, query.words), run.documents) for field in query.fields]
    return alike(np.flatnonzero(reduce(np.logical_or, held)))


def _beginning(run: _Execution, query: Beginning) -> Found:
    held = [mask(run.reader.docs_beginning(field, query.start), run.documents) for field in query.fields]
    return alike(np.flatnonzero(reduce(np.logical_or, held)))


def _pattern(run: _Execution, query: wq.MultiTerm) -> Found:
    if isinstance(query, wq.Prefix | wq.Wildcard) and query.text in ("", "*"):
        return _every(run, wq.Every(query.fieldname, boost=query.boost))
    return alike(run.reader.docs_with(query.field(), list(query._btexts(run.reader))), query.boost)


def _range(run: _Execution, query: wq.NumericRange) -> Found:
    values = run.reader.data.numbers[query.fieldname]
    low = 1 if query.start is None else max(1, query.start + query.startexcl)
    held = values >= low
    if query.end is not None:
        held &= values <= query.end - query.endexcl
    return alike(np.flatnonzero(held), query.boost)


def _in_languages(run: _Execution, query: InLanguages) -> Found:
    found = run.found(query.child)
    column = run.reader.data.texts["lang_column"]
    wanted = np.array([name.decode().lower() in query.languages for name in column.dictionary], bool)
    return found.only(wanted[column.ordinals[found.docs]])


def _row(run: _Execution, query: Row) -> Found:
    places = places_of(run.reader, query.fieldname, query.words)
    if places is None:
        return NOTHING
    codes = codes_of(run.reader, query.fieldname, query.words, places.docs)
    if not codes:
        return _standing(run, query, places, in_a_row(places))
    return _standing(run, query, places, in_order(places, query.words, codes=codes), apart=True)


def _phrase(run: _Execution, query: wq.Phrase) -> Found:
    if query.fieldname not in TEXT_FIELDS:
        return _plainly(run, query)
    places = places_of(run.reader, query.fieldname, query.words)
    if places is None:
        return NOTHING
    mask = in_a_row(places) if query.slop == 1 else in_order(places, query.words, query.slop)
    return _standing(run, query, places, mask)


def _near(run: _Execution, query: Near) -> Found:
    places = places_of(run.reader, query.field_of_all, query.words)
    if places is None:
        return NOTHING
    return _standing(run, query, places, near(places, query.words, query.slop), apart=True)


def _standing(
    run: _Execution, query: Row | Near | wq.Phrase, places: Places, mask: Array, *, apart: bool = False
) -> Found:
    """The documents of a mask, scored by the words of a phrase; summed as for AND where `apart`, else in order."""
    docs = places.docs[mask]
    field = query.field_of_all if isinstance(query, Near) else query.fieldname
    terms = [wq.Term(field, word) for word in query.words]
    scores = [
        _scores(run, term, docs, frequencies[mask]) for term, frequencies in zip(terms, places.frequencies, strict=True)
    ]
    total = weighted(np.add, scores, run.weights(terms)) if apart else halved(np.add, scores)
    return Found(docs, total).boosted(query.boost)


def _null(run: _Execution, query: wq.Query) -> Found:
    return NOTHING


def _plainly(run: _Execution, query: wq.Query) -> Found:
    """The plain path: one document at a time."""
    context = SearchContext(needs_current=True, weighting=run.searcher.weighting, top_query=query)
    matcher = query.matcher(run.searcher, context)
    docs, scores = [], []
    while matcher.is_active():
        run.check()
        docs.append(matcher.id())
        scores.append(matcher.score())
        matcher.next()
    return Found(np.array(docs, np.int64), np.array(scores, np.float64))


_KNOWN: dict[type[wq.Query], Callable[[_Execution, Any], Found]] = {
    wq.Term: _term,
    wq.Or: _or,
    wq.And: _and,
    wq.Not: _not,
    wq.AndNot: _and_not,
    wq.AndMaybe: _and_maybe,
    wq.Every: _every,
    wq.NumericRange: _range,
    wq.ConstantScoreQuery: _constant,
    wq.Phrase: _phrase,
    type(wq.NullQuery): _null,
    Constant: _constant,
    Filtered: _filtered,
    Expanded: _expanded,
    Beginning: _beginning,
    InLanguages: _in_languages,
    Row: _row,
    Near: _near,
}
