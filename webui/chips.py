"""A search in words: each part of what was asked as a chip to edit, turn round or drop, with what it leaves out."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from index.engine import Engine
from index.grammar import Part, alternatives
from index.query import FILTERS, Not, Order, Query, QueryError, parse
from webui.narrowing import leaving_out, search_address, value_words, values_of, with_values
from webui.wording import node_words, range_words

SECONDS = 0.1
"""How long is counted for one page; a chip whose turn comes later has no number."""


@dataclass(frozen=True, slots=True)
class Limit:
    """One part of a search: its words, the search without it, and the address of the search for its opposite.

    `field` is the id of what it is edited in, where `start` to `end` are its characters if that is the box.
    """

    label: str
    without: Query
    opposite: str = ""
    field: str = ""
    start: int = 0
    end: int = 0
    is_not: bool = False


@dataclass(frozen=True, slots=True)
class Chip:
    """A limit with the address that drops it, and how many more documents there are then: below 0 for fewer."""

    limit: Limit
    address: str
    more: int | None


def limits_of(query: Query) -> list[Limit]:
    """What the search is limited by: the parts of its text, then its filters and days."""
    limits = list(_said(query))
    for param in FILTERS:
        for value in values_of(query, param):
            rest = with_values(query, param, tuple(other for other in values_of(query, param) if other != value))
            opposite = leaving_out(rest)(param, value)
            limits.append(Limit(value_words(param, value), rest, opposite, f"facet-{param}"))
    if query.since or query.until:
        anyway = replace(query, since=None, until=None)
        limits.append(Limit(range_words(query.since, query.until), anyway, field="since"))
    return limits


def counted(engine: Engine, limits: Sequence[Limit], total: int) -> tuple[Chip, ...]:
    """The chips of these limits on a search that finds `total`, counted one by one while there is time."""
    until = time.perf_counter() + SECONDS
    chips = []
    for limit in limits:
        wider = replace(limit.without, page=1, facets=())
        more = engine.count([wider])[0] - total if time.perf_counter() < until else None
        chips.append(Chip(limit, search_address(wider), more))
    return tuple(chips)


def _said(query: Query) -> Iterator[Limit]:
    """The parts of the text: what stands side by side, or else between its ORs."""
    sides = alternatives(query.text, date.today())  # noqa: DTZ011 - where a part stands is the same on any day
    parts = sides[0] if len(sides) == 1 else [Part(side[0].start, side[-1].end, side[0].start) for side in sides]
    texts = [query.text[part.start : part.end] for part in parts]
    joint = " OR " if len(sides) > 1 else " "
    for number, part in enumerate(parts):
        before, after = texts[:number], texts[number + 1 :]
        without = _asking(query, joint.join(before + after))
        node = parse(texts[number]).tree
        if without is None or node is None:
            continue
        turned = None if len(sides) > 1 else _turned(query.text, part)
        opposite = _asking(query, joint.join([*before, turned, *after])) if turned else None
        link = search_address(opposite) if opposite else ""
        yield Limit(node_words(node), without, link, "q", part.start, part.end, isinstance(node, Not))


def _turned(text: str, part: Part) -> str | None:
    """A part with the minus before it taken away, or put there; None where that would say something else."""
    if part.operand > part.start:
        return text[part.operand : part.end]
    turned = f"-{text[part.start : part.end]}"
    try:
        return turned if isinstance(parse(turned).tree, Not) else None
    except QueryError:
        return None


def _asking(query: Query, text: str) -> Query | None:
    """The query with another text, on its first page; None where that cannot be run."""
    order = query.order if text or query.order != Order.RELEVANCE else Order.NEWEST
    try:
        return replace(query, text=text, tree=parse(text).tree, order=order, page=1)
    except QueryError:
        return None
