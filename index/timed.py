"""An end to the time of a search, and Whoosh's searcher with one: a hard query must not work for ever."""

import time
from typing import Any

from whoosh.searching import Searcher

from archive.errors import UsageError


class SlowQueryError(UsageError):
    """A query that takes longer than a search may."""


class Deadline:
    """So many seconds from now; without them, never."""

    def __init__(self, seconds: float = float("inf")) -> None:
        self._seconds = seconds
        self._until = time.monotonic() + seconds

    def check(self) -> None:
        """Raise SlowQueryError where time is up."""
        if time.monotonic() > self._until:
            raise SlowQueryError(
                f"the query takes more than {self._seconds:g} seconds and was ended: words of one or two letters "
                "before a *, long phrases and many parts make it slow; write more letters before each *, or fewer parts"
            )


class TimedSearcher(Searcher):  # type: ignore[misc]  # Whoosh has no types
    """Searches until its time is up."""

    def begin(self, deadline: Deadline) -> None:
        """A search begins that ends then."""
        for each in (self, *(leaf for leaf, _ in self.leaf_searchers())):
            each.deadline = deadline

    def postings(self, *args: Any, **named: Any) -> Any:
        """A term's matcher, which looks at the clock when made and whenever a phrase asks where the term stands."""
        self.deadline.check()
        matcher = super().postings(*args, **named)
        spans = matcher.spans

        def timed_spans() -> Any:
            self.deadline.check()
            return spans()

        matcher.spans = timed_spans
        return matcher
