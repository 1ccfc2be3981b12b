"""`runs.jsonl` beside the databases: one line of JSON a run, whatever became of it."""

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import BinaryIO

from archive.disk import writing

LOG_NAME = "runs.jsonl"
TAIL_BYTES = 1 << 16


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the indexer: when (ISO 8601, UTC), how many files came to each Outcome, and what ended it early.

    A `watching` one looked through the watched folders, as cron's does and no `add` or `import`.
    """

    started: str
    ended: str
    counts: Mapping[str, int] = field(default_factory=dict)
    error: str = ""
    watching: bool = False


def note(root: Path, run: Run) -> None:
    """Add a run to the log, in one write."""
    line = json.dumps(asdict(run), ensure_ascii=False).encode() + b"\n"
    with writing(root):
        handle = os.open(root / LOG_NAME, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        try:
            os.write(handle, line)
        finally:
            os.close(handle)


def last_good(root: Path, *, watching: bool = False) -> Run | None:
    """The newest run that came to its end; lines that were cut off are passed over.

    Where only those that were `watching` count, no other is returned.
    """
    try:
        with (root / LOG_NAME).open("rb") as file:
            runs = (run for line in _newest_first(file) if (run := _read(line)))
            return next((run for run in runs if not run.error and run.watching >= watching), None)
    except FileNotFoundError:
        return None


def _newest_first(file: BinaryIO) -> Iterator[bytes]:
    """The lines of a log from its end, so that years of it cost nothing."""
    end, rest = file.seek(0, os.SEEK_END), b""
    while end:
        start = max(0, end - TAIL_BYTES)
        file.seek(start)
        rest, *lines = (file.read(end - start) + rest).split(b"\n")
        yield from reversed(lines)
        end = start
    yield rest


def _read(line: bytes) -> Run | None:
    try:
        return Run(**json.loads(line))
    except (ValueError, TypeError):
        return None
