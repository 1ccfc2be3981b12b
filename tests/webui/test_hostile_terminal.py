"""What reports say, and how files are called, never acts on a terminal: every command, on both its outputs."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from archive.report import Block, Cleaned, Document, Evidence, Kind, PartialDate
from archive.rows import arrival
from archive.store import Archive
from index.find import open_engine
from index.sync import sync
from webui.cli import COMMANDS, main

HOSTILE = "a\x1b[31mb\x1b]0;title\x07c\u202ed\u2066e\x9bf\rg\x08h\u200bi\x7f"
"""Colours, a window title, a bell, marks of direction, a C1 control, a carriage return, a backspace."""

Run = Callable[..., str]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Run `backfile`, and give both its outputs; in them is nothing but letters and ends of lines."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BACKFILE_ARCHIVE", "archive")

    def backfile(*arguments: str) -> str:
        monkeypatch.setattr(sys, "argv", ["backfile", *arguments])
        with pytest.raises(SystemExit):
            main()
        captured = capfd.readouterr()
        said = captured.out + captured.err
        assert all(letter.isprintable() or letter == "\n" for letter in said), (arguments, ascii(said))
        return said

    return backfile


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """A folder with an unreadable file, and an unknown one, of hostile names."""
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / f"{HOSTILE}.html").touch()
    (folder / f"{HOSTILE}.txt").write_text("Harbour\n\nWords of the harbour \u202eand its ships.\n")
    Path(os.fsdecode(os.fsencode(folder) + b"/\xff\x1b.html")).touch()
    return folder


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """An archive with one document that is hostile in every field."""
    made = Archive.create(tmp_path / "archive")
    fields = ("title", "date", "source", "regions", "author", "language", "url")
    document = Document(
        title=f"Title {HOSTILE}",
        body=f"Words {HOSTILE}\n\nMore {HOSTILE} words",
        date=PartialDate("2025-06"),
        source=HOSTILE,
        regions=(HOSTILE,),
        author=HOSTILE,
        language=HOSTILE,
        url=HOSTILE,
        evidence=tuple(Evidence(field, HOSTILE, HOSTILE, HOSTILE, 0.5) for field in fields),
    )
    blocks = (Block(HOSTILE, Kind.BODY, True, HOSTILE), Block(HOSTILE, Kind.FURNITURE, False, HOSTILE))
    with made.transaction():
        made.keep(arrival(b"x/" + HOSTILE.encode(), b"x"), Cleaned(document, blocks, "text", "utf-8"), "d1")
    sync(made, open_engine(made))
    yield made
    made.close()


def test_no_document_acts_on_the_terminal(run: Run, archive: Archive) -> None:
    assert "Title a" in run("search", "words")
    assert "Title a" in run("show", "d1")
    for view in ("--blocks", "--evidence", "--json"):
        assert "[31m" in run("show", "d1", view)
    assert json.loads(run("show", "d1", "--json"))["title"] == f"Title {HOSTILE}"
    assert json.loads(run("search", "words", "--json"))["hits"][0]["source"] == HOSTILE
    (Path("q.tsv")).write_text(f"{HOSTILE}\twords {HOSTILE}\n".replace("\r", ""))
    assert run("batch", "q.tsv")


def test_no_file_name_acts_on_the_terminal(run: Run, archive: Archive, reports: Path) -> None:
    hostile = str(reports / f"{HOSTILE}.html")
    assert "2 quarantined" in run("add", "reports")
    assert run("quarantine").count(": empty: ") == 2
    assert run("quarantine", "--json").count("\n") == 2
    for line in run("clean", *map(str, reports.iterdir()), "--json").splitlines():
        assert "error" in json.loads(line)
    for command in (["clean", hostile], ["import", hostile], ["restore", hostile, "x"]):
        assert run(*command)
    Path(f"{HOSTILE}.jsonl").write_text(f'{{"id": "{HOSTILE}"}}\n')
    assert "quarantined" in run("import", f"{HOSTILE}.jsonl")
    for command in (["status"], ["check"], ["index", "--dry-run", "--json"], []):
        assert run(*command)


def test_no_argument_acts_on_the_terminal(run: Run, archive: Archive) -> None:
    archive.close()
    for name in COMMANDS:
        assert run(name, HOSTILE, HOSTILE, HOSTILE) or name == "init"
        assert run(name, f"--{HOSTILE}")
        assert run("-a", HOSTILE, name)
    assert run(HOSTILE)
    for command in (["init", HOSTILE], ["backup", HOSTILE + "2"], ["restore", HOSTILE + "2", HOSTILE + "3"]):
        assert HOSTILE[0] in run(*command)
    for name in ("--since", "--until", "--sort", "--limit", "--page"):
        assert "backfile:" in run("search", "x", name, HOSTILE)
    assert "--max-age" in run("status", "--max-age", HOSTILE)
    assert "--host" in run("serve", "--host", HOSTILE)


def test_settings_that_are_wrong_do_not_act_on_the_terminal(run: Run, archive: Archive) -> None:
    with (archive.root / "archive.toml").open("a") as settings:
        settings.write('[[folder]]\npath = "/\\u001b[31m\\u202e"\n')
    assert "archive.toml" in run("search", "x")


def test_an_original_is_not_written_to_a_terminal(run: Run, archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    assert "--original > FILE" in run("show", "d1", "--original")
