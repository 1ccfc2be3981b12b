"""Regions a document is about: places named in its title and text, weighed, and what the page says of itself."""

import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

import snowballstemmer
from babel import Locale, UnknownLocaleError

from archive.report import Evidence
from archive.settings import Region, Settings

_READ = 100_000  # characters of a body; what it is about is said by then
_TITLE, _LEAD, _REST = 4, 2, 1  # what a mention weighs, by where it stands
_ENOUGH = 3
_AND = " + "
_BRIEF = 200  # words; a text so short names no place in its lead without being about it
_MOST_HINTS = 3  # regions; a method that names more lists the site's sections
_SHARE = 0.15  # of the strongest region's weight, unless the lead names it and the rest again
_PER_MENTION = 500  # words of text for each further mention that is needed
# Scripts written without spaces: every character is a token of its own.
_TOKEN = re.compile(
    r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]|(?:[A-Z]\.){2,}|[^\W_](?:[^\W_\u3040-\u9fff]|[-'’.](?=[^\W_]))*"
)
_POSSESSIVE = re.compile(r"['’]s?$")
_STEMMED = {"ru": "russian", "de": "german", "fr": "french", "es": "spanish", "it": "italian", "pt": "portuguese"}
_STEMMED |= {"nl": "dutch", "sv": "swedish", "tr": "turkish", "pl": "polish", "cs": "czech", "sr": "serbian"}
_UKRAINIAN = re.compile(r"(?<=\w{3})(?:[аеєиіїоуюяйь]|ою|ею|ами|ями|ів|ах|ях|ого|ому|ими|их|им|ій)$")
_PREFIXED = re.compile("^ו?(?:[בלמהש]|כש|מה)(?=\\w{4})")  # Hebrew's and, in, to, from, the
_JOINED = re.compile("^(?:و|ف)?(?:ب|ل|ك)?(?=ال|\\w{4})")


@dataclass(frozen=True, slots=True)
class _Place:
    """What a name stands for: a country's code, a region's own name or word, or "" for a name to be skipped."""

    code: str
    sure: bool = True


@dataclass(frozen=True, slots=True)
class _Mention:
    """One place met in the text: what it is, its words, and what it weighs there."""

    code: str
    words: str
    weight: int
    sure: bool


Names = Mapping[str, Sequence[tuple[tuple[str, ...], _Place]]]
"""First token to (all tokens, place), longest first."""


def regions(
    title: str, body: str, settings: Settings, language: str, hints: Sequence[tuple[str, str]] = ()
) -> list[tuple[str, Evidence]]:
    """The regions of `settings` that title and body are about, strongest first, each with its evidence.

    `hints` are (method, words) of breadcrumbs, tags and sections; one that is a region's name counts at once.
    """
    found = _hinted(settings, hints)
    met = _mentions(title, body, settings, language)
    length = len(body[:_READ].split()) or len(body) // 2
    spoken = {region.name: _spoken_of(region, met) for region in settings.regions}
    weights = {name: sum(one.weight for one in mentions) for name, mentions in spoken.items()}
    strongest = max(weights.values(), default=0)
    for name, weight in sorted(weights.items(), key=lambda item: -item[1]):
        if _counts(spoken[name], strongest, length):
            words = [word for word, _ in Counter(one.words for one in spoken[name]).most_common(5)]
            sure = round(min(0.95, 0.5 + 0.03 * weight), 2)
            found.append((name, Evidence("regions", name, "text", ", ".join(words), sure)))
    return found


def _counts(mentions: Sequence[_Mention], strongest: int, length: int) -> bool:
    """Whether a region is spoken of, not just passed by: in the title, in lead and rest, or often enough."""
    weights = [one.weight for one in mentions]
    if _TITLE in weights or (_LEAD in weights and (len(weights) > 1 or length < _BRIEF)):
        return True
    return sum(weights) >= max(_ENOUGH + length // _PER_MENTION, strongest * _SHARE)


def _hinted(settings: Settings, hints: Iterable[tuple[str, str]]) -> list[tuple[str, Evidence]]:
    """Regions that a breadcrumb, a tag or a section names in so many words."""
    names = {_key(name): region.name for region in settings.regions for name in (region.name, *region.aliases)}
    named = [(names[_key(words)], method, words) for method, words in hints if _key(words) in names]
    found: dict[str, Evidence] = {}
    for name, method, words in named:
        told = {other for other, its, _ in named if its == method}
        if len(told) <= _MOST_HINTS:
            found.setdefault(name, Evidence("regions", name, method, words, 0.95))
    return list(found.items())


def _key(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text).casefold().strip()


def _spoken_of(region: Region, met: Mapping[str, Sequence[_Mention]]) -> list[_Mention]:
    """All mentions of a region; of words that count together, those of the rarer."""
    mentions = [one for code in (*region.countries, region.name) for one in met.get(code, ())]
    for word in region.words:
        parts = [met.get(part, ()) for part in word.split(_AND)]
        if len(parts) > 1 and all(parts):
            mentions += min(parts, key=lambda one: sum(mention.weight for mention in one))
            if all(any(one.weight >= _LEAD for one in part) for part in parts):
                mentions += [max(part, key=lambda one: one.weight == _LEAD) for part in parts]
    return mentions


def _mentions(title: str, body: str, settings: Settings, language: str) -> dict[str, list[_Mention]]:
    """Every place met, by country code or region name; doubtful names only in company."""
    names = _names(settings, language)
    lead, rest = _split(body[:_READ])
    met: list[_Mention] = []
    for text, weight in ((title, _TITLE), (lead, _LEAD), (rest, _REST)):
        met += _read(text, weight, names, language)
    met = _accompanied(met, settings)
    by_code: defaultdict[str, list[_Mention]] = defaultdict(list)
    for one in met:
        by_code[one.code].append(one)
    for region in settings.regions:
        for part in {part for word in region.words if _AND in word for part in word.split(_AND)}:
            codes = {one.code for one in _read(part, 1, names, "en")}
            by_code[part] = [one for one in met if one.code in codes]
    return by_code


def _split(body: str) -> tuple[str, str]:
    """The lead, two paragraphs, and the rest."""
    parts = body.split("\n\n")
    return "\n\n".join(parts[:2]), "\n\n".join(parts[2:])


def _accompanied(met: list[_Mention], settings: Settings) -> list[_Mention]:
    """Without names that are also people's or states', unless the country or a neighbour of its is met too."""
    sure = {one.code for one in met if one.sure}
    kept = []
    for one in met:
        near = {code for region in settings.regions if one.code in region.countries for code in region.countries}
        if one.sure or one.code in sure or (one.weight < _TITLE and sure & near - {"US"}):
            kept.append(one)
    return kept


def _read(text: str, weight: int, names: Names, language: str) -> list[_Mention]:
    """The places in `text`, the longest name first at each word."""
    tokens = [(found.start(), _POSSESSIVE.sub("", found[0]), found.end()) for found in _TOKEN.finditer(text)]
    forms = [_calm(token, names, language) for _, token, _ in tokens]
    met: list[_Mention] = []
    n = 0
    while n < len(tokens):
        size, place = _longest(forms, n, names)
        if place and place.code:
            words = text[tokens[n][0] : tokens[n + size - 1][2]]
            met += [_Mention(code, words, weight, place.sure) for code in place.code.split("|")]
        n += size
    return met


def _calm(token: str, names: Names, language: str) -> str:
    """The form of a token; of one in capitals that no name begins with (`ASEAN` is one), as if in small letters."""
    form = _form(token, language)
    return _form(token.capitalize(), language) if len(token) >= 4 and token.isupper() and form not in names else form


def _longest(forms: Sequence[str], n: int, names: Names) -> tuple[int, _Place | None]:
    for name, place in names.get(forms[n], ()):
        if tuple(forms[n : n + len(name)]) == name:
            return len(name), place
    # Su-57 is one word, but "Russia-China" and "Ukraine-Russia" are two places.
    return 1, None


@lru_cache(100_000)
def _form(token: str, language: str) -> str:
    """A word as it is looked up: as written in English, by its stem in languages that bend the names of places."""
    if token.isascii() and language not in ("de", "nl", "it", "pt", "sv", "es", "fr", "pl", "cs", "tr"):
        return token
    if language == "uk":
        return _UKRAINIAN.sub("", token.casefold())
    if language == "he":
        return _PREFIXED.sub("", token)
    if language == "ar":
        return str(_stemmer("arabic")(_JOINED.sub("", token)))
    if language in _STEMMED and token[:1].isupper():
        return str(_stemmer(_STEMMED[language])(token.lower())).capitalize()
    return str(_stemmer("russian")(token.lower())) if language == "ru" else token


@cache
def _stemmer(name: str) -> Any:
    return snowballstemmer.stemmer(name).stemWord


@lru_cache(256)
def _names(settings: Settings, language: str) -> Names:
    """Every name that may be met in a text of `language`, by its first token."""
    places: dict[tuple[str, ...], _Place] = {}
    for name, place in _listed(settings, language):
        tokens = tuple(_form(_POSSESSIVE.sub("", found), language) for found in _TOKEN.findall(name))
        known = places.get(tokens)
        if not tokens:
            continue
        if known and known.code and place.code and place.code not in known.code.split("|"):
            place = _Place(f"{known.code}|{place.code}", known.sure and place.sure)
        places[tokens] = place
    by_first: defaultdict[str, list[tuple[tuple[str, ...], _Place]]] = defaultdict(list)
    for tokens, place in places.items():
        by_first[tokens[0]].append((tokens, place))
    return {first: sorted(entries, key=lambda entry: -len(entry[0])) for first, entries in by_first.items()}


def _listed(settings: Settings, language: str) -> Iterable[tuple[str, _Place]]:
    """Names and what they stand for; later ones win over earlier ones."""
    data = _data()
    for spoken in dict.fromkeys(("en", *settings.languages, language)):
        yield from _territories(spoken)
        for code, words in data.get("words" if spoken == "en" else f"words_{spoken}", {}).items():
            yield from ((word, _Place(code)) for word in words)
    for code, words in data["ambiguous"].items():
        yield from ((word, _Place(code, sure=False)) for word in words)
    for region in settings.regions:
        own = (region.name, *region.aliases, *(word for word in region.words if _AND not in word))
        yield from ((name, _Place(region.name)) for name in own)
    yield from ((name, _Place("")) for name in data["names"]["skip"])


def _territories(language: str) -> Iterable[tuple[str, _Place]]:
    """Names of countries in CLDR, without what it adds in brackets."""
    try:
        territories = Locale.parse(language).territories
    except (UnknownLocaleError, ValueError):
        return
    for code, name in islice(territories.items(), 1000):
        if len(code) == 2 and code.isalpha() and code not in ("EU", "EZ", "UN", "ZZ", "XA", "XB", "QO"):
            yield re.sub(r"\s*[(（].*[)）]", "", name), _Place(code)


@cache
def _data() -> Mapping[str, Any]:
    return tomllib.loads(Path(__file__).with_name("countries.toml").read_text("utf-8"))
