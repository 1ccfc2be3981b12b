"""What is known of a document and what was left out of its text, as its page lists them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from archive.overlay import is_uncertain
from archive.places.countries import country_name
from archive.report import Block, Document, PartialDate, Place
from index.excerpts import length
from webui.narrowing import Way, address
from webui.params import MAX_LENGTH
from webui.wording import clock_words, count_words, date_words, language_words, method_words


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing known of a document: its values, each perhaps a link to its like, and how it was found."""

    name: str
    values: tuple[Way, ...]
    method: str


@dataclass(frozen=True, slots=True)
class Removal:
    """Pieces of a page that followed one another and were left out of the text by the same rule."""

    kind: str
    rule: str
    texts: tuple[str, ...]


def facts_of(document: Document) -> list[Fact]:
    """What is known of a document, each with the method of its best evidence."""
    doubt = ", uncertain" if is_uncertain(document, "date") else ""
    facts = [
        Fact("Date", _plain(_date_and_time(document.date)), _method(document, "date") + doubt),
        Fact("Source", _links("source", [document.source]), _method(document, "source")),
        Fact("Published in", _asked("from", [document.published_in]), _method(document, "from")),
        Fact("Dateline", _dateline(document.dateline), _method(document, "dateline")),
        Fact("About", _asked("about", [place.country for place in document.about]), _method(document, "about")),
        Fact("Regions", _links("region", document.regions), _method(document, "regions")),
        Fact("Author", _plain(document.author), _method(document, "author")),
        Fact("Language", _plain(language_words(document.language)), _method(document, "language")),
        Fact("Length", _plain(count_words(length(document.body), "word")), ""),
        Fact("Id", _plain(document.id), ""),
    ]
    return [fact for fact in facts if fact.values]


def removals_of(blocks: Sequence[Block]) -> list[Removal]:
    """What of a page's blocks is not in the text; what one rule took in a row is one Removal."""
    removed = [block for block in blocks if not block.kept]
    alike = groupby(removed, key=lambda block: (block.kind.value, block.rule))
    return [Removal(kind, rule, tuple(block.text for block in group)) for (kind, rule), group in alike]


def _method(document: Document, field: str) -> str:
    found = [evidence for evidence in document.evidence if evidence.field == field]
    return method_words(max(found, key=lambda evidence: evidence.confidence).method) if found else ""


def _date_and_time(day: PartialDate | None) -> str:
    return ", ".join(filter(None, (date_words(day), clock_words(day)))) if day else ""


def _plain(text: str) -> tuple[Way, ...]:
    return (Way(text, ""),) if text else ()


def _asked(field: str, codes: Sequence[str]) -> tuple[Way, ...]:
    """Countries, each with the address of the search for its code in a field."""
    return tuple(Way(country_name(code), address({"q": [f"{field}:{code}"]})) for code in codes if code)


def _dateline(sent: Place | None) -> tuple[Way, ...]:
    if sent is None:
        return ()
    return (Way(sent.place, address({"q": [f"dateline:{sent.country}"]}) if sent.country else ""),)


def _links(param: str, values: Sequence[str]) -> tuple[Way, ...]:
    return tuple(Way(value, address({param: [value]}) if len(value) <= MAX_LENGTH else "") for value in values if value)
