"""Commands that look after an archive: status, check, quarantine, remove, backup, restore."""

import os
import re
import shlex
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click

from archive.backup import backup_archive, restore_archive
from archive.errors import NotFoundError, UsageError
from archive.intake import take_in
from archive.log import Run
from archive.scan import Root, path_of
from archive.store import Archive
from webui.cli.keeping import take
from webui.cli.place import as_json, document_id, expanded, opened, print_json, shown_key, tell
from webui.cli.telling import Teller
from webui.reasons import reason_of
from webui.terminal import printable, printable_lines
from webui.wording import ago_words, moment_words

STALE = 1
DAMAGED = 4
UNITS = {"m": "minutes", "h": "hours", "d": "days"}


@click.command("status")
@click.option(
    "--max-age", metavar="AGE", help="Exit with 1 where no `backfile index` came to its end since: 90m, 26h, 7d."
)
@as_json
def status_command(max_age: str | None, as_json: bool) -> int:
    """Tell what the archive holds, when it last ran, and whether the index has it all.

    --max-age asks whether cron's runs go on: what you take in by `add` or `import` does not count.

    Example: backfile status --max-age 26h
    """
    limit = _age(max_age) if max_age else None
    from index.find import open_engine

    with opened() as archive:
        counts, run, engine = archive.counts(), archive.last_run(), open_engine(archive).status()
        behind = engine.change != archive.change()
        watched = archive.last_run(watching=True)
    stale = limit is not None and (watched is None or _age_of(watched) > limit)
    facts = {
        **counts,
        "indexed": engine.documents,
        "behind": behind,
        "generation": engine.generation,
        "published": engine.published,
        "index_bytes": engine.size,
        "last_run": run.ended if run else "",
        "last_counts": run.counts if run else {},
        "last_index": watched.ended if watched else "",
        "age_seconds": int(_age_of(run).total_seconds()) if run else None,
        "stale": stale,
    }
    if as_json:
        print_json(facts)
    else:
        _print_status(facts)
    return STALE if stale else 0


def _age_of(run: Run) -> timedelta:
    return datetime.now(UTC) - datetime.fromisoformat(run.ended)


def _age(text: str) -> timedelta:
    match = re.fullmatch(r"(\d{1,6})([mhd])", text)
    if not match:
        raise UsageError(f"--max-age {text!r} is no age; write 90m, 26h or 7d")
    return timedelta(**{UNITS[match[2]]: int(match[1])})


def _print_status(facts: dict[str, Any]) -> None:
    click.echo(f"documents     {facts['documents']:,}")
    click.echo(f"source gone   {facts['gone']:,}")
    click.echo(
        f"quarantined   {facts['quarantined']:,}" + ("  (`backfile quarantine` tells why)" * bool(facts["quarantined"]))
    )
    click.echo(
        f"indexed       {facts['indexed']:,}" + ("  behind: run `backfile index`" if facts["behind"] else "  complete")
    )
    click.echo(f"last run      {_last_run(facts)}")
    if facts["stale"]:
        click.echo(f"too old       `backfile index` last came to its end: {moment_words(facts['last_index'])}")


def _last_run(facts: dict[str, Any]) -> str:
    if not facts["last_run"]:
        return "never"
    ago = ago_words(facts["age_seconds"])
    counts = ", ".join(f"{count:,} {name}" for name, count in facts["last_counts"].items() if count)
    return f"{moment_words(facts['last_run'])}, {ago}: {counts or 'nothing to take in'}"


@click.command("check")
@as_json
def check_command(as_json: bool) -> int:
    """Read every stored byte, and make sure that the stores and the index agree.

    Example: backfile check
    """
    with opened() as archive:
        found = _damage(archive)
    if as_json:
        print_json({"damage": found})
    else:
        click.echo(
            printable_lines("\n".join(found)) or "Sound: every stored byte is what was written, and the index agrees."
        )
    return DAMAGED if found else 0


def _damage(archive: Archive) -> list[str]:
    from index.find import open_engine
    from index.query import Query

    engine = open_engine(archive)
    found = archive.damage()
    broken = engine.check()
    if broken or engine.change() != archive.change():
        advice = "`backfile index` brings it up to date" if not broken else "`backfile index --rebuild` builds it anew"
        return found + [f"index: {line}" for line in broken or ["it is behind the archive"]] + [f"index: {advice}"]
    ranking = engine.search(Query("", None, limit=max(1, archive.counts()["documents"])))
    kept, indexed = set(archive.versions()), {(match.id, match.version) for match in ranking.matches}
    rebuild = "`backfile index --rebuild` builds it anew"
    found += [f"index: {id}, version {version}, is missing; {rebuild}" for id, version in sorted(kept - indexed)]
    found += [
        f"index: {id}, version {version}, is not in the archive; {rebuild}" for id, version in sorted(indexed - kept)
    ]
    engine.close()
    return found


