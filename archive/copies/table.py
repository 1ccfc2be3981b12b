"""What `archive.db` keeps of copies: each document's text as a sketch, pairs of texts that are copies, clusters.

A text stands for all documents that have it word for word, so that a page saved a thousand times is compared once.
"""

import json
import sqlite3
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from archive.errors import DamagedError
from archive.report import PartialDate
from archive.rows import DAMAGE_ADVICE, unpack


@dataclass(frozen=True, slots=True)
class Sketch:
    """What is kept of a document's newest version: its text's key, its address, its bands (none for a short text)."""

    id: str
    version: int
    text: int
    address: str
    bands: bytes | None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts that are copies, the share of shingles in both, and the bands of a piece only one has, if any.

    `joined` is the text that this piece is; then the one, `whole`, is two documents in one, and no copy of the other,
    nor of any text that is not such itself.
    """

    a: int
    b: int
    share: float
    rest: bytes | None = None
    joined: int | None = None
    whole: int | None = None


@dataclass(frozen=True, slots=True)
class Copy:
    """Another document of a cluster, seen from one of its documents.

    `share` is the share of shingles in both, 1 for the same words, None where it was not measured. `same_address`
    says that both are captures of one address. `first_seen` is an ISO 8601 moment.
    """

    id: str
    title: str
    source: str
    date: PartialDate | None
    first_seen: str
    share: float | None
    same_address: bool


@dataclass(frozen=True, slots=True)
class Spread:
    """How far a document's text went: how many copies it has, in how many sources all of them stand, and the first.

    `source` and `date` are those of the document `first`, the earliest, which may be the document itself.
    """

    copies: int
    sources: int
    first: str
    source: str
    date: PartialDate | None


Alike = tuple[str, int, str, tuple[str, ...]]
"""A document that may have copies: its id, text and address, and what it is ordered by, earliest first."""


def address_of(url: str) -> str:
    """What the addresses of two captures of one page have in common; `""` for none, and for a site's front page."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    path = parts.path.rstrip("/")
    if not path and not parts.query:
        return ""
    return f"{parts.netloc.lower().removeprefix('www.')}{path}?{parts.query}"


