"""A disk that is full, or fails, at any write: the old state serves, the exit code says so, the next run heals."""

import errno
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from running import assert_whole, backfile, found

from archive.store import Archive

DOCUMENTS = 20
EVERY = 9


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    compiler = shutil.which("cc")
    if not compiler or os.uname().sysname != "Linux":
        pytest.skip("needs Linux and a C compiler as `cc`, to fail writes on purpose")
    built = tmp_path_factory.mktemp("faultio") / "faultio.so"
    source = Path(__file__).with_name("faultio.c")
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", str(built), str(source), "-ldl"], check=True)
    return built


@pytest.fixture(scope="session")
def start(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """An archive of half the documents, and the file to import that has them all."""
    place = tmp_path_factory.mktemp("disk")
    lines = [
        json.dumps({"id": f"d{n}", "title": f"Report {n}", "body": f"Common words {n}."}) for n in range(DOCUMENTS)
    ]
    (place / "old.jsonl").write_text("\n".join(lines[: DOCUMENTS // 2]))
    (place / "new.jsonl").write_text("\n".join(lines))
    Archive.create(place / "archive").close()
    assert backfile(place / "archive", "import", str(place / "old.jsonl")).returncode == 0
    return place / "archive", place / "new.jsonl"


def faulty(library: Path, root: Path, at: int, number: int, *, sticky: bool = False) -> dict[str, str]:
    settings = {"LD_PRELOAD": str(library), "FAULT_DIR": str(root), "FAULT_AT": str(at), "FAULT_ERRNO": str(number)}
    return {**os.environ, **settings, **({"FAULT_STICKY": "1"} if sticky else {})}


def test_every_failing_write_leaves_the_old_state_and_the_next_run_heals(
    library: Path, start: tuple[Path, Path], tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    base, new = start
    counted = tmp_path / "count"
    shutil.copytree(base, tmp_path / "counted")
    env = faulty(library, tmp_path / "counted", 0, 0) | {"FAULT_COUNT": str(counted)}
    assert backfile(tmp_path / "counted", "import", str(new), env=env).returncode == 0
    writes = int(counted.read_text())
    assert writes > 50
    failed = 0
    for at in range(1, writes + 1, 1 if pytestconfig.getoption("soak") else EVERY):
        for number, sticky in ((errno.ENOSPC, True), (errno.EIO, False)):
            root = tmp_path / f"{at}-{number}"
            shutil.copytree(base, root)
            ran = backfile(root, "import", str(new), env=faulty(library, root, at, number, sticky=sticky))
            assert ran.returncode in (0, 70, 73), (at, number, ran.stderr)
            assert "Traceback" not in ran.stderr, (at, number, ran.stderr)
            assert found(root) in (DOCUMENTS // 2, DOCUMENTS), (at, number)
            assert backfile(root, "import", str(new)).returncode == 0, (at, number)
            assert_whole(root, DOCUMENTS)
            failed += ran.returncode != 0
            shutil.rmtree(root)
    assert failed, "no fault was ever met"


def test_a_full_disk_is_told_with_the_room_that_is_needed(
    library: Path, start: tuple[Path, Path], tmp_path: Path
) -> None:
    """SQLite calls some failing writes an I/O error whatever their reason; most it tells as they are."""
    base, new = start
    told = []
    for at in (5, 8, 11, 40):
        root = tmp_path / str(at)
        shutil.copytree(base, root)
        ran = backfile(root, "import", str(new), env=faulty(library, root, at, errno.ENOSPC, sticky=True))
        assert ran.returncode in (70, 73)
        told += [ran.stderr] if ran.returncode == 73 else []
    assert told
    assert all("MB are needed" in text for text in told)


def test_a_read_only_disk_is_told_as_such(library: Path, start: tuple[Path, Path], tmp_path: Path) -> None:
    base, new = start
    shutil.copytree(base, tmp_path / "archive")
    env = faulty(library, tmp_path / "archive", 1, errno.EROFS, sticky=True)
    ran = backfile(tmp_path / "archive", "import", str(new), env=env)
    assert ran.returncode == 73
    assert "cannot write in" in ran.stderr
