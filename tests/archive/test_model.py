"""The model: its trees are followed as they are written, and it knows what each piece's features are."""

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.clean.elements import name_words
from archive.clean.features import Lexicon, features
from archive.clean.model import from_json, model
from archive.readers.page import Piece, Spot
from archive.report import Kind

NUMBERS = st.integers(-3, 3).map(float)
LEAVES = NUMBERS.map(lambda value: {"leaf": value})
TREES = st.recursive(
    LEAVES,
    lambda inner: st.fixed_dictionaries({"asked": st.integers(0, 2), "border": NUMBERS, "low": inner, "high": inner}),
    max_leaves=12,
)


def flat(tree: dict[str, Any]) -> list[list[float]]:
    nodes: list[list[float]] = [[]]
    waiting = [(0, tree)]
    while waiting:
        place, node = waiting.pop()
        if "leaf" in node:
            nodes[place] = [node["leaf"]]
        else:
            nodes[place] = [node["asked"], node["border"], len(nodes)]
            waiting += [(len(nodes), node["low"]), (len(nodes) + 1, node["high"])]
            nodes += [[], []]
    return nodes


def followed(tree: dict[str, Any], row: list[float]) -> float:
    while "leaf" not in tree:
        tree = tree["high"] if row[tree["asked"]] > tree["border"] else tree["low"]
    return float(tree["leaf"])


@given(
    st.lists(TREES, min_size=1, max_size=4), st.lists(st.lists(NUMBERS, min_size=3, max_size=3), min_size=1, max_size=5)
)
def test_every_tree_is_followed_to_one_leaf_and_neighbours_count_a_tenth_each(
    trees: list[dict[str, Any]], rows: list[list[float]]
) -> None:
    told = {"names": {}, "words": {}, "depth": 12, "threshold": 0.5, "trees": [flat(tree) for tree in trees]}
    found = from_json(json.dumps(told)).probabilities(np.array(rows, np.float32))
    alone = [1 / (1 + np.exp(-sum(followed(tree, row) for tree in trees))) for row in rows]
    around = [0.0, *alone, 0.0]
    expected = [0.8 * one + 0.1 * (around[n] + around[n + 2]) for n, one in enumerate(alone)]
    assert found == pytest.approx(expected)


PIECES = st.builds(
    Piece,
    text=st.text(min_size=1, max_size=120).filter(str.strip),
    kind=st.sampled_from(Kind),
    place=st.sampled_from(("", "navigation")),
    linked=st.floats(0, 1),
    stressed=st.floats(0, 1),
    spot=st.sampled_from((Spot("p", "lead"), Spot("h2", "", Spot("div", "articleBody")), Spot("td"))),
)


@given(st.lists(PIECES, min_size=1, max_size=8))
def test_any_piece_has_features_that_are_numbers_and_a_probability(pieces: list[Piece]) -> None:
    rows = features(pieces, [""] * len(pieces), "A title", Lexicon({"body": 1.0}, {"share": -1.0}))
    assert len(rows) == len(pieces)
    assert np.isfinite(rows).all()
    assert rows.shape[1] > model().asked.max()
    assert all(0 <= sure <= 1 for sure in model().probabilities(rows))


def test_words_of_a_class_are_told_apart_however_they_are_joined() -> None:
    assert name_words("articleBody entry-content post_text2") == ("article", "body", "entry", "content", "post", "text")
