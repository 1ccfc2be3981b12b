"""What the box may go on with: words, sources, documents by title, and what choosing one makes of the text."""

from collections.abc import Iterator

import pytest
from making import Put

from archive.store import Archive
from index.engine import Engine
from index.find import open_engine
from index.sync import sync
from webui.suggesting import WORDS, suggestions


@pytest.fixture
def engine(archive: Archive, put: Put) -> Iterator[Engine]:
    put("a", "Grain left the harbour; grainy pictures.", title="Grain ships leave", source="Harbour Post", date="2025")
    put("b", "The grain of the wood. Harbours.", title="Wood grain", source='The "Great" Ledger', date="2024")
    opened = open_engine(archive)
    sync(archive, opened)
    yield opened
    opened.close()


def offered(archive: Archive, engine: Engine, text: str) -> list[tuple[str, str]]:
    return [(one.kind, one.text or one.address) for one in suggestions(archive, engine, text)]


def test_a_word_begun_goes_on_as_the_documents_have_it(archive: Archive, engine: Engine) -> None:
    assert offered(archive, engine, "left -gra") == [("word", "left -grain"), ("word", "left -grainy")]
    assert offered(archive, engine, '"wood gra')[:2] == [("word", '"wood grain'), ("word", '"wood grainy')]
    assert offered(archive, engine, "lead:Grai")[:1] == [("word", "lead:grain")]


def test_sources_and_titles_are_offered_beside_words(archive: Archive, engine: Engine) -> None:
    assert offered(archive, engine, "har") == [
        ("word", "harbour"), ("word", "harbours"), ("source", 'source:"Harbour Post"'),
    ]  # fmt: skip
    assert ("document", "/document/a") in offered(archive, engine, "ships gra")
    assert [at for kind, at in offered(archive, engine, "grain") if kind == "document"] == [
        "/document/a",
        "/document/b",
    ]


def test_after_source_there_are_only_sources(archive: Archive, engine: Engine) -> None:
    assert offered(archive, engine, "wood source:gre") == [("source", 'wood source:"The  Great  Ledger"')]
    assert offered(archive, engine, 'source:"Harbour P') == [("source", 'source:"Harbour Post"')]
    assert len(offered(archive, engine, "source:")) == 2
    assert offered(archive, engine, "source:harbour po") == [("source", 'source:"Harbour Post"')]
    assert offered(archive, engine, "source:harbour gra")[0] == ("word", "source:harbour grain")


@pytest.mark.parametrize("text", ["", " ", "g", "grain ", "(", '"', "xylo", "-", "\ud800a", "NOT OR", "x" * 1000])
def test_where_nothing_begins_nothing_is_offered(archive: Archive, engine: Engine, text: str) -> None:
    assert offered(archive, engine, text) == []


def test_few_are_offered_of_many(archive: Archive, put: Put) -> None:
    put("a", " ".join(f"word{number}" for number in range(500)) + " word7" * 9)
    put("b", "word7 word8")
    engine = open_engine(archive)
    sync(archive, engine)
    found = offered(archive, engine, "wor")
    assert len(found) == WORDS
    assert found[:2] == [("word", "word7"), ("word", "word8")]
    engine.close()
