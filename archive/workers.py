"""Processes that clean reports: one that dies, overruns its time or its memory costs one file, never the run."""

import logging
import multiprocessing
import os
import resource
import signal
import time
import warnings
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import file_digest
from io import BufferedReader, BytesIO
from multiprocessing.connection import Connection, wait
from pathlib import PurePath
from types import MappingProxyType

from archive.errors import BackfileError, RefusedError
from archive.furniture import Learnt
from archive.member import START, Batch, Place
from archive.report import Cleaned
from archive.rows import Arrival
from archive.settings import Settings

SECONDS_A_FILE = 10
PATIENCE = 3
SECONDS_TO_START = 120
BYTES_A_WORKER = 512 << 20
MAX_FILE_BYTES = 64 << 20
MAX_CONTAINER_BYTES = 2 << 30
"""A file that holds others is read a member at a time."""

MAX_DEPTH = 3
"""How many files may lie in one another."""


FAULTS = {"timeout": "takes too long to clean", "crashed": "the process that cleaned it died"}


@dataclass(frozen=True, slots=True)
class Job:
    """A file to clean, or `data` from `url`, `captured` then. Bytes that still have the hash `known` are left.

    `outer` is the key of the file that data came out of, `depth` how many files it lies in; `at` is where in a file
    that holds others to go on. `source` is who published it, where a person said so.
    """

    path: bytes
    key: bytes
    known: str = ""
    data: bytes | None = None
    url: str = ""
    captured: str = ""
    outer: bytes = b""
    depth: int = 0
    at: Place = START
    source: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """What became of a Job: `cleaned`, or a `reason` and `detail` of refusal, or neither where nothing had changed.

    `arrived` holds the bytes only where they are to be kept; `batch` is what came out of a file that holds others.
    """

    job: Job
    arrived: Arrival
    cleaned: Cleaned | None = None
    reason: str = ""
    detail: str = ""
    batch: Batch | None = None


def clean_file(job: Job, settings: Settings, learnt: Learnt = MappingProxyType({})) -> Reply:
    """Clean one file or the bytes given, or take the next members out of a file that holds others.

    `learnt` is the furniture of each source.
    """
    try:
        if job.data is not None:
            return _read(job, BytesIO(job.data), len(job.data), _nanoseconds(job.captured), settings, learnt)
        with open(job.path, "rb") as file:  # noqa: PTH123 - the path is bytes
            status = os.fstat(file.fileno())
            return _read(job, file, status.st_size, status.st_mtime_ns, settings, learnt)
    except OSError as error:
        return Reply(job, Arrival(job.key, "", b"", 0), reason="unreadable", detail=error.strerror or str(error))


def _read(
    job: Job, file: BufferedReader | BytesIO, size: int, mtime_ns: int, settings: Settings, learnt: Learnt
) -> Reply:
    from archive.readers.containers import batch_of, container_of  # as below

    if size > MAX_CONTAINER_BYTES:
        return _too_large(job, Arrival(job.key, "", b"", size, mtime_ns), MAX_CONTAINER_BYTES)
    digest = file_digest(file, "sha256").hexdigest() if job.at == START else ""
    unpacked = Arrival(job.key, digest, b"", size, mtime_ns)
    if job.at == START and digest == job.known:
        return Reply(job, unpacked)
    file.seek(0)
    name = os.fsdecode(os.path.basename(job.key))  # noqa: PTH119 - the key is bytes
    container = container_of(file, PurePath(name).suffix.lower())
    if container and job.depth >= MAX_DEPTH:
        return Reply(job, unpacked, reason="too-deep", detail=f"it lies in {job.depth} others; unpack it yourself")
    batch = batch_of(container, file, job.at, name) if container else None
    if job.at != START or (container and not container.is_report):
        return Reply(job, unpacked, batch=batch)
    file.seek(0)
    data = file.read(MAX_FILE_BYTES + 1)
    if len(data) > MAX_FILE_BYTES:
        return _too_large(job, unpacked, MAX_FILE_BYTES)
    reply = _clean(job, unpacked, data, settings, learnt)
    return replace(reply, batch=batch) if batch and (batch.members or batch.reason) else reply


