"""Ways for a worker to fail at one file: importable, because worker processes find them by name."""

import os
import signal
import time
from types import MappingProxyType

from archive.furniture import Learnt
from archive.settings import Settings
from archive.workers import Job, Reply, clean_file


def clean_or_fail(job: Job, settings: Settings, learnt: Learnt = MappingProxyType({})) -> Reply:
    """Clean a file, unless its name, or for bytes its key, asks for a fault."""
    name = job.path or job.key
    if b"die" in name:
        os.kill(os.getpid(), signal.SIGKILL)
    if b"hang" in name:
        time.sleep(60)
    if b"spin" in name:
        while True:
            pass
    if b"hog" in name:
        return Reply(job, clean_file(job, settings).arrived, detail=str(len(bytearray(2 << 30))))
    if b"fault" in name:
        raise LookupError("a fault of ours")
    return clean_file(job, settings, learnt)
