"""find and sync: the archive's documents, found, marked and as current as the index is."""

from dataclasses import replace

import pytest
from making import Put

from archive.store import Archive
from index import sync as sync_module
from index import whoosh_engine
from index.find import OUTDATED, find, marked_document, open_engine, paragraphs
from index.query import parse
from index.sync import sync


def test_an_answer_carries_documents_excerpts_and_how_current_it_is(archive: Archive, put: Put) -> None:
    put("a", "Ships left.\n\nThe corridor reopened.", title="Grain corridor", source="Harbour Post", date="2025-06")
    engine = open_engine(archive)
    assert find(archive, engine, parse("corridor")).behind
    assert sync(archive, engine) == 1
    results = find(archive, engine, parse("corridor"))
    (hit,) = results.hits
    assert (results.total, results.pages, results.behind, hit.id, hit.words) == (1, 1, False, "a", 5)
    assert hit.title == (("Grain ", False), ("corridor", True))
    assert ("corridor", True) in hit.excerpts[0]
    put("b", "Another.")
    assert find(archive, engine, parse("corridor")).behind


def test_an_index_of_another_version_says_why_nothing_is_found(
    archive: Archive, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    put("a", "words")
    sync(archive, open_engine(archive))
    assert find(archive, open_engine(archive), parse("words")).notes == ()
    monkeypatch.setattr(whoosh_engine, "FORMAT", whoosh_engine.FORMAT + 1)
    results = find(archive, open_engine(archive), parse("words"))
    assert (results.total, results.behind, results.notes) == (0, True, (OUTDATED,))


def test_a_page_shows_the_version_that_was_found(archive: Archive, put: Put) -> None:
    put("a", "Old words.")
    engine = open_engine(archive)
    sync(archive, engine)
    put("a", "New text.")
    (hit,) = find(archive, engine, parse("words")).hits
    assert (hit.version, hit.excerpts[0]) == (1, (("Old ", False), ("words", True), (".", False)))


def test_a_document_removed_since_is_not_shown(archive: Archive, put: Put) -> None:
    put("a", "words")
    engine = open_engine(archive)
    sync(archive, engine)
    archive.remove("a")
    assert find(archive, engine, parse("words")).hits == ()
    sync(archive, engine)
    assert find(archive, engine, parse("words")).total == 0


def test_a_damaged_document_leaves_the_others_of_its_page(archive: Archive, put: Put) -> None:
    put("a", "words")
    put("b", "words")
    engine = open_engine(archive)
    sync(archive, engine)
    archive._connection.execute("UPDATE version SET body = x'00' WHERE id = 'a'")
    results = find(archive, engine, parse("words"))
    assert ([hit.id for hit in results.hits], results.total) == (["b"], 2)
    (note,) = results.notes
    assert "document a is not what was stored" in note


def test_sync_does_nothing_where_nothing_changed(archive: Archive, put: Put) -> None:
    put("a", "words")
    engine = open_engine(archive)
    sync(archive, engine)
    before = engine.status()
    assert sync(archive, engine) == 0
    assert engine.status() == before


def test_steps_are_published_one_by_one(archive: Archive, put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sync_module, "STEP_DOCUMENTS", 2)
    for number in range(5):
        put(f"d{number}", "words")
    archive.remove("d0")
    engine = open_engine(archive)
    sync(archive, engine)
    assert (engine.status().generation, find(archive, engine, parse("words")).total) == (3, 4)


def test_a_rebuild_gives_the_same_answer_in_one_generation(archive: Archive, put: Put) -> None:
    for number in range(5):
        put(f"d{number}", f"words {number}", date=f"2025-0{number + 1}")
    engine = open_engine(archive)
    sync(archive, engine)
    before = find(archive, engine, parse("words"))
    sync(archive, engine, rebuild=True)
    after = find(archive, engine, parse("words"))
    assert [(hit.id, hit.version, hit.score, hit.excerpts) for hit in after.hits] == [
        (hit.id, hit.version, hit.score, hit.excerpts) for hit in before.hits
    ]
    assert engine.status().generation == 2


def test_an_index_ahead_of_its_archive_is_built_anew(archive: Archive, put: Put) -> None:
    put("a", "words")
    engine = open_engine(archive)
    engine.apply([], [], 99)
    sync(archive, engine)
    assert (engine.change(), find(archive, engine, parse("words")).total) == (1, 1)


def test_a_damaged_index_is_built_anew_before_anything_is_added_to_it(archive: Archive, put: Put) -> None:
    put("a", "words")
    engine = open_engine(archive)
    sync(archive, engine)
    engine.close()
    (segment,) = (archive.root / "index").glob("*.seg")
    data = bytearray(segment.read_bytes())
    data[len(data) // 2] ^= 1
    segment.write_bytes(data)
    put("b", "words")
    sync(archive, engine)
    assert (engine.check(), find(archive, engine, parse("words")).total) == ([], 2)


@pytest.mark.parametrize("name", ["CURRENT", "manifest-000001.json"])
def test_an_index_that_cannot_be_opened_is_built_anew_by_the_next_run(archive: Archive, put: Put, name: str) -> None:
    put("a", "words")
    engine = open_engine(archive)
    sync(archive, engine)
    (archive.root / "index" / name).write_bytes(b"\xff damaged")
    sync(archive, engine)
    assert (engine.check(), find(archive, engine, parse("words")).total) == ([], 1)


def test_a_document_is_shown_whole_with_its_matches(archive: Archive, put: Put) -> None:
    put("a", "First words.\n\nSecond words here.", title="Words")
    document, title, body = marked_document(archive, "a", parse("words"))
    assert title == (("Words", True),)
    assert ["".join(text for text, _ in paragraph) for paragraph in body] == document.body.split("\n\n")
    assert sum(matched for paragraph in body for _, matched in paragraph) == 2


def test_paragraphs_join_to_the_body_they_were_cut_from() -> None:
    body = (("One ", False), ("two\n\nthree", True), ("\n\nfour", False))
    assert paragraphs(body) == ((("One ", False), ("two", True)), (("three", True),), (("four", False),))


def test_from_python_as_readme_says(archive: Archive, put: Put) -> None:
    put("a", "The FSB sees China as a threat.")
    sync(archive, open_engine(archive))
    assert find(archive, open_engine(archive), parse("fsb china", limit=10)).total == 1


def test_as_of_is_of_the_generation_that_answered(archive: Archive, put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another may have been published since the search; its time is not this answer's."""
    put("a", "words")
    engine = open_engine(archive)
    sync(archive, engine)
    status = engine.status()
    monkeypatch.setattr(engine, "status", lambda: replace(status, published="later"))
    assert find(archive, engine, parse("words")).as_of == status.published
