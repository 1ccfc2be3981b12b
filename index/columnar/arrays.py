"""A file of named arrays: written once, in pieces where they are large, and read through mmap.

The arrays come first, each little-endian and at a multiple of 64 bytes; then a JSON text that says what lies where;
then that text's length in eight bytes, and eight bytes that tell such a file.
"""

import json
import mmap
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

_MAGIC = b"columnar"
_ALIGNED = 64


class ArrayWriter:
    """Writes one file of arrays; `close` makes it whole."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._end = 0
        self._places: dict[str, tuple[str, int, int]] = {}
        self._filled: dict[str, int] = {}

    def reserve(self, name: str, dtype: Any, length: int) -> None:
        """Keep room for an array whose pieces follow."""
        kind = np.dtype(dtype).newbyteorder("<")
        self._places[name] = (kind.str, self._end, length)
        self._filled[name] = self._end
        self._end += -(-kind.itemsize * length // _ALIGNED) * _ALIGNED

    def put(self, name: str, piece: Array) -> None:
        """The next piece of an array."""
        data = np.ascontiguousarray(piece, self._places[name][0]).data
        self._file.seek(self._filled[name])
        self._file.write(data)
        self._filled[name] += data.nbytes

    def add(self, name: str, array: Array) -> None:
        """A whole array."""
        self.reserve(name, array.dtype, len(array))
        self.put(name, array)

    def close(self, about: Mapping[str, Any]) -> None:
        """End the file; `about` is kept with it, plain JSON."""
        text = json.dumps({"about": about, "arrays": self._places}).encode()
        self._file.seek(self._end)
        self._file.write(text + len(text).to_bytes(8, "little") + _MAGIC)
        self._file.close()

    def abandon(self) -> None:
        """Leave the file as it is; nobody will read it."""
        self._file.close()


def read_arrays(path: Path) -> tuple[dict[str, Any], dict[str, Array], mmap.mmap]:
    """What is said about a file's arrays; these, none of which is read before it is looked at; and where they lie."""
    with path.open("rb") as file:
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    if mapped[-8:] != _MAGIC:
        raise ValueError(f"{path} is no file of arrays")
    length = int.from_bytes(mapped[-16:-8], "little")
    said = json.loads(mapped[len(mapped) - 16 - length : -16])
    arrays = {name: np.frombuffer(mapped, kind, count, at) for name, (kind, at, count) in said["arrays"].items()}
    return said["about"], arrays, mapped


def narrow(values: Any) -> Array:
    """Whole numbers from 0 in the smallest width that holds them."""
    array = np.asarray(values)
    return array.astype(np.min_scalar_type(int(array.max(initial=0))), copy=False)


def starts(counts: Any) -> Array:
    """Where each of some stretches begins that follow one another, and where the last one ends."""
    found = np.zeros(len(counts) + 1, np.int64)
    np.cumsum(counts, out=found[1:])
    return found


def changes(values: Array) -> Array:
    """For each value whether it is other than the one before; so is the first."""
    found = np.ones(len(values), bool)
    found[1:] = values[1:] != values[:-1]
    return found


def stretches(firsts: Array, counts: Array) -> Array:
    """The numbers of each stretch from `first` on, one stretch after the other."""
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    found: Array = np.repeat(firsts - (ends - counts), counts) + np.arange(total)
    return found


class Small:
    """Whole numbers from 0 in a narrow width; the few that do not fit stand apart, by their place."""

    def __init__(self, values: Array, at: Array, over: Array) -> None:
        self._values = values
        self._at = at
        self._over = over
        self._most = np.iinfo(values.dtype).max

    def cut(self, first: int, last: int) -> Array:
        """The numbers from `first` to before `last`."""
        found = self._values[first:last].astype(np.int32)
        if len(self._at):
            low, high = np.searchsorted(self._at, (first, last))
            found[self._at[low:high] - first] = self._over[low:high]
        return found

    def sums(self, first: int, last: int) -> Array:
        """The sum of the numbers from `first` on up to each of those before `last`."""
        found: Array = self._values[first:last].cumsum(dtype=np.int32)
        if len(self._at):
            low, high = self._at.searchsorted((first, last)).tolist()
            for at, value in zip(self._at[low:high].tolist(), self._over[low:high].tolist(), strict=True):
                found[at - first :] += value - int(self._values[at])
        return found

    def at(self, places: Array) -> Array:
        """The numbers at some places."""
        found = self._values[places].astype(np.int32)
        if len(self._at):
            widest = np.flatnonzero(found == self._most)
            if len(widest):
                nearest = np.minimum(np.searchsorted(self._at, places[widest]), len(self._at) - 1)
                apart = self._at[nearest] == places[widest]
                found[widest[apart]] = self._over[nearest[apart]]
        return found

    def hold(self, firsts: Array, counts: Array, wanted: Array) -> Array:
        """Whether each wanted number is in its stretch, of `counts` ascending numbers from the place `firsts` on."""
        plain = not len(self._at) and int(wanted.max(initial=0)) <= self._most
        read: Callable[[Array], Array] = self._values.__getitem__ if plain else self.at
        wanted = wanted.astype(self._values.dtype) if plain else wanted
        return _halved(read, firsts.copy(), counts, wanted) if len(wanted) else np.zeros(0, bool)

    @staticmethod
    def split(values: Array, dtype: Any) -> tuple[Array, Array, Array]:
        """Numbers as they are kept: none above the most there is, the places of those above, and these."""
        most = np.iinfo(dtype).max
        at = np.flatnonzero(values > most)
        return np.minimum(values, most).astype(dtype), at, values[at]


def _halved(read: Callable[[Array], Array], low: Array, counts: Array, wanted: Array) -> Array:
    """Whether each wanted number is in its stretch, which begins at `low`: all stretches are halved at once."""
    last = low + counts - 1
    step = 1 << int(counts.max()).bit_length() - 1
    while step:
        middle = np.minimum(low + step, last)
        low += (read(middle) <= wanted) * (middle - low)
        step >>= 1
    found: Array = read(low) == wanted
    return found
