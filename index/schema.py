"""Which fields of a Document are indexed, and how: terms by position, words as written, exact values, columns."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from whoosh.columns import NumericColumn, VarBytesColumn
from whoosh.fields import COLUMN, ID, NUMERIC, TEXT, FieldType, Schema
from whoosh.formats import Existence

from archive.places.countries import country_name
from archive.report import Document, PartialDate, lead
from index.words import fold

TEXT_FIELDS = ("title", "body", "lead", "source", "region", "author", "url", "dateline")
"""Fields searched by word and phrase; each has a twin `NAME_forms` of its words as written, for patterns.

Another, `NAME_codes`, has the joined forms of its codes, each at the first and the last position that its parts take.
"""

_DAYS = ("first", "last")
_VALUES = ("id", "source_is", "region_is", "lang", "has", "lead_is", "from", "about", "sent_from", "kind", *_DAYS)

FIELDS = (*TEXT_FIELDS, *(f"{name}_codes" for name in TEXT_FIELDS), *_VALUES)
"""All fields with terms; an index knows them by their place here, so another order is another format."""

NUMBERS = ("day", "version", *_DAYS)
"""Columns of whole numbers from 0."""

TEXTS = {
    "id": False, "source_column": False, "region_column": True, "about_column": True, "lang_column": False,
    "from_column": False, "dateline_column": False, "kind_column": False, "date": False, "cluster": False,
}  # fmt: skip
"""Columns of texts, each with whether a document may have several or none."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is indexed of a document: its texts, each with the language it is read in; its values; its columns.

    A column of texts has a sequence for each document, of exactly one text where it is not of several.
    """

    texts: Mapping[str, tuple[str, str]]
    values: Mapping[str, frozenset[bytes]]
    columns: Mapping[str, Any]


class Analysed(TEXT):  # type: ignore[misc]  # Whoosh has no types
    """A field of text, which `columnar` analyses in bulk as `words` says."""

    def __init__(self) -> None:
        super().__init__(phrase=True)


class Values(FieldType):  # type: ignore[misc]  # Whoosh has no types
    """A field whose value is a set of texts, each found only whole and as it is."""

    def __init__(self) -> None:
        super().__init__(Existence(), None)


def schema() -> Schema:
    """The Whoosh schema of an index."""
    fields: dict[str, FieldType] = {name: Analysed() for name in TEXT_FIELDS}
    fields |= {f"{name}_forms": Analysed() for name in TEXT_FIELDS}
    fields |= {f"{name}_codes": Analysed() for name in TEXT_FIELDS}
    # A body that is no longer than its lead is indexed once, and `lead_is` says so.
    fields |= {name: Values() for name in _VALUES if name != "id" and name not in _DAYS}
    fields |= {name: NUMERIC(int) for name in _DAYS}
    fields |= {name: COLUMN(VarBytesColumn()) for name in TEXTS if name != "id"}
    fields |= {name: COLUMN(NumericColumn("i", default=0)) for name in NUMBERS if name not in _DAYS}
    return Schema(id=ID(unique=True, sortable=True), **fields)


def entry_of(document: Document) -> Entry:
    """What is indexed of a document; documents with the same values share them."""
    first, last = _days_of(document.date.text) if document.date else (0, 0)
    beginning = lead(document.body)
    countries = tuple([place.country for place in document.about if place.country])
    sent_from = document.dateline.country if document.dateline else ""
    regions = [region for region in document.regions if region]
    folded = tuple(map(fold, regions))
    id = document.id.encode()
    values = {
        "id": frozenset((id,)),
        "source_is": _distinct((fold(document.source),)),
        "region_is": _distinct(folded),
        "lang": _distinct((document.language.lower(),)),
        "from": _distinct((document.published_in,)),
        "about": _distinct(countries),
        "sent_from": _distinct((sent_from,)),
        "kind": _distinct((document.kind,)),
        "has": _distinct(_known(document)),
        "lead_is": _distinct(("body",) if len(beginning) == len(document.body) else ()),
    }
    if document.date:
        values |= {"first": _terms_of_day(first), "last": _terms_of_day(last)}
    columns = {
        "id": (id,),
        "source_column": _encoded((document.source,)),
        # By what a filter compares, so that a facet counts no document twice.
        "region_column": _encoded(tuple(dict(zip(folded, regions, strict=True)).values())),
        "about_column": _encoded(tuple(dict.fromkeys(countries))),
        "lang_column": _encoded((document.language,)),
        "from_column": _encoded((document.published_in,)),
        "dateline_column": _encoded((sent_from,)),
        "kind_column": _encoded((document.kind,)),
        "date": _encoded((document.date.text if document.date else "",)),
        "cluster": _encoded((document.cluster,)),
    }
    days = {"day": first, "first": first, "last": last}
    return Entry(_texts(document, beginning), values, {**columns, **days, "version": document.version})


@lru_cache(1 << 12)
def _distinct(texts: tuple[str, ...]) -> frozenset[bytes]:
    """Values as terms; no text is none."""
    return frozenset(text.encode() for text in texts if text)


@lru_cache(1 << 12)
def _encoded(texts: tuple[str, ...]) -> tuple[bytes, ...]:
    return tuple([text.encode() for text in texts])


@lru_cache(1 << 14)
def _days_of(date: str) -> tuple[int, int]:
    """The first and the last day that a date can mean, as numbers."""
    means = PartialDate(date)
    return day_number(means.first.isoformat()), day_number(means.last.isoformat())


def _texts(document: Document, beginning: str) -> dict[str, tuple[str, str]]:
    """The texts of TEXT_FIELDS that are not empty, and no lead that is the whole body."""
    language = document.language.lower()
    # Names are analysed alike whatever the document's language, so that one query finds them all.
    texts = {
        "title": (document.title, language),
        "body": (document.body, language),
        "lead": (beginning if len(beginning) < len(document.body) else "", language),
        "source": (document.source, ""),
        "region": ("\n".join(document.regions), ""),
        "author": (document.author, ""),
        "url": (document.url, ""),
        "dateline": (_dateline(document), ""),
    }
    return {name: each for name, each in texts.items() if each[0]}


@lru_cache(1 << 16)
def _terms_of_day(day: int) -> frozenset[bytes]:
    """The terms that Whoosh looks for a day by, alone and in ranges."""
    return frozenset(term for term, *_ in NUMERIC(int).index(day))


def _dateline(document: Document) -> str:
    """The place as written, then its country's English name, so that either finds it."""
    sent = document.dateline
    return f"{sent.place}\n{country_name(sent.country)}" if sent else ""


def _known(document: Document) -> tuple[str, ...]:
    """Which of `query.KNOWN` the document has."""
    return tuple([name for name, value in (
        ("region", document.regions), ("date", document.date), ("from", document.published_in),
        ("dateline", document.dateline), ("about", document.about), ("source", document.source),
        ("author", document.author), ("language", document.language), ("url", document.url),
    ) if value])  # fmt: skip


def day_number(day: str) -> int:
    """An ISO 8601 day as a number that orders alike: 2025-06-08 is 20250608."""
    return int(day.replace("-", ""))
