"""What every reader makes of a file: a Page of Pieces in reading order, and what the page says of itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from archive.report import Evidence, Kind


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Spot:
    """An element that text stands in: its tag, its class and id as written, and the element around it."""

    tag: str = ""
    names: str = ""
    outer: "Spot | None" = None


NOWHERE = Spot()


@dataclass(frozen=True, slots=True)
class Piece:
    """One paragraph, heading, row or line as read, before anything is decided about it.

    `place` names a part of the page that is no place for an article's text (`navigation`, `page footer` …), else "".
    `linked` and `stressed` are the shares of its characters that are links, and bold or slanted, 0 to 1. `spot` is the
    innermost element it stands in that is no inline one.
    """

    text: str
    kind: Kind = Kind.BODY
    place: str = ""
    linked: float = 0.0
    stressed: float = 0.0
    spot: Spot = NOWHERE


@dataclass(frozen=True, slots=True)
class Facts:
    """What a page says of itself outside its text; every value as written, in page order.

    `metas` and `properties` (microdata) map lower-case names to values; `objects` are JSON-LD objects, flattened;
    `times` are (datetime attribute, text, in an article) of `<time>`; `hints` are (method, words) that may name a
    region: breadcrumb, tag, section; `labels` are (Document field, value, line) told by the first lines of a text,
    such as `Source: Reuters`; `evidence` is what a format's own records tell (mail headers, document properties);
    `captured` is the moment it was saved from the web, ISO 8601 or "": nothing in it is later.
    """

    metas: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    properties: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    objects: tuple[Mapping[str, Any], ...] = ()
    times: tuple[tuple[str, str, bool], ...] = ()
    title: str = ""
    headings: tuple[str, ...] = ()
    bylines: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    hints: tuple[tuple[str, str], ...] = ()
    labels: tuple[tuple[str, str, str], ...] = ()
    language: str = ""
    canonical: str = ""
    saved_from: str = ""
    captured: str = ""
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A file as read: its format, encoding and decoded text, its Pieces, its Facts, and how deep its tags nest."""

    format: str
    encoding: str
    text: str
    pieces: tuple[Piece, ...]
    facts: Facts = Facts()
    depth: int = 0

    @property
    def is_web(self) -> bool:
        """Whether `text` is a web page's markup, to be judged as one."""
        return self.format in ("html", "mhtml")
