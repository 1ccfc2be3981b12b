"""Small numbers, several to a byte: stretches of them, each in a width of its own and from a byte of its own on."""

from collections.abc import Iterator
from functools import cache

import numpy as np

from index.columnar.arrays import Array, starts, stretches

_WIDTHS = np.array([0, 1, 2, 4, 8, 16, 32])
_HOLDS = np.array([1, 2, 4, 16, 256, 1 << 16])
"""How many numbers, from 0 on, each width but the last can tell apart."""


def widths_for(counts: Array) -> Array:
    """The bits in which so many numbers can be told apart."""
    found: Array = _WIDTHS[np.searchsorted(_HOLDS, counts)]
    return found


def sizes_of(counts: Array, widths: Array | int) -> Array:
    """The bytes that stretches of so many numbers take, each in so many bits."""
    found: Array = (counts.astype(np.int64) * widths + 7) // 8
    return found


def pack(values: Array, counts: Array, widths: Array | int) -> Array:
    """The bytes of stretches of numbers that follow one another; those of no width are left out."""
    widths = np.broadcast_to(widths, len(counts))
    borders = starts(sizes_of(counts, widths))
    packed = np.zeros(borders[-1], np.uint8)
    for width, chosen, at in _by_width(counts, widths, borders):
        numbers = values[np.repeat(chosen, counts)]
        if width < 8:
            numbers, each = _apart(numbers, counts[chosen], width), 8 // width
            packed[at] = sum(numbers[place::each] << place * width for place in range(each))
        else:
            packed[at] = numbers.astype(f"<u{width // 8}").view(np.uint8)
    return packed


def unpack(packed: Array, counts: Array, widths: Array | int) -> Array:
    """The numbers again; 0 where they have no width."""
    widths = np.broadcast_to(widths, len(counts))
    borders = starts(sizes_of(counts, widths))
    values = np.zeros(int(counts.sum()), f"u{max(8, int(widths.max(initial=0))) // 8}")
    for width, chosen, at in _by_width(counts, widths, borders):
        some = counts[chosen].astype(np.int64)
        numbers = _spread(packed[at], width)
        if width < 8:
            padded = starts(sizes_of(some, width) * (8 // width))[:-1]
            numbers = numbers[stretches(padded, some)]
        values[np.repeat(chosen, counts)] = numbers
    return values


def unpack_one(packed: Array, count: int, width: int) -> Array:
    """The numbers of one stretch, of some width."""
    return _spread(packed, width)[:count]


def places_of(packed: Array, wanted: tuple[int, ...], count: int, width: int) -> Array:
    """Where any of the wanted numbers stands in one stretch, whose width is less than 8; ascending."""
    found = np.flatnonzero(_wanted(wanted, width).take(packed).view(bool))
    return found[: np.searchsorted(found, count)]


@cache
def _wanted(wanted: tuple[int, ...], width: int) -> Array:
    """For each value of a byte which of its numbers are wanted, a bool for each, all of them taken for one number."""
    found: Array = np.isin(_spread(np.arange(256, dtype=np.uint8), width), wanted).view(f"<u{8 // width}")
    return found


def _by_width(counts: Array, widths: Array, borders: Array) -> Iterator[tuple[int, Array, Array]]:
    """Each width but 0, which stretches have it, and where their bytes are."""
    for width in np.unique(widths[counts > 0]).tolist():
        if width:
            chosen = widths == width
            yield width, chosen, stretches(borders[:-1][chosen], np.diff(borders)[chosen])


def _apart(numbers: Array, counts: Array, width: int) -> Array:
    """Stretches of numbers with zeros behind each, so that it fills its bytes."""
    borders = starts(sizes_of(counts, width) * (8 // width))
    found = np.zeros(borders[-1], np.uint8)
    found[stretches(borders[:-1], counts.astype(np.int64))] = numbers
    return found


def _spread(packed: Array, width: int) -> Array:
    """All numbers that some bytes have in a width."""
    if width >= 8:
        return np.ascontiguousarray(packed).view(f"<u{width // 8}")
    each, mask = 8 // width, (1 << width) - 1
    found = np.empty((len(packed), each), np.uint8)
    for place in range(each):
        found[:, place] = packed >> place * width & mask
    return found.ravel()
