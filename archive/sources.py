"""One name for each source: what is read as `reuters.com`, `Thomson Reuters` or `REUTERS` is Reuters."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from archive.report import Document, Evidence
from archive.settings import Source, to_sources

TABLE = "source table"
"""The method of Evidence for a name that the table gave."""

_HOST = re.compile(r"(?:https?://)?((?:[\w-]+\.)+[a-z]{2,})(?:[/:?#]\S*)?", re.IGNORECASE)


def one_name(words: str, sources: Sequence[Source]) -> str:
    """The name of the source that is called so or has this domain, or "" where no table has it.

    `sources` are those of `archive.toml`, which win over the built-in ones.
    """
    names = _names(tuple(sources))
    if name := names.get(_key(words), ""):
        return name
    host = _HOST.fullmatch(words.strip())
    parts = host[1].lower().split(".") if host else []
    return next((names[key] for n in range(len(parts) - 1) if (key := _domain(".".join(parts[n:]))) in names), "")


def known_as(words: str, sources: Sequence[Source]) -> str:
    """The name a source is kept under, whatever it is called here."""
    return one_name(words, sources) or words


def with_one_name(document: Document, sources: Sequence[Source]) -> Document:
    """The document with its source under the name the table gives it, and that as first evidence for it."""
    name = one_name(document.source, sources) if document.source else ""
    if name in ("", document.source):
        return document
    given = Evidence("source", name, TABLE, document.source, 1.0)
    return replace(document, source=name, evidence=(given, *document.evidence))


def table(sources: Sequence[Source]) -> tuple[Source, ...]:
    """Every entry that `one_name` looks in, those of `archive.toml` first."""
    return (*sources, *_built_in())


@cache
def _names(sources: tuple[Source, ...]) -> dict[str, str]:
    """Every spelling and domain, as looked up, to the source's name."""
    own = _spellings(sources)
    given = {key: own.get(_key(name), name) for key, name in _spellings(_built_in()).items()}
    return {**given, **own}


def _spellings(sources: Sequence[Source]) -> dict[str, str]:
    # A source's own name is never another's alias.
    also = {_key(alias): source.name for source in sources for alias in source.aliases}
    also |= {_domain(host): source.name for source in sources for host in source.domains}
    return also | {_key(source.name): source.name for source in sources}


def _key(words: str) -> str:
    return re.sub(r"[\W_]+", " ", words.casefold()).strip()


def _domain(host: str) -> str:
    return f"//{host.lower().removeprefix('www.')}"


@cache
def _built_in() -> tuple[Source, ...]:
    return to_sources(tomllib.loads(Path(__file__).with_name("sources.toml").read_text("utf-8")))
