"""Values as a person reads them: dates nobody can mistake, languages by name, numbers with their noun."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache

from babel import Locale

from archive.report import PartialDate
from index.engine import Marked
from index.query import And, DateRange, Fuzzy, Node, Not, Or, Phrase, Prefix, Term, Word

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


PLACES = {"title": "in the title", "lead": "in the lead", "body": "in the text", "url": "in the address"}
"""Fields that a word stands in, rather than is."""

_METHODS = {
    "JSON-LD": "data in the page", "microdata": "data in the page", "search": "a date in the page",
    "meta": "the page’s head", "link": "the page’s head", "html lang": "the page’s head",
    "title": "the window title", "h1": "the headline", "byline": "the byline", "text": "the text",
    "time": "a time shown", "tag": "a tag", "section": "the section", "breadcrumb": "the path shown",
    "URL": "the address", "saved from": "where it was saved", "file name": "the file’s name",
    "known source": "the source", "source table": "the table of sources", "mail header": "the mail’s head",
    "document properties": "the file’s properties", "title style": "the title", "first heading": "the first heading",
    "largest print": "the largest print", "printed on the page": "an address printed",
    "import": "the import", "person": "your word",
}  # fmt: skip
"""The methods of Evidence, in words that go on from "from" and "found in"."""


def method_words(method: str) -> str:
    """Where a value was found: `the headline` for `h1`; a method that has no other words as it is."""
    place, comma, doubt = method.partition(",")
    return _METHODS.get(place, place) + comma + doubt


def date_words(day: PartialDate) -> str:
    """A date at the precision it is known with: `8 June 2025`, `June 2025` or `2025`."""
    if len(day.text) == 4:
        return day.text
    if len(day.text) == 7:
        return f"{MONTHS[day.first.month - 1]} {day.text[:4]}"
    return _day_words(day.first)


def clock_words(day: PartialDate) -> str:
    """The time of day where the instant is known, as published: `10:30 UTC+02:00`; else `""`."""
    if not day.instant:
        return ""
    moment = datetime.fromisoformat(day.instant)
    return f"{moment:%H:%M} {moment.tzname() or ''}".rstrip()


def range_words(since: date | None, until: date | None) -> str:
    """The days from `since` to `until`, both included: `2024 to 2025`, `since 8 June 2025` …; `""` for no limit."""
    if since and until:
        if since == until:
            return _day_words(since)
        for size in (4, 7):  # strftime writes the year 206 in three digits
            first, last = (PartialDate(day.isoformat()[:size]) for day in (since, until))
            if (first.first, last.last) == (since, until):
                return date_words(first) if first == last else f"{date_words(first)} to {date_words(last)}"
        return f"{_day_words(since)} to {_day_words(until)}"
    if since:
        return f"since {_day_words(since)}"
    return f"until {_day_words(until)}" if until else ""


def node_words(node: Node) -> str:
    """A part of a query in words: `not Reuters`, `grain or wheat`, `“grain corridor” in the title`."""
    match node:
        case Not(Word(field="has", text=field)):
            return f"{field} not known"
        case Word(field="has", text=field):
            return f"{field} known"
        case Not(part):
            return f"not {_nested_words(part)}"
        case And(parts):
            return " and ".join(map(_nested_words, parts))
        case Or(parts):
            return " or ".join(map(_nested_words, parts))
        case DateRange(first, last):
            return range_words(first, last) or "with a date"
    words = _term_words(node)
    if not node.field:
        return words
    return f"{words} {PLACES[node.field]}" if node.field in PLACES else f"{node.field}: {words}"


def _nested_words(node: Node) -> str:
    return f"({node_words(node)})" if isinstance(node, And | Or) else node_words(node)


def _term_words(term: Term) -> str:
    match term:
        case Phrase(text, slop=slop):
            return f"“{text}”" + (f" within {count_words(slop, 'word')}" if slop else "")
        case Prefix(text):
            return f"{text}…"
        case Fuzzy(text):
            return f"{text} or spelt alike"
    return term.text


def sentence_words(message: str) -> str:
    """A message as a page says it, with a capital first and a full stop last; a field's name stays as it is typed."""
    begun = message[:1].upper() + message[1:] if message.partition(" ")[0].isalpha() else message
    return begun + ("" if message[-1:] in ".?!…" else ".")


