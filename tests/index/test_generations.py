"""Generations: published whole, found damaged, swept only when nobody can need them."""

import gc
import json
import os
import random
import time
from hashlib import sha256
from pathlib import Path

import pytest

from archive.errors import DamagedError
from archive.report import Document
from index import generations, whoosh_engine
from index.query import parse
from index.whoosh_engine import FORMAT, WhooshEngine


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


def test_an_index_of_another_format_is_built_anew(engine: WhooshEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whoosh_engine, "FORMAT", whoosh_engine.FORMAT + 1)
    assert (engine.outdated(), engine.change(), engine.search(parse("words")).total) == (True, 0, 0)
    engine.apply([Document(id="x", title="X", body="words", version=1)], [], 1)
    assert (engine.outdated(), engine.search(parse("words")).total, len(engine.check())) == (False, 1, 0)


def test_an_index_of_another_archive_is_built_anew(engine: WhooshEngine) -> None:
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


def test_sweeping_leaves_what_is_served_though_later_runs_failed(engine: WhooshEngine) -> None:
    said = (folder(engine) / "CURRENT").read_bytes()
    for number in range(2, 5):
        engine.apply([Document(id=f"n{number}", title="New", body="words", version=1)], [], number)
    (folder(engine) / "CURRENT").write_bytes(said)  # as if those had ended before they replaced it
    for path in folder(engine).iterdir():
        os.utime(path, (0, 0))
    generations.sweep(folder(engine))
    other = WhooshEngine(folder(engine), "lineage")
    assert (other.search(parse("words")).total, other.check()) == (30, [])


def test_sweeping_leaves_what_is_no_part_of_an_index(engine: WhooshEngine) -> None:
    (folder(engine) / "mine").mkdir()
    for name in ("mine/report.txt", "archive.db", "notes.txt"):
        (folder(engine) / name).write_text("precious")
        os.utime(folder(engine) / name, (0, 0))
    generations.sweep(folder(engine))
    assert (folder(engine) / "mine/report.txt").exists()
    assert {"archive.db", "notes.txt"} < {path.name for path in folder(engine).iterdir()}


def test_an_emptied_current_is_damage_not_an_empty_index(engine: WhooshEngine) -> None:
    (folder(engine) / "CURRENT").write_text("\n")
    with pytest.raises(DamagedError, match="--rebuild"):
        engine.search(parse("words"))
    assert engine.check() != []


def test_many_small_steps_leave_few_segments(engine: WhooshEngine) -> None:
    for number in range(2, 42):
        engine.apply([Document(id=f"n{number}", title="New", body="words", version=1)], [], number)
    manifest = generations.load(folder(engine), generations.current(folder(engine)), FORMAT)
    assert manifest
    assert len(manifest.segments) <= 12
    assert engine.search(parse("words")).total == 70


@pytest.mark.parametrize("said", [b"\0" * 80, b"", b"../archive.db 00", b"manifest-000001.json\n"])
def test_a_current_that_names_no_manifest_is_damage(engine: WhooshEngine, said: bytes) -> None:
    (folder(engine) / "CURRENT").write_bytes(said)
    with pytest.raises(DamagedError, match="--rebuild"):
        engine.search(parse("words"))
    assert engine.check()
    engine.apply([], [], 2)
    assert engine.check() == []


def test_a_later_format_with_other_keys_is_built_anew(engine: WhooshEngine) -> None:
    (path,) = folder(engine).glob("manifest-*")
    text = path.read_bytes().replace(b'"format": %d' % FORMAT, b'"format": 99').replace(b'"lineage"', b'"ancestry"')
    path.write_bytes(text)
    (folder(engine) / "CURRENT").write_text(f"{path.name} {sha256(text).hexdigest()}")
    assert (engine.change(), engine.check(), engine.search(parse("words")).total) == (0, [], 0)


def test_files_of_others_are_neither_counted_nor_swept(engine: WhooshEngine) -> None:
    """Only names that the index itself gives are its own, however old."""
    theirs = ["manifest-000001 (copy).json", "manifest-x.json", "notes.txt", "words.txt", "photos/a.jpg"]
    ours = ["manifest-000000.json", "manifest-000009.json.new", "CURRENT.new", "words_old.seg", "words.tmp/x"]
    for name in theirs + ours:
        (folder(engine) / name).parent.mkdir(exist_ok=True)
        (folder(engine) / name).write_text("x")
        os.utime(folder(engine) / name, (0, 0))
    engine.apply([], [], 2)
    engine.apply([], [], 3)
    there = {str(path.relative_to(folder(engine))) for path in folder(engine).rglob("*")}
    assert there >= set(theirs)
    assert not there & set(ours)
    assert engine.status().generation == 3


@pytest.mark.parametrize("name", ["", "CURRENT"])
def test_what_is_in_the_place_of_the_index_is_to_be_moved_away(engine: WhooshEngine, name: str, tmp_path: Path) -> None:
    path = folder(engine) / name
    path.rename(tmp_path / "away")
    if name:
        path.mkdir()
    else:
        path.write_text("a file")
    assert "move it away" in engine.check()[0]
    engine.clear()
    for act in (lambda: engine.search(parse("words")), lambda: engine.apply([], [], 1)):
        with pytest.raises(DamagedError, match="move it away, then run `backfile index --rebuild`"):
            act()
    if name:
        path.rmdir()
    else:
        path.unlink()
    engine.apply([], [], 1)
    assert engine.check() == []


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Whoosh leaves the file open
def test_damage_of_the_same_size_is_told_as_damage_or_not_seen(engine: WhooshEngine) -> None:
    """Whatever Whoosh makes of changed bytes, nobody is told of a fault of Backfile's own."""
    chance = random.Random(5)  # noqa: S311 - a test is to be the same each time
    (segment,) = folder(engine).glob("*.seg")
    whole, told = segment.read_bytes(), 0
    for _ in range(40):
        bytes_ = bytearray(whole)
        at = chance.randrange(len(whole) - 64)
        bytes_[at : at + 64] = chance.randbytes(64)
        segment.write_bytes(bytes_)
        other = WhooshEngine(folder(engine), "lineage")
        try:
            other.search(parse("words OR titl*", facets=("source",)))
        except DamagedError as error:
            assert "--rebuild" in str(error)
            told += 1
        gc.collect()
    assert told
    segment.write_bytes(whole)
    assert WhooshEngine(folder(engine), "lineage").search(parse("words")).total == 30


def test_a_fault_of_ours_is_not_told_as_damage(engine: WhooshEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    def faulty(*_: object) -> None:
        raise LookupError("a fault of ours")

    monkeypatch.setattr(WhooshEngine, "_matches", faulty)
    with pytest.raises(LookupError):
        engine.search(parse("words"))
