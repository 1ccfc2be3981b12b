"""Which pieces of a text a query matched, and the best passages of a document. Pure, and linear in the text."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from index.engine import Marked
from index.query import Node, Phrase, Prefix, Word
from index.words import is_single_cjk, joined, occurrences, query_prefix, query_terms

_PARAGRAPH_BORDER = re.compile(r"\n\s*\n|\Z")
# A full stop after a single letter is an initial's.
_STOP = r"(?:(?<![.\s]\w)[.!?…؟।]+[\"'”’»)\]]*\s+|[。！？]+[”’」』）]*\s*|\n+)"
_SENTENCE_END = re.compile(_STOP)
_BORDER_BEFORE = re.compile(_STOP + r"\Z")
_BORDER_AFTER = re.compile(r"[.!?…؟।。！？][\"'”’»)\]」』）]*\Z")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class _Step:
    """What one position of a pattern may be: one of these terms, or any surface that begins with `prefix`."""

    terms: frozenset[str]
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class _Pattern:
    """Steps that match at positions that follow one another. `first_only` marks one character of a CJK bigram."""

    steps: tuple[_Step, ...]
    first_only: bool = False


class _Span(NamedTuple):
    """Characters of the text that a term of the query, known by its number, matched."""

    start: int
    end: int
    term: int


class _Window(NamedTuple):
    """A stretch of text from one match to another: what a passage is built around.

    `worth` orders windows: distinct terms, their rarity, closeness, earliness. `low` and `high` are its paragraph.
    """

    worth: tuple[int, int, int, int]
    start: int
    end: int
    low: int
    high: int


def mark(text: str, terms: Sequence[Node], language: str, field: str = "") -> Marked:
    """`text` in pieces, with those that `terms` (`query.positive_terms`) match in this field and language marked."""
    return _marked(text, 0, len(text), _spans(text, terms, language, field))


def excerpts(body: str, terms: Sequence[Node], language: str, count: int = 2, width: int = 240) -> tuple[Marked, ...]:
    """At most `count` passages of the body, each of about `width` characters, that tell best why it matched.

    In text order, none across paragraphs; … stands where a sentence was cut. Without a match, the body's beginning.
    """
    spans = _spans(body, terms, language, "body")
    chosen = _passages(body, spans, count, width) or _lead(body, width)
    return tuple(_passage(body, start, end, spans) for start, end in sorted(chosen))


def _spans(text: str, terms: Sequence[Node], language: str, field: str) -> list[_Span]:
    """Every match in the text, by start."""
    patterns: dict[_Pattern, int] = {}
    for number, leaf in enumerate(terms):
        if isinstance(leaf, Word | Phrase | Prefix) and leaf.field in ("", field):
            for pattern in _patterns(leaf, language):
                patterns.setdefault(pattern, number)
    if not patterns:
        return []
    return sorted(set(_matches(text, language, patterns)))


def _patterns(leaf: Word | Phrase | Prefix, language: str) -> Iterator[_Pattern]:
    """The ways in which a leaf matches: as its words in a row, and a code also joined."""
    whole = joined(leaf.text)
    for text in (leaf.text,) if whole is None else (leaf.text, whole):
        steps = [_Step(frozenset(alternatives)) for alternatives in query_terms(text, (language,))]
        single = is_single_cjk(text)
        if steps and (single or isinstance(leaf, Prefix)):
            steps[-1] = _Step(frozenset(), query_prefix(text))
        if steps:
            yield _Pattern(tuple(steps), single)


def _matches(text: str, language: str, patterns: dict[_Pattern, int]) -> Iterator[_Span]:
    """The span of each place where the steps of a pattern follow one another.

    All steps of all patterns are bits of one number, so that an occurrence costs the same wherever it may fit.
    """
    steps = _Steps(patterns)
    reached: dict[int, int] = {}  # by position, the steps at which a pattern may stand there
    begins: dict[int, int] = {}  # by position, where a first step there begins
    roles: dict[str, int] = {}
    for term, position, begin, end, surface in occurrences(text, language):
        fitting = roles.get(surface)
        if fitting is None:
            fitting = roles[surface] = steps.fitting(term, surface)
        standing = (reached.get(position - 1, 0) << 1 | steps.first) & fitting
        if not standing:
            continue
        reached[position] = reached.get(position, 0) | standing
        if standing & steps.first:
            begins[position] = begin
        if standing & steps.last:
            for bit, pattern, number in steps.ends:
                if standing & bit:
                    start = begins[position - len(pattern.steps) + 1] if len(pattern.steps) > 1 else begin
                    stop = _after_marks(text, start + 1, end) if pattern.first_only else end
                    yield _Span(start, stop, number)


class _Steps:
    """The steps of patterns as bits of one number, those of a pattern beside each other.

    `first` and `last` are the bits of first and last steps; `ends` are the last ones with their patterns and terms.
    """

    def __init__(self, patterns: dict[_Pattern, int]) -> None:
        self.first = self.last = 0
        self.ends: list[tuple[int, _Pattern, int]] = []
        self._terms: dict[str, int] = {}
        self._prefixes: dict[str, int] = {}
        bit = 1
        for pattern, number in patterns.items():
            self.first |= bit
            for step in pattern.steps:
                for term in step.terms:
                    self._terms[term] = self._terms.get(term, 0) | bit
                if step.prefix:
                    self._prefixes[step.prefix] = self._prefixes.get(step.prefix, 0) | bit
                bit <<= 1
            self.last |= bit >> 1
            self.ends.append((bit >> 1, pattern, number))

    def fitting(self, term: str, surface: str) -> int:
        """The steps that a term fits."""
        found = self._terms.get(term, 0)
        for prefix, bits in self._prefixes.items():
            if surface.startswith(prefix):
                found |= bits
        return found


def _marked(text: str, start: int, end: int, spans: Iterable[_Span]) -> Marked:
    """text[start:end] in pieces; `spans` are by start, and may overlap each other and the borders."""
    pieces: list[tuple[str, bool]] = []
    at = start
    for first, last in _merged(spans, start, end):
        pieces += [(text[at:first], False), (text[first:last], True)]
        at = last
    pieces.append((text[at:end], False))
    return _tidy(pieces)


def _tidy(pieces: Iterable[tuple[str, bool]]) -> Marked:
    """The pieces without empty ones, neighbours of one kind made one."""
    kinds = groupby((piece for piece in pieces if piece[0]), key=lambda piece: piece[1])
    return tuple(("".join(text for text, _ in group), matched) for matched, group in kinds)


def _merged(spans: Iterable[_Span], low: int, high: int) -> list[tuple[int, int]]:
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


def _passages(body: str, spans: Sequence[_Span], count: int, width: int) -> list[tuple[int, int]]:
    """Start and end of the best passages, best first."""
    windows = list(_windows(body, spans, width))
    chosen: list[tuple[int, int]] = []
    taken: list[tuple[int, int]] = []  # the passages with the words in the midst of which they were cut
    while windows and len(chosen) < count:
        best = max(windows, key=lambda window: window.worth)
        low = max([best.low, *(end for _, end in taken if end <= best.start)])
        high = min([best.high, *(start for start, _ in taken if start >= best.end)])
        passage = _cut(body, best.start, best.end, (low, high), width)
        chosen.append(passage)
        first, last = _with_whole_words(body, *passage)
        taken.append((first, last))
        windows = [window for window in windows if window.end <= first or window.start >= last]
    return chosen


def _with_whole_words(body: str, start: int, end: int) -> tuple[int, int]:
    """The borders moved apart to the borders of words."""
    while 0 < start < len(body) and body[start - 1].isalnum() and body[start].isalnum():
        start -= 1
    while 0 < end < len(body) and body[end - 1].isalnum() and body[end].isalnum():
        end += 1
    return start, end


def _windows(body: str, spans: Sequence[_Span], width: int) -> Iterator[_Window]:
    """For each match the tightest window that ends with it and holds every term found at most `width` before."""
    rarity = _rarity(spans)
    for low, high, inside in _by_paragraph(body, spans):
        held = dict.fromkeys(rarity, 0)
        distinct = rare = left = 0
        for span in inside:
            if not held[span.term]:
                distinct, rare = distinct + 1, rare + rarity[span.term]
            held[span.term] += 1
            while inside[left] is not span:
                first = inside[left]
                if held[first.term] == 1 and span.end - first.start <= width:
                    break
                held[first.term] -= 1
                if not held[first.term]:
                    distinct, rare = distinct - 1, rare - rarity[first.term]
                left += 1
            start, end = inside[left].start, min(span.end, high)
            yield _Window((distinct, rare, start - span.start, -start), start, end, low, high)


def _rarity(spans: Sequence[_Span]) -> dict[int, int]:
    """For each term a whole number that is greater the fewer matches it has, so that sums are exact."""
    occurrences: dict[int, int] = {}
    for span in spans:
        occurrences[span.term] = occurrences.get(span.term, 0) + 1
    return {term: 1_000_000_000 // times for term, times in occurrences.items()}


def _by_paragraph(body: str, spans: Sequence[_Span]) -> Iterator[tuple[int, int, list[_Span]]]:
    """Start and end of each paragraph with matches, and the matches that begin in it."""
    low = at = 0
    for border in _PARAGRAPH_BORDER.finditer(body):
        first = at
        while at < len(spans) and spans[at].start < border.start():
            at += 1
        if at > first:
            yield low, border.start(), list(spans[first:at])
        low = border.end()


def _lead(body: str, width: int) -> list[tuple[int, int]]:
    """The beginning of the first paragraph."""
    start = len(body) - len(body.lstrip())
    border = _PARAGRAPH_BORDER.search(body, start)
    end = border.start() if border else len(body)
    return [_cut(body, start, start, (start, end), width)] if start < end else []


def _cut(body: str, start: int, end: int, within: tuple[int, int], width: int) -> tuple[int, int]:
    """The passage around body[start:end]: whole sentences where their borders are near, else whole words."""
    low, high = within
    if high - low <= width:
        return low, high
    end = min(end, start + width)
    first = _begin(body, start, max(low, end - width), within, width)
    last = _finish(body, first, end, high, width)
    if last == high:
        # Room is left before: take in earlier sentences, whole ones only.
        starts = _sentence_starts(body, max(low, last - width), first, low)
        first = min([first, *starts])
    return first, last


def _begin(body: str, start: int, lowest: int, within: tuple[int, int], width: int) -> int:
    """Where a passage begins that must hold `start`: its sentence, else a word some way before."""
    low, high = within
    sentences = _sentence_starts(body, lowest, start, low)
    if sentences:
        return sentences[-1]
    near = max(lowest, min(start - width // 3, high - width))
    space = _SPACE.search(body, near, start)
    if space:
        return space.end()
    return start if body[near:start].isascii() else _after_marks(body, near, start)


def _sentence_starts(body: str, lowest: int, start: int, low: int) -> list[int]:
    """The places from `lowest` to `start` at which a sentence begins; `low` is one."""
    starts = [stop.end() for stop in _SENTENCE_END.finditer(body, lowest, start)]
    return [low, *starts] if lowest == low else starts


def _finish(body: str, first: int, end: int, high: int, width: int) -> int:
    """Where a passage ends that begins at `first` and must hold what is before `end`: with a sentence, else a word."""
    highest = min(high, first + width)
    if highest == high:
        return high
    for stop in reversed(list(_SENTENCE_END.finditer(body, max(end, first + width // 2), highest))):
        return stop.start() + len(stop[0].rstrip())
    for space in reversed(list(_SPACE.finditer(body, end, highest + 1))):
        return space.start()
    while highest > end and _is_mark(body[highest]):
        highest -= 1
    return highest


def _after_marks(text: str, at: int, limit: int) -> int:
    """The first place from `at` to `limit` that is not in the midst of a character and its marks."""
    while at < limit and _is_mark(text[at]):
        at += 1
    return at


def _is_mark(character: str) -> bool:
    return unicodedata.category(character)[0] == "M"


def _passage(body: str, start: int, end: int, spans: Sequence[_Span]) -> Marked:
    """The passage in pieces, with … where it begins or ends in the midst of a sentence."""
    end -= len(body[start:end]) - len(body[start:end].rstrip())
    start += len(body[start:end]) - len(body[start:end].lstrip())
    near = body[max(0, start - 12) : start]
    begins = not near.strip() or _BORDER_BEFORE.search(near)
    ends = body[end : end + 1] in ("", "\n") or _BORDER_AFTER.search(body[start:end])
    pieces = _marked(body, start, end, spans)
    return _tidy([("" if begins else "…", False), *pieces, ("" if ends else "…", False)])
