"""Bytes of one report to a Document with evidence for every value: reading, cleaning, metadata, date and regions."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from types import MappingProxyType

from archive import metadata
from archive.authors import authors_of, without_sources
from archive.bylines import dated_lines
from archive.clean import Known, body_of, clean
from archive.errors import RefusedError
from archive.furniture import Learnt, without_furniture
from archive.places.origin import origins
from archive.places.placing import place
from archive.published import published
from archive.readers import read
from archive.readers.decode import whole_characters
from archive.readers.page import Facts, Page
from archive.recipe import recipe_of
from archive.report import Cleaned, Document, Evidence
from archive.rules import ruled, rules_of
from archive.settings import Settings
from archive.sources import known_as


@dataclass(frozen=True, slots=True)
class Told:
    """What a page says of itself before it is cleaned: evidence, all its text, and what cleaning is to know of it."""

    titles: list[Evidence]
    sources: list[Evidence]
    authors: list[Evidence]
    text: str
    known: Known


def extract(
    data: bytes,
    name: str,
    settings: Settings,
    url: str = "",
    captured: str = "",
    *,
    said: str = "",
    learnt: Learnt = MappingProxyType({}),
) -> Cleaned:
    """Clean the bytes of a file called `name`, published at `url` and `captured` (ISO 8601) then, where known.

    `said` is its source where a person said so, whose rules then hold; `learnt` the furniture of each source. Raises
    RefusedError and nothing else.
    """
    with _uncollected():
        return _extract(data, whole_characters(name), settings, whole_characters(url), captured, said, learnt)


@contextmanager
def _uncollected() -> Iterator[None]:
    """No search for garbage meanwhile: a page is a hundred thousand objects, to be looked through again and again."""
    collected = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collected:
            gc.enable()


def _extract(data: bytes, name: str, settings: Settings, url: str, captured: str, said: str, learnt: Learnt) -> Cleaned:
    page = read(data, name)
    if captured:
        page = replace(page, facts=replace(page.facts, captured=captured))
    address = metadata.addresses(page.facts, url)
    where = address[0].value if address else ""
    told = told_of(page, where)
    source = known_as(said or _first(told.sources), settings.sources)
    rules = rules_of(source, settings.sources)
    blocks = without_furniture(ruled(clean(page, told.known), rules), rules, learnt.get(source, {}))
    body = body_of(blocks)
    titles = told.titles or metadata.titles(page.facts, first=body.partition("\n\n")[0])
    title = _first(titles) or metadata.file_title(name)
    if not body and not titles:
        raise RefusedError("no-text", "there is nothing in it that reads like a report")
    languages = metadata.languages(page.facts, body or told.text)
    language = _first(languages)
    date, dates = published(page, name, where, language, dated_lines(blocks, told.known, body))
    placed = place(title, body, settings, language or "en", _hints(page.facts))
    published_in = origins(page.facts, where, _first(told.sources))
    evidence = (*titles, *dates, *told.sources, *told.authors, *languages, *address, *published_in, *placed.evidence)
    document = Document(
        title=title,
        body=body,
        date=date,
        source=_first(told.sources),
        published_in=_first(published_in),
        dateline=placed.dateline,
        about=placed.about,
        regions=placed.regions,
        author=_author(told.authors, told.sources),
        language=language,
        url=where,
        evidence=tuple(dict.fromkeys(evidence)),
    )
    return Cleaned(document, blocks, page.format, page.encoding, recipe_of(settings, source))


def told_of(page: Page, where: str) -> Told:
    """What `page`, published at `where` if known, says of itself."""
    lines = [piece.text for piece in page.pieces[:80] if len(piece.text) < 300]
    sources, titles = metadata.sources(page.facts, where, lines), metadata.titles(page.facts, lines)
    authors = [*authors_of(page.facts, *_signatures(page, titles)), *metadata.recorded(page.facts, "author")]
    authors = without_sources(sorted(authors, key=lambda one: -one.confidence), sources)
    text = "\n".join(piece.text for piece in page.pieces if not piece.place)
    spoken = _first(metadata.languages(page.facts, "") or metadata.languages(page.facts, text))
    known = Known(_first(titles), _names(sources, authors), spoken or "en")
    return Told(titles, sources, authors, text, known)


def _first(found: list[Evidence]) -> str:
    return found[0].value if found else ""


def _signatures(page: Page, titles: list[Evidence]) -> tuple[list[str], list[str]]:
    """Lines that may name the author: those that follow the title, any that says so in words, the page's first ones.

    The second list is of those alone that stand right below the title.
    """
    told = {one.value.casefold() for one in titles}
    # An entry of a menu is a link and nothing else.
    lines = [piece for piece in page.pieces if piece.linked < 0.95 and len(piece.text) < 300]
    text = [piece.text for piece in lines if not piece.place and len(piece.text) < 150]
    at = next((n for n, line in enumerate(text) if line.casefold() in told), 0)
    written = [line for line in text if line.startswith(("Written by", "Author:"))]
    return [*text[at + 1 : at + 25], *written, *(piece.text for piece in lines[:80])], text[at + 1 : at + 8]


def _names(*lists: list[Evidence]) -> tuple[str, ...]:
    """Every name in evidence, whole and in its parts."""
    values = [one.value for found in lists for one in found]
    return tuple(dict.fromkeys(name for value in values for name in (value, *value.split(", ")) if len(name) > 1))


def _author(authors: list[Evidence], sources: list[Evidence]) -> str:
    """The first author who is not just the source again, where there is one."""
    publishers = {one.value.casefold() for one in sources}
    return next((one.value for one in authors if one.value.casefold() not in publishers), _first(authors))


def _hints(facts: Facts) -> tuple[tuple[str, str], ...]:
    """What the page says it is filed under: breadcrumbs, tags, sections, keywords."""
    told = list(facts.hints)
    for name in ("article:section", "section", "parsely-section", "article:tag", "news_keywords", "keywords"):
        method = "tag" if name.endswith(("tag", "words")) else "section"
        told += [(method, part) for value in facts.metas.get(name, ()) for part in value.split(",")]
    for article in metadata.articles(facts):
        for key, method in (("articleSection", "section"), ("keywords", "tag")):
            value = article.get(key) or []
            parts = value.split(",") if isinstance(value, str) else value if isinstance(value, list) else []
            told += [(method, part) for part in parts if isinstance(part, str)]
    for item in facts.objects:
        if item.get("@type") == "ListItem":
            inner = item.get("item")
            told.append(("breadcrumb", str(item.get("name") or (inner.get("name") if isinstance(inner, dict) else ""))))
    return tuple(told[:200])
