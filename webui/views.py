"""The pages: a search, a document, and the original it was read from."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from archive.copies.difference import compare
from archive.copies.edits import Edit
from archive.errors import NotFoundError, UsageError
from archive.overlay import is_uncertain
from archive.places.countries import country_name
from archive.report import Block, Document, PartialDate, Place, Report
from archive.store import Archive
from index.engine import FACETS, Engine, Results
from index.find import find, marked_document
from index.query import Order, Query, QueryError
from webui.citing import plain_citation
from webui.comparing import beside, copies_line, older_versions
from webui.correcting import correctable
from webui.export import FORMATS, export_address
from webui.labels import resolved
from webui.marking import label_limits, mark_facet, progress, tag_facet
from webui.narrowing import (
    Facet,
    Way,
    address,
    counted_chips,
    facets_of,
    limits_of,
    page_numbers,
    path_of,
    search_address,
    undated_only,
)
from webui.originals import NAMES, SHOWN, original_response
from webui.params import MAX_LENGTH, Params, known_params, sound_params, to_params, to_query
from webui.passages import anchors, passage_of
from webui.reasons import reason_of
from webui.resources import opened_archive, opened_engine
from webui.timeline import timeline
from webui.widening import explain
from webui.wording import clock_words, count_words, date_words, language_words

pages = Blueprint("pages", __name__)

ORIGINAL_POLICY = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
)
"""What a stored page may do: be looked at."""

VIEWS = {
    "text": "Text",
    "original": "Original",
    "removed": "What was removed",
    "evidence": "Evidence",
    "copies": "Copies and versions",
}
"""The ways to look at a document, with their headings."""


CITATIONS = (("txt", "Plain text"), ("bib", "BibTeX"), ("ris", "RIS"))
"""The files with one document's citation, by suffix."""

