"""The one place where hits, documents and excerpts meet."""

import time

from archive.errors import DamagedError
from archive.report import Document
from archive.store import Archive
from index.engine import Engine, Hit, Marked, Match, Results
from index.excerpts import excerpts_around, length
from index.marks import count_marked, mark, spans_of
from index.query import Query, Term, positive_terms

OUTDATED = "Another version of Backfile made the index; nothing is found until `backfile index` has built it anew."


def open_engine(archive: Archive) -> Engine:
    """The engine that `archive.toml` names: today a path in the archive, which is Whoosh."""
    from index.whoosh_engine import WhooshEngine

    return WhooshEngine(archive.root / archive.settings.engine, archive.lineage(), archive.settings.sources)


def find(archive: Archive, engine: Engine, query: Query) -> Results:
    """The page of hits that a query asks for, with all that is shown of them; a damaged document has but a note."""
    begun = time.perf_counter()
    ranking = engine.search(query)
    terms = positive_terms(query.tree)
    hits, faults = [], []
    documents = archive.listed([(match.id, match.version) for match in ranking.matches])
    for match in ranking.matches:
        document = documents.get(match.id)
        if isinstance(document, DamagedError):
            faults.append(str(document))
        elif document:  # else it was taken out since the index was published
            hits.append(_hit(match, document, terms))
    return Results(
        query=query,
        total=ranking.total,
        hits=tuple(hits),
        facets=ranking.facets,
        undated=ranking.undated,
        as_of=ranking.published,
        behind=ranking.change != archive.change(),
        seconds=time.perf_counter() - begun,
        notes=(
            *query.notes,
            *ranking.notes,
            *faults,
            *([OUTDATED] if not ranking.published and engine.outdated() else []),
        ),
    )


def marked_document(
    archive: Archive, id: str, query: Query, version: int = 0
) -> tuple[Document, Marked, tuple[Marked, ...]]:
    """A document, the newest version unless told, with what a query matches in its title and in each paragraph.

    Raises NotFoundError.
    """
    document = archive.document(id, version)
    terms = positive_terms(query.tree)
    title = mark(document.title, terms, document.language, "title")
    body = mark(document.body, terms, document.language, "body")
    return document, title, paragraphs(body)


def paragraphs(body: Marked) -> tuple[Marked, ...]:
    """A marked body cut at its empty lines."""
    found: list[list[tuple[str, bool]]] = [[]]
    for piece, matched in body:
        first, *rest = piece.split("\n\n")
        found[-1].append((first, matched))
        found += [[(part, matched)] for part in rest]
    return tuple(
        tuple(pair for pair in paragraph if pair[0]) for paragraph in found if any(text for text, _ in paragraph)
    )


def _hit(match: Match, document: Document, terms: tuple[Term, ...]) -> Hit:
    spans = spans_of(document.body, terms, document.language, "body")
    return Hit(
        id=match.id,
        version=match.version,
        score=match.score,
        title=mark(document.title, terms, document.language, "title"),
        excerpts=excerpts_around(document.body, spans),
        source=document.source,
        date=document.date,
        regions=document.regions,
        author=document.author,
        language=document.language,
        url=document.url,
        words=length(document.body),
        gone_since=document.gone_since,
        folded=match.folded,
        matched=count_marked(document.body, spans),
    )
