"""kill -9 at random moments of `index`: nothing is lost, answers are old or new, the next run heals."""

import random
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from running import assert_whole, backfile, found, started

from archive.errors import LockedError
from archive.recipe import cleaner_of
from archive.store import Archive

if TYPE_CHECKING:
    from faults.conftest import Base


# A run stops within five seconds where the machine is its own; where others are at work it waits for its turn as well.
BUSY = 6


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "seed" in metafunc.fixturenames:
        metafunc.parametrize("seed", range(200 if metafunc.config.getoption("soak") else 20))


def test_a_killed_run_leaves_old_or_new_and_the_next_one_heals(base: "Base", root: Path, seed: int) -> None:
    seconds = random.Random(seed).uniform(0, base.seconds)  # noqa: S311 - the same each time
    kill_after(base, root, seconds)
    assert found(root) in (base.old, base.new)
    assert backfile(root, "index").returncode == 0
    assert_whole(root, base.new)


def kill_after(base: "Base", root: Path, seconds: float) -> None:
    """Start `index` and kill it at work; anew and sooner where it had ended by then.

    Its workers hold the other end of its pipes: they are at their end only when all workers are gone.
    """
    run = started(root, "index")
    try:
        run.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        run.kill()
        run.communicate(timeout=60)
        return
    shutil.rmtree(root)
    shutil.copytree(base.root, root)
    kill_after(base, root, seconds * 0.7)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130), (signal.SIGHUP, 129)])
@pytest.mark.parametrize("share", [0.1, 0.3, 0.6])
def test_a_signal_stops_a_run_within_five_seconds(
    base: "Base", root: Path, number: signal.Signals, code: int, share: float
) -> None:
    run = started(root, "index", "--wait", "5")  # for the lock that waiting for it takes
    wait_for_lock(root)
    try:
        run.communicate(timeout=base.seconds * share)
    except subprocess.TimeoutExpired:
        run.send_signal(number)
    _, errors = run.communicate(timeout=5 * BUSY)
    assert run.returncode in (code, 0)
    assert "Traceback" not in errors
    assert found(root) in (base.old, base.new)
    assert backfile(root, "index").returncode == 0
    assert_whole(root, base.new)


def wait_for_lock(root: Path) -> None:
    """Return when a run has begun; how long Python takes to start is not the matter here."""
    with Archive.open(root) as archive:
        for _ in range(300):
            try:
                with archive.lock():
                    pass
            except LockedError:
                return
            time.sleep(0.1)
    pytest.fail("no run began")


def test_no_worker_outlives_a_killed_run(base: "Base", root: Path) -> None:
    kill_after(base, root, base.seconds / 2)


@pytest.mark.parametrize("share", [0.5, 0.7, 0.9])
def test_a_run_killed_while_it_cleans_again_is_gone_on_with_by_the_next(base: "Base", root: Path, share: float) -> None:
    settings = root / "archive.toml"
    settings.write_text(settings.read_text() + '\n[[region]]\nname = "Quays"\nwords = ["common quay"]\n')
    kill_after(base, root, base.seconds * share)
    assert backfile(root, "index").returncode == 0
    assert_whole(root, base.new)
    with Archive.open(root) as archive:
        assert archive.cleanings.due(cleaner_of(archive.settings)) == []
    assert '"recleaned": 0' in backfile(root, "index", "--json").stdout
