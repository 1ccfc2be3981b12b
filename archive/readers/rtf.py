"""Rich Text Format to Page: its text is got out by striprtf, and read on as plain text."""

import re
from dataclasses import replace
from typing import Any

from archive.errors import RefusedError
from archive.extras import require
from archive.readers.page import Page, Piece
from archive.readers.properties import properties
from archive.readers.text import read_text
from archive.report import Kind

_START = b"{\\rtf"
_PAGE_OF_CODES = re.compile(rb"\\ansicpg(\d{3,5})")
_PICTURE = re.compile(rb"[0-9a-fA-F\r\n]{512,}")  # hours for a parser that reads them sign by sign
_INFO = re.compile(r"\{\\info\b.*?\}\s*\}", re.DOTALL)
_CREATED = re.compile(r"\{\\creatim\\yr(\d{4})\\mo(\d{1,2})\\dy(\d{1,2})")


def is_rtf(data: bytes, suffix: str) -> bool:
    """Whether the bytes are Rich Text, whatever the file is called."""
    return data[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(_START)


def read_rtf(data: bytes, name: str) -> Page:
    """The Page in Rich Text. Raises RefusedError."""
    require("rtf")
    if not data.rstrip(b" \t\r\n\0").endswith(b"}"):
        raise RefusedError("truncated", "it ends in the middle; fetch it again")
    found = _PAGE_OF_CODES.search(data[:2000])
    encoding = f"cp{found[1].decode()}" if found else "cp1252"
    try:
        rich = _PICTURE.sub(b"", data).decode(encoding, "replace")
        text = _plain(rich, encoding)
    except (LookupError, ValueError, IndexError, AttributeError, TypeError) as error:
        raise RefusedError("broken", f"it is no Rich Text that can be read: {error}") from error
    lines = (line.strip() for line in text.replace("\xa0", " ").split("\n"))
    page = read_text("\n\n".join(filter(None, lines)).encode("utf-8-sig"), name)
    facts = replace(page.facts, evidence=properties(**_info(rich, encoding)))
    return replace(page, format="rtf", encoding=encoding, pieces=tuple(map(_row, page.pieces)), facts=facts)


def _plain(rich: str, encoding: str) -> str:
    from striprtf import striprtf

    library: Any = striprtf  # says nothing of its types
    return str(library.rtf_to_text(rich, encoding=encoding, errors="replace"))


def _row(piece: Piece) -> Piece:
    """A row of a table, whose cells striprtf sets apart by a stroke, as other readers write it."""
    if "|" not in piece.text:
        return piece
    cells = filter(None, map(str.strip, piece.text.split("|")))
    return replace(piece, text=" | ".join(cells), kind=Kind.TABLE)


def _info(rich: str, encoding: str) -> dict[str, str]:
    """Title, author and day of making, where the document tells them."""
    info = _INFO.search(rich[:20_000])
    if not info:
        return {}
    told = {name: re.search(rf"\{{\\{name}\s([^{{}}]*)\}}", info[0]) for name in ("title", "author")}
    values = {name: _plain(r"{\rtf1 " + one[1] + "}", encoding).strip() for name, one in told.items() if one}
    day = _CREATED.search(info[0])
    return values | ({"created": f"{day[1]}-{day[2]:0>2}-{day[3]:0>2}"} if day else {})
