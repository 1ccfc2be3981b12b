"""A person's word: checked, kept, over every reading, and taken back."""

from dataclasses import replace

import pytest
from making import Put

from archive.correction_table import read_table
from archive.corrections import correct, settle, undo
from archive.errors import NotFoundError, UsageError
from archive.overlay import as_read
from archive.people import corrected_fields
from archive.report import Cleaned, Document, Evidence, PartialDate
from archive.rows import arrival
from archive.store import Archive

READ = Document(
    "Harbour",
    "Body.",
    PartialDate.from_iso("2025-01-02T10:00:00+02:00"),
    "Harbour Post",
    ("Europe", "Arctic"),
    "Anna Example",
    "en",
    "https://a.example/1",
    evidence=(Evidence("source", "Harbour Post", "meta", "Harbour Post", 0.9),),
)
ALL = {
    "title": "Quay",
    "date": "2025-06",
    "source": "Long Quay",
    "regions": ["Africa"],
    "author": "",
    "language": "de",
    "url": "https://b.example/2",
}


def keep(archive: Archive, document: Document = READ, data: bytes = b"x") -> str:
    with archive.transaction():
        return archive.keep(arrival(b"/r/1", data), Cleaned(document, (), "text", "utf-8")).id


def values(document: Document) -> tuple[object, ...]:
    shown = ("title", "date", "source", "regions", "author", "language", "url")
    return tuple(getattr(document, name) for name in shown)


def test_each_field_is_corrected_and_brought_back_to_what_was_read(archive: Archive) -> None:
    id = keep(archive)
    correct(archive, {id: ALL})
    assert settle(archive) == 1
    new = archive.document(id)
    url = "https://b.example/2"
    assert values(new) == ("Quay", PartialDate("2025-06"), "Long Quay", ("Africa",), "", "de", url)
    assert (new.version, set(corrected_fields(new))) == (2, set(ALL))
    assert undo(archive, id, ["date", "region"]) == ("date", "regions")
    settle(archive)
    assert (archive.document(id).date, archive.document(id).regions) == (READ.date, READ.regions)
    undo(archive, id)
    settle(archive)
    assert archive.document(id) == replace(READ, id=id, version=4)


def test_a_correction_survives_a_new_reading_and_is_undone_to_that(archive: Archive) -> None:
    id = keep(archive)
    correct(archive, {id: {"source": "Long Quay", "region": "none"}})
    settle(archive)
    keep(archive, replace(READ, source="Meridian", title="Anew"), b"y")
    assert values(archive.document(id))[:4] == ("Anew", READ.date, "Long Quay", ())
    undo(archive, id)
    settle(archive)
    assert values(archive.document(id))[:4] == ("Anew", READ.date, "Meridian", READ.regions)


def test_what_is_settled_once_makes_no_further_version(archive: Archive) -> None:
    id = keep(archive)
    correct(archive, {id: {"title": "Quay"}})
    assert [settle(archive), settle(archive)] == [1, 0]
    correct(archive, {id: {"title": "Quay"}})
    assert (settle(archive), archive.document(id).version) == (0, 2)


def test_the_blocks_and_the_original_stay_with_a_corrected_version(archive: Archive) -> None:
    id = keep(archive)
    before = archive.original(id)
    correct(archive, {id: {"title": "Quay"}})
    settle(archive)
    assert archive.original(id) == before
    assert archive.damage() == []


def test_a_word_kept_before_what_was_read_was_kept_is_undone_by_the_evidence() -> None:
    said = Evidence("source", "Said", "person", "Said", 1.0)
    shown = replace(READ, source="Said", evidence=(said, *READ.evidence))
    assert as_read(shown, None) == READ


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"region": ["Eurpe"]}, "did you mean 'Europe'"),
        ({"region": ["Atlantis"]}, "Middle East"),
        ({"date": "2025-02-30"}, "2025-02-30"),
        ({"date": "yesterday"}, "write 2025-06-08"),
        ({"date": "2525"}, "year right"),
        ({"language": "germn"}, "did you mean 'German'"),
        ({"url": "harbour"}, "https://"),
        ({"title": "none"}, "title"),
        ({"titel": "x"}, "did you mean 'title'"),
        ({"body": "x"}, "no field"),
        ({"author": "x" * 2000}, "2,000"),
        ({"author": "x\x1b"}, "characters"),
        ({}, "nothing"),
    ],
)
def test_a_value_that_cannot_be_is_refused_with_what_to_write(
    archive: Archive, given: dict[str, str | list[str]], named: str
) -> None:
    id = keep(archive)
    with pytest.raises(UsageError) as caught:
        correct(archive, {id: given})
    assert named in str(caught.value)
    assert archive.people.corrections(id) == {}


def test_signs_unseen_that_belong_to_words_are_kept(archive: Archive) -> None:
    id = keep(archive)
    correct(archive, {id: {"title": "می\u200cشود خبر"}})
    settle(archive)
    assert archive.document(id).title == "می\u200cشود خبر"


def test_an_unknown_id_is_refused_and_nothing_is_kept(archive: Archive) -> None:
    id = keep(archive)
    with pytest.raises(NotFoundError, match="nope"):
        correct(archive, {id: {"title": "x"}, "nope": {"title": "x"}})
    assert archive.people.corrections(id) == {}


def test_regions_and_languages_are_taken_by_their_other_names(archive: Archive) -> None:
    id = keep(archive)
    correct(archive, {id: {"region": ["europa", "Arktis", "Europe"], "language": "German"}})
    settle(archive)
    assert archive.document(id).regions == ("Europe", "Arctic")
    assert archive.document(id).language == "de"


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_table_says_nothing_in_an_empty_cell_and_clears_with_none(archive: Archive, put: Put, mark: str) -> None:
    put("a"), put("b")
    lines = ["id,date,Regions,author", 'a,2025,"Africa; Arctic",', "b,,,none", ",,,", ""]
    data = "\ufeff" + "\r\n".join(line.replace(",", mark) for line in lines)
    assert read_table(archive, data.encode()) == {
        "a": {"date": "2025", "region": ["Africa", "Arctic"]},
        "b": {"author": "none"},
    }


def test_every_fault_of_a_table_is_told_by_its_line(archive: Archive, put: Put) -> None:
    put("a")
    lines = ["id,title,region", 'a,"two\nlines",', "b,x,", "a,y,", ",z,", "a,x,Afrca", "a,x,Africa,more"]
    with pytest.raises(UsageError) as caught:
        read_table(archive, "\n".join(lines).encode())
    told = str(caught.value).splitlines()
    assert [line.partition(":")[0] for line in told[:-1]] == ["line 4", "line 5", "line 6", "line 7", "line 8"]
    assert told[-1].startswith("Nothing was corrected")


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (b"", "line 1"),
        (b"id\na", "line 1"),
        (b"id,dat\na,2025", "did you mean 'date'"),
        (b"id,date,date\n", "two columns"),
        (b"id,title\na,\xff", "line 2"),
        (b'id,title\na,"x\x00', "line 2"),
    ],
)
def test_what_is_no_table_of_corrections_is_refused(archive: Archive, put: Put, data: bytes, named: str) -> None:
    put("a")
    with pytest.raises(UsageError, match=named):
        read_table(archive, data)
