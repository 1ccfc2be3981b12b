"""The model that tells how likely a piece is body: boosted trees, as `make train` wrote them."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from archive.clean.features import Lexicon, Table

_AT_ONCE = 1000  # pieces; a page of many more would take hundreds of megabytes
_BESIDE = 0.2  # the weight of the pieces beside one: body comes in runs


@dataclass(frozen=True, slots=True)
class Model:
    """Boosted trees, their nodes in one row.

    Node n asks whether feature `asked[n]` is above `borders[n]`: if not, `below[n]` comes next, else the node after
    that. A leaf comes after itself, and adds its `values` to the log-odds of body. `roots` are where the trees begin,
    `depth` is how many questions the longest asks, `threshold` the least probability of body.
    """

    lexicon: Lexicon
    roots: NDArray[np.int64]
    asked: NDArray[np.int64]
    borders: NDArray[np.float32]
    below: NDArray[np.int64]
    values: NDArray[np.float64]
    depth: int
    threshold: float

    def probabilities(self, rows: Table) -> list[float]:
        """How likely each piece is body, 0 to 1, its two neighbours counted in."""
        chunks = (rows[start : start + _AT_ONCE] for start in range(0, len(rows), _AT_ONCE))
        alone = 1 / (1 + np.exp(-np.concatenate([self._odds(chunk) for chunk in chunks])))
        around = np.concatenate(([0.0], alone, [0.0]))
        found: list[float] = ((1 - _BESIDE) * alone + _BESIDE * (around[:-2] + around[2:]) / 2).tolist()
        return found

    def _odds(self, rows: Table) -> NDArray[np.float64]:
        flat = rows.ravel()
        starts = np.arange(len(rows))[:, None] * rows.shape[1]
        nodes = np.repeat(self.roots[None, :], len(rows), axis=0)
        for _ in range(self.depth):
            nodes = self.below[nodes] + (flat[starts + self.asked[nodes]] > self.borders[nodes])
        return np.asarray(self.values[nodes].sum(axis=1))


@cache
def model() -> Model:
    """The model that comes with the project."""
    return from_json(files("archive.clean").joinpath("model.json").read_text())


def from_json(text: str) -> Model:
    """The model in `text`: the words' weights, and for each tree a list of nodes.

    A node with a question is [feature, border, the place of its lower branch in the tree], the higher branch follows
    that one; a leaf is [value].
    """
    told = json.loads(text)
    trees = told["trees"]
    roots = np.cumsum([0, *map(len, trees)])
    nodes = [
        (root + n, root, node) for root, tree in zip(roots.tolist(), trees, strict=False) for n, node in enumerate(tree)
    ]
    return Model(
        lexicon=Lexicon(told["names"], told["words"]),
        roots=roots[:-1],
        asked=np.array([node[0] if len(node) == 3 else 0 for _, _, node in nodes]),
        borders=np.array([node[1] if len(node) == 3 else np.inf for _, _, node in nodes], np.float32),
        below=np.array([root + node[2] if len(node) == 3 else own for own, root, node in nodes]),
        values=np.array([0.0 if len(node) == 3 else node[0] for _, _, node in nodes]),
        depth=told["depth"],
        threshold=told["threshold"],
    )
