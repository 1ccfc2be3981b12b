"""The shape of the project: imports go one way, libraries live at home, a search loads only what it needs."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from making import ROOT, Put

from archive.store import Archive
from index.find import open_engine
from index.sync import sync

MODULES = sorted(path for name in ("archive", "index", "webui") for path in (ROOT / name).rglob("*.py"))

HOMES = {
    "bs4": ("archive/readers", "archive/clean", "archive/metadata", "archive/published", "archive/extract"),
    "lxml": ("archive/readers", "archive/clean", "archive/metadata"),
    "pypdfium2": ("archive/readers/pdf",),
    "striprtf": ("archive/readers/rtf",),
    "warcio": ("archive/readers/warc",),
    "trafilatura": ("archive",),
    "whoosh": ("index",),
    "flask": ("webui",),
    "click": ("webui",),
    "waitress": ("webui",),
}


def imports(code: str) -> Iterator[str]:
    """Every module that code names in an import, wherever it stands; a way to import that hides its name is a fault."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "write imports from the top level, so that their direction shows"
            yield node.module or ""
        elif isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in ("import_module", "__import__"):
            yield _first_text(node)
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("exec", "eval"):
            yield "exec"


def _first_text(call: ast.Call) -> str:
    """The text, or the fixed beginning of it, that a call is given first; `?` where it has none."""
    first = call.args[0] if call.args else None
    if isinstance(first, ast.JoinedStr):
        first = first.values[0]
    return str(first.value) if isinstance(first, ast.Constant) else "?"


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("import index.query, webui", ["index.query", "webui"]),
        ("from index import query", ["index"]),
        ("def f():\n    if x:\n        from webui import cli as c", ["webui"]),
        ("if TYPE_CHECKING:\n    import index", ["index"]),
        ("importlib.import_module('index.query')", ["index.query"]),
        ("import_module(f'webui.{name}')", ["webui."]),
        ("__import__('webui')", ["webui"]),
        ("import_module(name)", ["?"]),
        ("exec('import webui')", ["exec"]),
    ],
)
def test_no_import_escapes_these_tests(code: str, found: list[str]) -> None:
    assert list(imports(code)) == found


def test_a_relative_import_is_a_fault() -> None:
    with pytest.raises(AssertionError, match="top level"):
        list(imports("from ..index import query"))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_go_one_way(path: Path) -> None:
    layers = ["archive", "index", "webui"]
    own = layers.index(path.relative_to(ROOT).parts[0])
    named = {name.split(".")[0] for name in imports(path.read_text())}
    assert not named & {*layers[own + 1 :], "?", "exec", "tests", "making"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_each_library_has_one_home(path: Path) -> None:
    place = str(path.relative_to(ROOT))
    for name in imports(path.read_text()):
        homes = HOMES.get(name.split(".")[0])
        assert homes is None or place.startswith(homes), f"{place} imports {name}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_file_passes_four_hundred_lines(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 400


def test_a_search_from_the_command_line_loads_no_flask_and_no_parser(archive: Archive, put: Put) -> None:
    code = f"""
import sys
from webui.cli import backfile
backfile(["-a", {str(archive.root)!r}, "search", "words"], standalone_mode=False)
print(sorted({{name.split(".")[0] for name in sys.modules}} & {{"flask", "bs4", "lxml", "trafilatura"}}))
"""
    put("a", "Some words.")
    sync(archive, open_engine(archive))
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert "1 document in" in done.stdout, done.stderr
    assert done.stdout.splitlines()[-1] == "[]"


def test_no_warning_of_a_library_reaches_a_person(tmp_path: Path) -> None:
    """Compiled for the first time, as where an installer does not do it, every module is imported in silence."""
    code = "import index.find, index.whoosh_engine, archive.extract, webui.app, webui.cli.serving, waitress"
    fresh = {**os.environ, "PYTHONPYCACHEPREFIX": str(tmp_path), "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", code], env=fresh, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
