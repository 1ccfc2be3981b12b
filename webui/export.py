"""What a search found, all of it in its order, as a file: one line in FORMATS for each kind. Written as it is read."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from archive.errors import DamagedError, UsageError
from archive.marks import Mark
from archive.report import Document
from archive.store import Archive
from index.excerpts import length
from webui.citing import bibtex, csl, ris
from webui.narrowing import address
from webui.originals_zip import zipped
from webui.output import json_text
from webui.params import Params
from webui.terminal import printable_lines

COLUMNS = (
    "id", "version", "title", "date", "source", "author", "regions", "about", "from", "language", "words", "url",
    "read", "kept", "tags", "note",
)  # fmt: skip
"""The columns of a table."""

BYTE_ORDER_MARK = "\ufeff"

AT_ONCE = 100
"""Documents read at a time."""

Row = tuple[Document, Mark]


def rows(archive: Archive, ids: Iterable[str]) -> Iterator[Row]:
    """Each document with its mark, in the order given, as `Engine.scan` finds them; one taken out is left out.

    One that is damaged stands in its place, with what is wrong for a title.
    """
    left = iter(ids)
    while some := list(islice(left, AT_ONCE)):
        documents, marks = archive.documents_of(some), archive.people.marks.of(some)
        for id in some:
            document = documents.get(id)
            if isinstance(document, DamagedError):
                document = Document(id=id, title=f"Not readable: {document}", body="")
            if document:
                yield document, marks[id]


def table(found: Iterator[Row]) -> Iterator[str]:
    """CSV, with the mark by which spreadsheets know UTF-8; no cell is a formula, or acts on a terminal."""
    yield BYTE_ORDER_MARK
    yield _line(COLUMNS)
    for document, mark in found:
        yield _line([_cell(value) for value in row_json(document, mark).values()])


def json_lines(found: Iterator[Row]) -> Iterator[str]:
    """A JSON object a line: the columns of the table, and the body."""
    for document, mark in found:
        yield json_text({**row_json(document, mark), "body": document.body}) + "\n"


def row_json(document: Document, mark: Mark) -> dict[str, Any]:
    """The values of COLUMNS for a document."""
    return {
        "id": document.id,
        "version": document.version,
        "title": document.title,
        "date": document.date.text if document.date else None,
        "source": document.source,
        "author": document.author,
        "regions": list(document.regions),
        "about": [place.country for place in document.about],
        "from": document.published_in,
        "language": document.language,
        "words": length(document.body),
        "url": document.url,
        "read": mark.read,
        "kept": mark.kept,
        "tags": list(mark.tags),
        "note": mark.note,
    }


def _csl_list(found: Iterator[Row]) -> Iterator[str]:
    yield "["
    for number, (document, _) in enumerate(found):
        yield (",\n" if number else "\n") + json_text(csl(document))
    yield "\n]\n"


def _cell(value: Any) -> str:
    """A value as a cell: what a spreadsheet would run gets an apostrophe before it, and lists a semicolon between."""
    text = printable_lines("; ".join(value) if isinstance(value, list) else "" if value is None else str(value))
    return f"'{text}" if text.lstrip().startswith(tuple("=+-@＝＋－＠")) else text


def _line(cells: Any) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerow(cells)
    return written.getvalue()


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of file: what people call it, its suffix and media type, and how it is written."""

    words: str
    suffix: str
    media: str
    write: Callable[[Archive, Iterator[Row]], Iterator[str | bytes]]


FORMATS: Mapping[str, Format] = {
    "csv": Format("CSV table", "csv", "text/csv", lambda _, found: table(found)),
    "jsonl": Format("JSON lines", "jsonl", "application/jsonl", lambda _, found: json_lines(found)),
    "bibtex": Format("BibTeX", "bib", "application/x-bibtex", lambda _, found: (bibtex(row[0]) for row in found)),
    "ris": Format("RIS", "ris", "application/x-research-info-systems", lambda _, found: (ris(row[0]) for row in found)),
    "csl": Format("CSL-JSON", "json", "application/vnd.citationstyles.csl+json", lambda _, found: _csl_list(found)),
    "zip": Format("Originals (zip)", "zip", "application/zip", lambda archive, found: zipped(archive, found)),
}
"""Each kind of file by the name that `format` has for it."""


def export_address(params: Params, name: str) -> str:
    """The address of all that a search finds, as one of FORMATS."""
    whole = {param: values for param, values in params.items() if param not in ("page", "limit")}
    return address({**whole, "format": [name]}, "/export")


def format_named(name: str) -> Format:
    """The Format with this name. Raises UsageError."""
    if name not in FORMATS:
        raise UsageError(f"there is no format {name[:20]!r}; there are {', '.join(FORMATS)}")
    return FORMATS[name]
