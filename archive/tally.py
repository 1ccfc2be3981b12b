"""How many files of a run came to each result."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from archive.report import CHANGED, Outcome, Result


@dataclass(frozen=True, slots=True)
class Summary:
    """How many files came to each result; `newly_quarantined` are those that no earlier run had refused as they are.

    `changed_again` counts the recleaned documents that have a new version now, `kept_as_was` those that were refused.
    """

    counts: Mapping[str, int]
    newly_quarantined: int
    changed_again: int = 0
    kept_as_was: int = 0


class Tally:
    """Counts Outcomes as they come."""

    def __init__(self) -> None:
        self._counts: Counter[Result] = Counter()
        self._new = 0
        self._again: Counter[str] = Counter()

    def add(self, outcome: Outcome) -> None:
        """Count one."""
        self._counts[outcome.result] += 1
        self._new += outcome.result is Result.QUARANTINED and not outcome.again
        if outcome.result is Result.RECLEANED:
            self._again[outcome.reason] += 1

    def summary(self) -> Summary:
        """What was counted so far."""
        changed = self._again[CHANGED]
        kept = self._again.total() - changed - self._again[""]
        return Summary({result.value: self._counts[result] for result in Result}, self._new, changed, kept)
