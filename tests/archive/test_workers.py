"""Worker processes: whatever a file does to one, it costs that file alone."""

from pathlib import Path

import pytest
from faulty import clean_or_fail
from making import CORPUS

from archive.errors import BackfileError
from archive.settings import default_settings
from archive.workers import Job, Pool, clean_file

PAGE = CORPUS / "harbour-post-jsonld.html"


def job(path: Path, known: str = "") -> Job:
    return Job(bytes(path), bytes(path), known)


def test_one_bad_file_costs_that_file_alone(tmp_path: Path) -> None:
    names = ["a.html", "die.html", "b.html", "spin.html", "hang.html", "c.html", "hog.html", "fault.html", "d.html"]
    for name in names:
        (tmp_path / name).write_bytes(PAGE.read_bytes())
    pool = Pool(default_settings(), size=2, seconds=2, clean=clean_or_fail)
    replies = {
        Path(reply.job.path.decode()).name: reply for reply in pool.clean(job(tmp_path / name) for name in names)
    }
    assert {name: reply.reason for name, reply in replies.items()} == {
        "a.html": "",
        "b.html": "",
        "c.html": "",
        "d.html": "",
        "die.html": "crashed",
        "hang.html": "timeout",
        "spin.html": "timeout",
        "hog.html": "out-of-memory",
        "fault.html": "internal-error",
    }
    assert all(replies[name].cleaned for name in ("a.html", "b.html", "c.html", "d.html"))


def test_a_moment_that_no_file_can_have_gives_none() -> None:
    for captured in ("9999-12-31T23:59:59+00:00", "0001-01-01T00:00:00", "2300-01-01T00:00:00+00:00"):
        reply = clean_file(Job(b"", b"a.html", data=PAGE.read_bytes(), captured=captured), default_settings())
        assert (reply.arrived.mtime_ns, reply.reason) == (0, "")


def test_bytes_that_are_known_are_not_cleaned_again() -> None:
    first = clean_file(job(PAGE), default_settings())
    assert first.cleaned
    again = clean_file(job(PAGE, first.arrived.sha256), default_settings())
    assert (again.cleaned, again.reason, again.arrived.sha256) == (None, "", first.arrived.sha256)


def test_a_file_that_cannot_be_read_is_refused_with_the_systems_reason(tmp_path: Path) -> None:
    reply = clean_file(job(tmp_path / "nothing.html"), default_settings())
    assert (reply.reason, reply.detail) == ("unreadable", "No such file or directory")


def test_a_file_over_the_limit_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.workers.MAX_FILE_BYTES", 10)
    assert clean_file(job(PAGE), default_settings()).reason == "too-large"


def test_workers_that_cannot_start_fail_the_run_and_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.workers.SECONDS_TO_START", 0)
    with pytest.raises(BackfileError, match="starting"):
        list(Pool(default_settings(), size=1).clean([job(PAGE)]))
