"""A value, or several, for each document: numbers as they are, texts by their place in a dictionary."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from index.columnar.arrays import Array, ArrayWriter, narrow, starts, stretches
from index.columnar.dictionary import Dictionary


@dataclass(frozen=True, slots=True)
class Texts:
    """A column of texts: `ordinals` are numbers in `dictionary`, those of document n from `borders[n]` on.

    A column of one text a document has no borders.
    """

    dictionary: Dictionary
    ordinals: Array
    borders: Array | None = None

    def of(self, document: int) -> list[bytes]:
        """The texts of a document."""
        first, last = (document, document + 1) if self.borders is None else self.borders[document : document + 2]
        return [self.dictionary[number] for number in self.ordinals[first:last].tolist()]

    def at(self, documents: Array) -> list[str]:
        """The one text of each of these documents."""
        return self.dictionary.texts(self.ordinals[documents].tolist())

    def counted(self, documents: Array) -> Array:
        """For each text of the dictionary how many of these documents have it."""
        held, _ = self.held(documents)
        return np.bincount(held, minlength=len(self.dictionary))

    def held(self, documents: Array) -> tuple[Array, Array]:
        """Each text of each of these documents, by its number, and whose it is."""
        if self.borders is None:
            return self.ordinals[documents], documents
        firsts = self.borders[documents].astype(np.int64)
        sizes = self.borders[documents + 1] - firsts
        return self.ordinals[stretches(firsts, sizes)], np.repeat(documents, sizes)


def texts_of(values: Sequence[Sequence[bytes]], several: bool) -> Texts:
    """A column of the texts of each document, exactly one each where it is not of `several`."""
    dictionary = sorted(set(chain.from_iterable(values)))
    numbers = {text: number for number, text in enumerate(dictionary)}
    ordinals = np.fromiter(map(numbers.__getitem__, chain.from_iterable(values)), np.int64)
    return Texts(Dictionary.of(dictionary), ordinals, starts(list(map(len, values))) if several else None)


def joined_texts(columns: Sequence[Texts], kept: Sequence[Array]) -> Texts:
    """The columns of several segments as one, of the documents that are kept (a bool a document)."""
    dictionary, targets = align([column.dictionary for column in columns])
    ordinals, counts = [], []
    for column, numbers, stay in zip(columns, targets, kept, strict=True):
        held = numbers[column.ordinals]
        if column.borders is None:
            ordinals.append(held[stay])
        else:
            borders = column.borders.astype(np.int64)
            sizes = borders[1:] - borders[:-1]
            ordinals.append(held[np.repeat(stay, sizes)])
            counts.append(sizes[stay])
    together = np.concatenate(ordinals)
    used = np.bincount(together, minlength=len(dictionary)) > 0
    renumbered = (np.cumsum(used) - 1)[together]
    left = [text for text, held in zip(dictionary, used.tolist(), strict=True) if held]
    return Texts(Dictionary.of(left), renumbered, starts(np.concatenate(counts)) if counts else None)


def align(dictionaries: Sequence[Sequence[bytes]]) -> tuple[list[bytes], list[Array]]:
    """The strings of several dictionaries in one, in order, and for each dictionary the new numbers of its strings."""
    together: list[bytes] = sorted(set().union(*dictionaries))
    numbers = {text: number for number, text in enumerate(together)}
    targets = [np.fromiter(map(numbers.__getitem__, each), np.int64, len(each)) for each in dictionaries]
    return together, targets


def write_texts(file: ArrayWriter, name: str, column: Texts) -> None:
    """Add a column of texts to a file of arrays."""
    file.add(f"{name}.blob", column.dictionary.blob)
    file.add(f"{name}.strings", column.dictionary.borders)
    file.add(f"{name}.ordinals", narrow(column.ordinals))
    if column.borders is not None:
        file.add(f"{name}.borders", narrow(column.borders))


def read_texts(arrays: Mapping[str, Array], name: str) -> Texts:
    """A column of texts of a file of arrays."""
    dictionary = Dictionary(arrays[f"{name}.blob"], arrays[f"{name}.strings"])
    return Texts(dictionary, arrays[f"{name}.ordinals"], arrays.get(f"{name}.borders"))
