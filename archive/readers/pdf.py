"""PDF to Page: words with their places from PDFium, put together by `layout`."""

import ctypes
import math
import re
from collections.abc import Iterator
from typing import Any

from archive.errors import RefusedError
from archive.extras import require
from archive.readers.html import squeeze
from archive.readers.layout import ADDRESS, Word, lines_of, pieces_of
from archive.readers.page import Facts, Page, Piece
from archive.readers.properties import properties
from archive.report import Evidence, Kind

_START = re.compile(rb"\s{0,9}(?:\xef\xbb\xbf)?[^<]{0,1000}?%PDF-\d", re.DOTALL)
_END = b"%%EOF"
_TAIL = 1 << 16
_STAMP = re.compile(r"D:(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?(?:(Z)|([+-]\d\d)'?(\d\d))?")
_WORD = re.compile(r"[^\s\x00\x02\xad\ufffe]+[\x02\xad\ufffe]?")
_UNSEEN = re.compile(r"[\x00\x01\x03-\x1f\x7f\u200b\u2060\ufeff]")
_STRANGE = re.compile(r"[\ue000-\uf8ff\ufffd\x00-\x01\x03-\x08\x0e-\x1f]")
_LONG = 300
_Box = tuple[float, float, float, float]


def is_pdf(data: bytes, suffix: str) -> bool:
    """Whether the bytes are a PDF, which may begin after a little of something else."""
    return b"%PDF-" in data[:1024] and _START.match(data[:1024]) is not None


def read_pdf(data: bytes, name: str) -> Page:
    """The Page in a PDF. Raises RefusedError: locked, broken, cut short, or nothing but pictures of text."""
    require("pdf")
    import pypdfium2

    if _END not in data[-_TAIL:]:
        raise RefusedError("truncated", "it ends in the middle; fetch it again")
    try:
        with pypdfium2.PdfDocument(data) as document:
            told = document.get_metadata_dict()
            lines, empty = [], []
            for number in range(len(document)):
                page = document[number]
                found = list(_words(page))
                lines += lines_of(found, number, page.get_height())
                empty += [] if found else [number + 1]
            pages = len(document)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise RefusedError("encrypted", "it is locked with a password; save it without one") from error
        raise RefusedError("broken", f"it is no PDF that can be read: {error}") from error
    pieces, title = pieces_of(lines, pages)
    _refuse(pieces, pages)
    pieces += (Piece(f"Page {number} holds no text.", place="page without text") for number in empty)
    return _page(pieces, title, told)


def _page(pieces: list[Piece], title: str, told: dict[str, str]) -> Page:
    evidence = properties(
        title=told.get("Title", ""),
        author=told.get("Author", ""),
        created=_iso(told.get("CreationDate", "")),
        modified=_iso(told.get("ModDate", "")),
    )
    if title:
        evidence += (Evidence("title", title[:_LONG], "largest print", title[:_LONG], 0.75),)
        first = next((n for n, piece in enumerate(pieces) if squeeze(piece.text) == squeeze(title)), -1)
        if first >= 0:
            pieces[first] = Piece(pieces[first].text, Kind.HEADING)
    printed = next((piece.text for piece in pieces if piece.place and ADDRESS.search(piece.text)), "")
    found = ADDRESS.search(printed)
    evidence += (Evidence("url", found[0], "printed on the page", printed[:_LONG], 0.8),) if found else ()
    text = "\n".join(piece.text for piece in pieces)
    return Page("pdf", "", text, tuple(pieces), Facts(evidence=evidence))


def _refuse(pieces: list[Piece], pages: int) -> None:
    text = "".join(piece.text for piece in pieces)
    if not re.search(r"\w", text):
        raise RefusedError(
            "scanned", f"its {pages} page{'s' * (pages != 1)} hold no text, only pictures; run text recognition over it"
        )
    strange = len(_STRANGE.findall(text))
    if strange * 5 > len(text):
        raise RefusedError("lost-text", f"{strange:,} of its {len(text):,} signs stand for no letter that is told")


def _words(page: Any) -> Iterator[Word]:
    """The words of a page in the order they were written."""
    from pypdfium2 import raw

    textpage = page.get_textpage()
    # PDFium counts in units of UTF-16, so that one sign here is one of its units.
    units = textpage.get_text_range().encode("utf-16-le", "surrogatepass")
    text = "".join(chr(unit) for unit in memoryview(units).cast("H"))
    for found in _WORD.finditer(text):
        ends = (raw.FPDFText_GetCharIndexFromTextIndex(textpage, at) for at in (found.start(), found.end() - 1))
        first, last = ends
        if min(first, last) < 0:
            continue
        turned = abs(math.sin(raw.FPDFText_GetCharAngle(textpage, first))) > 0.3
        words = found[0].encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        box = _around([_box(raw, textpage, first), _box(raw, textpage, last)])
        yield Word(_UNSEEN.sub("", words), *box, turned)


def _box(raw: Any, textpage: Any, at: int) -> _Box:
    """The box of a sign as its font has it, from the lowest descender to the highest ascender."""
    rectangle = raw.FS_RECTF()
    if not raw.FPDFText_GetLooseCharBox(textpage, at, ctypes.byref(rectangle)):
        return (0.0, 0.0, 0.0, 0.0)
    return (rectangle.left, rectangle.bottom, rectangle.right, rectangle.top)


def _around(boxes: list[_Box]) -> _Box:
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    return (min(lefts), min(bottoms), max(rights), max(tops))


def _iso(stamp: str) -> str:
    """A PDF's own form of a moment in ISO 8601; "" where it is none."""
    found = _STAMP.match(stamp)
    if not found:
        return ""
    year, month, day, hour, minute, second, zulu, hours, minutes = found.groups()
    if not hour or not (zulu or hours):
        return f"{year}-{month}-{day}"
    return f"{year}-{month}-{day}T{hour}:{minute}:{second or '00'}{'+00:00' if zulu else f'{hours}:{minutes}'}"
