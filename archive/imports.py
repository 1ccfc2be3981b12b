"""Documents that are clean already, a JSON object a line, to Outcomes: all is kept as given but for line ends."""

import gzip
import json
import re
import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import IO, Any, cast

from archive.errors import RefusedError, UsageError
from archive.report import Cleaned, Document, Evidence, Outcome, PartialDate, Result
from archive.rows import Arrival, arrival
from archive.store import Archive

BATCH_LINES = 500
LONGEST_ID = 200


def import_file(archive: Archive, path: Path) -> Iterator[Outcome]:
    """Take in every line of a `.jsonl` or `.jsonl.gz` file; an Outcome comes out once what it tells of is durable.

    A line that is refused goes into quarantine under its number, until the file is imported again without the fault.
    Raises UsageError where the file cannot be read to its end.
    """
    prefix = b"line:" + bytes(path.absolute()) + b":"
    stale = {seen.key for seen in archive.seen_under(prefix)}
    ids: set[str] = set()
    lines = enumerate(_lines(path), 1)
    while batch := list(islice(lines, BATCH_LINES)):
        with archive.transaction():
            places = ((line, b"%s%d" % (prefix, number)) for number, line in batch)
            outcomes = [_take_in(archive, line, place, ids) for line, place in places if line.strip()]
        stale -= {outcome.key for outcome in outcomes}
        yield from outcomes
    with archive.transaction():
        for key in stale:
            archive.forget(key)


def _lines(path: Path) -> Iterator[bytes]:
    try:
        with cast(IO[bytes], gzip.open(path)) if path.suffix == ".gz" else path.open("rb") as file:
            yield from file
    except gzip.BadGzipFile as error:
        raise UsageError(f"{path} is no gzip file; fetch it again, or name it .jsonl if it is plain") from error
    except (OSError, EOFError, zlib.error) as error:
        raise UsageError(
            f"{path} cannot be read to its end: {error}; fetch it again (what was read went in)"
        ) from error


def _take_in(archive: Archive, line: bytes, place: bytes, ids: set[str]) -> Outcome:
    """Keep one line's document, or put the line in quarantine under its `place`; `ids` are those of earlier lines."""
    digest = sha256(line).hexdigest()
    try:
        values = _object(line)
        id = _id(values)
        if id in ids:
            raise RefusedError("id-twice", f"id {id!r} stands in an earlier line too; give each document its own")
        ids.add(id)
        key = b"import:" + id.encode()
        known = archive.seen(key)
        if known and known.sha256 == digest:
            return Outcome(key, Result.UNCHANGED, known.document)
        if archive.tombstones.stands_at(key):
            return Outcome(key, Result.SKIPPED, reason="removed")
        return _keep(archive, arrival(key, line), values)
    except RefusedError as error:
        before = archive.seen(place)
        again = before is not None and before.sha256 == digest
        archive.refuse(Arrival(place, digest, b"", len(line)), error.reason, error.detail)
        return Outcome(place, Result.QUARANTINED, "", error.reason, error.detail, again)


def _keep(archive: Archive, arrived: Arrival, values: Mapping[str, Any]) -> Outcome:
    id = _id(values)
    if archive.has(id) and archive.seen(arrived.key) is None:
        raise RefusedError("id-taken", f"id {id!r} belongs to a document that was not imported; give it another id")
    cleaned = Cleaned(_document(values), (), "json", "utf-8")
    new, old = archive.compose(arrived.key, cleaned, id)
    archive.keep(arrived, cleaned, id)
    result = Result.ADDED if old is None else Result.UNCHANGED if new == old else Result.CHANGED
    return Outcome(arrived.key, result, id)


def _object(line: bytes) -> dict[str, Any]:
    try:
        values = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise RefusedError("not-json", f"not a JSON object in UTF-8: {error}") from error
    if not isinstance(values, dict):
        raise RefusedError("not-json", f"a JSON {type(values).__name__}, where an object was expected")
    return values


def _id(values: Mapping[str, Any]) -> str:
    id = values.get("id")
    if not isinstance(id, str) or not 0 < len(id) <= LONGEST_ID or not id.isprintable() or id != id.strip():
        raise RefusedError("bad-id", f'"id" is {id!r}; it must be a text of 1 to {LONGEST_ID} printable characters')
    if id in (".", ".."):
        raise RefusedError("bad-id", f'"id" is {id!r}, which an address cannot end in; give it another id')
    return id


def _document(values: Mapping[str, Any]) -> Document:
    document = Document(
        title=_text(values, "title"),
        body=_text(values, "body"),
        date=_date(values),
        source=_text(values, "source"),
        regions=_regions(values),
        author=_text(values, "author"),
        language=_text(values, "lang").lower(),
        url=_text(values, "url"),
    )
    if not document.title and not document.body:
        raise RefusedError("no-text", 'neither "title" nor "body" has text')
    return replace(document, evidence=tuple(_evidence(document)))


def _evidence(document: Document) -> Iterator[Evidence]:
    date = document.date.text if document.date else ""
    yield from _given("date", date)
    yield from _given("regions", ", ".join(document.regions))
    for name in ("title", "source", "author", "language", "url"):
        yield from _given(name, getattr(document, name))


def _given(field: str, value: str) -> Iterator[Evidence]:
    if value:
        yield Evidence(field, value, "import", value, 1.0)


def _text(values: Mapping[str, Any], name: str) -> str:
    value = values.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise RefusedError("bad-value", f'"{name}" is {value!r:.50}; it must be a text')
    # JSON can spell halves of characters, which no file or page could hold.
    return re.sub(r"\r\n?", "\n", value.encode("utf-8", "replace").decode()).strip()


def _regions(values: Mapping[str, Any]) -> tuple[str, ...]:
    given = values.get("regions") or values.get("region") or []
    regions = [given] if isinstance(given, str) else given
    if not isinstance(regions, list) or not all(isinstance(region, str) for region in regions):
        raise RefusedError("bad-value", f'"regions" is {given!r:.50}; it must be a list of texts')
    return tuple(dict.fromkeys(region.strip() for region in regions if region.strip()))


def _date(values: Mapping[str, Any]) -> PartialDate | None:
    text = _text(values, "date")
    if not text:
        return None
    with suppress(ValueError):
        return PartialDate.from_iso(text)
    raise RefusedError("bad-value", f'"date" is {text!r:.50}; write 2025, 2025-06, 2025-06-08, or a moment in ISO 8601')
