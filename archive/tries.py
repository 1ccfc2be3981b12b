"""How often a password was tried of late, in all processes that serve the page; kept in `people.db`."""

import sqlite3
import time
from pathlib import Path

from archive.database import transaction
from archive.disk import writing
from archive.errors import BackfileError

MOST = 5
MOST_OF_ALL = 50
SECONDS = 300.0
"""So many wrong passwords are looked at in so long, from one address and from all."""

SCRIPT = "CREATE TABLE try (address TEXT NOT NULL, at REAL NOT NULL)"
"""The table of tries, as `people.db` is migrated with it; `at` is seconds since 1970."""


class TooManyTriesError(BackfileError):
    """Wrong passwords were given too often."""

    http_status = 429


class Tries:
    """The wrong passwords in an open `people.db`, by the address they came from."""

    def __init__(self, root: Path, connection: sqlite3.Connection) -> None:
        self._root = root
        self._connection = connection

    def check(self, address: str) -> None:
        """See whether another password from an address may be looked at. Raises TooManyTriesError."""
        # A clock that was set back leaves tries in the future, which would never be over.
        sql = "SELECT count(*), count(*) FILTER (WHERE address = ?) FROM try WHERE abs(? - at) < ?"
        of_all, of_address = self._connection.execute(sql, (address, time.time(), SECONDS)).fetchone()
        if of_address >= MOST or of_all >= MOST_OF_ALL:
            raise TooManyTriesError(f"Too many wrong passwords; wait {SECONDS / 60:.0f} minutes, then try again.")

    def wrong(self, address: str) -> None:
        """Note that a wrong password came from an address."""
        now = time.time()
        with writing(self._root), transaction(self._connection):
            self._connection.execute("DELETE FROM try WHERE abs(? - at) >= ?", (now, SECONDS))
            self._connection.execute("INSERT INTO try VALUES (?, ?)", (address, now))

    def forgive(self, address: str) -> None:
        """Forget the tries of an address, from which the right password came."""
        if self._connection.execute("SELECT 1 FROM try WHERE address = ?", (address,)).fetchone():
            with writing(self._root), transaction(self._connection):
                self._connection.execute("DELETE FROM try WHERE address = ?", (address,))
