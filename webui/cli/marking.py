"""The command for what a person marked: marks."""

from dataclasses import asdict

import click

from archive.marks import Mark
from webui.cli.place import as_json, opened, print_json
from webui.terminal import printable

NOTHING_MARKED = 1


@click.command("marks")
@as_json
def marks_command(as_json: bool) -> int:
    """List every document that was marked: read, kept, its tags and its note. With --json, JSON lines to keep.

    The page sets marks; `backfile backup` copies them with all else.

    Example: backfile marks --json > marks.jsonl
    """
    with opened() as archive:
        marks = list(archive.people.marks.all())
    for mark in marks:
        if as_json:
            print_json(asdict(mark))
        else:
            click.echo(printable(_line(mark)))
    return 0 if marks else NOTHING_MARKED


def _line(mark: Mark) -> str:
    """A mark on one line: `k7m2qz4p  read, kept  #grain  Ask the harbour office`."""
    states = ", ".join(name for name, since in (("read", mark.read), ("kept", mark.kept)) if since)
    tags = " ".join(f"#{tag}" for tag in mark.tags)
    return "  ".join(filter(None, (mark.document, states, tags, " ".join(mark.note.split()))))
