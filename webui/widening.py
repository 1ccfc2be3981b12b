"""What would have matched where nothing did: each word alone, and the search with less asked for."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from index.engine import Engine
from index.query import MAX_LENGTH, And, DateRange, Or, Query, QueryError, parse, positive_terms
from webui.narrowing import FILTERS, Way, search_address, value_words, values_of, with_values
from webui.wording import range_words


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a search found nothing: each of its words with what it finds alone in all `documents`, and wider searches."""

    documents: int
    words: tuple[Way, ...]
    wider: tuple[Way, ...]


def explain(engine: Engine, query: Query) -> Explanation:
    """The explanation of a search that found nothing. A wider search is named only where it finds something."""
    words, wider = list(_words(query)), list(_wider(query))
    counts = iter(engine.count([asked for _, asked in words + wider]))
    counted = [Way(label, search_address(asked), next(counts)) for label, asked in words + wider]
    found = tuple(way for way in counted[len(words) :] if way.count)
    return Explanation(engine.status().documents, tuple(counted[: len(words)]), found)


def _words(query: Query) -> Iterator[tuple[str, Query]]:
    """Each different word, phrase or prefix that a match may hold, as a search for it alone in all documents."""
    alone: dict[str, Query] = {}
    for term in positive_terms(query.tree):
        text = query.text[term.start : term.end]
        if term.field and not text.startswith(f"{term.field}:"):
            text = f"{term.field}:{text}"  # its field stands before the group it is in
        alone.setdefault(text, Query(text, term, limit=query.limit))
    yield from alone.items()


def _wider(query: Query) -> Iterator[tuple[str, Query]]:
    filters = [param for param in FILTERS if values_of(query, param)]
    wide = replace(query, page=1, facets=())
    dated = bool(query.since or query.until)
    for param in filters:
        names = " or ".join(value_words(param, value) for value in values_of(query, param))
        yield f"not only {names}", with_values(wide, param, ())
    if dated:
        yield f"not only {range_words(query.since, query.until)}", replace(wide, since=None, until=None)
    if len(filters) + dated > 1:
        yield "the same words, no filters", Query(query.text, query.tree, order=query.order, limit=query.limit)
    yield from _less_said(wide)
    words = dict(_words(query))
    text = " OR ".join(words)
    if len(words) > 1 and isinstance(query.tree, And) and len(text) <= MAX_LENGTH:
        yield "any of the words", replace(wide, text=text, tree=Or(positive_terms(query.tree)))


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
