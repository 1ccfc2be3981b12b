"""The country a report was published in: told by the page, by its publisher's name, or by its address."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from archive.places.countries import country_code
from archive.places.names import data, words_of
from archive.readers.page import Facts
from archive.report import Evidence

_DOMAINS = {"uk": "GB", "su": "RU", "eu": ""}
_METAS = ("geo.country", "geo.region")


def origins(facts: Facts, url: str, source: str) -> list[Evidence]:
    """Evidence for the country of publishing, best first; `source` is who published it, "" where unknown."""
    host = (urlsplit(url).hostname or "") if url else ""
    found = [*_told(facts), *_known(source, host), *_domain(host, url)]
    return sorted(found, key=lambda one: -one.confidence)


def _told(facts: Facts) -> Iterator[Evidence]:
    """What the page's own data says of its publisher's country."""
    for thing in facts.objects:
        for publisher in (thing.get("publisher"), thing if "Organization" in str(thing.get("@type")) else None):
            words = _address(publisher)
            code = country_code(words) if words else ""
            if code:
                yield Evidence("from", code, "JSON-LD", words, 0.9)
    for name in _METAS:
        for words in facts.metas.get(name, ())[:1]:
            code = country_code(words[:2] if name == "geo.region" else words)
            if code:
                yield Evidence("from", code, "meta", words, 0.8)


def _address(publisher: Any) -> str:
    """The country of an organisation's address, as schema.org writes it."""
    address = publisher.get("address") if isinstance(publisher, Mapping) else None
    land = address.get("addressCountry") if isinstance(address, Mapping) else None
    land = land.get("name") if isinstance(land, Mapping) else land
    return land.strip() if isinstance(land, str) else ""


def _known(source: str, host: str) -> Iterator[Evidence]:
    """The country of a source that is known by its name or its address."""
    name = _bare(source)
    if name in _sources():
        yield Evidence("from", _sources()[name], "known source", source, 0.9)
    parts = host.removeprefix("www.").split(".")
    for n in range(len(parts) - 1):
        domain = ".".join(parts[n:])
        if domain in _sources():
            yield Evidence("from", _sources()[domain], "known source", host, 0.9)


def _domain(host: str, url: str) -> Iterator[Evidence]:
    """The country whose top-level domain the address has, unless it is sold to all the world."""
    last = host.rpartition(".")[2]
    if not last or len(last) != 2 or last in data()["domains"]["sold"]:
        return
    code = _DOMAINS.get(last, country_code(last))
    if code:
        yield Evidence("from", code, "URL", url, 0.8)


@cache
def _sources() -> dict[str, str]:
    """Names and domains of widely read sources, to codes."""
    return {_bare(word): code for code, word in words_of("sources")}


def _bare(name: str) -> str:
    return name.casefold().removeprefix("the ")
