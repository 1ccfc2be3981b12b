"""Generations of the index: immutable segment files, a checksummed manifest a generation, and CURRENT, which names one.

    index/CURRENT                  the name and SHA-256 of one manifest
    index/manifest-000042.json     what the generation holds: its segments and for each file its size and SHA-256
    index/SEGMENT_FILES            written once, never changed, shared by the generations that list them

Publishing writes new segments, then a manifest, then CURRENT, each made durable before the next is begun; killed
anywhere, a reader sees the old generation or the new one.
"""

import json
import os
import shutil
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from archive.errors import DamagedError

CURRENT = "CURRENT"
KEPT_GENERATIONS = 2
KEPT_SECONDS = 600


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


def publish(folder: Path, manifest: Manifest) -> None:
    """Make this generation the current one."""
    text = json.dumps(asdict(manifest), ensure_ascii=False).encode()
    _replace(folder / manifest.name, text)
    _replace(folder / CURRENT, f"{manifest.name} {sha256(text).hexdigest()}\n".encode())


def current(folder: Path) -> str:
    """What CURRENT says, or an empty text where nothing was published; it differs for every generation."""
    try:
        return (folder / CURRENT).read_text("utf-8").strip()
    except FileNotFoundError:
        return ""
    except UnicodeDecodeError as error:
        raise _damaged(folder / CURRENT) from error


def load(folder: Path, said: str) -> Manifest:
    """The manifest that CURRENT said; its files are there and as long as written. Raises DamagedError."""
    name, _, digest = said.partition(" ")
    path = folder / name
    try:
        text = path.read_bytes()
    except OSError as error:
        raise _damaged(path) from error
    if sha256(text).hexdigest() != digest:
        raise _damaged(path)
    data = json.loads(text)
    files = tuple(FileMark(**entry) for entry in data.pop("files"))
    for entry in files:
        if not (folder / entry.name).exists() or (folder / entry.name).stat().st_size != entry.size:
            raise _damaged(folder / entry.name)
    return Manifest(**{**data, "segments": tuple(data["segments"])}, files=files)


def damage(folder: Path, manifest: Manifest) -> list[str]:
    """Every file of a generation that is not what was written, a line each; all bytes are read."""
    found = []
    for expected in manifest.files:
        path = folder / expected.name
        if not path.exists():
            found.append(f"{path.name} is missing")
        elif mark(path) != expected:
            found.append(f"{path.name} is not what was written")
    return found


def newest_number(folder: Path) -> int:
    """The highest number a generation has or had; 0 before the first."""
    return max((int(path.stem.removeprefix("manifest-")) for path in folder.glob("manifest-*.json")), default=0)


def sweep(folder: Path) -> None:
    """Delete what the newest generations do not need and no reader can still be opening; only a writer may call it."""
    manifests = sorted(folder.glob("manifest-*.json"))[-KEPT_GENERATIONS:]
    needed = {CURRENT, *(path.name for path in manifests)}
    for path in manifests:
        with suppress(ValueError, LookupError):  # a damaged manifest keeps nothing but itself
            needed.update(entry["name"] for entry in json.loads(path.read_bytes())["files"])
    horizon = time.time() - KEPT_SECONDS
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        elif path.name not in needed and path.stat().st_mtime < horizon:
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


def _damaged(path: Path) -> DamagedError:
    return DamagedError(f"{path} is damaged; `backfile index --rebuild` builds the index anew from the archive")
