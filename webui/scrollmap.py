"""The scroll map: where in a text its hits stand, as ticks beside it."""

from dataclasses import dataclass

from index.engine import Marked

MOST_TICKS = 200
"""So many places are told apart; of hits nearer to each other the first is ticked."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A hit, by its number in the text from 1 on, and how far down in the text it stands, of 100."""

    hit: int
    place: float


def ticks_of(paragraphs: tuple[Marked, ...]) -> list[Tick]:
    """The ticks of a marked text, from top to bottom, a place each; by letters, as if all lines were full."""
    pieces = [piece for paragraph in paragraphs for piece in paragraph]
    letters = sum(len(text) for text, _ in pieces)
    found: dict[float, Tick] = {}
    at = hits = 0
    for text, matched in pieces:
        if matched:
            hits += 1
            place = at * MOST_TICKS // letters * 100 / MOST_TICKS
            found.setdefault(place, Tick(hits, place))
        at += len(text)
    return list(found.values())
