"""What cannot be written, told as whose problem it is: a full disk and a failing one are not the same."""

import errno
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from archive.errors import BackfileError, CannotWriteError

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
FORBIDDEN = {errno.EROFS, errno.EACCES, errno.EPERM}
LEAST_NEEDED = 64 << 20

A_PAGE = 1 << 16
"""Bytes without which SQLite cannot open a database to write in it, and calls that an error of the disk's."""

SQLITE_FULL = {sqlite3.SQLITE_FULL}
SQLITE_FORBIDDEN = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM}


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Tell what goes wrong while writing in `folder`, an archive's or its index.

    Raises CannotWriteError, with the space needed, where there is no room or no permission; BackfileError where the
    disk itself fails.
    """
    try:
        yield
    except OSError as error:
        raise _told(folder, error.strerror or str(error), error.errno in FULL, error.errno in FORBIDDEN) from error
    except sqlite3.OperationalError as error:
        code = error.sqlite_errorcode & 0xFF  # the rest of an extended code says where, not what
        doubtful = code in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY)
        full = code in SQLITE_FULL or (doubtful and shutil.disk_usage(folder).free < A_PAGE)
        raise _told(folder, str(error), full, code in SQLITE_FORBIDDEN) from error


def _told(folder: Path, fault: str, full: bool, forbidden: bool) -> BackfileError:
    if full:
        return CannotWriteError(f"cannot write in {folder}: {fault}; {_room(folder)}; make room, then run it again")
    if forbidden:
        return CannotWriteError(f"cannot write in {folder}: {fault}; its owner must be you, and its disk writable")
    return BackfileError(f"writing in {folder} failed: {fault}; what was there is as it was; check the disk")


def _room(folder: Path) -> str:
    """What is free and what a run may need: as much again as there is, for what it writes stands beside the old."""
    there = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    needed = max(there, LEAST_NEEDED)
    return f"{shutil.disk_usage(folder).free >> 20:,} MB are free, about {needed >> 20:,} MB are needed"
