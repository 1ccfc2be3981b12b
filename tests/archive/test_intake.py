"""Folders to Outcomes: new, changed, renamed, gone and refused files, each accounted for once."""

import os
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from faulty import clean_or_fail

from archive.errors import BackfileError, RefusedError, SuspiciousError, UsageError
from archive.intake import take_in, take_in_bytes
from archive.report import Outcome, Result
from archive.rows import Arrival
from archive.scan import Root, named_roots, watched_roots
from archive.settings import load_settings
from archive.store import Archive
from archive.workers import Pool

TEXT = "The grain corridor reopened on Sunday.\n\nShips left Odesa for the first time since March, the port said.\n"

Run = Callable[..., dict[str, Outcome]]


@pytest.fixture
def folder(archive: Archive) -> Path:
    """A folder of reports that the archive watches."""
    watched = archive.root.parent / "reports"
    watched.mkdir()
    settings = archive.root / "archive.toml"
    settings.write_text(settings.read_text() + f'\n[[folder]]\nname = "r"\npath = "{watched}"\n')
    archive.settings = load_settings(archive.root)
    return watched


@pytest.fixture
def index(archive: Archive, folder: Path) -> Run:
    """A run over the watched folder: the Outcome of each file, by its name."""

    def run(**options: bool) -> dict[str, Outcome]:
        outcomes = list(take_in(archive, watched_roots(archive.settings), **options))
        assert max(Counter(outcome.key for outcome in outcomes).values(), default=1) == 1
        return {os.fsdecode(outcome.key.removeprefix(b"r/")): outcome for outcome in outcomes}

    return run


def results(outcomes: dict[str, Outcome]) -> dict[str, str]:
    return {name: outcome.result.value for name, outcome in outcomes.items()}


def write(folder: Path, count: int) -> None:
    for number in range(count):
        (folder / f"{number}.txt").write_text(f"Report number {number}.\n\n{TEXT}")


def test_a_second_run_changes_nothing(archive: Archive, folder: Path, index: Run) -> None:
    write(folder, 3)
    assert results(index()) == {"0.txt": "added", "1.txt": "added", "2.txt": "added"}
    before = (archive.root / "archive.db-wal").read_bytes()
    assert set(results(index()).values()) == {"unchanged"}
    assert (archive.root / "archive.db-wal").read_bytes() == before


def test_an_edit_changes_the_document_and_a_touch_does_not(archive: Archive, folder: Path, index: Run) -> None:
    write(folder, 2)
    first = index()
    (folder / "0.txt").write_text("Rewritten report.\n\n" + TEXT)
    os.utime(folder / "1.txt", (1, 1))
    again = index()
    assert results(again) == {"0.txt": "changed", "1.txt": "unchanged"}
    assert again["0.txt"].id == first["0.txt"].id
    assert set(results(index()).values()) == {"unchanged"}


def test_a_renamed_file_keeps_its_document(archive: Archive, folder: Path, index: Run) -> None:
    write(folder, 2)
    first = index()
    (folder / "0.txt").rename(folder / "renamed.txt")
    again = index()
    assert results(again) == {"1.txt": "unchanged", "renamed.txt": "unchanged"}
    assert (again["renamed.txt"].id, again["renamed.txt"].reason) == (first["0.txt"].id, "moved")
    assert archive.counts()["documents"] == 2


def test_two_copies_of_a_renamed_file_are_one_move_and_one_new_document(folder: Path, index: Run) -> None:
    write(folder, 1)
    index()
    data = (folder / "0.txt").read_bytes()
    (folder / "0.txt").unlink()
    (folder / "a.txt").write_bytes(data)
    (folder / "b.txt").write_bytes(data)
    assert sorted(results(index()).values()) == ["added", "unchanged"]