class CopyTable:
    """The tables of copies in an open `archive.db`. What writes is called inside a transaction of the archive."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    # Reading

    def cluster_of(self, id: str) -> str:
        """The cluster of a document, named after its earliest one; `""` for a document without copies."""
        row = self._connection.execute("SELECT cluster FROM copy_cluster WHERE id = ?", (id,)).fetchone()
        return str(row[0]) if row else ""

    def copies_of(self, id: str) -> tuple[Copy, ...]:
        """The other documents of a document's cluster, earliest first."""
        sql = f"""
            SELECT d.id, v.title, v.source, v.date, v.instant, {_FIRST_SEEN}, s.text = o.text,
                (SELECT share FROM copy_pair WHERE joined IS NULL AND a = min(s.text, o.text)
                 AND b = max(s.text, o.text)), s.address != '' AND s.address = o.address
            FROM copy_cluster own JOIN copy_cluster c ON c.cluster = own.cluster AND c.id != own.id
            JOIN document d ON d.id = c.id JOIN version v ON v.id = d.id AND v.version = d.version
            JOIN copy_sketch s ON s.id = c.id JOIN copy_sketch o ON o.id = own.id
            WHERE own.id = ? ORDER BY {_ORDER}
        """  # noqa: S608 - only our own words
        return tuple(
            Copy(other, title, source, PartialDate(date, instant) if date else None, seen, share, bool(same))
            for other, title, source, date, instant, seen, equal, near, same in self._connection.execute(sql, (id,))
            for share in [1.0 if equal else near]
        )

    def spread(self, ids: Sequence[str]) -> dict[str, Spread]:
        """How far the text of each of these documents went; those without copies are left out."""
        these = ", ".join("?" * len(ids))
        sql = f"""
            WITH counted AS (
                SELECT c.cluster, count(*) AS documents, count(DISTINCT nullif(lower(v.source), '')) AS sources
                FROM copy_cluster c JOIN document d ON d.id = c.id
                JOIN version v ON v.id = d.id AND v.version = d.version
                WHERE c.cluster IN (SELECT cluster FROM copy_cluster WHERE id IN ({these})) GROUP BY c.cluster)
            SELECT own.id, documents - 1, sources, d.id, v.source, v.date, v.instant
            FROM copy_cluster own JOIN counted ON counted.cluster = own.cluster JOIN document d ON d.id = own.cluster
            JOIN version v ON v.id = d.id AND v.version = d.version WHERE own.id IN ({these})
        """  # noqa: S608 - only our own words
        return {
            id: Spread(copies, sources, first, source, PartialDate(date, instant) if date else None)
            for id, copies, sources, first, source, date, instant in self._connection.execute(sql, (*ids, *ids))
        }

    def is_settled(self, scheme: str) -> bool:
        """Whether the clusters are those of the archive as it is."""
        sql = "SELECT 1 FROM copy_state, archive WHERE copy_state.change = archive.change AND scheme = ?"
        return self._connection.execute(sql, (scheme,)).fetchone() is not None

    def has_scheme(self, scheme: str) -> bool:
        """Whether the sketches are of this scheme."""
        return self._connection.execute("SELECT 1 FROM copy_state WHERE scheme = ?", (scheme,)).fetchone() is not None

    def unsketched(self) -> list[tuple[str, int]]:
        """The id and version of every document whose newest version has no sketch yet."""
        return self._connection.execute(
            "SELECT d.id, d.version FROM document d LEFT JOIN copy_sketch s ON s.id = d.id AND s.version = d.version"
            " WHERE s.id IS NULL ORDER BY d.id"
        ).fetchall()

    def content(self, id: str, version: int) -> tuple[str, str, str]:
        """Title, body and address of a version. Raises DamagedError."""
        sql = "SELECT title, body, url FROM version WHERE id = ? AND version = ?"
        title, packed, url = self._connection.execute(sql, (id, version)).fetchone()
        return title, _body(id, packed), url

    def body(self, text: int) -> str:
        """The body of a document that has this text. Raises DamagedError."""
        id, packed = self._connection.execute(
            "SELECT v.id, v.body FROM copy_sketch s JOIN version v ON v.id = s.id AND v.version = s.version"
            " WHERE s.text = ? LIMIT 1",
            (text,),
        ).fetchone()
        return _body(id, packed)

    def sketched(self) -> list[tuple[int, bytes, bool]]:
        """Every text that can be near others: its key, its bands, and whether it was compared with all others."""
        return self._connection.execute(
            "SELECT text, bands, compared FROM copy_text WHERE bands IS NOT NULL ORDER BY text"
        ).fetchall()

    def pairs_with_rest(self) -> list[Pair]:
        """The pairs one of which has a piece that may be a document of its own."""
        sql = "SELECT a, b, share, rest, joined, whole FROM copy_pair WHERE rest IS NOT NULL AND joined IS NULL"
        return [Pair(*row) for row in self._connection.execute(sql)]

    def near(self) -> list[tuple[int, int]]:
        """Every two texts that are copies."""
        return self._connection.execute(_NEAR).fetchall()

    def alike(self) -> list[Alike]:
        """Every document that may have copies."""
        return self._alike("""
            s.text IN (SELECT text FROM copy_sketch GROUP BY text HAVING count(*) > 1)
            OR s.text IN (SELECT a FROM copy_pair WHERE joined IS NULL)
            OR s.text IN (SELECT b FROM copy_pair WHERE joined IS NULL)
            OR s.address IN (SELECT address FROM copy_sketch WHERE address != '' GROUP BY address HAVING count(*) > 1)
        """)

    def versions_since(self, most: int) -> list[tuple[str, int]] | None:
        """The documents of which alone a new version came since the clusters were settled.

        None where they are more than `most`, or more than that happened.
        """
        if self._connection.execute(_MORE_THAN_VERSIONS).fetchone():
            return None
        sql = "SELECT id, version FROM document WHERE change > (SELECT change FROM copy_state) LIMIT ?"
        found: list[tuple[str, int]] = self._connection.execute(sql, (most + 1,)).fetchall()
        return found if len(found) <= most else None

    def has_traits(self, sketch: Sketch) -> bool:
        """Whether a document had this text and this address before too."""
        sql = "SELECT 1 FROM copy_sketch WHERE id = ? AND text = ? AND address = ?"
        return self._connection.execute(sql, (sketch.id, sketch.text, sketch.address)).fetchone() is not None

    def around(self, sketches: Iterable[Sketch], most: int) -> tuple[list[Alike], list[tuple[int, int]]] | None:
        """The documents that these are linked to by texts, addresses and pairs of texts, and these pairs.

        None where they have more than `most` texts.
        """
        texts = {sketch.text for sketch in sketches}
        pairs: set[tuple[int, int]] = set()
        more = texts
        while more:
            these = (json.dumps(sorted(more)),)
            linked = {each for (each,) in self._connection.execute(_OF_THESE_ADDRESSES, these)}
            for pair in self._connection.execute(_NEAR_THESE, these * 2):
                pairs.add(pair)
                linked.update(pair)
            more = linked - texts
            texts |= more
            if len(texts) > most:
                return None
        return self._alike(f"s.text IN {_THESE}", json.dumps(sorted(texts))), sorted(pairs)

    def _alike(self, where: str, *values: str) -> list[Alike]:
        sql = f"""
            SELECT d.id, s.text, s.address, {_DAY}, {_FIRST_SEEN} FROM copy_sketch s
            JOIN document d ON d.id = s.id JOIN version v ON v.id = d.id AND v.version = d.version WHERE {where}
        """  # noqa: S608 - only our own words
        return [
            (id, text, address, (date, seen, id))
            for id, text, address, date, seen in self._connection.execute(sql, values)
        ]

    # Writing

    def begin(self, scheme: str) -> None:
        """Forget the sketches and pairs of any scheme but this; clusters stay until they are settled anew."""
        for name in ("copy_sketch", "copy_text", "copy_pair", "copy_state"):
            self._connection.execute(f"DELETE FROM {name}")  # noqa: S608 - only our own words
        self._connection.execute("INSERT INTO copy_state VALUES (0, ?)", (scheme,))

    def write(self, sketches: Iterable[Sketch]) -> None:
        """Keep these sketches in place of those of older versions."""
        for sketch in sketches:
            values = (sketch.id, sketch.version, sketch.text, sketch.address)
            self._connection.execute("INSERT OR REPLACE INTO copy_sketch VALUES (?, ?, ?, ?)", values)
            text = (sketch.text, sketch.bands, sketch.bands is None)
            self._connection.execute("INSERT OR IGNORE INTO copy_text VALUES (?, ?, ?)", text)

    def prune(self) -> None:
        """Drop what is kept of documents and texts that are no more; what was judged by those is to be judged anew."""
        for statement in _PRUNE:
            self._connection.execute(statement)

    def settle_pairs(self, pairs: Sequence[Pair]) -> None:
        """Keep these pairs; every text is compared now."""
        rows = [(pair.a, pair.b, pair.share, pair.rest, pair.joined, pair.whole) for pair in pairs]
        self._connection.executemany("INSERT OR REPLACE INTO copy_pair VALUES (?, ?, ?, ?, ?, ?)", rows)
        self._connection.execute("UPDATE copy_text SET compared = 1 WHERE NOT compared")

    def settle_clusters(self, clusters: dict[str, str], of: Sequence[str] | None = None) -> list[str]:
        """Keep the cluster of each document that has one; the id of every document whose cluster is another now.

        Where `of` is given, those of all other documents stay.
        """
        sql = "SELECT id, cluster FROM copy_cluster WHERE ? IS NULL OR id IN " + _THESE  # noqa: S608 - our own
        these = None if of is None else json.dumps(of)
        before = dict(self._connection.execute(sql, (these, these)).fetchall())
        changed = [id for id in sorted(before.keys() | clusters.keys()) if before.get(id) != clusters.get(id)]
        self._connection.executemany("DELETE FROM copy_cluster WHERE id = ?", [(id,) for id in changed])
        rows = [(id, clusters[id]) for id in changed if id in clusters]
        self._connection.executemany("INSERT INTO copy_cluster VALUES (?, ?)", rows)
        return changed

    def end(self) -> None:
        """Note that the clusters are those of the archive as it is."""
        self._connection.execute("UPDATE copy_state SET change = (SELECT change FROM archive)")


