"""What arrived, made fit to be looked at: a page as a page, text as text, anything else as a file to keep."""

import re

from flask import Response, make_response

from archive.report import Report
from webui.inert import inert_page

SHOWN = ("html", "mhtml", "text")
"""Formats that a browser shows, once made inert."""

NAMES = {
    "pdf": "a PDF",
    "docx": "a Word document",
    "odt": "an OpenDocument text",
    "rtf": "a Rich Text document",
    "epub": "a book (EPUB)",
    "mail": "a mail",
}
"""The others in words."""

_SUFFIXES = {"mail": "eml"}


def original_response(stored: Report, id: str) -> Response:
    """The original of the document with this id, for a browser: to be looked at, or to be kept under its id."""
    if stored.format not in SHOWN:
        response = make_response(stored.data)
        response.content_type = "application/octet-stream"
        suffix = _SUFFIXES.get(stored.format, stored.format)
        name = re.sub(r"[^A-Za-z0-9._-]", "_", f"{id}.{suffix}")
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
    text = _text(stored)
    response = make_response(text if stored.format == "text" else inert_page(text))
    response.content_type = f"text/{'plain' if stored.format == 'text' else 'html'}; charset=utf-8"
    return response


def _text(stored: Report) -> str:
    if stored.format == "mhtml":
        from archive.readers.mhtml import page_in  # the parsers take a second to load; few originals need them

        return page_in(stored.data, stored.encoding)
    return stored.data.decode(stored.encoding or "utf-8", errors="replace")
