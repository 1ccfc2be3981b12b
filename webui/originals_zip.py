"""The originals of what a search found, in one zip file with a table and the hash of each, written as it is read."""

import io
import re
from collections.abc import Iterator
from datetime import datetime
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from archive.errors import DamagedError, NotFoundError
from archive.marks import Mark
from archive.report import Document
from archive.store import Archive

_SUFFIXES = {"text": "txt", "mail": "eml"}


class _Pipe(io.RawIOBase):
    """What is written can be taken away at once; a zip file needs no more of where it goes."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, piece: object) -> int:
        """Hold a piece until it is taken."""
        self._pieces.append(bytes(piece))  # type: ignore[call-overload]
        return len(self._pieces[-1])

    def taken(self) -> bytes:
        """All that was written since last time."""
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


def zipped(archive: Archive, found: Iterator[tuple[Document, Mark]]) -> Iterator[bytes]:
    """The zip file, piece by piece: each original under its number and id, SHA256SUMS, and which file is which.

    An original that is damaged has no file, and its line says so.
    """
    pipe, sums, listed = _Pipe(), [], []
    with ZipFile(pipe, "w", ZIP_DEFLATED) as file:
        for number, (document, _) in enumerate(found, 1):
            try:
                stored = archive.original(document.id)
            except NotFoundError:
                continue  # taken out meanwhile
            except DamagedError as error:
                listed.append(f"\t{document.id}\tNot readable: {error}\t\n")
                continue
            name = _name(number, document.id, stored.format)
            file.writestr(_entry(name, stored.first_seen), stored.data)
            sums.append(f"{stored.sha256}  {name}\n")
            key = (stored.key or b"").decode("utf-8", "backslashreplace")
            listed.append(f"{name}\t{document.id}\t{' '.join(document.title.split())}\t{key}\n")
            yield pipe.taken()
        file.writestr("SHA256SUMS", "".join(sums))
        file.writestr("LIST.tsv", "".join(listed))
    yield pipe.taken()


def _name(number: int, id: str, kind: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]", "_", f"{number:05}-{id[:80]}.{_SUFFIXES.get(kind, kind)}")


def _entry(name: str, seen: str) -> ZipInfo:
    moment = datetime.fromisoformat(seen) if seen else datetime(1980, 1, 1)  # noqa: DTZ001 - a zip's first moment
    entry = ZipInfo(name, moment.timetuple()[:6])
    entry.compress_type = ZIP_DEFLATED
    return entry
