"""Folding by whole arrays finds what picking the best copy of each cluster by hand does."""

from collections.abc import Iterator
from dataclasses import replace
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
        lambda id, words, day, cluster: Document(
            id=f"d{id}", title="", body="common " + "rare " * words, version=1, language="en",
            date=PartialDate(day) if day else None, cluster=cluster,
        ),
        st.integers(0, 30), st.integers(0, 2), st.sampled_from(["", "2024", "2025-06-08"]),
        st.sampled_from(["", "a", "b", "c"]),
    ),
    max_size=12, unique_by=lambda document: document.id,
)  # fmt: skip


@given(
    runs=st.lists(documents, min_size=1, max_size=3), order=st.sampled_from(Order), text=st.sampled_from(["rare", ""])
)
def test_the_best_copy_of_each_cluster_is_left(
    engine: WhooshEngine, runs: list[list[Document]], order: Order, text: str
) -> None:
    """In any order, over several segments, with equal scores and days, where the smallest id is the best."""
    engine.clear()
    for number, run in enumerate(runs):
        with patch("index.columnar.writer.SEGMENT_CHARACTERS", 50):
            engine.apply(run, [], number + 1)
    clusters = {document.id: document.cluster for run in runs for document in run}
    query = parse(text, order=order if text or order is not Order.RELEVANCE else Order.NEWEST, limit=100)
    expected = folded_by_hand(engine.search(query).matches, clusters)
    folded = replace(query, fold=True)
    ranking = engine.search(folded)
    assert [(match.id, match.folded) for match in ranking.matches] == expected
    assert ranking.total == len(expected) == engine.count([folded])[0]
    assert list(engine.scan(folded)) == [id for id, _ in expected]


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
