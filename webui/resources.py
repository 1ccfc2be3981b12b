"""What a request works with: the archive, opened once a request, and the app's one engine, opened at its first use."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Lock

from flask import Flask, current_app, g

from archive.store import Archive
from index.engine import Counts, Engine
from index.find import open_engine
from index.query import Query
from webui.periods import Dated

_KEY = "backfile"

PATIENCE = 0.25
"""Seconds that a search waits for its turn: behind a slow one it goes on beside it."""

_DATES = ("year", "month", "day")


class _Shared:
    """The app's own: where its archive is, and the engine its threads share."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.lock = Lock()
        self.engine: Engine | None = None
        self.turn = Lock()
        self.held = (0, Dated({}))


def share(app: Flask, root: Path) -> None:
    """Tell the app where its archive is. Opens nothing."""
    app.extensions[_KEY] = _Shared(root)
    app.teardown_appcontext(_close_archive)


def opened_archive() -> Archive:
    """The archive, open until this request ends."""
    if "archive" not in g:
        g.archive = Archive.open(_shared(current_app).root)
    archive: Archive = g.archive
    return archive


def opened_engine() -> Engine:
    """The engine, open until `close_engine`; it may be searched from any thread."""
    shared = _shared(current_app)
    with shared.lock:
        if shared.engine is None:
            shared.engine = open_engine(opened_archive())
        return shared.engine


@contextmanager
def in_turn() -> Iterator[None]:
    """One search after another: threads that wrest Python's lock from each other take twice the time together."""
    turn = _shared(current_app).turn
    has_turn = turn.acquire(timeout=PATIENCE)
    try:
        yield
    finally:
        if has_turn:
            turn.release()


def dates_held(engine: Engine) -> Dated:
    """How many documents the archive holds of each date, whatever is asked for; counted once a generation."""
    shared, generation = _shared(current_app), engine.status().generation
    if shared.held[0] != generation:
        shared.held = generation, Dated(engine.search(Query("", None, limit=1, facets=_DATES)).facets)
    return shared.held[1]


def counted_by(engine: Engine, query: Query) -> Callable[[str], Counts]:
    """How many documents a query finds with each value of a facet, counted where that is asked for."""
    return lambda facet: engine.search(replace(query, facets=(facet,), limit=1, page=1)).facets[facet]


def close_engine(app: Flask) -> None:
    """Let go of the engine; the next request opens it again."""
    shared = _shared(app)
    with shared.lock:
        engine, shared.engine, shared.held = shared.engine, None, (0, Dated({}))
    if engine:
        engine.close()


def _shared(app: Flask) -> _Shared:
    shared: _Shared = app.extensions[_KEY]
    return shared


def _close_archive(_: BaseException | None) -> None:
    archive: Archive | None = g.pop("archive", None)
    if archive:
        archive.close()
