"""What each name may stand for, by language: countries from CLDR and countries.toml, cities and divisions."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache, lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

from babel import Locale, UnknownLocaleError

from archive.settings import Settings

AND = " + "
"""Between words of a region that count together."""

# Scripts written without spaces: every character is a token of its own.
TOKEN = re.compile(
    r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]|(?:[A-Z]\.){2,}|[^\W_](?:[^\W_\u3040-\u9fff]|[-'’.](?=[^\W_]))*"
)
POSSESSIVE = re.compile(r"['’]s?$")
_STEMMED = {"ru": "russian", "de": "german", "fr": "french", "es": "spanish", "it": "italian", "pt": "portuguese"}
_STEMMED |= {"nl": "dutch", "sv": "swedish", "tr": "turkish", "pl": "polish", "cs": "czech", "sr": "serbian"}
_BENT = ("de", "nl", "it", "pt", "sv", "es", "fr", "pl", "cs", "tr")
BENDS_SMALL = ("uk", "ru", "he", "ar")
"""Languages in which `form` changes words in small letters too."""

_UKRAINIAN = re.compile(r"(?<=\w{3})(?:[аеєиіїоуюяйь]|ою|ею|ами|ями|ів|ах|ях|ого|ому|ими|их|им|ій)$")
_PREFIXED = re.compile("^ו?(?:[בלמהש]|כש|מה)(?=\\w{4})")  # Hebrew's and, in, to, from, the
_JOINED = re.compile("^(?:و|ف)?(?:ب|ل|ك)?(?:ال)?(?=\\w{3})")  # Arabic's and, in, to, as, the
_OTHER_LETTERS = ("ru", "uk", "be", "bg", "sr", "mk", "ar", "fa", "he", "zh", "ja")
_NO_COUNTRY = ("EU", "EZ", "UN", "ZZ", "XA", "XB", "QO")
_CLEARLY = 5  # times as many people: the city that is meant where nothing tells which


class Sort(StrEnum):
    """How a name speaks of a country: by its name, its seat of power, a part or a city of it, its money, a region.

    PART and CITY come from gazetteer.tsv, where people's names are places too; WITHIN was chosen by hand.
    """

    NAMED = "named"
    SEAT = "seat"
    WITHIN = "within"
    PART = "part"
    CITY = "city"
    TRADE = "trade"
    REGION = "region"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class Sense:
    """What a name stands for: ISO 3166-1 codes, a region of the settings, how, and whether it is commonly just that.

    Of several codes all are meant, but one `of_one` kind (cities of the same name, largest first) means one of them.
    """

    codes: tuple[str, ...]
    sort: Sort
    sure: bool = True
    of_one: bool = False
    region: str = ""


Names = Mapping[str, Sequence[tuple[tuple[str, ...], Sense]]]
"""First token to (all tokens, sense), longest first."""


@lru_cache(100_000)
def form(token: str, language: str) -> str:
    """A word as it is looked up: as written in English, by its stem in languages that bend the names of places."""
    if token.isascii() and language not in _BENT:
        return token
    if language == "uk":
        return _UKRAINIAN.sub("", token.casefold())
    if language == "he":
        return _PREFIXED.sub("", token)
    if language == "ar":
        return _JOINED.sub("", token)
    if language in _STEMMED and token[:1].isupper():
        return str(_stemmer(_STEMMED[language])(token.lower())).capitalize()
    return str(_stemmer("russian")(token.lower())) if language == "ru" else token


@cache
def _stemmer(name: str) -> Any:
    import snowballstemmer  # which a search of words as written never needs, and loading takes long

    return snowballstemmer.stemmer(name).stemWord


@lru_cache(256)
def names(settings: Settings, language: str) -> Names:
    """Every name of a country, its seats and the settings' regions that a text of `language` may hold."""
    senses: dict[tuple[str, ...], Sense] = {}
    for name, sense in _listed(settings, language):
        tokens = tuple(form(token, language) for token in tokens_of(name))
        if tokens:
            senses[tokens] = _joined(senses.get(tokens), sense)
    for _, word in words_of("ambiguous"):
        tokens = tuple(form(token, language) for token in tokens_of(word))
        if tokens in senses:
            senses[tokens] = replace(senses[tokens], sure=False)
    return _by_first(senses)


@cache
def gazetteer() -> Names:
    """Capitals, seats, parts of countries, cities and money in Latin letters, as written: no language bends them."""
    senses = _gathered(row for row in _rows() if row[0] < "\u0250")
    ours: dict[tuple[str, ...], Sense] = {}
    for table, sort in _AS_WRITTEN.items():
        for code, word in words_of(table):
            ours[tokens_of(word)] = _joined(ours.get(tokens_of(word)), Sense((code,), sort))
    senses |= ours
    for code, word in words_of("ambiguous"):
        known = senses.get(tokens_of(word), Sense((code,), Sort.WITHIN))
        senses[tokens_of(word)] = replace(known, sure=False)
    return _by_first(senses)


