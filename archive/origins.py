"""Which file each report came out of that is not a file itself: an answer in a web archive, a member of a zip."""

import sqlite3
from collections.abc import Iterable

from archive import rows
from archive.rows import Seen

_ONLY_IN = (
    "WHERE key IN (SELECT key FROM origin WHERE container = :key) AND NOT EXISTS"
    " (SELECT 1 FROM origin o WHERE o.key = report.key AND o.container != :key) ORDER BY key"
)
_REFUSED = "WHERE reason != '' AND key IN (SELECT key FROM origin)"


class Origins:
    """The pairs of a container's key and that of a report in it; written inside a transaction of the archive's."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def only_in(self, container: bytes) -> tuple[Seen, ...]:
        """Every report that came out of this file and no other."""
        sql = rows.SEEN + _ONLY_IN
        return tuple(Seen(*row) for row in self._connection.execute(sql, {"key": container}))

    def under(self, prefix: bytes) -> set[bytes]:
        """The key of every report that came out of a file and begins with `prefix`."""
        sql = "SELECT key FROM origin WHERE key >= ? AND key < ?"
        after = prefix[:-1] + bytes([prefix[-1] + 1])
        return {row[0] for row in self._connection.execute(sql, (prefix, after))}

    def files(self, keys: Iterable[bytes]) -> set[bytes]:
        """The files that these reports came out of, and the files that those came out of, to the outermost."""
        found: set[bytes] = set()
        waiting = list(keys)
        while waiting:
            sql = "SELECT container FROM origin WHERE key = ?"
            outer = {row[0] for row in self._connection.execute(sql, (waiting.pop(),))} - found
            found |= outer
            waiting += outer
        return found

    def refused(self) -> tuple[Seen, ...]:
        """Every report in quarantine that came out of a file."""
        sql = rows.SEEN + _REFUSED
        return tuple(Seen(*row) for row in self._connection.execute(sql))

    def put(self, container: bytes, keys: Iterable[bytes]) -> None:
        """Note that these reports came out of this file."""
        pairs = ((container, key) for key in keys)
        self._connection.executemany("INSERT OR IGNORE INTO origin VALUES (?, ?)", pairs)

    def forget(self, container: bytes, keys: Iterable[bytes]) -> None:
        """Note that these reports are no longer in this file."""
        pairs = ((container, key) for key in keys)
        self._connection.executemany("DELETE FROM origin WHERE container = ? AND key = ?", pairs)

    def drop(self, key: bytes) -> None:
        """Forget a report, as one that came out of files and as one that others came out of."""
        self._connection.execute("DELETE FROM origin WHERE container = :key OR key = :key", {"key": key})

    def move(self, old: bytes, new: bytes) -> None:
        """Note that what was known by one key has another now."""
        self._connection.execute("UPDATE OR REPLACE origin SET container = ? WHERE container = ?", (new, old))
        self._connection.execute("UPDATE OR REPLACE origin SET key = ? WHERE key = ?", (new, old))
