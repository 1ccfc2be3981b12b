"""The ids that a search's labels stand for: marks, tags, what came in since, and a selection of rows."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from archive.marks import State
from archive.store import Archive
from index.query import Query

UNREAD = "unread"


def resolved(archive: Archive, query: Query) -> Query:
    """The query with `only` and `without` made anew of its labels: each label narrows, selected ids are one set."""
    only: frozenset[str] | None = None
    without: frozenset[str] = frozenset()
    selected = frozenset(values_labelled(query, "id"))
    for ids in [selected] * bool(selected) + [_ids(archive, *label) for label in query.labels if _is_of(label)]:
        only = ids if only is None else only & ids
    if ("mark", UNREAD) in query.labels:
        without = archive.people.marks.ids(State.READ)
    return replace(query, only=only, without=without)


def values_labelled(query: Query, name: str) -> tuple[str, ...]:
    """The values of the labels with this name."""
    return tuple(value for label, value in query.labels if label == name)


def relabelled(archive: Archive, query: Query, name: str, values: Sequence[str]) -> Query:
    """The query with these values for one label, on its first page."""
    others = tuple(label for label in query.labels if label[0] != name)
    return resolved(archive, replace(query, labels=(*others, *((name, value) for value in values)), page=1))


def day_of(arrived: str) -> date:
    """The day of this machine's calendar on which a moment of `arrived` lies."""
    if "T" not in arrived:
        return date.fromisoformat(arrived)
    return datetime.fromisoformat(arrived).astimezone().date()


def _is_of(label: tuple[str, str]) -> bool:
    """Whether a label stands for ids to stay within that are looked up one label at a time."""
    return label[0] != "id" and label != ("mark", UNREAD)


def _ids(archive: Archive, name: str, value: str) -> frozenset[str]:
    match name:
        case "tag":
            return archive.people.marks.tagged(value)
        case "arrived":
            return archive.arrivals.since(_utc(value))
    return archive.people.marks.ids(State(value))


def _utc(arrived: str) -> str:
    """A moment as the archive writes them; a day begins at midnight on this machine's clock."""
    if "T" in arrived:
        return arrived
    return datetime.fromisoformat(arrived).astimezone(UTC).isoformat(timespec="seconds")
