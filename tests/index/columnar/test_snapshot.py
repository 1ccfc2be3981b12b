"""Threads search at once, and are answered as they are one after the other."""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest

from archive.report import Document, PartialDate
from index.columnar.cache import WordCache
from index.columnar.found import Listed, evenly
from index.query import Order, parse
from index.whoosh_engine import WhooshEngine

WORDS = [f"w{number}" for number in range(30)]
QUERIES = [
    *WORDS, *(f"{one} OR {other}" for one, other in zip(WORDS, WORDS[3:], strict=False)),
    *(f"{one} {other}" for one, other in pairwise(WORDS)), '"w1 w2"', "w1*", "w20~", "-w3", "",
]  # fmt: skip


@pytest.fixture
def engine(tmp_path: Path) -> WhooshEngine:
    random = Random(1)  # noqa: S311 - a test is to be the same each time
    made = WhooshEngine(tmp_path / "index", "lineage")
    for change in (1, 2):
        put = [
            Document(
                id=f"d{change}-{number}", version=1, date=PartialDate(f"20{number % 20:02}"),
                title=random.choice(WORDS),
                body=" ".join(word for at, word in enumerate(WORDS) if random.random() < 1 / (at + 1)),
            )
            for number in range(200)
        ]  # fmt: skip
        made.apply(put, ["d1-3"] if change > 1 else [], change)
    return made


def test_many_threads_are_answered_as_one_is(engine: WhooshEngine) -> None:
    queries = [parse(text, order=order) for text in QUERIES for order in (Order.RELEVANCE, Order.NEWEST)]
    expected = [engine.search(query) for query in queries]
    fresh = WhooshEngine(engine._folder, "lineage")
    with ThreadPoolExecutor(8) as threads:
        for _ in range(4):  # words that nobody asked for, that were asked for once, and that are kept
            assert list(threads.map(fresh.search, queries)) == expected


def test_a_search_waits_for_no_other(engine: WhooshEngine) -> None:
    with engine._reading(), ThreadPoolExecutor(1) as threads:
        assert threads.submit(engine.search, parse("w1")).result(timeout=60).total


def test_a_search_ends_in_the_generation_it_began_in(engine: WhooshEngine) -> None:
    with engine._reading() as (_, snapshot):
        assert snapshot
        engine.apply([Document(id="new", title="", body="w1", version=1)], [], 3)
        assert engine.search(parse("id:new")).total == 1
        engine.close()
        assert snapshot.reader.doc_frequency("id", "new") == 0


def test_words_are_kept_from_the_second_time_on_and_the_longest_unused_go_first() -> None:
    words = WordCache(most=3_100)
    some = Listed(evenly(0.0, 2).astype("int64"), evenly(1.0, 2).copy())
    for word in "aabbccdd":
        words.offer(word, some)
        words.get("a")
    assert [word for word in "abcd" if words.get(word)] == ["a", "c", "d"]
    words.offer("e", some)
    assert words.get("e") is None
