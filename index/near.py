"""Where the words of a phrase stand near enough to each other: one measure for the index and for marks. Pure."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence


def windows(terms: Sequence[str], places: Mapping[str, Sequence[int]], slop: int) -> Iterator[set[int]]:
    """The positions taken in each stretch of a text in which the phrase stands, its words moved by `slop` in all.

    `terms` is the phrase, `places` the ascending positions of each term. A word's shift is its position less its number
    in the phrase; a phrase as it was typed has one shift, and one moved by n has shifts that differ by n. A word that
    the phrase has twice has to stand twice.
    """
    shifts = {place - number for number, term in enumerate(terms) for place in places[term]}
    for least in sorted(shifts):
        within = [_between(places[term], least + number, least + slop + number) for number, term in enumerate(terms)]
        if all(within) and _apart(terms, within):
            yield {place for each in within for place in each}


def in_a_row(terms: Sequence[str], places: Mapping[str, Sequence[int]], codes: Mapping[str, Sequence[int]]) -> bool:
    """Whether the words of a phrase stand somewhere one right after the other.

    `codes` are the first and last positions, by turns, of the codes that a term is the joined form of; it takes all of
    them, though its place in `places` is the last.
    """
    ends: set[int] = set()
    for number, term in enumerate(terms):
        firsts, lasts = codes.get(term, ())[::2], codes.get(term, ())[1::2]
        taken = [*zip(firsts, lasts, strict=True), *((place, place) for place in places[term] if place not in lasts)]
        ends = {last for first, last in taken if not number or first - 1 in ends}
    return bool(ends)


def _between(places: Sequence[int], low: int, high: int) -> Sequence[int]:
    return places[bisect_left(places, low) : bisect_right(places, high)]


def _apart(terms: Sequence[str], within: Sequence[Sequence[int]]) -> bool:
    """Whether equal terms can each have a place of their own: the earliest free one, as later ones reach further."""
    if len(set(terms)) == len(terms):
        return True
    latest: dict[str, int] = {}
    for term, places in zip(terms, within, strict=True):
        free = next((place for place in places if place > latest.get(term, -1)), None)
        if free is None:
            return False
        latest[term] = free
    return True
