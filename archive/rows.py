"""The tables of `archive.db`, and their rows to and from dataclasses."""

import json
import sqlite3
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import astuple, dataclass, fields, replace
from hashlib import sha256
from operator import attrgetter
from typing import Any

from archive.errors import DamagedError
from archive.extras import program
from archive.overlay import read_beneath
from archive.report import Block, Cleaned, Document, Evidence, Kind, PartialDate, Place

MIGRATIONS = (
    """
    CREATE TABLE archive (lineage TEXT NOT NULL, change INTEGER NOT NULL);
    INSERT INTO archive VALUES (lower(hex(randomblob(16))), 0);
    CREATE TABLE original (sha256 TEXT PRIMARY KEY, packed BLOB NOT NULL);
    CREATE TABLE report (
        key BLOB PRIMARY KEY, sha256 TEXT NOT NULL, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,
        first_seen TEXT NOT NULL, last_seen TEXT NOT NULL, gone_since TEXT NOT NULL DEFAULT '',
        document TEXT NOT NULL DEFAULT '',
        reason TEXT NOT NULL DEFAULT '', detail TEXT NOT NULL DEFAULT '',
        tries INTEGER NOT NULL DEFAULT 0, program TEXT NOT NULL DEFAULT ''
    ) WITHOUT ROWID;
    CREATE INDEX report_sha256 ON report (sha256);
    CREATE INDEX report_document ON report (document);
    CREATE TABLE version (
        id TEXT NOT NULL, version INTEGER NOT NULL, sha256 TEXT NOT NULL, format TEXT NOT NULL, encoding TEXT NOT NULL,
        title TEXT NOT NULL, body BLOB NOT NULL, date TEXT, instant TEXT NOT NULL, source TEXT NOT NULL,
        regions TEXT NOT NULL, author TEXT NOT NULL, language TEXT NOT NULL, url TEXT NOT NULL,
        details BLOB NOT NULL, digest TEXT NOT NULL,
        PRIMARY KEY (id, version)
    );
    CREATE INDEX version_sha256 ON version (sha256);
    CREATE TABLE document (id TEXT PRIMARY KEY, version INTEGER NOT NULL, change INTEGER NOT NULL) WITHOUT ROWID;
    CREATE UNIQUE INDEX document_change ON document (change);
    CREATE TABLE removed (id TEXT PRIMARY KEY, change INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE tombstone (id TEXT NOT NULL, key BLOB NOT NULL, sha256 TEXT NOT NULL, at TEXT NOT NULL)
    """,
    "CREATE TABLE laid_over (what TEXT PRIMARY KEY, state TEXT NOT NULL) WITHOUT ROWID",
    """
    CREATE TABLE origin (container BLOB NOT NULL, key BLOB NOT NULL, PRIMARY KEY (container, key)) WITHOUT ROWID;
    CREATE INDEX origin_key ON origin (key)
    """,
    """
    CREATE TABLE copy_state (change INTEGER NOT NULL, scheme TEXT NOT NULL);
    CREATE TABLE copy_text (text INTEGER PRIMARY KEY, bands BLOB, compared INTEGER NOT NULL);
    CREATE TABLE copy_sketch (
        id TEXT PRIMARY KEY, version INTEGER NOT NULL, text INTEGER NOT NULL, address TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX copy_sketch_text ON copy_sketch (text);
    CREATE INDEX copy_sketch_address ON copy_sketch (address);
    CREATE TABLE copy_pair (
        a INTEGER NOT NULL, b INTEGER NOT NULL, share REAL NOT NULL, rest BLOB, joined INTEGER, whole INTEGER,
        PRIMARY KEY (a, b)
    ) WITHOUT ROWID;
    CREATE INDEX copy_pair_b ON copy_pair (b);
    CREATE TABLE copy_cluster (id TEXT PRIMARY KEY, cluster TEXT NOT NULL) WITHOUT ROWID;
    CREATE INDEX copy_cluster_cluster ON copy_cluster (cluster)
    """,
    """
    CREATE TABLE cleaning (
        id TEXT PRIMARY KEY, cleaner TEXT NOT NULL, source TEXT NOT NULL, rules TEXT NOT NULL, refused TEXT NOT NULL,
        shown TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX cleaning_shown ON cleaning (shown);
    CREATE TABLE block (id TEXT, key INTEGER, size INTEGER NOT NULL, PRIMARY KEY (id, key)) WITHOUT ROWID;
    CREATE TABLE furniture (
        source TEXT, key INTEGER, pages INTEGER NOT NULL, PRIMARY KEY (source, key)
    ) WITHOUT ROWID;
    CREATE TABLE suspect (source TEXT PRIMARY KEY) WITHOUT ROWID;
    INSERT INTO cleaning SELECT DISTINCT document, 'none', '', '', '', '' FROM report
        WHERE document != '' AND substr(key, 1, 7) != CAST('import:' AS BLOB)
    """,
    "CREATE INDEX report_first_seen ON report (first_seen)",
    """
    CREATE INDEX report_refused ON report (reason) WHERE reason != '';
    CREATE INDEX report_gone ON report (gone_since) WHERE gone_since != ''
    """,
)

