"""Texts cut into chunks, each of which is a word or more, with as little as possible done for each of them in Python.

A chunk is what stands between two places that surely lie outside of every word, whatever the language: spaces, signs of
ASCII, and joiners of words (see `index.words`) that do not stand between two letters or digits. Of the chunks of many
texts equal ones are found by sorting numbers that are made of their bytes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from secrets import randbits

import numpy as np

from index.columnar.arrays import Array, changes, starts

_JOINERS = b"-&/_@'`.,\""
_LETTERS = frozenset(code for code in range(256) if code > 127 or chr(code).isalnum())
_PLAIN = bytes(code if code in _LETTERS or code in _JOINERS else ord(" ") for code in bytes(range(256)).lower())
_OUTSIDE, _JOINER, _LETTER = range(3)
_CLASSES = bytes(_LETTER if code in _LETTERS else _JOINER if code in _JOINERS else _OUTSIDE for code in range(256))
_COMMON = (("\u2019", "'"), ("\u2018", "'"), ("\u201c", " "), ("\u201d", " "), ("\u2014", " "), ("\u00a0", " "))
"""Signs beyond ASCII that would hide many chunks' likeness, and what of ASCII the rules of words take for the same."""

_PAD = b" " * 9
_WINDOW = 8
_LONGEST = 64
"""Bytes of a chunk that is compared to others; longer ones are few, and each counts as another."""

_MASKS = np.array([(1 << 8 * size) - 1 for size in range(_WINDOW + 1)], np.uint64)
_HALF = np.uint64(32)


@dataclass(frozen=True, slots=True)
class Chunks:
    """The chunks of some texts: those that differ, with the `kind` of text they are in, and of each which one it is.

    Of equal chunks most are one of `distinct`, perhaps not all. `sizes` says how many each text has.
    """

    distinct: Sequence[bytes]
    kinds: Sequence[int]
    numbers: Array
    sizes: Array


class Cutter:
    """Cuts texts. What it is random by makes it as good as impossible to write chunks that are taken for others."""

    def __init__(self) -> None:
        self._factor, self._mixer, self._seed = np.array([randbits(64) | 1 for _ in range(3)], np.uint64)

    def cut(self, texts: Sequence[str], kinds: Sequence[int]) -> Chunks:
        """The chunks of these texts, each of one kind; those of different kinds differ."""
        plain = [_plain(text) for text in texts]
        raw = b" ".join([b"", *plain, _PAD])
        begins, ends = _edges(np.frombuffer(raw.translate(_CLASSES), np.uint8))
        borders = starts([len(text) + 1 for text in plain]) + 1
        sizes = np.diff(np.searchsorted(begins, borders))
        of_kind = np.repeat(np.array(kinds, np.int64), sizes)
        marks = self._marks(raw, begins, ends - begins, of_kind)
        order, firsts = _grouped(marks)
        numbers = np.empty(len(marks), np.int32)
        numbers[order] = np.repeat(np.arange(len(firsts), dtype=np.int32), np.diff(firsts, append=len(marks)))
        shown = order[firsts]
        places = zip(begins[shown].tolist(), ends[shown].tolist(), strict=True)
        return Chunks([raw[begin:end] for begin, end in places], of_kind[shown].tolist(), numbers, sizes)

    def _marks(self, raw: bytes, begins: Array, lengths: Array, kinds: Array) -> Array:
        """A number of 64 bits for each chunk: equal for equal ones of a kind that are not too long."""
        windows: Array = np.ndarray(len(raw) - _WINDOW + 1, "<u8", raw, strides=(1,))
        marks: Array = windows[begins] & _MASKS[np.minimum(lengths, _WINDOW)]
        marks = (marks ^ kinds.astype(np.uint64) * self._seed) * self._factor
        longer = np.flatnonzero(lengths > _WINDOW)
        for at in range(_WINDOW, _LONGEST, _WINDOW):
            left = lengths[longer] - at
            window = windows[begins[longer] + at] & _MASKS[np.minimum(left, _WINDOW)]
            marks[longer] = (self._mixed(marks[longer]) ^ window) * self._factor
            longer = longer[left > _WINDOW]
        marks[longer] ^= longer.astype(np.uint64) * self._factor
        return marks

    def _mixed(self, marks: Array) -> Array:
        """The marks, every bit of each hanging on all bits, so that no further letters make up for other ones before.

        Of a product the high bits alone would do so.
        """
        mixed: Array = (marks ^ marks >> _HALF) * self._mixer
        mixed ^= mixed >> _HALF
        return mixed


def _plain(text: str) -> bytes:
    """A text in lower case, as far as ASCII goes, and without signs that are outside of all words."""
    if not text.isascii():
        for sign, plain in _COMMON:
            text = text.replace(sign, plain)
    return text.encode(errors="replace").translate(_PLAIN)


def _edges(classes: Array) -> tuple[Array, Array]:
    """Where the chunks begin and end; a joiner is inside of one where letters or digits stand on both sides."""
    letters = classes == _LETTER
    inside = letters.copy()
    inside[1:-1] |= (classes[1:-1] == _JOINER) & letters[:-2] & letters[2:]
    edges = np.flatnonzero(inside[1:] != inside[:-1]) + 1
    return edges[::2], edges[1::2]


def _grouped(marks: Array) -> tuple[Array, Array]:
    """An order of chunks in which equal ones follow one another, and where in it each group begins.

    Sorting plain numbers is several times as fast as sorting by them. So the low bits of each make room for the number
    of its chunk; where others then look equal, a group may come in several parts.
    """
    low = np.uint64((1 << len(marks).bit_length()) - 1)
    order = (np.sort(marks & ~low | np.arange(len(marks), dtype=np.uint64)) & low).astype(np.int64)
    return order, np.flatnonzero(changes(marks[order]))
