"""The one password that others on the network give to see the page: only its scrypt hash is kept, in `people.db`."""

import hashlib
import hmac
import sqlite3
import time
from pathlib import Path
from secrets import token_bytes

from archive.database import transaction
from archive.disk import writing
from archive.errors import UsageError

SHORTEST = 10
LONGEST = 200

_COST = 1 << 14  # with 8 blocks 16 MB and about 50 ms a try
_BLOCKS = 8

SCRIPT = (
    "CREATE TABLE password (salt BLOB NOT NULL, hash BLOB NOT NULL, cost INTEGER NOT NULL, blocks INTEGER NOT NULL)"
)
"""The table of the password, as `people.db` is migrated with it."""

ENDED = "CREATE TABLE ended (session TEXT PRIMARY KEY, until INTEGER NOT NULL) WITHOUT ROWID"
"""The table of sessions that were logged out of before their time; `until` is that time, in seconds since 1970."""


class Passwords:
    """The password in an open `people.db`, if one is set."""

    def __init__(self, root: Path, connection: sqlite3.Connection) -> None:
        self._root = root
        self._connection = connection

    def set(self, password: str) -> None:
        """Ask for this password from now on; whoever came in with an earlier one is out. Raises UsageError."""
        if not SHORTEST <= len(password) <= LONGEST:
            raise UsageError(f"the password has {len(password)} letters; {SHORTEST} to {LONGEST} are good")
        salt = token_bytes(16)
        row = (salt, _hashed(password, salt, _COST, _BLOCKS), _COST, _BLOCKS)
        with writing(self._root), transaction(self._connection):
            self._connection.execute("DELETE FROM password")
            self._connection.execute("INSERT INTO password VALUES (?, ?, ?, ?)", row)

    def clear(self) -> None:
        """Ask for none."""
        with writing(self._root), transaction(self._connection):
            self._connection.execute("DELETE FROM password")

    def hash(self) -> bytes:
        """The hash of the password; b"" where none is set."""
        row = self._connection.execute("SELECT hash FROM password").fetchone()
        return bytes(row[0]) if row else b""

    def end(self, session: str, until: int) -> None:
        """Note that a session, good until then, was logged out of; those whose time is over are forgotten."""
        with writing(self._root), transaction(self._connection):
            self._connection.execute("DELETE FROM ended WHERE until < ?", (int(time.time()),))
            self._connection.execute("INSERT OR IGNORE INTO ended VALUES (?, ?)", (session, until))

    def has_ended(self, session: str) -> bool:
        """Whether this session was logged out of."""
        return self._connection.execute("SELECT 1 FROM ended WHERE session = ?", (session,)).fetchone() is not None

    def fits(self, password: str) -> bool:
        """Whether this is the password."""
        row = self._connection.execute("SELECT salt, hash, cost, blocks FROM password").fetchone()
        if row is None or len(password) > LONGEST:
            return False
        salt, kept, cost, blocks = row
        return hmac.compare_digest(_hashed(password, salt, cost, blocks), kept)


def _hashed(password: str, salt: bytes, cost: int, blocks: int) -> bytes:
    spelled = password.encode("utf-8", "surrogatepass")
    return hashlib.scrypt(spelled, salt=salt, n=cost, r=blocks, p=1, maxmem=256 * cost * blocks)
