"""A person's corrections: checked, kept, laid over the documents they are about, and taken back."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from babel import Locale

from archive.errors import UsageError, did_you_mean
from archive.overlay import FIELDS
from archive.report import PartialDate, is_plain
from archive.sources import one_name, table
from archive.store import Archive

NONE = "none"
"""What a person writes to clear a value."""

LONGEST = 1000
EARLIEST = 1400
"""The first year that a report can be of: there was no print before."""
_BATCH = 500

Values = Mapping[str, str | Sequence[str]]
"""A person's word by field; `regions` a list, the others texts; "" or an empty list to clear a value."""


def correct(archive: Archive, corrections: Mapping[str, Values]) -> None:
    """Keep a person's word on documents, by id; all of it or none. `settle` lays it over them.

    Raises UsageError for a value that cannot be, NotFoundError for an id that is not there.
    """
    checked_all = {id: checked(archive, id, values) for id, values in corrections.items()}
    archive.people.correct_all(checked_all)


def undo(archive: Archive, id: str, fields: Iterable[str] = ()) -> tuple[str, ...]:
    """Take back a person's word on these fields of a document, or on all; the fields it had been given on."""
    archive.document(id)
    wanted = [_field(name) for name in fields] or FIELDS
    said = tuple(field for field in archive.people.corrections(id) if field in wanted)
    archive.people.undo(id, said)
    return said


def settle(archive: Archive) -> int:
    """Lay over the documents what people said, and what the table of sources says, since it was last done.

    How many documents changed. Call with the lock held; the index knows of it after `sync`.
    """
    return _settle_people(archive) + _settle_sources(archive)


def waiting(archive: Archive) -> list[str]:
    """The documents of which something was said or taken back that `settle` has yet to lay over them."""
    newest, done = archive.people.change(), int(archive.overlays.state("people") or 0)
    if newest == done:
        return []
    # A people.db older than the documents is one that was restored by itself: all of it is laid over anew.
    return archive.people.touched(done if done < newest else 0)


def checked(archive: Archive, id: str, values: Values) -> dict[str, str]:
    """A person's word on the document `id` as people.db keeps it. Raises UsageError and NotFoundError."""
    archive.document(id)
    if not values:
        raise UsageError(f"nothing is said of {id}; name a field, like --date 2025-06-08")
    kept: dict[str, str] = {}
    for name, value in values.items():
        field = _field(name)
        if field == "regions":
            regions = [value] if isinstance(value, str) else value
            kept[field] = _regions([region for region in map(_text, regions) if region], archive)
        else:
            text = _text(value if isinstance(value, str) else " ".join(value))
            kept[field] = _CHECKS.get(field, str)(text) if text else _cleared(field)
    return kept


def _settle_people(archive: Archive) -> int:
    newest = str(archive.people.change())
    if newest == (archive.overlays.state("people") or "0"):
        return 0
    changed = _lay_over(archive, waiting(archive))
    with archive.transaction():
        archive.overlays.put("people", newest)
    return changed


def _settle_sources(archive: Archive) -> int:
    """Only documents whose source the change may touch are looked at."""
    entries = [[source.name, *source.aliases, "", *source.domains] for source in table(archive.settings.sources)]
    state, before = json.dumps(entries, ensure_ascii=False), archive.overlays.state("sources")
    if state == before:
        return 0
    old = {tuple(entry) for entry in json.loads(before or "[]")}
    differing = {entry[0] for entry in old ^ {tuple(entry) for entry in entries}}
    kept = archive.overlays.sources()
    names = {name: one_name(name, archive.settings.sources) for name in {source for _, source in kept} if name}
    touched = {name for name, one in names.items() if name in differing or one not in ("", name)}
    changed = _lay_over(archive, [id for id, source in kept if source in touched])
    with archive.transaction():
        archive.overlays.put("sources", state)
    return changed


def _lay_over(archive: Archive, ids: Sequence[str]) -> int:
    changed = 0
    for start in range(0, len(ids), _BATCH):
        with archive.transaction():
            changed += sum(archive.lay_over(id) for id in ids[start : start + _BATCH] if archive.has(id))
    return changed


def _field(name: str) -> str:
    field = {"region": "regions", "lang": "language"}.get(name, name)
    if field not in FIELDS:
        there = did_you_mean(name, FIELDS) + f"there are {', '.join(FIELDS)}"
        raise UsageError(f"{name!r} is no field to correct; {there}")
    return field


def _text(value: str) -> str:
    text = " ".join(value.split())
    if len(text) > LONGEST:
        raise UsageError(f"a value has {len(text):,} characters; {LONGEST:,} are the most")
    if text != text.encode("utf-8", "replace").decode() or not is_plain(text):
        raise UsageError(f"{text!r:.80} has characters that no text should have; write it in plain letters")
    return "" if text.casefold() == NONE else text


def _cleared(field: str) -> str:
    if field == "title":
        raise UsageError("a document keeps a title; write another one, or `--undo title`")
    return ""


def _date(text: str) -> str:
    try:
        date = PartialDate.from_iso(text)
    except ValueError as error:
        raise UsageError(f"the date {text[:40]!r} is none; write 2025-06-08, 2025-06 or 2025") from error
    if date.first.year < EARLIEST:
        raise UsageError(f"the date {text!r} lies before the year {EARLIEST}; is the year right?")
    # Magazines are dated ahead, by months at most.
    if date.first > (datetime.now(UTC) + timedelta(days=366)).date():
        raise UsageError(f"the date {text!r} lies more than a year ahead; is the year right?")
    return text


def _regions(names: Sequence[str], archive: Archive) -> str:
    regions = archive.settings.regions
    known = {alias.casefold(): region.name for region in regions for alias in region.aliases}
    known |= {region.name.casefold(): region.name for region in regions}
    for name in names:
        if name.casefold() not in known:
            names = [region.name for region in regions]
            spelled = did_you_mean(name, names) or did_you_mean(name, [a for one in regions for a in one.aliases])
            there = spelled + f"there are {', '.join(names)}"
            raise UsageError(f"there is no region {name!r} in archive.toml; {there}")
    return json.dumps(list(dict.fromkeys(known[name.casefold()] for name in names)), ensure_ascii=False)


def _language(text: str) -> str:
    names = {name.casefold(): code for code, name in Locale("en").languages.items() if len(code) == 2}
    code = text.lower() if text.lower() in names.values() else names.get(text.casefold(), "")
    if not code:
        raise UsageError(
            f"there is no language {text[:40]!r}; {did_you_mean(text, Locale('en').languages.values())}write en, fr …"
        )
    return code


def _url(text: str) -> str:
    try:
        parts = urlsplit(text)
        sound = parts.scheme in ("http", "https") and parts.hostname and " " not in text
    except ValueError:
        sound = False
    if not sound:
        raise UsageError(f"the url {text[:60]!r} is no address of the web; write one like https://site.example/page")
    return text


_CHECKS: Mapping[str, Callable[[str], str]] = {"date": _date, "language": _language, "url": _url}
