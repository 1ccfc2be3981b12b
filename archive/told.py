"""Every place of a page that tells a day: of publishing or of a change, how, and in which words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import PurePath
from urllib.parse import urlsplit

from archive.bylines import DatedLines
from archive.dates import either_way, line_dates, no_later_than, orders, read_date, says_changed
from archive.metadata import articles
from archive.months import month_names
from archive.readers.page import Facts, Page
from archive.relative import read_relative
from archive.report import PartialDate

_METAS = (
    *("article:published_time", "article:published", "og:published_time", "og:article:published_time", "datepublished"),
    *("publish-date", "publish_date", "publishdate", "publication_date", "pubdate", "published", "parsely-pub-date"),
    *("sailthru.date", "cxenseparse:recs:publishtime", "citation_publication_date", "citation_date", "dcterms.created"),
    *("dc.date.issued", "dcterms.issued", "dcterms.date", "dc.date", "dc.date.created", "date", "article.published"),
)
_CHANGES = (
    *("article:modified_time", "og:updated_time", "og:article:modified_time", "last-modified", "datemodified"),
    *("dc.date.modified", "dcterms.modified", "article.updated", "modified", "lastmod"),
)
_LOCALES = ("og:locale", "content-language", "dc.language")
# Countries, and ends of addresses, where dates in English have the month first, and where they do not.
_MONTH_FIRST = dict.fromkeys(("us", "gov", "mil", "edu", "ph"), True) | dict.fromkeys(
    ("au", "eu", "gb", "hk", "ie", "in", "ke", "mt", "my", "ng", "nz", "pk", "sg", "uk", "za", "zw"), False
)
_ARCHIVED = re.compile(r"//web\.archive\.org/web/(\d{14})")
_SHORT = 60  # characters
FAR = 0.8
"""How sure the first dated line is that does not stand at the title: it may be another story's."""

