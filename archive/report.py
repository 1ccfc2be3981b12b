"""The nouns of the archive, as frozen dataclasses: what arrives, what it becomes, and why we believe it."""

import re
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

JOINERS = "\u00ad\u200c\u200d"
"""Signs unseen that belong to words all the same: the soft hyphen, and what parts or joins letters (Persian, Hindi)."""

_ISO = re.compile("[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")


def is_plain(text: str) -> bool:
    """Whether nothing in `text` is a control character or a mark of direction."""
    return text.isprintable() or all(letter.isprintable() or letter in JOINERS for letter in text)


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A day as published, at the precision it is known with.

    `text` is ISO 8601 cut at its precision: `2025`, `2025-06` or `2025-06-08`. `instant`, where known, is the
    moment with its offset (`2025-06-08T10:30:00+02:00`), kept beside the day and never used to shift it.
    """

    text: str
    instant: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        """Refuse what is no date. Raises ValueError."""
        if not _ISO.fullmatch(self.text):
            raise ValueError(f"not a year, month or day: {self.text!r}")
        date.fromisoformat(self.text + "-01-01"[len(self.text) - 4 :])

    @classmethod
    def from_iso(cls, text: str) -> "PartialDate":
        """The date that ISO 8601 `text` means: a year, a month, a day, or an instant. Raises ValueError."""
        if len(text) <= 10:
            return cls(text)
        instant = datetime.fromisoformat(text)
        return cls(instant.date().isoformat(), instant.isoformat())

    @property
    def precision(self) -> str:
        """How much of the date is known: `year`, `month`, `day`, or `minute` where an instant is kept."""
        if self.instant:
            return "minute"
        return {4: "year", 7: "month", 10: "day"}[len(self.text)]

    @property
    def first(self) -> date:
        """The first day it can mean."""
        return date.fromisoformat(self.text + "-01-01"[len(self.text) - 4 :])

    @property
    def last(self) -> date:
        """The last day it can mean."""
        first = self.first
        if len(self.text) == 4:
            return first.replace(month=12, day=31)
        if len(self.text) == 7:
            return first.replace(day=monthrange(first.year, first.month)[1])
        return first


class Kind(StrEnum):
    """What a Block is."""

    TITLE = "title"
    BYLINE = "byline"
    BODY = "body"
    HEADING = "heading"
    QUOTE = "quote"
    CAPTION = "caption"
    LIST = "list"
    TABLE = "table"
    FURNITURE = "furniture"


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a page: its text, its kind, whether it is kept in the body, and the rule that decided."""

    text: str
    kind: Kind
    kept: bool
    rule: str


SURE = 0.9
"""From this confidence on a date is sure: at least 96 of 100 such are right (measured by `make quality`)."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where one value of a Document came from.

    `field` is the Document's field, `value` what was read, `method` how (`JSON-LD`, `meta`, `microdata`, `time`,
    `byline`, `URL`, `text`, `file name`, `person`, `import` …), `words` the words themselves, `confidence` 0 to 1.
    """

    field: str
    value: str
    method: str
    words: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Place:
    """A place in evidence: its country (ISO 3166-1 alpha-2, "" where unknown), as written, and confidence 0 to 1."""

    country: str
    place: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Document:
    """A cleaned report. `body` is paragraphs separated by an empty line; unknown text is `""`, an unknown date None.

    `published_in` is the country it was published in (ISO 3166-1 alpha-2), `dateline` where it was sent from, `about`
    the countries it is about, most certain first. `language` is an ISO 639-1 code. `id` and `version` are given when
    the archive first keeps it; until then they are `""` and 0. `gone_since` is the day its source file was first
    missed, else `""`. `cluster` is the id of the earliest of the copies it belongs to, `""` where it has none.
    `kind` is the format of its original (`html`, `text`, `pdf` …), known of what the archive keeps.
    """

    title: str
    body: str
    date: PartialDate | None = None
    source: str = ""
    regions: tuple[str, ...] = ()
    author: str = ""
    language: str = ""
    url: str = ""
    published_in: str = ""
    dateline: Place | None = None
    about: tuple[Place, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    id: str = ""
    version: int = 0
    gone_since: str = ""
    cluster: str = ""
    kind: str = field(default="", compare=False)


def lead(body: str) -> str:
    """The first two paragraphs of a body."""
    return "\n\n".join(body.split("\n\n", 2)[:2])


@dataclass(frozen=True, slots=True)
class Report:
    """What arrived, as it arrived, and how its bytes were read (`format` and `encoding` as the reader named them).

    `key` is where it came from: a path's bytes (as `os.fsencode` gives them) or a URL; times are ISO 8601 in UTC.
    """

    key: bytes
    data: bytes
    sha256: str
    first_seen: str
    last_seen: str
    format: str
    encoding: str

    @property
    def size(self) -> int:
        """How many bytes arrived."""
        return len(self.data)


class Result(StrEnum):
    """What a file can come to in a run; `recleaned` is what a run cleaned again from the original it had stored."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    GONE = "gone"
    SKIPPED = "skipped"
    QUARANTINED = "quarantined"
    RECLEANED = "recleaned"


CHANGED = "changed"
"""The reason of the Outcome of a document that was cleaned again and has a new version now."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one file came to in a run.

    Skipped and quarantined files have a reason code and its detail; `again` says that an earlier run had put this very
    file into quarantine already. What was recleaned has the reason `changed`, or none, or that of its refusal: then it
    stays as it was.
    """

    key: bytes
    result: Result
    id: str = ""
    reason: str = ""
    detail: str = ""
    again: bool = False


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a report was cleaned with: `cleaner` stands for the program and those settings its work depends on.

    `source` is the one by whose `rules` it was cleaned; these stand there as a digest, "" for none.
    """

    cleaner: str
    source: str = ""
    rules: str = ""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What a reader made of one report: the Document, every Block of the page, and how its bytes were read.

    `recipe` tells what it was cleaned with; None for what came in clean.
    """

    document: Document
    blocks: tuple[Block, ...]
    format: str
    encoding: str
    recipe: Recipe | None = None
