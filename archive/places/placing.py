"""Where a report was sent from, what it is about, and the regions that lies in: each found, each with its evidence."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from archive.places.dateline import Dateline, dateline
from archive.places.hints import Hints, hinted_countries, hinted_regions
from archive.places.mentions import Mention, mentions
from archive.places.regions import regions
from archive.places.weighing import weigh
from archive.report import Evidence, Place
from archive.settings import Settings

_TOLD, _TOLD_ONLY = 0.95, 0.7  # a tag's country that the text names too, or not


@dataclass(frozen=True, slots=True)
class Placed:
    """The places of one report: its dateline, the countries it is about, most certain first, and its regions."""

    dateline: Place | None
    about: tuple[Place, ...]
    regions: tuple[str, ...]
    evidence: tuple[Evidence, ...]


def place(title: str, body: str, settings: Settings, language: str, hints: Hints = ()) -> Placed:
    """The places of a report; `hints` are (method, words) of its breadcrumbs, tags and sections."""
    sent = dateline(body, settings, language)
    country = sent.country if sent else ""
    text = body[sent.end :] if sent else body
    met = mentions(title, text, settings, language, [country] if country else [])
    told = hinted_countries(hints)
    about = _with_told(weigh(met, len(text.split()) or len(text) // 2, country), [code for code, _ in told], met)
    lying = [*hinted_regions(settings, hints), *regions(met, about, text, settings, language)]
    evidence = [*_sent(sent), *_spoken(about, met), *(one for _, one in told), *(one for _, one in lying)]
    return Placed(
        Place(sent.country, sent.place, sent.confidence) if sent else None,
        tuple(about),
        tuple(dict.fromkeys(name for name, _ in lying)),
        tuple(evidence),
    )


def _with_told(about: Sequence[Place], told: Iterable[str], met: Sequence[Mention]) -> list[Place]:
    """The countries with those the page is filed under, surer where the text names them too."""
    found = {one.country: one for one in about}
    for code in told:
        said = next((one.words for one in met if one.code == code), "")
        known = found.get(code, Place(code, said, _TOLD_ONLY))
        found[code] = replace(known, confidence=max(known.confidence, _TOLD if said else _TOLD_ONLY))
    return sorted(found.values(), key=lambda one: -one.confidence)


def _sent(sent: Dateline | None) -> Iterable[Evidence]:
    if sent:
        yield Evidence("dateline", sent.country or sent.place, "text", sent.words, sent.confidence)


def _spoken(about: Sequence[Place], met: Sequence[Mention]) -> Iterable[Evidence]:
    """For each country the words that speak of it."""
    for one in about:
        words = list(dict.fromkeys(mention.words for mention in met if mention.code == one.country))[:5]
        yield Evidence("about", one.country, "text", ", ".join(words), one.confidence)
