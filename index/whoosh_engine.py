"""Engine on Whoosh: its writer, matchers and scoring over our own generations, which need none of its pickles."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

import numpy as np
from whoosh.scoring import BM25F

from archive.disk import writing
from archive.errors import BackfileError, DamagedError, LockedError
from archive.report import Document
from archive.settings import Source
from index import generations
from index.aliases import under_one_name
from index.columnar.execute import evaluate
from index.columnar.files import FORMAT, open_reader
from index.columnar.found import Found
from index.columnar.writer import Part, Writer
from index.compile import compile_query
from index.engine import EngineStatus, Match, Ranking
from index.generations import Manifest
from index.query import Query
from index.ranking import Columns, best, facets, fold_copies
from index.schema import entry_of
from index.timed import TimedSearcher
from index.vocabulary import Vocabulary
from index.words import fold

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
        self._stamp: tuple[int, ...] = ()
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
        with self._reading(SEARCH_SECONDS) as (manifest, searcher):
            if manifest is None or searcher is None:
                change, published = (manifest.change, manifest.published) if manifest else (0, "")
                return Ranking((), 0, change, dict.fromkeys(query.facets, ()), published=published)
            vocabulary = Vocabulary(searcher.reader())
            columns = Columns(searcher.reader())
            found, folded = self._folded(searcher, query, vocabulary)
            end = query.page * query.limit
            page = best(columns, found, query, end)[end - query.limit :]
            return Ranking(
                matches=_matches(columns, found, page, folded),
                total=len(found.docs),
                change=manifest.change,
                facets=facets(columns, found.docs, query.facets),
                undated=columns.undated(found.docs),
                published=manifest.published,
                notes=vocabulary.notes,
            )

    def scan(self, query: Query) -> Iterator[str]:
        """The id of every match, best first."""
        with self._reading(SCAN_SECONDS) as (_, searcher):
            if searcher is None:
                return iter(())
            found, _ = self._folded(searcher, query)
            columns = Columns(searcher.reader())
            return iter([id for _, id in best(columns, found, query, len(found.docs))])

    def count(self, queries: Sequence[Query]) -> list[int]:
        """The exact total of each query."""
        with self._reading(SEARCH_SECONDS) as (_, searcher):
            return [len(self._folded(searcher, query)[0].docs) if searcher else 0 for query in queries]

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

    def outdated(self) -> bool:
        """Whether the generation there is of another format."""
        try:
            said = generations.current(self._folder)
            return bool(said) and generations.load(self._folder, said, FORMAT) is None
        except DamagedError:
            return False

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
        self._searcher, self._said, self._stamp = None, "", ()

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
                self._searcher, self._said, self._stamp = (
                    None,
                    "",
                    (),
                )  # not closed: the error still holds what it was reading
                raise generations.damaged(self._folder / found[0].split()[0]) from error
            raise
        finally:
            self._lock.release()

    def _open(self) -> tuple[Manifest | None, TimedSearcher | None]:
        """The current generation, opened anew where another was published; call with the lock held."""
        stamp = generations.stamp(self._folder)
        if stamp and stamp == self._stamp:
            return self._manifest, self._searcher
        said = generations.current(self._folder)
        if said != self._said:
            self.close()
            self._manifest = manifest = self._said_by(said)
            if manifest and manifest.segments:
                reader = open_reader(self._folder, manifest)
                unknown = reader.doc_frequency("has", "language") < reader.doc_count_all()
                self._languages = (*[""][:unknown], *(term.decode() for term in reader.lexicon("lang")))
                self._searcher = TimedSearcher(reader, weighting=BM25F())
            self._said = said
        self._stamp = stamp
        return self._manifest, self._searcher

    def _folded(
        self, searcher: TimedSearcher, query: Query, vocabulary: Vocabulary | None = None
    ) -> tuple[Found, Mapping[int, int]]:
        """Every match that counts, in order of document number, and how many copies are folded into some of them."""
        found = self._matches(searcher, query, vocabulary)
        return fold_copies(Columns(searcher.reader()), found, query) if query.fold else (found, {})

    def _matches(self, searcher: TimedSearcher, query: Query, vocabulary: Vocabulary | None = None) -> Found:
        """Every match, in order of document number."""
        query = under_one_name(query, self._sources)
        compiled = compile_query(query, self._languages, vocabulary or Vocabulary(searcher.reader()))
        return evaluate(searcher, compiled, searcher.check)


def _matches(
    columns: Columns, found: Found, page: Sequence[tuple[int, str]], folded: Mapping[int, int]
) -> tuple[Match, ...]:
    """The matches of a page, which names their places in all that was found, and their ids."""
    places = np.array([at for at, _ in page], np.int64)
    docs = found.docs[places]
    order = np.argsort(docs)
    versions = np.empty(len(page), np.int64)
    versions[order] = columns.numbers("version", docs[order])
    copies = [folded.get(number, 0) for number in docs.tolist()]
    return tuple(map(Match, (id for _, id in page), versions.tolist(), found.scores[places].tolist(), copies))
