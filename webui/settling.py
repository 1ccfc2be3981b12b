"""How what a person changed becomes searchable at once, unless another run is at work, which or whose next does it."""

from archive.corrections import settle
from archive.errors import LockedError
from archive.store import Archive
from index.find import open_engine
from index.sync import sync

SECONDS_WAITED = 3.0
"""For another run: as a rule it is another correction, which takes a fraction of one."""


def make_known(archive: Archive) -> bool:
    """Lay corrections over the documents and bring the index up to date; False where another run stays at work."""
    try:
        with archive.lock(SECONDS_WAITED):
            settle(archive)
            engine = open_engine(archive)  # not the one that other threads search with
            try:
                sync(archive, engine)
            finally:
                engine.close()
    except LockedError:
        return False
    return True
