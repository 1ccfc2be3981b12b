"""Documents cleaned again, from the originals as stored: those whose cleaner, settings, rules or furniture changed."""

import time
import zlib
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice

from archive.cleanings import Original
from archive.errors import DamagedError
from archive.furniture import recur, recurring, turned
from archive.intake import BATCH_OUTCOMES, BATCH_SECONDS, pool_of
from archive.recipe import cleaner_of, recipe_of
from archive.report import CHANGED, Outcome, Result
from archive.rules import differ, rules_of
from archive.settings import Source
from archive.store import Archive
from archive.workers import Job, Pool, Reply

AHEAD = 8
"""How many originals are held for the workers that will clean them next."""

_DAMAGE = (DamagedError, zlib.error)


def clean_again(archive: Archive, *, touched_only: bool = False, pool: Pool | None = None) -> Iterator[Outcome]:
    """Clean again what another cleaner made, or other settings, and what the rules or furniture of its source touch.

    With `touched_only` the latter alone. An Outcome comes out once it is kept; what would now be refused stays as it
    was. Call with the lock held; killed anywhere, the next call does the rest.
    """
    _find_touched(archive)
    _learn(archive)
    due = archive.cleanings.touched() if touched_only else archive.cleanings.due(cleaner_of(archive.settings))
    yield from _clean(archive, due, pool)
    _learn(archive)  # what another cleaner makes of pages may show what recurs on them
    yield from _clean(archive, archive.cleanings.touched(), pool)


def _find_touched(archive: Archive) -> None:
    """Note which documents it touches that other rules hold for their source, or that they have another source."""
    learnt = archive.cleanings.furniture.learnt()
    for shown, cleaned_as, rules in archive.cleanings.sources():
        now = recipe_of(archive.settings, shown)
        if now.rules == rules and (shown == cleaned_as or not {shown, cleaned_as} & learnt.keys()):
            continue
        holds = (rules_of(shown, archive.settings.sources), learnt.get(shown, {}))
        ids = archive.cleanings.cleaned_by(shown, cleaned_as, rules)
        for start in range(0, len(ids), BATCH_OUTCOMES):
            touched = {id: _is_touched(archive, id, *holds) for id in ids[start : start + BATCH_OUTCOMES]}
            with archive.transaction():
                for id, is_touched in touched.items():
                    archive.cleanings.pass_over(id, now, touched=is_touched)


def _is_touched(archive: Archive, id: str, source: Source, pages: Mapping[int, int]) -> bool:
    try:
        blocks = archive.blocks(id)
    except _DAMAGE:
        return True  # and cleaned again it is told as damaged
    return differ(blocks, source) or recur(blocks, source, pages)


def _learn(archive: Archive) -> None:
    """Learn the furniture of sources whose pages came, went or changed; documents that it changes are touched."""
    furniture = archive.cleanings.furniture
    suspected = furniture.suspected()
    learnt = furniture.learnt() if suspected else {}
    for source in suspected:
        pages, known = furniture.pages(source), learnt.get(source, {})
        found = recurring(pages)
        keys, holds = turned(known, found), (rules_of(source, archive.settings.sources), found)
        touched = [id for id, page in pages.items() if keys & page.keys() and _is_touched(archive, id, *holds)]
        with archive.transaction():
            archive.cleanings.touch(touched)
            furniture.settle(source, found)


def _clean(archive: Archive, due: Sequence[str], pool: Pool | None) -> Iterator[Outcome]:
    if not due:
        return
    jobs = _Jobs(archive, due)
    waiting = deque(islice(jobs, AHEAD))
    done: list[Reply] = []
    kept = time.monotonic()
    for reply in (pool or pool_of(archive)).clean(waiting):
        waiting.extend(islice(jobs, 1))
        done.append(reply)
        if len(done) >= BATCH_OUTCOMES or time.monotonic() - kept >= BATCH_SECONDS:
            yield from _keep(archive, done, jobs.ids)
            done, kept = [], time.monotonic()
    yield from _keep(archive, done, jobs.ids)
    if jobs.lost:
        with archive.transaction():
            for id in jobs.lost:
                _refuse(archive, id, "damaged")


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
                return replace(_job(original), source=self._archive.people.corrections(id).get("source", ""))
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
    reason, detail = reply.reason or "unpacked", reply.detail
    if reply.cleaned:
        try:
            with archive.attempt():
                changed = archive.read_again(id, reply.cleaned)
            return Outcome(reply.job.key, Result.RECLEANED, id, CHANGED if changed else "")
        except _DAMAGE as error:
            reason, detail = "damaged", str(error)
        except (ValueError, TypeError, OverflowError) as error:
            reason, detail = "internal-error", f"{type(error).__name__}: {error}"
    _refuse(archive, id, reason)
    return Outcome(reply.job.key, Result.RECLEANED, id, reason, detail)


def _refuse(archive: Archive, id: str, reason: str) -> None:
    archive.cleanings.refuse(id, recipe_of(archive.settings, archive.cleanings.shown(id)), reason)
