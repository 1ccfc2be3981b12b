"""A run of the indexer: what is taken in becomes searchable as the run goes on, and the run is noted at its end."""

import time
from collections.abc import Iterable, Iterator

from archive.errors import SuspiciousError
from archive.intake import Tally
from archive.report import Outcome, Result
from archive.rows import Run
from archive.store import Archive, now
from index.engine import Engine
from index.sync import sync

PUBLISH_DOCUMENTS = 5_000
PUBLISH_SECONDS = 60.0


def run(
    archive: Archive, engine: Engine, outcomes: Iterable[Outcome], tally: Tally, *, rebuild: bool = False
) -> Iterator[Outcome]:
    """Pass on Outcomes as they come, counted in `tally`, and publish at least every 5,000 documents or 60 seconds.

    Raises what taking in raises; where only the folders are suspicious (SuspiciousError), after all else is done.
    """
    started, published, waiting = now(), time.monotonic(), 0
    suspicion: SuspiciousError | None = None
    try:
        for outcome in outcomes:
            tally.add(outcome)
            yield outcome
            waiting += outcome.result in (Result.ADDED, Result.CHANGED)
            if waiting and (waiting >= PUBLISH_DOCUMENTS or time.monotonic() - published >= PUBLISH_SECONDS):
                sync(archive, engine)
                published, waiting = time.monotonic(), 0
    except SuspiciousError as error:
        suspicion = error
    sync(archive, engine, rebuild=rebuild)
    with archive.transaction():
        archive.note_run(Run(started, now(), dict(tally.summary().counts)))
    if suspicion:
        raise suspicion
