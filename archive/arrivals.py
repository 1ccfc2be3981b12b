"""When documents first came in, for what is new since a moment."""

import sqlite3
from collections.abc import Iterator


class Arrivals:
    """The first sight of each document, as an open `archive.db` has it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._known: dict[tuple[str, int], frozenset[str]] = {}

    def since(self, moment: str) -> frozenset[str]:
        """The documents first seen at this moment (ISO 8601, UTC; a day is its beginning) or later.

        Looked up once for each state of the archive: a page asks many times.
        """
        asked = (moment, int(self._connection.execute("SELECT change FROM archive").fetchone()[0]))
        if asked not in self._known:
            self._known = {asked: self._since(moment)}
        return self._known[asked]

    def _since(self, moment: str) -> frozenset[str]:
        sql = (
            "SELECT document FROM report r WHERE first_seen >= ? AND document != ''"
            " AND NOT EXISTS (SELECT 1 FROM report e WHERE e.document = r.document AND e.first_seen < ?)"
        )
        return frozenset(row[0] for row in self._connection.execute(sql, (moment, moment)))

    def newest(self) -> Iterator[tuple[str, str]]:
        """Every document with when it was first seen, the newest first."""
        sql = (
            "SELECT document, first_seen FROM report r WHERE document != ''"
            " AND NOT EXISTS (SELECT 1 FROM report e WHERE e.document = r.document AND e.first_seen < r.first_seen)"
            " ORDER BY first_seen DESC, document"
        )
        seen: set[str] = set()
        for document, moment in self._connection.execute(sql):
            if document not in seen:
                seen.add(document)
                yield document, moment