# `astuple` copies every value deeply, which for hundreds of blocks takes longer than all else that is written.
_evidence_values, _block_values = (attrgetter(*(field.name for field in fields(one))) for one in (Evidence, Block))

DAMAGE_ADVICE = "`backfile restore` a backup, or `backfile remove` it and add its file again"


@dataclass(frozen=True, slots=True)
class Seen:
    """What the archive knows of one report: the file as it was when last read, and what came of it.

    `reason` is empty unless it is in quarantine; `program` is the Backfile, with its extras, that decided so.
    """

    key: bytes
    sha256: str
    size: int
    mtime_ns: int
    first_seen: str
    last_seen: str
    gone_since: str = ""
    document: str = ""
    reason: str = ""
    detail: str = ""
    tries: int = 0
    program: str = ""


@dataclass(frozen=True, slots=True)
class Arrival:
    """Bytes that came in, not yet kept: their key, their packed (zlib) form, and the file's size and mtime."""

    key: bytes
    sha256: str
    packed: bytes
    size: int
    mtime_ns: int = 0


def seen_now(arrived: Arrival, known: Seen | None, at: str) -> Seen:
    """What is known of a report that arrived at this moment, and nothing yet of what came of it."""
    return Seen(
        key=arrived.key,
        sha256=arrived.sha256,
        size=arrived.size,
        mtime_ns=arrived.mtime_ns,
        first_seen=known.first_seen if known else at,
        last_seen=at,
        document=known.document if known else "",
        program=program(),
    )


def arrival(key: bytes, data: bytes, mtime_ns: int = 0) -> Arrival:
    """The Arrival of these bytes."""
    return Arrival(key, sha256(data).hexdigest(), zlib.compress(data, 6), len(data), mtime_ns)


def damaged_originals(connection: sqlite3.Connection) -> Iterator[str]:
    """A line for each original that is not what was stored."""
    for digest, packed in connection.execute("SELECT sha256, packed FROM original"):
        if not is_original(packed, digest):
            yield f"original {digest} is not what was stored"


def to_original(packed: bytes, id: str) -> bytes:
    """The bytes of a document's original. Raises DamagedError."""
    try:
        return zlib.decompress(packed)
    except zlib.error as error:
        raise DamagedError(f"the original of document {id} is not what was stored; {DAMAGE_ADVICE}") from error


def damaged_versions(connection: sqlite3.Connection) -> Iterator[str]:
    """A line for each version of a document that is not what was stored."""
    for row in connection.execute(WHOLE_VERSION):
        if not is_intact(row):
            yield f"document {row[0]}, version {row[1]}, is not what was stored; {DAMAGE_ADVICE}"


def is_original(packed: bytes, digest: str) -> bool:
    """Whether packed bytes are those of this hash."""
    try:
        return sha256(zlib.decompress(packed)).hexdigest() == digest
    except zlib.error:
        return False


COUNTS = {
    "documents": "SELECT count(*) FROM document",
    "gone": "SELECT count(*) FROM report WHERE gone_since != ''",
    "quarantined": "SELECT count(*) FROM report WHERE reason != ''",
}
"""What can be counted of an archive."""

SEEN = (
    "SELECT key, sha256, size, mtime_ns, first_seen, last_seen, gone_since, document, reason, detail, tries, program"
    " FROM report "
)

_LISTED = (
    "SELECT id, version, title, body, date, instant, source, regions, author, language, url,"
    " (SELECT min(gone_since) FROM report WHERE document = id), format"
)
_AT = " FROM version WHERE (id, version) IN "
LISTED = f"{_LISTED}{_AT}(SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?))"  # noqa: S608 - ours
VERSION = f"{_LISTED}, details{_AT}(VALUES (?, ?))"
NEWEST = f"{_LISTED}, details{_AT}(SELECT id, version FROM document WHERE id IN (SELECT value FROM json_each(?)))"  # noqa: S608 - ours
"""`details` take longer to read than all the rest."""

WHOLE_VERSION = "SELECT * FROM version"

DIGEST = "SELECT sha256 FROM version WHERE id = ? AND version = ?"


