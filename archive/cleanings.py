"""What each document was cleaned with, as `archive.db` keeps it, and what there is to clean it from again."""

import sqlite3
import zlib
from contextlib import suppress
from dataclasses import dataclass

from archive.report import Cleaned


@dataclass(frozen=True, slots=True)
class Original:
    """The bytes that a document's newest version was made from, with the key and mtime of its report."""

    id: str
    key: bytes
    mtime_ns: int
    data: bytes


class Cleanings:
    """A row for each document that was cleaned here, none for one that came in clean.

    What writes is called inside a transaction of the archive's.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def put(self, id: str, cleaned: Cleaned) -> None:
        """Note what a document was cleaned with now."""
        if cleaned.recipe:
            self._connection.execute("INSERT OR REPLACE INTO cleaning VALUES (?, ?, '')", (id, cleaned.recipe.cleaner))

    def refuse(self, id: str, cleaner: str, reason: str) -> None:
        """Note that this cleaner makes nothing of a document's original; the document stays as it is."""
        self._connection.execute("UPDATE cleaning SET cleaner = ?, refused = ? WHERE id = ?", (cleaner, reason, id))

    def drop(self, id: str) -> None:
        """Forget a document."""
        self._connection.execute("DELETE FROM cleaning WHERE id = ?", (id,))

    def due(self, cleaner: str) -> list[str]:
        """The id of every document that was cleaned with another cleaner than this."""
        sql = "SELECT id FROM cleaning WHERE cleaner != ? ORDER BY id"
        return [row[0] for row in self._connection.execute(sql, (cleaner,))]

    def refused(self) -> frozenset[str]:
        """The id of every document that stays as an earlier cleaner made it, for the newest makes nothing of it."""
        return frozenset(row[0] for row in self._connection.execute("SELECT id FROM cleaning WHERE refused != ''"))

    def original(self, id: str) -> Original | None:
        """What a document can be cleaned from again; None where it is gone or damaged, as `check` tells."""
        sql = """
            SELECT d.id, r.key, r.mtime_ns, o.packed
            FROM document d JOIN version v USING (id, version) JOIN original o USING (sha256)
            JOIN report r ON r.document = d.id WHERE d.id = ? ORDER BY r.gone_since, r.last_seen DESC LIMIT 1
        """
        for found, key, mtime_ns, packed in self._connection.execute(sql, (id,)).fetchall():
            with suppress(zlib.error):
                return Original(found, key, mtime_ns, zlib.decompress(packed))
        return None
