"""Which forms of a query's words its matches hold, and how many of the matches hold each."""

import heapq
from collections.abc import Iterable, Iterator, Sequence
from functools import reduce

import numpy as np

from index.columnar.reader import SegmentReader
from index.compile import ALL_WORDS, terms_of
from index.engine import Counts
from index.forms import EXACT, form_of
from index.query import Fuzzy, Prefix, Term, Wildcard, Word
from index.ranking import Matches
from index.vocabulary import Vocabulary
from index.words import is_spaceless

MOST_FORMS = 50
"""Of one word, those that most documents hold."""


def has_forms(leaf: Term) -> bool:
    """Whether a part of a query stands for words that are written in several ways and can be told apart."""
    if leaf.field in (*EXACT, "lead") or is_spaceless(leaf.text):
        return False
    return isinstance(leaf, Word | Prefix | Wildcard | Fuzzy)


def forms_held(matches: Matches, leaf: Term, languages: Sequence[str], vocabulary: Vocabulary) -> Counts:
    """The forms of a word or pattern that matches hold, with how many do, most first."""
    fields = [f"{field}_forms" for field in ([leaf.field] if leaf.field else ALL_WORDS)]
    words: Iterable[str] = ()
    if isinstance(leaf, Word):
        terms = terms_of(leaf, languages)
        words = {word for reader in matches.leaves for field in fields for word in _forms_of(reader, field, terms)}
    elif isinstance(leaf, Prefix | Wildcard | Fuzzy) and (form := form_of(leaf)):
        words = vocabulary.words(leaf, fields, form)
    counted = ((word, _count(matches, fields, word)) for word in _most(matches, fields, words))
    return tuple(sorted((each for each in counted if each[1]), key=lambda each: (-each[1], each[0])))


def _forms_of(reader: SegmentReader, field: str, terms: Iterable[str]) -> Iterator[str]:
    for term in terms:
        yield from reader.forms_of(field.removesuffix("_forms"), term)


def _most(matches: Matches, fields: Sequence[str], words: Iterable[str]) -> list[str]:
    """The words that most documents hold, matches or not, counted field by field."""

    def held(word: str) -> int:
        return sum(reader.doc_frequency(field, word) for reader in matches.leaves for field in fields)

    return heapq.nsmallest(MOST_FORMS, words, key=lambda word: (-held(word), word))


def _count(matches: Matches, fields: Sequence[str], word: str) -> int:
    """How many matches hold a word as written in any of some fields."""
    return sum(
        found.count(reduce(np.logical_or, [reader.mask_with(field, [word]) for field in fields]))
        for reader, found in zip(matches.leaves, matches.found, strict=True)
    )
