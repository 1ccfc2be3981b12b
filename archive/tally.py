"""How many files of a run came to each result."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from archive.report import Outcome, Result


@dataclass(frozen=True, slots=True)
class Summary:
    """How many files came to each result; `newly_quarantined` are those that no earlier run had refused as they are."""

    counts: Mapping[str, int]
    newly_quarantined: int


class Tally:
    """Counts Outcomes as they come."""

    def __init__(self) -> None:
        self._counts: Counter[Result] = Counter()
        self._new = 0

    def add(self, outcome: Outcome) -> None:
        """Count one."""
        self._counts[outcome.result] += 1
        self._new += outcome.result is Result.QUARANTINED and not outcome.again

    def summary(self) -> Summary:
        """What was counted so far."""
        return Summary({result.value: self._counts[result] for result in Result}, self._new)
