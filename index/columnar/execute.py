"""A tree of Whoosh's queries to the documents that match it, a whole array at a time.

The plain path through Whoosh's matchers gives the same documents with the same scores, summed in the same order; what
is not known here goes that way. Some rules differ from Whoosh's: a pattern or a range scores 1 times its boost, however
many terms it stands for; and NOT is right, where Whoosh's matchers find deleted documents and forget some it excludes,
as are AndMaybe below others, where they lose scores, and Require, where they leave out what is required.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial, reduce
from typing import Any

import numpy as np
from whoosh import query as wq
from whoosh.reading import IndexReader
from whoosh.scoring import BM25F
from whoosh.searching import SearchContext

from index.columnar.arrays import Array
from index.columnar.found import (
    ALL,
    NOTHING,
    At,
    Found,
    Listed,
    alike,
    either,
    every,
    halved,
    mask,
    union,
    weighted,
)
from index.columnar.reader import FORMS, SegmentReader
from index.columnar.sequences import Standing, has_codes, in_order, near, places_of, standing, standing_with_codes
from index.columnar.snapshot import Snapshot
from index.compile import Beginning, Constant, Expanded, Filtered, Said
from index.phrases import InLanguages, Near, Row
from index.schema import TEXT_FIELDS
from index.timed import Deadline, TimedSearcher


@dataclass(frozen=True, slots=True)
class Answer:
    """The first documents by score, then by number, their scores, and how many match in all."""

    documents: list[int]
    scores: list[float]
    total: int


def execute(reader: IndexReader, tree: wq.Query, limit: int) -> Answer:
    """The first `limit` documents that match, best first."""
    return answer(Snapshot(reader), tree, limit)


def answer(snapshot: Snapshot, tree: wq.Query, limit: int) -> Answer:
    """The same of a snapshot, which keeps words."""
    parts = evaluate(snapshot, tree)
    listed = [found.listed() for found in parts]
    offsets = [offset for _, offset in snapshot.reader.leaf_readers()]
    docs = np.concatenate([found.docs + offset for found, offset in zip(listed, offsets, strict=True)])
    scores = np.concatenate([found.scores for found in listed])
    order = np.lexsort((docs, -scores))[:limit]
    return Answer(docs[order].tolist(), scores[order].tolist(), sum(found.total for found in parts))


def evaluate(snapshot: Snapshot, tree: wq.Query, deadline: Deadline | None = None) -> tuple[Found, ...]:
    """Every match of each segment with its score. Raises SlowQueryError where time is up."""
    return tuple(
        _Execution(snapshot, number, leaf, deadline or Deadline()).found(tree)
        for number, leaf in enumerate(snapshot.leaves)
    )


@dataclass(frozen=True, slots=True)
class _Execution:
    """One tree over one segment: it finds no deleted documents, but a test may let them through."""

    snapshot: Snapshot
    number: int
    reader: SegmentReader
    deadline: Deadline

    @property
    def documents(self) -> int:
        """How many documents the segment has, deleted ones included."""
        return self.reader.data.documents

    def found(self, query: wq.Query) -> Found:
        """What matches a query."""
        self.deadline.check()
        known = _KNOWN.get(type(query)) or (_pattern if isinstance(query, wq.MultiTerm) else _plainly)
        return known(self, query)

    def test(self, query: wq.Query, at: At) -> Array:
        """For each of some documents whether it matches a query, whatever it scores."""
        known = _TESTS.get(type(query))
        if known is not None:
            return known(self, query, at)
        found: Array = self.found(query).mask(self.documents)[at]
        return found

    def all(self, queries: Sequence[wq.Query]) -> list[Found]:
        """What matches each of several queries."""
        return [self.found(query) for query in queries]

    def weights(self, queries: Sequence[wq.Query]) -> list[float]:
        """How many documents Whoosh expects of each query; it sums the scores of three and more in an order by that."""
        return [self._weight(query) for query in queries] if len(queries) > 2 else [0.0] * len(queries)

    def _weight(self, query: wq.Query) -> float:
        if type(query) is wq.Term:
            return self.reader.doc_frequency(query.fieldname, query.text)
        if type(query) is wq.Or:
            return min(sum(map(self._weight, query.subqueries)), self.reader.doc_count())
        weight: float = query.estimate_size(self.reader)
        return weight

    def living(self, found: Listed) -> Listed:
        """Those of the documents that are not deleted."""
        return found if self.reader.data.deleted is None else found.kept(self.reader.live[found.docs])

    def alike(self, held: Array, score: float = 1.0) -> Found:
        """The documents of a mask that are not deleted, all with one score."""
        return alike(held if self.reader.data.deleted is None else held & self.reader.live, score)


def _term(run: _Execution, query: wq.Term) -> Found:
    reader, name = run.reader, query.fieldname
    if name in FORMS:
        docs, frequencies, _ = reader.standing(name, query.text)
        return run.living(Listed(docs, _scores(run, name, query.text, docs, frequencies))).boosted(query.boost)
    number = reader.number(name, query.text)
    if number < 0:
        return NOTHING
    docs, frequencies = reader.data.docs(number), reader.data.frequencies(number)
    return run.living(Listed(docs, _scores(run, name, query.text, docs, frequencies))).boosted(query.boost)


def _scores(run: _Execution, field: str, text: str, docs: Array, frequencies: Array) -> Array:
    """The scores of documents that hold a term so often, without its boost."""
    if not run.snapshot.schema[field].scorable:
        return frequencies.astype(np.float64)
    return run.snapshot.bm25(run.number, field, run.snapshot.rarity(field, text), docs, frequencies)


def _or(run: _Execution, query: wq.Or) -> Found:
    """A word in several fields is one of these, so what it comes to is kept."""
    if query.scale:
        return _plainly(run, query)
    if not all(type(each) is wq.Term for each in query.subqueries):
        return _either(run, query)
    words = run.snapshot.words
    key = (run.number, query.boost, *((each.fieldname, each.text, each.boost) for each in query.subqueries))
    found = words.get(key)
    if found is None:
        found = _either(run, query).compact()
        words.offer(key, found)
    return found


def _either(run: _Execution, query: wq.Or) -> Found:
    founds = run.all(query.subqueries)
    if len(founds) < 2:
        return founds[0] if founds else NOTHING
    if len(founds) >= query.TOO_MANY_CLAUSES:
        return reduce(partial(union, documents=run.documents), [found.boosted(query.boost) for found in founds])
    return either(founds, run.weights(query.subqueries), run.documents).boosted(query.boost)


def _said(run: _Execution, query: Said) -> Found:
    return run.snapshot.said(query.tree, run.number, lambda: run.found(query.child))


def _and(run: _Execution, query: wq.And) -> Found:
    founds = run.all(query.subqueries)
    if len(founds) < 2:
        return founds[0] if founds else NOTHING
    return every(founds, run.weights(query.subqueries), run.documents).boosted(query.boost)


def _not(run: _Execution, query: wq.Not) -> Found:
    return run.alike(~run.test(query.query, ALL))


def _and_not(run: _Execution, query: wq.AndNot) -> Found:
    return _filtered(run, Filtered(query.a, query.b, exclude=True))


def _require(run: _Execution, query: wq.Require) -> Found:
    return _filtered(run, Filtered(query.a, query.b))


def _and_maybe(run: _Execution, query: wq.AndMaybe) -> Found:
    wanted, maybe = run.found(query.a), run.found(query.b)
    return union(wanted, maybe.only(lambda at: wanted.mask(run.documents)[at]), run.documents)


def _filtered(run: _Execution, query: Filtered) -> Found:
    def test(at: At) -> Array:
        passed = run.test(query.b, at)
        return ~passed if query.exclude else passed

    return run.found(query.a).only(test)


def _constant(run: _Execution, query: wq.ConstantScoreQuery) -> Found:
    return run.alike(run.test(query.child, ALL), query.score)


def _every(run: _Execution, query: wq.Every) -> Found:
    if query.fieldname is None:
        return alike(run.reader.live, query.boost)
    return run.alike(run.reader.mask_of_field(query.fieldname), query.boost)


def _expanded(run: _Execution, query: Expanded) -> Found:
    return run.alike(reduce(np.logical_or, [run.reader.mask_with(field, query.words) for field in query.fields]))


def _beginning(run: _Execution, query: Beginning) -> Found:
    return run.alike(reduce(np.logical_or, [run.reader.mask_beginning(field, query.start) for field in query.fields]))


def _pattern(run: _Execution, query: wq.MultiTerm) -> Found:
    if isinstance(query, wq.Prefix | wq.Wildcard) and query.text in ("", "*"):
        return _every(run, wq.Every(query.fieldname, boost=query.boost))
    return run.alike(run.reader.mask_with(query.field(), list(query._btexts(run.reader))), query.boost)


def _range(run: _Execution, query: wq.NumericRange) -> Found:
    return run.alike(_in_range(run, query, ALL), query.boost)


def _in_languages(run: _Execution, query: InLanguages) -> Found:
    column = run.reader.data.texts["lang_column"]
    wanted = np.array([name.decode().lower() in query.languages for name in column.dictionary], bool)
    return run.found(query.child).only(lambda at: wanted[column.ordinals[at]])


def _row(run: _Execution, query: Row) -> Found:
    if has_codes(run.reader, query.fieldname, query.words):
        return _all_of(run, query, standing_with_codes(run.reader, query.fieldname, query.words))
    return _in_order(run, query, standing(run.reader, query.fieldname, query.words))


def _phrase(run: _Execution, query: wq.Phrase) -> Found:
    if query.fieldname not in TEXT_FIELDS:
        return _plainly(run, query)
    if query.slop == 1:
        return _in_order(run, query, standing(run.reader, query.fieldname, query.words))
    places = places_of(run.reader, query.fieldname, query.words)
    return _in_order(run, query, places.kept(in_order(places, query.words, query.slop)))


def _near(run: _Execution, query: Near) -> Found:
    places = places_of(run.reader, query.field_of_all, query.words)
    return _all_of(run, query, places.kept(near(places, query.words, query.slop)))


def _in_order(run: _Execution, query: wq.Phrase, standing: Standing) -> Found:
    """The documents with the scores of the words, summed in order as Whoosh does for phrases."""
    if not len(standing.docs):
        return NOTHING
    total = halved(np.add, _scores_of(run, query.fieldname, query.words, standing))
    return run.living(Listed(standing.docs, total)).boosted(query.boost)


def _all_of(run: _Execution, query: Row | Near, standing: Standing) -> Found:
    """The documents with the scores of the words, summed as for AND."""
    if not len(standing.docs):
        return NOTHING
    field = query.field_of_all if isinstance(query, Near) else query.fieldname
    weights = run.weights([wq.Term(field, word) for word in query.words])
    total = weighted(np.add, _scores_of(run, field, query.words, standing), weights)
    return run.living(Listed(standing.docs, total)).boosted(query.boost)


def _scores_of(run: _Execution, field: str, words: Sequence[str], standing: Standing) -> list[Array]:
    return [
        _scores(run, field, word, standing.docs, frequencies)
        for word, frequencies in zip(words, standing.frequencies, strict=True)
    ]


def _null(run: _Execution, query: wq.Query) -> Found:
    return NOTHING


def _plainly(run: _Execution, query: wq.Query) -> Found:
    """The plain path: one document at a time."""
    searcher = TimedSearcher(run.snapshot.reader, weighting=BM25F())
    searcher.begin(run.deadline)
    leaf, _ = searcher.leaf_searchers()[run.number]
    matcher = query.matcher(leaf, SearchContext(needs_current=True, weighting=leaf.weighting, top_query=query))
    docs, scores = [], []
    while matcher.is_active():
        run.deadline.check()
        docs.append(matcher.id())
        scores.append(matcher.score())
        matcher.next()
    return Listed(np.array(docs, np.int64), np.array(scores, np.float64))


def _holds(run: _Execution, query: wq.Term, at: At) -> Array:
    return run.reader.among(query.fieldname, [query.text], at)


def _any_holds(run: _Execution, query: wq.Or, at: At) -> Array:
    """Terms of one field, as of many ids, are looked for at once."""
    texts: dict[str, list[str]] = {}
    others = []
    for each in query.subqueries:
        if type(each) is wq.Term:
            texts.setdefault(each.fieldname, []).append(each.text)
        else:
            others.append(run.test(each, at))
    held = [run.reader.among(field, some, at) for field, some in texts.items()]
    return reduce(np.logical_or, held + others) if held or others else mask(NOTHING.docs, run.documents)[at]


def _all_hold(run: _Execution, query: wq.And, at: At) -> Array:
    if not query.subqueries:
        return mask(NOTHING.docs, run.documents)[at]
    return reduce(np.logical_and, [run.test(each, at) for each in query.subqueries])


def _in_range(run: _Execution, query: wq.NumericRange, at: At) -> Array:
    values = run.reader.data.numbers[query.fieldname][at]
    held: Array = values >= (1 if query.start is None else max(1, query.start + query.startexcl))
    if query.end is not None:
        held &= values <= query.end - query.endexcl
    return held


def _of_child(run: _Execution, query: wq.ConstantScoreQuery, at: At) -> Array:
    return run.test(query.child, at)


_KNOWN: dict[type[wq.Query], Callable[[_Execution, Any], Found]] = {
    wq.Term: _term,
    wq.Or: _or,
    wq.And: _and,
    wq.Not: _not,
    wq.AndNot: _and_not,
    wq.AndMaybe: _and_maybe,
    wq.Require: _require,
    wq.Every: _every,
    wq.NumericRange: _range,
    wq.ConstantScoreQuery: _constant,
    wq.Phrase: _phrase,
    type(wq.NullQuery): _null,
    Constant: _constant,
    Filtered: _filtered,
    Said: _said,
    Expanded: _expanded,
    Beginning: _beginning,
    InLanguages: _in_languages,
    Row: _row,
    Near: _near,
}

_TESTS: dict[type[wq.Query], Callable[[_Execution, Any, At], Array]] = {
    wq.Term: _holds,
    wq.Or: _any_holds,
    wq.And: _all_hold,
    wq.NumericRange: _in_range,
    wq.ConstantScoreQuery: _of_child,
    Constant: _of_child,
}
