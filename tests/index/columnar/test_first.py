"""The first by score or by date are those that come first where all are put in order."""

from random import Random
from types import SimpleNamespace

import numpy as np
import pytest

from index.columnar.first import first, first_by_score
from index.columnar.found import Found, Laid, Listed, alike


def segment(random: Random, documents: int) -> SimpleNamespace:
    """What a segment knows of the order of its documents."""
    order = np.array(random.sample(range(documents), documents))
    ranks = np.empty(documents, np.int64)
    ranks[order] = np.arange(documents)
    return SimpleNamespace(newest=(order, ranks), oldest=(order[::-1], documents - 1 - ranks))


def forms(random: Random, documents: int, part: float, levels: int) -> list[Found]:
    """The same matches, listed and laid out; few `levels` of score make many equals."""
    held = np.array([random.random() < part for _ in range(documents)])
    scores = np.where(held, [random.randint(1, levels) / 7 for _ in range(documents)], 0.0)
    docs = np.flatnonzero(held)
    return [Listed(docs, scores[docs]), Laid(held, scores)]


@pytest.mark.parametrize("documents", [1, 90, 3_000])
@pytest.mark.parametrize("part", [0.002, 0.3, 1.0])
@pytest.mark.parametrize("levels", [1, 3, 10_000])
@pytest.mark.parametrize("count", [1, 10, 120])
def test_the_first_by_score_are_those_of_all_in_order(documents: int, part: float, levels: int, count: int) -> None:
    random = Random(documents + levels)  # noqa: S311 - a test is to be the same each time
    known = segment(random, documents)
    for found in forms(random, documents, part, levels):
        whole = found.listed()
        order = np.lexsort((known.newest[1][whole.docs], -whole.scores))[:count]
        docs, scores = first_by_score(found, known, count)
        assert sorted(docs.tolist()) == sorted(whole.docs[order].tolist())
        assert sorted(scores.tolist()) == sorted(whole.scores[order].tolist())


@pytest.mark.parametrize("documents", [1, 90, 3_000])
@pytest.mark.parametrize("part", [0.002, 0.3, 1.0])
@pytest.mark.parametrize("oldest", [False, True])
def test_the_first_by_date_are_those_of_all_in_order(documents: int, part: float, oldest: bool) -> None:
    random = Random(documents)  # noqa: S311 - a test is to be the same each time
    known = segment(random, documents)
    order = (known.oldest if oldest else known.newest)[0].tolist()
    for found in forms(random, documents, part, 5):
        held = set(found.docs.tolist())
        expected = [doc for doc in order if doc in held]
        for count in (1, 10, documents):
            docs = first(found, known, count, oldest=oldest)
            assert sorted(docs.tolist()) == sorted(expected[:count])
    assert not len(first(alike(np.zeros(documents, bool)), known, 5, oldest=oldest))
