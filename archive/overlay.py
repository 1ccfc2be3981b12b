"""What lies over what was read: a person's word, and one name for each source; and what was read, brought back."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from archive.people import PERSON, corrected
from archive.report import SURE, Document, Evidence, PartialDate
from archive.settings import Source
from archive.sources import TABLE, with_one_name

FIELDS = ("title", "date", "source", "regions", "author", "language", "url")
"""The fields of a Document that a person can correct."""

_OVER = (PERSON, TABLE)


def laid_over(read: Document, corrections: Mapping[str, str], sources: Sequence[Source]) -> Document:
    """The document as it is shown: what was read, a person's word over it, and its source under its one name."""
    return with_one_name(corrected(read, corrections), sources)


def read_beneath(read: Document, shown: Document) -> dict[str, Any]:
    """What was read, as JSON values, in the fields that something lies over."""
    return {field: _plain(getattr(read, field)) for field in FIELDS if getattr(read, field) != getattr(shown, field)}


def as_read(shown: Document, beneath: Mapping[str, Any] | None) -> Document:
    """The document as it was read; without `beneath` its evidence tells what lay under a person's word."""
    evidence = tuple(one for one in shown.evidence if one.method not in _OVER)
    if beneath is None:
        over = {one.field for one in shown.evidence if one.method in _OVER}
        first = {one.field: one.value for one in reversed(evidence) if one.confidence}
        beneath = {field: first.get(field, "") for field in FIELDS if field in over and field != "regions"}
    return replace(shown, **{field: _value(field, value) for field, value in beneath.items()}, evidence=evidence)


def stands(shown: Document, evidence: Evidence) -> bool:
    """Whether a value in evidence is the document's, or its source's under another name; else it was beaten."""
    value = getattr(shown, evidence.field, None)
    if evidence.field == "date":
        return bool(_value("date", evidence.value) == value)
    if evidence.field == "updated":
        return True  # no field of a Document: it is told, and beats nothing
    if evidence.field == "regions":
        return evidence.value in shown.regions or (not evidence.value and not value)
    if evidence.field in ("from", "dateline", "about"):
        return evidence.value in _places(shown, evidence.field)
    renamed = [one.words for one in shown.evidence if one.field == evidence.field and one.method == TABLE]
    return evidence.value in (value, *renamed)


def is_uncertain(shown: Document, field: str) -> bool:
    """Whether what is told for a value leaves it open: no evidence that stands is as sure as `SURE`."""
    told = [one.confidence for one in shown.evidence if one.field == field and stands(shown, one)]
    return bool(told) and max(told) < SURE


def _places(shown: Document, field: str) -> tuple[str, ...]:
    """What evidence for a place that stands says: a country, or the place as written where that has none."""
    if field == "from":
        return (shown.published_in,)
    places = shown.about if field == "about" else (shown.dateline,) if shown.dateline else ()
    return tuple(place.country or place.place for place in places)


def _plain(value: Any) -> Any:
    if isinstance(value, PartialDate):
        return value.instant or value.text
    return list(value) if isinstance(value, tuple) else value


def _value(field: str, plain: Any) -> Any:
    if field == "regions":
        return tuple(plain)
    if field != "date":
        return plain
    with suppress(ValueError, TypeError):
        return PartialDate.from_iso(plain)
    return None
