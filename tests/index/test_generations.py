"""Generations: published whole, found damaged, swept only when nobody can need them."""

import json
import os
import random
import time
from pathlib import Path

import pytest

from archive.errors import DamagedError
from archive.report import Document
from index import generations
from index.query import parse
from index.whoosh_engine import WhooshEngine


@pytest.fixture
def engine(tmp_path: Path) -> WhooshEngine:
    made = WhooshEngine(tmp_path / "index", "lineage")
    made.apply(
        [Document(id=f"d{n}", title=f"Title {n}", body="Some words. " * 20, version=1) for n in range(30)], [], 1
    )
    return made


def folder(engine: WhooshEngine) -> Path:
    return Path(engine.status().address)


def test_every_flipped_or_cut_file_is_found_by_check(engine: WhooshEngine) -> None:
    assert engine.check() == []
    chance = random.Random(3)  # noqa: S311 - a test is to be the same each time
    for path in sorted(folder(engine).iterdir()):
        whole = path.read_bytes()
        for _ in range(10):
            damaged = bytearray(whole)
            damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
            path.write_bytes(damaged)
            assert engine.check(), path
        path.write_bytes(whole[: len(whole) // 2])
        assert engine.check(), path
        path.write_bytes(whole)
    assert engine.check() == []


def test_a_damaged_index_is_never_searched_and_the_next_step_is_told(engine: WhooshEngine) -> None:
    manifest = next(folder(engine).glob("manifest-*"))
    manifest.write_bytes(manifest.read_bytes().replace(b'"change": 1', b'"change": 2'))
    with pytest.raises(DamagedError, match="--rebuild"):
        engine.search(parse("words"))


def test_a_missing_segment_is_told_of_not_a_traceback(engine: WhooshEngine) -> None:
    next(folder(engine).glob("*.seg")).unlink()
    with pytest.raises(DamagedError, match="--rebuild"):
        engine.search(parse("words"))


def test_current_is_replaced_last(engine: WhooshEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run killed before CURRENT is replaced leaves the old generation to every reader."""

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(generations, "publish", killed)
    with pytest.raises(KeyboardInterrupt):
        engine.apply([Document(id="new", title="New", body="words", version=1)], ["d1"], 2)
    monkeypatch.undo()
    other = WhooshEngine(folder(engine), "lineage")
    assert (other.change(), other.search(parse("words")).total, other.check()) == (1, 30, [])
    other.apply([Document(id="new", title="New", body="words", version=1)], ["d1"], 2)
    assert other.search(parse("words", limit=50)).total == 30


def test_an_index_of_another_archive_or_format_is_built_anew(engine: WhooshEngine) -> None:
    other = WhooshEngine(folder(engine), "another lineage")
    assert (other.change(), other.search(parse("words")).total) == (0, 0)
    other.apply([Document(id="x", title="X", body="words", version=1)], [], 1)
    assert other.search(parse("words")).total == 1


def test_the_index_is_for_its_owner_alone_and_runs_no_code_of_others(engine: WhooshEngine) -> None:
    assert folder(engine).stat().st_mode & 0o077 == 0
    assert not list(folder(engine).glob("*.toc"))


def test_sweeping_leaves_two_generations_and_what_is_young(engine: WhooshEngine) -> None:
    for number in range(2, 6):
        engine.apply([Document(id=f"n{number}", title="New", body="words", version=1)], [], number)
    manifests = sorted(folder(engine).glob("manifest-*"))
    assert len(manifests) == 5, "younger than ten minutes: a reader may still open them"
    old = time.time() - 3_600
    for path in folder(engine).iterdir():
        os.utime(path, (old, old))
    (folder(engine) / "words_left.seg").touch()
    generations.sweep(folder(engine))
    assert sorted(folder(engine).glob("manifest-*")) == manifests[-2:]
    named = {entry["name"] for path in manifests[-2:] for entry in json.loads(path.read_bytes())["files"]}
    assert {path.name for path in folder(engine).glob("*.seg")} == named | {"words_left.seg"}
    assert engine.check() == []


def test_many_small_steps_leave_few_segments(engine: WhooshEngine) -> None:
    for number in range(2, 42):
        engine.apply([Document(id=f"n{number}", title="New", body="words", version=1)], [], number)
    manifest = generations.load(folder(engine), generations.current(folder(engine)))
    assert len(manifest.segments) <= 12
    assert engine.search(parse("words")).total == 70
