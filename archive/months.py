"""Names of months in the world's languages (CLDR, through Babel), as people write them."""

import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

from babel import Locale, UnknownLocaleError

# Countries whose months are called otherwise than in most of their language's others.
_VARIANTS = {"ar": ("ar", "ar_SY", "ar_DZ", "ar_MA"), "de": ("de", "de_AT"), "sr": ("sr", "sr_Latn"), "zh": ()}
_ALSO = {"sept": 9, "septembre": 9, "mayıs": 5}


@lru_cache(64)
def month_names(languages: tuple[str, ...]) -> Mapping[str, int]:
    """Folded name or abbreviation to month, 1 to 12, in all `languages` (ISO 639-1 codes; unknown ones add nothing)."""
    names = dict(_ALSO)
    for language in reversed(languages):
        for code in _VARIANTS.get(language, (language,)):
            names.update(_names_of(code))
    return names


@lru_cache(64)
def day_names(languages: tuple[str, ...]) -> frozenset[str]:
    """Folded names of the days of the week, wide and abbreviated, in all `languages`."""
    names: set[str] = set()
    for language in languages:
        try:
            days = Locale.parse(language).days
        except (UnknownLocaleError, ValueError):
            continue
        for context in ("stand-alone", "format"):
            names |= {fold(name) for width in ("abbreviated", "wide") for name in days[context][width].values()}
    return frozenset(names)


def fold(name: str) -> str:
    """`name` as it is looked up: case folded, composed, without a closing dot."""
    return unicodedata.normalize("NFC", name).casefold().replace("\u0307", "").rstrip(".")


def _names_of(code: str) -> Iterable[tuple[str, int]]:
    try:
        months = Locale.parse(code).months
    except (UnknownLocaleError, ValueError):
        return
    for context in ("stand-alone", "format"):
        for width in ("abbreviated", "wide"):
            for number, name in months[context][width].items():
                folded = fold(name)
                if len(folded) > 2 and not any(c.isdigit() for c in folded):
                    yield folded, number
