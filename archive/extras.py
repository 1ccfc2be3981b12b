"""Libraries that only some formats need: which of them are here, and what to do about one that is not."""

from functools import cache
from importlib.util import find_spec

from archive import __version__
from archive.errors import RefusedError

EXTRAS = {"pdf": "pypdfium2", "rtf": "striprtf", "warc": "warcio"}
"""The library that each extra of the package brings."""


@cache
def program() -> str:
    """What decides how a file is read: the version of Backfile and the extras that are installed beside it."""
    return "+".join([__version__, *filter(_is_here, EXTRAS)])


def require(extra: str) -> None:
    """Go on only where an extra is installed. Raises RefusedError."""
    if not _is_here(extra):
        raise RefusedError("missing-extra", f"it needs a library: `pip install 'backfile[{extra}]'`, then run again")


def _is_here(extra: str) -> bool:
    return find_spec(EXTRAS[extra]) is not None