@click.command("quarantine")
@click.option("--retry", is_flag=True, help="Read them all again now.")
@as_json
def quarantine_command(retry: bool, as_json: bool) -> int:
    """List the files that could not be read, each with its reason, and what to do about them.

    Example: backfile quarantine --retry
    """
    with opened() as archive:
        if retry:
            with archive.lock():
                return take(archive, take_in(archive, _to_retry(archive)), Teller(as_json))
        for seen in archive.quarantine():
            if as_json:
                facts = {"key": seen.key.decode("utf-8", "backslashreplace"), "reason": seen.reason}
                print_json(
                    {
                        **facts,
                        "detail": seen.detail,
                        "sha256": seen.sha256,
                        "tries": seen.tries,
                        "first_seen": seen.first_seen,
                        "last_seen": seen.last_seen,
                    }
                )
            else:
                click.echo(f"{shown_key(seen.key)}: {seen.reason}: {printable(seen.detail)}")
        if not as_json:
            _advise({seen.reason for seen in archive.quarantine()})
    return 0


def _advise(codes: set[str]) -> None:
    """What to do about each reason, once, below the files."""
    if codes:
        click.echo()
    for code in sorted(codes):
        click.echo(f"{printable(code)}: {reason_of(code).advice}")


def _to_retry(archive: Archive) -> list[Root]:
    """The files in quarantine that are there to be read; what is no longer there, and no document, is forgotten."""
    roots: dict[bytes, Root] = {}
    with archive.transaction():
        archive.retry_quarantine()
        for seen in archive.quarantine():
            there = _files_of(archive, seen.key)
            if not there and not seen.document:
                archive.forget(seen.key)
            roots |= {root.prefix: root for root in there if not seen.key.startswith(b"line:")}
    return list(roots.values())


def _files_of(archive: Archive, key: bytes) -> list[Root]:
    """The files that are there to read a report from: its own, or those that it came out of."""
    keys = archive.origins.files([key]) or [key]
    places = [(path_of(one, archive.settings) or _file_of_line(one), one) for one in keys]
    return [Root(place, one) for place, one in places if place and os.path.lexists(place)]


def _file_of_line(key: bytes) -> bytes | None:
    """The file that a refused line of an import stands in."""
    return key.removeprefix(b"line:").rpartition(b":")[0] if key.startswith(b"line:") else None


@click.command("remove")
@document_id
@click.option("--undo", is_flag=True, help="Let the next run take its files in again.")
@as_json
def remove_command(id: str, undo: bool, as_json: bool) -> None:
    """Take the document ID out for good, with its original; later runs leave its file alone.

    Its words are in the index's files until those are merged; `backfile index --rebuild` rids them of it at once.

    Example: backfile remove k7m2qz4p
    """
    from index.find import open_engine
    from index.sync import sync

    with opened() as archive, archive.lock():
        if undo:
            if not archive.allow_again(id):
                raise NotFoundError(f"no document {id!r} was removed; `backfile remove` told its id when it was")
            words = f"The next run may take {id} in again, with a new id: `backfile index`, or `backfile add` its file."
            return tell({"allowed": id}, words, as_json)
        archive.remove(id)
        sync(archive, open_engine(archive))
    words = f"Removed {id}. Its file is left alone from now on; `backfile remove --undo {id}` changes that."
    return tell({"removed": id}, words, as_json)


@click.command("backup")
@click.argument("target", type=click.Path(path_type=Path))
@as_json
def backup_command(target: Path, as_json: bool) -> None:
    """Copy the archive to the new folder TARGET, also while it is in use; the index is not copied.

    Example: backfile backup /media/stick/my-archive-2026-11-22
    """
    with opened() as archive:
        backup_archive(archive, expanded(target))
    shown = printable(shlex.quote(str(target)))
    words = f"Backed up to {shown}. `backfile restore {shown} NEW-FOLDER` makes an archive of it."
    tell({"backup": str(expanded(target).absolute())}, words, as_json)


@click.command("restore")
@click.argument("source", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("target", type=click.Path(path_type=Path))
@as_json
def restore_command(source: Path, target: Path, as_json: bool) -> None:
    """Make an archive in the new folder TARGET from the backup SOURCE, and index it.

    Example: backfile restore /media/stick/my-archive-2026-11-22 my-archive
    """
    from index.find import open_engine
    from index.sync import sync

    restore_archive(source, expanded(target))
    with Archive.open(expanded(target)) as archive, archive.lock():
        sync(archive, open_engine(archive))
        documents = archive.counts()["documents"]
    facts = {"archive": str(expanded(target).absolute()), "documents": documents}
    tell(facts, f"Restored {documents:,} documents to {printable(str(target))}.", as_json)