def _too_large(job: Job, unpacked: Arrival, most: int) -> Reply:
    return Reply(job, unpacked, reason="too-large", detail=f"over {most >> 20:,} MB; cut it in parts and add those")


def _nanoseconds(moment: str) -> int:
    """A moment in ISO 8601 as files have it; 0 where none is told, or none that the archive can store."""
    try:
        found = int(datetime.fromisoformat(moment).timestamp()) * 1_000_000_000 if moment else 0
    except (ValueError, OverflowError):
        return 0
    return found if abs(found) < 1 << 63 else 0


def _clean(job: Job, unpacked: Arrival, data: bytes, settings: Settings, learnt: Learnt) -> Reply:
    from archive.extract import extract  # the parsers it brings take a second to load; only cleaning needs them

    name = os.fsdecode(os.path.basename(job.key))  # noqa: PTH119 - the key is bytes
    try:
        cleaned = extract(data, name, settings, job.url, job.captured, said=job.source, learnt=learnt)
    except RefusedError as error:
        return Reply(job, unpacked, reason=error.reason, detail=error.detail)
    packed = zlib.compress(data, 6)
    arrived = Arrival(job.key, unpacked.sha256, packed, unpacked.size, unpacked.mtime_ns)
    return Reply(job, arrived, cleaned)


Clean = Callable[[Job, Settings], Reply]


class Pool:
    """A few worker processes, each cleaning one file at a time within limits.

    A file may take `seconds` of a processor's time, and three times that by the clock, which runs while others work.
    """

    def __init__(
        self, settings: Settings, size: int = 0, seconds: int = SECONDS_A_FILE, clean: Clean | None = None
    ) -> None:
        self._arguments = (clean or clean_file, settings, seconds)
        # A fork of a process with threads or open databases is unsafe; a server forked before them is not.
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["archive.warm"])
        self._size = size or os.cpu_count() or 1
        self._workers: list[_Worker] = []

    def clean(self, jobs: Iterable[Job]) -> Iterator[Reply]:
        """Clean every job, in the order they get done; jobs may be added to a deque meanwhile.

        Two jobs with one key never run at once, so that they get done in their order. Raises BackfileError where
        workers cannot even start.
        """
        waiting = jobs if isinstance(jobs, deque) else deque(jobs)
        try:
            while waiting or any(worker.job for worker in self._workers):
                self._hand_out(waiting)
                yield from self._collect()
        finally:
            self.close()

    def close(self) -> None:
        """End every worker, at work or not."""
        for worker in self._workers:
            worker.end()
        self._workers = []

    def _hand_out(self, waiting: deque[Job]) -> None:
        while len(self._workers) < min(self._size, len(waiting)):
            try:
                self._workers.append(_Worker(self._context, *self._arguments))
            except (EOFError, OSError) as error:
                raise BackfileError(f"no process to clean reports can be started: {error or 'it died'}") from error
        for worker in self._workers:
            if worker.ready and not worker.job:
                self._start_next(worker, waiting)

    def _start_next(self, worker: "_Worker", waiting: deque[Job]) -> None:
        busy = {other.job.key for other in self._workers if other.job}
        place = next((n for n, job in enumerate(waiting) if job.key not in busy), None)
        if place is not None:
            worker.start(waiting[place])
            del waiting[place]

    def _collect(self) -> Iterator[Reply]:
        busy = [worker for worker in self._workers if worker.job or not worker.ready]
        patience = max(0.0, min(worker.deadline for worker in busy) - time.monotonic())
        heard = wait([worker.pipe for worker in busy], patience)
        for worker in busy:
            if worker.pipe in heard or time.monotonic() >= worker.deadline:
                yield from self._settle(worker, worker.receive() if worker.pipe in heard else None)

    def _settle(self, worker: "_Worker", reply: Reply | None) -> Iterator[Reply]:
        job = worker.job
        if job is None:
            if not worker.ready:
                raise BackfileError("a process that cleans reports died or hung while starting; is the disk full?")
        elif reply is None or reply.reason == "out-of-memory":
            self._workers.remove(worker)
            why = worker.fault()
            worker.end()
            yield reply or Reply(job, _unread(job), reason=why, detail=FAULTS[why])
        else:
            worker.job = None
            yield reply


