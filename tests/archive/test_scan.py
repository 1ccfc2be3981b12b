"""What lies in a folder: every file is found, and what is left out has its reason."""

import os
from pathlib import Path
from typing import Any

import pytest

from archive.errors import UsageError
from archive.scan import Root, named_roots, path_of, scan, watched_roots
from archive.settings import read_settings


def found(root: Path, *ignore: str) -> dict[str, str]:
    """Name to the reason it is left out, empty for a file to read."""
    files = scan(Root(bytes(root), b"r/", ignore))
    return {os.fsdecode(file.key.removeprefix(b"r/")): file.skip or file.error for file in files}


def write(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(b"x")


def test_the_parts_of_a_saved_page_are_left_out(tmp_path: Path) -> None:
    write(tmp_path, "a.html", "a_files/part.html", "a_files/deep/x.css", "b_files/page.html", "style.css", "pic.JPG")
    assert found(tmp_path) == {
        "a.html": "",
        "a_files/part.html": "part-of-page",
        "a_files/deep/x.css": "part-of-page",
        "b_files/page.html": "",
        "style.css": "asset",
        "pic.JPG": "asset",
    }


def test_hidden_ignored_and_linked_files_are_left_out(tmp_path: Path) -> None:
    write(tmp_path, "a.html", ".hidden", ".git/x.html", "notes.tmp", "drafts/d.html")
    (tmp_path / "link.html").symlink_to(tmp_path / "a.html")
    assert found(tmp_path, "*.tmp", "drafts/*") == {
        "a.html": "",
        ".hidden": "hidden",
        ".git/x.html": "hidden",
        "notes.tmp": "ignored",
        "drafts/d.html": "ignored",
        "link.html": "symbolic-link",
    }


def test_what_is_no_file_is_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert found(tmp_path) == {"pipe": "not-a-file"}


def test_a_name_that_is_no_text_is_kept_as_bytes(tmp_path: Path) -> None:
    name = b"caf\xe9.html"
    (tmp_path / os.fsdecode(name)).write_bytes(b"x")
    assert [file.key for file in scan(Root(bytes(tmp_path), b"r/"))] == [b"r/" + name]


def test_a_folder_that_cannot_be_listed_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Permissions would not do here: root, who may run the tests, may list every folder."""
    write(tmp_path, "a.html", "shut/b.html")

    def refuse(path: bytes, scandir: Any = os.scandir) -> Any:
        if path.endswith(b"shut/"):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert found(tmp_path) == {"a.html": "", "shut/": "Permission denied"}


def test_folders_nested_beyond_the_recursion_limit_are_walked(tmp_path: Path) -> None:
    folder = tmp_path
    for _ in range(60):
        folder = folder / "d"
    write(folder, "a.html")
    assert list(found(tmp_path).values()) == [""]


def test_a_named_path_in_a_watched_folder_keeps_that_folders_keys(tmp_path: Path) -> None:
    write(tmp_path, "watched/sub/a.html")
    settings = read_settings(f'[[folder]]\nname = "w"\npath = "{tmp_path}/watched"', tmp_path)
    by_name = [file.key for root in named_roots([bytes(tmp_path / "watched/sub")], settings) for file in scan(root)]
    by_watch = [file.key for root in watched_roots(settings) for file in scan(root)]
    assert by_name == by_watch == [b"w/sub/a.html"]
    assert path_of(by_watch[0], settings) == bytes(tmp_path / "watched/sub/a.html")


def test_a_named_path_elsewhere_is_its_own_key(tmp_path: Path) -> None:
    write(tmp_path, "a.html", "sub/b.html")
    settings = read_settings("", tmp_path)
    keys = [file.key for root in named_roots([bytes(tmp_path)], settings) for file in scan(root)]
    assert keys == [bytes(tmp_path / "a.html"), bytes(tmp_path / "sub/b.html")]


def test_a_path_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not there"):
        named_roots([bytes(tmp_path / "nothing")], read_settings("", tmp_path))
