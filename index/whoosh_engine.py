"""Engine on Whoosh: its writer, matchers and scoring over our own generations, which need none of its pickles."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any

from whoosh.scoring import BM25F
from whoosh.searching import SearchContext

from archive.disk import writing
from archive.errors import BackfileError, DamagedError, LockedError
from archive.report import Document
from archive.settings import Source
from index import generations, segments
from index.aliases import under_one_name
from index.compile import compile_query
from index.engine import EngineStatus, Match, Ranking
from index.generations import Manifest
from index.query import Query
from index.ranking import Scored, best, column, facets, fold_copies
from index.schema import fields_of
from index.timed import TimedSearcher
from index.vocabulary import Vocabulary
from index.words import fold

FORMAT = 5

SEARCH_SECONDS = 10.0
SCAN_SECONDS = 120.0
BUSY_SECONDS = 20.0


class WhooshEngine:
    """The index in one folder, of the archive with this lineage and these sources. Threads may share it."""

    def __init__(self, folder: Path, lineage: str, sources: Sequence[Source] = ()) -> None:
        self._folder = folder
        self._lineage = lineage
        self._sources = sources
        self._lock = Lock()
        self._said = ""
        self._manifest: Manifest | None = None
        self._searcher: TimedSearcher | None = None
        self._languages: tuple[str, ...] = ("",)
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
        writer = segments.Writer(self._folder, base)
        try:
            for id in drop:
                writer.drop(id)
            for document in put:
                writer.drop(document.id)
                writer.add_document(**fields_of(document))
            writer.commit()
        except BaseException:
            with suppress(Exception):  # what went wrong first is what is told
                writer.cancel()
            raise
        self._publish(writer.segments_written, base, change)

    def _publish(self, written: Sequence[Any], base: Manifest | None, change: int) -> None:
        known = {entry.name: entry for entry in base.files} if base else {}
        names = sorted(name for segment in written for name in segments.files_of(self._folder, segment))
        manifest = Manifest(
            format=FORMAT,
            generation=generations.newest_number(self._folder) + 1,
            lineage=self._lineage,
            change=change,
            documents=sum(segment.doc_count() for segment in written),
            published=datetime.now(UTC).isoformat(timespec="seconds"),
            segments=tuple(segments.describe(segment) for segment in written),
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
        with self._reading(SEARCH_SECONDS) as (manifest, searcher):
            if manifest is None or searcher is None:
                change, published = (manifest.change, manifest.published) if manifest else (0, "")
                return Ranking((), 0, change, dict.fromkeys(query.facets, ()), published=published)
            reader = searcher.reader()
            vocabulary = Vocabulary(reader)
            found, folded = self._folded(searcher, query, vocabulary)
            ids, versions, day = (column(reader, name) for name in ("id", "version", "day"))
            end = query.page * query.limit
            page = best(reader, found, query, end)[end - query.limit :]
            return Ranking(
                matches=tuple(
                    Match(ids(number), int(versions(number)), -minus, folded.get(number, 0)) for minus, number in page
                ),
                total=len(found),
                change=manifest.change,
                facets=facets(reader, found, query.facets),
                undated=sum(day(number) == 0 for _, number in found),
                published=manifest.published,
                notes=vocabulary.notes,
            )

    def scan(self, query: Query) -> Iterator[str]:
        """The id of every match, best first."""
        with self._reading(SCAN_SECONDS) as (_, searcher):
            if searcher is None:
                return iter(())
            found, _ = self._folded(searcher, query)
            ids = column(searcher.reader(), "id")
            return iter([ids(number) for _, number in best(searcher.reader(), found, query, len(found))])

    def count(self, queries: Sequence[Query]) -> list[int]:
        """The exact total of each query."""
        with self._reading(SEARCH_SECONDS) as (_, searcher):
            return [len(self._folded(searcher, query)[0]) if searcher else 0 for query in queries]

    def suggest(self, prefix: str, limit: int) -> list[str]:
        """Words as written that begin with `prefix`, most frequent first."""
        with self._reading(SEARCH_SECONDS) as (_, searcher):
            if searcher is None:
                return []
            reader = searcher.reader()
            found: Counter[str] = Counter()
            for field in ("title_forms", "body_forms"):
                for word in reader.expand_prefix(field, fold(prefix)):
                    found[word.decode()] += reader.doc_frequency(field, word)
            return [word for word, _ in sorted(found.items(), key=lambda item: (-item[1], item[0]))[:limit]]

    def status(self) -> EngineStatus:
        """What the current generation holds; nothing where it is damaged."""
        try:
            manifest = self._said_by(generations.current(self._folder))
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
        """Let go of the current generation's files."""
        if self._searcher:
            self._searcher.close()
        self._searcher, self._said = None, ""

    @contextmanager
    def _reading(self, seconds: float) -> Iterator[tuple[Manifest | None, TimedSearcher | None]]:
        """The current generation, for this thread alone and for so long.

        Raises LockedError where others search too long, SlowQueryError where this one does, DamagedError.
        """
        if not self._lock.acquire(timeout=BUSY_SECONDS):
            raise LockedError(f"the index was busy with other searches for {BUSY_SECONDS:g} seconds; try again")
        try:
            manifest, searcher = self._open()
            if searcher:
                searcher.begin(seconds)
            yield manifest, searcher
        except BackfileError:
            raise
        except Exception as error:
            # Damage shows as any error at all in Whoosh; the files tell it from a fault of ours.
            if self._manifest and (found := generations.damage(self._folder, self._manifest)):
                self._searcher, self._said = None, ""  # not closed: the error still holds what it was reading
                raise generations.damaged(self._folder / found[0].split()[0]) from error
            raise
        finally:
            self._lock.release()

    def _open(self) -> tuple[Manifest | None, TimedSearcher | None]:
        """The current generation, opened anew where another was published; call with the lock held."""
        said = generations.current(self._folder)
        if said != self._said:
            self.close()
            self._manifest = manifest = self._said_by(said)
            if manifest and manifest.segments:
                reader = segments.open_reader(self._folder, manifest)
                unknown = reader.doc_frequency("has", "language") < reader.doc_count_all()
                self._languages = (*[""][:unknown], *(term.decode() for term in reader.lexicon("lang")))
                self._searcher = TimedSearcher(reader, weighting=BM25F())
            self._said = said
        return self._manifest, self._searcher

    def _folded(
        self, searcher: TimedSearcher, query: Query, vocabulary: Vocabulary | None = None
    ) -> tuple[list[Scored], Mapping[int, int]]:
        """Every match that counts, in order of document number, and how many copies are folded into some of them."""
        found = self._matches(searcher, query, vocabulary)
        return fold_copies(searcher.reader(), found, query) if query.fold else (found, {})

    def _matches(self, searcher: TimedSearcher, query: Query, vocabulary: Vocabulary | None = None) -> list[Scored]:
        """Every match, in order of document number."""
        query = under_one_name(query, self._sources)
        compiled = compile_query(query, self._languages, vocabulary or Vocabulary(searcher.reader()))
        found: list[Scored] = []
        for part, offset in searcher.leaf_searchers():
            # Matchers that may skip blocks give wrong scores under AND of ORs; these may not.
            context = SearchContext(needs_current=True, weighting=searcher.weighting, top_query=compiled)
            matcher = compiled.matcher(part, context)
            while matcher.is_active():
                searcher.check()
                found.append((-matcher.score(), matcher.id() + offset))
                matcher.next()
        return found
