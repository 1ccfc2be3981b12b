"""No file, however made, ends a run, hangs, takes too much memory or loses its text in silence."""

import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hostile import NEEDLE, Hostile, any_hostile
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from making import DATA
from measuring import measured

from archive.settings import default_settings
from archive.workers import BYTES_A_WORKER, SECONDS_A_FILE, Job, Pool, Reply
from webui.reasons import REASONS

TOOL = DATA.parent / "tools" / "bad_files.py"
SLOW = ("02_", "03_", "10_", "12_")
BATCH = 20
OURS = ("crashed", "internal-error")

Worst = dict[str, tuple[float, int]]
"""The seconds and megabytes that the worst file of each kind took."""


def replies(jobs: Sequence[Job]) -> Iterator[tuple[Reply, float, int]]:
    """What became of each, and how many seconds and megabytes it took."""
    for reply in Pool(default_settings(), size=2, clean=measured).clean(jobs):
        seconds, megabytes = reply.detail.rsplit("|", 2)[1:] if "|" in reply.detail else (SECONDS_A_FILE, 0)
        yield reply, float(seconds), int(megabytes)


def fault(reply: Reply, megabytes: int) -> str:
    """What is wrong with how a file was dealt with: it is taken, unpacked, or refused with a reason people can read."""
    if reply.reason in OURS or (reply.reason and reply.reason not in REASONS):
        return f"{reply.reason}: {reply.detail}"
    if megabytes > BYTES_A_WORKER >> 20:
        return f"{megabytes} MB"
    taken = reply.cleaned and reply.cleaned.document.title
    return "" if taken or reply.reason or reply.batch else "neither taken nor refused"


def tell(worst: Worst) -> None:
    """Print what the worst of each kind took."""
    for kind, (seconds, megabytes) in sorted(worst.items()):
        print(f"{kind:16} {seconds:8.2f} s {megabytes:6} MB")  # noqa: T201 - the figures are what a soak is for


@pytest.mark.filterwarnings("ignore:Generating overly large repr")
def test_hostile_files_are_taken_or_refused_with_a_reason(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    """10,000 of them where the run is to soak, else 100; none loses the words it is nested around."""
    worst: Worst = defaultdict(lambda: (0.0, 0))
    faults: list[tuple[str, Hostile]] = []
    count, parts = (1_000, 10) if pytestconfig.getoption("soak") else (100, 1)
    for part in range(parts):
        files = drawn(count, part)
        jobs = [Job(b"", f"{n}/{file.name}".encode(), data=file.data) for n, file in enumerate(files)]
        for reply, seconds, megabytes in replies(jobs):
            file = files[int(reply.job.key.split(b"/")[0])]
            worst[file.kind] = (max(worst[file.kind][0], seconds), max(worst[file.kind][1], megabytes))
            if wrong := fault(reply, megabytes) or lost(file, reply):
                faults.append((wrong, file))
    tell(worst)
    for n, (_, file) in enumerate(faults):
        (tmp_path / f"{n}-{file.name}").write_bytes(file.data)
    assert not faults


def drawn(count: int, part: int) -> list[Hostile]:
    """So many files; for one number always the same."""
    files: list[Hostile] = []
    check = HealthCheck

    @seed(part)
    @settings(
        max_examples=count // BATCH, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=[check.too_slow, check.data_too_large, check.large_base_example],
    )  # fmt: skip
    @given(st.lists(any_hostile(), min_size=BATCH, max_size=BATCH))
    def draw(found: list[Hostile]) -> None:
        files.extend(found)

    draw()
    return files


def lost(file: Hostile, reply: Reply) -> str:
    """What is wrong where the words that a file was nested around are in no block of it."""
    blocks = reply.cleaned.blocks if reply.cleaned and file.kind.startswith("nested") else None
    return "" if blocks is None or any(NEEDLE[:30] in block.text for block in blocks) else "its words are lost"


@pytest.mark.skipif(not TOOL.exists(), reason="the bad files are not here")
def test_bad_files_are_taken_or_refused_with_a_reason(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    """All 21 where the run is to soak, else the quick ones."""
    (tmp_path / "bad").mkdir()
    subprocess.run([sys.executable, str(TOOL)], cwd=tmp_path, check=True)
    names = sorted(path for path in (tmp_path / "bad").iterdir())
    chosen = [path for path in names if pytestconfig.getoption("soak") or not path.name.startswith(SLOW)]
    worst: Worst = {}
    for reply, seconds, megabytes in replies([Job(bytes(path), bytes(path)) for path in chosen]):
        worst[f"{Path(reply.job.path.decode()).name[:12]} {reply.reason}"] = (seconds, megabytes)
        assert not fault(reply, megabytes)
    tell(worst)
