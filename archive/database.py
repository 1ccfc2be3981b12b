"""SQLite as both stores use it: durable, migrated in one transaction, copied only by SQLite's own backup."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from archive.disk import writing
from archive.errors import BackfileError, BrokenArchiveError, CannotWriteError, DamagedError, UsageError

BUSY_SECONDS = 30


def connect(path: Path, migrations: Sequence[str], *, create: bool = False) -> sqlite3.Connection:
    """Open the database at `path`, brought up to the newest of `migrations` (script n makes `user_version` n).

    An older database is backed up beside itself first. Raises BrokenArchiveError, DamagedError, or UsageError for a
    database that a newer Backfile wrote.
    """
    if not create and not path.exists():
        raise BrokenArchiveError(f"{path} is missing; restore it from a backup with `backfile restore`")
    if not create and not (path.is_file() and path.stat().st_size):
        raise DamagedError(f"{path} is no database, but empty or a folder; restore it from a backup")
    try:
        connection = _writable(path, migrations)
    except CannotWriteError:
        found = None if create else _read_only(path, len(migrations))
        if not found:
            raise
        connection = found
    return connection


def _writable(path: Path, migrations: Sequence[str]) -> sqlite3.Connection:
    with writing(path.parent):
        connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        with writing(path.parent):
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA secure_delete = ON")  # what a person took out for good leaves no bytes behind
            _migrate(connection, path, migrations)
    except sqlite3.DatabaseError as error:
        connection.close()
        advice = "restore it from a backup with `backfile restore`"
        raise DamagedError(f"{path} is damaged: {error}; {advice}") from error
    except BackfileError:
        connection.close()
        raise
    return connection


def _read_only(path: Path, version: int) -> sqlite3.Connection | None:
    """The database where nothing can be written, not even what SQLite keeps beside one in use: a full disk serves too.

    None where it is of another version, or damaged, or what was written last lies beside it.
    """
    wal = path.with_name(f"{path.name}-wal")
    if wal.exists() and wal.stat().st_size:
        return None
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None)
    with suppress(sqlite3.DatabaseError):
        if _version(connection) == version:
            return connection
    connection.close()
    return None


def _migrate(connection: sqlite3.Connection, path: Path, migrations: Sequence[str]) -> None:
    version = _version(connection)
    if version == len(migrations):
        return
    if version > len(migrations):
        raise UsageError(
            f"{path} was written by a newer Backfile (its format is {version}, this one knows {len(migrations)}); "
            "install the newer one"
        )
    if version:
        backup(path, path.with_name(f"{path.name}.format-{version}"))
    with transaction(connection):
        for number, script in enumerate(migrations[_version(connection) :], _version(connection) + 1):
            for statement in script.split(";"):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number}")


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All writes inside become visible and durable together at the end, or none does."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def backup(source: Path, target: Path) -> None:
    """Copy the database as it is at one moment, also while others write to it."""
    with closing(sqlite3.connect(source)) as reader, closing(sqlite3.connect(target)) as writer:
        reader.backup(writer)


def damage(connection: sqlite3.Connection) -> list[str]:
    """What SQLite's own integrity check finds wrong; empty for a sound database."""
    try:
        lines = [str(row[0]) for row in connection.execute("PRAGMA integrity_check")]
    except sqlite3.DatabaseError as error:
        return [str(error)]
    return [line for line in lines if line != "ok"]
