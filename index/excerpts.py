"""The best passages of a document for a query. Pure, and linear in the text."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from index.engine import Marked
from index.marks import Span, after_marks, is_mark, marked, spans_of, tidy
from index.query import Term

_PARAGRAPH_BORDER = re.compile(r"\n\s*\n")
# A full stop after a single letter is an initial's. All that ends a sentence comes first, for that is looked for fast.
_STOP = (
    r"[.!?…؟।。！？\n](?:(?<=[.!?…؟।])(?<![.\s]\w.)[.!?…؟।]*[\"'”’»)\]]*\s+"
    r"|(?<=[。！？])[。！？]*[”’」』）]*\s*|(?<=\n)\n*)"
)
_SENTENCE_END = re.compile(_STOP)
_BORDER_BEFORE = re.compile(_STOP + r"\Z")
_BORDER_AFTER = re.compile(r"[.!?…؟।。！？][\"'”’»)\]」』）]*\Z")
_SPACE = re.compile(r"\s+")
_SIGN = re.compile("[\u3041-\u3096\u30a1-\u30fa\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]")


class _Window(NamedTuple):
    """A stretch of text from one match to another: what a passage is built around.

    `worth` orders windows: distinct terms, their rarity, closeness, earliness. `low` and `high` are its paragraph.
    """

    worth: tuple[int, int, int, int]
    start: int
    end: int
    low: int
    high: int


def excerpts(body: str, terms: Sequence[Term], language: str, count: int = 2, width: int = 240) -> tuple[Marked, ...]:
    """At most `count` passages of the body, each of about `width` characters, that tell best why it matched.

    In text order, none across paragraphs; … stands where a sentence was cut. Without a match, the body's beginning.
    """
    return excerpts_around(body, spans_of(body, terms, language, "body"), count, width)


def excerpts_around(body: str, spans: Sequence[Span], count: int = 2, width: int = 240) -> tuple[Marked, ...]:
    """The same of matches found already, by start."""
    chosen = _passages(body, spans, count, width) or _lead(body, width)
    return tuple(_passage(body, start, end, spans) for start, end in sorted(chosen))


def length(body: str) -> int:
    """How many words the body has as people count them: pieces between spaces, and Han signs and kana one by one."""
    if not body.isascii():
        rest, signs = _SIGN.subn(" ", body)
        # Around signs stands punctuation that is no word.
        return signs + (sum(any(map(str.isalnum, one)) for one in rest.split()) if signs else len(rest.split()))
    letters = np.frombuffer(f" {body}".encode(), np.uint8) > ord(" ")
    return int(np.count_nonzero(letters[1:] > letters[:-1]))


def _passages(body: str, spans: Sequence[Span], count: int, width: int) -> list[tuple[int, int]]:
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


def _windows(body: str, spans: Sequence[Span], width: int) -> Iterator[_Window]:
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


def _rarity(spans: Sequence[Span]) -> dict[int, int]:
    """For each term a whole number that is greater the fewer matches it has, so that sums are exact."""
    occurrences: dict[int, int] = {}
    for span in spans:
        occurrences[span.term] = occurrences.get(span.term, 0) + 1
    return {term: 1_000_000_000 // times for term, times in occurrences.items()}


def _by_paragraph(body: str, spans: Sequence[Span]) -> Iterator[tuple[int, int, list[Span]]]:
    """Start and end of each paragraph with matches, and the matches that begin in it."""
    low = at = 0
    borders = [border.span() for border in _PARAGRAPH_BORDER.finditer(body)]
    for high, following in (*borders, (len(body), len(body))):
        first = at
        while at < len(spans) and spans[at].start < high:
            at += 1
        if at > first:
            yield low, high, list(spans[first:at])
        low = following


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
    return start if body[near:start].isascii() else after_marks(body, near, start)


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
    last = highest
    while last > end and not body[last].isspace():
        last -= 1
    if body[last].isspace():
        return end + len(body[end:last].rstrip())
    while highest > end and is_mark(body[highest]):
        highest -= 1
    return highest


def _passage(body: str, start: int, end: int, spans: Sequence[Span]) -> Marked:
    """The passage in pieces, with … where it begins or ends in the midst of a sentence."""
    end -= len(body[start:end]) - len(body[start:end].rstrip())
    start += len(body[start:end]) - len(body[start:end].lstrip())
    near = body[max(0, start - 12) : start]
    begins = not near.strip() or _BORDER_BEFORE.search(near)
    ends = body[end : end + 1] in ("", "\n") or _BORDER_AFTER.search(body[max(start, end - 12) : end])
    pieces = marked(body, start, end, spans)
    return tidy([("" if begins else "…", False), *pieces, ("" if ends else "…", False)])
