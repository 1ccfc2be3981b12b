"""Documents cleaned again: those whose cleaner or settings are no longer the same, from the originals as stored."""

import time
from collections import deque
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice

from archive.cleanings import Original
from archive.intake import BATCH_OUTCOMES, BATCH_SECONDS
from archive.recipe import cleaner_of
from archive.report import CHANGED, Outcome, Result
from archive.store import Archive
from archive.workers import Job, Pool, Reply

AHEAD = 8
"""How many originals are held for the workers that will clean them next."""


def clean_again(archive: Archive, pool: Pool | None = None) -> Iterator[Outcome]:
    """Clean every document again that another cleaner made, or other settings; an Outcome comes out once it is kept.

    What would now be refused stays as it was. Call with the lock held; killed anywhere, the next call does the rest.
    """
    due = archive.cleanings.due(cleaner_of(archive.settings))
    if not due:
        return
    jobs = _Jobs(archive, due)
    waiting = deque(islice(jobs, AHEAD))
    done: list[Reply] = []
    kept = time.monotonic()
    for reply in (pool or Pool(archive.settings)).clean(waiting):
        waiting.extend(islice(jobs, 1))
        done.append(reply)
        if len(done) >= BATCH_OUTCOMES or time.monotonic() - kept >= BATCH_SECONDS:
            yield from _keep(archive, done, jobs.ids)
            done, kept = [], time.monotonic()
    yield from _keep(archive, done, jobs.ids)
    with archive.transaction():
        for id in jobs.lost:
            archive.cleanings.refuse(id, cleaner_of(archive.settings), "damaged")


class _Jobs(Iterator[Job]):
    """The job of each document, its original read only when it is asked for.

    `ids` has the document of each key; `lost` the documents whose original is not what was stored, as `check` tells.
    """

    def __init__(self, archive: Archive, due: Sequence[str]) -> None:
        self.ids: dict[bytes, str] = {}
        self.lost: list[str] = []
        self._archive = archive
        self._due = iter(due)

    def __next__(self) -> Job:
        for id in self._due:
            if original := self._archive.cleanings.original(id):
                self.ids[original.key] = id
                return _job(original)
            self.lost.append(id)
        raise StopIteration


def _job(original: Original) -> Job:
    """What was done to the original when it arrived: an answer from the web had an address and, mostly, a moment."""
    if not original.key.startswith((b"http://", b"https://")):
        return Job(b"", original.key, data=original.data)
    moment = datetime.fromtimestamp(original.mtime_ns // 1_000_000_000, UTC).isoformat() if original.mtime_ns else ""
    return Job(b"", original.key, data=original.data, url=original.key.decode(), captured=moment)


def _keep(archive: Archive, replies: Sequence[Reply], ids: dict[bytes, str]) -> list[Outcome]:
    with archive.transaction():
        return [_kept(archive, reply, ids.pop(reply.job.key)) for reply in replies]


def _kept(archive: Archive, reply: Reply, id: str) -> Outcome:
    if reply.cleaned is None:
        reason = reply.reason or "unpacked"
        archive.cleanings.refuse(id, cleaner_of(archive.settings), reason)
        return Outcome(reply.job.key, Result.RECLEANED, id, reason, reply.detail)
    changed = archive.read_again(id, reply.cleaned)
    return Outcome(reply.job.key, Result.RECLEANED, id, CHANGED if changed else "")
