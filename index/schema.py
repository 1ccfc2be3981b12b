"""Which fields of a Document are indexed, and how: terms by position, words as written, exact values, columns."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from itertools import pairwise
from typing import Any

from whoosh.columns import NumericColumn, VarBytesColumn
from whoosh.fields import COLUMN, ID, NUMERIC, TEXT, FieldType, Schema
from whoosh.formats import Existence

from archive.places.countries import country_name
from archive.report import Document, lead
from index.words import Occurrence, fold, occurrences

TEXT_FIELDS = ("title", "body", "lead", "source", "region", "author", "url", "dateline")
"""Fields searched by word and phrase; each has a twin `NAME_forms` of its words as written, for patterns.

Another, `NAME_codes`, has the joined forms of its codes, each at the first and the last position that its parts take.
"""

_COLUMNS = ("source_column", "region_column", "about_column", "lang_column", "date", "cluster")

SEPARATOR = "\x1f"
"""Between the values of a column that holds several."""


class Positioned(TEXT):  # type: ignore[misc]  # Whoosh has no types
    """A field whose value is analysed already: (term, position) pairs."""

    def __init__(self) -> None:
        super().__init__(phrase=True)

    def index(self, value: Iterable[tuple[str, int]], **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Each distinct term with its frequency, its weight and its encoded positions."""
        places: dict[str, list[int]] = defaultdict(list)
        for term, position in value:
            places[term].append(position)
        for term, positions in places.items():
            yield term.encode(), len(positions), float(len(positions)), self.format.encode(positions)


class Values(FieldType):  # type: ignore[misc]  # Whoosh has no types
    """A field whose value is a set of texts, each found only whole and as it is."""

    def __init__(self) -> None:
        super().__init__(Existence(), None)

    def index(self, value: Set[str], **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Each value."""
        for text in value:
            yield text.encode(), 1, 1.0, b""


def schema() -> Schema:
    """The Whoosh schema of an index."""
    fields: dict[str, FieldType] = {name: Positioned() for name in TEXT_FIELDS}
    fields |= {f"{name}_forms": Values() for name in TEXT_FIELDS}
    fields |= {f"{name}_codes": Positioned() for name in TEXT_FIELDS}
    # A body that is no longer than its lead is indexed once, and `lead_is` says so.
    fields |= {name: Values() for name in ("source_is", "region_is", "lang", "has", "lead_is", "from", "about")}
    fields |= {name: NUMERIC(int) for name in ("first", "last")}
    fields |= {name: COLUMN(VarBytesColumn()) for name in _COLUMNS}
    fields |= {name: COLUMN(NumericColumn("i", default=0)) for name in ("day", "version")}
    return Schema(id=ID(unique=True, sortable=True), **fields)


def fields_of(document: Document) -> dict[str, Any]:
    """What is indexed of a document, by the fields of the schema."""
    language = document.language
    fields: dict[str, Any] = {
        "id": document.id,
        "version": document.version,
        "source_is": {fold(document.source)} if document.source else set(),
        "region_is": {fold(region) for region in document.regions},
        "lang": {language.lower()} if language else set(),
        "from": {document.published_in} if document.published_in else set(),
        "about": {place.country for place in document.about},
        "has": _known(document),
        "lead_is": {"body"} if lead(document.body) == document.body else set(),
        "source_column": document.source.encode(),
        "region_column": SEPARATOR.join(document.regions).encode(),
        "about_column": SEPARATOR.join(place.country for place in document.about).encode(),
        "lang_column": language.encode(),
        "cluster": document.cluster.encode(),
    }
    for name, words in _words(document).items():
        fields[name] = [(term, position) for term, position, _, _, _ in words]
        fields[f"{name}_forms"] = {surface for *_, surface in words}
        fields[f"{name}_codes"] = list(_codes(words))
    if document.date:
        fields["first"] = fields["day"] = day_number(document.date.first.isoformat())
        fields["last"] = day_number(document.date.last.isoformat())
        fields["date"] = document.date.text.encode()
    return fields


def _words(document: Document) -> dict[str, list[Occurrence]]:
    """The words of each of TEXT_FIELDS, none for a lead that is the whole body."""
    language = document.language.lower()
    # Names are analysed alike whatever the document's language, so that one query finds them all.
    texts = {
        "title": (document.title, language),
        "body": (document.body, language),
        "source": (document.source, ""),
        "region": ("\n".join(document.regions), ""),
        "author": (document.author, ""),
        "url": (document.url, ""),
        "dateline": (_dateline(document), ""),
    }
    found = {name: list(occurrences(text, rules)) for name, (text, rules) in texts.items()}
    end = len(lead(document.body))
    found["lead"] = [each for each in found["body"] if each[3] <= end] if end < len(document.body) else []
    return found


def _codes(words: Sequence[Occurrence]) -> Iterator[tuple[str, int]]:
    """The joined form of each code, with the first and with the last position of the code."""
    for number, ((term, position, start, *_), following) in enumerate(pairwise(words)):
        if following[1] == position:
            first = next(words[at][1] for at in range(number - 1, -1, -1) if words[at][2] == start)
            yield from ((term, first), (term, position))


def _dateline(document: Document) -> str:
    """The place as written, then its country's English name, so that either finds it."""
    sent = document.dateline
    return f"{sent.place}\n{country_name(sent.country)}" if sent else ""


def _known(document: Document) -> set[str]:
    """Which of `query.KNOWN` the document has."""
    values: dict[str, Any] = {"region": document.regions, "date": document.date, "from": document.published_in}
    values |= {"dateline": document.dateline, "about": document.about}
    values |= {name: getattr(document, name) for name in ("source", "author", "language", "url")}
    return {name for name, value in values.items() if value}


def day_number(day: str) -> int:
    """An ISO 8601 day as a number that orders alike: 2025-06-08 is 20250608."""
    return int(day.replace("-", ""))
