"""Few segments however many runs, small updates small, and a document held once."""

from pathlib import Path

import pytest

from archive.report import Document
from index.columnar import writer as writing
from index.columnar.segment import Segment
from index.columnar.writer import Part, Writer, _merged_from
from index.schema import entry_of


def test_many_small_runs_leave_few_segments_and_the_large_one_alone() -> None:
    sizes = [72_000]
    for _ in range(1_000):
        sizes.append(1)
        if merged := _merged_from(sizes):
            sizes[-merged:] = [sum(sizes[-merged:])]
        assert len(sizes) <= 8
        assert all(size > 2 * sum(sizes[at + 1 :]) for at, size in enumerate(sizes[:-1]))
    assert sizes[0] == 72_000


def put(writer: Writer, *ids: str, body: str = "wheat") -> None:
    for id in ids:
        writer.add(id, entry_of(Document(id=id, title="", body=body, version=1)))


def committed(folder: Path, parts: list[Part], *ids: str, drop: str = "") -> list[Part]:
    writer = Writer(folder, [part.described() for part in parts])
    if drop:
        writer.drop(drop)
    put(writer, *ids)
    return writer.commit()


def ids(folder: Path, parts: list[Part]) -> list[str]:
    segments = [Part(**part.described()).open(folder) for part in parts]
    return [
        segment.texts["id"].of(number)[0].decode()
        for segment in segments
        for number in range(segment.documents)
        if segment.deleted is None or not segment.deleted[number]
    ]


def test_a_document_put_twice_is_held_once(tmp_path: Path) -> None:
    parts = committed(tmp_path, [], "a", "b", "a", "c", "b")
    assert sorted(ids(tmp_path, parts)) == ["a", "b", "c"]
    parts = committed(tmp_path, parts, "a", "a", drop="c")
    assert sorted(ids(tmp_path, parts)) == ["a", "b"]


def test_a_document_put_twice_in_a_run_of_many_segments_is_held_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "SEGMENT_CHARACTERS", 0)
    parts = committed(tmp_path, [], "a", "b", "a", "c", "b")
    assert sorted(ids(tmp_path, parts)) == ["a", "b", "c"]
    parts = committed(tmp_path, parts, "c", "d", "c", "d", drop="a")
    assert sorted(ids(tmp_path, parts)) == ["b", "c", "d"]


def test_a_run_leaves_no_file_behind_that_only_it_needed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "SEGMENT_CHARACTERS", 0)
    old = committed(tmp_path, [], "a", "b", "c")
    new = committed(tmp_path, old, "d", "e", "f", "g", "h")
    assert {file.name for file in tmp_path.iterdir()} == {name for part in (*old, *new) for name in part.files}


def test_a_run_that_replaces_little_leaves_the_large_segment_as_it_is(tmp_path: Path) -> None:
    parts = committed(tmp_path, [], *(f"d{number}" for number in range(20)))
    after = committed(tmp_path, parts, "d3", drop="d7")
    assert after[0].name == parts[0].name
    assert [part.live for part in after] == [18, 1]
    assert after[0].deleted


def test_a_segment_mostly_deleted_is_written_anew(tmp_path: Path) -> None:
    parts = committed(tmp_path, [], *(f"d{number}" for number in range(5)))
    writer = Writer(tmp_path, [part.described() for part in parts])
    for number in range(3):
        writer.drop(f"d{number}")
    (part,) = writer.commit()
    assert (part.documents, part.gone) == (2, 0)
    assert ids(tmp_path, [part]) == ["d3", "d4"]


def test_a_generation_without_documents_has_no_segments(tmp_path: Path) -> None:
    parts = committed(tmp_path, [], "a")
    assert committed(tmp_path, parts, drop="a") == []


def test_a_cut_file_is_no_segment(tmp_path: Path) -> None:
    (part,) = committed(tmp_path, [], "a")
    path = tmp_path / part.name
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(ValueError, match="no file of arrays"):
        Segment(path)
