"""What is asked of every engine that is measured, and what each has to be able to do."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

LIMIT = 10
EXCERPTS = 2
WIDTH = 240
"""Characters of an excerpt."""
COUNTED = ("source", "region", "month")
"""What a page counts of all matches."""


@dataclass(frozen=True, slots=True)
class Release:
    """A press release; `day` is ISO 8601, empty where it is not known."""

    id: str
    title: str
    body: str
    source: str
    region: str
    day: str

    @property
    def month(self) -> str:
        """The month it is of."""
        return self.day[:7]

    @property
    def number(self) -> int:
        """The day as a number that orders alike; 0 where it is not known."""
        return day_number(self.day) if self.day else 0


def day_number(day: str) -> int:
    """2006-01-31 as 20060131."""
    return int(day.replace("-", ""))


@dataclass(frozen=True, slots=True)
class Question:
    """Words put together in one `way`, perhaps of one source, or of the days from one to another (ISO 8601).

    The ways are word, or, and, phrase, prefix, fuzzy, and not, which leaves out all words but the first.
    """

    way: str
    words: tuple[str, ...]
    source: str = ""
    days: tuple[str, str] | None = None
    newest: bool = False

    @property
    def lucene(self) -> str:
        """As tantivy, stock Whoosh and Backfile all read it."""
        match self.way:
            case "or":
                return " OR ".join(self.words)
            case "and":
                return " AND ".join(self.words)
            case "phrase":
                return '"' + " ".join(self.words) + '"'
            case "prefix":
                return f"{self.words[0]}*"
            case "not":
                return " ".join([self.words[0], *(f"-{word}" for word in self.words[1:])])
        return self.words[0]


Ranked = tuple[list[str], int]
"""The first ids, best first, and how many documents match in all."""


@dataclass(frozen=True, slots=True)
class Page:
    """What a person is shown: of each hit its title and excerpts, and of all matches how many have which value."""

    titles: Sequence[object]
    excerpts: Sequence[object]
    counts: Sequence[object]
    total: int


class Peer(Protocol):
    """An engine to be measured, opened in a folder of its own; `lacks` are the ways in which it cannot be asked."""

    name: str
    lacks: tuple[str, ...]

    def furnish(self, releases: Iterable[Release]) -> None:
        """Keep the texts that pages are made from, beside the index; not measured."""

    def build(self, releases: Iterable[Release]) -> None:
        """Index these, durably."""

    def rank(self, question: Question) -> Ranked:
        """The first ten and the exact total, parsing included."""

    def page(self, question: Question) -> Page:
        """The same as a page."""

    def size(self) -> int:
        """Bytes of the index on disk, without texts kept beside it."""


class Texts:
    """Titles and bodies by id, for engines that keep none in their index."""

    def __init__(self, path: Path) -> None:
        self._rows = sqlite3.connect(path)
        self._rows.execute("CREATE TABLE IF NOT EXISTS t (id TEXT PRIMARY KEY, title TEXT, body TEXT) WITHOUT ROWID")

    def keep(self, releases: Iterable[Release]) -> None:
        """All of them, in one transaction."""
        rows = ((each.id, each.title, each.body) for each in releases)
        self._rows.executemany("INSERT INTO t VALUES (?, ?, ?)", rows)
        self._rows.commit()

    def of(self, ids: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Title and body of each."""
        for id in ids:
            yield self._rows.execute("SELECT title, body FROM t WHERE id = ?", (id,)).fetchone()


def size_of(folder: Path) -> int:
    """Bytes of all files in it."""
    return sum(path.stat().st_size for path in folder.iterdir())
