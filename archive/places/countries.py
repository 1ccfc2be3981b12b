"""Countries by what any of the archive's common languages calls them, or by code; and what English calls each."""

from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache

from babel import Locale
from babel.core import get_global

from archive.places.names import territories, words_of

_LANGUAGES = ("en", "de", "fr", "es", "ru", "uk", "ar", "zh", "he", "fa", "ja", "pl", "pt", "it", "nl", "tr")


def country_code(text: str) -> str:
    """The ISO 3166-1 alpha-2 code that a code or a country's name means, case aside; "" for anything else."""
    wanted = _key(text)
    if len(wanted) == 2 and wanted.upper() in _known():
        return wanted.upper()
    for language in ("", *_LANGUAGES):
        found = _names(language).get(wanted)
        if found:
            return found
    return ""


def country_name(code: str) -> str:
    """What English calls the country of a code; the code itself where it is none."""
    return _known().get(code, code)


def nearest(text: str) -> str:
    """The country whose English name holds `text` or is spelt much like it, or where `text` lies; "" for none."""
    wanted, known = _key(text), _names("en")
    near = [name for name in known if wanted and wanted in name.split()] or [
        name for name in known if len(wanted) > 2 and name.startswith(wanted)
    ]
    near = near or get_close_matches(wanted, known, 1, 0.75)
    return country_name(_names("en")[near[0]]) if near else country_name(_names("within").get(_key(text), ""))


def _key(text: str) -> str:
    return " ".join(text.replace(".", "").replace("’", "'").casefold().split())


@cache
def _known() -> dict[str, str]:
    return {code: name for name, code in territories("en")}


@cache
def _names(language: str) -> dict[str, str]:
    """Names to codes: of a language, of "" (codes of old and short names), of "within" (capitals, parts, cities)."""
    if language == "":
        return dict(_aliases())
    if language == "within":
        return {_key(word): code for table in ("within", "capitals") for code, word in words_of(table)}
    found = {_key(name): code for name, code in territories(language)}
    if language == "en":
        found |= {_key(word): code for code, word in words_of("named")}
        found |= {_key(name): code for code, name in Locale("en").territories.items() if code in _known()}
    return found


def _aliases() -> Iterator[tuple[str, str]]:
    """Codes of three letters, and those that are no more, where one country has taken their place (CLDR)."""
    for old, new in get_global("territory_aliases").items():
        if old.isalpha() and new[0] in _known():
            yield old.casefold(), new[0]
