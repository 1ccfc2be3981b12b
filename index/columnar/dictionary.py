"""Sorted byte strings in one blob, found by bisection; nothing is loaded when it is opened."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

import numpy as np

from index.columnar.arrays import Array, narrow


class Dictionary(Sequence[bytes]):
    """Byte strings in ascending order; a string's number is its place among them."""

    def __init__(self, blob: Array, borders: Array) -> None:
        self.blob, self.borders = blob, borders
        self._blob = blob.data
        self._borders = borders.data

    def __len__(self) -> int:
        return len(self._borders) - 1

    def __getitem__(self, number: int) -> bytes:  # type: ignore[override]  # no slices
        return bytes(self._blob[self._borders[number] : self._borders[number + 1]])

    def __iter__(self) -> Iterator[bytes]:
        return self.between(0, len(self))

    def between(self, first: int, last: int) -> Iterator[bytes]:
        """The strings with the numbers from `first` to before `last`."""
        borders = self._borders[first : last + 1].tolist()
        blob = bytes(self._blob[borders[0] : borders[-1]])
        base = borders[0]
        return (blob[start - base : end - base] for start, end in pairwise(borders))

    def texts(self, numbers: Sequence[int]) -> list[str]:
        """The strings with these numbers, as texts."""
        blob, borders = self._blob, self._borders
        return [str(blob[borders[number] : borders[number + 1]], "utf-8") for number in numbers]

    def find(self, text: bytes) -> int:
        """The number of a string, the first of equal ones, or -1."""
        number = bisect_left(self, text)
        return number if number < len(self) and self[number] == text else -1

    def beginning(self, prefix: bytes) -> tuple[int, int]:
        """First number and end of the strings that begin with `prefix`, whose last byte is no 255."""
        after = prefix[:-1] + bytes([prefix[-1] + 1])
        return bisect_left(self, prefix), bisect_left(self, after)

    def equal(self, text: bytes) -> tuple[int, int]:
        """First number and end of the strings that are `text`."""
        first = last = bisect_left(self, text)
        while last < len(self) and self[last] == text:
            last += 1
        return first, last

    @classmethod
    def of(cls, strings: Sequence[bytes]) -> "Dictionary":
        """The dictionary of strings in ascending order."""
        borders = np.fromiter(accumulate(map(len, strings), initial=0), np.int64, len(strings) + 1)
        return cls(np.frombuffer(b"".join(strings), np.uint8), narrow(borders))
