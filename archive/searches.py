"""The searches a person saved by name, and up to when their hits were seen; kept in `people.db`."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from archive.database import transaction
from archive.disk import writing
from archive.errors import NotFoundError, UsageError

LONGEST_NAME = 100
MOST_SAVED = 500

SCRIPT = "CREATE TABLE search (name TEXT PRIMARY KEY, params TEXT NOT NULL, seen TEXT NOT NULL) WITHOUT ROWID"
"""The table of saved searches, as `people.db` is migrated with it."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved search: its name, its parameters as typed, and until when its hits were seen (ISO 8601, UTC)."""

    name: str
    params: dict[str, list[str]]
    seen: str


class Searches:
    """The saved searches in an open `people.db`."""

    def __init__(self, root: Path, connection: sqlite3.Connection) -> None:
        self._root = root
        self._connection = connection

    def save(self, name: str, params: Mapping[str, Sequence[str]], seen: str) -> None:
        """Save a search under a new name, as seen until a moment (ISO 8601, UTC). Raises UsageError."""
        name = self._free(name)
        if len(self.all()) >= MOST_SAVED:
            raise UsageError(f"{MOST_SAVED} searches are saved, which are the most; delete one first")
        kept = json.dumps({param: list(values) for param, values in params.items()}, ensure_ascii=False)
        self._write("INSERT INTO search VALUES (?, ?, ?)", name, kept, seen)

    def rename(self, name: str, new: str) -> None:
        """Give a saved search another name. Raises NotFoundError and UsageError."""
        self.named(name)
        self._write("UPDATE search SET name = ? WHERE name = ?", self._free(new), name)

    def see(self, name: str, seen: str) -> None:
        """Note until when (ISO 8601, UTC) the hits of a saved search were seen. Raises NotFoundError."""
        self.named(name)
        self._write("UPDATE search SET seen = ? WHERE name = ?", seen, name)

    def delete(self, name: str) -> None:
        """Forget a saved search. Raises NotFoundError."""
        self.named(name)
        self._write("DELETE FROM search WHERE name = ?", name)

    def named(self, name: str) -> Saved:
        """The saved search with this name. Raises NotFoundError."""
        found = [saved for saved in self.all() if saved.name == name]
        if not found:
            raise NotFoundError(f"no search is saved as {name[:LONGEST_NAME]!r}; it may have been renamed or deleted")
        return found[0]

    def all(self) -> tuple[Saved, ...]:
        """Every saved search, by name."""
        rows = self._connection.execute("SELECT name, params, seen FROM search ORDER BY name COLLATE NOCASE")
        return tuple(Saved(name, json.loads(params), seen) for name, params, seen in rows)

    def _free(self, name: str) -> str:
        name = " ".join(name.split())
        if not name or len(name) > LONGEST_NAME or not name.isprintable():
            raise UsageError(f"a saved search needs a name of 1 to {LONGEST_NAME} letters; {name[:40]!r} is none")
        if any(saved.name == name for saved in self.all()):
            raise UsageError(f"a search is saved as {name!r} already; choose another name")
        return name

    def _write(self, sql: str, *values: str) -> None:
        with writing(self._root), transaction(self._connection):
            self._connection.execute(sql, values)
