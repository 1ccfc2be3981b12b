"""Generations of segments, opened as Whoosh's index and readers."""

from pathlib import Path
from typing import Any

from whoosh.fields import Schema
from whoosh.index import EmptyIndexError, Index
from whoosh.reading import IndexReader, MultiReader
from whoosh.searching import Searcher

from index import generations
from index.columnar.reader import SegmentReader
from index.columnar.writer import Part
from index.generations import Manifest
from index.schema import schema

FORMAT = 8


class ColumnarIndex(Index):  # type: ignore[misc]  # Whoosh has no types
    """One generation, as Whoosh knows an index; only an engine writes."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self.schema: Schema = schema()
        self._folder = folder
        self._manifest = manifest

    def is_empty(self) -> bool:
        """Whether it holds no document."""
        return not self._manifest.documents

    def doc_count(self) -> int:
        """How many documents it holds."""
        return self._manifest.documents

    def latest_generation(self) -> int:
        """The number of the generation."""
        return self._manifest.generation

    def reader(self, reuse: Any = None) -> IndexReader:
        """A reader of the generation, whatever is published meanwhile."""
        return open_reader(self._folder, self._manifest)

    def searcher(self, **options: Any) -> Searcher:
        """Whoosh's searcher."""
        return Searcher(self.reader(), fromindex=self, **options)


def open_index(folder: Path) -> ColumnarIndex:
    """The newest generation in a folder. Raises DamagedError, EmptyIndexError."""
    said = generations.current(folder)
    manifest = generations.load(folder, said, FORMAT) if said else None
    if manifest is None or not manifest.segments:
        raise EmptyIndexError(f"{folder} holds no index of this format, or an empty one; `backfile index` makes one")
    return ColumnarIndex(folder, manifest)


def open_reader(folder: Path, manifest: Manifest) -> IndexReader:
    """A reader of one generation that is not empty."""
    segments = [Part(**each).open(folder) for each in manifest.segments]
    readers = [SegmentReader(segment, schema(), manifest.generation) for segment in segments]
    return readers[0] if len(readers) == 1 else MultiReader(readers, manifest.generation)
