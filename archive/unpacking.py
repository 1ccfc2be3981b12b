"""Files that hold others, while they are read: what is still awaited of each, and how much it may come to."""

from dataclasses import dataclass, field, replace

from archive.errors import RefusedError
from archive.member import FREE_BYTES, MAX_RATIO, Batch, Member
from archive.rows import Seen
from archive.scan import Root
from archive.workers import Job, Reply

MAX_MEMBERS = 100_000


@dataclass(slots=True)
class Opened:
    """One file that is being unpacked: the first reply about it, the jobs still out, and the keys of what it holds.

    `root` is the watched root it lies in; `outer` the file it came out of; `reason` tells what ended it early.
    """

    first: Reply
    root: Root | None
    outer: "Opened | None" = None
    waiting: int = 1
    members: int = 0
    unpacked: int = 0
    keys: set[bytes] = field(default_factory=set)
    reason: str = ""
    detail: str = ""

    @property
    def key(self) -> bytes:
        """The key of the file."""
        return self.first.job.key

    def admit(self, batch: Batch) -> Batch:
        """Count a batch in; cut short where the file, with all that lies within it, comes to more than it can be."""
        taken = []
        try:
            for member in batch.members:
                self._count(len(member.data))
                taken.append(member)
        except RefusedError as error:
            batch = Batch(tuple(taken), None, error.reason, error.detail)
        self.reason, self.detail = self.reason or batch.reason, self.detail or batch.detail
        return batch

    def _count(self, size: int) -> None:
        self.members += 1
        self.unpacked += size
        if self.outer:
            self.outer._count(size)
        elif self.members > MAX_MEMBERS or self.unpacked > FREE_BYTES + MAX_RATIO * self.first.arrived.size:
            told = f"{self.members:,} reports of {self.unpacked:,} bytes"
            raise RefusedError("bomb", f"it holds more than a file of its size can: {told} so far; unpack it yourself")

    def key_of(self, member: Member) -> bytes:
        """The key of what lies in this file: its address on the web, else its path behind this file's."""
        return member.url.encode() if member.url else self.key + b"!/" + member.name

    def path_of(self, member: Member) -> bytes:
        """Where a member would be if it were a file; its key where it is an answer from the web."""
        return self.key_of(member) if member.url else self.first.job.path + b"!/" + member.name

    def job(self, member: Member, known: Seen | None) -> Job:
        """The job to read a member; one whose bytes are `known` is not cleaned again."""
        outer = self.first.job
        return Job(
            path=self.path_of(member),
            key=self.key_of(member),
            known=known.sha256 if known and not known.reason else "",
            data=member.data,
            url=member.url,
            captured=member.captured,
            outer=outer.key,
            depth=outer.depth + 1,
        )

    def rest(self, batch: Batch) -> list[Job]:
        """The job that goes on where a batch ended, if there is more."""
        return [replace(self.first.job, at=batch.next, known="")] if batch.next and not self.reason else []
