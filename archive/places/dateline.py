"""The dateline: the place a report was sent from, as written before its first sentence, and its country."""

import re
from dataclasses import dataclass, replace

from archive.places.mentions import Where, read
from archive.places.names import Sort, names
from archive.settings import Settings

_REACH = 120  # characters; a dateline is done by then
_DAYS_END = r"(?:(?<=[^\W\d]\s\d)|(?<=[^\W\d]\s\d\d)|(?<=\.\s\d)|(?<=\.\s\d\d))"
_DASH = re.compile(
    r"\s*(?:\s[–—-]{1,2}(?=\s|$)|\.\s?[–—-]{1,2}\s|—|\s?[–—-]{1,2}\n|(?<=/)\.\s"
    rf"|{_DAYS_END}\s?[–—-]{{1,2}}(?=[^\W\d_a-z]))\s*"
)
_HEADLINE = 200  # characters
_AGENCY = re.compile(r"[(/（][^()（）/\n]{2,40}[)/）]")
_CHINESE = re.compile(
    r"^[（(【]?(?:[\u4e00-\u9fff]{2,6}[社网報报])?(?P<place>[\u4e00-\u9fff]{2,6}?)\s?(?:\d+月)?\d+日(?:电|電|讯|訊)"
)
_DAY = re.compile(r"\d")
_PART = re.compile(r",|\.\s(?=\d)")  # Interfax sets the day apart by a full stop
_WORD = re.compile(r"[^\W\d_]+")
_LITTLE = ("le", "de", "la", "di", "del", "of", "du", "des", "al", "au", "am", "el", "den", "der", "do", "da", "es")
SURE, LIKELY = 0.95, 0.8


@dataclass(frozen=True, slots=True)
class Dateline:
    """A dateline: the place as written, its country's code ("" where unknown), how sure, and where the text goes on."""

    place: str
    country: str
    confidence: float
    words: str
    end: int


def dateline(body: str, settings: Settings, language: str) -> Dateline | None:
    """The dateline that `body` begins with, where it does, if need be behind a headline."""
    first, gap, _ = body[:_HEADLINE].partition("\n\n")
    found = _opening(body, settings, language)
    if found or not gap or first.endswith((".", "!", "?")):
        return found
    start = len(first) + len(gap)
    found = _opening(body[start : start + _REACH], settings, language)
    return replace(found, end=found.end + start) if found else None


def _opening(body: str, settings: Settings, language: str) -> Dateline | None:
    """The dateline that the very first words are."""
    head = body[:_REACH].partition("\n\n")[0]
    chinese = _CHINESE.match(head)
    if chinese:
        return _of(chinese["place"], chinese[0], chinese.end(), True, settings, language)
    for dash in _DASH.finditer(head):
        words = head[: dash.start()]
        found = _of(_place(words), words, dash.end(), bool(_DAY.search(words)), settings, language)
        if _reads_like_one(words) and found:
            return found
        break
    return None


def _reads_like_one(words: str) -> bool:
    """Whether the words before a dash can be a place, a day and an agency, not the start of a sentence."""
    small = [word for word in _WORD.findall(_AGENCY.sub("", words)) if word[0].islower() and word not in _LITTLE]
    return len(small) <= bool(_PART.search(words)) and len(words.split()) <= 12


def _place(words: str) -> str:
    """The place in a dateline's words: without agency and day."""
    text = _AGENCY.sub("", words).strip(" ,.")
    parts = [part.strip() for part in _PART.split(text)]
    kept = [part for n, part in enumerate(parts) if n == 0 or not (_DAY.search(part) or _is_small(part))]
    return ", ".join(part for part in kept[:2] if part)


def _is_small(part: str) -> bool:
    return not part[:1].isupper()


def _of(place: str, words: str, end: int, dated: bool, settings: Settings, language: str) -> Dateline | None:
    """The dateline of a place that is known, or that stands in capitals before a day."""
    if not place or len(place) > 60 or _DAY.search(place):
        return None
    lands = [land for part in place.split(",") if (land := _land(part.strip(), settings, language))]
    shouted = place.split(",")[0].isupper()
    if lands:
        return Dateline(place, lands[-1], SURE if dated or shouted else LIKELY, words.strip(), end)
    return Dateline(place, "", LIKELY, words.strip(), end) if shouted and dated else None


def _land(place: str, settings: Settings, language: str) -> str:
    """The country of the place that all these words are, or ""."""
    met = read(place, Where.LEAD, names(settings, language), language)
    lands = [one for one in met if one.sort in (Sort.NAMED, Sort.SEAT, Sort.WITHIN, Sort.PART, Sort.CITY)]
    return lands[0].code if lands and sum(one.end - one.start for one in lands) * 2 >= len(place) else ""
