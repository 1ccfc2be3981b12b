"""Copies found as documents come: only what is new is compared, by sketches that are kept; then clusters settle."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from archive.copies.clusters import cover
from archive.copies.near import by_family, candidates
from archive.copies.overlap import is_same, likeness
from archive.copies.table import Alike, CopyTable, Pair, Sketch, address_of
from archive.copies.text import (
    BANDS,
    FEW_WORDS,
    SCHEME,
    Bands,
    Hashes,
    Text,
    bands_of,
    hashed,
    key_of,
    shingles_of,
    to_text,
    words_of,
)
from archive.store import Archive

BATCH_DOCUMENTS = 500
TEXTS_HELD = 4_000
"""How many texts are kept in memory while pairs are compared, about 15 KB each."""

FEW_VERSIONS = 100
"""New versions around which clusters are settled by themselves, not all clusters together."""

TEXTS_NEARBY = 5_000
"""Texts around these at most."""

REST_BANDS = 14
"""How many bands are kept of the rest of a pair, which is looked for only in texts that are all but equal to it."""

Read = Callable[[int], Text]


@dataclass(frozen=True, slots=True)
class _Sketched:
    """Every text that can be near others: its key, its bands, and whether it was not yet compared."""

    keys: list[int]
    bands: Bands
    fresh: NDArray[np.bool_]


def find_copies(archive: Archive) -> None:
    """Bring the clusters up to the archive as it is; a document whose cluster changes gets a new change number.

    Killed anywhere, the next call does what is left.
    """
    table = archive.copies
    if table.is_settled(SCHEME):
        return
    if not table.has_scheme(SCHEME):
        with archive.transaction():
            table.begin(SCHEME)
    if _settled_nearby(archive):
        return
    missing = table.unsketched()
    for start in range(0, len(missing), BATCH_DOCUMENTS):
        sketches = _sketches(table, missing[start : start + BATCH_DOCUMENTS])
        with archive.transaction():
            table.write(sketches)
    with archive.transaction():
        table.prune()
    pairs = _pairs(table)
    with archive.transaction():
        table.settle_pairs(pairs)
        archive.renumber(table.settle_clusters(_clusters(table.alike(), table.near())))
        table.end()


def _settled_nearby(archive: Archive) -> bool:
    """Settle the clusters around the few documents that are other only in what is no trait of their text, as dates.

    False where more is to be done.
    """
    table = archive.copies
    versions = table.versions_since(FEW_VERSIONS)
    if not versions:
        return False
    sketches = _sketches(table, versions)
    around = table.around(sketches, TEXTS_NEARBY) if all(map(table.has_traits, sketches)) else None
    if around is None:
        return False
    documents, near = around
    with archive.transaction():
        table.write(sketches)
        archive.renumber(table.settle_clusters(_clusters(documents, near), [id for id, *_ in documents]))
        table.end()
    return True


def _sketches(table: CopyTable, documents: list[tuple[str, int]]) -> list[Sketch]:
    contents = [table.content(id, version) for id, version in documents]
    bodies = [words_of(body) for _, body, _ in contents]
    bands = iter(bands_of([shingles_of(hashed(words)) for words in bodies if len(words) >= FEW_WORDS]))
    return [
        Sketch(id, version, key_of(title, words), address_of(url), _packed(next(bands)) if enough else None)
        for (id, version), (title, _, url), words in zip(documents, contents, bodies, strict=True)
        for enough in [len(words) >= FEW_WORDS]
    ]


def _pairs(table: CopyTable) -> list[Pair]:
    """The pairs that the texts not yet compared make, and those known before that one of these shows to be joined."""
    rows = table.sketched()
    fresh = np.array([not compared for _, _, compared in rows], dtype=bool)
    if not fresh.any():
        return []
    texts = _Sketched([key for key, _, _ in rows], _unpacked([bands for _, bands, _ in rows], BANDS), fresh)
    known = table.pairs_with_rest()

    @lru_cache(TEXTS_HELD)
    def read(key: int) -> Text:
        return to_text(table.body(key))

    found = []
    for i, j in by_family(candidates(texts.bands, fresh), len(rows)).tolist():
        a, b = texts.keys[i], texts.keys[j]
        if alike := likeness(read(a), read(b)):
            found.append(Pair(a, b, alike.share, _rest_bands(alike.rest)))
    joined = _joined(texts, known, [pair for pair in found if pair.rest], read)
    return [joined.get((pair.a, pair.b), pair) for pair in (*known, *found)]


def _joined(texts: _Sketched, known: list[Pair], found: list[Pair], read: Read) -> dict[tuple[int, int], Pair]:
    """Those of the pairs whose rest is a document, by their texts; known ones are held against fresh texts only."""
    rests, count = known + found, len(texts.keys)
    if not rests:
        return {}
    stacked = np.concatenate([texts.bands[:, :REST_BANDS], _unpacked([pair.rest or b"" for pair in rests], REST_BANDS)])
    fresh = np.concatenate([texts.fresh, np.arange(len(rests)) >= len(known)])
    joined = {}
    for i, j in candidates(stacked, fresh).tolist():
        if not i < count <= j:
            continue
        pair, other = rests[j - count], texts.keys[i]
        alike = None if other in (pair.a, pair.b) else likeness(read(pair.a), read(pair.b))
        if alike and is_same(alike.rest, read(other)):
            whole = pair.b if alike.of_second else pair.a
            joined[pair.a, pair.b] = replace(pair, joined=other, whole=whole)
    return joined


def _clusters(documents: list[Alike], pairs: list[tuple[int, int]]) -> dict[str, str]:
    """The cluster of every document that has copies, by its earliest document; `pairs` are of texts that are near.

    Documents of one text or one address are together in any case; what is near joins as `cover` says.
    """
    together = _together([(id, text, address) for id, text, address, _ in documents])
    order: dict[str, tuple[str, ...]] = {}
    heads: dict[int, str] = {}
    for id, text, _, place in documents:
        head = heads[text] = together[id]
        order[head] = min(order.get(head, place), place)
    near = defaultdict(set)
    for a, b in pairs:
        if heads[a] != heads[b]:
            near[heads[a]].add(heads[b])
            near[heads[b]].add(heads[a])
    centres = cover(order, near)
    members = defaultdict(list)
    for id, _, _, place in documents:
        members[centres[together[id]]].append((place, id))
    return {id: min(found)[1] for found in members.values() if len(found) > 1 for _, id in found}


def _together(documents: list[tuple[str, int, str]]) -> dict[str, str]:
    """Each document with the one that stands for all that have its text or its address, or those of such a one."""
    heads: dict[str, str] = {}

    def head(id: str) -> str:
        while heads[id] != id:
            heads[id] = id = heads[heads[id]]
        return id

    first: dict[int | str, str] = {}
    for id, text, address in sorted(documents):
        heads[id] = id
        for trait in (text, address):
            if trait != "":
                one, other = sorted((head(first.setdefault(trait, id)), head(id)))
                heads[other] = one
    return {id: head(id) for id in heads}


def _rest_bands(rest: Hashes) -> bytes | None:
    return _packed(bands_of([shingles_of(rest)])[0, :REST_BANDS]) if len(rest) else None


def _packed(bands: Bands) -> bytes:
    return bands.astype("<u4").tobytes()


def _unpacked(packed: list[bytes], width: int) -> Bands:
    return np.frombuffer(b"".join(packed), dtype="<u4").reshape(len(packed), width)
