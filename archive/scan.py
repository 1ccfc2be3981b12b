"""What lies in a folder: every file, as one to read or one left out with the reason."""

import os
import re
import stat
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from fnmatch import fnmatch

from archive.errors import UsageError
from archive.settings import Folder, Settings

PAGE_SUFFIXES = (b".html", b".htm", b".xhtml", b".shtml", b".mht", b".mhtml")

ASSET_SUFFIXES = frozenset(
    b".css .js .mjs .map .json .xml .rss .woff .woff2 .ttf .otf .eot .swf .ico"
    b" .png .jpg .jpeg .gif .webp .avif .svg .bmp .mp3 .mp4 .webm".split()
)


@dataclass(frozen=True, slots=True)
class Root:
    """A folder or file to take in. `prefix` begins the key of what lies in it; `watched` roots tell what is gone.

    Where only a part of a watched folder is to be scanned, `start` is that part, with a slash at its end.
    """

    path: bytes
    prefix: bytes
    ignore: tuple[str, ...] = ()
    watched: bool = False
    remove_missing: bool = False
    start: bytes = b""


@dataclass(frozen=True, slots=True)
class Found:
    """A file in a root. `skip` is why it is not read, else empty; a file that cannot be looked at has an `error`."""

    path: bytes
    key: bytes
    size: int = 0
    mtime_ns: int = 0
    skip: str = ""
    error: str = ""


def watched_roots(settings: Settings) -> list[Root]:
    """The folders that `archive.toml` says to watch."""
    return [
        Root(os.fsencode(folder.path), _prefix(folder), folder.ignore, True, folder.missing == "remove")
        for folder in settings.folders
    ]


def named_roots(paths: Sequence[bytes], settings: Settings) -> list[Root]:
    """What a person named on the command line; a path in a watched folder keeps that folder's keys.

    Raises UsageError for a path that is not there.
    """
    return [_named_root(os.path.abspath(path), settings) for path in paths]


def _named_root(path: bytes, settings: Settings) -> Root:
    if not os.path.lexists(path):
        raise UsageError(f"{os.fsdecode(path)} is not there; name a file or a folder of reports")
    for folder in settings.folders:
        base = os.fsencode(folder.path)
        if path == base or path.startswith(base + b"/"):
            inner = path[len(base) + 1 :]
            if os.path.isdir(path):
                return Root(base, _prefix(folder), folder.ignore, start=inner and inner + b"/")
            return Root(path, _prefix(folder) + inner, folder.ignore)
    return Root(path, path)


def _prefix(folder: Folder) -> bytes:
    return folder.name.encode() + b"/"


def path_of(key: bytes, settings: Settings) -> bytes | None:
    """Where the file of this key would be, or None for a key that is no file's."""
    if key.startswith(b"/"):
        return key
    for folder in settings.folders:
        if key.startswith(_prefix(folder)):
            return os.path.join(os.fsencode(folder.path), key[len(_prefix(folder)) :])
    return None


def is_vacant(key: bytes, new: bytes, settings: Settings) -> bool:
    """Whether the file of `key` is no longer there, so that the same bytes at `new` may be that file, moved.

    A watched folder that is not there has moved none of its files; one that has another name now has moved all.
    """
    for folder in settings.folders:
        if key.startswith(_prefix(folder)):
            place = os.path.join(os.fsencode(folder.path), key[len(_prefix(folder)) :])
            return folder.path.is_dir() and not _is_there(place)
    if key.startswith(b"/"):
        return not _is_there(key)
    root, _, tail = key.partition(b"/")
    return b":" not in root and tail == new.partition(b"/")[2] != b""


def _is_there(path: bytes) -> bool:
    """Whether a file is there, or the file that it is a member of."""
    ends = (found.start() for found in re.finditer(rb"!/", path))
    return os.path.lexists(path) or any(os.path.isfile(path[:end]) for end in ends)


def scan(root: Root, own: bytes = b"") -> Iterator[Found]:
    """Every file of a root, a folder at a time; a folder that cannot be listed is one Found with its error.

    The folder `own` is the archive's, and left alone where it lies in the root.
    """
    if not os.path.isdir(root.path):
        yield _look(root.path, root.prefix)
        return
    prefix = root.prefix if root.prefix.endswith(b"/") else root.prefix + b"/"
    folders = [(root.start, "")]
    while folders:
        inner, skip = folders.pop()
        try:
            entries = sorted(os.scandir(os.path.join(root.path, inner)), key=lambda entry: entry.name)
        except OSError as error:
            yield Found(os.path.join(root.path, inner), prefix + inner, error=error.strerror or str(error))
            continue
        pages = {os.path.splitext(entry.name)[0] for entry in entries if entry.name.lower().endswith(PAGE_SUFFIXES)}
        for entry in entries:
            why = skip or _left_out(entry, inner, root.ignore, pages) or ("archive" if entry.path == own else "")
            if entry.is_dir(follow_symlinks=False):
                folders.append((inner + entry.name + b"/", why))
            elif why:
                yield Found(entry.path, prefix + inner + entry.name, skip=why)
            else:
                yield _look(entry.path, prefix + inner + entry.name)


def _left_out(entry: os.DirEntry[bytes], inner: bytes, ignore: tuple[str, ...], pages: set[bytes]) -> str:
    """Why an entry of a folder is not read, or an empty text."""
    name = entry.name
    if name.startswith(b"."):
        return "hidden"
    if any(fnmatch(os.fsdecode(text), pattern) for pattern in ignore for text in (name, inner + name)):
        return "ignored"
    if entry.is_symlink():
        return "symbolic-link"
    if name.endswith(b"_files") and name[: -len(b"_files")] in pages and entry.is_dir():
        return "part-of-page"
    if os.path.splitext(name)[1].lower() in ASSET_SUFFIXES and not entry.is_dir():
        return "asset"
    return ""


def left_out(path: bytes, pages: Set[bytes]) -> str:
    """Why a file at this path in a zip or tar is not read, or an empty text; `pages` are those in it, less suffixes."""
    parts = path.split(b"/")
    if any(part.startswith(b".") or part == b"__MACOSX" for part in parts):
        return "hidden"
    folders = (b"/".join(parts[:n]) for n in range(1, len(parts)))
    if any(one.endswith(b"_files") and one[: -len(b"_files")] in pages for one in folders):
        return "part-of-page"
    return "asset" if os.path.splitext(path)[1].lower() in ASSET_SUFFIXES else ""


def _look(path: bytes, key: bytes) -> Found:
    try:
        status = os.stat(path)
    except OSError as error:
        return Found(path, key, error=error.strerror or str(error))
    if not stat.S_ISREG(status.st_mode):
        return Found(path, key, skip="not-a-file")
    return Found(path, key, status.st_size, status.st_mtime_ns)
