"""Whoosh's searcher with an end to its time: one hard query must not keep all others waiting."""

import time
from typing import Any

from whoosh.searching import Searcher

from archive.errors import UsageError
from index.columnar.cache import WordCache


class SlowQueryError(UsageError):
    """A query that takes longer than a search may."""


class TimedSearcher(Searcher):  # type: ignore[misc]  # Whoosh has no types
    """Searches until its time is up; `words` are kept of each segment."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.words = WordCache()

    def begin(self, seconds: float) -> None:
        """A search begins, which may take so long."""
        for each in (self, *(leaf for leaf, _ in self.leaf_searchers())):
            each.seconds, each.until = seconds, time.monotonic() + seconds

    def check(self) -> None:
        """Raise SlowQueryError where time is up."""
        if time.monotonic() > self.until:
            raise SlowQueryError(
                f"the query takes more than {self.seconds:g} seconds and was ended: words of one or two letters before "
                "a *, long phrases and many parts make it slow; write more letters before each *, or fewer parts"
            )

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