MOST_REFUSED = 200
"""How many files of one reason the quarantine page lists."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a search: the query cut around the faulty part, why, and a search to try instead."""

    message: str
    before: str = ""
    faulty: str = ""
    after: str = ""
    suggestion: Way | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing known of a document: its values, each perhaps a link to its like, and how it was found."""

    name: str
    values: tuple[Way, ...]
    method: str


@dataclass(frozen=True, slots=True)
class Removal:
    """Pieces of a page that followed one another and were left out of the text by the same rule."""

    kind: str
    rule: str
    texts: tuple[str, ...]


@pages.get("/")
def search() -> ResponseReturnValue:
    """The search page; a page past the end leads to the last one."""
    archive, engine = opened_archive(), opened_engine()
    try:
        query = resolved(archive, to_query(request.args.to_dict(flat=False), facets=FACETS))
        results = find(archive, engine, query)
    except UsageError as error:
        return _refused(error), 400
    if query.page > max(1, results.pages):
        return redirect(search_address(query, max(1, results.pages)))
    return render_template("search.html", **_search_page(archive, engine, query, results))


@pages.get("/document/<id:document_id>")
def document(document_id: str) -> str:
    """A document: its text with the matches of `q` marked, its original, what was removed, or its evidence."""
    archive = opened_archive()
    params = known_params(request.args.to_dict(flat=False))
    view = request.args.get("view", "text")
    if view not in VIEWS:
        raise NotFoundError(f"a document has no view {view[:20]!r}; there are {', '.join(VIEWS)}")
    version = _version(request.args.get("version", ""))
    kept, title, paragraphs = marked_document(archive, document_id, to_query(params), version)
    span = request.args.get("passage", "")
    passage = passage_of(kept, span) if span else None
    blocks, copies = archive.blocks(document_id), archive.copies.copies_of(document_id)
    stored = _original(archive, document_id)
    path = path_of("document", document_id)
    return render_template(
        "document.html",
        params=params,
        heading="" if view == "text" else VIEWS[view],
        document=kept,
        title=title,
        paragraphs=passage.paragraphs if passage else paragraphs,
        passage=passage,
        anchors=anchors(kept),
        newest=address(params, path) if version else "",
        correctable=correctable(kept),
        facts=_facts(kept),
        original=stored,
        is_shown=stored is not None and stored.format in SHOWN,
        kept_as=NAMES.get(stored.format, "no page or text") if stored else "",
        key=(stored.key or b"").decode("utf-8", "replace") if stored else "",
        removals=_removals(blocks),
        pieces=len(blocks),
        pieces_removed=sum(not block.kept for block in blocks),
        view=view,
        views=[Way(label, address({**params, "view": [name]}, path), 0, name == view) for name, label in VIEWS.items()],
        back=address(params),
        copies_line=copies_line(kept, copies),
        copies=beside(kept, copies, params),
        older=older_versions(kept, params),
        mark=archive.people.marks.of([document_id])[document_id],
        citation=plain_citation(kept),
        citations=[
            Way(name, address({"format": [suffix]}, path_of("cite", document_id))) for suffix, name in CITATIONS
        ],
    )


@pages.get("/document/<id:document_id>/compare/<id:other>")
def comparison(document_id: str, other: str) -> str:
    """A document word by word against a copy of it, or against an older version of its own."""
    archive = opened_archive()
    whole = f"{document_id}/compare/{other}"
    if not archive.has(document_id) and archive.has(whole):
        return document(whole)  # an imported id may hold slashes
    params = known_params(request.args.to_dict(flat=False))
    found = compare(archive, document_id, other)
    return render_template(
        "compare.html",
        params=params,
        comparison=found,
        removed=found.count(Edit.REMOVED),
        added=found.count(Edit.ADDED),
        back=address(params, path_of("document", document_id)),
    )


@pages.get("/original/<id:document_id>")
def original(document_id: str) -> Response:
    """What arrived, made inert: a page as a page, text as text, anything else as a file to keep."""
    response = original_response(opened_archive().original(document_id), document_id)
    response.headers["Content-Security-Policy"] = ORIGINAL_POLICY
    return response


@pages.get("/quarantine")
def quarantine() -> str:
    """The files that could not be read, those with the same reason together."""
    refused = sorted(opened_archive().quarantine(), key=lambda seen: seen.reason)
    groups = [(reason_of(code), list(files)) for code, files in groupby(refused, key=lambda seen: seen.reason)]
    return render_template("quarantine.html", params={}, refused=refused, groups=groups, most=MOST_REFUSED)


def _search_page(archive: Archive, engine: Engine, query: Query, results: Results) -> dict[str, Any]:
    alone = undated_only(query)
    orders = list(Order) if query.text.strip() else [Order.NEWEST, Order.OLDEST]
    return {
        "params": known_params(request.args.to_dict(flat=False)),
        "results": results,
        "status": engine.status(),
        "chips": counted_chips(engine, limits_of(query) + label_limits(archive, query), results.total),
        "facets": _facets_of_marks(archive, engine, query) + facets_of(engine, query, results),
        "marks": archive.people.marks.of(hit.id for hit in results.hits),
        "progress": progress(archive, engine, query, results),
        "timeline": timeline(query, results.facets),
        "undated": search_address(alone) if alone else "",
        "quarantined": archive.counts()["quarantined"],
        "explanation": None if results.total else explain(engine, query),
        "orders": [
            Way(order.value, search_address(replace(query, order=order)), 0, order == query.order) for order in orders
        ],
        "folding": _folding(query),
        "formats": FORMATS,
        "exports": [Way(kind.words, export_address(to_params(query), name)) for name, kind in FORMATS.items()],
        "numbers": [(number, search_address(query, number or 1)) for number in _numbers(results)],
        "previous": search_address(query, query.page - 1) if query.page > 1 else "",
        "next": search_address(query, query.page + 1) if query.page < results.pages else "",
    }


def _facets_of_marks(archive: Archive, engine: Engine, query: Query) -> tuple[Facet, ...]:
    found = (facet(archive, engine, query) for facet in (mark_facet, tag_facet))
    return tuple(facet for facet in found if facet)


def _folding(query: Query) -> Way:
    label = "Count each copy" if query.fold else "Count copies once"
    return Way(label, search_address(replace(query, fold=not query.fold)), 0, query.fold)


def _numbers(results: Results) -> list[int]:
    return page_numbers(results.query.page, results.pages) if results.pages > 1 else []


def _refused(error: UsageError) -> str:
    params = known_params(request.args.to_dict(flat=False))
    fault = Fault(str(error))
    if isinstance(error, QueryError):
        text = params.get("q", [""])[0]
        before, faulty, after = text[: error.start], text[error.start : error.end], text[error.end :]
        fault = Fault(error.message, before, faulty, after, _mended(params, before + error.suggestion + after, error))
    kept = sound_params(params)
    wrong = [name for name in params if name not in kept or (name == "q" and isinstance(error, QueryError))]
    # The query and the dates have fields on this page, where a wrong one can be put right.
    kept |= {name: params[name] for name in ("since", "until") if name in params}
    left_out = [name for name in wrong if name not in kept]
    return render_template("refused.html", params=kept, wrong=wrong, left_out=left_out, fault=fault)


def _mended(params: Params, text: str, error: QueryError) -> Way | None:
    if not error.suggestion:
        return None
    return Way(text, address({**params, "q": [text], "page": []}))


def _version(text: str) -> int:
    if text and not (text.isascii() and text.isdigit() and 0 < len(text) < 7):
        raise NotFoundError(f"a document has no version {text[:20]!r}; leave it out for the newest")
    return int(text or 0)


def _original(archive: Archive, document_id: str) -> Report | None:
    try:
        return archive.original(document_id)
    except NotFoundError:
        return None


def _facts(document: Document) -> list[Fact]:
    def method(field: str) -> str:
        found = [evidence for evidence in document.evidence if evidence.field == field]
        return max(found, key=lambda evidence: evidence.confidence).method if found else ""

    day = document.date
    doubt = ", uncertain" if is_uncertain(document, "date") else ""
    facts = [
        Fact("Date", _plain(_date_and_time(day) if day else ""), method("date") + doubt),
        Fact("Source", _links("source", [document.source]), method("source")),
        Fact("Published in", _asked("from", [document.published_in]), method("from")),
        Fact("Dateline", _dateline(document.dateline), method("dateline")),
        Fact("About", _asked("about", [place.country for place in document.about]), method("about")),
        Fact("Regions", _links("region", document.regions), method("regions")),
        Fact("Author", _plain(document.author), method("author")),
        Fact("Language", _plain(language_words(document.language)), method("language")),
        Fact("Length", _plain(count_words(len(document.body.split()), "word")), ""),
        Fact("Id", _plain(document.id), ""),
    ]
    return [fact for fact in facts if fact.values]


def _date_and_time(day: PartialDate) -> str:
    return ", ".join(filter(None, (date_words(day), clock_words(day))))


def _removals(blocks: Sequence[Block]) -> list[Removal]:
    removed = [block for block in blocks if not block.kept]
    alike = groupby(removed, key=lambda block: (block.kind.value, block.rule))
    return [Removal(kind, rule, tuple(block.text for block in group)) for (kind, rule), group in alike]


def _plain(text: str) -> tuple[Way, ...]:
    return (Way(text, ""),) if text else ()


def _asked(field: str, codes: Sequence[str]) -> tuple[Way, ...]:
    """Countries, each with the address of the search for its code in a field."""
    return tuple(Way(country_name(code), address({"q": [f"{field}:{code}"]})) for code in codes if code)


def _dateline(sent: Place | None) -> tuple[Way, ...]:
    if sent is None:
        return ()
    return (Way(sent.place, address({"q": [f"dateline:{sent.country}"]}) if sent.country else ""),)


def _links(param: str, values: Sequence[str]) -> tuple[Way, ...]:
    return tuple(Way(value, address({param: [value]}) if len(value) <= MAX_LENGTH else "") for value in values if value)
