"""A run: what is taken in becomes searchable as it goes on, and a line in the log tells how it ended."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from making import Put

from archive.errors import SuspiciousError
from archive.report import Outcome, Result
from archive.store import Archive
from archive.tally import Tally
from index import run as run_module
from index.find import find, open_engine
from index.query import parse
from index.run import run


def logged(archive: Archive) -> list[Any]:
    return [json.loads(line) for line in (archive.root / "runs.jsonl").read_text().splitlines()]


def outcomes(put: Put, count: int, fault: BaseException | None = None) -> Iterator[Outcome]:
    for number in range(count):
        put(f"d{number}", "words")
        yield Outcome(b"key%d" % number, Result.ADDED, f"d{number}")
    if fault:
        raise fault


def test_a_run_is_counted_indexed_and_noted(archive: Archive, put: Put) -> None:
    engine, tally = open_engine(archive), Tally()
    assert len(list(run(archive, engine, outcomes(put, 3), tally))) == 3
    assert find(archive, engine, parse("words")).total == 3
    (line,) = logged(archive)
    assert (line["counts"]["added"], line["error"]) == (3, "")
    last = archive.last_run()
    assert last is not None
    assert last.ended == line["ended"]


def test_a_long_run_publishes_as_it_goes_on(archive: Archive, put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_module, "PUBLISH_DOCUMENTS", 2)
    engine = open_engine(archive)
    going = run(archive, engine, outcomes(put, 5), Tally())
    totals = [find(archive, engine, parse("words")).total for _ in going]
    assert totals == [0, 0, 2, 2, 4]
    assert find(archive, engine, parse("words")).total == 5


def test_suspicious_folders_are_told_after_all_else_is_done(archive: Archive, put: Put) -> None:
    engine = open_engine(archive)
    with pytest.raises(SuspiciousError, match="unmounted"):
        list(run(archive, engine, outcomes(put, 2, SuspiciousError("unmounted")), Tally()))
    assert find(archive, engine, parse("words")).total == 2
    assert logged(archive)[0]["error"] == "unmounted"
    assert archive.last_run() is None


def test_a_run_that_fails_or_is_stopped_is_in_the_log(archive: Archive, put: Put) -> None:
    engine = open_engine(archive)
    with pytest.raises(LookupError):
        list(run(archive, engine, outcomes(put, 1, LookupError("ours")), Tally()))
    stopped = run(archive, engine, outcomes(put, 3), Tally())
    next(stopped)
    stopped.close()  # type: ignore[attr-defined]  # it is a generator
    assert [line["error"] for line in logged(archive)] == ["ours", "stopped"]
