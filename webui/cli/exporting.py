"""The command that takes along what a search finds: export."""

import sys
from typing import Any

import click

from archive.errors import UsageError
from webui.cli.asking import DASHED_WORDS, QueryCommand, filter_options, query_of
from webui.cli.place import opened

NOTHING_FOUND = 1


@click.command("export", cls=QueryCommand, context_settings=DASHED_WORDS)
@click.argument("query", nargs=-1)
@click.option("--format", "name", default="csv", show_default=True, help="csv, jsonl, bibtex, ris, csl or zip.")
@filter_options
def export_command(query: tuple[str, ...], name: str, **filters: Any) -> int:
    """Print all that a search finds, in its order: a table, JSON lines, references, or the originals in a zip file.

    Example: backfile export 'grain corridor' --format ris > grain.ris
    """
    from index.find import open_engine
    from webui.export import BYTE_ORDER_MARK, format_named, rows
    from webui.labels import resolved

    kind = format_named(name)
    if name == "zip" and sys.stdout.isatty():
        raise UsageError("a zip file is nothing for a terminal; write `backfile export … --format zip > FILE`")
    asked = query_of(" ".join(query), filters, ())
    with opened() as archive:
        engine, asked = open_engine(archive), resolved(archive, asked)
        ids = list(engine.scan(asked))
        engine.close()
        for piece in kind.write(archive, rows(archive, ids)):
            if piece != BYTE_ORDER_MARK:  # programs that read standard output take it for a letter
                sys.stdout.buffer.write(piece.encode() if isinstance(piece, str) else piece)
    return 0 if ids else NOTHING_FOUND
