"""A copy of the two precious databases and the settings, taken while others write, and made into an archive again."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from uuid import uuid4

from archive.database import backup, damage, transaction
from archive.disk import writing
from archive.errors import DamagedError, UsageError
from archive.people import PEOPLE_NAME
from archive.settings import SETTINGS_NAME, load_settings
from archive.store import STORE_NAME, Archive


def backup_archive(archive: Archive, target: Path) -> None:
    """Copy an archive to the new folder `target`. Raises UsageError where that is not empty."""
    _copy(archive.root, target)


def restore_archive(source: Path, target: Path) -> None:
    """Make an archive in the new folder `target` from the backup `source`; its index is built by the next run.

    Raises UsageError where `source` is no backup or `target` is not empty, DamagedError where the backup is damaged;
    `target` is then left as it was.
    """
    for name in (SETTINGS_NAME, STORE_NAME, PEOPLE_NAME):
        if not (source / name).exists():
            raise UsageError(f"{source} is no backup of an archive: {name} is missing")
    load_settings(source)
    _copy(source, target)
    with closing(sqlite3.connect(target / STORE_NAME, isolation_level=None)) as connection, transaction(connection):
        connection.execute("UPDATE archive SET lineage = ?", (uuid4().hex,))
    Archive.open(target).close()


def _copy(source: Path, target: Path) -> None:
    if target.resolve().is_relative_to(source.resolve()):
        raise UsageError(f"{target} lies in {source}, which it is to be a copy of; name a folder outside")
    with writing(target.parent):
        target.mkdir(mode=0o700, parents=True, exist_ok=True)
        if any(target.iterdir()):
            raise UsageError(f"{target} is not empty; name a new folder")
        target.chmod(0o700)
        try:
            for name in (PEOPLE_NAME, STORE_NAME):
                _copy_database(source / name, target / name)
            shutil.copyfile(source / SETTINGS_NAME, target / SETTINGS_NAME)
        except BaseException:
            for path in target.iterdir():
                path.unlink()
            raise


def _copy_database(source: Path, target: Path) -> None:
    """Copy a database, and make sure that the copy is sound."""
    try:
        backup(source, target)
        with closing(sqlite3.connect(target)) as connection:
            found = damage(connection)
    except sqlite3.DatabaseError as error:
        found = [str(error)]
        if isinstance(error, sqlite3.OperationalError):
            raise
    if found:
        raise DamagedError(f"{source} is damaged: {found[0]}; take another backup")