def write_seen(connection: sqlite3.Connection, seen: Seen) -> None:
    """Write what is known of a report in place of what was."""
    connection.execute(f"INSERT OR REPLACE INTO report VALUES ({_marks(12)})", astuple(seen))  # noqa: S608 - only marks


def write_version(connection: sqlite3.Connection, cleaned: Cleaned, document: Document, sha256: str) -> None:
    """Write one version of a document, made from the original with this hash; what was read stays beside it.

    One that is there already and differs in its blocks only is written anew.
    """
    details = {
        "from": document.published_in,
        "dateline": astuple(document.dateline) if document.dateline else None,
        "about": [astuple(place) for place in document.about],
        "evidence": [_evidence_values(evidence) for evidence in document.evidence],
        "blocks": [_block_values(block) for block in cleaned.blocks],
        "read": read_beneath(cleaned.document, document),
    }
    values = (
        document.id,
        document.version,
        sha256,
        cleaned.format,
        cleaned.encoding,
        document.title,
        _pack(document.body),
        document.date.text if document.date else None,
        document.date.instant if document.date else "",
        document.source,
        json.dumps(document.regions, ensure_ascii=False),
        document.author,
        document.language,
        document.url,
        _pack(json.dumps(details, ensure_ascii=False)),
    )
    row = (*values, _digest(values))
    connection.execute(f"INSERT OR REPLACE INTO version VALUES ({_marks(len(row))})", row)  # noqa: S608 - only marks


def is_intact(row: tuple[Any, ...]) -> bool:
    """Whether a row that WHOLE_VERSION selected is what was written."""
    return bool(row[-1] == _digest(row[:-1]))


def several(
    connection: sqlite3.Connection, sql: str, wanted: Sequence[object], made: Callable[[tuple[Any, ...]], Document]
) -> dict[str, Document | DamagedError]:
    """The documents of the rows that LISTED or NEWEST selects, by id; for one that is damaged the error saying so."""
    found: dict[str, Document | DamagedError] = {}
    for row in connection.execute(sql, (json.dumps(wanted),)):
        try:
            found[row[0]] = intact(row, made)
        except DamagedError as error:
            found[row[0]] = error
    return found


def intact(row: tuple[Any, ...], made: Callable[[tuple[Any, ...]], Document]) -> Document:
    """The document made of a row. Raises DamagedError."""
    try:
        return made(row)
    except (zlib.error, ValueError, LookupError) as error:
        raise DamagedError(f"document {row[0]} is not what was stored; {DAMAGE_ADVICE}") from error


def to_listed(row: tuple[Any, ...]) -> Document:
    """The Document of a row that LISTED selected."""
    id, version, title, body, date, instant, source, regions, author, language, url, gone_since, kind = row
    return Document(
        title=title,
        body=unpack(body),
        date=PartialDate(date, instant) if date else None,
        source=source,
        regions=tuple(json.loads(regions)),
        author=author,
        language=language,
        url=url,
        id=id,
        version=version,
        gone_since=gone_since or "",
        kind=kind,
    )


def to_document(row: tuple[Any, ...]) -> Document:
    """The Document of a row that VERSION selected."""
    *listed, packed = row
    details = json.loads(unpack(packed))
    dateline = details.get("dateline")  # what was cleaned before these were read has none of them
    return replace(
        to_listed(tuple(listed)),
        evidence=tuple(Evidence(*values) for values in details["evidence"]),
        published_in=details.get("from", ""),
        dateline=Place(*dateline) if dateline else None,
        about=tuple(Place(*values) for values in details.get("about", ())),
    )


def to_blocks(details: bytes) -> tuple[Block, ...]:
    """The Blocks kept in a version's `details`."""
    blocks = json.loads(unpack(details))["blocks"]
    return tuple(Block(text, Kind(kind), kept, rule) for text, kind, kept, rule in blocks)


def to_beneath(details: bytes) -> dict[str, Any] | None:
    """What `read_beneath` gave for a version's `details`; None for one written before that was kept."""
    beneath: dict[str, Any] | None = json.loads(unpack(details)).get("read")
    return beneath


def _digest(values: tuple[Any, ...]) -> str:
    return sha256(repr(values).encode("utf-8", "surrogatepass")).hexdigest()


def _marks(count: int) -> str:
    return ", ".join("?" * count)


def _pack(text: str) -> bytes:
    return zlib.compress(text.encode("utf-8", "surrogatepass"), 6)


def unpack(packed: bytes) -> str:
    """The text that was packed. Raises zlib.error and ValueError where it is damaged."""
    return zlib.decompress(packed).decode("utf-8", "surrogatepass")
