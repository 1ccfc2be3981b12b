"""Whoosh's matcher over the arrays of one term: the plain path, one posting at a time."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from whoosh.matching import Matcher, ReadTooFar
from whoosh.query.spans import Span
from whoosh.scoring import BaseScorer

Places = Callable[[], Sequence[Sequence[int]]]


class ArrayMatcher(Matcher):  # type: ignore[misc]  # Whoosh has no types
    """The postings of a term; `places` reads the positions of all of them, when first asked for."""

    def __init__(
        self, term: tuple[str, bytes], ids: Sequence[int], weights: Sequence[int], places: Places, scorer: BaseScorer
    ) -> None:
        self._term = term
        self._ids = ids
        self._weights = weights
        self._places = places
        self._scorer = scorer
        self._at = 0
        self._read: Sequence[Sequence[int]] | None = None

    def is_active(self) -> bool:
        """Whether it stands at a posting."""
        return self._at < len(self._ids)

    def reset(self) -> None:
        """Go back to the first posting."""
        self._at = 0

    def copy(self) -> "ArrayMatcher":
        """Another one at the same posting."""
        copied = ArrayMatcher(self._term, self._ids, self._weights, self._places, self._scorer)
        copied._at = self._at
        return copied

    def term(self) -> tuple[str, bytes]:
        """Field and text."""
        return self._term

    def is_leaf(self) -> bool:
        """It is."""
        return True

    def id(self) -> int:
        """The document it stands at."""
        return self._ids[self._at]

    def all_ids(self) -> Iterator[int]:
        """The documents from here on."""
        return iter(self._ids[self._at :])

    def next(self) -> bool:
        """Go to the next posting. Raises ReadTooFar."""
        if not self.is_active():
            raise ReadTooFar
        self._at += 1
        return True

    def skip_to(self, id: int) -> bool:
        """Go to the first posting from here on of this document or a later one. Raises ReadTooFar."""
        if not self.is_active():
            raise ReadTooFar
        while self.is_active() and self.id() < id:
            self._at += 1
        return True

    def weight(self) -> float:
        """How often the term is in the document."""
        return float(self._weights[self._at])

    def score(self) -> float:
        """The document's score for this term."""
        found: float = self._scorer.score(self)
        return found

    def max_quality(self) -> float:
        """What no posting scores more than."""
        found: float = self._scorer.max_quality()
        return found

    def supports(self, astype: str) -> bool:
        """Whether `value_as` gives this."""
        return astype in ("positions", "frequency", "weight")

    def value(self) -> bytes:
        """Nothing: a posting has no bytes of its own."""
        return b""

    def value_as(self, astype: str) -> Any:
        """Positions, frequency or weight of the posting."""
        if astype == "positions":
            self._read = self._read or self._places()
            return self._read[self._at]
        return self._weights[self._at]

    def spans(self) -> list[Span]:
        """The positions as Whoosh's spans."""
        return [Span(position) for position in self.value_as("positions")]

    def supports_block_quality(self) -> bool:
        """Never: what may skip blocks scores wrongly under AND of ORs."""
        return False
