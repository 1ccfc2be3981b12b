"""The regions a document lies in: those of the countries it is about and those its words name."""

from collections import Counter, defaultdict
from collections.abc import Sequence, Set
from functools import lru_cache

from archive.places.mentions import READ, Mention, Where, read
from archive.places.names import AND, Sort, names
from archive.report import Evidence, Place
from archive.settings import Region, Settings

_WEIGHT = {Where.TITLE: 4, Where.LEAD: 2, Where.REST: 1}  # what a mention weighs, by where it stands
_ENOUGH = 3
_BRIEF = 200  # words; a text so short names no place in its lead without being about it
_ABOUT = 0.6  # confidence of a country whose region is the document's too
_SHARE = 0.15  # of the strongest region's weight, unless the lead names it and the rest again
_PER_MENTION = 500  # words of text for each further mention that is needed


def regions(
    met: Sequence[Mention], about: Sequence[Place], body: str, settings: Settings, language: str
) -> list[tuple[str, Evidence]]:
    """The regions of `settings` that a body speaks of, strongest first, each with its evidence.

    `met` are all its places, `about` the countries it is found to be about.
    """
    length = len(body[:READ].split()) or len(body) // 2
    told = [one for one in met if one.sure and one.sort is not Sort.TRADE]
    meant = {one.country for one in about}
    spoken = {region.name: _spoken_of(region, told, meant, settings, language) for region in settings.regions}
    weights = {name: sum(_WEIGHT[one.where] for one in mentions) for name, mentions in spoken.items()}
    strongest = max(weights.values(), default=0)
    clear = [one for one in about if one.place and one.confidence > _ABOUT]
    countries = {region.name: [one for one in clear if one.country in region.countries] for region in settings.regions}
    found = []
    for name, weight in sorted(weights.items(), key=lambda item: -item[1]):
        surest = max((one.confidence for one in countries[name]), default=0.0)
        if surest or _counts(spoken[name], strongest, length):
            words = [word for word, _ in Counter(one.words for one in spoken[name]).most_common(5)]
            words = words or [one.place for one in countries[name]]
            sure = round(max(surest, min(_most(spoken[name], about), 0.5 + 0.03 * weight)), 2)
            found.append((name, Evidence("regions", name, "text", ", ".join(words), sure)))
    return found


def _most(spoken: Sequence[Mention], about: Sequence[Place]) -> float:
    """How sure a region can be: its own words speak for themselves, its countries no more than for themselves."""
    sure = {one.country: one.confidence for one in about}
    return max((min(0.95, sure.get(one.code, 0.95)) for one in spoken), default=0.0)


def _counts(mentions: Sequence[Mention], strongest: int, length: int) -> bool:
    """Whether a region is spoken of, not just passed by: in the title, in lead and rest, or often enough."""
    places = [one.where for one in mentions]
    if Where.TITLE in places or (Where.LEAD in places and (len(places) > 1 or length < _BRIEF)):
        return True
    weight = sum(_WEIGHT[where] for where in places)
    return weight >= max(_ENOUGH + length // _PER_MENTION, strongest * _SHARE)


def _spoken_of(
    region: Region, met: Sequence[Mention], about: Set[str], settings: Settings, language: str
) -> list[Mention]:
    """All mentions of a region, of its countries in `about` and of parts of others, which speak for the region alone.

    Of words that count together, those of the rarer.
    """
    by_code: defaultdict[str, list[Mention]] = defaultdict(list)
    for one in met:
        by_code[one.code].append(one)
    mentions = list(by_code.get(region.name, ()))
    for code in region.countries:
        mentions += [one for one in by_code.get(code, ()) if code in about or one.sort is Sort.WITHIN]
    for word in region.words:
        if AND not in word:
            continue
        parts = [
            [one for code in _meant(part, settings, language) for one in by_code.get(code, ())]
            for part in word.split(AND)
        ]
        if all(parts):
            mentions += min(parts, key=lambda one: sum(_WEIGHT[mention.where] for mention in one))
            if all(any(one.where is not Where.REST for one in part) for part in parts):
                mentions += [max(part, key=lambda one: one.where is Where.LEAD) for part in parts]
    return mentions


@lru_cache(1000)
def _meant(word: str, settings: Settings, language: str) -> tuple[str, ...]:
    """The countries or regions that a word of the settings means."""
    return tuple(one.code for one in read(word, Where.REST, names(settings, language), "en"))
