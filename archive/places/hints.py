"""What a page says it is filed under: breadcrumbs, tags and sections that are a region's name or a country's."""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from archive.places.countries import country_code
from archive.report import Evidence
from archive.settings import Region, Settings

Hints = Iterable[tuple[str, str]]
"""(method, words) of breadcrumbs, tags and sections."""

_MOST = 3  # of a method; one that names more lists the site's sections
_CONFIDENCE = 0.95


def hinted_regions(settings: Settings, hints: Hints) -> list[tuple[str, Evidence]]:
    """Regions of the settings that a hint names in so many words."""
    return _few("regions", hints, lambda words: _spelt(settings.regions).get(_key(words), ""))


def hinted_countries(hints: Hints) -> list[tuple[str, Evidence]]:
    """Codes of the countries that a hint names in so many words."""
    return _few("about", hints, lambda words: country_code(words) if len(words) > 3 else "")


@lru_cache(16)
def _spelt(regions: tuple[Region, ...]) -> dict[str, str]:
    return {_key(name): region.name for region in regions for name in (region.name, *region.aliases)}


def _few(field: str, hints: Hints, meaning: Callable[[str], str]) -> list[tuple[str, Evidence]]:
    """What hints mean, but for methods that mean too much."""
    named = [(meant, method, words) for method, words in hints if (meant := meaning(words))]
    found: dict[str, Evidence] = {}
    for value, method, words in named:
        if len({other for other, its, _ in named if its == method}) <= _MOST:
            found.setdefault(value, Evidence(field, value, method, words, _CONFIDENCE))
    return list(found.items())


def _key(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text).casefold().strip()
