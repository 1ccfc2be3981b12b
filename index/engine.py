"""What every engine promises, and the answers it gives: the one interface between documents and searches."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from archive.report import Document, PartialDate
from index.query import Query, Term

Marked = tuple[tuple[str, bool], ...]
"""Text in order, each piece with whether the query matched it; joined, the pieces are the text."""

Facets = dict[str, tuple[tuple[str, int], ...]]
"""Facet name to (value, documents), most frequent first; years, months and days newest first."""

Counts = tuple[tuple[str, int], ...]
"""Words as written, or values, each with how many documents have it, most first."""

Forms = tuple[tuple[Term, Counts], ...]
"""Words and patterns of a query, each with the forms of it that matches hold."""

FACETS = ("source", "region", "about", "from", "dateline", "language", "kind", "year", "month", "day")
"""What is counted for a page, besides the other PERIODS, which can be too.

A date known only to the year is in no month, one known to the month in no day.
"""


@dataclass(frozen=True, slots=True)
class Match:
    """One document an engine found: which version of it, how well it fits, and how many copies are folded into it."""

    id: str
    version: int
    score: float
    folded: int = 0


@dataclass(frozen=True, slots=True)
class Ranking:
    """An engine's answer: the matches of one page in order, and what is true of all matches.

    `change` is the archive's change number the answer stands for, `published` when that was indexed (ISO 8601, UTC).
    `notes` tell people where the answer is not the whole one.
    """

    matches: tuple[Match, ...]
    total: int
    change: int
    facets: Facets = field(default_factory=dict)
    undated: int = 0
    published: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """One answer as a person sees it; `folded` is how many further matches are copies of it, folded as asked.

    `matched` is how many pieces of its body match; the excerpts show some of them.
    """

    id: str
    version: int
    score: float
    title: Marked
    excerpts: tuple[Marked, ...]
    source: str
    date: PartialDate | None
    regions: tuple[str, ...]
    author: str
    language: str
    url: str
    words: int
    gone_since: str
    folded: int = 0
    matched: int = 0


@dataclass(frozen=True, slots=True)
class Results:
    """A page of hits with what is true of all matches: exact total, facets, and as of when it holds.

    `seconds` is the time the answer took; `as_of` is when the index was published (ISO 8601, UTC); `behind` says that
    the archive has changes the index does not hold yet; `notes` tell where the answer is not the whole one, or is to
    something else than was perhaps asked.
    """

    query: Query
    total: int
    hits: tuple[Hit, ...]
    facets: Facets
    undated: int
    as_of: str
    behind: bool
    seconds: float
    notes: tuple[str, ...] = ()

    @property
    def pages(self) -> int:
        """How many pages of `query.limit` hits there are."""
        return -(-self.total // self.query.limit)


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """What an engine holds: documents, change number, its newest generation and when that was published."""

    address: str
    documents: int
    change: int
    generation: int
    published: str
    size: int


class Engine(Protocol):
    """Holds Documents and answers Queries. Every engine passes tests/index/test_engine.py."""

    def apply(self, put: Iterable[Document], drop: Iterable[str], change: int) -> None:
        """Hold these documents in place of their older versions, and no longer those; all visible at once, or none."""

    def change(self) -> int:
        """The archive's change number up to which this engine is complete; 0 for an empty one."""

    def search(self, query: Query) -> Ranking:
        """The matches on the query's page, and what the query asks to know of all matches."""

    def scan(self, query: Query) -> Iterator[str]:
        """The id of every match, best first."""

    def count(self, queries: Sequence[Query]) -> list[int]:
        """The exact total of each query."""

    def forms(self, query: Query) -> Forms:
        """For each word and pattern of the query that the matches may hold, the forms of it that they do hold."""

    def suggest(self, prefix: str, limit: int) -> list[str]:
        """Words as indexed that begin with `prefix`, most frequent first."""

    def outdated(self) -> bool:
        """Whether what it keeps is another version's, so that the next sync builds all of it anew."""

    def status(self) -> EngineStatus:
        """What the engine holds."""

    def check(self) -> list[str]:
        """Read everything it keeps; one line for each damage found."""

    def clear(self) -> None:
        """Forget everything, so that the next sync builds anew beside what is served until then."""

    def close(self) -> None:
        """Let go of files and memory; the engine is not used afterwards."""
