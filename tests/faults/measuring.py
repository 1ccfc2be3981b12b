"""What a worker needs for a file: a module of its own, because worker processes load all that it imports."""

import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from archive.settings import Settings
from archive.workers import Job, Reply, clean_file


def measured(job: Job, settings: Settings) -> Reply:
    """Clean a file; the processor's seconds and the most memory that took (MB) stand behind the reply's detail."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")  # peaks are counted from here
    begun = time.process_time()
    reply = clean_file(job, settings)
    members = reply.batch.members if reply.batch else ()
    for member in members:
        if member.data:
            clean_file(replace(job, path=b"", key=member.name, data=member.data, depth=job.depth + 1), settings)
    return replace(reply, detail=f"{reply.detail}|{time.process_time() - begun:.3f}|{peak()}")


def peak() -> int:
    """The most memory this process had, in MB; 0 where the system does not tell."""
    with suppress(OSError):
        lines = Path("/proc/self/status").read_text().split("\n")
        return next((int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM")), 0)
    return 0
