"""What a person asked for, as named values, to a Query, refused with a reason; and back again for links.

The page, the API and the command line take the same names: q, source, region, about, from, dateline, lang, kind, mark,
tag, id (these ten any number of times), arrived, since, until, sort, fold, page and limit.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from archive.errors import UsageError
from archive.places.countries import country_code
from archive.report import PartialDate
from index.days import Days, spoken_days
from index.query import FILTERS, MAX_LIMIT, Order, Query, parse
from webui.inert import web_address

Params = dict[str, list[str]]
"""The named values of one search, none of them empty, in the order links write them."""

COUNTRIES = ("about", "from", "dateline")
"""Those of FILTERS whose values are countries."""

LABELS = ("mark", "tag", "arrived", "id")
"""Values that stand for sets of ids; `marking.resolved` looks these up."""

NAMES = ("q", *FILTERS, *LABELS, "since", "until", "sort", "fold", "limit", "page")

MARKS = ("unread", "read", "kept", "noted")
"""What `mark` can ask of a document."""

MAX_VALUES = 50
MAX_IDS = 1_000
MAX_LENGTH = 200
MAX_PAGE = 1_000_000
DEFAULT_LIMIT = 10

COPIES = "copies"
"""What `fold` can fold."""

SAID = ("source", "date", "title", "url")
"""What a person may say of a report that they hand in."""

LONGEST_SAID = 1000

_CALLED = {"since": "since, the first day", "until": "until, the last day"}
"""What days are called whose fields have other names in the page than in an address."""


def to_query(values: Mapping[str, Sequence[str]], facets: tuple[str, ...] = (), *, today: date | None = None) -> Query:
    """The Query these values mean; names that are not in NAMES are left alone. Raises UsageError and QueryError.

    Without words to rank by, the newest comes first. `today` is as for `parse`.
    """
    text = _one(values, "q")
    today = today or date.today()  # noqa: DTZ011 - the day on the wall of who asks
    since, until = _days(values, "since", today), _days(values, "until", today)
    if since and until and since[0] > until[1]:
        said = [_one(values, name).strip() for name in ("since", "until")]
        raise UsageError(f"{said[0]} (since) is later than {said[1]} (until); swap the two")
    return parse(
        text,
        today=today,
        **{field: _filtered(values, name) for name, field in FILTERS.items()},
        since=since[0] if since else None,
        until=until[1] if until else None,
        order=_order(values, text),
        limit=_number(values, "limit", DEFAULT_LIMIT, MAX_LIMIT),
        page=_number(values, "page", 1, MAX_PAGE),
        facets=facets,
        fold=_fold(values),
        labels=_labels(values, today),
    )


def to_params(query: Query) -> Params:
    """The shortest values that `to_query` reads as this query."""
    params: Params = {
        "q": [query.text] if query.text.strip() else [],
        **{name: list(getattr(query, field)) for name, field in FILTERS.items()},
        **{name: [value for label, value in query.labels if label == name] for name in LABELS},
        **dict(zip(("since", "until"), days_as_params(query.since, query.until), strict=True)),
        "sort": [query.order.value] if query.order != _usual_order(query.text) else [],
        "fold": [COPIES] if query.fold else [],
        "limit": [str(query.limit)] if query.limit != DEFAULT_LIMIT else [],
        "page": [str(query.page)] if query.page > 1 else [],
    }
    return {name: values for name, values in params.items() if values}


def days_as_params(since: date | None, until: date | None) -> tuple[list[str], list[str]]:
    """The values of `since` and `until` that `to_query` reads as these days; none for no limit."""
    return [_shortest_since(since)] if since else [], [_shortest_until(until)] if until else []


def known_params(values: Mapping[str, Sequence[str]]) -> Params:
    """Those of the values that belong to a search, as given: right or wrong, never empty."""
    given = {name: [value for value in values.get(name, ()) if value.strip()] for name in NAMES}
    return {name: kept for name, kept in given.items() if kept}


def to_said(values: Mapping[str, str | None]) -> dict[str, str]:
    """A person's word on a report, checked: those of SAID that are not blank. Raises UsageError."""
    said = {name: value.strip() for name in SAID if (value := values.get(name) or "").strip()}
    for name, value in said.items():
        if len(value) > LONGEST_SAID:
            raise UsageError(f"the {name} has {len(value):,} characters; {LONGEST_SAID:,} are the most")
        if value != value.encode("utf-8", "replace").decode():
            raise UsageError(f"the {name} {value!r:.80} is not UTF-8; write it in the terminal's own letters")
    try:
        if "date" in said:
            PartialDate.from_iso(said["date"])
    except ValueError as error:
        raise UsageError(f"the date {said['date'][:40]!r} is none; write 2025-06-08, 2025-06 or 2025") from error
    if "url" in said and not web_address(said["url"]):
        raise UsageError(
            f"the url {said['url'][:40]!r} is no address of the web; write one like https://site.example/page"
        )
    return said


