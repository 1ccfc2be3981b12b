"""Documents to clusters: each member is a copy of the centre and of half the others, so no likeness joins strangers."""

from collections.abc import Hashable, Mapping
from typing import TypeVar

Node = TypeVar("Node", bound=Hashable)

MOST_ASKED = 32
"""Members that a node is held against: of very many alike, each is known to be near to the first ones only."""


def cover(order: Mapping[Node, tuple[str, ...]], near: Mapping[Node, set[Node]]) -> dict[Node, Node]:
    """Each node with the centre of its cluster: itself, or a node it is near to.

    The nodes that most are near to are centres, of equals the first in `order`. Those near to a centre join it, first
    those that share most of what is near to it, where they are near to half of the cluster by then: a text of
    which only a form is left (a statement whose names were cut) does not gather all that were written in that form.
    """
    centres: dict[Node, Node] = {}
    for node in sorted(order, key=lambda each: (-len(near.get(each, ())), order[each])):
        if node in centres:
            continue
        members = [node]
        around = near.get(node, set())
        left = [other for other in around if other not in centres]  # `-` would walk all of centres, each time
        for other in sorted(left, key=lambda each: (-len(near[each] & around), order[each])):
            asked = members[:MOST_ASKED]
            if 2 * sum(member in near[other] for member in asked) >= len(asked):
                members.append(other)
        centres |= dict.fromkeys(members, node)
    return centres
