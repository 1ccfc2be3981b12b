"""A CSV of corrections to a person's word on many documents; every fault is told with its line."""

import csv
from collections.abc import Iterator
from io import StringIO

from archive.corrections import Values, checked
from archive.errors import BackfileError, UsageError, did_you_mean
from archive.store import Archive

COLUMNS = ("id", "title", "date", "source", "region", "author", "language", "url")
BETWEEN_REGIONS = ";"


def read_table(archive: Archive, data: bytes) -> dict[str, Values]:
    """The corrections in a CSV of an `id` column and columns of fields, checked against the archive.

    An empty cell says nothing, `none` clears, regions are separated by semicolons. Raises UsageError, with every
    fault of the table.
    """
    text = _text(data)
    first = text.partition("\n")[0]
    rows = csv.reader(StringIO(text, newline=""), delimiter=max(",;\t", key=first.count))
    found: dict[str, Values] = {}
    faults: list[str] = []
    lines: dict[str, int] = {}
    columns = _columns(next(rows, []))
    for line, cells in _numbered(rows):
        try:
            id, values = _row(columns, cells)
            if values and lines.setdefault(id, line) != line:
                raise UsageError(f"{id} stands in line {lines[id]} too; write one line for it")
            if values:
                checked(archive, id, values)
                found[id] = values
        except BackfileError as error:
            faults.append(f"line {line}: {error}")
    if faults:
        raise UsageError("\n".join([*faults, "Nothing was corrected; mend these lines and give the table again."]))
    return found


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise UsageError(f"line {line} is not UTF-8; save the table as CSV in UTF-8") from error


def _columns(head: list[str]) -> list[str]:
    columns = [name.strip().lower() for name in head]
    columns = [{"regions": "region", "lang": "language"}.get(name, name) for name in columns]
    for name in columns:
        if name not in COLUMNS:
            there = did_you_mean(name, COLUMNS) + f"there are {', '.join(COLUMNS)}"
            raise UsageError(f"line 1: {name!r} is no column; {there}")
        if columns.count(name) > 1:
            raise UsageError(f"line 1: two columns are called {name!r}; leave one out")
    if "id" not in columns or len(columns) < 2:
        raise UsageError("line 1 must name the columns: id, and what is corrected, like id,date,source")
    return columns


def _numbered(rows: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """Each row that has anything in it, with the number of the line it begins on."""
    begins = rows.line_num + 1  # type: ignore[attr-defined]  # csv's reader has it
    try:
        for cells in rows:
            if any(cell.strip() for cell in cells):
                yield begins, cells
            begins = rows.line_num + 1  # type: ignore[attr-defined]
    except csv.Error as error:
        raise UsageError(f"line {begins}: {error}; is a quotation mark missing?") from error


def _row(columns: list[str], cells: list[str]) -> tuple[str, Values]:
    if len(cells) > len(columns):
        count = f"{len(cells)} cells, and the table {len(columns)} columns"
        raise UsageError(f"it has {count}; put a value with a comma in quotation marks")
    said = {name: cell.strip() for name, cell in zip(columns, cells, strict=False) if cell.strip()}
    id = said.pop("id", "")
    if not id:
        raise UsageError("it has no id; `backfile search` shows the ids there are")
    values: dict[str, str | list[str]] = {**said}
    if "region" in said:
        values["region"] = [name.strip() for name in said["region"].split(BETWEEN_REGIONS)]
    return id, values
