"""SQLite as the stores use it: migrations, refusals, backups."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from archive.database import connect, damage, transaction
from archive.errors import BackfileError, BrokenArchiveError, DamagedError, UsageError

FIRST = "CREATE TABLE thing (name TEXT)"
SECOND = "ALTER TABLE thing ADD COLUMN size INTEGER; UPDATE thing SET size = 1"


def test_an_older_database_is_backed_up_and_migrated(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with closing(connect(path, [FIRST], create=True)) as connection:
        connection.execute("INSERT INTO thing VALUES ('old')")
    with closing(connect(path, [FIRST, SECOND])) as connection:
        assert connection.execute("SELECT * FROM thing").fetchall() == [("old", 1)]
    with closing(sqlite3.connect(tmp_path / "a.db.format-1")) as before:
        assert before.execute("SELECT * FROM thing").fetchall() == [("old",)]


def test_a_migration_that_fails_leaves_the_database_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    connect(path, [FIRST], create=True).close()
    with pytest.raises(BackfileError):
        connect(path, [FIRST, "ALTER TABLE thing ADD COLUMN size INTEGER; SELECT nonsense FROM nowhere"])
    with closing(connect(path, [FIRST])) as connection:
        assert [row[1] for row in connection.execute("PRAGMA table_info(thing)")] == ["name"]


def test_a_newer_database_is_refused_and_untouched(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    connect(path, [FIRST, SECOND], create=True).close()
    with pytest.raises(UsageError, match="newer Backfile"):
        connect(path, [FIRST])


def test_a_missing_database_is_not_made_anew(tmp_path: Path) -> None:
    with pytest.raises(BrokenArchiveError, match="restore"):
        connect(tmp_path / "a.db", [FIRST])
    assert not (tmp_path / "a.db").exists()


def test_a_file_that_is_no_database_is_damage_not_a_traceback(tmp_path: Path) -> None:
    (tmp_path / "a.db").write_bytes(b"not a database, but long enough to look like a header " * 20)
    with pytest.raises(DamagedError, match=r"a\.db"):
        connect(tmp_path / "a.db", [FIRST])


def test_an_empty_file_or_a_folder_is_damage_not_a_new_database(tmp_path: Path) -> None:
    (tmp_path / "a.db").touch()
    (tmp_path / "b.db").mkdir()
    for name in ("a.db", "b.db"):
        with pytest.raises(DamagedError, match=name):
            connect(tmp_path / name, [FIRST])
    assert (tmp_path / "a.db").stat().st_size == 0


def test_a_transaction_keeps_all_or_nothing(tmp_path: Path) -> None:
    with closing(connect(tmp_path / "a.db", [FIRST], create=True)) as connection:
        with pytest.raises(RuntimeError), transaction(connection):
            connection.execute("INSERT INTO thing VALUES ('half')")
            raise RuntimeError
        assert connection.execute("SELECT count(*) FROM thing").fetchone() == (0,)


def test_a_flipped_page_is_found_as_damage(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with closing(connect(path, [FIRST], create=True)) as connection, transaction(connection):
        connection.executemany("INSERT INTO thing VALUES (?)", [("x" * 900,)] * 100)
    data = bytearray(path.read_bytes())
    data[9 * 4096 : 9 * 4096 + 64] = b"\xff" * 64
    path.write_bytes(data)
    with closing(connect(path, [FIRST])) as connection:
        assert damage(connection)
