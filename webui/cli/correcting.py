"""The command that takes a person's word on what a document says of itself: correct."""

from typing import IO, Any

import click

from archive.correction_table import read_table
from archive.corrections import NONE, correct, undo
from archive.errors import UsageError
from archive.overlay import FIELDS
from archive.people import Said, words
from archive.report import Document
from archive.store import Archive
from webui.cli.place import as_json, opened, print_json, tell
from webui.terminal import printable
from webui.wording import count_words, moment_words

ALL = "all"


@click.command("correct")
@click.argument("id", required=False)
@click.option("--title")
@click.option("--date", help="Like 2025-06-08, 2025-06 or 2025.")
@click.option("--source", help="Who published it.")
@click.option("--region", multiple=True, help="A region of archive.toml, in place of those read; can be given again.")
@click.option("--author")
@click.option("--language", help="Like en, or English.")
@click.option("--url", help="Where it was published.")
@click.option("--csv", "table", type=click.File("rb"), metavar="FILE", help="Many at once; - for standard input.")
@click.option("--undo", "undone", is_flag=False, flag_value=ALL, metavar="[FIELD]", help="Back to what was read.")
@click.option("--list", "listed", is_flag=True, help="Tell everything that was corrected.")
@as_json
def correct_command(
    id: str | None, table: IO[bytes] | None, undone: str | None, listed: bool, as_json: bool, **said: Any
) -> None:
    """Correct what was read of the document ID; an empty value, or `none`, clears. Nothing read later changes it.

    Without options, tells what was corrected and what had been read. A CSV has a column id and columns named as the
    options are; an empty cell says nothing, `none` clears, regions are separated by semicolons. It is taken as a whole
    or, where any line has a fault, not at all.

    Example: backfile correct k7m2qz4p --date 2025-06-08 --region Europe --region Arctic

    Example: backfile correct k7m2qz4p --undo date

    Example: backfile correct --csv corrections.csv
    """
    values = {name: value for name, value in said.items() if value is not None and value != ()}
    if undone is not None and undone not in (*FIELDS, ALL, "region") and id is None:
        id, undone = undone, ALL  # `--undo ID`, as `remove` takes it
    asked = [bool(values), table is not None, undone is not None, listed]
    if sum(asked) > 1 or (table is not None or listed) == (id is not None):
        raise UsageError("name a document and what is right, like `backfile correct ID --date 2025-06-08`; or --csv")
    with opened() as archive:
        if table is not None:
            _take(archive, read_table(archive, table.read()), as_json)
        elif id is not None and values:
            _take(archive, {id: values}, as_json)
        elif id is not None and undone is not None:
            _undo(archive, id, undone, as_json)
        else:
            _list(archive, id, as_json)


def _take(archive: Archive, corrections: dict[str, Any], as_json: bool) -> None:
    from webui.settling import make_known

    correct(archive, corrections)
    settled = make_known(archive)
    facts = {"corrected": list(corrections), "indexed": settled}
    what = next(iter(corrections)) if len(corrections) == 1 else count_words(len(corrections), "document")
    tell(facts, f"Corrected {printable(what)}. {_when(settled)}", as_json)


def _undo(archive: Archive, id: str, field: str, as_json: bool) -> None:
    from webui.settling import make_known

    undone = undo(archive, id, () if field == ALL else (field,))
    settled = make_known(archive)
    if not undone:
        return tell({"undone": [], "indexed": settled}, f"Nothing of that was corrected in {printable(id)}.", as_json)
    words = f"{printable(id)} is as it was read again: {', '.join(undone)}. {_when(settled)}"
    return tell({"undone": list(undone), "indexed": settled}, words, as_json)


def _when(settled: bool) -> str:
    return "The index knows." if settled else "Another run is at work; the next `backfile index` tells the index."


def _list(archive: Archive, id: str | None, as_json: bool) -> None:
    if id is not None:
        archive.document(id)
    listed = [said for said in archive.people.said() if id in (None, said.document)]
    for said in listed:
        read = archive.as_read(said.document).document if archive.has(said.document) else None
        if as_json:
            print_json(_facts(said, read))
        else:
            before = f"read: {_read_words(read, said.field)}" if read else "its document is not in this archive"
            word = words(said.field, said.value)
            click.echo(printable(f"{said.document}  {said.field:<8}  {word}  ({before}; {moment_words(said.at)})"))
    if not listed and not as_json:
        click.echo("Nothing is corrected." if id is None else f"Nothing of {printable(id)} is corrected.")


def _facts(said: Said, read: Document | None) -> dict[str, Any]:
    was = _read_words(read, said.field) if read else None
    return {
        "id": said.document,
        "field": said.field,
        "value": words(said.field, said.value),
        "read": was,
        "at": said.at,
    }


def _read_words(read: Document, field: str) -> str:
    value = getattr(read, field)
    if field == "date":
        return (value.instant or value.text) if value else NONE
    return (", ".join(value) if field == "regions" else value) or NONE
