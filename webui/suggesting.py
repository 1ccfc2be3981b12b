"""What the box may go on with while one types: words the documents hold, sources, and documents by their titles."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from archive.errors import NotFoundError
from archive.store import Archive
from index.engine import Engine
from index.query import Order, Query, QueryError, parse
from index.words import fold
from webui.narrowing import path_of

WORDS, SOURCES, TITLES = 5, 3, 3
"""How many of each kind are offered."""

SHORTEST = 2
"""With fewer letters nothing is offered: too much begins so."""

_SOURCE = re.compile(r'source:"?(?P<typed>[^"]*)$', re.IGNORECASE)
_WORD = re.compile(r"(?P<typed>\w[\w.'’-]{0,99})$")
_MOST_READ = 200


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One way to go on: its kind (word, source, document) and words; the box's text then, or else where it leads."""

    kind: str
    label: str
    text: str = ""
    address: str = ""


def suggestions(archive: Archive, engine: Engine, text: str) -> list[Suggestion]:
    """The ways to go on from what is typed up to the cursor; none where it ends in no word."""
    near = text[-_MOST_READ:]
    if named := _SOURCE.search(near):
        found = list(_sources(engine, text[: len(text) - len(near) + named.start()], named["typed"]))
        if found or '"' in named[0] or " " not in named["typed"]:
            return found
    word = _WORD.search(near)
    if not word or len(word["typed"]) < SHORTEST:
        return []
    before, typed = text[: len(text) - len(word["typed"])], word["typed"]
    going_on = engine.suggest(typed, WORDS)
    words = [Suggestion("word", one, f"{before}{one}") for one in going_on]
    if before.endswith((":", '"')):
        return words
    return [*words, *_sources(engine, before, typed), *_documents(archive, engine, before, going_on)]


def _sources(engine: Engine, before: str, typed: str) -> Iterator[Suggestion]:
    """The sources with a word in their name that begins so, those with most documents first."""
    begun = re.compile(rf"\b{re.escape(fold(typed))}")
    there = engine.search(Query("", None, limit=1, facets=("source",))).facets["source"]
    named = [name for name, _ in there if begun.search(fold(name))][:SOURCES]
    for name in named:
        said = name.replace('"', " ")
        yield Suggestion("source", name, f'{before}source:"{said}"')


def _documents(archive: Archive, engine: Engine, before: str, found: list[str]) -> Iterator[Suggestion]:
    """The newest documents whose titles hold the words typed before and one of those found for the last."""
    either = " OR ".join(f'"{word}"' for word in found)
    with suppress(QueryError):
        typed = " ".join(re.findall(r"\w+", before.lower()))
        titled = parse(f"title:({typed} ({either}))", order=Order.NEWEST, limit=TITLES)
        for match in engine.search(titled).matches:
            with suppress(NotFoundError):
                title = archive.document(match.id, match.version).title
                yield Suggestion("document", title, address=path_of("document", match.id))
