"""All engines asked in one process: a class of questions each in turn, once it has been asked the same before."""

import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median, quantiles
from typing import Any

from tests.bench.engine.asking import Page, Peer, Question

ROUNDS = 3
"""The first of which warms what an engine keeps."""

FEWER = {"whoosh": 5}
"""Questions of a class that an engine is asked at most; the others' times for the same ones stand beside its own."""


@dataclass(slots=True)
class Asked:
    """What one engine did with the questions of a class: for each the milliseconds it took, and the total."""

    times: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))
    totals: dict[int, int] = field(default_factory=dict)

    def all_times(self, of: Sequence[int] | None = None) -> list[float]:
        """The times of these questions, of all where none are named."""
        return [each for number in (self.times if of is None else of) for each in self.times[number]]

    @property
    def cuts(self) -> tuple[float, float, float]:
        """Median, p95 and p99."""
        parts = quantiles(self.all_times(), n=100)
        return parts[49], parts[94], parts[98]

    def slower_than(self, other: "Asked") -> float:
        """How many times the other's median this one's is, on the questions that both were asked."""
        both = [number for number in self.times if number in other.times]
        return median(self.all_times(both)) / median(other.all_times(both))


def ask(peers: Sequence[Peer], kind: str, questions: Sequence[Question]) -> dict[str, Asked]:
    """What each engine did; its time is what this thread used of a processor, whatever else the machine does."""
    found = {peer.name: Asked() for peer in peers if questions[0].way not in peer.lacks}
    for turn in range(ROUNDS):
        for peer in peers:
            if peer.name in found:
                _asked(peer, kind, questions[: FEWER.get(peer.name)], found[peer.name], is_warming=not turn)
    return found


def _asked(peer: Peer, kind: str, questions: Sequence[Question], found: Asked, *, is_warming: bool) -> None:
    for number, question in enumerate(questions):
        begun = time.thread_time()
        answer = getattr(peer, kind)(question)
        taken = (time.thread_time() - begun) * 1e3
        if not is_warming:
            found.times[number].append(taken)
        found.totals[number] = total(answer)


def total(answer: Any) -> int:
    """How many documents match in all, as it was answered."""
    return answer.total if isinstance(answer, Page) else answer[1]
