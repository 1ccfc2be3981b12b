"""`people.db`: what people add to documents. It is small, precious, and never written by the indexer."""

import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from archive.database import connect, damage, transaction
from archive.disk import writing
from archive.report import Document, Evidence, PartialDate

PEOPLE_NAME = "people.db"

MIGRATIONS = (
    """
    CREATE TABLE correction (
        document TEXT NOT NULL, field TEXT NOT NULL, value TEXT NOT NULL, at TEXT NOT NULL,
        PRIMARY KEY (document, field)
    )
    """,
)


class People:
    """The open `people.db` of one archive."""

    def __init__(self, root: Path, connection: sqlite3.Connection) -> None:
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
        at = datetime.now(UTC).isoformat(timespec="seconds")
        with writing(self._root), transaction(self._connection):
            self._connection.executemany(
                "INSERT OR REPLACE INTO correction VALUES (?, ?, ?, ?)",
                [(document, field, value, at) for field, value in values.items()],
            )

    def corrections(self, document: str) -> dict[str, str]:
        """A person's word on a document, by field."""
        rows = self._connection.execute("SELECT field, value FROM correction WHERE document = ?", (document,))
        return dict(rows.fetchall())

    def forget(self, document: str) -> None:
        """Drop what was said of a document."""
        with writing(self._root), transaction(self._connection):
            self._connection.execute("DELETE FROM correction WHERE document = ?", (document,))

    def damage(self) -> list[str]:
        """What is wrong with the file; empty for a sound one."""
        return damage(self._connection)


def corrected(document: Document, corrections: Mapping[str, str]) -> Document:
    """The document with a person's word over what was read, and that word as first evidence."""
    if not corrections:
        return document
    said = tuple(Evidence(field, value, "person", value, 1.0) for field, value in sorted(corrections.items()))
    values: dict[str, Any] = dict(corrections)
    if "date" in values:
        values["date"] = PartialDate.from_iso(values["date"])
    return replace(document, **values, evidence=said + document.evidence)
