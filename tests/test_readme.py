"""README is true: its Python runs, its queries parse, its map names every module, its table every exit code."""

import re
from pathlib import Path

import pytest
from making import ROOT, bring_up_to_date, keep_document

from archive import errors
from archive.store import Archive
from index.query import parse
from webui.cli import COMMANDS

README = (ROOT / "README.md").read_text("utf-8")


def test_the_python_lines_run_as_they_stand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    monkeypatch.chdir(tmp_path)
    with Archive.create(tmp_path / "my-archive") as archive:
        keep_document(
            archive, "a", "The FSB sees China as a threat.", title="Memo", source="Clash Report", date="2025-06"
        )
        bring_up_to_date(archive)
    exec(compile(code, "README.md", "exec"), {})  # noqa: S102 - README's own lines
    assert capsys.readouterr().out.endswith("Clash Report Memo\n")


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
    cells = [cell for line in table.splitlines()[2:] for cell in re.findall(r"`([^`]+)`", line.split(" | ")[0])]
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