def sound_params(params: Params) -> Params:
    """Those that `to_query` takes, each by itself; the query's own text is kept as it is, to be mended in its box."""
    return {name: values for name, values in params.items() if name == "q" or _is_sound(name, values)}


def _is_sound(name: str, values: Sequence[str]) -> bool:
    try:
        to_query({name: values})
    except UsageError:
        return False
    return True


def _one(values: Mapping[str, Sequence[str]], name: str) -> str:
    given = [value for value in values.get(name, ()) if value.strip()]
    if len(given) > 1:
        raise UsageError(f"{name} is given {len(given)} times; give it once")
    return given[0] if given else ""


def _labels(values: Mapping[str, Sequence[str]], today: date) -> tuple[tuple[str, str], ...]:
    """The LABELS these values hold, checked; a day in words is written as a day."""
    marks = _many(values, "mark")
    for mark in marks:
        if mark not in MARKS:
            raise UsageError(f"mark {mark[:20]!r} is not known; write {', '.join(MARKS)}")
    given = {"mark": marks, "tag": _many(values, "tag"), "arrived": (), "id": _many(values, "id", MAX_IDS)}
    arrived = _one(values, "arrived").strip()
    if arrived:
        given["arrived"] = (_moment(arrived, today),)
    return tuple((name, value) for name in LABELS for value in given[name])


def _moment(text: str, today: date) -> str:
    """A moment as links write it: a day, or an instant of UTC (2026-11-17T08:30:00+00:00) as saved searches keep."""
    begun: date | None = _instant(text)
    if begun is None:
        days = _days({"arrived": [text]}, "arrived", today)
        begun = days[0] if days else today
    # In the hours of another zone it would lie before the first year, or after the last.
    if not date.min.year < begun.year < date.max.year:
        raise UsageError(f"arrived {text[:40]!r} is no day on which anything came in; write one like 2025-06-08")
    return begun.astimezone(UTC).isoformat(timespec="seconds") if isinstance(begun, datetime) else begun.isoformat()


def _instant(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text) if "T" in text else None
    except ValueError:
        return None
    return moment if moment and moment.tzinfo else None


def _many(values: Mapping[str, Sequence[str]], name: str, most: int = MAX_VALUES) -> tuple[str, ...]:
    given = tuple(dict.fromkeys(value.strip() for value in values.get(name, ()) if value.strip()))
    if len(given) > most:
        raise UsageError(f"{name} is given {len(given)} times; {most:,} are the most")
    for value in given:
        if len(value) > MAX_LENGTH:
            raise UsageError(f"{name} {value[:20]!r}… is {len(value)} characters long; {MAX_LENGTH} are the most")
    return given


def _filtered(values: Mapping[str, Sequence[str]], name: str) -> tuple[str, ...]:
    """The values of one of FILTERS, countries by their codes."""
    given = _many(values, name)
    return tuple(country_code(value) or value for value in given) if name in COUNTRIES else given


def _days(values: Mapping[str, Sequence[str]], name: str, today: date) -> Days | None:
    text = _one(values, name).strip()
    days = spoken_days(text, today) if text else None
    if text and not days:
        raise UsageError(
            f"{_CALLED.get(name, name)}: {text[:40]!r} is no date; write a year, month or day "
            "like 2025, 2025-06 or 2025-06-08, or words like June 2025, yesterday or last 30 days"
        )
    return days


def _number(values: Mapping[str, Sequence[str]], name: str, default: int, largest: int) -> int:
    text = _one(values, name).strip()
    if not text:
        return default
    if text.isascii() and text.isdigit() and len(text) < 10 and 1 <= int(text) <= largest:
        return int(text)
    raise UsageError(f"{name} {text[:20]!r} is not a number from 1 to {largest:,}")


def _fold(values: Mapping[str, Sequence[str]]) -> bool:
    what = _one(values, "fold").strip()
    if what not in ("", COPIES):
        raise UsageError(f"fold {what[:20]!r} is not known; write {COPIES}, or leave it out")
    return bool(what)


def _order(values: Mapping[str, Sequence[str]], text: str) -> Order:
    name = _one(values, "sort").strip()
    if not name:
        return _usual_order(text)
    if name not in list(Order):
        raise UsageError(f"sort {name[:20]!r} is not known; write {', '.join(Order)}")
    return Order(name)


def _usual_order(text: str) -> Order:
    return Order.RELEVANCE if text.strip() else Order.NEWEST


def _shortest_since(day: date) -> str:
    if day.day > 1:
        return day.isoformat()
    return day.isoformat()[: 4 if day.month == 1 else 7]


def _shortest_until(day: date) -> str:
    if (day.month, day.day) == (12, 31):
        return day.isoformat()[:4]
    return day.isoformat()[: 7 if (day + timedelta(days=1)).day == 1 else 10]
