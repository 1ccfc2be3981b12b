"""kill -9 at random moments of `index`: nothing is lost, answers are old or new, the next run heals."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from archive.store import Archive
from index.find import find, open_engine
from index.query import parse

KILLS = 10
OLD, NEW = 30, 60
BACKFILE = [sys.executable, "-W", "ignore", "-c", "from webui.cli import main; main()"]


def write(reports: Path, numbers: range) -> None:
    for number in numbers:
        text = f"Report {number} of the harbour.\n\nThe harbour master counted {number} ships at the common quay.\n"
        (reports / f"{number}.txt").write_text(text)


def backfile(archive: Path, *arguments: str) -> int:
    return subprocess.run([*BACKFILE, "-a", str(archive), *arguments], capture_output=True).returncode


def killed_after(archive: Path, seconds: float) -> bool:
    """Start `index` and kill it; whether it was still at work."""
    run = subprocess.Popen([*BACKFILE, "-a", str(archive), "index"], stderr=subprocess.DEVNULL)
    try:
        run.wait(seconds)
    except subprocess.TimeoutExpired:
        run.send_signal(signal.SIGKILL)
        run.wait()
        return True
    return False


def found(root: Path) -> int:
    with Archive.open(root) as archive:
        engine = open_engine(archive)
        results = find(archive, engine, parse("common", limit=100))
        engine.close()
        assert len(results.hits) == results.total
        return results.total


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, float]:
    """An archive of 30 of 60 watched reports, the folder, and how long the run over the other 30 takes."""
    root = tmp_path_factory.mktemp("kill")
    reports = root / "reports"
    reports.mkdir()
    write(reports, range(OLD))
    Archive.create(root / "base").close()
    settings = root / "base" / "archive.toml"
    settings.write_text(settings.read_text() + f'\n[[folder]]\npath = "{reports}"\n')
    assert backfile(root / "base", "index") == 0
    write(reports, range(OLD, NEW))
    shutil.copytree(root / "base", root / "timed")
    begun = time.monotonic()
    assert backfile(root / "timed", "index") == 0
    return root / "base", reports, time.monotonic() - begun


@pytest.mark.parametrize("seed", range(KILLS))
def test_a_killed_run_leaves_old_or_new_and_the_next_one_heals(
    base: tuple[Path, Path, float], tmp_path: Path, seed: int
) -> None:
    start, _, duration = base
    root = tmp_path / "archive"
    shutil.copytree(start, root)
    moment = random.Random(seed).uniform(0, duration)  # noqa: S311 - a test is to be the same each time
    killed_after(root, moment)
    assert found(root) in (OLD, NEW)
    assert backfile(root, "index") == 0
    assert found(root) == NEW
    with Archive.open(root) as archive:
        assert archive.counts() == {"documents": NEW, "gone": 0, "quarantined": 0}
    assert backfile(root, "check") == 0


def test_no_worker_outlives_a_killed_run(base: tuple[Path, Path, float], tmp_path: Path) -> None:
    start, _, duration = base
    shutil.copytree(start, tmp_path / "archive")
    run = subprocess.Popen([*BACKFILE, "-a", str(tmp_path / "archive"), "index"], start_new_session=True)
    time.sleep(duration / 2)
    run.send_signal(signal.SIGKILL)
    run.wait()
    for _ in range(100):
        try:
            os.killpg(run.pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    pytest.fail("a worker is still there ten seconds later")
