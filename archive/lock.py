"""One indexer at a time: a lock of the system's, which goes with the process that holds it."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from archive.disk import writing
from archive.errors import LockedError

LOCK_NAME = ".lock"
POLL_SECONDS = 0.2


@contextmanager
def held(root: Path, wait: float) -> Iterator[None]:
    """Hold the lock of the archive in `root`, after at most `wait` seconds. Raises LockedError, CannotWriteError."""
    until = time.monotonic() + wait
    with writing(root):
        handle = os.open(root / LOCK_NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        while not _locked(handle):
            if time.monotonic() >= until:
                raise LockedError(f"another run is at work on {root}; try again, or wait for it with --wait 600")
            time.sleep(POLL_SECONDS)
        yield
    finally:
        os.close(handle)


def _locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