def test_a_vanished_file_leaves_its_document_marked_and_its_return_takes_the_mark_away(
    archive: Archive, folder: Path, index: Run
) -> None:
    write(folder, 2)
    id = index()["0.txt"].id
    data = (folder / "0.txt").read_bytes()
    (folder / "0.txt").unlink()
    assert results(index()) == {"0.txt": "gone", "1.txt": "unchanged"}
    assert archive.document(id).gone_since
    assert results(index()) == {"1.txt": "unchanged"}
    (folder / "0.txt").write_bytes(data)
    assert results(index()) == {"0.txt": "unchanged", "1.txt": "unchanged"}
    assert not archive.document(id).gone_since


def test_a_root_that_says_remove_drops_what_vanished(archive: Archive, folder: Path) -> None:
    write(folder, 2)
    root = Root(bytes(folder), b"r/", watched=True, remove_missing=True)
    list(take_in(archive, [root]))
    (folder / "0.txt").unlink()
    assert [outcome.result for outcome in take_in(archive, [root])] == [Result.UNCHANGED, Result.GONE]
    assert archive.counts()["documents"] == 1


@pytest.mark.parametrize("fault", ["missing", "empty", "many"])
def test_a_folder_that_lost_much_at_once_marks_nothing_gone(
    archive: Archive, folder: Path, index: Run, fault: str
) -> None:
    write(folder, 24)
    index()
    for number in range(24 if fault != "many" else 22):
        (folder / f"{number}.txt").unlink()
    if fault == "missing":
        folder.rmdir()
    with pytest.raises(SuspiciousError, match="reports"):
        index()
    assert archive.counts()["gone"] == 0
    if fault != "missing":
        index(accept_missing=True)
        assert archive.counts()["gone"] == (24 if fault == "empty" else 22)


def test_a_watched_folder_that_is_empty_from_the_first_is_suspicious(
    archive: Archive, folder: Path, index: Run
) -> None:
    with pytest.raises(SuspiciousError, match="is empty"):
        index()
    assert index(accept_missing=True) == {}
    write(folder, 1)
    assert len(index()) == 1


def test_a_refused_file_is_in_quarantine_until_it_changes(archive: Archive, folder: Path, index: Run) -> None:
    (folder / "empty.html").touch()
    first, second = index()["empty.html"], index()["empty.html"]
    assert (first.result, first.reason, first.again) == (Result.QUARANTINED, "empty", False)
    assert (second.result, second.reason, second.again) == (Result.QUARANTINED, "empty", True)
    (folder / "empty.html").write_text(TEXT)
    assert index()["empty.html"].result is Result.ADDED
    assert not archive.quarantine()


def test_a_quarantined_file_that_vanished_is_forgotten(archive: Archive, folder: Path, index: Run) -> None:
    write(folder, 2)
    (folder / "empty.html").touch()
    index()
    (folder / "empty.html").unlink()
    index()
    assert not archive.quarantine()


