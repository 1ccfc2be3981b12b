"""Which pieces of a text a query matched. Pure, and linear in the text."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from archive.report import lead
from index.engine import Marked
from index.forms import Form, form_of
from index.glance import Glance
from index.near import windows
from index.query import Exact, Fuzzy, Phrase, Prefix, Term, Wildcard
from index.words import (
    beginning,
    has_word,
    is_single_cjk,
    is_spaceless,
    occurrences,
    query_prefix,
    query_surfaces,
    query_terms,
    written_forms,
)

MOST_PIECES = 10_000
"""Of text, kept for one query at most."""

Numbered = Sequence[tuple[int, Term]]
"""Leaves of a query with the numbers they are known by."""


@dataclass(frozen=True, slots=True)
class _Step:
    """What one position of a pattern may be: one of these terms, or any surface that fits `form`."""

    terms: frozenset[str]
    form: Form | None = None


@dataclass(frozen=True, slots=True)
class _Pattern:
    """Steps that match at positions that follow one another. `first_only` marks one character of a CJK bigram."""

    steps: tuple[_Step, ...]
    first_only: bool = False


class Span(NamedTuple):
    """Characters of the text that a term of the query, known by its number, matched."""

    start: int
    end: int
    term: int


def mark(text: str, terms: Sequence[Term], language: str, field: str = "") -> Marked:
    """`text` in pieces, with those that `terms` (`query.positive_terms`) match in this field and language marked."""
    return marked(text, 0, len(text), spans_of(text, terms, language, field))


def spans_of(text: str, terms: Sequence[Term], language: str, field: str) -> list[Span]:
    """Every match in the text, by start; in a body those of its lead too."""
    numbered = list(enumerate(terms))
    spans = _found(text, [each for each in numbered if each[1].field in ("", field)], language)
    if field == "body" and (leaves := [each for each in numbered if each[1].field == "lead"]):
        spans |= _found(lead(text), leaves, language)
    return sorted(spans)


def _found(text: str, leaves: Numbered, language: str) -> set[Span]:
    near, sought = _sought(tuple(leaves), language)
    spans = {span for number, leaf in near for span in _near(text, language, leaf, number)}
    if sought is not None:
        for first, last in sought.stretches(text):
            spans.update(Span(first + span.start, first + span.end, span.term) for span in sought[text[first:last]])
    return spans


@lru_cache(64)
def _sought(leaves: tuple[tuple[int, Term], ...], language: str) -> "tuple[list[tuple[int, Phrase]], _Sought | None]":
    """The leaves that ask for words near each other, in every form, and what is sought of all others."""
    near = []
    patterns: dict[_Pattern, int] = {}
    for number, leaf in leaves:
        if isinstance(leaf, Phrase) and leaf.slop:
            near += [(number, replace(leaf, text=form)) for form in written_forms(leaf.text)]
            continue
        for pattern in _patterns(leaf, language):
            patterns.setdefault(pattern, number)
    return near, _Sought(_Steps(patterns), language) if patterns else None


def _patterns(leaf: Term, language: str) -> Iterator[_Pattern]:
    """The ways in which a leaf matches: as its words in a row, its codes also joined."""
    if isinstance(leaf, Prefix | Wildcard | Fuzzy):
        form = form_of(leaf)
        if form:
            yield _Pattern((_Step(frozenset(), form),))
        return
    if isinstance(leaf, Exact) and not is_spaceless(leaf.text):
        yield _Pattern(tuple(_Step(frozenset(), Form(word, word)) for word in query_surfaces(leaf.text)))
        return
    for text in written_forms(leaf.text):
        steps = [_Step(frozenset(alternatives)) for alternatives in query_terms(text, (language,))]
        single = is_single_cjk(text)
        if steps and single:
            steps = [_Step(frozenset(), Form(query_prefix(text)))]
        if steps:
            yield _Pattern(tuple(steps), single)


def _near(text: str, language: str, leaf: Phrase, number: int) -> Iterator[Span]:
    """The words of a phrase wherever they stand near enough to each other."""
    terms = tuple(alternatives[0] for alternatives in query_terms(leaf.text, (language,)))
    places: dict[str, list[int]] = {term: [] for term in terms}
    stands: dict[int, tuple[int, int]] = {}
    for term, position, begin, end, _ in occurrences(text, language):
        if term in places:
            places[term].append(position)
            stands[position] = (begin, end)
    for taken in windows(terms, places, leaf.slop):
        for position in taken:
            yield Span(*stands[position], number)


def _matches(text: str, language: str, steps: "_Steps") -> Iterator[Span]:
    """The span of each place where the steps of a pattern follow one another.

    All steps of all patterns are bits of one number, so that an occurrence costs the same wherever it may fit.
    """
    reached: dict[int, int] = {}  # by position, the steps at which a pattern may stand there
    begins: dict[int, int] = {}  # by position, where a first step there begins
    joined = _Joined()
    starts: dict[int, int] = {}  # by place in the text, the position of what begins there: a code's is its first part's
    roles: dict[str, int] = {}
    for term, position, begin, end, surface in occurrences(text, language):
        before = starts.setdefault(begin, position) - 1
        fitting = roles.get(surface)
        if fitting is None:
            fitting = roles[surface] = steps.fitting(term, surface)
        standing = (reached.get(before, 0) << 1 | steps.first) & fitting
        if not standing:
            continue
        reached[position] = reached.get(position, 0) | standing
        if before < position - 1:
            joined[position] = (standing, before, begin)
        elif standing & steps.first:
            begins[position] = begin
        if standing & steps.last:
            for bit, pattern, number in steps.ends:
                if standing & bit:
                    start = joined.begin(begins, position, bit, len(pattern.steps)) if len(pattern.steps) > 1 else begin
                    stop = after_marks(text, start + 1, end) if pattern.first_only else end
                    yield Span(start, stop, number)


class _Sought(dict[str, list[Span]]):
    """What matches in each stretch of text read before: most are single words, which come again and again."""

    def __init__(self, steps: "_Steps", language: str) -> None:
        super().__init__()
        self._steps = steps
        self._language = language
        self._glance = Glance(steps.beginnings(language))
        self._fitting: dict[str, bool] = {}

    def __missing__(self, stretch: str) -> list[Span]:
        if len(self) >= MOST_PIECES:
            self.clear()
        found = self[stretch] = list(_matches(stretch, self._language, self._steps))
        return found

    def stretches(self, text: str) -> Iterable[tuple[int, int]]:
        """Start and end of each stretch of the text that a pattern may match in."""
        pieces = self._glance.pieces(text)
        alone = self._steps.first == self._steps.last  # no pattern goes beyond the piece of its one word
        return pieces if alone else self._together(text, pieces)

    def _together(self, text: str, pieces: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """The pieces that have what some step fits, made one where no other word is between."""
        first = last = -1
        for start, end in pieces:
            if not self._fits(text[start:end]):
                continue
            if first < 0:
                first = start
            elif has_word(text[last:start]):
                yield first, last
                first = start
            last = end
        if first >= 0:
            yield first, last

    def _fits(self, piece: str) -> bool:
        found = self._fitting.get(piece)
        if found is None:
            if len(self._fitting) >= MOST_PIECES:
                self._fitting.clear()
            words = occurrences(piece, self._language)
            found = self._fitting[piece] = any(self._steps.fitting(term, surface) for term, *_, surface in words)
        return found


class _Joined(dict[int, tuple[int, int, int]]):
    """By position the joined form of a code that ends there: its steps, the position before the code, its beginning."""

    def begin(self, begins: dict[int, int], position: int, bit: int, steps: int) -> int:
        """Where the first of so many steps begins, of which `bit` is the last and stands at `position`."""
        if not self:
            return begins[position - steps + 1]
        for _ in range(steps - 1):
            position, bit = self[position][1] if self._has(position, bit) else position - 1, bit >> 1
        return self[position][2] if self._has(position, bit) else begins[position]

    def _has(self, position: int, bit: int) -> bool:
        return position in self and bool(self[position][0] & bit)


class _Steps:
    """The steps of patterns as bits of one number, those of a pattern beside each other.

    `first` and `last` are the bits of first and last steps; `ends` are the last ones with their patterns and terms.
    """

    def __init__(self, patterns: dict[_Pattern, int]) -> None:
        self.first = self.last = 0
        self.ends: list[tuple[int, _Pattern, int]] = []
        self._terms: dict[str, int] = {}
        self._forms: list[tuple[Form, int]] = []
        bit = 1
        for pattern, number in patterns.items():
            self.first |= bit
            for step in pattern.steps:
                for term in step.terms:
                    self._terms[term] = self._terms.get(term, 0) | bit
                if step.form:
                    self._forms.append((step.form, bit))
                bit <<= 1
            self.last |= bit >> 1
            self.ends.append((bit >> 1, pattern, number))

    def beginnings(self, language: str) -> Set[str]:
        """What words in ASCII begin with that fit some step; one is "" where any word may fit."""
        terms = {beginning(term, language) for term in self._terms if term.isascii()}
        return terms | {form.start for form, _ in self._forms if form.start.isascii()}

    def fitting(self, term: str, surface: str) -> int:
        """The steps that a term fits."""
        found = self._terms.get(term, 0)
        for form, bit in self._forms:
            if form.fits(surface):
                found |= bit
        return found


def marked(text: str, start: int, end: int, spans: Iterable[Span]) -> Marked:
    """text[start:end] in pieces; `spans` are by start, and may overlap each other and the borders."""
    pieces: list[tuple[str, bool]] = []
    at = start
    for first, last in _merged(spans, start, end):
        pieces += [(text[at:first], False), (text[first:last], True)]
        at = last
    pieces.append((text[at:end], False))
    return tidy(pieces)


def count_marked(text: str, spans: Iterable[Span]) -> int:
    """How many pieces of the text are marked, as `marked` cuts it."""
    return len(_merged(spans, 0, len(text)))


def tidy(pieces: Iterable[tuple[str, bool]]) -> Marked:
    """The pieces without empty ones, neighbours of one kind made one."""
    kept: list[tuple[str, bool]] = []
    for text, matched in pieces:
        if kept and kept[-1][1] == matched:
            kept[-1] = (kept[-1][0] + text, matched)
        elif text:
            kept.append((text, matched))
    return tuple(kept)


def _merged(spans: Iterable[Span], low: int, high: int) -> list[tuple[int, int]]:
    """The spans within these borders, with those that touch made one."""
    merged: list[tuple[int, int]] = []
    for span in spans:
        first, last = max(span.start, low), min(span.end, high)
        if first >= last:
            continue
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return merged


def after_marks(text: str, at: int, limit: int) -> int:
    """The first place from `at` to `limit` that is not in the midst of a character and its marks."""
    while at < limit and is_mark(text[at]):
        at += 1
    return at


def is_mark(character: str) -> bool:
    """Whether it is part of the character before: an accent, a vowel sign."""
    return unicodedata.category(character)[0] == "M"
