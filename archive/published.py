"""The day a page was published: every place that tells it, weighed by how often each is right."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import PurePath
from urllib.parse import urlsplit

from htmldate import find_date

from archive.clean import Known, is_dated
from archive.dates import FoundDate, no_later_than, publication_date, read_date, read_dates
from archive.metadata import articles
from archive.readers.page import Facts, Page
from archive.report import Evidence, PartialDate

_METAS = (
    *("article:published_time", "article:published", "og:published_time", "og:article:published_time", "datepublished"),
    *("publish-date", "publish_date", "publishdate", "publication_date", "pubdate", "published", "parsely-pub-date"),
    *("sailthru.date", "cxenseparse:recs:publishtime", "citation_publication_date", "citation_date", "dcterms.created"),
    *("dc.date.issued", "dcterms.issued", "dcterms.date", "dc.date", "dc.date.created", "date", "article.published"),
)
_DIRECT = ("JSON-LD", "meta", "microdata", "time")
_URL = re.compile(
    r"(?<!\d)((?:19|20)\d\d)[/-](\d{1,2})(?:[/-](\d{1,2}))?(?=[/._-]|$)|(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)"
)
_FIGURES = re.compile(r"(\d{1,2})/(\d{1,2})/\d")
_DOUBT = 0.25  # how much less sure a date is whose day may be its month
_RIGHTS = re.compile(r"©|\(c\)|copyright", re.IGNORECASE)
# Measured on 1,000 pages: how often the searched date is right beside a directly read one, alone, and against one.
_AGREE, _ALONE, _AGAINST = 0.94, 0.82, 0.53
_UNSEEN = 0.4  # where no line of the page says it and little else
_MAX_LENGTH = 3_000_000
_MAX_PIECES = 10_000
_MAX_DEPTH = 200


@dataclass(frozen=True, slots=True)
class _Told:
    """One place that tells a date: what it says, how, in which words, and how sure it is by itself."""

    date: PartialDate
    method: str
    words: str
    sure: float


def published(
    page: Page, name: str, url: str, language: str, bylines: tuple[str, ...] = ()
) -> tuple[PartialDate | None, list[Evidence]]:
    """The date `page` was published and all evidence, best first; `bylines` are lines of date and source in its text.

    Later than tomorrow is no date of publication; the day is the one published, never shifted to another zone.
    """
    today = _latest(page.facts)
    tag = _tag(page.facts, url, language)
    told = [one for one in _all(page.facts, name, url, tag, bylines) if no_later_than(today, one.date)]
    searchable = len(page.text) < _MAX_LENGTH and page.depth < _MAX_DEPTH and len(page.pieces) <= _MAX_PIECES
    if page.is_web and searchable:
        told = _with_search(told, page, url, today, tag)
    told = sorted(_agreed(told), key=lambda one: -one.sure)
    evidence = [_evidence(one) for one in told]
    return (_fullest(told) if told else None), evidence


def _latest(facts: Facts) -> date:
    """The last day it can have been published: that of its capture, else today."""
    today = datetime.now(UTC).date()
    return min(today, PartialDate.from_iso(facts.captured).first) if facts.captured else today


def _evidence(one: _Told) -> Evidence:
    return Evidence("date", one.date.instant or one.date.text, one.method, one.words[:300], round(one.sure, 2))


def _all(facts: Facts, name: str, url: str, language: str, bylines: tuple[str, ...]) -> Iterator[_Told]:
    """Dates told directly, likeliest first."""
    for said in facts.evidence:
        if said.field == "date":
            yield _Told(PartialDate.from_iso(said.value), said.method, said.words, said.confidence)
    labels = [(value, line) for field, value, line in facts.labels if field == "date"]
    for method, values, sure in (
        ("text", labels, 0.93),
        ("JSON-LD", [(o.get("datePublished") or o.get("dateCreated"), "") for o in articles(facts)], 0.9),
        ("meta", [(value, "") for key in _METAS for value in facts.metas.get(key, ())[:1]], 0.88),
        ("microdata", [(value, "") for value in facts.properties.get("datepublished", ())[:2]], 0.88),
        ("time", [(stamp or text, text) for stamp, text in _times(facts)], 0.7),
        ("byline", [(line, line) for line in (*bylines, *facts.bylines[:6])], 0.72),
    ):
        for value, line in values:
            found = publication_date(str(value or "")[:300], language)
            if found:
                yield _Told(found.date, method, line or str(value), sure - _DOUBT * _either_way(found, language))
    for method, words, sure in (("URL", url, 0.75), ("file name", PurePath(name).name, 0.6)):
        found = _in_path(words)
        if found:
            yield _Told(found.date, method, words, sure if found.date.precision == "day" else sure - 0.2)


def _tag(facts: Facts, url: str, language: str) -> str:
    """The page's language with its country where the page or its address tells it: in English it orders the date."""
    tags = [facts.language, *(tag for name in ("og:locale", "content-language") for tag in facts.metas.get(name, ()))]
    tag = next((tag for tag in tags if re.match(r"[a-z]{2}[-_][a-z]{2}\b", tag, re.I)), facts.language or language)
    host = (urlsplit(url).hostname or "").rpartition(".")[2] if url else ""
    country = {"uk": "gb"}.get(host, host)
    return f"en-{country}" if tag.lower() == "en" and country in ("au", "gb", "ie", "in", "nz", "za") else tag


