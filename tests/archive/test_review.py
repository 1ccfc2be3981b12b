"""Sources whose reports look badly read, the worst first."""

from dataclasses import replace

import pytest
from making import Put

from archive.furniture import RECURS
from archive.report import Block, Cleaned, Document, Evidence, Kind, PartialDate, Recipe
from archive.review import LONG, review
from archive.rows import arrival
from archive.rules import RULE
from archive.store import Archive

BODY = "The harbour was closed for a day. " * 20
TITLE = (Evidence("title", "T", "h1", "T", 0.9),)


def keep(archive: Archive, id: str, *dropped: str, **values: object) -> None:
    shown: dict[str, object] = {
        "title": "T",
        "body": BODY,
        "source": "Quay",
        "language": "en",
        "date": PartialDate("2025"),
    }
    document = Document(**{**shown, "evidence": TITLE, **values})  # type: ignore[arg-type]
    blocks = (
        Block(document.body, Kind.BODY, True, "text"),
        *(Block(text, Kind.FURNITURE, False, "x") for text in dropped),
    )
    with archive.transaction():
        archive.keep(arrival(b"/" + id.encode(), id.encode()), Cleaned(document, blocks, "html", "utf-8"), id)


@pytest.mark.parametrize(
    ("values", "dropped", "sign"),
    [
        ({"body": "Too little."}, (), "short"),
        ({"body": "word " * LONG}, (), "long"),
        ({"date": None}, (), "no date"),
        ({"evidence": ()}, (), "no title"),
        ({}, (BODY,), "dropped"),
        ({"language": ""}, (), "language"),
    ],
)
def test_each_sign_is_counted(archive: Archive, values: dict[str, object], dropped: tuple[str, ...], sign: str) -> None:
    keep(archive, "a", *dropped, **values)
    (found,) = review(archive)
    assert {name for name, count in found.signs.items() if count} == {sign}
    assert (found.source, found.documents, found.suspicious, found.worst) == ("Quay", 1, 1, "a")


def test_what_a_person_had_dropped_is_no_sign_and_what_recurs_is(archive: Archive) -> None:
    blocks = (Block(BODY, Kind.BODY, True, "text"), Block(BODY, Kind.FURNITURE, False, f"{RULE}drop 'The*'"))
    read = Cleaned(Document("T", BODY, PartialDate("2025"), "Quay", language="en", evidence=TITLE), blocks, "html", "")
    with archive.transaction():
        archive.keep(arrival(b"/a", b"a"), read, "a")
    assert review(archive) == []
    recurring = (blocks[0], replace(blocks[1], rule=f"{RECURS}7 pages of Quay"))
    with archive.transaction():
        archive.read_again("a", replace(read, blocks=recurring))
    (found,) = review(archive)
    assert found.signs["dropped"] == 1


def test_what_the_cleaner_would_now_refuse_is_a_sign(archive: Archive) -> None:
    keep(archive, "a")
    with archive.transaction():
        archive.cleanings.put("a", "Quay", replace(archive.as_read("a"), recipe=Recipe("old")))
        archive.cleanings.refuse("a", Recipe("new"), "no-text")
    (found,) = review(archive)
    assert {name for name, count in found.signs.items() if count} == {"refused"}


def test_what_is_read_well_is_not_told(archive: Archive, put: Put) -> None:
    keep(archive, "a", "Menu", "Home " * 30)
    keep(archive, "b", body="港口关闭了一天。" * 15, language="zh")
    assert review(archive) == []


def test_a_language_unlike_the_sources_others_is_odd(archive: Archive) -> None:
    for id in "abcd":
        keep(archive, id)
    keep(archive, "e", language="de")
    assert review(archive) == []
    for id in "fgh":
        keep(archive, id)
    (found,) = review(archive)
    assert (found.signs["language"], found.worst) == (1, "e")


def test_the_source_with_most_comes_first_and_its_worst_is_named(archive: Archive) -> None:
    keep(archive, "a", source="Other", date=None)
    keep(archive, "b", date=None)
    keep(archive, "c", date=None, body="x")
    assert [(one.source, one.suspicious, one.worst) for one in review(archive)] == [("Quay", 2, "c"), ("Other", 1, "a")]
