"""Marks: what a person put on documents stays through edits and indexing, and goes with the document."""

import pytest
from making import Put, bring_up_to_date

from archive.errors import UsageError
from archive.marks import LONGEST_NOTE, Mark, State
from archive.people import PEOPLE_NAME
from archive.store import Archive


def test_what_is_marked_is_told_by_document_and_by_state(archive: Archive) -> None:
    marks = archive.people.marks
    marks.read(["a", "b"])
    marks.keep(["b"])
    marks.note("c", "  Ask\r\nthe port. ")
    marks.tag(["a", "c"], ["grain ", " two  words", "grain"])
    assert {state: marks.ids(state) for state in State} == {"read": {"a", "b"}, "kept": {"b"}, "noted": {"c"}}
    found = marks.of(["b", "c", "nowhere"])
    assert (bool(found["b"].read), bool(found["b"].kept)) == (True, True)
    assert found["c"] == Mark("c", note="Ask\nthe port.", tags=("grain", "two words"))
    assert found["nowhere"] == Mark("nowhere")
    assert marks.of(["\ud800", "c"]) == {"\ud800": Mark("\ud800"), "c": found["c"]}
    assert marks.tags() == {"grain": 2, "two words": 2}
    assert marks.tagged("grain") == {"a", "c"}
    assert [mark.document for mark in marks.all()] == ["a", "b", "c"]


def test_what_another_window_marks_is_told_at_once(archive: Archive) -> None:
    marks = archive.people.marks
    assert marks.ids(State.READ) == set()
    with Archive.open(archive.root) as other:
        other.people.marks.read(["a", "b"])
        assert marks.ids(State.READ) == {"a", "b"}
        marks.read(["a"], False)
        assert (marks.ids(State.READ), other.people.marks.ids(State.READ)) == ({"b"}, {"b"})


def test_what_is_taken_back_leaves_nothing(archive: Archive) -> None:
    marks = archive.people.marks
    marks.read(["a"])
    marks.note("a", "x")
    marks.set_tags("a", ["x", "y"])
    marks.read(["a"], False)
    marks.note("a", "")
    marks.set_tags("a", [])
    assert list(marks.all()) == []


def test_reading_again_keeps_the_first_moment(archive: Archive) -> None:
    marks = archive.people.marks
    marks.read(["a"])
    archive.people._connection.execute("UPDATE mark SET read = '2026-01-01T00:00:00+00:00'")
    marks.read(["a", "b"])
    assert marks.of(["a"])["a"].read == "2026-01-01T00:00:00+00:00"
    assert marks.read_before("2026-01-02") == "2026-01-01T00:00:00+00:00"
    assert marks.read_before("2026-01-01") == ""


@pytest.mark.parametrize("tag", ["a, b", "x" * 61, "bell\x07"])
def test_a_tag_that_cannot_be_is_refused_and_changes_nothing(archive: Archive, tag: str) -> None:
    archive.people.marks.tag(["a"], ["before"])
    with pytest.raises(UsageError, match="tag"):
        archive.people.marks.set_tags("a", ["good", tag])
    assert archive.people.marks.tags() == {"before": 1}


def test_a_note_that_is_too_long_is_refused(archive: Archive) -> None:
    with pytest.raises(UsageError, match="10,000"):
        archive.people.marks.note("a", "x" * (LONGEST_NOTE + 1))


def test_marks_outlive_new_versions_and_a_new_index(archive: Archive, put: Put) -> None:
    put("a", "First words.")
    archive.people.marks.keep(["a"])
    put("a", "Other words.")
    bring_up_to_date(archive)
    assert archive.people.marks.ids(State.KEPT) == {"a"}


def test_a_document_taken_out_leaves_no_word_in_people_db(archive: Archive, put: Put) -> None:
    put("a", "Words.")
    archive.people.marks.note("a", "Zanzibar is what to ask about")
    archive.people.marks.tag(["a"], ["harpsichord"])
    archive.remove("a")
    assert list(archive.people.marks.all()) == []
    archive.people._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    kept = (archive.root / PEOPLE_NAME).read_bytes()
    assert b"Zanzibar" not in kept
    assert b"harpsichord" not in kept


def test_what_came_in_since_is_told_by_first_sight(archive: Archive, put: Put) -> None:
    for id, moment in (("a", "2026-01-01"), ("b", "2026-02-01"), ("c", "2026-03-01")):
        put(id, id)
        archive._connection.execute("UPDATE report SET first_seen = ? WHERE document = ?", (f"{moment}T08:00:00", id))
    archive._connection.execute("UPDATE report SET document = 'a' WHERE document = 'c'")
    assert archive.arrivals.since("2026-02-01") == {"b"}
    assert archive.arrivals.since("2026-01-01") == {"a", "b"}
    assert [id for id, _ in archive.arrivals.newest()] == ["b", "a"]
