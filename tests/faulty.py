"""Ways for a worker to fail at one file: importable, because worker processes find them by name."""

import os
import signal
import time

from archive.settings import Settings
from archive.workers import Job, Reply, clean_file


def clean_or_fail(job: Job, settings: Settings) -> Reply:
    """Clean a file, unless its name asks for a fault."""
    if b"die" in job.path:
        os.kill(os.getpid(), signal.SIGKILL)
    if b"hang" in job.path:
        time.sleep(60)
    if b"spin" in job.path:
        while True:
            pass
    if b"hog" in job.path:
        return Reply(job, clean_file(job, settings).arrived, detail=str(len(bytearray(2 << 30))))
    if b"fault" in job.path:
        raise LookupError("a fault of ours")
    return clean_file(job, settings)
