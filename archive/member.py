"""What a file that holds others (zip, tar, WARC, mail) gives out: its members, some at a time."""

from collections.abc import Iterable
from dataclasses import dataclass
from time import process_time

BATCH_BYTES = 32 << 20
BATCH_MEMBERS = 2000
BATCH_SECONDS = 2.0
"""A processor's, from the first member on: a web archive can hold any number of pictures between two pages."""

FREE_BYTES = 256 << 20
MAX_RATIO = 200
"""A file may unpack to this many times its own size, and to FREE_BYTES besides."""

Place = tuple[int, int]
"""Where in a file a member is found again: which one it is, or in which part and at which byte."""

START: Place = (0, 0)


@dataclass(frozen=True, slots=True)
class Member:
    """One thing in a file: its bytes under a name there, or those that `url` gave when it was `captured` (ISO 8601).

    One that is left alone has the reason in `skip`; one that cannot be got out has a `reason` code and its `detail`.
    """

    name: bytes
    data: bytes = b""
    url: str = ""
    captured: str = ""
    skip: str = ""
    reason: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """Members that follow one another, and where the next begins, if there is one.

    `reason` and `detail` tell why nothing behind them can be got out.
    """

    members: tuple[Member, ...] = ()
    next: Place | None = None
    reason: str = ""
    detail: str = ""


def gather(members: Iterable[tuple[Place, Member]], taken: list[Member]) -> Place | None:
    """Fill `taken` with as many as make a batch; the place of the next one, if there is one."""
    size = many = 0
    ends = float("inf")
    for place, member in members:
        size += len(member.data)
        if taken and (size > BATCH_BYTES or many >= BATCH_MEMBERS or process_time() > ends):
            return place
        if not taken:
            ends = process_time() + BATCH_SECONDS  # the way to it, through a tar, is gone once for each batch
        many += bool(member.data)  # what is left out costs next to nothing
        taken.append(member)
    return None
