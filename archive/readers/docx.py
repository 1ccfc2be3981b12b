"""Word documents (DOCX) to Page: paragraphs by their styles, tables as rows, notes; what stands around is marked so."""

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

MAIN = "word/document.xml"
_OLD = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_KINDS = {"title": Kind.TITLE, "heading": Kind.HEADING, "subtitle": Kind.HEADING, "quote": Kind.QUOTE}
_KINDS |= {"intense quote": Kind.QUOTE, "caption": Kind.CAPTION, "list": Kind.LIST}
_AROUND: tuple[tuple[str, str], ...] = (
    (r"word/header\d*\.xml", "page header"),
    (r"word/footer\d*\.xml", "page footer"),
    (r"word/comments\.xml", "reviewer's comment"),
)
_NOTES = ("word/footnotes.xml", "word/endnotes.xml")
_CORE = {"title": "title", "creator": "author", "created": "created", "modified": "modified", "language": "language"}


def is_docx(data: bytes, suffix: str) -> bool:
    """Whether the bytes are a Word document, encrypted or broken ones by their suffix among them."""
    if data.startswith(_OLD):
        return _ENCRYPTED in data
    return MAIN in zip_names(data) or (suffix == ".docx" and data.startswith(b"PK"))


def read_docx(data: bytes, name: str) -> Page:
    """The Page in a Word document. Raises RefusedError."""
    if data.startswith(_OLD):
        raise RefusedError("encrypted", "it is locked with a password; save it without one")
    package = Package(data)
    if MAIN not in package.names:
        raise RefusedError("broken", f"it has no {MAIN}, which holds a Word document's text")
    styles = _styles(package.xml("word/styles.xml"))
    pieces = list(_pieces(package.xml(MAIN), styles))
    for part in _NOTES:
        pieces += _pieces(package.xml(part), styles)
    for pattern, place in _AROUND:
        for part in sorted(name for name in package.names if re.fullmatch(pattern, name)):
            pieces += (Piece(piece.text, piece.kind, place) for piece in _pieces(package.xml(part), styles))
    return Office("docx", pieces, properties(**_core(package))).page()


def _core(package: Package) -> dict[str, str]:
    """Its properties; broken ones cost none of its text."""
    try:
        return texts(package.xml("docProps/core.xml"), _CORE)
    except RefusedError:
        return {}


def _styles(root: Any) -> Mapping[str, str]:
    """The name of each paragraph style by its id, with that of the style it is based on."""
    named: dict[str, str] = {}
    based: dict[str, str] = {}
    for style in root.iter(f"{_W}style", f"{_STRICT}style"):
        id = _attribute(style, "styleId")
        for child in style:
            if _tag(child) == "name":
                named[id] = _attribute(child, "val").lower()
            elif _tag(child) == "basedOn":
                based[id] = _attribute(child, "val")
    return {id: f"{name}\n{named.get(based.get(id, ''), '')}" for id, name in named.items()}


def _pieces(root: Any, styles: Mapping[str, str]) -> Iterator[Piece]:
    """Every paragraph and row below `root`, in order; text boxes stand behind the paragraph they hang on."""
    waiting = [root]
    while waiting:
        element = waiting.pop()
        tag = _tag(element)
        if tag == "p":
            yield from _paragraph(element, styles)
            waiting += reversed([box for box in element.iter("{*}txbxContent") if _is_read(box, element)])
        elif tag == "tr":
            yield from _row(element, styles)
        elif tag != "Fallback":
            waiting += reversed(element)


def _paragraph(element: Any, styles: Mapping[str, str]) -> Iterator[Piece]:
    kind = _kind(element, styles)
    for line in re.split(r"\n\s*\n", _text(element)):
        if re.search(r"\w", line):
            yield Piece(squeeze(line), kind)


def _row(element: Any, styles: Mapping[str, str]) -> Iterator[Piece]:
    """A row of a table as one line of its cells; where each row is a single cell, they hold paragraphs."""
    cells = [cell for cell in element if _tag(cell) == "tc"]
    if all(sum(_tag(cell) == "tc" for cell in row) < 2 for row in element.getparent()):
        for cell in element:
            yield from _pieces(cell, styles)
        return
    line = " | ".join(filter(None, (" ".join(piece.text for piece in _pieces(cell, styles)) for cell in cells)))
    if line:
        yield Piece(line, Kind.TABLE)


def _kind(paragraph: Any, styles: Mapping[str, str]) -> Kind:
    style = next((styles.get(_attribute(one, "val"), "") for one in paragraph.iter("{*}pStyle")), "")
    for name in style.split("\n"):
        kind = _KINDS.get(name) or _KINDS.get(name.split(" ")[0])
        if kind:
            return kind
    return Kind.LIST if any(True for _ in paragraph.iter("{*}numPr")) else Kind.BODY


def _text(paragraph: Any) -> str:
    """The words of a paragraph as they stand, without what was struck out and without its text boxes."""
    parts = []
    for element in paragraph.iter("{*}*"):
        tag = _tag(element)
        if tag in ("t", "tab", "br", "cr", "noBreakHyphen") and _is_own(element, paragraph):
            parts.append({"t": element.text or "", "tab": " ", "noBreakHyphen": "-"}.get(tag, "\n"))
    return "".join(parts)


def _is_own(element: Any, paragraph: Any) -> bool:
    """Whether text is the paragraph's own: in no text box in it, and no older program's copy of one."""
    for above in element.iterancestors():
        if above is paragraph:
            return True
        if _tag(above) in ("txbxContent", "Fallback", "moveFrom", "pPr"):
            return False
    return False


def _is_read(box: Any, paragraph: Any) -> bool:
    """Whether a text box is of this paragraph itself, and not an older program's copy."""
    for above in box.iterancestors():
        if above is paragraph:
            return True
        if _tag(above) in ("Fallback", "txbxContent"):
            return False
    return False


def _tag(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _attribute(element: Any, name: str) -> str:
    return str(element.get(f"{_W}{name}") or element.get(f"{_STRICT}{name}") or "")
