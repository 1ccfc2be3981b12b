"""The day a page was published: every place that tells it, weighed by how often each is right."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import PurePath

from htmldate import find_date

from archive.dates import FoundDate, no_later_than, read_date
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
# Measured on 1,000 pages: how often the searched date is right beside a directly read one, alone, and against one.
_AGREE, _ALONE, _AGAINST = 0.94, 0.82, 0.53
_MAX_LENGTH = 3_000_000
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
    today = datetime.now(UTC).date()
    tag = page.facts.language or language
    told = [one for one in _all(page.facts, name, url, tag, bylines) if no_later_than(today, one.date)]
    if page.format == "html" and len(page.text) < _MAX_LENGTH and page.depth < _MAX_DEPTH:
        told = _with_search(told, page, url, today)
    told = sorted(_agreed(told), key=lambda one: -one.sure)
    evidence = [_evidence(one) for one in told]
    return (_fullest(told) if told else None), evidence


def _evidence(one: _Told) -> Evidence:
    return Evidence("date", one.date.instant or one.date.text, one.method, one.words[:300], round(one.sure, 2))


def _all(facts: Facts, name: str, url: str, language: str, bylines: tuple[str, ...]) -> Iterator[_Told]:
    """Dates told directly, likeliest first."""
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
            found = read_date(str(value or "")[:300], language)
            if found:
                yield _Told(found.date, method, line or str(value), sure)
    for method, words, sure in (("URL", url, 0.75), ("file name", PurePath(name).name, 0.6)):
        found = _in_path(words)
        if found:
            yield _Told(found.date, method, words, sure if found.date.precision == "day" else sure - 0.2)


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


def _with_search(told: list[_Told], page: Page, url: str, today: date) -> list[_Told]:
    """`told` weighed against what htmldate finds by searching the whole page."""
    found = _searched(page.text, url, today)
    if not found:
        return told
    direct = [one for one in told if one.method in _DIRECT]
    if any(_same(one.date, found) for one in told):
        return [replace(one, sure=max(one.sure, _AGREE)) if _same(one.date, found) else one for one in told]
    if direct:
        return [*told, _Told(found, "search", found.text, _AGAINST)]
    precise = PartialDate(found.text[:4]) if found.text.endswith("-01-01") else found
    return [*told, _Told(precise, "search", found.text, _ALONE if precise is found else _AGAINST)]


def _same(one: PartialDate, other: PartialDate) -> bool:
    return len(one.text) == 10 and one.text == other.text


def _searched(text: str, url: str, today: date) -> PartialDate | None:
    try:
        latest = (today + timedelta(days=1)).isoformat()
        found = find_date(text, extensive_search=True, original_date=True, url=url or None, max_date=latest)
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
