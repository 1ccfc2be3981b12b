"""README is true: its commands and its Python run, its queries parse, its map and its tables are whole."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from making import ROOT, bring_up_to_date, keep_document
from reference import PLACE, reference

from archive import errors
from archive.store import Archive
from index.query import parse
from webui.cli import COMMANDS

README = (ROOT / "README.md").read_text("utf-8")


def test_the_python_lines_run_as_they_stand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    with Archive.create(tmp_path / "my-archive") as archive:
        keep_document(
            archive, "a", "The FSB sees China as a threat.", title="Memo", source="Clash Report", date="2025-06"
        )
        bring_up_to_date(archive)
    printed = []
    for code in re.findall(r"```python\n(.*?)```", README, re.DOTALL):
        exec(compile(code, "README.md", "exec"), {})  # noqa: S102 - README's own lines
        printed.append(capsys.readouterr().out)
    ours, whooshs = printed
    assert ours.endswith("Clash Report Memo\n")
    assert whooshs.startswith("a 0.")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with a few reports, and `backfile` on its PATH."""
    starter = tmp_path / "bin" / "backfile"
    starter.parent.mkdir()
    starter.write_text(f'#!/bin/sh\nexec {sys.executable} -c "from webui.cli import main; main()" "$@"\n')
    starter.chmod(0o755)
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "a.html").write_text(
        '<meta property="og:site_name" content="Harbour Post">'
        '<meta property="article:published_time" content="2025-06-08"><h1>The grain corridor reopened</h1>'
        "<p>Ships left Odesa through the grain corridor for the first time since March, the port said.</p>"
    )
    return tmp_path


def in_shell(home: Path, script: str) -> str:
    """Run a script in that home, up to its first command that fails; what it printed."""
    env = {"HOME": str(home), "PATH": f"{home / 'bin'}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(["bash", "-ec", script], cwd=home, env=env, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    return done.stdout


def block_with(line: str) -> str:
    """The block of code of README that has this line."""
    (found,) = [text for text in re.findall(r"```\w*\n(.*?)```", README, re.DOTALL) if line in text]
    return str(found)


def test_the_tour_runs_as_it_stands(home: Path) -> None:
    """All but two things: the id is one that the search before it shows, and the page is not served for ever."""
    tour = block_with("backfile init my-archive")
    lines = [line for line in tour.splitlines() if not line.startswith("backfile serve")]
    at = next(number for number, line in enumerate(lines) if "k7m2qz4p" in line)
    lines.insert(at, 'ID=$(backfile search --json | sed \'s/.*"id": "\\([^"]*\\)".*/\\1/\')')
    said = in_shell(home, "\n".join(lines).replace("k7m2qz4p", "$ID"))
    assert said.count("1 document in") == 2
    assert "source" in said


def test_the_lines_for_cron_run_as_they_stand(home: Path) -> None:
    in_shell(home, "backfile init my-archive")
    with (home / "my-archive/archive.toml").open("a") as settings:
        settings.write('[[folder]]\npath = "~/reports"\n')
    lines = [line.split(maxsplit=5)[5] for line in block_with("crontab:").splitlines() if line[0] in "*0123456789"]
    assert len(lines) == 3
    said = in_shell(home, "\n".join(lines).replace("/srv/my-archive", "my-archive"))
    assert said.startswith("documents     1\n")
    assert said.splitlines()[-1].startswith("Sound:")


def test_the_targets_of_make_are_there() -> None:
    made = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"(?:^|`)make ([a-z-]+)", README, re.MULTILINE)) <= made


def test_the_reference_is_what_help_says() -> None:
    assert PLACE.read_text("utf-8") == reference(), "`make reference` writes COMMANDS.md anew"


def test_the_map_names_every_module_and_no_other() -> None:
    table = README[README.index("## A map of the code") :]
    named = set(re.findall(r"`([a-z_]+(?:\.py|\.toml|/))`", table))
    there = {
        path.name + ("/" if path.is_dir() else "")
        for layer in ("archive", "index", "webui")
        for path in (ROOT / layer).iterdir()
        if path.suffix in (".py", ".toml") or path.is_dir()
    } - {"__init__.py", "__pycache__/", "templates/", "static/"}
    assert named - {"archive.toml", "corpus/", "tests/", "archive/", "index/", "webui/"} == there


def test_the_tour_names_every_command() -> None:
    for name in COMMANDS:
        assert f"backfile {name}" in README or f"`{name}`" in README, name


def test_the_examples_of_the_query_language_are_queries() -> None:
    table = README[README.index("| write | finds |") : README.index("A date known only")]
    cells = [
        cell
        for line in table.splitlines()[2:]
        if line.startswith("|")
        for cell in re.findall(r"`([^`]+)`", line.split(" | ")[0])
    ]
    queries = [cell for cell in cells if not cell.endswith(":")]
    assert len(queries) > 15
    for query in queries:
        assert parse(query).tree is not None


def test_the_table_of_exit_codes_is_whole() -> None:
    table = README[README.index("| exit code") : README.index("## The query language")]
    named = {int(code) for code in re.findall(r"^\| (\d+) \|", table, re.MULTILINE)}
    raised = {
        value.exit_code for value in vars(errors).values() if isinstance(value, type) and hasattr(value, "exit_code")
    }
    assert raised <= named