_AGO = 0.75  # how sure a day is that is counted back
_URL = re.compile(
    r"(?<!\d)((?:19|20)\d\d)[/-](\d{1,2})(?:[/-](\d{1,2}))?(?=[/._-]|$)|(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)"
)
_NAMED = re.compile(r"/((?:19|20)\d\d)/([a-z]{3,9})(?:/(\d{1,2}))?/", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Told:
    """One place that tells a date: what it says, how, in which words, and how sure it is by itself.

    `updated` is a day of change, not of publishing; `unclear` are figures whose day may be the month.
    """

    date: PartialDate
    method: str
    words: str
    sure: float
    updated: bool = False
    unclear: bool = False


@dataclass(frozen=True, slots=True)
class Custom:
    """How a page tells dates: its language with its country, which figure is the month, and from when it looks back.

    The last two are None where that is not known.
    """

    language: str
    month_first: bool | None = None
    captured: datetime | None = None

    @property
    def latest(self) -> date:
        """The last day the page can have been published: that of its capture, else today."""
        today = datetime.now(UTC).date()
        return min(today, self.captured.date()) if self.captured else today


def custom_of(page: Page, url: str, language: str) -> Custom:
    """The custom that a page shows itself by a date which can be read but one way, else that of its country."""
    tag, captured = _tag(page.facts, language), captured_at(page.facts, url)
    day, month = orders("\n".join(piece.text for piece in page.pieces[:2000] if len(piece.text) < 2000))
    if bool(day) != bool(month):
        return Custom(tag, bool(month), captured)
    told, _, country = tag.lower().replace("_", "-").partition("-")
    country = country or (urlsplit(url).hostname or "").rpartition(".")[2]
    return Custom(tag, _MONTH_FIRST.get(country) if told == "en" else None, captured)


def captured_at(facts: Facts, url: str) -> datetime | None:
    """When the page was saved from the web, where its file or the archive it came from tells."""
    archived = _ARCHIVED.search(url)
    try:
        if archived:
            return datetime.strptime(archived[1], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        return datetime.fromisoformat(facts.captured) if facts.captured else None
    except ValueError:
        return None


def _tag(facts: Facts, language: str) -> str:
    """The page's language, with its country where the page tells it."""
    tags = [facts.language, *(tag for name in _LOCALES for tag in facts.metas.get(name, ()))]
    return next((tag for tag in tags if re.match(r"[a-z]{2}[-_][a-z]{2}\b", tag, re.I)), facts.language or language)


def dates_told(facts: Facts, name: str, url: str, custom: Custom, lines: DatedLines) -> list[Told]:
    """Every date told directly, likeliest first, those of a change among them."""
    told = [
        Told(PartialDate.from_iso(said.value), said.method, said.words, said.confidence)
        for said in facts.evidence
        if said.field == "date"
    ]
    for method, values, sure in _places(facts, lines):
        for value, line in values:
            told += _told(str(value or "")[:300], method, line, sure, custom)
    told += [replace(one, updated=True) for one in _changes(facts, custom)]
    for method, words, sure in (("URL", url, 0.95), ("file name", PurePath(name).name, 0.6)):
        found = _in_path(words)
        told += [Told(found, method, words, sure if found.precision == "day" else sure - 0.2)] if found else []
    return _turned(told, custom)


def _places(facts: Facts, lines: DatedLines) -> Iterator[tuple[str, list[tuple[object, str]], float]]:
    """The method, the values with the line each stands in, and how sure such a place is by itself."""
    linked = [(o.get("datePublished") or o.get("dateCreated"), "") for o in articles(facts)]
    linked = [pair for pair in linked if pair[0]]
    yield "text", [(value, line) for field, value, line in facts.labels if field == "date"], 0.95
    yield "JSON-LD", linked[:1], 0.97
    yield "JSON-LD", linked[1:], 0.7
    yield "meta", [(value, "") for key in _METAS for value in facts.metas.get(key, ())[:1]], 0.965
    marked = facts.properties.get("datepublished", ())
    yield "microdata", [(value, "") for value in marked[:2]], 0.96 if len(marked) == 1 else 0.7
    yield "time", [(f"{_label(text)} {stamp}" if stamp else text, text) for stamp, text in _times(facts)], 0.8
    yield "byline", [(line, line) for line in dict.fromkeys(lines.near)], 0.975
    far = [line for line in dict.fromkeys((*facts.bylines[:6], *lines.far)) if line not in lines.near]
    yield "byline", [(line, line) for line in far], FAR


def _told(value: str, method: str, words: str, sure: float, custom: Custom) -> Iterator[Told]:
    line = line_dates(value, custom.language, custom.month_first)
    for found, updated in ((line.published, False), (line.updated, True)):
        if found:
            yield Told(found.date, method, words or found.words, sure, updated, either_way(found.words))
    if custom.captured and not (line.published or line.updated) and len(value) <= _SHORT:
        ago = read_relative(value, custom.language, custom.captured)
        if ago:
            yield Told(ago.date, method, words or ago.words, min(sure, _AGO), says_changed(value))


def _changes(facts: Facts, custom: Custom) -> Iterator[Told]:
    """Days on which the page says, to machines, that it was changed."""
    for method, values in (
        ("JSON-LD", [o.get("dateModified") for o in articles(facts)]),
        ("meta", [value for key in _CHANGES for value in facts.metas.get(key, ())[:1]]),
        ("microdata", facts.properties.get("datemodified", ())[:1]),
    ):
        for value in values:
            found = read_date(str(value or "")[:300], custom.language)
            if found:
                yield Told(found.date, method, str(value), 0.9)


def _label(text: str) -> str:
    """What stands before the first figure of a `<time>`, such as `Updated`."""
    return re.split(r"\d", text, maxsplit=1)[0][:60]


def _times(facts: Facts) -> list[tuple[str, str]]:
    """`<time>` of the article, else the page's only one: many stand for other stories or comments."""
    inside = [(stamp, text) for stamp, text, article in facts.times if article]
    return inside[:1] or ([facts.times[0][:2]] if len(facts.times) in (1, 2) else [])


def _in_path(path: str) -> PartialDate | None:
    found = _NAMED.search(path)
    months = month_names(("en",))
    if found and found[2].lower() in months:
        year, month, day = found[1], f"{months[found[2].lower()]:02}", found[3]
    else:
        found = _URL.search(path)
        year, month, day = [*[part for part in found.groups() if part], ""][:3] if found else ("", "", "")
    told = read_date("-".join(filter(None, (year, month.zfill(2), day and day.zfill(2))))) if found else None
    return told.date if told else None


def _turned(told: list[Told], custom: Custom) -> list[Told]:
    """`told` with figures that may be read two ways read as another place tells the day, or as a day that has come."""
    clear = {one.date.text for one in told if not one.unclear}
    turned = []
    for one in told:
        other = reversed_day(one.date)
        early = one.unclear and not no_later_than(custom.latest, one.date) and other <= custom.latest.isoformat()
        if early or (one.unclear and one.date.text not in clear and other in clear):
            one = replace(one, date=PartialDate(other), unclear=False)
        doubted = one.unclear and custom.month_first is None and custom.language.lower()[:2] == "en"
        turned.append(replace(one, unclear=doubted and one.date.text not in clear))
    return turned


def reversed_day(one: PartialDate) -> str:
    """A day's date with day and month changed places."""
    year, _, rest = one.text.partition("-")
    return f"{year}-{rest[3:]}-{rest[:2]}"