def moment_words(moment: str) -> str:
    """An ISO 8601 moment on this machine's clock, `22 November 2026, 15:30`; `never` for `""`."""
    if not moment:
        return "never"
    local = datetime.fromisoformat(moment).astimezone()
    return f"{_day_words(local.date())}, {local:%H:%M}"


def recent_words(moment: str, today: date | None = None) -> str:
    """An ISO 8601 moment as one speaks of it: `15:30 today`, `15:30 Tuesday`, `15:30, 22 October 2026`."""
    if not moment:
        return "never"
    local = datetime.fromisoformat(moment).astimezone()
    day = weekday_words(local.date(), today)
    return f"{local:%H:%M}{',' if day[0].isdigit() else ''} {day}"


def shown_words(excerpts: Sequence[Marked], matched: int) -> str:
    """How many of the hits in a text its excerpts show: `3 of 14 hits`, `1 hit`; `""` for none."""
    shown = sum(is_hit for excerpt in excerpts for _, is_hit in excerpt)
    if not matched:
        return ""
    return count_words(matched, "hit") if shown >= matched else f"{shown} of {count_words(matched, 'hit')}"


def ago_words(seconds: int) -> str:
    """How long ago, in the two largest units: `just now`, `3 min ago`, `2 h 5 min ago`, `4 days 1 h ago`."""
    minutes = max(0, seconds) // 60
    hours, days = minutes // 60, minutes // 1440
    if days:
        return f"{count_words(days, 'day')} {hours % 24} h ago"
    if hours:
        return f"{hours} h {minutes % 60} min ago"
    return f"{minutes} min ago" if minutes else "just now"


def gone_words(gone_since: str) -> str:
    """The day of an ISO 8601 day, or of a moment on this machine's clock: `22 November 2026`."""
    if len(gone_since) == len("2026-11-22"):
        return _day_words(date.fromisoformat(gone_since))
    return _day_words(datetime.fromisoformat(gone_since).astimezone().date())


def place_words(key: bytes) -> str:
    """Where a report lies, by its key: a path, an address, or a line of an imported file."""
    text = key.decode("utf-8", "backslashreplace")
    if not text.startswith("line:"):
        return text
    path, _, number = text.removeprefix("line:").rpartition(":")
    return f"{path}, line {number}"


def weekday_words(day: date, today: date | None = None) -> str:
    """A past day as one speaks of it: `today`, `yesterday`, `Tuesday` within a week, else `17 November 2026`."""
    ago = ((today or date.today()) - day).days  # noqa: DTZ011 - the day on the wall of who asks
    if 0 <= ago < 2:
        return ("today", "yesterday")[ago]
    return WEEKDAYS[day.weekday()] if 0 < ago < 7 else _day_words(day)


def number_words(number: int) -> str:
    """A number in groups of three digits: `1,234`."""
    return f"{number:,}"


def count_words(number: int, noun: str) -> str:
    """A number with its noun: `1 document`, `1,234 documents`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def folded_words(copies: int) -> str:
    """How many copies are folded into a hit: `1 copy more`, `12 copies more`."""
    return f"{copies:,} {'copy' if copies == 1 else 'copies'} more"


def size_words(size: int) -> str:
    """Bytes in the unit that keeps the number short: `812 bytes`, `14.2 KB`, `3.1 MB`."""
    if size < 1000:
        return count_words(size, "byte")
    return f"{size / 1e3:.1f} KB" if size < 1e6 else f"{size / 1e6:,.1f} MB"


def seconds_words(seconds: float) -> str:
    """A span of time: `4 ms`, `1.25 s`."""
    return f"{seconds:.2f} s" if seconds >= 1 else f"{max(1, round(seconds * 1000))} ms"


@lru_cache(maxsize=512)
def language_words(code: str) -> str:
    """A language by its English name; the code itself where it has none."""
    name: str | None = Locale("en").languages.get(code)
    return name or code


def _day_words(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year:04}"


_KINDS = {
    "html": "web page", "text": "plain text", "pdf": "PDF", "docx": "Word document", "odt": "OpenDocument text",
    "rtf": "Rich Text", "epub": "book (EPUB)", "mail": "mail", "json": "imported",
}  # fmt: skip


def kind_words(kind: str) -> str:
    """The kind of a document's file as a person calls it."""
    return _KINDS.get(kind, kind)
