"""The pages of a document: each way to look at it, what it differs in from another, and the original."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, Response, render_template, request

from archive.copies.difference import compare
from archive.copies.edits import Edit
from archive.corrections import waiting
from archive.errors import DamagedError, NotFoundError
from archive.people import corrected
from archive.report import Document, Report
from archive.store import Archive
from index.engine import Marked, Results
from index.find import marked_document
from webui.citing import citation
from webui.comparing import beside, copies_line, older_versions
from webui.correcting import correctable
from webui.facts import facts_of, removals_of
from webui.narrowing import Way, address, path_of
from webui.originals import NAMES, SHOWN, original_response
from webui.params import Params, known_params, to_query
from webui.passages import anchors, passage_in, passage_of
from webui.resources import opened_archive
from webui.scrollmap import ticks_of

reading = Blueprint("reading", __name__)

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


@dataclass(frozen=True, slots=True)
class Opened:
    """Which document is looked at, in which way, and the search it was opened from."""

    id: str
    params: Params
    view: str = "text"
    version: int = 0
    """Of which the text is shown, 0 for the newest; of files, copies and corrections there is but what stands now."""
    passage: str = ""
    beside: bool = False
    """Whether it stands beside the search's list, and not on a page of its own."""

    def address(self, view: str = "") -> str:
        """The address of one of VIEWS of the document, as it is opened here."""
        if not self.beside:
            return self.full(view)
        return address({**self.params, "open": [self.id], "view": [view] if view else []})

    def full(self, view: str = "") -> str:
        """The address of the document's own page."""
        return address({**self.params, "view": [view] if view else []}, path_of("document", self.id))

    def other(self, id: str) -> str:
        """The address of another document, opened as this one is."""
        return replace(self, id=id).address()


@dataclass(frozen=True, slots=True)
class Pane:
    """A document beside the list it was found in: what is shown of it, or why it cannot be, and those next to it."""

    opened: Opened
    shown: dict[str, Any]
    previous: str
    next: str
    fault: str = ""


@reading.get("/document/<id:document_id>")
def document(document_id: str) -> str:
    """A document: its text with the matches of `q` marked, its original, what was removed, or its evidence."""
    opened = opened_by(request.args.to_dict(flat=False), document_id)
    return render_template("document.html", params=opened.params, shown=document_page(opened_archive(), opened))


@reading.get("/document/<id:document_id>/compare/<id:other>")
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


@reading.get("/original/<id:document_id>")
def original(document_id: str) -> Response:
    """What arrived, made inert: a page as a page, text as text, anything else as a file to keep."""
    response = original_response(opened_archive().original(document_id), document_id)
    response.headers["Content-Security-Policy"] = ORIGINAL_POLICY
    return response


def opened_by(values: Mapping[str, list[str]], id: str) -> Opened:
    """The document with this id, opened as these values ask. Raises NotFoundError."""
    view, version, passage = (values.get(name, [""])[0] for name in ("view", "version", "passage"))
    if view and view not in VIEWS:
        raise NotFoundError(f"a document has no view {view[:20]!r}; there are {', '.join(VIEWS)}")
    if version and not (version.isascii() and version.isdigit() and len(version) < 7):
        raise NotFoundError(f"a document has no version {version[:20]!r}; leave it out for the newest")
    view = view or "text"
    return Opened(id, known_params(values), view, int(version or 0) if view == "text" else 0, passage)


def pane(archive: Archive, values: Mapping[str, list[str]], results: Results) -> Pane | None:
    """The document that these values open beside the list of what was found, if any. Raises UsageError."""
    id = values.get("open", [""])[0]
    if not id:
        return None
    opened = replace(opened_by(values, id), version=0, passage="", beside=True)
    before, after = _neighbours(opened, results)
    try:
        return Pane(opened, document_page(archive, opened), before, after)
    except (NotFoundError, DamagedError) as error:
        return Pane(opened, {}, before, after, str(error))


def at_edge(values: Mapping[str, list[str]], results: Results) -> str:
    """Where `at` first or last of a page leads: to that page with that document opened; "" where it is not asked."""
    places = {"first": 0, "last": -1}
    at = values.get("at", [""])[0]
    if at not in places or not results.hits:
        return ""
    return Opened(results.hits[places[at]].id, known_params(values), beside=True).address()


def _neighbours(opened: Opened, results: Results) -> tuple[str, str]:
    """The addresses of the documents before and after one in the list, on the pages before and after too."""
    ids, page = [hit.id for hit in results.hits], results.query.page
    if opened.id not in ids:
        return "", ""
    at = ids.index(opened.id)

    def edge(page: int, end: str) -> str:
        there = 1 <= page <= results.pages
        return address({**opened.params, "page": [str(page)], "at": [end]}) if there else ""

    before = opened.other(ids[at - 1]) if at else edge(page - 1, "last")
    after = opened.other(ids[at + 1]) if at + 1 < len(ids) else edge(page + 1, "first")
    return before, after


def document_page(archive: Archive, opened: Opened) -> dict[str, Any]:
    """All that is shown of a document, by name. Raises NotFoundError and UsageError."""
    kept, title, paragraphs = marked_document(archive, opened.id, to_query(opened.params), opened.version)
    copies = archive.copies.copies_of(kept.id)
    return {
        "opened": opened,
        "document": kept,
        "title": title,
        "views": [Way(label, opened.address(name), 0, name == opened.view) for name, label in VIEWS.items()],
        "mark": archive.people.marks.of([kept.id])[kept.id],
        "copies_line": copies_line(kept, copies),
        "copies": beside(kept, copies, opened.params, opened.other),
        "older": older_versions(kept, opened.params),
        **(_text(archive, kept, opened, paragraphs) if opened.view == "text" else _file(archive, kept)),
    }


def _text(archive: Archive, document: Document, opened: Opened, paragraphs: tuple[Marked, ...]) -> dict[str, Any]:
    passage = passage_of(document, opened.passage) if opened.passage else None
    newest = archive.document(document.id) if opened.version else document
    return {
        "passage": passage,
        "passage_now": passage_in(newest, passage) if passage else "",
        "paragraphs": passage.paragraphs if passage else paragraphs,
        "ticks": [] if passage else ticks_of(paragraphs),
        "anchors": anchors(document),
        "newest": opened.address() if newest.version != document.version else "",
        "facts": facts_of(document),
        "citation": citation(document),
        "citations": [
            Way(name, address({"format": [suffix]}, path_of("cite", document.id))) for suffix, name in CITATIONS
        ],
    }


def _file(archive: Archive, document: Document) -> dict[str, Any]:
    """What was read, what was left out of it, and what of it can be corrected."""
    blocks, stored = archive.blocks(document.id), _original(archive, document.id)
    is_waiting = document.id in waiting(archive)
    stands = corrected(document, archive.people.corrections(document.id)) if is_waiting else document
    return {
        "removals": removals_of(blocks),
        "pieces": len(blocks),
        "pieces_removed": sum(not block.kept for block in blocks),
        "correctable": correctable(stands),
        "is_waiting": is_waiting,
        "original": stored,
        "is_shown": stored is not None and stored.format in SHOWN,
        "kept_as": NAMES.get(stored.format, "neither a page nor plain text") if stored else "",
        "key": (stored.key or b"").decode("utf-8", "replace") if stored else "",
    }


def _original(archive: Archive, id: str) -> Report | None:
    try:
        return archive.original(id)
    except NotFoundError:
        return None
