"""An Atom feed of any search: the hits that came into the archive last."""

import re
from itertools import islice
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from flask import Blueprint, Response, request

from archive.report import Document, lead
from archive.store import Archive
from webui.export import rows
from webui.labels import resolved
from webui.narrowing import address, path_of
from webui.params import known_params, to_params, to_query
from webui.resources import opened_archive, opened_engine

feeds = Blueprint("feeds", __name__)

ATOM = "http://www.w3.org/2005/Atom"
MOST_ENTRIES = 50
LONGEST_SUMMARY = 400

_NO_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

register_namespace("", ATOM)


@feeds.get("/feed")
def feed() -> Response:
    """The feed of the search with these parameters; documents in it are dated by when they came in."""
    archive = opened_archive()
    given = known_params(request.args.to_dict(flat=False))
    query = resolved(archive, to_query(given))
    found = frozenset(opened_engine().scan(query))
    newest = list(islice((item for item in archive.arrivals.newest() if item[0] in found), MOST_ENTRIES))
    site = request.host_url.rstrip("/")
    title = ", ".join(value for name, values in to_params(query).items() if name != "sort" for value in values)
    root = Element(f"{{{ATOM}}}feed")
    _put(root, "title", f"Backfile: {title or 'all documents'}")
    _put(root, "id", f"urn:backfile:{archive.lineage()}:{address(given, '/feed')}")
    _put(root, "updated", newest[0][1] if newest else "1970-01-01T00:00:00+00:00")
    SubElement(root, f"{{{ATOM}}}link", rel="self", href=site + address(given, "/feed"))
    SubElement(root, f"{{{ATOM}}}link", rel="alternate", type="text/html", href=site + address(given))
    moments = dict(newest)
    for document, _ in rows(archive, moments):
        _entry(root, archive, document, moments[document.id], site)
    return Response(tostring(root, "utf-8", xml_declaration=True), mimetype="application/atom+xml")


def _entry(root: Element, archive: Archive, document: Document, moment: str, site: str) -> None:
    entry = SubElement(root, f"{{{ATOM}}}entry")
    _put(entry, "title", document.title or "Without a title")
    _put(entry, "id", f"urn:backfile:{archive.lineage()}:{path_of('document', document.id)}")
    _put(entry, "updated", moment)
    if document.date and len(document.date.text) == len("2025-06-08"):
        _put(entry, "published", document.date.instant or f"{document.date.text}T00:00:00Z")
    SubElement(entry, f"{{{ATOM}}}link", rel="alternate", href=site + path_of("document", document.id))
    _put(SubElement(entry, f"{{{ATOM}}}author"), "name", document.source or document.author or "unknown")
    _put(entry, "summary", " ".join(lead(document.body).split())[:LONGEST_SUMMARY])


def _put(parent: Element, name: str, text: str) -> None:
    """An element with text, without the signs that XML has no way to write."""
    SubElement(parent, f"{{{ATOM}}}{name}").text = _NO_XML.sub("\N{REPLACEMENT CHARACTER}", text)
