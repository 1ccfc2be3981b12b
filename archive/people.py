"""`people.db`: what people add to documents. It is small, precious, and never written by the indexer."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from archive.database import connect, damage, transaction
from archive.disk import writing
from archive.marks import SCRIPT as MARKS
from archive.marks import Marks
from archive.passwords import ENDED, Passwords
from archive.passwords import SCRIPT as PASSWORDS
from archive.report import Document, Evidence, PartialDate
from archive.searches import SCRIPT as SEARCHES
from archive.searches import Searches
from archive.tries import SCRIPT as TRIES
from archive.tries import Tries

PEOPLE_NAME = "people.db"

MIGRATIONS = (
    """
    CREATE TABLE correction (
        document TEXT NOT NULL, field TEXT NOT NULL, value TEXT NOT NULL, at TEXT NOT NULL,
        PRIMARY KEY (document, field)
    )
    """,
    "CREATE TABLE touched (document TEXT PRIMARY KEY, change INTEGER NOT NULL) WITHOUT ROWID",
    MARKS,
    "CREATE TABLE secret (value TEXT NOT NULL); INSERT INTO secret VALUES (lower(hex(randomblob(32))))",
    SEARCHES,
    PASSWORDS,
    TRIES,
    ENDED,
)

PERSON = "person"
"""The method of Evidence that is a person's word."""


@dataclass(frozen=True, slots=True)
class Said:
    """A person's word on one field of a document, as kept, and when it was said (ISO 8601, UTC)."""

    document: str
    field: str
    value: str
    at: str


class People:
    """The open `people.db` of one archive."""

    def __init__(self, root: Path, connection: sqlite3.Connection) -> None:
        self.marks = Marks(root, connection)
        self.searches = Searches(root, connection)
        self.passwords = Passwords(root, connection)
        self.tries = Tries(root, connection)
        self._root = root
        self._connection = connection

    @classmethod
    def open(cls, root: Path, *, create: bool = False) -> Self:
        """Open the `people.db` in `root`."""
        return cls(root, connect(root / PEOPLE_NAME, MIGRATIONS, create=create))

    def close(self) -> None:
        """Let go of the database."""
        self._connection.close()

    def correct(self, document: str, values: Mapping[str, str]) -> None:
        """Keep a person's word on these fields of a document, in place of an earlier word on the same fields."""
        self.correct_all({document: values})

    def correct_all(self, corrections: Mapping[str, Mapping[str, str]]) -> None:
        """Keep a person's word on fields of several documents, all of it or none.

        Values are texts as `corrected` reads them: a date in ISO 8601, regions as a JSON list, "" for none.
        """
        at = datetime.now(UTC).isoformat(timespec="seconds")
        rows = [(id, field, value, at) for id, values in corrections.items() for field, value in values.items()]
        with writing(self._root), transaction(self._connection):
            self._connection.executemany("INSERT OR REPLACE INTO correction VALUES (?, ?, ?, ?)", rows)
            self._touch(corrections)

    def undo(self, document: str, fields: Iterable[str]) -> None:
        """Take back a person's word on these fields of a document."""
        with writing(self._root), transaction(self._connection):
            sql = "DELETE FROM correction WHERE document = ? AND field = ?"
            self._connection.executemany(sql, [(document, field) for field in fields])
            self._touch([document])

    def corrections(self, document: str) -> dict[str, str]:
        """A person's word on a document, by field."""
        rows = self._connection.execute("SELECT field, value FROM correction WHERE document = ?", (document,))
        return dict(rows.fetchall())

    def said(self) -> Iterator[Said]:
        """Everything said, by document and field."""
        sql = "SELECT document, field, value, at FROM correction ORDER BY document, field"
        return (Said(*row) for row in self._connection.execute(sql).fetchall())

    def forget(self, document: str) -> None:
        """Drop what was said of a document, and what it was marked with."""
        with writing(self._root), transaction(self._connection):
            for table in ("correction", "mark", "tag"):
                self._connection.execute(f"DELETE FROM {table} WHERE document = ?", (document,))  # noqa: S608 - of ours

    def secret(self) -> bytes:
        """What the page's forms and sessions are signed with: random, of this archive alone."""
        return str(self._connection.execute("SELECT value FROM secret").fetchone()[0]).encode()

    def change(self) -> int:
        """The number of the newest word said or taken back; it only grows."""
        return int(self._connection.execute("SELECT coalesce(max(change), 0) FROM touched").fetchone()[0])

    def touched(self, after: int) -> list[str]:
        """Every document of which something was said or taken back after the change with this number."""
        rows = self._connection.execute("SELECT document FROM touched WHERE change > ? ORDER BY document", (after,))
        return [row[0] for row in rows]

    def _touch(self, documents: Iterable[str]) -> None:
        number = self.change() + 1
        sql = "INSERT OR REPLACE INTO touched VALUES (?, ?)"
        self._connection.executemany(sql, [(document, number) for document in documents])

    def damage(self) -> list[str]:
        """What is wrong with the file; empty for a sound one."""
        return damage(self._connection)


def corrected(document: Document, corrections: Mapping[str, str]) -> Document:
    """The document with a person's word over what was read, and that word as first evidence."""
    if not corrections:
        return document
    said = tuple(
        Evidence(field, value, PERSON, value or "none", 1.0)
        for field, kept in sorted(corrections.items())
        for value in (_regions(kept) or [""] if field == "regions" else [kept])
    )
    values: dict[str, Any] = dict(corrections)
    if "date" in values:
        values["date"] = PartialDate.from_iso(values["date"]) if values["date"] else None
    if "regions" in values:
        values["regions"] = tuple(_regions(values["regions"]))
    return replace(document, **values, evidence=said + document.evidence)


def corrected_fields(document: Document) -> tuple[str, ...]:
    """The fields of a document that are a person's word."""
    return tuple(dict.fromkeys(one.field for one in document.evidence if one.method == PERSON))


def words(field: str, kept: str) -> str:
    """A person's word as they would write it: regions by commas, `none` for what is cleared."""
    return (", ".join(_regions(kept)) if field == "regions" else kept) or "none"


def _regions(kept: str) -> list[str]:
    return [str(name) for name in json.loads(kept)] if kept else []
