"""What the model is told of each piece of a page: its text, the elements it stands in, its neighbours."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log1p

import numpy as np
from numpy.typing import NDArray

from archive.clean.elements import Floats, alike, elements_of, holding, signature, standing
from archive.readers.page import Piece
from archive.report import Kind

Table = NDArray[np.float32]
Flags = NDArray[np.bool_]

_PROSE = 80  # characters from which on a text without links is a paragraph
_KINDS = (Kind.BODY, Kind.HEADING, Kind.QUOTE, Kind.CAPTION, Kind.LIST, Kind.TABLE)
_KIND_FLAGS = {kind: [kind is one for one in _KINDS] for kind in Kind}
_WORD = re.compile(r"[^\W_]+")
_DATE = re.compile(r"\b(?:19|20)\d\d\b|\d{1,2}[./:-]\d{2}\b")
_END = re.compile(r"[.!?。！？؟…][\"'”’»)\]]*$")
_MARKS = re.compile(r"[.!?。！？؟](?:\s|$)")
_DIGIT = re.compile(r"\d")
_WIDE = re.compile("[\u2e80-\U0010ffff]")
_BULLET = re.compile("[|•·»›→]")
_ENOUGH = 40  # words of a text, by which it is judged
_SHORT = 20  # words up to which a line's words are looked up


@dataclass(frozen=True, slots=True)
class Lexicon:
    """How much words speak for the body (above 0) or against it: `names` in class and id, `words` in short lines."""

    names: Mapping[str, float]
    words: Mapping[str, float]


def line_words(text: str) -> list[str]:
    """The words that a short line is looked up by; none of a paragraph."""
    words = _WORD.findall(text.casefold()) if len(text) < 200 else []
    return words if len(words) <= _SHORT else []


def features(pieces: Sequence[Piece], rules: Sequence[str], title: str, lexicon: Lexicon) -> Table:
    """A row for each piece; `rules` are those that know a piece for furniture, "" where none does."""
    sizes = np.array([_size(piece.text) for piece in pieces], float)
    linked = np.array([piece.linked for piece in pieces])
    prose = (sizes >= _PROSE) & (linked < 0.5)
    elements = elements_of(pieces)
    text = _text(pieces, sizes, rules, title, lexicon)
    tables = (
        text,
        standing(elements, lexicon.names),
        holding(elements, sizes, linked, prose),
        alike(pieces, sizes, linked, prose),
        _places(pieces, sizes, prose),
        _neighbours(pieces, text),
    )
    return np.concatenate(tables, axis=1, dtype=np.float32)


def _size(text: str) -> int:
    """Characters, those of a script that writes a word in one or two counted threefold."""
    return len(text) if text.isascii() else len(text) + 2 * len(_WIDE.findall(text))


def _text(pieces: Sequence[Piece], sizes: Floats, rules: Sequence[str], title: str, lexicon: Lexicon) -> Table:
    named = set(_WORD.findall(title.casefold()))
    seen = Counter(piece.text for piece in pieces)
    rows = [
        [
            *_shape(piece.text, size),
            *_lexical(piece.text, named, lexicon),
            seen[piece.text],
            piece.linked,
            piece.stressed,
        ]
        + _KIND_FLAGS[piece.kind]
        + [piece.kind is Kind.TITLE, bool(piece.place), rule == "repeats the title", rule == "date and source line"]
        + [rule == "only links", bool(rule)]
        for piece, size, rule in zip(pieces, sizes.tolist(), rules, strict=True)
    ]
    return np.array(rows, np.float32)


def _shape(text: str, size: int) -> list[float]:
    words = text.split(None, _ENOUGH)[:_ENOUGH]
    many = text.count(" ") + 1
    some = len(words)
    return [
        log1p(size),
        log1p(many),
        size / many,
        text.count(",") / many,
        len(_MARKS.findall(text)) / many,
        _END.search(text[-6:]) is not None,
        text.endswith(":"),
        text.endswith("?"),
        len(_DIGIT.findall(text)) / len(text),
        len([word for word in words if word[0].isupper()]) / some,
        len([word for word in words if word.isupper() and len(word) > 1]) / some,
        len([word for word in words if len(word) <= 3]) / some,
        text[0].islower(),
        text[0] in "\"'“‘«„",
        min(3, len(_BULLET.findall(text))),
        "©" in text,
        "@" in text or "http" in text,
        _DATE.search(text) is not None,
    ]


def _lexical(text: str, named: set[str], lexicon: Lexicon) -> list[float]:
    if len(text) >= 200:
        return [0.0] * 5
    words = _WORD.findall(text.casefold())
    shared = sum(word in named for word in words)
    weights = [lexicon.words.get(word, 0.0) for word in words] if len(words) <= _SHORT else []
    return [
        shared / (len(words) or 1),
        shared / (len(named) or 1),
        sum(weights) / (len(weights) or 1),
        min(weights, default=0.0),
        max(weights, default=0.0),
    ]


def _places(pieces: Sequence[Piece], sizes: Floats, prose: Flags) -> Floats:
    """Where on the page, from the title and from prose, each piece is."""
    many = len(pieces)
    total, good = max(1.0, float(sizes.sum())), max(1.0, float((sizes * prose).sum()))
    title = next((n for n, piece in enumerate(pieces) if piece.kind is Kind.TITLE), -1)
    places = np.arange(many)
    columns = (
        places / many,
        (np.cumsum(sizes) - sizes) / total,
        np.cumsum(sizes * prose) / good,
        np.log1p(places),
        np.log1p(many - places),
        _since(prose),
        _since(prose[::-1])[::-1],
        np.clip(places - title, -30, 30) if title >= 0 else np.full(many, -31),
        *(np.full(many, value) for value in (np.log1p(many), np.log1p(good), good / total)),
    )
    return np.stack(columns, axis=1)


def _since(prose: Flags) -> NDArray[np.int64]:
    """How many pieces ago the last prose was, up to 20."""
    places = np.arange(len(prose))
    last = np.maximum.accumulate(np.where(prose, places, -20))
    before = np.concatenate(([-20], last[:-1]))
    return np.minimum(20, places - before)


def _neighbours(pieces: Sequence[Piece], text: Table) -> Table:
    """The text of the two pieces before and after, and whether they stand in the same element or one like it."""
    blank = np.full((2, text.shape[1]), -1, np.float32)
    padded = np.concatenate((blank, text, blank))
    near = [padded[2 + step : 2 + step + len(text), _TOLD] for step in (-2, -1, 1, 2)]
    spots = [piece.spot for piece in pieces]
    marked = [signature(spot) for spot in spots]
    same = [
        [one is other, one.outer is other.outer, marked[n] == marked[n + 1]]
        for n, (one, other) in enumerate(pairwise(spots))
    ]
    same = [[False] * 3, *same, [False] * 3]
    beside = np.array(same, np.float32)
    return np.concatenate((*near, beside[:-1], beside[1:]), axis=1)


# Of a neighbour: size, end, colon, capitals, short words, date, words known (mean, least), links, stress, heading,
# caption, list, table, title, place, and the rules that know it.
_TOLD = [0, 5, 6, 9, 11, 17, 20, 21, 24, 25, 27, 29, 30, 31, 32, 33, 34, 35, 37]
