"""Text to Query: our own grammar, with positions, pure. Nothing leaves it but a Query or a QueryError."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any

from archive.errors import UsageError
from index.words import typed_words

FIELDS = (
    "title",
    "body",
    "lead",
    "source",
    "region",
    "author",
    "lang",
    "url",
    "id",
    "has",
    "from",
    "dateline",
    "about",
    "kind",
)
NAMED = ("source", "region")
"""Fields that hold names: words find each name that they stand in, with a = before them the one that is called so."""
COUNTRY_FIELDS = ("from", "about")
"""Fields that hold codes of countries, asked for by code or name."""
DATE_FIELDS = ("date", "since", "until")
FILTERS = {
    "source": "sources", "region": "regions", "about": "about", "from": "published_in", "dateline": "sent_from",
    "lang": "languages", "kind": "kinds",
}  # fmt: skip
"""The filters that let through any of their values, by name, each with its field of a Query."""
KNOWN = ("date", "source", "region", "author", "language", "url", "from", "dateline", "about")
"""What `has:` can ask of a document: whether this is known."""

MAX_LENGTH = 1_000
MAX_PLAIN_LENGTH = 10_000
MAX_LIMIT = 1_000
NOTHING_ASKED = "nothing to search for: no letter or digit is in the query; write a word or a number"


class QueryError(UsageError):
    """A query that cannot be run: why, the place (`start` to `end`, in characters), and what to write instead."""

    def __init__(self, message: str, start: int, end: int, suggestion: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.start = start
        self.end = end
        self.suggestion = suggestion


@dataclass(frozen=True, slots=True)
class Word:
    """A word as typed. `field` is one of FIELDS, or "" for title or body."""

    text: str
    field: str = ""
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that follow one another, as typed between quotes; `slop` is how many words they may be moved in all.

    That is Lucene's measure: so many other words may stand between, and to turn two neighbours round takes 2.
    """

    text: str
    field: str = ""
    start: int = 0
    end: int = 0
    slop: int = 0


@dataclass(frozen=True, slots=True)
class Prefix:
    """Any word that begins with `text`."""

    text: str
    field: str = ""
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Wildcard:
    """Any word as written that `text` draws: its * stands for any letters or none, its ? for one."""

    text: str
    field: str = ""
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """Any word as written that becomes `text` by `distance` letters put in, left out, changed or swapped, or fewer.

    Both begin with the same letter.
    """

    text: str
    field: str = ""
    start: int = 0
    end: int = 0
    distance: int = 1


@dataclass(frozen=True, slots=True)
class Exact:
    """A word, or words that follow one another, as written and not as their stems; case and accents are no matter.

    In NAMED fields all of a name, where words alone find every name that they stand in.
    """

    text: str
    field: str = ""
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class DateRange:
    """Published in these days, both included; None is open. An imprecise date matches where it overlaps."""

    first: date | None
    last: date | None
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class And:
    """Every part matches."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one part matches."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not match."""

    part: "Node"


Term = Word | Phrase | Prefix | Wildcard | Fuzzy | Exact
Node = Term | DateRange | And | Or | Not


class Order(StrEnum):
    """How hits are ordered; undated documents come last in both orders by date."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"


@dataclass(frozen=True, slots=True)
class Query:
    """What a person asked. A `tree` of None is every document.

    `sources`, `regions`, `languages`, `kinds` (of file), and by codes of countries `about`, `published_in` and
    `sent_from`: any of these, exactly as in the facets (case aside, but for the codes); empty is no filter.
    `since`, `until`: days, both included. `only`, `without`: ids to stay within or leave out. `facets`: which of
    `engine.FACETS` to count over all matches. `page` counts from 1. `fold`: of the matches that are copies of one
    another only the best counts, in totals and facets too. `notes` tell how the text was understood where that may
    surprise. `labels` say in pairs of words what `only` and `without` stand for, to whoever made them of that; no
    engine reads them.
    """

    text: str
    tree: Node | None
    sources: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    only: frozenset[str] | None = None
    without: frozenset[str] = frozenset()
    order: Order = Order.RELEVANCE
    limit: int = 10
    page: int = 1
    facets: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    published_in: tuple[str, ...] = ()
    sent_from: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    fold: bool = False
    labels: tuple[tuple[str, str], ...] = ()


def parse(text: str, *, today: date | None = None, **options: Any) -> Query:
    """The Query a person means by `text`; `options` are further fields of Query.

    `today` is the day that `date:today` and its like count from: this machine's, unless told.

    Raises QueryError, whose `suggestion` is what to write in its place, from `start` to `end`, where that makes a query
    that can be run; UsageError for a page or limit that cannot be.
    """
    if len(text) > MAX_LENGTH:
        message = f"the query has {len(text):,} characters, {MAX_LENGTH:,} at most can be searched for; shorten it"
        raise QueryError(message, MAX_LENGTH, len(text))
    try:
        tree, notes = _read(text, today or date.today())  # noqa: DTZ011 - the day on the wall of who asks
    except QueryError as error:
        if not _mends(error, text, today):
            error.suggestion = ""
        raise
    return _query(text, tree, {"notes": notes, **options})


def plain(text: str, **options: Any) -> Query:
    """A Query for any of the words of `text`, a question in plain words: nothing in it is an operator.

    Raises QueryError for a text without words or of more than 10,000 characters, UsageError as `parse`.
    """
    if len(text) > MAX_PLAIN_LENGTH:
        message = f"the text has {len(text):,} characters, {MAX_PLAIN_LENGTH:,} at most can be searched for; shorten it"
        raise QueryError(message, MAX_PLAIN_LENGTH, len(text))
    words = tuple(Word(text[start:end], "", start, end) for start, end in typed_words(text))
    if not words:
        raise QueryError(NOTHING_ASKED, 0, len(text))
    return _query(text, words[0] if len(words) == 1 else Or(words), options)


def positive_terms(tree: Node | None) -> tuple[Term, ...]:
    """The words, phrases and patterns that a matching document may hold because of the query, in its order."""
    return tuple(_leaves(tree, wanted=True))


def _leaves(tree: Node | None, wanted: bool) -> Iterator[Term]:
    match tree:
        case And(parts) | Or(parts):
            for part in parts:
                yield from _leaves(part, wanted)
        case Not(part):
            yield from _leaves(part, not wanted)
        case Word() | Phrase() | Prefix() | Wildcard() | Fuzzy() | Exact() if wanted:
            yield tree


@lru_cache(maxsize=256)  # a page's links are to searches that say the same again
def _read(text: str, today: date | None) -> tuple[Node | None, tuple[str, ...]]:
    from index.grammar import read  # it makes of the nouns above, so it cannot be there before them

    return read(text, today)


def _mends(error: QueryError, text: str, today: date | None) -> bool:
    """Whether what an error suggests is a query, and no way to the next error."""
    mended = text[: error.start] + error.suggestion + text[error.end :]
    try:
        _read(mended, today)
    except QueryError:
        return False
    return len(mended) <= MAX_LENGTH


def _query(text: str, tree: Node | None, options: dict[str, Any]) -> Query:
    query = Query(text, tree, **options)
    if not 1 <= query.limit <= MAX_LIMIT:
        raise UsageError(f"limit is {query.limit}; write a number from 1 to {MAX_LIMIT:,}")
    if query.page < 1:
        raise UsageError(f"page is {query.page}; pages count from 1")
    return query
