"""Generations of the index: immutable segment files, a checksummed manifest a generation, and CURRENT, which names one.

    index/CURRENT                  the name and SHA-256 of one manifest
    index/manifest-000042.json     what the generation holds: its segments and for each file its size and SHA-256
    index/SEGMENT_FILES            written once, never changed, shared by the generations that list them

Publishing writes new segments, then a manifest, then CURRENT, each made durable before the next is begun; killed
anywhere, a reader sees the old generation or the new one.
"""

import json
import os
import re
import shutil
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from archive.errors import DamagedError

CURRENT = "CURRENT"
SEGMENTS = "words"
"""What the names of segment files begin with."""

KEPT_GENERATIONS = 2
KEPT_SECONDS = 600

_MANIFEST = re.compile(r"manifest-([0-9]{6,})\.json")
_SAID = re.compile(_MANIFEST.pattern + r" [0-9a-f]{64}")
# Nothing else in the folder is ever deleted.
_OWN = re.compile(rf"({_MANIFEST.pattern}|{CURRENT})(\.new)?|{SEGMENTS}_[^.]*\..*")
_OWN_FOLDER = f"{SEGMENTS}.tmp"


@dataclass(frozen=True, slots=True)
class FileMark:
    """One file of a generation, and how to tell that it is what was written."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """One generation: the archive's lineage and change number it stands for, and what it is made of.

    `segments` is the engine's own description of its segments, plain JSON. `published` is ISO 8601, UTC.
    """

    format: int
    generation: int
    lineage: str
    change: int
    documents: int
    published: str
    segments: tuple[dict[str, Any], ...]
    files: tuple[FileMark, ...]

    @property
    def name(self) -> str:
        """The manifest's file name."""
        return f"manifest-{self.generation:06d}.json"


def mark(path: Path) -> FileMark:
    """The FileMark of a file that is complete, after it was made durable."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
        digest = sha256()
        while chunk := file.read(1 << 20):
            digest.update(chunk)
        return FileMark(path.name, file.tell(), digest.hexdigest())


def prepare(folder: Path) -> None:
    """Make the folder, where it is not there. Raises DamagedError where another thing is there, or where CURRENT is."""
    if folder.exists() and not folder.is_dir():
        raise _in_the_way(folder)
    if (folder / CURRENT).is_dir():
        raise _in_the_way(folder / CURRENT)
    folder.mkdir(mode=0o700, exist_ok=True)


def publish(folder: Path, manifest: Manifest) -> None:
    """Make this generation the current one."""
    text = json.dumps(asdict(manifest), ensure_ascii=False).encode()
    _replace(folder / manifest.name, text)
    _replace(folder / CURRENT, f"{manifest.name} {sha256(text).hexdigest()}\n".encode())


def current(folder: Path) -> str:
    """What CURRENT says, or an empty text where nothing was published; it differs for every generation.

    Raises DamagedError.
    """
    try:
        said = (folder / CURRENT).read_text("utf-8").strip()
    except FileNotFoundError:
        return ""
    except NotADirectoryError as error:
        raise _in_the_way(folder) from error
    except IsADirectoryError as error:
        raise _in_the_way(folder / CURRENT) from error
    except (OSError, UnicodeDecodeError) as error:
        raise damaged(folder / CURRENT) from error
    if not _SAID.fullmatch(said):
        raise damaged(folder / CURRENT)
    return said


def stamp(folder: Path) -> tuple[int, ...]:
    """What tells, without reading it, that CURRENT is not the file it was; nothing where it is none."""
    try:
        found = os.stat(f"{folder}/{CURRENT}")  # noqa: PTH116 - a Path takes five times as long, and every search asks
    except OSError:
        return ()
    return found.st_ino, found.st_mtime_ns, found.st_size


def load(folder: Path, said: str, known: int) -> Manifest | None:
    """The manifest that CURRENT said; None where its format is not the `known` one. Its files are as long as written.

    Raises DamagedError.
    """
    name, _, digest = said.partition(" ")
    path = folder / name
    try:
        text = path.read_bytes()
    except OSError as error:
        raise damaged(path) from error
    if sha256(text).hexdigest() != digest:
        raise damaged(path)
    data = json.loads(text)
    if data["format"] != known:
        return None
    files = tuple(FileMark(**entry) for entry in data.pop("files"))
    for entry in files:
        if not (folder / entry.name).exists() or (folder / entry.name).stat().st_size != entry.size:
            raise damaged(folder / entry.name)
    return Manifest(**{**data, "segments": tuple(data["segments"])}, files=files)


def damage(folder: Path, manifest: Manifest) -> list[str]:
    """Every file of a generation that is not what was written, a line each; all bytes are read."""
    found = []
    for expected in manifest.files:
        path = folder / expected.name
        try:
            if mark(path) != expected:
                found.append(f"{path.name} is not what was written")
        except FileNotFoundError:
            found.append(f"{path.name} is missing")
        except OSError as error:
            found.append(f"{path.name} cannot be read: {error.strerror}")
    return found


def newest_number(folder: Path) -> int:
    """The highest number a generation has or had; 0 before the first."""
    return max(_numbers(folder), default=0)


def _numbers(folder: Path) -> dict[int, Path]:
    """The manifests there are, by number, oldest first."""
    matches = ((_MANIFEST.fullmatch(path.name), path) for path in folder.iterdir())
    return dict(sorted((int(match[1]), path) for match, path in matches if match))


def sweep(folder: Path) -> None:
    """Delete what the newest generations do not need and no reader can still be opening; only a writer may call it.

    Nothing goes but by a name the index itself gives.
    """
    manifests = list(_numbers(folder).values())[-KEPT_GENERATIONS:]
    with suppress(DamagedError):
        # Runs that failed just before they published may have left newer ones than what is served.
        name = current(folder).partition(" ")[0]
        if name and (folder / name).exists():
            manifests.append(folder / name)
    needed = {CURRENT, *(path.name for path in manifests)}
    for path in manifests:
        with suppress(OSError, ValueError, LookupError, TypeError):  # a damaged manifest keeps nothing but itself
            needed.update(entry["name"] for entry in json.loads(path.read_bytes())["files"])
    horizon = time.time() - KEPT_SECONDS
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            if path.name == _OWN_FOLDER:
                shutil.rmtree(path, ignore_errors=True)
        elif _OWN.fullmatch(path.name) and path.name not in needed and path.lstat().st_mtime < horizon:
            path.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _replace(path: Path, data: bytes) -> None:
    """Put `data` at `path`, whole and durable, or leave what was there."""
    beside = path.with_name(path.name + ".new")
    with beside.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    sync_folder(path.parent)


def damaged(path: Path) -> DamagedError:
    """What to raise where this file, or the folder of a generation, is not what was written."""
    return DamagedError(f"{path} is damaged; `backfile index --rebuild` builds the index anew from the archive")


def _in_the_way(path: Path) -> DamagedError:
    kind = "folder" if path.is_dir() else "file"
    return DamagedError(f"{path} should not be a {kind}; move it away, then run `backfile index --rebuild`")
