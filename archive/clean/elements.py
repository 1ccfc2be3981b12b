"""What the model is told of the elements around a piece: their tags and names, and how much text they hold."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from archive.readers.page import NOWHERE, Piece, Spot

Floats = NDArray[np.float64]

_LEVELS = 15  # elements around a piece among which the richest is looked for
_HELD = 5  # of these, that what they hold is told of
_TAGS = ("p", "div", "li", "td", "tr", "section", "article", "pre")
_AROUND = (
    *("article", "main", "section", "aside", "figure", "table", "ul", "ol", "form", "blockquote", "header", "footer"),
)
_BIT = {tag: 1 << n for n, tag in enumerate(_AROUND)}
_NAME = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_TELLING = 0.5  # a weight from which on a name says something


@lru_cache(8192)
def name_words(names: str) -> tuple[str, ...]:
    """The words in a class and id as written: `postBody entry-content` holds post, body, entry and content."""
    return tuple(dict.fromkeys(word.lower() for word in _NAME.findall(names) if len(word) > 1))


@dataclass(frozen=True, slots=True)
class Elements:
    """The elements of a page that hold text, outer ones first: `own` is that of each piece, `outer` of each element.

    The last of `outer` stands for the page's edge, which is around itself.
    """

    spots: list[Spot]
    own: NDArray[np.int64]
    outer: NDArray[np.int64]

    def levels(self, many: int) -> list[NDArray[np.int64]]:
        """For each piece the number of its own element, of the one around that, and so on."""
        found = [self.own]
        for _ in range(many - 1):
            found.append(self.outer[found[-1]])
        return found


def elements_of(pieces: Sequence[Piece]) -> Elements:
    """The elements around `pieces`, numbered."""
    numbers = {id(NOWHERE): -1}
    spots: list[Spot] = []
    outer: list[int] = []
    for piece in pieces:
        new = []
        spot = piece.spot
        while id(spot) not in numbers:
            new.append(spot)
            spot = spot.outer or NOWHERE
        for one in reversed(new):
            numbers[id(one)] = len(spots)
            spots.append(one)
            outer.append(numbers[id(one.outer or NOWHERE)])
    edge = len(spots)
    own = [numbers[id(piece.spot)] for piece in pieces]
    return Elements(spots, *(np.array([edge if n < 0 else n for n in some]) for some in (own, [*outer, edge])))


def standing(elements: Elements, weights: Mapping[str, float]) -> Floats:
    """For each piece the tags around it, and how far the names there speak for it."""
    rows: list[list[float]] = []
    told: dict[str, tuple[float, float]] = {}
    edge = [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]
    for spot, outer in zip(elements.spots, elements.outer.tolist(), strict=False):
        if spot.names not in told:
            found = [weights.get(word, 0.0) for word in name_words(spot.names)]
            told[spot.names] = (min([0.0, *found]), max([0.0, *found]))
        low, high = told[spot.names]
        around = rows[outer] if outer < len(rows) else edge
        said = low + high
        nearest = said if abs(said) > _TELLING else around[4]
        tags_around = int(around[6]) | _BIT.get(spot.tag, 0)
        extremes = min(around[1], low), max(around[2], high)
        rows.append([said, *extremes, around[3] + said, nearest, min(40, around[5] + 1), tags_around])
    table = np.array([*rows, edge])
    masks = table[:, 6].astype(int)
    tags = np.array([*(_flags(spot.tag) for spot in elements.spots), [0] * 9])
    bits = np.stack([masks >> n & 1 for n in range(len(_AROUND))], axis=1)
    own, *outers = elements.levels(4)
    return np.concatenate((tags[own], bits[own], table[own, :6], *(table[one, :1] for one in outers)), axis=1)


@lru_cache(1024)
def _flags(tag: str) -> list[int]:
    """Which of the tags that tell something it is, and the level of a heading."""
    level = int(tag[1]) if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit() else 0
    return [*(int(tag == one) for one in _TAGS), level]


def holding(elements: Elements, sizes: Floats, linked: Floats, prose: NDArray[np.bool_]) -> Floats:
    """For each piece how much the elements around it hold, and where it is from the innermost that holds most prose."""
    sums = _sums(elements, np.stack((sizes, sizes * linked, np.ones(len(sizes)), sizes * prose), axis=1))
    size, links, many, good = sums.T
    total = max(1.0, float((sizes * prose).sum()))
    held = np.stack(
        (np.log1p(size), links / np.maximum(size, 1), np.log1p(many), good / total, good / np.maximum(size, 1)), axis=1
    )
    held[-1] = -1
    rich = np.flatnonzero(good[:-1] > 0.5 * total)
    level = np.full(len(sizes), _LEVELS)
    levels = elements.levels(_LEVELS)
    if len(rich):
        richest = rich[np.argmax(_depths(elements)[rich])]
        for n in reversed(range(_LEVELS)):
            level[levels[n] == richest] = n
    inside = level < _LEVELS
    return np.concatenate(
        (*(held[one] for one in levels[:_HELD]), np.stack((level, inside, *_edges(inside)), axis=1)), axis=1
    )


def _sums(elements: Elements, rows: Floats) -> Floats:
    """What each element holds, with all that stands in it."""
    sums = np.zeros((len(elements.outer), rows.shape[1]))
    np.add.at(sums, elements.own, rows)
    told, outer = sums.tolist(), elements.outer.tolist()
    for n in range(len(outer) - 2, -1, -1):
        held, around = told[n], told[outer[n]]
        for k, value in enumerate(held):
            around[k] += value
    return np.array(told)


def _depths(elements: Elements) -> NDArray[np.int64]:
    depths: list[int] = []
    for outer in elements.outer.tolist()[:-1]:
        depths.append(depths[outer] + 1 if outer < len(depths) else 1)
    return np.array([*depths, 0])


def _edges(inside: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """How far each piece is from the first and from the last one inside, outside of them below 0."""
    places = np.arange(len(inside))
    found = np.flatnonzero(inside)
    first, last = (found[0], found[-1]) if len(found) else (0, len(inside) - 1)
    return np.clip(places - first, -20, 20), np.clip(last - places, -20, 20)


def alike(pieces: Sequence[Piece], sizes: Floats, linked: Floats, prose: NDArray[np.bool_]) -> Floats:
    """How much of the page's prose stands in elements marked up just as each piece's own."""
    columns = []
    total = max(1.0, float((sizes * prose).sum()))
    for key in (signature, _tag_in):
        numbers: dict[tuple[str, ...], int] = {}
        own = np.array([numbers.setdefault(key(piece.spot), len(numbers)) for piece in pieces])
        good, many, links = (np.bincount(own, values) for values in (sizes * prose, np.ones(len(own)), linked))
        columns += [good[own] / total, np.log1p(many[own]), links[own] / many[own]]
    return np.stack(columns, axis=1)


def signature(spot: Spot) -> tuple[str, ...]:
    """How an element and the one around it are marked up."""
    outer = spot.outer or NOWHERE
    return spot.tag, spot.names, outer.tag, outer.names


def _tag_in(spot: Spot) -> tuple[str, ...]:
    outer = spot.outer or NOWHERE
    return spot.tag, outer.tag, outer.names