def tokens_of(name: str) -> tuple[str, ...]:
    """The words of a name, without a possessive's ending."""
    return tuple(POSSESSIVE.sub("", token) for token in TOKEN.findall(name))


@cache
def data() -> Mapping[str, Any]:
    """The tables of countries.toml."""
    return tomllib.loads(Path(__file__).with_name("countries.toml").read_text("utf-8"))


def words_of(table: str) -> Iterator[tuple[str, str]]:
    """The codes and words of a table of countries.toml."""
    return ((code, word) for code, words in data().get(table, {}).items() for word in words)


def _locale(language: str) -> Locale | None:
    try:
        return Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return None


def territories(language: str) -> Iterator[tuple[str, str]]:
    """Names of countries in CLDR with their codes, without what it adds in brackets."""
    locale = _locale(language)
    for code, name in islice(locale.territories.items() if locale else (), 1000):
        if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRY:
            yield re.sub(r"\s*[(（].*[)）]", "", name), code


def _capitals(language: str) -> Iterator[tuple[str, Sense]]:
    """What a language calls capitals: CLDR names the cities that time zones are called by."""
    codes = {word: code for code, word in words_of("capitals")}
    locale = _locale(language)
    for zone, told in locale.time_zones.items() if locale else ():
        city = zone.rpartition("/")[2].replace("_", " ")
        if "city" in told and city in codes:
            yield told["city"], Sense((codes[city],), Sort.SEAT)


def _joined(known: Sense | None, sense: Sense) -> Sense:
    """Two senses of one name: both countries, and the region it is a word of; one to be skipped stands alone."""
    if known is None or Sort.SKIP in (known.sort, sense.sort) or (known.codes == sense.codes and known.codes):
        return sense
    if sense.sort is Sort.REGION:
        return replace(known, region=sense.region)
    return replace(known, codes=tuple(dict.fromkeys((*known.codes, *sense.codes))), sure=known.sure and sense.sure)


def _listed(settings: Settings, language: str) -> Iterable[tuple[str, Sense]]:
    """Names and what they stand for; later ones win over earlier ones."""
    if language in _OTHER_LETTERS:
        yield from ((" ".join(tokens), sense) for tokens, sense in _foreign().items())
    for spoken in dict.fromkeys(("en", *settings.languages, language)):
        native = not language or spoken in ("en", language)  # Island is Iceland in German alone
        called = [*territories(spoken), *((word, code) for code, word in words_of(f"words_{spoken}"))]
        yield from ((name, Sense((code,), Sort.NAMED)) for name, code in called if native or name[:1] >= "\u0250")
    yield from _capitals(language)
    yield from ((word, Sense((code,), Sort.NAMED)) for code, word in words_of("named"))
    for region in settings.regions:
        own = (region.name, *region.aliases, *(word for word in region.words if AND not in word))
        yield from ((name, Sense((), Sort.REGION, region=region.name)) for name in own)
    yield from ((name, Sense((), Sort.SKIP)) for name in data()["names"]["skip"])


_AS_WRITTEN = {"trade": Sort.TRADE, "within": Sort.WITHIN, "seats": Sort.SEAT, "capitals": Sort.SEAT}


@cache
def _foreign() -> Mapping[tuple[str, ...], Sense]:
    """Cities and divisions in other letters than Latin."""
    return _gathered(row for row in _rows() if row[0] >= "\u0250")


def _rows() -> Iterator[tuple[str, str, str, int]]:
    for line in Path(__file__).with_name("gazetteer.tsv").read_text("utf-8").splitlines()[1:]:
        name, code, kind, people = line.split("\t")
        yield name, code, kind, int(people)


def _gathered(rows: Iterable[tuple[str, str, str, int]]) -> dict[tuple[str, ...], Sense]:
    """Each name with its countries, most people first; a division counts as the largest of cities."""
    known: defaultdict[tuple[str, ...], list[tuple[int, str, bool]]] = defaultdict(list)
    for name, code, kind, people in rows:
        whole = kind == "division"
        known[tokens_of(name)].append((1000 if whole else people, code, whole))
    senses = {}
    for tokens, places in known.items():
        places.sort(reverse=True)
        clear = len(places) == 1 or places[0][0] >= _CLEARLY * places[1][0]
        codes = tuple(dict.fromkeys(code for _, code, _ in places))
        senses[tokens] = Sense(codes, Sort.PART if any(whole for *_, whole in places) else Sort.CITY, clear, True)
    return senses


def _by_first(senses: Mapping[tuple[str, ...], Sense]) -> Names:
    by_first: defaultdict[str, list[tuple[tuple[str, ...], Sense]]] = defaultdict(list)
    for tokens, sense in senses.items():
        by_first[tokens[0]].append((tokens, sense))
    return {first: sorted(entries, key=lambda entry: -len(entry[0])) for first, entries in by_first.items()}