class _Worker:
    """One process, the pipe to it, and the job it has until the deadline (seconds of the monotonic clock)."""

    def __init__(
        self, context: multiprocessing.context.ForkServerContext, clean: Clean, settings: Settings, seconds: int
    ) -> None:
        self.pipe, theirs = context.Pipe()
        self.job: Job | None = None
        self.ready = False
        self.deadline = time.monotonic() + SECONDS_TO_START
        self._seconds = seconds
        self._process = context.Process(target=_work, args=(theirs, clean, settings, seconds), daemon=True)
        self._process.start()
        theirs.close()

    def start(self, job: Job) -> None:
        self.job = job
        self.deadline = time.monotonic() + PATIENCE * self._seconds
        with suppress(OSError):  # a worker that has died is noticed, and told of, where its reply is awaited
            self.pipe.send(job)

    def receive(self) -> Reply | None:
        """What it says: nothing where it has died, or is only ready now."""
        try:
            reply: Reply | None = self.pipe.recv()
        except (EOFError, OSError):
            return None
        self.ready = True
        return reply

    def fault(self) -> str:
        """Why it gives no reply: `timeout`, or `crashed`."""
        self._process.join(0 if time.monotonic() >= self.deadline else 1)
        return "timeout" if self._process.exitcode in (None, -signal.SIGPROF) else "crashed"

    def end(self) -> None:
        self._process.kill()
        self._process.join()
        self.pipe.close()


def _work(pipe: Connection, clean: Clean, settings: Settings, seconds: int) -> None:
    """Clean one job after another until the parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # What a process has written to, not the address space that libraries only reserve: half of that is never used.
    for limit, most in ((resource.RLIMIT_DATA, BYTES_A_WORKER), (resource.RLIMIT_AS, 3 * BYTES_A_WORKER)):
        with suppress(ValueError, OSError):  # some systems do not bound one of them
            resource.setrlimit(limit, (most, most))
    logging.disable()
    warnings.simplefilter("ignore")
    with suppress(EOFError, OSError):  # the parent is gone, and with it the work
        _clean_all(pipe, clean, settings, seconds)


def _clean_all(pipe: Connection, clean: Clean, settings: Settings, seconds: int) -> None:
    pipe.send(None)
    while True:
        job: Job = pipe.recv()
        signal.setitimer(signal.ITIMER_PROF, seconds)
        signal.alarm(PATIENCE * seconds + 5)  # the parent ends it sooner, unless it was itself killed meanwhile
        reply = _cleaned(clean, job, settings)
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.alarm(0)
        pipe.send(reply)


def _cleaned(clean: Clean, job: Job, settings: Settings) -> Reply:
    try:
        return clean(job, settings)
    except MemoryError:
        return Reply(job, _unread(job), reason="out-of-memory", detail=f"needs more than {BYTES_A_WORKER >> 20} MB")
    except Exception as error:  # noqa: BLE001 - a fault of ours in one file is that file's, told with its name
        return Reply(job, _unread(job), reason="internal-error", detail=f"{type(error).__name__}: {error}")


def _unread(job: Job) -> Arrival:
    """The file as it is now; its bytes did not get through."""
    try:
        status = os.stat(job.path)  # noqa: PTH116 - the path is bytes
    except OSError:
        return Arrival(job.key, "", b"", 0)
    return Arrival(job.key, "", b"", status.st_size, status.st_mtime_ns)
