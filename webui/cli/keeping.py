"""Commands that take reports in: init, add, index, import."""

import os
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from archive.errors import RefusedError, SuspiciousError, UsageError
from archive.intake import take_in, take_in_bytes
from archive.recipe import cleaner_of
from archive.report import Outcome
from archive.scan import Root, named_roots, scan, watched_roots
from archive.settings import SETTINGS_NAME
from archive.store import Archive
from archive.tally import Tally
from webui.cli.place import as_json, expanded, opened, tell
from webui.cli.telling import Teller
from webui.params import to_said
from webui.terminal import printable

NEWLY_QUARANTINED = 3

wait = click.option("--wait", default=0, metavar="SECONDS", help="Wait so long for another run to end.")


@click.command("init")
@click.argument("folder", type=click.Path(path_type=Path))
@as_json
def init_command(folder: Path, as_json: bool) -> None:
    """Make a new archive in FOLDER, with a commented archive.toml to edit.

    Example: backfile init my-archive
    """
    Archive.create(expanded(folder)).close()
    shown = printable(shlex.quote(str(folder)))
    words = f"Made an archive in {shown}. Next: cd {shown}; backfile add FOLDER-OF-REPORTS"
    tell({"archive": str(expanded(folder).absolute())}, words, as_json)


@click.command("add")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=bytes))
@click.option("--source", help="With -: who published it.")
@click.option("--date", help="With -: when it was published, like 2025-06-08, 2025-06 or 2025.")
@click.option("--title", help="With -: its title.")
@click.option("--url", help="With -: where it was published.")
@wait
@as_json
def add_command(paths: tuple[bytes, ...], wait: int, as_json: bool, **said: str | None) -> int:
    """Take in files and folders once, or what comes on standard input (-), and index it.

    Example: backfile add ~/reports interview.txt

    Example: pbpaste | backfile add - --source 'Clash Report' --date 2025-06-08
    """
    given = to_said(said)
    if paths == (b"-",):
        return _add_bytes(_pasted(), given, wait, as_json)
    if given or b"-" in paths:
        raise UsageError("--source, --date, --title and --url go with a single - (standard input), not with paths")
    with opened() as archive, archive.lock(wait):
        roots = named_roots(list(paths), archive.settings)
        return take(archive, take_in(archive, roots), Teller(as_json, total=_files(archive, roots)))


def _pasted() -> bytes:
    """What comes on standard input; who types it there is told how to end it."""
    if sys.stdin is None:
        raise UsageError("standard input is closed; pipe a text into `backfile add -`, or name files")
    if sys.stdin.isatty():
        click.echo("Paste the report; Ctrl-D on a line of its own ends it.", err=True)
    data = sys.stdin.buffer.read()
    if not data.strip():
        raise RefusedError("empty", "nothing came on standard input; pipe or paste a text there")
    return data


def _add_bytes(data: bytes, said: dict[str, str], wait: int, as_json: bool) -> int:
    with opened() as archive, archive.lock(wait):
        outcomes = iter([take_in_bytes(archive, data, url=said.get("url", ""), said=said)])
        return take(archive, outcomes, Teller(as_json))


@click.command("index")
@click.option("--rebuild", is_flag=True, help="Build the index anew from the archive; nothing is cleaned again.")
@click.option("--dry-run", is_flag=True, help="Tell what a run would do, and do nothing.")
@click.option("--accept-missing", is_flag=True, help="What vanished from a watched folder is meant to be gone.")
@wait
@as_json
def index_command(rebuild: bool, dry_run: bool, accept_missing: bool, wait: int, as_json: bool) -> int:
    """Take in what is new in the watched folders of archive.toml, and bring the index up to date. For cron.

    Prints nothing where no person is watching and all is well.

    Example: backfile -a /srv/my-archive index
    """
    if dry_run and rebuild:
        raise UsageError("--dry-run and --rebuild do not go together: a rebuild takes nothing in")
    with opened() as archive:
        roots = watched_roots(archive.settings)
        teller = Teller(as_json, quiet=not sys.stdout.isatty(), total=_files(archive, roots))
        outcomes = take_in(archive, roots, dry_run=dry_run, accept_missing=accept_missing)
        if dry_run:
            return _preview(archive, outcomes, Teller(as_json))
        with archive.lock(wait):
            code = take(archive, outcomes, teller, rebuild=rebuild, watching=True)
    if not roots and sys.stdout.isatty():
        click.echo(f"No folder is watched yet: name yours in {printable(str(archive.root / SETTINGS_NAME))}.", err=True)
    return code


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@wait
@as_json
def import_command(files: tuple[Path, ...], wait: int, as_json: bool) -> int:
    """Take in documents that are clean already: .jsonl or .jsonl.gz, an object a line.

    Fields: id; title, body (one of them at least); date, source, region or regions, url, lang, author. A line with
    a fault is refused with its number, the others go in.

    Example: backfile import press-releases.jsonl.gz
    """
    for file in files:
        if file.is_dir():
            raise UsageError(
                f"{file} is a folder; `backfile add` takes in folders of reports, import files of JSON lines"
            )
    with opened() as archive, archive.lock(wait):
        return take(archive, _import_all(archive, files), Teller(as_json))


def _import_all(archive: Archive, files: tuple[Path, ...]) -> Iterator[Outcome]:
    """Every file in turn; one that cannot be read to its end does not keep the others out."""
    from archive.imports import import_file

    faults = []
    for file in files:
        try:
            yield from import_file(archive, file)
        except UsageError as error:
            faults.append(str(error))
    if faults:
        raise UsageError("\n".join(faults))


def take(
    archive: Archive, outcomes: Iterator[Outcome], teller: Teller, *, rebuild: bool = False, watching: bool = False
) -> int:
    """Do a run, tell of it as it goes, and give its exit code."""
    from index.find import open_engine
    from index.run import run

    tally, engine = Tally(), open_engine(archive)
    if engine.outdated():
        teller.remark("The index is another version's of Backfile; it is built anew from the archive.")
    try:
        for outcome in run(archive, engine, outcomes, tally, rebuild=rebuild, watching=watching):
            teller.tell(outcome)
    except (SuspiciousError, UsageError):
        teller.end()
        teller.sum_up(tally.summary())
        raise
    except KeyboardInterrupt:
        teller.end()
        click.echo("Stopped. What was taken in stays; the same command goes on from there.", err=True)
        raise
    finally:
        teller.end()
        engine.close()
    teller.sum_up(tally.summary(), archive.counts()["documents"])
    return NEWLY_QUARANTINED if tally.summary().newly_quarantined else 0


def _files(archive: Archive, roots: list[Root]) -> int:
    """How many files there are to see, counted where a person watches."""
    own = os.fsencode(archive.root)
    return sum(1 for root in roots for _ in scan(root, own)) if sys.stderr.isatty() else 0


def _preview(archive: Archive, outcomes: Iterator[Outcome], teller: Teller) -> int:
    tally = Tally()
    try:
        for outcome in outcomes:
            tally.add(outcome)
            teller.tell(outcome)
    finally:
        teller.end()
        teller.sum_up(tally.summary())
    if due := len(archive.cleanings.due(cleaner_of(archive.settings))):
        words = f"{due:,} would be cleaned again: the cleaner, or what it reads of archive.toml, has changed."
        click.echo(words, err=True)
    return NEWLY_QUARANTINED if tally.summary().newly_quarantined else 0
