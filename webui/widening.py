"""What would have matched where nothing did: each word alone, and the search with less asked for."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from difflib import get_close_matches

from index.engine import Engine
from index.query import FILTERS, MAX_LENGTH, And, DateRange, Query, QueryError, Term, parse, positive_terms
from index.words import fold
from webui.narrowing import FACET_OF, Way, search_address, value_words, values_of, with_values
from webui.params import COUNTRIES
from webui.wording import range_words

_WHAT = {"about": "is about", "from": "was published in", "dateline": "was sent from", "kind": "is of the kind"}
FACETS = {param: FACET_OF.get(param, param) for param in FILTERS}
"""The facet that counts the values of each filter."""

CLOSE = 0.7
MOST = 5


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a search found nothing: each of its words with what it finds alone in all `documents`, and wider searches.

    `absent` tells of each filter's value that no document has, and of values there are.
    """

    documents: int
    words: tuple[Way, ...]
    wider: tuple[Way, ...]
    absent: tuple[str, ...]


def explain(engine: Engine, query: Query) -> Explanation:
    """The explanation of a search that found nothing. A wider search is named only where it finds something."""
    words, wider = list(_words(query)), list(_wider(query))
    counts = iter(engine.count([asked for _, asked in words + wider]))
    counted = [Way(label, search_address(asked), next(counts)) for label, asked in words + wider]
    found = tuple(way for way in counted[len(words) :] if way.count)
    return Explanation(engine.status().documents, tuple(counted[: len(words)]), found, tuple(_absent(engine, query)))


def _absent(engine: Engine, query: Query) -> Iterator[str]:
    for param, facet in FACETS.items():
        values = values_of(query, param)
        if not values:
            continue
        there = [value for value, _ in engine.search(Query("", None, limit=1, facets=(facet,))).facets[facet]]
        known = {fold(value) for value in there}
        for value in values:
            if fold(value) not in known:
                what = _WHAT.get(param, f"has the {facet}")
                yield f"No document {what} {value_words(param, value)}; {_instead(param, value, there)}"


def _instead(param: str, value: str, there: list[str]) -> str:
    """The value that is meant perhaps, by its name or a part of it; else those that most documents have."""
    names = {fold(name): known for known in there for name in (value_words(param, known), known)}
    held = [name for name in names if fold(value) in name] if len(value) > 1 else []
    near = held[:1] or get_close_matches(fold(value), names, 1, CLOSE)
    if near:
        meant = names[near[0]]
        return f"perhaps {value_words(param, meant) if param in COUNTRIES else meant}"
    if not there:
        return "that is known of none"
    common = ", ".join(value_words(param, known) for known in there[:MOST])
    return f"the only one is {common}" if len(there) == 1 else f"the commonest are {common}"


def _words(query: Query) -> Iterator[tuple[str, Query]]:
    """Each different word, phrase or prefix that a match may hold, as a search for it alone in all documents."""
    alone: dict[str, Query] = {}
    for term in positive_terms(query.tree):
        text = _typed_alone(query.text[term.start : term.end], term)
        if text:
            alone.setdefault(text, Query(text, term, limit=query.limit))
    yield from alone.items()


def _typed_alone(typed: str, term: Term) -> str:
    """How a term that was typed so within a query is written by itself; "" where it cannot be."""
    # Its field may stand before the group it is in; `NOT -OR` and `'title:x` hold what would be more than a word.
    for text in (typed, f"{term.field}:{typed}", f'"{typed}"', f'{term.field}:"{typed}"'):
        with suppress(QueryError):
            (read,) = positive_terms(parse(text).tree) or (None,)
            if read and (read.field, read.text) == (term.field, term.text):
                return text
    return ""


def _wider(query: Query) -> Iterator[tuple[str, Query]]:
    filters = [param for param in FILTERS if values_of(query, param)]
    wide = replace(query, page=1, facets=())
    dated = bool(query.since or query.until)
    for param in filters:
        names = " or ".join(value_words(param, value) for value in values_of(query, param))
        yield f"not only {names}", with_values(wide, param, ())
    if dated:
        yield f"not only {range_words(query.since, query.until)}", replace(wide, since=None, until=None)
    if query.labels:
        yield "whatever its marks", replace(wide, labels=(), only=None, without=frozenset())
    if len(filters) + dated + bool(query.labels) > 1:
        yield "the same words, no filters", Query(query.text, query.tree, order=query.order, limit=query.limit)
    yield from _less_said(wide)
    words = dict(_words(query))
    text = " OR ".join(words)
    if len(words) > 1 and isinstance(query.tree, And) and len(text) <= MAX_LENGTH:
        yield "any of the words", replace(wide, text=text, tree=parse(text).tree)


def _less_said(query: Query) -> Iterator[tuple[str, Query]]:
    """The search without one of the dates in its text."""
    for part in query.tree.parts if isinstance(query.tree, And) else ():
        if not isinstance(part, DateRange):
            continue
        said = query.text[part.start : part.end]
        rest = f"{query.text[: part.start]} {query.text[part.end :]}".strip()
        try:
            yield f"without {said}", replace(query, text=rest, tree=parse(rest).tree)
        except QueryError:
            continue  # taken out, it leaves an operator behind
