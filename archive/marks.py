"""What a person marks documents with: read, kept, a note, tags. One local user; kept in `people.db` by document id."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from archive.database import transaction
from archive.disk import writing
from archive.errors import UsageError

LONGEST_NOTE = 10_000
LONGEST_TAG = 60
MOST_TAGS = 50

SCRIPT = """
    CREATE TABLE mark (
        document TEXT PRIMARY KEY, read TEXT NOT NULL DEFAULT '', kept TEXT NOT NULL DEFAULT '',
        note TEXT NOT NULL DEFAULT ''
    ) WITHOUT ROWID;
    CREATE TABLE tag (document TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (document, name)) WITHOUT ROWID;
    CREATE INDEX tag_name ON tag (name)
"""
"""The tables of marks, as `people.db` is migrated with them."""

_OF = """
    SELECT wanted.key, coalesce(read, ''), coalesce(kept, ''), coalesce(note, ''),
        (SELECT json_group_array(name) FROM (SELECT name FROM tag WHERE document = wanted.value ORDER BY name))
    FROM json_each(?) AS wanted LEFT JOIN mark ON document = wanted.value
"""


class State(StrEnum):
    """What can be true of a document's mark."""

    READ = "read"
    KEPT = "kept"
    NOTED = "noted"


@dataclass(frozen=True, slots=True)
class Mark:
    """All that a person put on a document; `read` and `kept` are since when (ISO 8601, UTC), "" where it is not."""

    document: str
    read: str = ""
    kept: str = ""
    note: str = ""
    tags: tuple[str, ...] = ()


class Marks:
    """The marks in an open `people.db`."""

    def __init__(self, root: Path, connection: sqlite3.Connection) -> None:
        self._root = root
        self._connection = connection
        self._found: tuple[tuple[int, int], dict[State, frozenset[str]]] = ((0, 0), {})

    def read(self, documents: Iterable[str], yes: bool = True) -> None:
        """Mark documents as read, or as unread again; those that were read already keep their moment."""
        self._since("read", documents, yes)

    def keep(self, documents: Iterable[str], yes: bool = True) -> None:
        """Keep documents, or let them go."""
        self._since("kept", documents, yes)

    def note(self, document: str, text: str) -> None:
        """Put a note on a document in place of an earlier one; "" takes it off. Raises UsageError."""
        text = text.replace("\r\n", "\n").strip()
        if len(text) > LONGEST_NOTE:
            raise UsageError(f"the note has {len(text):,} characters; {LONGEST_NOTE:,} are the most")
        self._write([(document, text)], "note", "excluded.note")

    def tag(self, documents: Iterable[str], names: Sequence[str]) -> None:
        """Put tags on documents beside those they have. Raises UsageError."""
        rows = [(document, name) for document in documents for name in checked_tags(names)]
        with writing(self._root), transaction(self._connection):
            self._connection.executemany("INSERT OR IGNORE INTO tag VALUES (?, ?)", rows)

    def set_tags(self, document: str, names: Sequence[str]) -> None:
        """Give a document these tags in place of those it has. Raises UsageError."""
        tags = checked_tags(names)
        with writing(self._root), transaction(self._connection):
            self._connection.execute("DELETE FROM tag WHERE document = ?", (document,))
            self._connection.executemany("INSERT INTO tag VALUES (?, ?)", [(document, name) for name in tags])

    def of(self, documents: Iterable[str]) -> dict[str, Mark]:
        """The mark of each of these documents, an empty one where it has none."""
        ids = list(documents)
        found = self._connection.execute(_OF, (json.dumps(ids),))
        return {
            ids[at]: Mark(ids[at], read, kept, note, tuple(json.loads(tags))) for at, read, kept, note, tags in found
        }

    def all(self) -> Iterator[Mark]:
        """Every mark there is, by document."""
        sql = "SELECT document FROM mark UNION SELECT document FROM tag ORDER BY 1"
        found = self.of(row[0] for row in self._connection.execute(sql).fetchall()).values()
        return (mark for mark in found if mark != Mark(mark.document))

    def ids(self, state: State) -> frozenset[str]:
        """The documents of which this is true; looked up once for as long as nothing is written here or elsewhere."""
        (elsewhere,) = self._connection.execute("PRAGMA data_version").fetchone()
        now = (elsewhere, self._connection.total_changes)
        if self._found[0] != now:
            self._found = now, {}
        known = self._found[1]
        if state not in known:
            column = {State.READ: "read", State.KEPT: "kept", State.NOTED: "note"}[state]
            sql = f"SELECT document FROM mark WHERE {column} != ''"  # noqa: S608 - a column of ours
            known[state] = frozenset(row[0] for row in self._connection.execute(sql))
        return known[state]

    def tagged(self, name: str) -> frozenset[str]:
        """The documents with this tag."""
        return frozenset(row[0] for row in self._connection.execute("SELECT document FROM tag WHERE name = ?", (name,)))

    def tags(self) -> dict[str, int]:
        """Every tag with how many documents have it, by name."""
        return dict(self._connection.execute("SELECT name, count(*) FROM tag GROUP BY name ORDER BY name").fetchall())

    def read_before(self, moment: str) -> str:
        """When a document was last marked as read before this moment (ISO 8601, UTC); "" for never."""
        sql = "SELECT coalesce(max(read), '') FROM mark WHERE read < ?"
        return str(self._connection.execute(sql, (moment,)).fetchone()[0])

    def _since(self, column: str, documents: Iterable[str], yes: bool) -> None:
        now = datetime.now(UTC).isoformat(timespec="seconds") if yes else ""
        kept = f"CASE WHEN {column} = '' THEN excluded.{column} ELSE {column} END"
        self._write([(document, now) for document in documents], column, kept if yes else "''")

    def _write(self, rows: Sequence[tuple[str, str]], column: str, again: str) -> None:
        sql = f"INSERT INTO mark (document, {column}) VALUES (?, ?) ON CONFLICT DO UPDATE SET {column} = {again}"  # noqa: S608 - columns of ours
        with writing(self._root), transaction(self._connection):
            self._connection.executemany(sql, rows)


def checked_tags(names: Iterable[str]) -> tuple[str, ...]:
    """The tags as kept, each once: white space tidied, none empty. Raises UsageError."""
    tags = tuple(dict.fromkeys(tidy for name in names if (tidy := " ".join(name.split()))))
    for tag in tags:
        if len(tag) > LONGEST_TAG or not tag.isprintable() or "," in tag:
            raise UsageError(f"the tag {tag[:40]!r} is none; write up to {LONGEST_TAG} letters, without commas")
    if len(tags) > MOST_TAGS:
        raise UsageError(f"{len(tags)} tags are given; {MOST_TAGS} are the most")
    return tags
