"""Zip files, tars and single compressed files: what lies in them, as a folder of files would hold it."""

import bz2
import gzip
import lzma
import posixpath
import re
import tarfile
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Set
from typing import IO, Any

from archive.errors import RefusedError
from archive.member import FREE_BYTES, MAX_RATIO, Member, Place
from archive.readers.package import ZIP_FAULTS
from archive.scan import PAGE_SUFFIXES, left_out

MAX_BYTES = 64 << 20
"""The most of one member; what unpacks to more is told by its name."""

MAX_MEMBERS = 100_000
_FREE_MEMBER = 4 << 20
STREAM_FAULTS: tuple[type[Exception], ...] = (EOFError, OSError, lzma.LZMAError)
_STREAMS: tuple[tuple[bytes, Callable[[IO[bytes]], Any]], ...] = (
    (b"\x1f\x8b", gzip.open),
    (b"BZh", bz2.open),
    (b"\xfd7zXZ", lzma.open),
)
_OFFICE = ("[Content_Types].xml", "mimetype", "META-INF/container.xml", "META-INF/MANIFEST.MF", "AndroidManifest.xml")
_PACKED = re.compile(r"\.(?:gz|bz2|xz)$", re.IGNORECASE)
_TOO_LARGE = f"it unpacks to over {MAX_BYTES >> 20} MB; cut it in parts"


def zip_kind(file: IO[bytes], suffix: str) -> str:
    """What a zip file is: `zip`, `wacz`, or "" for one that is a document of another format."""
    try:
        names = zipfile.ZipFile(file).namelist()
    except ZIP_FAULTS:
        return suffix[1:] if suffix in (".zip", ".wacz") else ""
    if any(name in _OFFICE for name in names):
        return ""
    return "wacz" if "datapackage.json" in names and any(n.startswith("archive/") for n in names) else "zip"


def unpacked(file: IO[bytes]) -> IO[bytes] | None:
    """The stream behind a file's compression; None where it has none."""
    head = file.read(6)
    file.seek(0)
    return next((open_(file) for start, open_ in _STREAMS if head.startswith(start)), None)


def is_tar(head: bytes) -> bool:
    """Whether a file that begins so is a tar."""
    return head[257:262] == b"ustar"


def zipped(file: IO[bytes], at: Place, name: str) -> Iterator[tuple[Place, Member]]:
    """Every file in a zip file."""
    archive = zipfile.ZipFile(file)
    infos = [info for info in archive.infolist() if not info.is_dir()]
    _bound(len(infos))
    if sum(info.compress_size for info in infos) > file.seek(0, 2):
        raise RefusedError("bomb", "its members lie over each other, which no honest zip file's do")
    times: Counter[str] = Counter()
    names = [_name(info.filename, times) for info in infos]
    pages = _pages(names)
    skips = [left_out(name, pages) or _link(info) for info, name in zip(infos, names, strict=True)]
    _bound_bytes(sum(info.file_size for info, skip in zip(infos, skips, strict=True) if not skip), file.seek(0, 2))
    for n in range(at[0], len(infos)):
        yield (n, 0), Member(names[n], skip=skips[n]) if skips[n] else _of_zip(archive, infos[n], names[n])


def _link(info: zipfile.ZipInfo) -> str:
    return "symbolic-link" if (info.external_attr >> 28) == 0xA else ""


def _bound_bytes(unpacked: int, size: int) -> None:
    """What the directory tells binds: no member gives more than it says there."""
    if unpacked > FREE_BYTES + MAX_RATIO * size:
        raise RefusedError("bomb", f"it unpacks to {unpacked:,} bytes, more than a file of its size can")


def _of_zip(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: bytes) -> Member:
    if info.flag_bits & 1:
        return Member(name, reason="encrypted", detail="it is locked with a password; unpack it, and add what is in it")
    if info.file_size > MAX_BYTES:
        return Member(name, reason="too-large", detail=_TOO_LARGE)
    if info.file_size > _FREE_MEMBER + MAX_RATIO * info.compress_size:
        told = f"{info.compress_size:,} bytes of it unpack to {info.file_size:,}, which no report does"
        return Member(name, reason="bomb", detail=told)
    try:
        with archive.open(info) as file:
            return _member(name, file)
    except ZIP_FAULTS as error:
        return Member(name, reason="broken", detail=f"it cannot be unpacked: {error}")


def tarred(file: IO[bytes], at: Place, name: str) -> Iterator[tuple[Place, Member]]:
    """Every file in a tar, compressed or not, in one pass; links in it lead nowhere. Raises EOFError at a cut."""
    stream = unpacked(file) or file
    times: Counter[str] = Counter()
    pages: set[bytes] = set()
    with tarfile.open(fileobj=stream, mode="r:", errorlevel=1) as archive:
        for n, info in enumerate(archive):
            _bound(n)
            named = _name(info.name, times)
            pages |= _pages([named])
            if n >= at[0] and not info.isdir():
                yield (n, 0), _of_tar(archive, info, named, pages)
        stream.seek(archive.offset)
        if stream.read(tarfile.BLOCKSIZE) != bytes(tarfile.BLOCKSIZE):
            raise EOFError("the tar ends in the middle")


def _of_tar(archive: tarfile.TarFile, info: tarfile.TarInfo, name: bytes, pages: Set[bytes]) -> Member:
    why = left_out(name, pages)
    inner = archive.extractfile(info) if info.isreg() and not why else None
    if inner is None:
        return Member(name, skip=why or ("symbolic-link" if info.issym() or info.islnk() else "not-a-file"))
    member = _member(name, inner)
    if len(member.data) < info.size and not member.reason:
        raise EOFError(f"{name.decode('utf-8', 'replace')} ends in the middle")
    return member


def streamed(file: IO[bytes], at: Place, name: str) -> Iterator[tuple[Place, Member]]:
    """The one file in a compressed file, under the name without what tells the compression."""
    inner = unpacked(file)
    if inner is not None and at == (0, 0):
        yield at, _member(_PACKED.sub("", posixpath.basename(name)).encode("utf-8", "surrogateescape"), inner)


def _member(name: bytes, file: IO[bytes]) -> Member:
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        return Member(name, reason="too-large", detail=_TOO_LARGE)
    return Member(name, data)


def _bound(count: int) -> None:
    if count > MAX_MEMBERS:
        raise RefusedError("bomb", f"it holds more than {MAX_MEMBERS:,} files; unpack it and add the folder")


def _name(path: str, times: Counter[str]) -> bytes:
    """A name that leads nowhere else, with no root and no way up; one that was there before is numbered."""
    parts = [part for part in path.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    name = "/".join(parts) or "unnamed"
    times[name] += 1
    return (name if times[name] == 1 else f"{name}#{times[name]}").encode("utf-8", "surrogateescape")


def _pages(names: Iterable[bytes]) -> frozenset[bytes]:
    """The pages among them, without their suffixes."""
    return frozenset(posixpath.splitext(name)[0] for name in names if name.lower().endswith(PAGE_SUFFIXES))
