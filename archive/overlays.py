"""Which state of people's word and of the table of sources lies over every document already."""

import sqlite3


class Overlays:
    """The state noted last of each thing that is laid over documents; written inside a transaction of the archive's."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def sources(self) -> list[tuple[str, str]]:
        """The id and the source of every document."""
        sql = "SELECT id, source FROM document JOIN version USING (id, version) ORDER BY id"
        return self._connection.execute(sql).fetchall()

    def put(self, what: str, state: str) -> None:
        """Note which state of `what` lies over every document."""
        self._connection.execute("INSERT OR REPLACE INTO laid_over VALUES (?, ?)", (what, state))

    def state(self, what: str) -> str:
        """The state noted last; "" for none."""
        row = self._connection.execute("SELECT state FROM laid_over WHERE what = ?", (what,)).fetchone()
        return str(row[0]) if row else ""
