"""The shape of the project: imports go one way, libraries live at home, a search loads only what it needs."""

import ast
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
    "trafilatura": ("archive",),
    "whoosh": ("index",),
    "flask": ("webui",),
    "click": ("webui",),
    "waitress": ("webui",),
}


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_go_one_way(path: Path) -> None:
    layers = ["archive", "index", "webui"]
    own = layers.index(path.relative_to(ROOT).parts[0])
    above = {name.split(".")[0] for name in imports(path)} & set(layers[own + 1 :])
    assert not above


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_each_library_has_one_home(path: Path) -> None:
    place = str(path.relative_to(ROOT))
    for name in imports(path):
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
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert "1 document in" in done.stdout, done.stderr
    assert done.stdout.splitlines()[-1] == "[]"
