"""OpenDocument texts (ODT) to Page: paragraphs by their styles, lists, tables as rows, notes."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from archive.errors import RefusedError
from archive.readers.html import squeeze
from archive.readers.office import Office
from archive.readers.package import Package, texts, zip_names
from archive.readers.page import Page, Piece
from archive.readers.properties import properties
from archive.report import Kind

TYPE = b"application/vnd.oasis.opendocument.text"
_META = {"title": "title", "initial-creator": "author", "creation-date": "created", "date": "modified"}
_META |= {"language": "language"}
_STYLES = {"title": Kind.TITLE, "subtitle": Kind.HEADING, "quotations": Kind.QUOTE, "caption": Kind.CAPTION}
_PLACES = {"table-of-content": "table of contents", "alphabetical-index": "index", "annotation": "reviewer's comment"}
_PLACES |= {"header": "page header", "footer": "page footer", "illustration-index": "table of contents"}
_UNREAD = frozenset(("tracked-changes", "forms", "sequence-decls", "desc", "title", "event-listeners", "ruby-text"))
_APART = frozenset(("note-body", "text-box", "annotation"))


def is_odt(data: bytes, suffix: str) -> bool:
    """Whether the bytes are an OpenDocument text, broken ones by their suffix among them."""
    if data.startswith(b"PK\x03\x04") and data[30:].startswith(b"mimetype" + TYPE):
        return True
    return suffix == ".odt" and data.startswith(b"PK") and "word/document.xml" not in zip_names(data)


def read_odt(data: bytes, name: str) -> Page:
    """The Page in an OpenDocument text. Raises RefusedError."""
    package = Package(data)
    if b"encryption-data" in package.part("META-INF/manifest.xml"):
        raise RefusedError("encrypted", "it is locked with a password; save it without one")
    if "content.xml" not in package.names:
        raise RefusedError("broken", "it has no content.xml, which holds an OpenDocument's text")
    content, styles = package.xml("content.xml"), package.xml("styles.xml")
    body = next(content.iter("{*}text"), content)
    walk = _Walk({**_parents(styles), **_parents(content)})
    pieces = [*walk.over(body), *walk.over(next(styles.iter("{*}master-styles"), styles[:0]))]
    return Office("odt", pieces, properties(**texts(package.xml("meta.xml"), _META))).page()


def _parents(root: Any) -> Mapping[str, str]:
    """The style that each style is based on."""
    return {_attribute(one, "name"): _attribute(one, "parent-style-name") for one in root.iter("{*}style")}


class _Walk:
    """Goes over the elements of a text without recursion, so that none is too deep."""

    def __init__(self, parents: Mapping[str, str]) -> None:
        self._parents = parents

    def over(self, root: Any) -> Iterator[Piece]:
        """Every paragraph, item and row below `root`; notes and text boxes stand behind the paragraph they hang on."""
        waiting = [(child, Kind.BODY, "") for child in reversed(root)]
        while waiting:
            element, kind, place = waiting.pop()
            tag = _tag(element)
            place = place or _PLACES.get(tag, "")
            if tag in ("p", "h"):
                yield from _paragraph(element, self._kind(element, tag, kind), place)
                waiting += [(one, Kind.BODY, place) for one in reversed(_apart(element))]
            elif tag == "table-row" and len(element) > 1:
                yield from self._row(element, place)
            elif tag not in _UNREAD:
                inner = Kind.LIST if tag == "list" else kind
                waiting += [(child, inner, place) for child in reversed(element)]

    def _kind(self, element: Any, tag: str, kind: Kind) -> Kind:
        style = _attribute(element, "style-name")
        for name in (style, self._parents.get(style, "")):
            if name.lower() in _STYLES:
                return _STYLES[name.lower()]
        return Kind.HEADING if tag == "h" else kind

    def _row(self, element: Any, place: str) -> Iterator[Piece]:
        cells = (" ".join(piece.text for piece in self.over(cell)) for cell in element)
        line = " | ".join(filter(None, cells))
        if line:
            yield Piece(line, Kind.TABLE, place)


def _apart(paragraph: Any) -> list[Any]:
    """What hangs on a paragraph and is read after it."""
    found = []
    waiting = list(reversed(paragraph))
    while waiting:
        element = waiting.pop()
        if _tag(element) in _APART:
            found.append(element)
        else:
            waiting += reversed(element)
    return found


def _paragraph(element: Any, kind: Kind, place: str) -> Iterator[Piece]:
    text = "".join(_words(element))
    if re.search(r"\w", text):
        yield Piece(squeeze(text), kind, place)


def _words(paragraph: Any) -> Iterator[str]:
    """The words of a paragraph in order, without what hangs on it."""
    yield paragraph.text or ""
    waiting = list(reversed(paragraph))
    while waiting:
        element = waiting.pop()
        if isinstance(element, str):
            yield element
            continue
        tag = _tag(element)
        waiting.append(element.tail or "")
        if tag in ("s", "tab", "line-break"):
            yield " "
        elif tag not in _UNREAD | _APART and tag != "note-citation" and isinstance(element.tag, str):
            waiting += reversed(element)
            yield element.text or ""


def _tag(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _attribute(element: Any, name: str) -> str:
    return next((str(value) for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")
