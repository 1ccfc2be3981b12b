"""Documents to clusters: the members of one are copies of one among them, so no chain of likeness joins strangers."""

from collections.abc import Hashable, Mapping
from typing import TypeVar

Node = TypeVar("Node", bound=Hashable)


def cover(order: Mapping[Node, tuple[str, ...]], near: Mapping[Node, set[Node]]) -> dict[Node, Node]:
    """Each node with the centre of its cluster: itself, or a node it is near to.

    The nodes that most are near to are centres, of equals the first in `order`; a node near to several goes to the
    first of them to be made one. So the clusters depend on what is near to what, not on which came first.
    """
    centres: dict[Node, Node] = {}
    for node in sorted(order, key=lambda each: (-len(near.get(each, ())), order[each])):
        if node not in centres:
            centres[node] = node
            for other in near.get(node, ()):
                centres.setdefault(other, node)
    return centres
