"""The addresses of files to take along: what a search found in any of FORMATS, and one document's citation."""

import re
from collections.abc import Iterator
from pathlib import Path

from flask import Blueprint, Response, request

from archive.errors import UsageError
from archive.store import Archive
from webui.citing import bibtex, plain_citation, ris
from webui.export import FORMATS, Format, format_named, rows
from webui.labels import resolved
from webui.params import to_query
from webui.resources import opened_archive, opened_engine

exporting = Blueprint("exporting", __name__)

CITED = {"txt": plain_citation, "bib": bibtex, "ris": ris}
"""How one document is cited, by the suffix of the file."""


@exporting.get("/export")
@exporting.get("/api/export")
def export() -> Response:
    """All that the search with these parameters finds, in its order, streamed as `format`."""
    kind = format_named(request.args.get("format", ""))
    query = resolved(opened_archive(), to_query(request.args.to_dict(flat=False)))
    ids = list(opened_engine().scan(query))
    return _file(_written(opened_archive().root, kind, ids), f"backfile.{kind.suffix}", kind.media)


@exporting.get("/cite/<id:document_id>")
def cite(document_id: str) -> Response:
    """The citation of one document, as `format`: txt, bib or ris."""
    suffix = request.args.get("format", "txt")
    if suffix not in CITED:
        raise UsageError(f"there is no citation as {suffix[:20]!r}; there are {', '.join(CITED)}")
    text = CITED[suffix](opened_archive().document(document_id)).rstrip() + "\n"
    if suffix == "txt":
        return Response(text, mimetype="text/plain")
    name = re.sub(r"[^A-Za-z0-9._-]", "_", f"{document_id[:80]}.{suffix}")
    return _file(iter([text]), name, FORMATS["bibtex" if suffix == "bib" else "ris"].media)


def _written(root: Path, kind: Format, ids: list[str]) -> Iterator[bytes]:
    """The file, piece by piece, from an archive of its own: the request's is closed before the last is sent."""
    with Archive.open(root) as archive:
        for piece in kind.write(archive, rows(archive, ids)):
            yield piece.encode("utf-8", "replace") if isinstance(piece, str) else piece


def _file(content: Iterator[str] | Iterator[bytes], name: str, media: str) -> Response:
    response = Response(content, content_type=media if "zip" in media else f"{media}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
