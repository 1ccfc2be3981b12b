"""A source is found by whatever it is called."""

from dataclasses import replace

import pytest
from making import Put, bring_up_to_date

from archive.settings import Source
from archive.store import Archive
from index.aliases import under_one_name
from index.find import open_engine
from index.query import parse


@pytest.fixture
def kept(archive: Archive, put: Put) -> Archive:
    archive.settings = replace(
        archive.settings, sources=(Source("Clash Report", ("ClashReport",), ("clash.example",)),)
    )
    put("r", "One.", source="Reuters"), put("t", "Two.", source="Thomson Reuters"), put("i", "3", source="AP Dow")
    put("a", "Four.", source="apnews.com"), put("c", "Five.", source="Clash Report"), put("n", "Six.")
    bring_up_to_date(archive)
    return archive


def found(archive: Archive, text: str, **filters: object) -> str:
    engine = open_engine(archive)
    try:
        return "".join(sorted(match.id for match in engine.search(parse(text, **filters)).matches))
    finally:
        engine.close()


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("source:reuters", "rt"),
        ('source:"Thomson Reuters"', "rt"),
        ("source:reuters.com", "rt"),
        ("source:AP", "ai"),
        ('source:"Associated Press" OR source:clash.example', "ac"),
        ("-source:ClashReport", "ainrt"),
        ("source:(AP NOT Dow)", "a"),
        ("source:clashr*", ""),
        ("source:=AP", "a"),
        ('source:="apnews.com" OR source:="ap dow"', "ai"),
    ],
)
def test_any_name_of_a_source_finds_it(kept: Archive, text: str, ids: str) -> None:
    assert found(kept, text) == ids


def test_a_filter_takes_any_name_too(kept: Archive) -> None:
    assert found(kept, "", sources=("reuters.com",)) == "rt"
    assert found(kept, "", sources=("ClashReport", "AP Dow")) == "ci"


@pytest.mark.parametrize("text", ["", "AP", "title:AP", "source:Harbour", "source:AP*", "source:Reuters"])
def test_what_asks_for_no_other_name_of_a_source_stays_as_it_is(text: str) -> None:
    query = parse(text)
    assert under_one_name(query, ()) == query
