"""Whoosh's searcher with an end to its time: one hard query must not keep all others waiting."""

import time
from array import array
from typing import Any

from whoosh.searching import Searcher

from archive.errors import UsageError


class SlowQueryError(UsageError):
    """A query that takes longer than a search may."""


class TimedSearcher(Searcher):  # type: ignore[misc]  # Whoosh has no types
    """Searches until its time is up. `known` are ids that parts of the query came to in this segment."""

    _spoken: tuple[list[str], "array[int]"] | None = None

    def begin(self, seconds: float) -> None:
        """A search begins, which may take so long."""
        for each in (self, *(leaf for leaf, _ in self.leaf_searchers())):
            each.seconds, each.until, each.known = seconds, time.monotonic() + seconds, {}

    def check(self) -> None:
        """Raise SlowQueryError where time is up."""
        if time.monotonic() > self.until:
            raise SlowQueryError(
                f"the query takes more than {self.seconds:g} seconds and was ended: words of one or two letters before "
                "a *, long phrases and many parts make it slow; write more letters before each *, or fewer parts"
            )

    def spoken(self) -> tuple[list[str], "array[int]"]:
        """The languages of this segment, "" for unknown first, and by document the number of its own among them."""
        if self._spoken is None:
            names = ["", *(term.decode() for term in self.reader().lexicon("lang"))]
            numbers = array("L", bytes(array("L").itemsize * self.reader().doc_count_all()))
            for number, name in enumerate(names[1:], 1):
                for id in self.reader().postings("lang", name).all_ids():
                    numbers[id] = number
            self._spoken = names, numbers
        return self._spoken

    def postings(self, *args: Any, **named: Any) -> Any:
        """A term's matcher, which looks at the clock when made and whenever a phrase asks where the term stands."""
        self.check()
        matcher = super().postings(*args, **named)
        spans = matcher.spans

        def timed_spans() -> Any:
            self.check()
            return spans()

        matcher.spans = timed_spans
        return matcher
