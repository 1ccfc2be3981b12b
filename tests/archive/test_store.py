"""archive.db: what is kept comes back, versions and changes count up, removal is for good."""

import json
import sqlite3
import stat
import zlib
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from threading import Timer

import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import Put

from archive.database import connect
from archive.errors import DamagedError, LockedError, NotFoundError, SettingsError, UsageError
from archive.report import Block, Cleaned, Document, Evidence, Kind, PartialDate, Place
from archive.rows import MIGRATIONS, arrival, to_document, write_version
from archive.store import STORE_NAME, Archive

DOCUMENT = Document(
    title="Grain corridor reopens",
    body="First.\n\nSecond.",
    date=PartialDate("2025-06-08", "2025-06-08T10:30:00+02:00"),
    source="Harbour Post",
    regions=("Europe", "Russia-Ukraine War"),
    published_in="GB",
    dateline=Place("UA", "ODESA", 0.95),
    about=(Place("UA", "Ukraine", 0.9), Place("RU", "Russian", 0.4)),
    author="Anna Example",
    language="en",
    url="https://harbour.example/1",
    evidence=(Evidence("date", "2025-06-08", "meta", "2025-06-08T10:30", 0.9),),
)
BLOCKS = (Block("First.", Kind.BODY, True, "article text"), Block("Menu", Kind.FURNITURE, False, "navigation"))


def keep(archive: Archive, key: bytes, data: bytes, document: Document = DOCUMENT) -> Document:
    with archive.transaction():
        return archive.keep(arrival(key, data), Cleaned(document, BLOCKS, "html", "utf-8"))


def test_what_is_kept_comes_back_as_it_was(archive: Archive) -> None:
    kept = keep(archive, b"/r/1.html", b"<p>bytes")
    assert archive.document(kept.id) == replace(DOCUMENT, id=kept.id, version=1)
    assert archive.blocks(kept.id) == BLOCKS
    original = archive.original(kept.id)
    assert (original.data, original.key, original.format) == (b"<p>bytes", b"/r/1.html", "html")


def test_several_at_once_come_back_as_each_alone(archive: Archive) -> None:
    """A damaged one is the error that says so, one that is not there is left out, and what is odd finds nothing."""
    whole, damaged = (keep(archive, b"/r/%d" % number, b"<p>%d" % number) for number in range(2))
    archive._connection.execute("UPDATE version SET body = x'00' WHERE id = ?", (damaged.id,))
    ids = [damaged.id, "nowhere", whole.id, "\ud800", "\0"]
    for found in archive.documents_of(ids), archive.listed([(id, 1) for id in ids]):
        assert set(found) == {whole.id, damaged.id}
        assert damaged.id in str(found.pop(damaged.id))
    assert archive.documents_of(ids)[whole.id] == archive.document(whole.id)
    of_lists = replace(archive.document(whole.id), evidence=(), published_in="", dateline=None, about=())
    assert archive.listed([(whole.id, 1), (whole.id, 2)]) == {whole.id: of_lists}


def test_a_document_read_before_its_places_were_has_none(archive: Archive) -> None:
    kept = keep(archive, b"/r/1.html", b"<p>bytes")
    details = zlib.compress(json.dumps({"evidence": [], "blocks": []}).encode())
    with closing(sqlite3.connect(archive.root / "archive.db")) as connection, connection:
        connection.execute("UPDATE version SET details = ?", (details,))
    old = archive.document(kept.id)
    assert (old.published_in, old.dateline, old.about) == ("", None, ())


texts = st.text(max_size=50)


@given(texts, texts, st.lists(texts, max_size=3), st.none() | st.dates().map(lambda day: PartialDate(day.isoformat())))
def test_any_document_survives_its_row(title: str, body: str, regions: list[str], date: PartialDate | None) -> None:
    from archive.rows import MIGRATIONS, VERSION

    document = Document(title=title, body=body, regions=tuple(regions), date=date, id="a", version=1)
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(MIGRATIONS[0])
        write_version(connection, Cleaned(document, BLOCKS, "text", "utf-8"), document, "0")
        assert to_document(connection.execute(VERSION, ("a", 1)).fetchone()) == document


def test_the_same_report_again_is_no_new_version(archive: Archive) -> None:
    first = keep(archive, b"/r/1", b"x")
    change = archive.change()
    assert keep(archive, b"/r/1", b"x") == first
    assert archive.change() == change


def test_an_edit_keeps_the_id_and_the_old_version(archive: Archive) -> None:
    first = keep(archive, b"/r/1", b"x")
    second = keep(archive, b"/r/1", b"y", replace(DOCUMENT, title="Corrected"))
    assert (second.id, second.version) == (first.id, 2)
    assert archive.document(first.id, 1).title == DOCUMENT.title
    assert archive.document(first.id).title == "Corrected"


def test_equal_bytes_at_two_paths_are_two_documents(archive: Archive) -> None:
    assert keep(archive, b"/r/1", b"x").id != keep(archive, b"/r/2", b"x").id


def test_the_change_number_only_grows_and_tells_what_changed(archive: Archive, put: Put) -> None:
    put("a", "one")
    put("b", "two")
    before = archive.change()
    put("a", "one, edited")
    archive.remove("b")
    assert [document.id for document in archive.documents(before, archive.change())] == ["a"]
    assert archive.removed(before, archive.change()) == ["b"]
    assert archive.change() == before + 2


