"""Engine on Whoosh: its writer, matchers and scoring over our own generations, which need none of its pickles."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from heapq import nsmallest
from itertools import product
from pathlib import Path
from threading import Lock

from archive.disk import writing
from archive.errors import BackfileError, DamagedError
from archive.report import Document
from archive.settings import Source
from index import generations
from index.aliases import under_one_name
from index.columnar.execute import evaluate
from index.columnar.files import FORMAT, open_reader
from index.columnar.snapshot import Snapshot
from index.columnar.writer import Part, Writer
from index.compile import compile_query
from index.engine import EngineStatus, Forms, Ranking
from index.folding import count_folded, facets_folded, fold_copies
from index.generations import Manifest
from index.inflected import forms_held, has_forms
from index.query import Query, positive_terms
from index.ranking import Matches, best, ids
from index.schema import entry_of
from index.timed import Deadline
from index.vocabulary import Vocabulary
from index.words import fold

SEARCH_SECONDS = 10.0
SCAN_SECONDS = 120.0


class WhooshEngine:
    """The index in one folder, of the archive with this lineage and these sources. Threads may share it."""

    def __init__(self, folder: Path, lineage: str, sources: Sequence[Source] = ()) -> None:
        self._folder = folder
        self._lineage = lineage
        self._sources = sources
        self._lock = Lock()
        self._current = _NONE
        self._afresh = False

    # Writing

    def apply(self, put: Iterable[Document], drop: Iterable[str], change: int) -> None:
        """Hold these documents in place of their older versions, and no longer those; all visible at once, or none."""
        with writing(self._folder.parent):
            self._apply(put, drop, change)

    def _apply(self, put: Iterable[Document], drop: Iterable[str], change: int) -> None:
        generations.prepare(self._folder)
        base = self._base()
        generations.sweep(self._folder)
        writer = Writer(self._folder, base.segments if base else ())
        for id in drop:
            writer.drop(id)
        for document in put:
            writer.add(document.id, entry_of(document))
        self._publish(writer.commit(), base, change)

    def _publish(self, parts: Sequence[Part], base: Manifest | None, change: int) -> None:
        known = {entry.name: entry for entry in base.files} if base else {}
        names = sorted(name for part in parts for name in part.files)
        manifest = Manifest(
            format=FORMAT,
            generation=generations.newest_number(self._folder) + 1,
            lineage=self._lineage,
            change=change,
            documents=sum(part.live for part in parts),
            published=datetime.now(UTC).isoformat(timespec="seconds"),
            segments=tuple(part.described() for part in parts),
            files=tuple(known.get(name) or generations.mark(self._folder / name) for name in names),
        )
        generations.publish(self._folder, manifest)
        self._afresh = False

    def clear(self) -> None:
        """Build the next generation from nothing; what is served stays until that is published."""
        self._afresh = True

    def _base(self) -> Manifest | None:
        """The generation to build on: none where a fresh one was asked for, or the current one is damaged."""
        if self._afresh:
            return None
        try:
            return self._said_by(generations.current(self._folder))
        except DamagedError:
            return None

    def _said_by(self, said: str) -> Manifest | None:
        """The generation CURRENT said, where it is one of this archive and format. Raises DamagedError."""
        manifest = generations.load(self._folder, said, FORMAT) if said else None
        return manifest if manifest and manifest.lineage == self._lineage else None

    # Reading

    def change(self) -> int:
        """The archive's change number up to which the current generation is complete."""
        base = self._base()
        return base.change if base else 0

    def search(self, query: Query) -> Ranking:
        """The matches on the query's page, and what the query asks to know of all matches."""
        with self._reading() as (manifest, snapshot):
            if manifest is None or snapshot is None:
                change, published = (manifest.change, manifest.published) if manifest else (0, "")
                return Ranking((), 0, change, dict.fromkeys(query.facets, ()), published=published)
            vocabulary = Vocabulary(snapshot.reader)
            found = self._matches(snapshot, query, vocabulary, SEARCH_SECONDS)
            matches = fold_copies(found, query)
            return Ranking(
                matches=best(matches, query),
                total=matches.total,
                change=manifest.change,
                facets=facets_folded(found, query.facets) if query.fold else found.facets(query.facets),
                undated=_count(found.without_date(), query),
                published=manifest.published,
                notes=vocabulary.notes,
            )

    def scan(self, query: Query) -> Iterator[str]:
        """The id of every match, best first."""
        with self._reading() as (_, snapshot):
            if snapshot is None:
                return iter(())
            matches = self._matches(snapshot, query, Vocabulary(snapshot.reader), SCAN_SECONDS)
            return iter(ids(fold_copies(matches, query), query))

    def count(self, queries: Sequence[Query]) -> list[int]:
        """The exact total of each query."""
        with self._reading() as (_, snapshot):
            if snapshot is None:
                return [0] * len(queries)
            vocabulary = Vocabulary(snapshot.reader)
            return [self._total(snapshot, query, vocabulary) for query in queries]

    def forms(self, query: Query) -> Forms:
        """For each word and pattern of the query that the matches may hold, the forms of it that they do hold."""
        with self._reading() as (_, snapshot):
            if snapshot is None:
                return ()
            vocabulary = Vocabulary(snapshot.reader)
            matches = fold_copies(self._matches(snapshot, query, vocabulary, SEARCH_SECONDS), query)
            leaves = [leaf for leaf in dict.fromkeys(positive_terms(query.tree)) if has_forms(leaf)]
            return tuple((leaf, forms_held(matches, leaf, snapshot.languages, vocabulary)) for leaf in leaves)

    def suggest(self, prefix: str, limit: int) -> list[str]:
        """Words as written that begin with `prefix`, most frequent first."""
        with self._reading() as (_, snapshot):
            if snapshot is None:
                return []
            found: Counter[bytes] = Counter()
            for leaf, field in product(snapshot.leaves, ("title_forms", "body_forms")):
                for word, documents in leaf.held_beginning(field, fold(prefix)):
                    found[word[1:]] += documents
            most = nsmallest(limit, found.items(), key=lambda item: (-item[1], item[0]))
            return [word.decode() for word, _ in most]

    def outdated(self) -> bool:
        """Whether the generation there is of another format."""
        try:
            said = generations.current(self._folder)
            return bool(said) and generations.load(self._folder, said, FORMAT) is None
        except DamagedError:
            return False

    def status(self) -> EngineStatus:
        """What the current generation holds; nothing where it is damaged."""
        opened = self._current
        try:
            is_open = opened.stamp and opened.stamp == generations.stamp(self._folder)
            manifest = opened.manifest if is_open else self._said_by(generations.current(self._folder))
        except DamagedError:
            manifest = None
        if manifest is None:
            return EngineStatus(str(self._folder), 0, 0, 0, "", 0)
        size = sum(entry.size for entry in manifest.files)
        address, published = str(self._folder), manifest.published
        return EngineStatus(address, manifest.documents, manifest.change, manifest.generation, published, size)

    def check(self) -> list[str]:
        """Read every byte of the current generation; one line for each damage found."""
        try:
            said = generations.current(self._folder)
            manifest = generations.load(self._folder, said, FORMAT) if said else None
        except DamagedError as error:
            return [str(error)]
        return generations.damage(self._folder, manifest) if manifest else []

    def close(self) -> None:
        """Let go of the current generation's files; they are closed when no search reads them any more."""
        self._current = _NONE

    @contextmanager
    def _reading(self) -> Iterator[tuple[Manifest | None, Snapshot | None]]:
        """The current generation, whatever is published meanwhile. Raises DamagedError."""
        opened = _NONE
        try:
            opened = self._open()
            yield opened.manifest, opened.snapshot
        except BackfileError:
            raise
        except Exception as error:
            # Damage shows as any error at all in Whoosh; the files tell it from a fault of ours.
            manifest = opened.manifest or self._said_by(generations.current(self._folder))
            if manifest and (found := generations.damage(self._folder, manifest)):
                self.close()
                raise generations.damaged(self._folder / found[0].split()[0]) from error
            raise

    def _open(self) -> "_Opened":
        """The current generation, opened anew where another was published."""
        stamp = generations.stamp(self._folder)
        opened = self._current
        if stamp and stamp == opened.stamp:
            return opened
        with self._lock:
            said = generations.current(self._folder)
            if said == self._current.said:
                opened = replace(self._current, stamp=stamp)
            else:
                manifest = self._said_by(said)
                there = manifest is not None and manifest.segments
                snapshot = Snapshot(open_reader(self._folder, manifest)) if manifest and there else None
                opened = _Opened(stamp, said, manifest, snapshot)
            self._current = opened
            return opened

    def _total(self, snapshot: Snapshot, query: Query, vocabulary: Vocabulary) -> int:
        matches = self._matches(snapshot, query, vocabulary, SEARCH_SECONDS)
        return _count(matches, query)

    def _matches(self, snapshot: Snapshot, query: Query, vocabulary: Vocabulary, seconds: float) -> Matches:
        """Every match, with all its copies."""
        deadline = Deadline(seconds)
        compiled = compile_query(under_one_name(query, self._sources), snapshot.languages, vocabulary)
        return Matches(snapshot, evaluate(snapshot, compiled, deadline))


def _count(matches: Matches, query: Query) -> int:
    return count_folded(matches) if query.fold else matches.total


@dataclass(frozen=True, slots=True)
class _Opened:
    """What CURRENT was when looked at, what it said, and the generation it named, if that holds anything."""

    stamp: tuple[int, ...]
    said: str
    manifest: Manifest | None
    snapshot: Snapshot | None


_NONE = _Opened((), "", None, None)