def _either_way(found: FoundDate, language: str) -> bool:
    """Whether day and month of an English date in figures may be meant the other way round."""
    figures = _FIGURES.match(found.words) if language.lower() == "en" else None
    return figures is not None and figures[1] != figures[2] and max(int(figures[1]), int(figures[2])) <= 12


def _times(facts: Facts) -> list[tuple[str, str]]:
    """`<time>` of the article, else the page's only one: many stand for other stories or comments."""
    inside = [(stamp, text) for stamp, text, article in facts.times if article]
    return inside[:1] or ([facts.times[0][:2]] if len(facts.times) in (1, 2) else [])


def _in_path(path: str) -> FoundDate | None:
    found = _URL.search(path)
    if not found:
        return None
    parts = [part for part in found.groups() if part]
    return read_date("-".join([parts[0], *(part.zfill(2) for part in parts[1:])]))


def _with_search(told: list[_Told], page: Page, url: str, today: date, language: str) -> list[_Told]:
    """`told` weighed against what htmldate finds by searching the whole page, where that can still decide."""
    if _is_settled(told):
        return told
    found = _searched(page.text, url, today, thorough=not told)
    if not found:
        return told
    direct = [one for one in told if one.method in _DIRECT]
    if any(_reversed(one.date) == found.text for one in told if _FIGURES.search(one.words)):
        return told  # the same words, read the other way round
    if any(_same(one.date, found) for one in told):
        return [replace(one, sure=max(one.sure, _AGREE)) if _same(one.date, found) else one for one in told]
    line = _line_of(found, page, language)
    if line and any(one.words == line for one in told):
        return told  # another date of that line was told to be the one
    if not line and found.text.endswith("-01-01"):
        return told  # a year, most often that of a copyright
    seen = bool(line) and is_dated(line, Known(language=language)) and not _RIGHTS.search(line)
    return [*told, _Told(found, "search", line, (_AGAINST if direct else _ALONE) if seen else _UNSEEN)]


def _line_of(found: PartialDate, page: Page, language: str) -> str:
    """The shortest line of the page that says the date which was found by searching, or ""."""
    lines = sorted((piece.text for piece in page.pieces if found.text[:4] in piece.text), key=len)
    return next((line for line in lines if any(_same(one.date, found) for one in read_dates(line, language))), "")


def _reversed(one: PartialDate) -> str:
    """A day's date with day and month changed places."""
    year, _, rest = one.text.partition("-")
    return f"{year}-{rest[3:]}-{rest[:2]}"


def _is_settled(told: list[_Told]) -> bool:
    """Whether the page's own data names a day and nothing on it tells another: no search can outweigh that."""
    days = {one.date.text for one in told if one.date.precision in ("day", "minute")}
    return len(days) == 1 and any(one.method in _DIRECT and one.date.text in days for one in told)


def _same(one: PartialDate, other: PartialDate) -> bool:
    return len(one.text) == 10 and one.text == other.text


def _searched(text: str, url: str, today: date, thorough: bool) -> PartialDate | None:
    """What htmldate finds; `thorough` takes a process four seconds once, and errs more beside a date told directly."""
    try:
        latest = (today + timedelta(days=1)).isoformat()
        found = find_date(text, extensive_search=thorough, original_date=True, url=url or None, max_date=latest)
        return PartialDate(found) if found else None
    except Exception:  # noqa: BLE001 - whatever a page does to somebody else's parser must not cost the page
        return None


def _agreed(told: list[_Told]) -> Iterator[_Told]:
    """Each date surer for every other method that tells the same."""
    for one in told:
        others = {other.method for other in told if other.date.text == one.date.text} - {one.method}
        yield replace(one, sure=min(0.99, one.sure + 0.02 * len(others)))


def _fullest(told: list[_Told]) -> PartialDate:
    """The best date, with the instant or the day that another place adds to it."""
    best = _local(told)
    for one in told[1:]:
        if (one.date.text == best.text and one.date.instant and not best.instant) or (
            len(best.text) < len(one.date.text) == 10 and one.date.text.startswith(best.text)
        ):
            best = one.date
    return best


def _local(told: list[_Told]) -> PartialDate:
    """The best date, put on the publisher's own day where the same moment is told in UTC and in local time."""
    best = told[0].date
    if not best.instant.endswith("+00:00"):
        return best
    moment = datetime.fromisoformat(best.instant)
    for one in told:
        if (
            one.date.instant
            and one.date.text != best.text
            and abs(datetime.fromisoformat(one.date.instant) - moment) < timedelta(minutes=1)
        ):
            return one.date
    return best
