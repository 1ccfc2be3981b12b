"""Folding by whole arrays finds what picking the best copy of each cluster by hand does."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.report import Document, PartialDate
from index.engine import Match
from index.query import Order, parse
from index.whoosh_engine import WhooshEngine


@pytest.fixture(scope="module")
def engine() -> Iterator[WhooshEngine]:
    """An engine whose documents come anew for each example."""
    with TemporaryDirectory() as folder:
        yield WhooshEngine(Path(folder) / "index", "lineage")


documents = st.lists(
    st.builds(
        lambda id, words, day, cluster, source, regions: Document(
            id=f"d{id}", title="", body="common " + "rare " * words, version=1, language="en",
            date=PartialDate(day) if day else None, cluster=cluster,
            source=source, regions=regions,
        ),
        st.integers(0, 30), st.integers(0, 2), st.sampled_from(["", "2024", "2025-06-08", "2025-06-09", "2025-06-15"]),
        st.sampled_from(["", "a", "b", "c"]), st.sampled_from(["", "AFP", "Post"]),
        st.lists(st.sampled_from(["Arctic", "Europe"]), unique=True).map(tuple),
    ),
    max_size=12, unique_by=lambda document: document.id,
)  # fmt: skip


histories = st.lists(documents, min_size=1, max_size=3)


@given(runs=histories, order=st.sampled_from(Order), text=st.sampled_from(["rare", ""]))
def test_the_best_copy_of_each_cluster_is_left(
    engine: WhooshEngine, runs: list[list[Document]], order: Order, text: str
) -> None:
    """In any order, over several segments, with equal scores and days, where the smallest id is the best."""
    fill(engine, runs)
    clusters = {document.id: document.cluster for run in runs for document in run}
    query = parse(text, order=order if text or order is not Order.RELEVANCE else Order.NEWEST, limit=100)
    expected = folded_by_hand(engine.search(query).matches, clusters)
    folded = replace(query, fold=True)
    ranking = engine.search(folded)
    assert [(match.id, match.folded) for match in ranking.matches] == expected
    assert ranking.total == len(expected) == engine.count([folded])[0]
    assert list(engine.scan(folded)) == [id for id, _ in expected]


@given(runs=histories, text=st.sampled_from(["rare", "common", ""]))
def test_each_value_is_counted_as_often_as_is_found_where_it_alone_is_let_through(
    engine: WhooshEngine, runs: list[list[Document]], text: str
) -> None:
    fill(engine, runs)
    query = parse(text, order=Order.NEWEST, fold=True, facets=("source", "region", "year", "quarter", "week"))
    ranking = engine.search(query)
    narrowed = [
        *((count, replace(query, sources=(name,))) for name, count in ranking.facets["source"]),
        *((count, replace(query, regions=(name,))) for name, count in ranking.facets["region"]),
        *(
            (count, replace(query, since=PartialDate(name).first, until=PartialDate(name).last))
            for name, count in ranking.facets["year"]
        ),
        *(
            (count, replace(query, since=date.fromisoformat(name), until=date.fromisoformat(name) + timedelta(6)))
            for name, count in ranking.facets["week"]
        ),
        (ranking.undated, parse(f"{text} -has:date", fold=True)),
    ]
    assert [count for count, _ in narrowed] == engine.count([each for _, each in narrowed])


def fill(engine: WhooshEngine, runs: list[list[Document]]) -> None:
    """Hold the documents of these runs and no others, in several segments."""
    engine.clear()
    for number, run in enumerate(runs):
        with patch("index.columnar.writer.SEGMENT_CHARACTERS", 50):
            engine.apply(run, [], number + 1)


def folded_by_hand(matches: tuple[Match, ...], clusters: dict[str, str]) -> list[tuple[str, int]]:
    """Of ordered matches the first of each cluster, with how many follow it."""
    sizes: dict[str, int] = {}
    for match in matches:
        name = clusters[match.id] or match.id
        sizes[name] = sizes.get(name, 0) + 1
    seen: set[str] = set()
    found = []
    for match in matches:
        name = clusters[match.id] or match.id
        if name not in seen:
            seen.add(name)
            found.append((match.id, sizes[name] - 1))
    return found
