"""A search has an end: a hard query is told of, and does not keep others waiting for ever."""

from pathlib import Path

import pytest

from archive.report import Document
from index import whoosh_engine
from index.query import QueryError, parse
from index.timed import Deadline, SlowQueryError, TimedSearcher
from index.whoosh_engine import WhooshEngine


@pytest.fixture
def engine(tmp_path: Path) -> WhooshEngine:
    made = WhooshEngine(tmp_path / "index", "lineage")
    bodies = [f"alpha b{number} c{number} " + "no no yes " * 5 for number in range(30)]
    made.apply([Document(id=f"d{n}", title="", body=body, version=1) for n, body in enumerate(bodies)], [], 1)
    return made


@pytest.mark.parametrize("text", ["alpha", "a* OR b* OR c*", '"no yes no no no"', "-alpha", ""])
def test_a_search_whose_time_is_up_is_ended_and_says_why(
    engine: WhooshEngine, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setattr(whoosh_engine, "SEARCH_SECONDS", -1.0)
    with pytest.raises(SlowQueryError, match=r"ended: .* fewer parts"):
        engine.search(parse(text))
    monkeypatch.undo()
    assert engine.search(parse("alpha")).total == 30


def test_the_clock_is_looked_at_wherever_a_phrase_asks_for_places(engine: WhooshEngine) -> None:
    """Where nothing matches the phrase, the loop over matches never sees the clock."""
    snapshot = engine._open().snapshot
    assert snapshot
    searcher = TimedSearcher(snapshot.reader)
    searcher.begin(Deadline(60.0))
    matcher = searcher.postings("body", b"alpha")
    searcher.begin(Deadline(-1.0))
    with pytest.raises(SlowQueryError):
        matcher.spans()


def test_a_prefix_said_twice_is_expanded_once(engine: WhooshEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    whole = TimedSearcher.postings
    monkeypatch.setattr(TimedSearcher, "postings", lambda *args, **named: asked.append(args) or whole(*args, **named))
    assert engine.search(parse("b*")).total == 30
    once = len(asked)
    assert engine.search(parse("b* b* (b* OR b*)")).total == 30
    assert len(asked) == 2 * once


def test_a_phrase_of_more_than_64_words_is_refused_at_its_place(engine: WhooshEngine) -> None:
    assert engine.search(parse('"' + "no " * 64 + '"')).total == 0
    with pytest.raises(QueryError, match="64 words") as caught:
        engine.search(parse('alpha "' + "no " * 65 + '"'))
    assert caught.value.start == 6