def test_a_file_that_broke_keeps_its_document(archive: Archive, folder: Path, index: Run) -> None:
    write(folder, 1)
    id = index()["0.txt"].id
    (folder / "0.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    assert index()["0.txt"].result is Result.QUARANTINED
    assert "Odesa" in archive.document(id).body


def test_a_removed_document_does_not_come_back_under_any_name(archive: Archive, folder: Path, index: Run) -> None:
    write(folder, 1)
    id = index()["0.txt"].id
    archive.remove(id)
    assert index()["0.txt"].reason == "removed"
    (folder / "0.txt").rename(folder / "other.txt")
    assert index()["other.txt"].reason == "removed"
    archive.allow_again(id)
    assert index()["other.txt"].result is Result.ADDED


def test_a_copy_of_a_removed_document_is_left_in_peace(archive: Archive, folder: Path, index: Run) -> None:
    write(folder, 1)
    (folder / "copy.txt").write_bytes((folder / "0.txt").read_bytes())
    outcomes = index()
    archive.remove(outcomes["0.txt"].id)
    (folder / "copy.txt").rename(folder / "renamed.txt")
    assert index()["renamed.txt"].id == outcomes["copy.txt"].id
    assert archive.counts() == {"documents": 1, "gone": 0, "quarantined": 0}


def test_a_removed_document_does_not_come_back_with_bytes_it_had_later(
    archive: Archive, folder: Path, index: Run
) -> None:
    (folder / "a.html").write_text(f"<p>{TEXT}</p>")
    id = index()["a.html"].id
    (folder / "a.html").write_text(f"<p>{TEXT}</p><!-- another time -->")
    assert index()["a.html"].result is Result.UNCHANGED
    archive.remove(id)
    assert archive._connection.execute("SELECT count(*) FROM original").fetchone() == (0,)
    (folder / "a.html").rename(folder / "b.html")
    assert index()["b.html"].reason == "removed"


def test_what_was_added_by_name_is_the_same_when_its_folder_is_watched(
    archive: Archive, folder: Path, index: Run
) -> None:
    write(folder, 2)
    added = [outcome.id for outcome in take_in(archive, [Root(bytes(folder), bytes(folder))])]
    predicted = results(index(dry_run=True))
    assert results(index()) == predicted == {"0.txt": "unchanged", "1.txt": "unchanged"}
    assert archive.counts()["documents"] == 2
    assert sorted(added) == sorted(archive.ids())


def test_a_watched_folder_under_another_name_keeps_its_documents(archive: Archive, folder: Path, index: Run) -> None:
    write(folder, 2)
    index()
    settings = archive.root / "archive.toml"
    settings.write_text(settings.read_text().replace('name = "r"', 'name = "renamed"'))
    with Archive.open(archive.root) as again:
        outcomes = list(take_in(again, watched_roots(again.settings)))
    assert {(outcome.result, outcome.reason) for outcome in outcomes} == {(Result.UNCHANGED, "moved")}
    assert archive.counts()["documents"] == 2


def test_an_unmounted_folder_gives_its_documents_to_no_other(archive: Archive, folder: Path, index: Run) -> None:
    write(folder, 1)
    id = index()["0.txt"].id
    away = folder.rename(folder.with_name("away"))
    copied = take_in(archive, [Root(bytes(away), bytes(away))])
    assert [outcome.result for outcome in copied] == [Result.ADDED]
    away.rename(folder)
    assert index()["0.txt"].id == id


def test_the_archive_never_takes_itself_in(archive: Archive) -> None:
    outcomes = list(take_in(archive, [Root(bytes(archive.root.parent), b"r/", watched=True)]))
    assert outcomes
    assert {(outcome.result, outcome.reason) for outcome in outcomes} == {(Result.SKIPPED, "archive")}


def test_a_part_of_a_watched_folder_is_ignored_by_the_same_patterns(archive: Archive, folder: Path) -> None:
    (folder / "drafts").mkdir()
    write(folder / "drafts", 1)
    settings = archive.root / "archive.toml"
    settings.write_text(settings.read_text() + 'ignore = ["drafts/*"]\n')
    with Archive.open(archive.root) as again:
        (outcome,) = take_in(again, named_roots([bytes(folder / "drafts")], again.settings))
    assert (outcome.key, outcome.reason) == (b"r/drafts/0.txt", "ignored")


@pytest.mark.parametrize(
    "fault", [UnicodeEncodeError("utf-8", "\ud83d", 0, 1, "surrogates not allowed"), OverflowError("int too large")]
)
def test_a_document_that_cannot_be_stored_costs_its_own_file_alone(
    archive: Archive, folder: Path, index: Run, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    write(folder, 3)
    keep = Archive.keep

    def refuse_one(self: Archive, arrived: Arrival, *arguments: Any) -> Any:
        if arrived.key.endswith(b"1.txt"):
            raise fault
        return keep(self, arrived, *arguments)

    monkeypatch.setattr(Archive, "keep", refuse_one)
    outcomes = index()
    assert results(outcomes) == {"0.txt": "added", "1.txt": "quarantined", "2.txt": "added"}
    assert outcomes["1.txt"].reason == "internal-error"


def test_an_address_that_is_none_of_the_webs_is_refused(archive: Archive) -> None:
    for url in ("/etc/passwd", "r/0.txt", "javascript:alert(1)"):
        with pytest.raises(UsageError, match="address"):
            take_in_bytes(archive, TEXT.encode(), url=url, said={})


def test_a_dry_run_predicts_the_run_and_writes_nothing(archive: Archive, folder: Path, index: Run) -> None:
    write(folder, 4)
    index()
    (folder / "0.txt").unlink()
    (folder / "1.txt").rename(folder / "renamed.txt")
    (folder / "2.txt").write_text("New words.\n\n" + TEXT)
    (folder / "empty.html").touch()
    (folder / "style.css").touch()
    before = (archive.root / "archive.db-wal").read_bytes()
    predicted = results(index(dry_run=True))
    assert (archive.root / "archive.db-wal").read_bytes() == before
    assert results(index()) == predicted


def test_a_file_that_came_to_nothing_fails_the_run(folder: Path, index: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder, 2)
    monkeypatch.setattr("archive.workers.Pool.clean", lambda *_: iter(()))
    with pytest.raises(BackfileError, match="2 files were seen and 0 accounted for"):
        index()


def test_what_is_added_by_name_is_never_marked_gone(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "b.txt").write_text("Another one.\n\n" + TEXT)
    roots = named_roots([bytes(tmp_path / "a.txt"), bytes(tmp_path / "b.txt")], archive.settings)
    list(take_in(archive, roots))
    (tmp_path / "a.txt").unlink()
    assert [outcome.result for outcome in take_in(archive, roots[1:])] == [Result.UNCHANGED]


def test_what_is_given_with_its_address_is_later_than_any_capture_until_now(archive: Archive) -> None:
    take_in_bytes(archive, TEXT.encode(), url="https://a.example/1", said={})
    seen = archive.seen(b"https://a.example/1")
    assert seen and seen.mtime_ns > 1_700_000_000_000_000_000


def test_pasted_text_takes_a_persons_word_over_its_own(archive: Archive) -> None:
    said = {"source": "Clash Report", "date": "2025-06-08"}
    outcome = take_in_bytes(archive, TEXT.encode(), said=said)
    document = archive.document(outcome.id)
    assert (document.source, document.date.text if document.date else "") == ("Clash Report", "2025-06-08")
    again = take_in_bytes(archive, TEXT.encode(), said={"title": "Corridor"})
    assert (again.id, again.result) == (outcome.id, Result.CHANGED)
    assert (archive.document(outcome.id).title, archive.document(outcome.id).source) == ("Corridor", "Clash Report")


def test_pasted_bytes_that_are_no_report_are_refused_and_leave_nothing(archive: Archive) -> None:
    with pytest.raises(RefusedError, match="empty"):
        take_in_bytes(archive, b"", said={"title": "x"})
    assert archive.counts() == {"documents": 0, "gone": 0, "quarantined": 0}


@pytest.mark.parametrize(("fault", "reason"), [("die", "crashed"), ("spin", "timeout")])
def test_pasted_bytes_are_cleaned_within_limits(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, fault: str, reason: str
) -> None:
    """What kills or holds up a worker is refused, and whoever asked lives on."""
    monkeypatch.setattr("archive.intake.Pool", partial(Pool, seconds=1))
    monkeypatch.setattr("archive.intake.clean_file", clean_or_fail)
    with pytest.raises(RefusedError, match=reason):
        take_in_bytes(archive, TEXT.encode(), key=fault.encode(), said={})
    assert archive.counts() == {"documents": 0, "gone": 0, "quarantined": 0}