_FIRST_SEEN = "coalesce((SELECT min(first_seen) FROM report r WHERE r.document = d.id), '')"
# The last day that a date can mean: of March 2025 nothing says that it was before the 12th.
_DAY = "coalesce(substr(v.date || '-99-99', 1, 10), '~')"
_ORDER = f"{_DAY}, {_FIRST_SEEN}, d.id"

_NEAR = (
    "WITH double AS (SELECT whole FROM copy_pair WHERE joined IS NOT NULL)"
    " SELECT a, b FROM copy_pair WHERE joined IS NULL AND (a IN double) = (b IN double)"
)
_THESE = "(SELECT value FROM json_each(?))"
_NEAR_THESE = f"{_NEAR} AND (a IN {_THESE} OR b IN {_THESE})"
_OF_THESE_ADDRESSES = f"""
    SELECT DISTINCT o.text FROM copy_sketch s JOIN copy_sketch o ON o.address = s.address
    WHERE s.address != '' AND s.text IN {_THESE}
"""  # noqa: S608 - only our own words
_MORE_THAN_VERSIONS = (
    "SELECT 1 FROM copy_state WHERE EXISTS (SELECT 1 FROM removed WHERE removed.change > copy_state.change)"
    " OR EXISTS (SELECT 1 FROM copy_text WHERE NOT compared)"
    " OR EXISTS (SELECT 1 FROM document d LEFT JOIN copy_sketch s ON s.id = d.id"
    " WHERE d.change > copy_state.change AND (s.id IS NULL OR s.version = d.version))"
)

_PRUNE = (
    "DELETE FROM copy_sketch WHERE id NOT IN (SELECT id FROM document)",
    "DELETE FROM copy_text WHERE text NOT IN (SELECT text FROM copy_sketch)",
    "UPDATE copy_text SET compared = 0 WHERE text IN (SELECT a FROM copy_pair"
    " WHERE joined IS NOT NULL AND joined NOT IN (SELECT text FROM copy_text))",
    "DELETE FROM copy_pair WHERE a NOT IN (SELECT text FROM copy_text) OR b NOT IN (SELECT text FROM copy_text)"
    " OR joined IS NOT NULL AND joined NOT IN (SELECT text FROM copy_text)",
)


def _body(id: str, packed: bytes) -> str:
    try:
        return unpack(packed)
    except (zlib.error, ValueError) as error:
        raise DamagedError(f"document {id} is not what was stored; {DAMAGE_ADVICE}") from error