def test_a_removed_document_leaves_nothing_but_a_tombstone(archive: Archive) -> None:
    packed = arrival(b"", b"secret bytes").packed
    kept = keep(archive, b"/r/1", b"secret bytes")
    assert packed in stored_bytes(archive)
    archive.remove(kept.id)
    with pytest.raises(NotFoundError):
        archive.document(kept.id)
    with pytest.raises(NotFoundError):
        archive.original(kept.id)
    assert archive.tombstones.stands_at(b"/r/1")
    assert archive.tombstones.stands_for(arrival(b"", b"secret bytes").sha256)
    archive.close()
    assert packed not in stored_bytes(archive)


def stored_bytes(archive: Archive) -> bytes:
    return b"".join(path.read_bytes() for path in archive.root.glob("archive.db*"))


def test_a_removed_document_keeps_the_original_another_document_needs(archive: Archive) -> None:
    first, second = keep(archive, b"/r/1", b"x"), keep(archive, b"/r/2", b"x")
    archive.remove(first.id)
    assert archive.original(second.id).data == b"x"


def test_a_report_in_quarantine_keeps_the_document_it_once_was(archive: Archive) -> None:
    kept = keep(archive, b"/r/1", b"x")
    with archive.transaction():
        archive.refuse(arrival(b"/r/1", b"broken"), "not-text", "a picture")
    assert archive.document(kept.id).title == DOCUMENT.title
    assert [(seen.key, seen.reason, seen.document) for seen in archive.quarantine()] == [(b"/r/1", "not-text", kept.id)]


def test_a_document_is_gone_only_when_all_its_files_are(archive: Archive) -> None:
    kept = keep(archive, b"/r/1", b"x")
    with archive.transaction():
        archive.mark_gone(b"/r/1")
    assert archive.document(kept.id).gone_since
    with archive.transaction():
        archive.touch(b"/r/1", 1, 1)
    assert not archive.document(kept.id).gone_since


def test_an_archive_is_for_its_owner_alone(archive: Archive) -> None:
    assert stat.S_IMODE(archive.root.stat().st_mode) == 0o700


def test_a_second_indexer_is_told_to_come_again(archive: Archive) -> None:
    with archive.lock(), Archive.open(archive.root) as other, pytest.raises(LockedError), other.lock():
        pass
    with archive.lock():
        pass


def test_waiting_for_the_lock_ends_when_the_other_run_does(archive: Archive) -> None:
    with Archive.open(archive.root) as other:
        lock = other.lock()
        lock.__enter__()
        timer = Timer(0.5, lambda: lock.__exit__(None, None, None))
        timer.start()
        with archive.lock(wait=20):
            assert timer.finished.is_set()
        timer.join()


def test_an_archive_is_not_made_over_other_files(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("x")
    with pytest.raises(UsageError, match="not empty"):
        Archive.create(tmp_path)


@pytest.mark.parametrize("step", ["archive.people.People.open", "archive.store.connect", "archive.store.default_text"])
def test_an_archive_whose_making_was_cut_off_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def cut_off(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(step, cut_off)
    with pytest.raises(KeyboardInterrupt):
        Archive.create(tmp_path / "a")
    monkeypatch.undo()
    with pytest.raises(SettingsError, match="is no archive"):
        Archive.open(tmp_path / "a")


def test_a_store_has_its_lineage_from_its_first_moment_on(tmp_path: Path) -> None:
    Archive.create(tmp_path / "a").close()
    (tmp_path / "a" / STORE_NAME).unlink()
    connect(tmp_path / "a" / STORE_NAME, MIGRATIONS, create=True).close()  # and killed before anything else
    with Archive.open(tmp_path / "a") as archive:
        assert (len(archive.lineage()), archive.change()) == (32, 0)


def test_an_original_that_rotted_is_found(archive: Archive) -> None:
    keep(archive, b"/r/1", b"x")
    archive._connection.execute("UPDATE original SET packed = ?", (arrival(b"", b"y").packed,))
    assert ["not what was stored" in line for line in archive.damage()] == [True]


def test_a_document_that_rotted_is_found_and_named(archive: Archive) -> None:
    kept, other = keep(archive, b"/r/1", b"x"), keep(archive, b"/r/2", b"y")
    archive._connection.execute("UPDATE version SET title = 'wrong', body = x'789c00' WHERE id = ?", (kept.id,))
    assert [kept.id in line for line in archive.damage()] == [True]
    with pytest.raises(DamagedError, match=kept.id):
        archive.document(kept.id)
    archive.remove(kept.id)
    assert not archive.damage()
    assert archive.document(other.id)


def test_what_people_said_of_a_removed_document_goes_with_it(archive: Archive) -> None:
    kept = keep(archive, b"/r/1", b"x")
    archive.people.correct(kept.id, {"source": "Reuters"})
    archive.remove(kept.id)
    assert archive.people.corrections(kept.id) == {}


def test_a_persons_word_survives_a_new_reading(archive: Archive) -> None:
    kept = keep(archive, b"/r/1", b"x")
    archive.people.correct(kept.id, {"source": "Reuters", "date": "2025-06"})
    again = keep(archive, b"/r/1", b"y", replace(DOCUMENT, title="New reading"))
    assert (again.title, again.source, again.date) == ("New reading", "Reuters", PartialDate("2025-06"))
    assert again.evidence[0].method == "person"
