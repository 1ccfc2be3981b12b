"""What cannot be written is told as whose problem it is."""

import errno
import sqlite3
from pathlib import Path
from types import SimpleNamespace

import pytest

from archive.disk import writing
from archive.errors import BackfileError, CannotWriteError


@pytest.mark.parametrize(("number", "words"), [(errno.ENOSPC, "MB are needed"), (errno.EROFS, "disk writable")])
def test_no_room_and_no_permission_are_73_with_the_next_step(tmp_path: Path, number: int, words: str) -> None:
    with pytest.raises(CannotWriteError, match=words) as caught, writing(tmp_path):
        raise OSError(number, "told by the system")
    assert caught.value.exit_code == 73


def test_an_error_of_sqlite_s_on_a_full_disk_is_told_as_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fault = sqlite3.OperationalError("disk I/O error")
    fault.sqlite_errorcode = sqlite3.SQLITE_IOERR_SHMSIZE
    monkeypatch.setattr("archive.disk.shutil.disk_usage", lambda _: SimpleNamespace(free=4096))
    with pytest.raises(CannotWriteError, match="make room"), writing(tmp_path):
        raise fault


def test_a_failing_disk_is_70(tmp_path: Path) -> None:
    with pytest.raises(BackfileError, match="check the disk") as caught, writing(tmp_path):
        raise OSError(errno.EIO, "Input/output error")
    assert caught.value.exit_code == 70


def test_what_sqlite_says_is_told_alike(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "a.db", isolation_level=None)
    connection.execute("CREATE TABLE thing (name)")
    connection.execute("PRAGMA max_page_count = 2")
    with pytest.raises(CannotWriteError, match="full"), writing(tmp_path):
        connection.execute("INSERT INTO thing VALUES (?)", ("x" * 100_000,))
    connection.execute("PRAGMA query_only = 1")
    with pytest.raises(CannotWriteError, match="readonly"), writing(tmp_path):
        connection.execute("INSERT INTO thing VALUES (1)")
    connection.close()
