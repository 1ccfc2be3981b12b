"""Make the engine hold what the archive holds, in steps that are each complete."""

from archive.copies.finding import find_copies
from archive.store import Archive
from index.engine import Engine

STEP_DOCUMENTS = 5_000
STEP_PACKED_BYTES = 6_000_000


def sync(archive: Archive, engine: Engine, *, rebuild: bool = False) -> int:
    """Bring the engine up to the archive's newest change; how many changes it took in.

    Each step of at most 5,000 documents, or about a minute's work, is published as it is done. With `rebuild`
    everything is built anew beside what is served, and published once. Copies are found first: which cluster a
    document is in is indexed with it.
    """
    find_copies(archive)
    newest = archive.change()
    # New segments are merged from old ones, and damage in those would be merged with them.
    rebuild = rebuild or engine.change() > newest or (0 < engine.change() < newest and bool(engine.check()))
    if rebuild:
        engine.clear()
    begun = held = engine.change()
    while held < newest or not engine.status().published:
        until = newest if rebuild else _step_end(archive, held)
        engine.apply(archive.documents(held, until), archive.removed(held, until), until)
        held = until
    return held - begun


def _step_end(archive: Archive, after: int) -> int:
    """The last change number of the next step."""
    packed = 0
    until = after
    for number, size in archive.steps(after, STEP_DOCUMENTS):
        until, packed = number, packed + size
        if packed > STEP_PACKED_BYTES:
            break
    return until
