"""Which archive a command is for, opened; and what several commands print."""

from pathlib import Path
from typing import Any

import click

from archive.errors import NotFoundError, UsageError
from archive.settings import SETTINGS_NAME
from archive.store import Archive
from webui.output import json_text
from webui.terminal import printable


def _printable_id(ctx: click.Context, param: click.Parameter, id: str) -> str:
    if not id.isprintable():
        raise NotFoundError(f"there is no document {id!r}; a search shows those there are")
    return id


document_id = click.argument("id", callback=_printable_id)

as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def root() -> Path:
    """The archive's folder: as given, else the nearest folder upwards that is an archive. Raises UsageError."""
    found = root_if_any()
    if found is None:
        raise UsageError("there is no archive here; name one with -a DIR, or make one with `backfile init DIR`")
    return found


def root_if_any() -> Path | None:
    """The archive's folder, where one was given or is found upwards."""
    given: str = click.get_current_context().find_root().obj
    if given:
        return expanded(Path(given))
    here = Path.cwd()
    return next((folder for folder in (here, *here.parents) if (folder / SETTINGS_NAME).exists()), None)


def expanded(path: Path) -> Path:
    """The path with `~` resolved, which shells leave in --archive=~/x and in a crontab. Raises UsageError."""
    try:
        return path.expanduser()
    except RuntimeError as error:
        raise UsageError(f"{path}: whose home that is cannot be told; write the whole path") from error


def opened() -> Archive:
    """The archive, opened; used in a `with`."""
    return Archive.open(root())


def print_json(value: Any) -> None:
    """One JSON value on one line; what a terminal would obey is escaped, as JSON can."""
    click.echo(json_text(value))


def tell(facts: dict[str, Any], words: str, as_json: bool) -> None:
    """What a command has done: the facts as JSON, or words for a person."""
    if as_json:
        print_json(facts)
    else:
        click.echo(words)


def shown_key(key: bytes) -> str:
    """A report's key as a terminal can show it."""
    return printable(key.decode("utf-8", "backslashreplace"))
