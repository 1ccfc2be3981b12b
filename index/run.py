"""A run of the indexer: what is taken in becomes searchable as the run goes on, and the run is noted at its end."""

import time
from collections.abc import Generator, Iterable, Iterator

from archive.corrections import settle
from archive.errors import BackfileError, SuspiciousError, UsageError
from archive.log import Run, note
from archive.recleaning import clean_again
from archive.report import Outcome, Result
from archive.store import Archive, now
from archive.tally import Tally
from index.engine import Engine
from index.sync import sync

PUBLISH_DOCUMENTS = 5_000
PUBLISH_SECONDS = 60.0


def run(
    archive: Archive,
    engine: Engine,
    outcomes: Iterable[Outcome],
    tally: Tally,
    *,
    rebuild: bool = False,
    watching: bool = False,
) -> Iterator[Outcome]:
    """Pass on Outcomes as they come, counted in `tally`, and publish at least every 5,000 documents or 60 seconds.

    What people said since the last run, and what the table of sources says, is laid over the documents; those that the
    rules of their source touch are cleaned again, and by a `watching` run, over the watched folders, those also that
    another cleaner made, or other settings. Raises what taking in raises; where that is the fault of what was to be
    taken in, after all else is done. Whatever ends the run, a line in the log tells of it, and whether it was watching.
    """
    started, fault = now(), "stopped"
    try:
        refused = yield from _take_in(archive, engine, outcomes, tally)
        settle(archive)
        again = clean_again(archive, touched_only=not watching)
        refused = (yield from _take_in(archive, engine, again, tally)) or refused
        sync(archive, engine, rebuild=rebuild)
        if refused:
            raise refused
        fault = ""
    except Exception as error:
        fault = str(error) or type(error).__name__
        raise
    finally:
        note(archive.root, Run(started, now(), tally.summary().counts, fault, watching))


def _take_in(
    archive: Archive, engine: Engine, outcomes: Iterable[Outcome], tally: Tally
) -> Generator[Outcome, None, BackfileError | None]:
    published, waiting = time.monotonic(), 0
    try:
        for outcome in outcomes:
            tally.add(outcome)
            yield outcome
            waiting += outcome.result in (Result.ADDED, Result.CHANGED, Result.RECLEANED)
            if waiting and (waiting >= PUBLISH_DOCUMENTS or time.monotonic() - published >= PUBLISH_SECONDS):
                sync(archive, engine)
                published, waiting = time.monotonic(), 0
    except (SuspiciousError, UsageError) as error:
        return error
    return None
