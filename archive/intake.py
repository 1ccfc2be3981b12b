"""Folders to Outcomes: what is new or changed is cleaned and kept, and every file seen is accounted for."""

import os
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from hashlib import sha256

from archive.errors import BackfileError, RefusedError, SuspiciousError, UsageError
from archive.extras import program
from archive.member import START, Batch, Member
from archive.report import Outcome, Result
from archive.rows import Arrival, Seen
from archive.scan import Found, Root, is_vacant, scan
from archive.store import Archive, now
from archive.unpacking import Opened
from archive.workers import Job, Pool, Reply, clean_file

BATCH_OUTCOMES = 100
BATCH_SECONDS = 1.0
TRIES = {"unreadable": sys.maxsize, "timeout": 3, "crashed": 3, "out-of-memory": 3}
"""How many runs read a refused file that has not changed; what is wrong may be the machine's and pass."""

MEMBER_TRIES = {"crashed": 3}
"""The same of what lies in a file that holds others: reading it again is reading all of them."""

FEW_GONE = 20
SMALL_SHARE_GONE = 0.1

Write = Callable[[], object]


def take_in(
    archive: Archive,
    roots: Sequence[Root],
    *,
    dry_run: bool = False,
    accept_missing: bool = False,
    pool: Pool | None = None,
) -> Iterator[Outcome]:
    """Take in everything below `roots`; an Outcome comes out once what it tells of is durably kept.

    Raises SuspiciousError at the end where a watched root is missing or much of it vanished at once: nothing of it is
    then marked gone, unless `accept_missing` says that it is meant.
    """
    intake, own = _Intake(archive, dry_run), os.fsencode(archive.root)
    missing_roots = [root for root in roots if root.watched and not os.path.isdir(root.path)]  # noqa: PTH112 - bytes
    present = [root for root in roots if root not in missing_roots]
    for root in present:
        for found in scan(root, own):
            yield from intake.see(root, found)
    yield from intake.flush()
    for reply in (pool or pool_of(archive)).clean(intake.jobs):
        yield from intake.settle(reply)
    yield from intake.flush()
    faults = [
        f"watched folder {os.fsdecode(root.path)} is not there; mount it, or take it out of archive.toml"
        for root in missing_roots
    ]
    for root in present:
        faults += intake.note_gone(root, accept_missing)
    yield from intake.flush()
    intake.account()
    if faults:
        raise SuspiciousError("\n".join(faults))


def take_in_bytes(
    archive: Archive, data: bytes, *, key: bytes = b"", url: str = "", said: Mapping[str, str]
) -> Outcome:
    """Take in one report that is no file, with a person's word on some of its fields.

    They are cleaned in a worker, as a file is. Raises RefusedError, with nothing kept, where they are no report.
    """
    if url and not url.startswith(("https://", "http://")):
        raise UsageError(f"the address {url!r:.80} is none of the web's; write https://…")
    key = key or url.encode() or f"paste:{sha256(data).hexdigest()}".encode()
    # What is given with its address is the page as it stands now, later than any capture until now.
    job = Job(b"", key, data=data, url=url, captured=now() if url else "", source=said.get("source", ""))
    (reply,) = pool_of(archive, size=1).clean([job])
    if reply.batch:
        raise RefusedError("unknown-format", "what holds other reports comes in as a file: `backfile add FILE`")
    if reply.cleaned is None:
        raise RefusedError(reply.reason, reply.detail)
    known = archive.seen(key)
    id = (known.document if known else "") or archive.new_id()
    if said:
        archive.people.correct(id, said)
    new, old = archive.compose(key, reply.cleaned, id)
    with archive.transaction():
        archive.keep(reply.arrived, reply.cleaned, id)
    return Outcome(key, _result(new.version, old.version if old else 0), id)


def pool_of(archive: Archive, size: int = 0) -> Pool:
    """Workers that clean as this archive's settings say, and without the furniture that it has learnt."""
    return Pool(archive.settings, size, clean=partial(clean_file, learnt=archive.cleanings.furniture.learnt()))


