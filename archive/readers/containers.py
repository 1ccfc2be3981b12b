"""Files that hold others: the table of their formats, and a batch of what one holds."""

import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO

from archive.errors import RefusedError
from archive.member import START, Batch, Member, Place, gather
from archive.readers.attachments import attachments
from archive.readers.mail import is_mail
from archive.readers.mime import is_saved_page
from archive.readers.package import ZIP_FAULTS
from archive.readers.packed import STREAM_FAULTS, is_tar, streamed, tarred, unpacked, zip_kind, zipped
from archive.readers.warc import WARC_FAULTS, is_warc, wacz_members, warc_members

FAULTS: tuple[type[Exception], ...] = (
    *ZIP_FAULTS,
    *STREAM_FAULTS,
    *WARC_FAULTS,
    tarfile.TarError,
    AttributeError,
    LookupError,
    TypeError,
)
"""What the libraries raise on files that are broken or cut short."""

_HEAD = 65536
Members = Callable[[IO[bytes], Place, str], Iterator[tuple[Place, Member]]]


@dataclass(frozen=True, slots=True)
class Container:
    """One format of files that hold others; one that `is_report` is besides a report of its own, as mail is."""

    name: str
    members: Members
    is_report: bool = False


ZIP, WACZ = Container("zip", zipped), Container("wacz", wacz_members)
TAR, WARC = Container("tar", tarred), Container("warc", warc_members)
STREAM, MAIL = Container("compressed", streamed), Container("mail", attachments, is_report=True)


def container_of(file: IO[bytes], suffix: str) -> Container | None:
    """The format of a file that holds others, told by its bytes; None for any other file. The file is rewound."""
    head = file.read(_HEAD)
    file.seek(0)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        kind = zip_kind(file, suffix)
        file.seek(0)
        return {"zip": ZIP, "wacz": WACZ}.get(kind)
    inner = unpacked(file)
    if inner is not None:
        head = _begins(inner)
        file.seek(0)
    if is_warc(head):
        return WARC
    if is_tar(head):
        return TAR
    if inner is not None:
        return STREAM
    return MAIL if is_mail(head, suffix) and not is_saved_page(head, suffix) else None


def batch_of(container: Container, file: IO[bytes], at: Place, name: str) -> Batch:
    """What the file called `name` holds from a place on, as far as it can be read."""
    taken: list[Member] = []
    try:
        place = gather(container.members(file, at, name), taken)
    except RefusedError as error:
        return Batch(tuple(taken), None, error.reason, error.detail)
    except FAULTS as error:
        cut = taken or at != START or isinstance(error, EOFError)
        return Batch(tuple(taken), None, "truncated" if cut else "broken", str(error) or type(error).__name__)
    return Batch(tuple(taken), place)


def _begins(file: IO[bytes]) -> bytes:
    try:
        return file.read(512)
    except (*ZIP_FAULTS, *STREAM_FAULTS):
        return b""
