"""Every place a text names: where it stands, what it means, and which of several in the company it keeps."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from archive.places.names import BENDS_SMALL, POSSESSIVE, TOKEN, Names, Sense, Sort, form, gazetteer, names
from archive.settings import Region, Settings

READ = 100_000
"""Characters of a body that are read; what it is about is said by then."""

_SHOUTED = 0.8  # of a text's letters: it is all in capitals, and a capital tells nothing
_AMOUNT = re.compile(r"\d[\d,./-]*|mln|bln|billion|million|trillion|thousand|hundred")
_FIRM = frozenset(("Inc", "Corp", "LLC", "Ltd", "Ltee", "Pty", "Plc", "PLC", "plc", "GmbH", "SpA", "S.p.A"))
_FIRM |= {"Oy", "A/S", "Bhd"}
_SMALL = ("DE", "DO", "DA", "DEL", "ES", "OF", "AND", "SUR")
_PART = re.compile(r"[^-]+")
_STARTS = re.compile(r"(?:^|[.!?:;\"“”«»‘—–-])\s*$")


class Where(StrEnum):
    """The part of a report a mention stands in."""

    TITLE = "title"
    LEAD = "lead"
    REST = "rest"


@dataclass(frozen=True, slots=True)
class Mention:
    """One place met: its country's code (or region's name), its words, and what tells how much it means.

    `others` are further countries it may mean instead; `start` and `end` are characters of its part of the text.
    """

    code: str
    words: str
    where: Where
    sort: Sort
    sure: bool = True
    others: tuple[str, ...] = ()
    start: int = 0
    end: int = 0


class _Token(NamedTuple):
    """A word of the text in quiet letters, as it is looked up in the language's names, and its place."""

    raw: str
    form: str
    start: int
    end: int


def mentions(title: str, body: str, settings: Settings, language: str, near: Iterable[str] = ()) -> list[Mention]:
    """Every place in title and body; a doubtful one is sure in company. `near` are countries known besides."""
    lead, rest = _split(body[:READ])
    known = names(settings, language)
    met: list[Mention] = []
    for text, where in ((title, Where.TITLE), (lead, Where.LEAD), (rest, Where.REST)):
        met += _beside(read(text, where, known, language), text)
    return _accompanied(met, settings, frozenset(near))


def _split(body: str) -> tuple[str, str]:
    """The lead, two paragraphs, and the rest."""
    parts = body.split("\n\n")
    return "\n\n".join(parts[:2]), "\n\n".join(parts[2:])


def read(text: str, where: Where, known: Names, language: str) -> list[Mention]:
    """The places in `text`, the longest name first at each word."""
    shouted = is_shouted(text)
    tokens = list(_tokens(text, known, language, shouted))
    cities = gazetteer()
    met: list[Mention] = []
    n = 0
    while n < len(tokens):
        if tokens[n].form not in known and tokens[n].raw not in cities:
            n += 1
            continue
        size, sense = _longest(tokens, n, known, cities)
        if sense and (sense.codes or sense.region) and _is_meant(sense, tokens, n):
            doubtful = not sense.sure or (not shouted and _is_part_of_name(sense, tokens, n, size, text))
            met += _met(sense, text, where, tokens[n].start, tokens[n + size - 1].end, not doubtful)
        n += size
    return met


def is_shouted(text: str) -> bool:
    """Whether a text is all in capitals, as agencies' headlines are."""
    letters = [letter for letter in text[:500] if letter.isalpha()]
    return len(letters) > 2 and sum(map(str.isupper, letters)) >= _SHOUTED * len(letters)


def _tokens(text: str, known: Names, language: str, shouted: bool) -> Iterator[_Token]:
    """The words of a text; of `Moscow-Kyiv`, whose whole no name begins with, each part."""
    cities, plain = gazetteer(), language not in BENDS_SMALL
    for found in TOKEN.finditer(text):
        whole, at = found[0], found.start()
        if plain and whole.islower() and whole.isalpha():  # most words; what follows would change nothing in them
            yield _Token(whole, whole, at, found.end())
        elif "-" not in whole or form(whole, language) in known or whole in cities:
            yield _Token(*_quiet(whole, known, language, shouted), at, found.end())
        else:
            for part in _PART.finditer(whole):
                yield _Token(*_quiet(part[0], known, language, shouted), at + part.start(), at + part.end())


def _quiet(word: str, known: Names, language: str, shouted: bool) -> tuple[str, str]:
    """A word without a possessive's ending, and its form; one in capitals that begins no name in small letters."""
    raw = POSSESSIVE.sub("", word) if "'" in word or "’" in word else word
    looked_up = form(raw, language)
    if raw.isupper() and looked_up not in known and len(raw) >= (2 if shouted else 4) and "." not in raw:
        raw = raw.lower() if raw in _SMALL else raw.capitalize()
        looked_up = form(raw, language)
    return raw, looked_up


