"""Damage on purpose: a few times in `make test`, many times in `make soak` (pytest --soak)."""

import shutil
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from running import backfile

from archive.store import Archive


@dataclass(frozen=True)
class Base:
    """An archive whose next run of `index` takes `seconds` and brings it from `old` documents to `new`."""

    root: Path
    old: int
    new: int
    seconds: float


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> Base:
    new = 300 if pytestconfig.getoption("soak") else 60
    root = tmp_path_factory.mktemp("faults")
    reports = root / "reports"
    reports.mkdir()
    write(reports, range(new // 2))
    Archive.create(root / "base").close()
    settings = root / "base" / "archive.toml"
    settings.write_text(settings.read_text() + f'\n[[folder]]\npath = "{reports}"\n')
    assert backfile(root / "base", "index").returncode == 0
    write(reports, range(new // 2, new))
    shutil.copytree(root / "base", root / "timed")
    begun = time.monotonic()
    assert backfile(root / "timed", "index").returncode == 0
    return Base(root / "base", new // 2, new, time.monotonic() - begun)


@pytest.fixture
def root(base: Base, tmp_path: Path) -> Path:
    """A copy of the base archive, to be damaged."""
    shutil.copytree(base.root, tmp_path / "archive")
    return tmp_path / "archive"


def write(reports: Path, numbers: range) -> None:
    for number in numbers:
        text = f"Report {number} of the harbour.\n\nThe harbour master counted {number} ships at the common quay.\n"
        (reports / f"{number}.txt").write_text(text)
