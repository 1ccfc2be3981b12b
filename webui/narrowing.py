"""Ways on from a search: facets that narrow it, and where their links lead."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import starmap
from typing import Any
from urllib.parse import quote, quote_plus

from archive.places.countries import country_name
from archive.report import PartialDate
from index.engine import Engine, Facets, Ranking, Results
from index.query import FILTERS, NAMED, Or, Query, QueryError, parse
from index.query import MAX_LENGTH as LONGEST_QUERY
from index.words import fold
from webui.params import COUNTRIES, MAX_LENGTH, MAX_VALUES, NAMES, Params, days_as_params, to_params
from webui.wording import count_words, date_words, kind_words, language_words

HEADINGS = {
    "source": "Source", "region": "Region", "about": "About", "from": "Published in", "dateline": "Sent from",
    "lang": "Language", "kind": "Kind",
}  # fmt: skip
"""Of FILTERS, each with what stands over its facet."""

FACET_OF = {"lang": "language"}
"""The facets that have another name than their filter."""

SHOWN = 8
"""How many values of a facet are shown at once, unless more are chosen."""

UNDATED = "-has:date"
"""What a query says that asks for undated documents alone."""


Count = tuple[str, int]
"""A value of a facet, and how many documents have it."""


@dataclass(frozen=True, slots=True)
class Way:
    """A link to another search: its words, its address, how many documents it finds, and whether it is chosen now.

    `without` is the address of the search that leaves out what this one keeps, "" where there is none.
    """

    label: str
    address: str
    count: int = 0
    chosen: bool = False
    without: str = ""


@dataclass(frozen=True, slots=True)
class Facet:
    """One facet: its heading, a Way for each value shown at once, how many `more` there are, and `others` to these.

    The others are made as they are taken, once; `hint` tells what the counts leave out, `without` is the way to what
    has no value.
    """

    name: str
    heading: str
    ways: tuple[Way, ...]
    more: int = 0
    others: Iterable[Way] = ()
    hint: str = ""
    without: Way | None = None


def address(params: Params, path: str = "/") -> str:
    """The address of a search, or of a document opened from it."""
    said = _encoded(params)
    return f"{path}?{said}" if said else path


def path_of(kind: str, id: str) -> str:
    """The path of a document, or of its original: whatever signs its id has, they are one part of the path."""
    return f"/{kind}/{quote(id, safe='', errors='replace')}"


def search_address(query: Query, page: int = 1) -> str:
    """The address of a search, on its first page unless told."""
    return address(to_params(replace(query, page=page)))


def undated_only(query: Query) -> Query | None:
    """The query for what it finds without a date; None where there is no room to say so."""
    alone = _also(query, UNDATED)
    return replace(alone, since=None, until=None) if alone else None


def leaving_out(query: Query) -> Callable[[str, str], str]:
    """The address of the query without what has a value of one of FILTERS, for any of both; "" where it has no room.

    There may be hundreds of values: what is the same in all is parsed and written once.
    """
    sample = _left_out("kind", "html")
    one = _also(query, sample)
    if one is None:
        return lambda *_: ""
    before = one.text.removesuffix(sample)
    others = _encoded({name: values for name, values in to_params(one).items() if name != "q"})
    head, tail = f"/?q={_quoted(before)}", f"&{others}" if others else ""

    def without(param: str, value: str) -> str:
        text = _left_out(param, value)
        has_room = len(before) + len(text) <= LONGEST_QUERY and _is_query(text)
        return head + _quoted(text) + tail if has_room else ""

    return without


def _left_out(param: str, value: str) -> str:
    if param not in NAMED:
        return f"-{param}:{value}"
    if '"' not in value:
        return f'-{param}:="{value}"'
    words = value.replace('"', " ")
    return f'-{param}:"{words}"'


@lru_cache(maxsize=4096)
def _is_query(text: str) -> bool:
    try:
        parse(text)
    except QueryError:
        return False
    return True


def dated_addresses(query: Query) -> Callable[[date | None, date | None], str]:
    """The address of the query of other days, whatever they are, both included."""
    varied = _varied(to_params(replace(query, page=1)), "since", "until")

    def dated(since: date | None, until: date | None) -> str:
        return varied(*days_as_params(since, until))

    return dated


def _varied(params: Params, *names: str) -> Callable[..., str]:
    """The address of a search with other values of some neighbours among NAMES; what others say is written once."""
    at = NAMES.index(names[0])
    before, after = (
        _encoded({other: params[other] for other in others if other in params})
        for others in (NAMES[:at], NAMES[at + len(names) :])
    )

    def varied(*values: Sequence[str]) -> str:
        own = _encoded(dict(zip(names, values, strict=True)))
        parts = "&".join(filter(None, (before, own, after)))
        return "/?" + parts if parts else "/"

    return varied


def _encoded(params: Mapping[str, Sequence[str]]) -> str:
    return "&".join(f"{name}={_quoted(value)}" for name, values in params.items() for value in values)


@lru_cache(maxsize=4096)  # a page has hundreds of links, and most of what they say is the same on the next one
def _quoted(value: str) -> str:
    return quote_plus(value, errors="replace")


def _also(query: Query, text: str) -> Query | None:
    """The query with more said in its text; None where there is no room to say so."""
    said = query.text.strip()
    try:
        whole = f"{said} {text}".strip()
        if isinstance(parse(whole).tree, Or):
            whole = f"({said}) {text}"
        return replace(query, text=whole, tree=parse(whole).tree, page=1)
    except QueryError:
        return None


def dated_or_not(query: Query) -> Query:
    """The query without the days it is limited to, and without what `undated_only` has put in."""
    anyway = replace(query, since=None, until=None, page=1)
    said = query.text.strip()
    try:
        rest = said.removesuffix(UNDATED).strip()
        wider = replace(anyway, text=rest, tree=parse(rest).tree)
    except QueryError:
        return anyway
    alone = undated_only(wider)
    return wider if alone and alone.text == said else anyway


def facets_of(engine: Engine, query: Query, answer: Ranking | Results) -> tuple[Facet, ...]:
    """The facets of a search. A facet that is filtered by counts as if it were not, so that more can be chosen."""
    counted, undated = dict(answer.facets), answer.undated
    for name, widened in _unfiltered(query):
        ranking = engine.search(widened)
        counted[name] = ranking.facets.get(name, ())
        undated = ranking.undated if name == "year" else undated
    any_of = _any_of(query)
    facets = [
        *(any_of(param, counted.get(FACET_OF.get(param, param), ())) for param in HEADINGS),
        replace(_spans("year", "Year", query, counted.get("year", ())), without=_undated(query, undated)),
    ]
    if query.since and query.until and query.since.year == query.until.year:
        facets.append(_months(query, counted, query.since.year))
    return tuple(facet for facet in facets if facet.ways or facet.without)


def page_numbers(page: int, pages: int) -> list[int]:
    """The pages to link to: the first, the last and those around this one; 0 stands for a gap."""
    near = [number for number in range(1, pages + 1) if number in (1, pages) or abs(number - page) <= 2]
    numbers: list[int] = []
    for number in near:
        if numbers and number - numbers[-1] > 1:
            numbers.append(0)
        numbers.append(number)
    return numbers


def _unfiltered(query: Query) -> Iterator[tuple[str, Query]]:
    alone = replace(query, page=1, limit=1)
    for param, field in FILTERS.items():
        if getattr(query, field):
            name = FACET_OF.get(param, param)
            yield name, replace(with_values(alone, param, ()), facets=(name,))
    anyway = dated_or_not(alone)
    if anyway != alone:
        yield "year", replace(anyway, facets=("year",))
    if query.since and query.until and query.since.year == query.until.year:
        year = PartialDate(f"{query.since.year:04}")
        yield "month", replace(alone, since=year.first, until=year.last, facets=("month",))


def facet_of(
    name: str, heading: str, counts: Sequence[Count], way: Callable[[str, int], Way], shown: int = SHOWN
) -> Facet:
    """The facet of these values, in this order; a way is made of each and its count."""
    first, rest = counts[:shown], counts[shown:]
    return Facet(name, heading, tuple(starmap(way, first)), len(rest), starmap(way, rest))


def _any_of(query: Query) -> Callable[[str, tuple[Count, ...]], Facet]:
    """The facet for any of FILTERS, of its values with their counts."""
    params, without = to_params(replace(query, page=1)), leaving_out(query)

    def facet(param: str, counts: tuple[Count, ...]) -> Facet:
        chosen = {fold(value): value for value in values_of(query, param)}
        varied = _varied(params, param)

        def way(value: str, count: int) -> Way:
            key = fold(value)
            if key not in chosen:
                link = varied((*chosen.values(), value))
                return Way(value_words(param, value), link, count, without=without(param, value))
            rest = tuple(name for other, name in chosen.items() if other != key)
            return Way(value_words(param, value), varied(rest), count, chosen=True)

        return facet_of(param, HEADINGS[param], _offered(chosen, counts), way, max(SHOWN, len(chosen)))

    return facet


def _offered(chosen: Mapping[str, str], counts: tuple[Count, ...]) -> Sequence[Count]:
    """The values to choose from, those chosen (by their folded names) first; no search is offered that is refused."""
    sound = [pair for pair in counts if len(pair[0]) <= MAX_LENGTH]
    if not chosen:
        return sound
    kept = [pair for pair in counts if fold(pair[0]) in chosen]
    counted = {fold(value) for value, _ in kept}
    absent = [(value, 0) for key, value in chosen.items() if key not in counted]
    others = [pair for pair in sound if fold(pair[0]) not in chosen]
    return kept + absent + others * (len(chosen) < MAX_VALUES)


def _spans(name: str, heading: str, query: Query, counts: tuple[Count, ...]) -> Facet:
    dated = dated_addresses(dated_or_not(query))

    def way(value: str, count: int) -> Way:
        span = PartialDate(value)
        chosen = (query.since, query.until) == (span.first, span.last)
        return Way(date_words(span), dated(None, None) if chosen else dated(span.first, span.last), count, chosen)

    return facet_of(name, heading, counts, way)


def _undated(query: Query, count: int) -> Way | None:
    """The way to what has no date, or back from it."""
    anyway = dated_or_not(query)
    alone = undated_only(anyway)
    if not count or alone is None:
        return None
    chosen = alone.text == query.text.strip()
    return Way("without a date", search_address(anyway if chosen else alone), count, chosen)


def _months(query: Query, counted: Facets, year: int) -> Facet:
    """The months of a year; a date known only to the year is in no month's count, but found by each month's link."""
    months = _in_year(counted.get("month", ()), year)
    coarse = dict(counted.get("year", ())).get(f"{year:04}", 0) - sum(count for _, count in months)
    hint = f"and in each month {count_words(coarse, 'document')} known only to the year" if coarse > 0 else ""
    return replace(_spans("month", "Month", query, months), hint=hint)


def _in_year(counts: tuple[Count, ...], year: int) -> tuple[Count, ...]:
    return tuple((value, count) for value, count in counts if value.startswith(f"{year:04}-"))


def value_words(param: str, value: str) -> str:
    """A filter's value as a person reads it."""
    if param in COUNTRIES:
        return country_name(value)
    if param == "kind":
        return kind_words(value)
    return language_words(value) if param == "lang" else value


def values_of(query: Query, param: str) -> tuple[str, ...]:
    """The values that one of FILTERS lets through; none where it lets all through."""
    values: tuple[str, ...] = getattr(query, FILTERS[param])
    return values


def with_values(query: Query, param: str, values: tuple[str, ...]) -> Query:
    """The query with other values for one of FILTERS."""
    changed: dict[str, Any] = {FILTERS[param]: values}
    return replace(query, **changed)