def _longest(tokens: Sequence[_Token], n: int, known: Names, cities: Names) -> tuple[int, Sense | None]:
    """How many words from the `n`th are a name, and what it stands for; a country's own names go first."""
    size, best = 1, None
    for name, sense in known.get(tokens[n].form, ()):
        if tuple(token.form for token in tokens[n : n + len(name)]) == name:
            size, best = len(name), sense
            break
    for name, sense in cities.get(tokens[n].raw, ()):
        if len(name) < size or (best is not None and best.codes and len(name) == size):
            break
        if tuple(token.raw for token in tokens[n : n + len(name)]) == name:
            same = best is not None and len(name) == size
            return len(name), _also(sense, best) if same else sense
    return size, best


def _also(sense: Sense, other: Sense | None) -> Sense:
    """A place that is a word of a region too; none where the words are to be skipped."""
    if other is None or other.sort is Sort.SKIP:
        return other or sense
    return replace(sense, region=other.region)


def _is_meant(sense: Sense, tokens: Sequence[_Token], n: int) -> bool:
    """Whether a word is money, which stands behind a number, or the form of a company, behind its name."""
    if sense.sort is not Sort.TRADE:
        return True
    before = tokens[n - 1].raw if n else ""
    return before[:1].isupper() if tokens[n].raw in _FIRM else bool(_AMOUNT.fullmatch(before.lower()))


def _is_part_of_name(sense: Sense, tokens: Sequence[_Token], n: int, size: int, text: str) -> bool:
    """Whether a city's name stands in a longer name, as a person's or a company's: `Charlotte Smith`."""
    if sense.sort not in (Sort.CITY, Sort.PART, Sort.WITHIN):
        return False
    first, last = tokens[n], tokens[n + size - 1]
    if n and tokens[n - 1].raw[:1].isupper() and text[tokens[n - 1].end : first.start] == " ":
        begins = _STARTS.search(text[max(0, tokens[n - 1].start - 3) : tokens[n - 1].start])
        if not begins:
            return True
    after = tokens[n + size] if n + size < len(tokens) else None
    return after is not None and after.raw[:1].isupper() and text[last.end : after.start] == " "


def _met(sense: Sense, text: str, where: Where, start: int, end: int, sure: bool) -> Iterable[Mention]:
    codes = sense.codes[:1] if sense.of_one else sense.codes
    others = sense.codes[1:] if sense.of_one else ()
    if sense.region:
        yield Mention(sense.region, text[start:end], where, Sort.REGION, True, (), start, end)
    for code in codes:
        yield Mention(code, text[start:end], where, sense.sort, sure, others, start, end)


def _beside(met: list[Mention], text: str) -> list[Mention]:
    """Each city before a comma and a country or part of one that it may lie in, as in `Paris, Texas`, put there."""
    placed = list(met)
    for n in range(len(met) - 1):
        city, land = met[n], met[n + 1]
        if (
            city.sort not in (Sort.CITY, Sort.PART, Sort.WITHIN, Sort.SEAT)
            or text[city.end : land.start].strip() != ","
        ):
            continue
        if land.code in city.others or land.sort in (Sort.PART, Sort.WITHIN):
            placed[n] = replace(city, code=land.code, sure=True, others=())
            placed[n + 1] = replace(land, sure=True)
    return placed


def _accompanied(met: list[Mention], settings: Settings, near: frozenset[str]) -> list[Mention]:
    """Doubtful names sure where the country or a neighbour of its is met too, each city in the country met."""
    sure = near | {one.code for one in met if one.sure and not one.others and one.sort is not Sort.TRADE}
    together = _together(settings.regions)
    settled = []
    for one in met:
        choice = next((code for code in (one.code, *one.others) if code in sure), "")
        if choice:
            one = replace(one, code=choice, sure=True, others=())
        elif not one.sure and one.where is not Where.TITLE and sure & together.get(one.code, frozenset()):
            one = replace(one, sure=True)
        settled.append(one)
    return settled


@lru_cache(16)
def _together(regions: tuple[Region, ...]) -> Mapping[str, frozenset[str]]:
    """Each country's neighbours: the others of its regions, but for the United States, which all the world names."""
    found: dict[str, set[str]] = {}
    for region in regions:
        for code in region.countries:
            found.setdefault(code, set()).update(region.countries)
    return {code: frozenset(others - {"US"}) for code, others in found.items()}
