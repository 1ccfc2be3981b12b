"""What each document was cleaned with, as `archive.db` keeps it, and what there is to clean it from again."""

import sqlite3
import zlib
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import astuple, dataclass

from archive.furniture import Furniture
from archive.report import Cleaned, Recipe

TOUCHED = ""
"""Stands in place of a document's cleaner where rules of its source touch it."""


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
        self.furniture = Furniture(connection)
        self._connection = connection

    def put(self, id: str, shown: str, cleaned: Cleaned) -> None:
        """Note what a document was cleaned with now, where it was, and under which source it is shown."""
        before = self.shown(id)
        if cleaned.recipe:
            if self.furniture.put(id, cleaned.blocks):
                self.furniture.suspect([before, shown])
            values = (id, *astuple(cleaned.recipe), "", shown)
            self._connection.execute("INSERT OR REPLACE INTO cleaning VALUES (?, ?, ?, ?, ?, ?)", values)
        else:
            self._connection.execute("UPDATE cleaning SET shown = ? WHERE id = ?", (shown, id))
        if before != self.shown(id):
            self.furniture.suspect([before, shown])

    def refuse(self, id: str, recipe: Recipe, reason: str) -> None:
        """Note that nothing is made of a document's original with this; the document stays as it is."""
        sql = "UPDATE cleaning SET cleaner = ?, source = ?, rules = ?, refused = ? WHERE id = ?"
        self._connection.execute(sql, (*astuple(recipe), reason, id))

    def pass_over(self, id: str, recipe: Recipe, *, touched: bool) -> None:
        """Note that other rules hold for a document now, and whether they touch it: then it is to be cleaned again."""
        sql = "UPDATE cleaning SET source = ?, rules = ? WHERE id = ?"
        self._connection.execute(sql, (recipe.source, recipe.rules, id))
        if touched:
            self.touch([id])

    def touch(self, ids: Iterable[str]) -> None:
        """Note that these documents are to be cleaned again, for what holds for their source touches them."""
        self._connection.executemany("UPDATE cleaning SET cleaner = ? WHERE id = ?", ((TOUCHED, id) for id in ids))

    def drop(self, id: str) -> None:
        """Forget a document."""
        self.furniture.suspect([self.shown(id)])
        self.furniture.drop(id)
        self._connection.execute("DELETE FROM cleaning WHERE id = ?", (id,))

    def due(self, cleaner: str) -> list[str]:
        """The id of every document that was cleaned with another cleaner than this, or that was touched."""
        sql = "SELECT id FROM cleaning WHERE cleaner != ? ORDER BY id"
        return [row[0] for row in self._connection.execute(sql, (cleaner,))]

    def touched(self) -> list[str]:
        """The id of every document that was touched and not cleaned again since."""
        return [row[0] for row in self._connection.execute("SELECT id FROM cleaning WHERE cleaner = ?", (TOUCHED,))]

    def sources(self) -> list[tuple[str, str, str]]:
        """Each source that documents are shown under, with the source by whose rules they were cleaned, and these."""
        return self._connection.execute("SELECT DISTINCT shown, source, rules FROM cleaning").fetchall()

    def cleaned_by(self, shown: str, source: str, rules: str) -> list[str]:
        """The id of every document of one line of `sources`."""
        sql = "SELECT id FROM cleaning WHERE shown = ? AND source = ? AND rules = ? ORDER BY id"
        return [row[0] for row in self._connection.execute(sql, (shown, source, rules))]

    def shown(self, id: str) -> str:
        """The source that a document is shown under, "" for one that came in clean."""
        row = self._connection.execute("SELECT shown FROM cleaning WHERE id = ?", (id,)).fetchone()
        return str(row[0]) if row else ""

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
