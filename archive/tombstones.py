"""What people took out for good: a stone for each file of a document and each of its bytes, so that none comes back."""

import sqlite3
from collections.abc import Iterable


class Tombstones:
    """The stones of one archive; written inside a transaction of the archive's."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def stands_at(self, key: bytes) -> bool:
        """Whether a person took out what lay at this key."""
        return self._connection.execute("SELECT 1 FROM tombstone WHERE key = ?", (key,)).fetchone() is not None

    def stands_for(self, digest: str) -> bool:
        """Whether a person took out a document of these bytes."""
        return self._connection.execute("SELECT 1 FROM tombstone WHERE sha256 = ?", (digest,)).fetchone() is not None

    def put(self, id: str, keys: Iterable[bytes], digests: Iterable[str], at: str) -> None:
        """Put up a stone for each of a document's keys with each hash of its bytes."""
        stones = [(id, key, digest, at) for key in keys for digest in digests]
        self._connection.executemany("INSERT INTO tombstone VALUES (?, ?, ?, ?)", stones)

    def drop(self, id: str) -> int:
        """Take down the stones of a document; how many there were."""
        return self._connection.execute("DELETE FROM tombstone WHERE id = ?", (id,)).rowcount
