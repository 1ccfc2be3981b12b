"""The segments of a next generation: documents put in, others dropped, and segments merged so that few are left."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex
from typing import Any

import numpy as np

from index.columnar.analysis import Analysis
from index.columnar.arrays import Array
from index.columnar.build import Builder
from index.columnar.merge import merge
from index.columnar.segment import Segment
from index.generations import SEGMENTS
from index.schema import FIELDS, Entry

SEGMENT_CHARACTERS = 24_000_000
"""Of text in one segment as it is built, which bounds the memory it takes."""

MOST_KNOWN = 600_000
"""Pieces of chunks, terms, ids among them, and forms that the analysis knows at once, for the same reason."""

_ID = bytes([FIELDS.index("id")])


@dataclass(slots=True)
class Part:
    """One segment of a generation: its file, how many documents it holds, and the file that says which are deleted."""

    name: str
    documents: int
    gone: int = 0
    deleted: str = ""
    bits: Array | None = field(default=None, repr=False)

    @property
    def live(self) -> int:
        """How many documents count."""
        return self.documents - self.gone

    @property
    def files(self) -> list[str]:
        """The names of its files."""
        return [name for name in (self.name, self.deleted) if name]

    def described(self) -> dict[str, Any]:
        """As plain JSON, for a manifest."""
        return {"name": self.name, "documents": self.documents, "gone": self.gone, "deleted": self.deleted}

    def open(self, folder: Path) -> Segment:
        """The segment, to be read."""
        if self.bits is None and self.deleted:
            packed = np.frombuffer((folder / self.deleted).read_bytes(), np.uint8)
            self.bits = np.unpackbits(packed, count=self.documents).astype(bool)
        return Segment(folder / self.name, self.bits)


class Writer:
    """Builds on the segments that a manifest describes; `commit` gives those of the next generation."""

    def __init__(self, folder: Path, described: Sequence[dict[str, Any]]) -> None:
        self._folder = folder
        self._parts = [Part(**each) for each in described]
        self._segments = {part.name: part.open(folder) for part in self._parts}
        self._given = len(self._parts)
        self._served = frozenset(self._segments)
        self._built: set[bytes] = set()
        self._analysis = Analysis()
        self._begin()

    def _begin(self) -> None:
        self._builder = Builder(self._analysis)
        self._added: dict[bytes, int] = {}
        self._replaced: list[int] = []

    def drop(self, id: str) -> None:
        """No longer hold the document with this id, if it was held."""
        key = id.encode()
        if (number := self._added.pop(key, None)) is not None:
            self._replaced.append(number)
        for part in self._parts if key in self._built else self._parts[: self._given]:
            segment = self._segments[part.name]
            if (term := segment.terms.find(_ID + key)) >= 0:
                self._delete(part, segment.docs(term))

    def add(self, id: str, entry: Entry) -> None:
        """Hold a document, in place of any with its id."""
        self.drop(id)
        self._added[id.encode()] = self._builder.documents
        self._builder.add(entry)
        if self._builder.size > SEGMENT_CHARACTERS or self._analysis.known > MOST_KNOWN:
            self._flush()

    def commit(self) -> list[Part]:
        """Write what is not yet written; the parts of the generation."""
        if self._builder.documents:
            self._flush()
        self._analysis = Analysis()  # merging wants the room
        self._begin()
        self._parts = [part for part in self._parts if part.live]
        for part in [part for part in self._parts if part.gone > part.live]:
            self._merge([part])
        if first := _merged_from([part.live for part in self._parts]):
            self._merge(self._parts[-first:])
        for part in self._parts:
            if part.bits is not None and not part.deleted:
                part.deleted = f"{part.name.partition('.')[0]}.{token_hex(4)}.deleted"
                (self._folder / part.deleted).write_bytes(np.packbits(part.bits).tobytes())
        return self._parts

    def _flush(self) -> None:
        part = Part(_name(), self._builder.documents)
        self._builder.write(self._folder / part.name)
        if self._replaced:
            self._delete(part, np.array(self._replaced))
        self._append(part)
        self._built.update(self._added)
        if self._analysis.known > MOST_KNOWN:
            self._analysis = Analysis()
        self._begin()

    def _append(self, part: Part) -> None:
        self._parts.append(part)
        self._segments[part.name] = part.open(self._folder)

    def _delete(self, part: Part, documents: Array) -> None:
        bits = np.zeros(part.documents, bool) if part.bits is None else part.bits.copy()
        bits[documents] = True
        gone = int(bits.sum())
        if gone > part.gone:
            part.bits, part.gone, part.deleted = bits, gone, ""

    def _merge(self, parts: Sequence[Part]) -> None:
        """Put one segment in the place of several."""
        merged = Part(_name(), sum(part.live for part in parts))
        merge([part.open(self._folder) for part in parts], self._folder / merged.name)
        names = {part.name for part in parts}
        self._parts = [part for part in self._parts if part.name not in names]
        for name in names:
            del self._segments[name]
            if name not in self._served:
                (self._folder / name).unlink()
        self._append(merged)


def _merged_from(sizes: Sequence[int]) -> int:
    """How many segments, counted from the newest, are to be merged; 0 for none.

    Each is to hold more than twice as much as all newer ones, so that there are few and a small one costs little.
    """
    for at in range(len(sizes) - 1):
        if sizes[at] <= 2 * sum(sizes[at + 1 :]):
            return len(sizes) - at
    return 0


def _name() -> str:
    return f"{SEGMENTS}_{token_hex(8)}.seg"