class _Intake:
    """One run over some roots: what was seen, and the writes and Outcomes not yet durable."""

    def __init__(self, archive: Archive, dry_run: bool) -> None:
        self.jobs: deque[Job] = deque()
        self._archive = archive
        self._dry_run = dry_run
        self._seen: set[bytes] = set()
        self._members = 0
        self._opened: dict[bytes, Opened] = {}
        self._roots: dict[bytes, Root] = {}
        inside = self._archive.origins.refused()
        self._due = self._archive.origins.files(seen.key for seen in inside if _is_due(seen, MEMBER_TRIES))
        self._blind: set[bytes] = set()
        self._moved: set[bytes] = set()
        self._pending: list[tuple[Outcome | None, Write | None]] = []
        self._flushed = time.monotonic()
        self._told = 0

    def see(self, root: Root, found: Found) -> Iterator[Outcome]:
        """Settle a file by what the scan tells of it, or note that it must be read."""
        if found.key in self._seen:
            return
        self._seen.add(found.key)
        if found.error:
            self._blind.add(root.prefix)
        if found.skip or self._archive.tombstones.stands_at(found.key):
            self._pending.append((Outcome(found.key, Result.SKIPPED, reason=found.skip or "removed"), None))
        else:
            self._roots[found.key] = root
            self._compare(found)
        yield from self._flush_if_due()

    def _known(self, key: bytes, path: bytes) -> Seen | None:
        """What is known of a file; one that was added by its path before its folder was watched is the same file."""
        known = self._archive.seen(key)
        by_path = self._archive.seen(path) if known is None and path != key else None
        if by_path and path not in self._moved:
            self._moved.add(path)
            self._pending.append((None, lambda: self._archive.move(path, key)))
        return known or by_path

    def _compare(self, found: Found) -> None:
        known = self._known(found.key, found.path)
        again = found.key in self._due or (known is not None and self._has_come_back(known))
        if known is None or (known.size, known.mtime_ns) != (found.size, found.mtime_ns) or found.error:
            same = known.sha256 if known and not known.reason and not again else ""
            self.jobs.append(Job(found.path, found.key, same))
        elif again or (known.reason and _is_due(known)):
            self.jobs.append(Job(found.path, found.key))
        elif known.reason:
            self._pending.append(
                (_quarantined(known.key, known.document, known.reason, known.detail, again=True), None)
            )
        else:
            back = (lambda: self._archive.touch(found.key, found.size, found.mtime_ns)) if known.gone_since else None
            self._pending.append((Outcome(found.key, Result.UNCHANGED, known.document), back))

    def _has_come_back(self, known: Seen) -> bool:
        """Whether a file that held others was gone, and they with it."""
        return bool(known.gone_since and self._archive.origins.only_in(known.key))

    def settle(self, reply: Reply) -> Iterator[Outcome]:
        """Turn what a worker made of a file into Outcomes and the writes they stand for."""
        if any(outcome and outcome.key == reply.job.key for outcome, _ in self._pending):
            yield from self.flush()  # another capture of one address is compared with what the first came to
        if reply.batch or reply.job.at != START:
            self._unpack(reply, reply.batch or Batch(reason=reply.reason, detail=reply.detail))
        else:
            self._settle(reply)
            self._arrive(reply.job.outer)
        yield from self._flush_if_due()

    def _unpack(self, reply: Reply, batch: Batch) -> None:
        """Take what came out of a file that holds others: each is a file seen, and most are jobs of their own."""
        key, outer = reply.job.key, self._opened.get(reply.job.outer)
        if key not in self._opened:
            root = outer.root if outer else self._roots.get(key)
            self._opened[key] = Opened(replace(reply, batch=None), root, outer)
        opened = self._opened[key]
        batch = opened.admit(batch)
        self._members += len(batch.members)
        jobs = [job for member in batch.members if (job := self._see_member(opened, member))] + opened.rest(batch)
        opened.waiting += len(jobs)
        self.jobs.extendleft(reversed(jobs))
        self._arrive(key)

    def _see_member(self, opened: Opened, member: Member) -> Job | None:
        """Settle a member by what its file tells of it, or make the job to read it."""
        key = opened.key_of(member)
        if member.skip or self._archive.tombstones.stands_at(key):
            self._pending.append((Outcome(key, Result.SKIPPED, reason=member.skip or "removed"), None))
            return None
        opened.keys.add(key)
        job = opened.job(member, self._known(key, opened.path_of(member)))
        if key in self._due:
            job = replace(job, known="")
        if not member.reason:
            return job
        refused = Reply(job, Arrival(key, "", b"", 0), reason=member.reason, detail=member.detail)
        self._refuse(refused, self._archive.seen(key))
        return None

    def _arrive(self, key: bytes) -> None:
        """One job of a file that holds others is done; once all are, the file comes to its own Outcome."""
        opened = self._opened.get(key)
        if opened is None:
            return
        opened.waiting -= 1
        if opened.waiting:
            return
        del self._opened[key]
        first = replace(opened.first, reason=opened.first.reason or opened.reason)
        first = replace(first, detail=first.detail or opened.detail, cleaned=None if first.reason else first.cleaned)
        if first.reason or first.cleaned:
            self._settle(first)
        else:
            outcome = Outcome(key, Result.SKIPPED, reason="unpacked", detail=f"{opened.members} inside")
            self._pending.append((outcome, lambda: self._archive.note(first.arrived)))
        self._pending.append((None, lambda: self._archive.origins.put(key, opened.keys)))
        if not opened.reason and opened.root and opened.root.watched:
            self._drop_members(opened.root, key, opened.keys)
        self._arrive(first.job.outer)

    def _drop_members(self, root: Root, key: bytes, kept: set[bytes]) -> None:
        """Mark as gone what a file no longer holds."""
        gone = [seen for seen in self._archive.origins.only_in(key) if seen.key not in kept | self._moved]
        for seen in gone:
            self._mark_gone(root, seen)
        keys = [seen.key for seen in gone]
        self._pending.append((None, lambda: self._archive.origins.forget(key, keys)))

    def _settle(self, reply: Reply) -> None:
        known = self._known(reply.job.key, reply.job.path or reply.job.key)
        if reply.reason:
            self._refuse(reply, known)
        elif reply.cleaned is None:
            self._touch(reply.arrived, known, reply.job.captured)
        else:
            self._keep(reply, known)

    def _refuse(self, reply: Reply, known: Seen | None) -> None:
        arrived = reply.arrived
        again = known is not None and (known.reason, known.size, known.mtime_ns) == (
            reply.reason,
            arrived.size,
            arrived.mtime_ns,
        )
        same = again and reply.reason == "unreadable"
        outcome = _quarantined(arrived.key, known.document if known else "", reply.reason, reply.detail, again=again)
        write = None if same else lambda: self._archive.refuse(arrived, reply.reason, reply.detail)
        self._pending.append((outcome, write))

    def _touch(self, arrived: Arrival, known: Seen | None, captured: str) -> None:
        outcome = Outcome(arrived.key, Result.UNCHANGED, known.document if known else "")
        mtime_ns = max(arrived.mtime_ns, known.mtime_ns) if captured and known else arrived.mtime_ns
        self._pending.append((outcome, lambda: self._archive.touch(arrived.key, arrived.size, mtime_ns)))

    def _keep(self, reply: Reply, known: Seen | None) -> None:
        arrived, cleaned = reply.arrived, reply.cleaned
        if cleaned is None:
            return
        if reply.job.captured and known and known.document and known.mtime_ns > arrived.mtime_ns:
            self._pending.append((Outcome(arrived.key, Result.SKIPPED, known.document, "older-capture"), None))
            return
        old = None if known and known.document else self._vanished_twin(arrived)
        if known is None and old is None and self._archive.tombstones.stands_for(arrived.sha256):
            self._pending.append((Outcome(arrived.key, Result.SKIPPED, reason="removed"), None))
            return
        new, before = self._archive.compose(arrived.key, cleaned, old.document if old else "")

        def write() -> None:
            if old:
                self._archive.move(old.key, arrived.key)
            self._archive.keep(arrived, cleaned, new.id)

        result = _result(new.version, before.version if before else 0)
        id = "" if self._dry_run and before is None else new.id  # the real run will draw another
        self._pending.append((Outcome(arrived.key, result, id, reason="moved" if old else ""), write))

    def _vanished_twin(self, arrived: Arrival) -> Seen | None:
        """The report of the same bytes whose file is no longer where it was: this one, before it was renamed."""
        for twin in self._archive.seen_bytes(arrived.sha256):
            if (
                twin.document
                and twin.key not in self._moved
                and is_vacant(twin.key, arrived.key, self._archive.settings)
            ):
                self._moved.add(twin.key)
                return twin
        return None

    def note_gone(self, root: Root, accept_missing: bool) -> list[str]:
        """Mark what a fully scanned watched root no longer holds; what is suspicious about it, if anything."""
        if not root.watched or root.prefix in self._blind:
            return []
        known = list(self._archive.seen_under(root.prefix))
        if not (known or accept_missing or any(key.startswith(root.prefix) for key in self._seen)):
            return [
                f"watched folder {os.fsdecode(root.path)} is empty; mount it, or put reports into it"
                " (`backfile index --accept-missing` lets it be this once)"
            ]
        inside = self._archive.origins.under(root.prefix)
        here = [seen for seen in known if not seen.gone_since and seen.key not in inside]
        gone = [seen for seen in here if seen.key not in self._seen and seen.key not in self._moved]
        emptied = len(gone) == len(here) > 0
        if not accept_missing and (emptied or len(gone) > max(FEW_GONE, SMALL_SHARE_GONE * len(here))):
            return [
                f"watched folder {os.fsdecode(root.path)}: {len(gone)} of {len(here)} files vanished at once, so none"
                " was marked gone; mount it, or run `backfile index --accept-missing` if they are meant to be gone"
            ]
        for seen in gone:
            self._mark_gone(root, seen)
        return []

    def _mark_gone(self, root: Root, seen: Seen) -> None:
        """Mark a file as gone, and with it what came out of it alone."""
        for inner in self._archive.origins.only_in(seen.key):
            if not inner.gone_since and inner.key not in self._moved:
                self._mark_gone(root, inner)
        if root.remove_missing or not seen.document:
            self._pending.append((None, lambda: self._archive.forget(seen.key)))
        else:
            self._pending.append((None, lambda: self._archive.mark_gone(seen.key)))
        if seen.document:
            self._pending.append((Outcome(seen.key, Result.GONE, seen.document), None))

    def _flush_if_due(self) -> Iterator[Outcome]:
        if len(self._pending) >= BATCH_OUTCOMES or time.monotonic() - self._flushed >= BATCH_SECONDS:
            yield from self.flush()

    def flush(self) -> Iterator[Outcome]:
        """Make everything pending durable in one transaction, then tell of it."""
        pending, self._pending = self._pending, []
        if any(write for _, write in pending) and not self._dry_run:
            with self._archive.transaction():
                pending = [(self._written(outcome, write), None) for outcome, write in pending]
        self._flushed = time.monotonic()
        outcomes = [outcome for outcome, _ in pending if outcome]
        self._told += sum(outcome.result is not Result.GONE for outcome in outcomes)
        yield from outcomes

    def _written(self, outcome: Outcome | None, write: Write | None) -> Outcome | None:
        """Do one write; a file whose document cannot be stored goes into quarantine, and the others are stored."""
        try:
            if write:
                with self._archive.attempt():
                    write()
            return outcome
        except (ValueError, TypeError, OverflowError) as error:
            if outcome is None:
                raise
            reason, detail = "internal-error", f"{type(error).__name__}: {error}"
            self._archive.refuse(Arrival(outcome.key, "", b"", 0), reason, detail)
            return _quarantined(outcome.key, "", reason, detail, again=False)

    def account(self) -> None:
        """Make sure that every file seen came to an Outcome. Raises BackfileError."""
        seen = len(self._seen) + self._members
        if self._told != seen:
            raise BackfileError(f"{seen} files were seen and {self._told} accounted for; please report it")


def _is_due(seen: Seen, tries: Mapping[str, int] = TRIES) -> bool:
    """Whether a report in quarantine is to be read again: by another program, or because the fault may have passed."""
    return seen.program != program() or seen.tries < tries.get(seen.reason, 1)


def _quarantined(key: bytes, id: str, reason: str, detail: str, *, again: bool) -> Outcome:
    return Outcome(key, Result.QUARANTINED, id, reason, detail, again)


def _result(version: int, before: int) -> Result:
    if not before:
        return Result.ADDED
    return Result.UNCHANGED if version == before else Result.CHANGED
