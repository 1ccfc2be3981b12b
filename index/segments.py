"""Whoosh's segments as files of our generations: written, described in a manifest, opened again; no pickled TOC."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from whoosh.codec.whoosh3 import W3Codec, W3Segment
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, FileIndex
from whoosh.reading import IndexReader
from whoosh.writing import SegmentWriter

from index.generations import SEGMENTS, Manifest
from index.schema import schema

MEMORY_MB = 128


class Codec(W3Codec):  # type: ignore[misc]  # Whoosh has no types
    """Whoosh's codec without the lengths beside each posting: they serve skipping, which we never do."""

    length_stats = False


class Writer(SegmentWriter):  # type: ignore[misc]  # Whoosh has no types
    """Whoosh's writer over the segments of a manifest; it deletes nothing, and `segments_written` is what it leaves."""

    def __init__(self, folder: Path, base: Manifest | None) -> None:
        storage = FileStorage(str(folder))
        super().__init__(_Base(storage, base), _lk=False, limitmb=MEMORY_MB, codec=Codec())
        self.segments_written: Sequence[W3Segment] = ()
        self._reader: IndexReader = FileIndex._reader(storage, self.schema, self.segments, self.generation)

    def drop(self, id: str) -> None:
        """No longer hold the document with this id, if it was held."""
        for reader, offset in self._reader.leaf_readers():
            if ("id", id) in reader:
                for number in list(reader.postings("id", id).all_ids()):
                    self.delete_document(number + offset)

    def _commit_toc(self, segments: Sequence[W3Segment]) -> None:
        self.segments_written = [segment for segment in segments if segment.doc_count() > 0]

    def _finish(self) -> None:
        super()._finish()
        self._reader.close()


class _Base:
    """As much of a Whoosh index as its writer asks for: segments already there, of a manifest or none."""

    indexname = SEGMENTS

    def __init__(self, storage: FileStorage, manifest: Manifest | None) -> None:
        self.storage = storage
        self._manifest = manifest

    def _read_toc(self) -> TOC:
        segments = segments_of(self._manifest) if self._manifest else []
        return TOC(schema(), segments, self._manifest.generation if self._manifest else 0)


def describe(segment: W3Segment) -> dict[str, Any]:
    """A segment as plain JSON, for a manifest."""
    return {
        "id": segment.segid,
        "documents": segment.doc_count_all(),
        "deleted": sorted(segment.deleted_docs()),
        "lengths": dict(segment._fieldlengths),
    }


def segments_of(manifest: Manifest) -> list[W3Segment]:
    """The segments that a manifest describes."""
    segments = []
    for described in manifest.segments:
        deleted = set(described["deleted"]) or None
        segment = W3Segment(Codec(), SEGMENTS, described["documents"], described["id"], deleted)
        segment.compound = True
        segment._fieldlengths = described["lengths"]
        segments.append(segment)
    return segments


def open_reader(folder: Path, manifest: Manifest) -> IndexReader:
    """A reader of one generation, whatever is published meanwhile."""
    storage = FileStorage(str(folder))
    # Whoosh's only way to open segments that no TOC of its own names.
    return FileIndex._reader(storage, schema(), segments_of(manifest), manifest.generation)


def files_of(folder: Path, segment: W3Segment) -> Iterator[str]:
    """The names of a segment's files."""
    return (path.name for path in folder.glob(f"{segment.segment_id()}.*"))
