"""Bytes to Page: the table of formats is the whole interface.

Reasons for which a report is refused (the codes in the quarantine):

| reason | meaning |
| --- | --- |
| `empty` | no bytes, or nothing but white space |
| `not-text` | a picture, an old office document, compressed or other binary data |
| `no-text` | a page that holds nothing to read |
| `too-large` | over 64 MB |
| `unknown-format` | text in a format no reader knows (JSON, a feed) |
| `lost-text` | the page holds text that could not be read out of it |
| `scanned` | a PDF that is pictures of text |
| `encrypted` | locked with a password |
| `broken` | not what its format wants |
| `truncated` | it ends in the middle |
| `too-deep`, `bomb` | in too many files that hold others; more in one than there can be |
| `missing-extra` | its format needs a library that is not installed |
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath

from archive.errors import RefusedError
from archive.readers.docx import is_docx, read_docx
from archive.readers.epub import is_epub, read_epub
from archive.readers.html import is_html, read_html
from archive.readers.mail import is_mail, read_mail
from archive.readers.mhtml import is_mhtml, read_mhtml
from archive.readers.odt import is_odt, read_odt
from archive.readers.page import Page
from archive.readers.pdf import is_pdf, read_pdf
from archive.readers.rtf import is_rtf, read_rtf
from archive.readers.text import is_text, read_text

MAX_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Format:
    """One format: its name, its usual suffixes, how its bytes are recognised, and how they are read."""

    name: str
    suffixes: tuple[str, ...]
    recognises: Callable[[bytes, str], bool]
    read: Callable[[bytes, str], Page]


READERS = (
    Format("pdf", (".pdf",), is_pdf, read_pdf),
    Format("odt", (".odt", ".ott"), is_odt, read_odt),
    Format("epub", (".epub",), is_epub, read_epub),
    Format("docx", (".docx", ".docm", ".dotx"), is_docx, read_docx),
    Format("rtf", (".rtf",), is_rtf, read_rtf),
    Format("mhtml", (".mhtml", ".mht"), is_mhtml, read_mhtml),
    Format("mail", (".eml",), is_mail, read_mail),
    Format("html", (".html", ".htm", ".xhtml", ".shtml", ".xht"), is_html, read_html),
    Format("text", (".txt", ".text", ".md", ".markdown"), is_text, read_text),
)

_KNOWN = "pages, PDF, DOCX, ODT, RTF, EPUB, mail and plain text"


def read(data: bytes, name: str) -> Page:
    """The Page that `data`, the bytes of a file called `name`, holds. Raises RefusedError."""
    if len(data) > MAX_BYTES:
        raise RefusedError("too-large", f"{len(data):,} bytes; the most is {MAX_BYTES:,}")
    if not data.strip(b" \t\r\n\f\0"):
        raise RefusedError("empty", "there is nothing in the file")
    suffix = PurePath(name).suffix.lower()
    for format_ in READERS:
        if format_.recognises(data, suffix):
            return format_.read(data, name)
    raise RefusedError("unknown-format", f"no reader knows what {name or 'this'} is; known: {_KNOWN}")
