"""The pages of a document: each way to look at it, what it differs in from another, and the original."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, render_template, request

from archive.copies.difference import compare
from archive.copies.edits import Edit
from archive.errors import NotFoundError
from archive.report import Document, Report
from archive.store import Archive
from index.engine import Marked
from index.find import marked_document
from webui.citing import plain_citation
from webui.comparing import beside, copies_line, older_versions
from webui.correcting import correctable
from webui.facts import facts_of, removals_of
from webui.narrowing import Way, address, path_of
from webui.originals import NAMES, SHOWN, original_response
from webui.params import Params, known_params, to_query
from webui.passages import anchors, passage_of
from webui.resources import opened_archive

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
    passage: str = ""

    def address(self, view: str = "") -> str:
        """The address of one of VIEWS of the document, as it is opened here."""
        return address({**self.params, "view": [view] if view else []}, path_of("document", self.id))


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
    return Opened(id, known_params(values), view or "text", int(version or 0), passage)


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
        "copies": beside(kept, copies, opened.params),
        "older": older_versions(kept, opened.params),
        **(_text(kept, opened, paragraphs) if opened.view == "text" else _file(archive, kept)),
    }


def _text(document: Document, opened: Opened, paragraphs: tuple[Marked, ...]) -> dict[str, Any]:
    passage = passage_of(document, opened.passage) if opened.passage else None
    return {
        "passage": passage,
        "paragraphs": passage.paragraphs if passage else paragraphs,
        "anchors": anchors(document),
        "newest": opened.address() if opened.version else "",
        "facts": facts_of(document),
        "citation": plain_citation(document),
        "citations": [
            Way(name, address({"format": [suffix]}, path_of("cite", document.id))) for suffix, name in CITATIONS
        ],
    }


def _file(archive: Archive, document: Document) -> dict[str, Any]:
    """What was read, what was left out of it, and what of it can be corrected."""
    blocks, stored = archive.blocks(document.id), _original(archive, document.id)
    return {
        "removals": removals_of(blocks),
        "pieces": len(blocks),
        "pieces_removed": sum(not block.kept for block in blocks),
        "correctable": correctable(document),
        "original": stored,
        "is_shown": stored is not None and stored.format in SHOWN,
        "kept_as": NAMES.get(stored.format, "no page or text") if stored else "",
        "key": (stored.key or b"").decode("utf-8", "replace") if stored else "",
    }


def _original(archive: Archive, id: str) -> Report | None:
    try:
        return archive.original(id)
    except NotFoundError:
        return None
