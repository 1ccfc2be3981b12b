"""Copies of one text, folded into the best of them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from index.columnar.arrays import Array, changes
from index.engine import Facets
from index.query import Query
from index.ranking import Matches, add, keys_of, shown, values_of


def count_folded(matches: Matches) -> int:
    """How many match where copies of one text count once, without asking which of them is best."""
    counts = np.bincount(np.concatenate(_clusters(matches)) + 1, minlength=1)
    return int(counts[0] + np.count_nonzero(counts[1:]))


def fold_copies(matches: Matches, query: Query) -> Matches:
    """The matches without those that are copies of a better one, where the query asks so."""
    if not query.fold:
        return matches
    matches = replace(matches, found=tuple(found.listed() for found in matches.found))
    copies = _copies(matches, query)
    begins = np.flatnonzero(changes(copies.clusters))
    sizes = np.diff(begins, append=len(copies.clusters))
    best = _best(matches, copies, begins, sizes)
    left, folded = [], []
    for number, (leaf, found) in enumerate(zip(matches.leaves, matches.found, strict=True)):
        kept = np.ones(found.total, bool)
        kept[copies.places[copies.segments == number]] = False
        here = copies.segments[best] == number
        places = copies.places[best[here]]
        kept[places] = True
        more = np.zeros(leaf.data.documents, np.int32)
        more[found.docs[places]] = sizes[here] - 1
        left.append(found.listed().kept(kept))
        folded.append(more)
    return replace(matches, found=tuple(left), folded=tuple(folded))


def facets_folded(matches: Matches, names: Iterable[str]) -> Facets:
    """How many match with each value of these facets where copies of one text count once for each value they have.

    So many are found where only that value is let through: another copy may be the best of those.
    """
    return {name: shown(name, _counted_once(matches, name)) for name in names}


def _counted_once(matches: Matches, facet: str) -> dict[str, int]:
    counted: dict[str, int] = {}
    numbers: dict[str, int] = {}
    values, clusters = [], []
    for leaf, found, of in zip(matches.leaves, matches.found, matches.snapshot.clusters, strict=True):
        names, held, docs = values_of(leaf.data, facet, found.docs)
        cluster = of[docs]
        add(counted, names, held[cluster < 0])
        together = np.array([numbers.setdefault(name, len(numbers)) for name in names], np.int64)
        values.append(together[held[cluster >= 0]])
        clusters.append(cluster[cluster >= 0])
    once = np.unique(np.concatenate(values) << 32 | np.concatenate(clusters))
    add(counted, list(numbers), once >> 32)
    return counted


def _clusters(matches: Matches) -> list[Array]:
    """The number of each match's cluster, -1 of what has none, by segment."""
    return [numbers[found.docs] for numbers, found in zip(matches.snapshot.clusters, matches.found, strict=True)]


@dataclass(frozen=True, slots=True)
class _Copies:
    """The matches that have a cluster, by that, then best first: of each its segment, and its place in that's matches.

    Of equal ones in several segments the first segment's come first, whatever their ids.
    """

    clusters: Array
    ones: Array
    others: Array
    segments: Array
    places: Array


def _copies(matches: Matches, query: Query) -> _Copies:
    columns = []
    parts = zip(matches.leaves, matches.found, _clusters(matches), strict=True)
    for number, (leaf, found, clusters) in enumerate(parts):
        places = np.flatnonzero(clusters >= 0)
        docs = found.docs[places]
        ones, others = keys_of(leaf.data, docs, found.listed().scores[places], query)
        ids = leaf.data.texts["id"].ordinals[docs]
        columns.append((clusters[places], ones, others, np.full(len(places), number), ids, places))
    clusters, ones, others, segments, ids, places = (np.concatenate(column) for column in zip(*columns, strict=True))
    order = np.lexsort((ids, segments, others, ones, clusters))
    return _Copies(clusters[order], ones[order], others[order], segments[order], places[order])


def _best(matches: Matches, copies: _Copies, begins: Array, sizes: Array) -> Array:
    """Where the best copy of each cluster stands among all copies."""
    best = begins.copy()
    heads = np.repeat(begins, sizes)
    equal = (copies.ones == copies.ones[heads]) & (copies.others == copies.others[heads])
    elsewhere = equal & (copies.segments != copies.segments[heads])
    for number in np.unique(np.repeat(np.arange(len(begins)), sizes)[elsewhere]).tolist():
        stretch = range(begins[number], begins[number] + sizes[number])
        best[number] = min((at for at in stretch if equal[at]), key=lambda at: _id(matches, copies, at))
    return best


def _id(matches: Matches, copies: _Copies, at: int) -> bytes:
    segment = copies.segments[at]
    document = int(matches.found[segment].docs[copies.places[at]])
    id: bytes = matches.leaves[segment].data.texts["id"].of(document)[0]
    return id
