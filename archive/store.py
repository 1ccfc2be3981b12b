"""`archive.db`: originals, documents and their versions, quarantine and runs; all else is made from it."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from secrets import choice
from typing import Self

from archive import rows
from archive.arrivals import Arrivals
from archive.cleanings import Cleanings
from archive.copies.table import CopyTable
from archive.database import connect, damage, transaction
from archive.disk import writing
from archive.errors import BackfileError, DamagedError, NotFoundError, UsageError
from archive.lock import held
from archive.log import Run, last_good
from archive.origins import Origins
from archive.overlay import as_read, laid_over
from archive.overlays import Overlays
from archive.people import PEOPLE_NAME, People
from archive.report import Block, Cleaned, Document, Report
from archive.rows import MIGRATIONS, Arrival, Seen, to_original
from archive.settings import SETTINGS_NAME, Settings, default_text, load_settings
from archive.tombstones import Tombstones

STORE_NAME = "archive.db"
ID_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
ID_LENGTH = 8


def now() -> str:
    """This moment as the archive writes it: ISO 8601, UTC, whole seconds."""
    return datetime.now(UTC).isoformat(timespec="seconds")


class Archive:
    """The folder that holds it all, opened. Not shared between threads; opening one is cheap."""

    def __init__(self, root: Path, settings: Settings, connection: sqlite3.Connection, people: People) -> None:
        self.root = root
        self.settings = settings
        self.people = people
        self.cleanings = Cleanings(connection)
        self.arrivals = Arrivals(connection)
        self.copies = CopyTable(connection)
        self.origins = Origins(connection)
        self.overlays = Overlays(connection)
        self.tombstones = Tombstones(connection)
        self._connection = connection

    @classmethod
    def create(cls, root: Path) -> Self:
        """Make a new, empty archive in `root`, which must be empty or not exist yet. Raises UsageError."""
        try:
            root.mkdir(mode=0o700, parents=True, exist_ok=True)
            if any(root.iterdir()):
                raise UsageError(f"{root} is not empty; name a new folder for the archive")
            root.chmod(0o700)
        except OSError as error:
            raise UsageError(f"cannot make an archive in {root}: {error.strerror}; name another folder") from error
        People.open(root, create=True).close()
        connect(root / STORE_NAME, MIGRATIONS, create=True).close()
        with writing(root):  # last, for a folder is an archive by its settings
            (root / SETTINGS_NAME).write_text(default_text(), "utf-8")
        return cls.open(root)

    @classmethod
    def open(cls, root: Path | str) -> Self:
        """Open the archive in `root`. Raises SettingsError, BrokenArchiveError, DamagedError, UsageError."""
        root = Path(root).absolute()
        settings = load_settings(root)
        connection = connect(root / STORE_NAME, MIGRATIONS)
        try:
            people = People.open(root)
        except BackfileError:
            connection.close()
            raise
        return cls(root, settings, connection, people)

    def close(self) -> None:
        """Let go of both databases."""
        self.people.close()
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def lock(self, wait: float = 0) -> AbstractContextManager[None]:
        """Be the one indexer at work, after at most `wait` seconds; the lock goes with the process.

        Raises LockedError where another is still at work then, CannotWriteError where nobody may write.
        """
        return held(self.root, wait)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Keep everything written inside, or nothing."""
        with writing(self.root), transaction(self._connection):
            yield

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Within a transaction: keep what is written inside, or where it fails only that is undone."""
        self._connection.execute("SAVEPOINT attempt")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK TO attempt")
            raise
        finally:
            self._connection.execute("RELEASE attempt")

    # What is known of reports

    def seen(self, key: bytes) -> Seen | None:
        """What is known of the report with this key."""
        row = self._connection.execute(rows.SEEN + "WHERE key = ?", (key,)).fetchone()
        return Seen(*row) if row else None

    def seen_under(self, prefix: bytes) -> Iterator[Seen]:
        """What is known of every report whose key begins with `prefix`."""
        after = prefix[:-1] + bytes([prefix[-1] + 1])
        sql = rows.SEEN + "WHERE key >= ? AND key < ? ORDER BY key"
        return (Seen(*row) for row in self._connection.execute(sql, (prefix, after)).fetchall())

    def seen_bytes(self, digest: str) -> tuple[Seen, ...]:
        """Every report with these bytes."""
        sql = rows.SEEN + "WHERE sha256 = ? ORDER BY key"
        return tuple(Seen(*row) for row in self._connection.execute(sql, (digest,)))

    def quarantine(self) -> tuple[Seen, ...]:
        """Every report that could not be read, by key."""
        sql = rows.SEEN + "WHERE reason != '' ORDER BY key"
        return tuple(Seen(*row) for row in self._connection.execute(sql))

    # Writing, inside a transaction of the caller

    def compose(self, key: bytes, cleaned: Cleaned, id: str = "") -> tuple[Document, Document | None]:
        """The document a report is to become, a person's corrections over it; and its newest version, if any.

        Without an `id` the document is the one this key became before, else a new one. A version that says nothing
        new keeps its number.
        """
        known = self.seen(key)
        return self._over(cleaned.document, id or (known.document if known else "") or self.new_id())

    def keep(self, arrived: Arrival, cleaned: Cleaned, id: str = "") -> Document:
        """Keep a report and, where it says something new, the document it becomes (see `compose`)."""
        new, old = self.compose(arrived.key, cleaned, id)
        sql = "INSERT OR IGNORE INTO original VALUES (?, ?)"
        self._connection.execute(sql, (arrived.sha256, arrived.packed))
        seen = rows.seen_now(arrived, self.seen(arrived.key), now())
        rows.write_seen(self._connection, replace(seen, document=new.id))
        if old is None or new.version != old.version:
            self._write(cleaned, new, arrived.sha256)
            self._connection.execute("DELETE FROM removed WHERE id = ?", (new.id,))
        self.cleanings.put(new.id, new.source, cleaned)
        return new

    def lay_over(self, id: str) -> bool:
        """Lay people's word and the names of sources anew over what was read; whether that made a new version."""
        return self.read_again(id, self.as_read(id))

    def read_again(self, id: str, cleaned: Cleaned) -> bool:
        """Keep what the original of a document's newest version is read as now; whether that made a new version."""
        new, old = self._over(cleaned.document, id)
        digest = self._connection.execute(rows.DIGEST, (id, self._current(id))).fetchone()[0]
        if old is None or new.version != old.version:
            self._write(cleaned, new, digest)
        elif cleaned.blocks != self.blocks(id):
            rows.write_version(self._connection, cleaned, new, digest)
        self.cleanings.put(id, new.source, cleaned)
        return old is None or new.version != old.version

    def refuse(self, arrived: Arrival, reason: str, detail: str) -> None:
        """Put a report in quarantine; a document it once became stays as it is."""
        known = self.seen(arrived.key)
        same = known and (known.reason, known.size, known.mtime_ns) == (reason, arrived.size, arrived.mtime_ns)
        tries = known.tries + 1 if known and same else 1
        seen = replace(rows.seen_now(arrived, known, now()), reason=reason, detail=detail, tries=tries)
        rows.write_seen(self._connection, seen)

    def note(self, arrived: Arrival) -> None:
        """Note a file that holds others and is no report itself."""
        rows.write_seen(self._connection, rows.seen_now(arrived, self.seen(arrived.key), now()))

    def touch(self, key: bytes, size: int, mtime_ns: int) -> None:
        """Note that the same bytes now have this size and mtime, and are there."""
        self._connection.execute(
            "UPDATE report SET size = ?, mtime_ns = ?, last_seen = ?, gone_since = '' WHERE key = ?",
            (size, mtime_ns, now(), key),
        )

    def move(self, old: bytes, new: bytes) -> None:
        """Note that the report with key `old` is now at `new`."""
        self._connection.execute("DELETE FROM report WHERE key = ?", (new,))
        self._connection.execute("UPDATE report SET key = ?, gone_since = '' WHERE key = ?", (new, old))
        self.origins.move(old, new)

    def mark_gone(self, key: bytes) -> None:
        """Note that the file of this report is no longer where it was; its document stays."""
        self._connection.execute("UPDATE report SET gone_since = ? WHERE key = ? AND gone_since = ''", (now(), key))

    def forget(self, key: bytes) -> None:
        """Drop a report and, where no other report became it, its document."""
        known = self.seen(key)
        digests = self._digests_of(known.document) if known else set()
        self._connection.execute("DELETE FROM report WHERE key = ?", (key,))
        self.origins.drop(key)
        if known and known.document and not self._keys_of(known.document):
            self._drop(known.document, digests)

    def remove(self, id: str) -> None:
        """Take a document out for good, with tombstones for its files and their bytes. Raises NotFoundError."""
        with self.transaction():
            self._current(id)
            digests = self._digests_of(id)
            self.tombstones.put(id, self._keys_of(id) or [b""], digests, now())
            self._connection.execute("DELETE FROM report WHERE document = ?", (id,))
            self._drop(id, digests)
        self.people.forget(id)

    def allow_again(self, id: str) -> int:
        """Take back a removal, so that the next run may bring the document's files in; how many tombstones went."""
        with self.transaction():
            return self.tombstones.drop(id)

    def retry_quarantine(self) -> int:
        """Let the next run read every quarantined report again; how many there are."""
        return self._connection.execute("UPDATE report SET program = '' WHERE reason != ''").rowcount

    def renumber(self, ids: Iterable[str]) -> None:
        """Give documents a new change number each, for what is indexed of them is no longer the same."""
        for id in ids:
            self._connection.execute("UPDATE document SET change = ? WHERE id = ?", (self._step(), id))

    # Reading

    def document(self, id: str, version: int = 0) -> Document:
        """A document at a version, the newest where `version` is 0. Raises NotFoundError."""
        version = version or self._current(id)
        row = self._connection.execute(rows.VERSION, (id, version)).fetchone()
        if row is None:
            raise NotFoundError(f"document {id} has no version {version}; leave it out for the newest")
        return replace(rows.intact(row, rows.to_document), cluster=self.copies.cluster_of(id))

    def documents_of(self, ids: Sequence[str]) -> dict[str, Document | DamagedError]:
        """Those of these documents that there are, by id, without clusters; for a damaged one the error saying so."""
        return rows.several(self._connection, rows.NEWEST, ids, rows.to_document)

    def listed(self, versions: Sequence[tuple[str, int]]) -> dict[str, Document | DamagedError]:
        """The same of documents at these versions as lists show them: without evidence, places and clusters."""
        return rows.several(self._connection, rows.LISTED, versions, rows.to_listed)

    def blocks(self, id: str) -> tuple[Block, ...]:
        """Every block of the newest version's page, kept and dropped. Raises NotFoundError."""
        sql = "SELECT details FROM version WHERE id = ? AND version = ?"
        return rows.to_blocks(self._connection.execute(sql, (id, self._current(id))).fetchone()[0])

    def as_read(self, id: str) -> Cleaned:
        """The newest version as its reader read it, without what lies over that. Raises NotFoundError."""
        sql = "SELECT details, format, encoding FROM version WHERE id = ? AND version = ?"
        details, form, encoding = self._connection.execute(sql, (id, self._current(id))).fetchone()
        read = as_read(self.document(id), rows.to_beneath(details))
        return Cleaned(read, rows.to_blocks(details), form, encoding)

    def original(self, id: str) -> Report:
        """The report that the newest version was made from. Raises NotFoundError and DamagedError."""
        row = self._connection.execute(
            "SELECT r.key, o.packed, o.sha256, r.first_seen, r.last_seen, v.format, v.encoding"
            " FROM version v JOIN original o ON o.sha256 = v.sha256 LEFT JOIN report r ON r.document = v.id"
            " WHERE v.id = ? AND v.version = ? ORDER BY r.gone_since, r.last_seen DESC LIMIT 1",
            (id, self._current(id)),
        ).fetchone()
        return Report(row[0], to_original(row[1], id), *row[2:])

    def steps(self, after: int, limit: int) -> list[tuple[int, int]]:
        """The numbers of the next `limit` changes after a number, in order, and the packed size of each document."""
        return self._connection.execute(
            "SELECT d.change, length(v.body) FROM document d JOIN version v USING (id, version) WHERE d.change > ?"
            " UNION ALL SELECT change, 0 FROM removed WHERE change > ? ORDER BY 1 LIMIT ?",
            (after, after, limit),
        ).fetchall()

    def documents(self, after: int, until: int) -> Iterator[Document]:
        """Every document that became what it is in the changes after one number and up to another, in order."""
        sql = "SELECT id, version FROM document WHERE change > ? AND change <= ? ORDER BY change"
        for id, version in self._connection.execute(sql, (after, until)).fetchall():
            yield self.document(id, version)

    def removed(self, after: int, until: int) -> list[str]:
        """The id of every document that was taken out in the changes after one number and up to another."""
        sql = "SELECT id FROM removed WHERE change > ? AND change <= ?"
        return [row[0] for row in self._connection.execute(sql, (after, until))]

    def change(self) -> int:
        """The number of the newest step; it only grows."""
        return int(self._connection.execute("SELECT change FROM archive").fetchone()[0])

    def lineage(self) -> str:
        """A name that a restored backup does not share, so that an index of the other history is told apart."""
        return str(self._connection.execute("SELECT lineage FROM archive").fetchone()[0])

    def ids(self) -> Iterator[str]:
        """The id of every document, in order."""
        return (row[0] for row in self._connection.execute("SELECT id FROM document ORDER BY id"))

    def versions(self) -> Iterator[tuple[str, int]]:
        """The id and newest version of every document."""
        return iter(self._connection.execute("SELECT id, version FROM document"))

    def has(self, id: str) -> bool:
        """Whether there is such a document."""
        return self._connection.execute("SELECT 1 FROM document WHERE id = ?", (id,)).fetchone() is not None

    def counts(self, *names: str) -> dict[str, int]:
        """How many documents there are, are gone from their place, are in quarantine; or but some of these COUNTS."""
        return {name: self._connection.execute(rows.COUNTS[name]).fetchone()[0] for name in names or rows.COUNTS}

    def last_run(self, *, watching: bool = False) -> Run | None:
        """The newest run that came to its end; only those that looked through the watched folders count if so told."""
        return last_good(self.root, watching=watching)

    def damage(self) -> list[str]:
        """Everything wrong with the two stores, a line each: SQLite's check, and all that is kept against its hash."""
        found = [f"{STORE_NAME}: {line}" for line in damage(self._connection)]
        found += [f"{PEOPLE_NAME}: {line}" for line in self.people.damage()]
        if found:
            return found
        lines = [*rows.damaged_originals(self._connection), *rows.damaged_versions(self._connection)]
        return [f"{STORE_NAME}: {line}" for line in lines]

    # Within

    def _over(self, read: Document, id: str) -> tuple[Document, Document | None]:
        """What was read with all that lies over it, and the newest version, if any."""
        said = self.people.corrections(id)
        new = replace(laid_over(read, said, self.settings.sources), id=id, version=1, gone_since="")
        if not self.has(id):
            return new, None
        old = self.document(id)
        new = replace(new, version=old.version, gone_since=old.gone_since, cluster=old.cluster)
        return (new if new == old else replace(new, version=old.version + 1)), old

    def _write(self, cleaned: Cleaned, document: Document, digest: str) -> None:
        rows.write_version(self._connection, cleaned, document, digest)
        sql = "INSERT OR REPLACE INTO document VALUES (?, ?, ?)"
        self._connection.execute(sql, (document.id, document.version, self._step()))

    def _digests_of(self, id: str) -> set[str]:
        """The hash of every original that the document was or is made from."""
        sql = "SELECT sha256 FROM version WHERE id = ? UNION SELECT sha256 FROM report WHERE document = ?"
        return {row[0] for row in self._connection.execute(sql, (id, id))}

    def _drop(self, id: str, digests: set[str]) -> None:
        """Drop a document with its versions, and those of its originals that nothing else is made from."""
        self._connection.execute("DELETE FROM document WHERE id = ?", (id,))
        self._connection.execute("DELETE FROM version WHERE id = ?", (id,))
        self.cleanings.drop(id)
        self._connection.execute("INSERT OR REPLACE INTO removed VALUES (?, ?)", (id, self._step()))
        unused = (
            "DELETE FROM original WHERE sha256 = :digest AND NOT EXISTS (SELECT 1 FROM version WHERE sha256 = :digest)"
            " AND NOT EXISTS (SELECT 1 FROM report WHERE sha256 = :digest AND document != '')"
        )
        self._connection.executemany(unused, [{"digest": digest} for digest in digests])

    def _step(self) -> int:
        self._connection.execute("UPDATE archive SET change = change + 1")
        return self.change()

    def _current(self, id: str) -> int:
        row = self._connection.execute("SELECT version FROM document WHERE id = ?", (id,)).fetchone()
        if row is None:
            raise NotFoundError(f"there is no document {id!r}; a search shows those there are")
        return int(row[0])

    def _keys_of(self, id: str) -> Sequence[bytes]:
        return [row[0] for row in self._connection.execute("SELECT key FROM report WHERE document = ?", (id,))]

    def new_id(self) -> str:
        """An id that no document has or had."""
        while True:
            id = "".join(choice(ID_LETTERS) for _ in range(ID_LENGTH))
            taken = "SELECT 1 FROM version WHERE id = ? UNION SELECT 1 FROM removed WHERE id = ?"
            if not self._connection.execute(taken, (id, id)).fetchone():
                return id
