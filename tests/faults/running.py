"""The command in a process of its own, as cron runs it, and what an archive answers afterwards."""

import subprocess
import sys
from pathlib import Path

from archive.store import Archive
from index.find import find, open_engine
from index.query import parse

BACKFILE = [sys.executable, "-W", "ignore", "-c", "from webui.cli import main; main()"]


def backfile(archive: Path, *arguments: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run `backfile` on an archive to its end."""
    command = [*BACKFILE, "-a", str(archive), *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=env)


def started(archive: Path, *arguments: str) -> subprocess.Popen[str]:
    """Start `backfile` on an archive, in a process group of its own."""
    command = [*BACKFILE, "-a", str(archive), *arguments]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, start_new_session=True)


def found(root: Path) -> int:
    """How many documents a search for a word that all have finds, each of them shown."""
    with Archive.open(root) as archive:
        engine = open_engine(archive)
        results = find(archive, engine, parse("common", limit=1000))
        engine.close()
        assert len(results.hits) == results.total
        return results.total


def assert_whole(root: Path, documents: int) -> None:
    """The archive has all documents, none marked or refused, and its own check agrees."""
    with Archive.open(root) as archive:
        assert archive.counts() == {"documents": documents, "gone": 0, "quarantined": 0}
    assert found(root) == documents
    checked = backfile(root, "check")
    assert checked.returncode == 0, checked.stdout
