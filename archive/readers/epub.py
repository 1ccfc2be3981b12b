"""Books (EPUB) to Page: their chapters in the order they are read in, each a page of its own."""

import posixpath
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from archive.errors import RefusedError
from archive.readers.html import read_html
from archive.readers.office import Office
from archive.readers.package import Package, texts, zip_names
from archive.readers.page import Page, Piece
from archive.readers.properties import properties

CONTAINER = "META-INF/container.xml"
_META = {"title": "title", "creator": "author", "date": "created", "language": "language", "publisher": "source"}
MAX_TEXT = 16 << 20
"""Bytes of all chapters together."""


def is_epub(data: bytes, suffix: str) -> bool:
    """Whether the bytes are a book."""
    if data.startswith(b"PK\x03\x04") and data[30:].startswith(b"mimetypeapplication/epub+zip"):
        return True
    return CONTAINER in zip_names(data) or (suffix == ".epub" and data.startswith(b"PK"))


def read_epub(data: bytes, name: str) -> Page:
    """The Page of a whole book. Raises RefusedError."""
    package = Package(data)
    place = next((one.get("full-path", "") for one in package.xml(CONTAINER).iter("{*}rootfile")), "")
    if place not in package.names:
        raise RefusedError("broken", "it does not say which of its parts is the book")
    book = package.xml(place)
    pieces: list[Piece] = []
    size = 0
    for chapter in _chapters(book, posixpath.dirname(place), package):
        size += len(chapter)
        if size > MAX_TEXT:
            raise RefusedError("too-large", f"its chapters hold over {MAX_TEXT >> 20} MB; cut it in parts")
        pieces += _pieces(chapter)
    metadata = next(book.iter("{*}metadata"), book)
    told = properties(**texts(metadata, _META))
    # A publisher writes these for readers, where a word processor notes whose machine it ran on.
    told = tuple(replace(one, confidence=min(0.95, one.confidence + 0.25)) for one in told)
    return Office("epub", pieces, told).page()


def _chapters(book: Any, folder: str, package: Package) -> Iterator[bytes]:
    """The bytes of each chapter. Raises RefusedError where one is locked or missing."""
    locked = package.part("META-INF/encryption.xml").decode("utf-8", "replace")
    places = {item.get("id"): item.get("href", "") for item in book.iter("{*}item")}
    for item in book.iter("{*}itemref"):
        name = posixpath.normpath(posixpath.join(folder, unquote(places.get(item.get("idref"), ""))))
        if name in locked:
            raise RefusedError("encrypted", "its chapters are locked against copying")
        if name not in package.names:
            raise RefusedError("broken", f"its chapter {name} is missing")
        yield package.part(name)


def _pieces(chapter: bytes) -> tuple[Piece, ...]:
    try:
        return read_html(chapter, "").pieces
    except RefusedError as error:
        if error.reason == "no-text":  # a cover, or a page of pictures
            return ()
        raise
