"""Web pages saved as one message (MHTML) to Page: the page among its parts, its address, and when it was saved."""

import codecs
from dataclasses import replace
from email.message import Message

from archive.errors import RefusedError
from archive.readers.html import read_html
from archive.readers.mime import header, is_cut, is_saved_page, leaves, moment, parse, payload, text_of
from archive.readers.page import Page

_PAGES = ("text/html", "application/xhtml+xml")


def is_mhtml(data: bytes, suffix: str) -> bool:
    """Whether the bytes are a web page saved as a message."""
    return is_saved_page(data, suffix)


def read_mhtml(data: bytes, name: str) -> Page:
    """The Page in a saved message. Raises RefusedError."""
    message = parse(data)
    part = _main(message)
    page = read_html(_marked(part), name)
    address = header(message, "Snapshot-Content-Location") or header(part, "Content-Location")
    saved = address if address.startswith(("http://", "https://")) else page.facts.saved_from
    return replace(page, format="mhtml", facts=replace(page.facts, saved_from=saved, captured=moment(message)))


def page_in(data: bytes, encoding: str) -> str:
    """The page's own HTML in a saved message, in the encoding that it was read in. Raises RefusedError."""
    return _marked(_main(parse(data))).decode(encoding or "utf-8", "replace").removeprefix("\ufeff")


def _main(message: Message) -> Message:
    """The part that is the page itself: the one of the message's address, else the first."""
    pages = [part for part in leaves(message) if part.get_content_type() in _PAGES]
    address = header(message, "Snapshot-Content-Location")
    if is_cut(message):
        raise RefusedError("truncated", "it ends in the middle; save it again")
    if not pages:
        raise RefusedError("no-text", "there is no page among its parts; save it again")
    return next((part for part in pages if address and header(part, "Content-Location") == address), pages[0])


def _marked(part: Message) -> bytes:
    """A part's HTML in UTF-8, marked as that: what its header names outweighs what the page says of itself."""
    if part.get_content_charset():
        return codecs.BOM_UTF8 + text_of(part).encode("utf-8", "replace")
    return payload(part)
