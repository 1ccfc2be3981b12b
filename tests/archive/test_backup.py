"""Backup and restore: what comes back is one state, and an index of the other history is not taken for its own."""

from pathlib import Path

import pytest
from making import Put

from archive.backup import backup_archive, restore_archive
from archive.errors import DamagedError, UsageError
from archive.store import Archive


def test_a_restored_archive_has_the_documents_and_a_history_of_its_own(
    archive: Archive, put: Put, tmp_path: Path
) -> None:
    put("a", "one")
    archive.people.correct("a", {"title": "Said"})
    backup_archive(archive, tmp_path / "backup")
    put("b", "two")
    restore_archive(tmp_path / "backup", tmp_path / "restored")
    with Archive.open(tmp_path / "restored") as restored:
        assert list(restored.ids()) == ["a"]
        assert restored.people.corrections("a") == {"title": "Said"}
        assert restored.lineage() != archive.lineage()
        assert not restored.damage()


def test_a_backup_never_lands_on_other_files(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("x")
    with pytest.raises(UsageError, match="not empty"):
        backup_archive(archive, tmp_path)


def test_a_backup_never_lands_in_what_it_copies(archive: Archive, tmp_path: Path) -> None:
    for target in (archive.root, archive.root / "inside", archive.root / ".." / "archive" / "inside"):
        with pytest.raises(UsageError, match="folder outside"):
            backup_archive(archive, target)
    assert not (archive.root / "inside").exists()


def test_a_folder_that_is_no_backup_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no backup"):
        restore_archive(tmp_path, tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_a_damaged_backup_is_told_and_leaves_nothing(archive: Archive, put: Put, tmp_path: Path) -> None:
    put("a", "one " * 5_000)
    backup_archive(archive, tmp_path / "backup")
    store = tmp_path / "backup" / "archive.db"
    data = bytearray(store.read_bytes())
    data[5 * 4096 : 5 * 4096 + 200] = b"\xff" * 200
    store.write_bytes(data)
    with pytest.raises(DamagedError, match=r"archive\.db"):
        restore_archive(tmp_path / "backup", tmp_path / "new")
    assert list((tmp_path / "new").iterdir()) == []


def test_a_backup_is_for_its_owner_alone(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "backup").mkdir(mode=0o755)
    backup_archive(archive, tmp_path / "backup")
    assert (tmp_path / "backup").stat().st_mode & 0o077 == 0
