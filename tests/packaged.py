"""What `make package` asks of an installed Backfile: given its `bin` folder, nothing of this checkout but the corpus.

Run by any Python, from anywhere: a template left out of the wheel, or an import that is not declared, must show here.
"""

import json
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.request import urlopen

CORPUS = Path(__file__).parents[1] / "corpus"
IMPORT_ALL = """
import importlib, pkgutil
for name in ("archive", "index", "webui"):
    package = importlib.import_module(name)
    assert "site-packages" in package.__file__, package.__file__
    for found in pkgutil.walk_packages(package.__path__, name + "."):
        importlib.import_module(found.name)
"""


def run(folder: str, *command: str, code: int = 0) -> str:
    """Run a command there; what it printed. Any other exit code ends the check."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if done.returncode != code:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}, not {code}:\n{done.stdout}{done.stderr}")
    return done.stdout


def fetch_pages(folder: str, backfile: str, id: str) -> None:
    """Serve the archive, and ask for one page of each template."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    server = subprocess.Popen([backfile, "-a", "a", "serve", "--port", port], cwd=folder, stdout=subprocess.PIPE)
    try:
        assert server.stdout
        base = server.stdout.readline().split()[2].decode()
        views = [f"document/{id}?view={view}" for view in ("text", "original", "removed", "evidence")]
        for path in ("", "?q=grain", "static/backfile.css", "static/backfile.svg", f"original/{id}", *views):
            with urlopen(base + path, timeout=30) as answer:  # noqa: S310 - the address is our own
                assert answer.status == 200
    finally:
        server.terminate()
        server.wait()


def main() -> None:
    """Make an archive of the corpus, search it, check it, look at its pages."""
    programs = Path(sys.argv[1]).absolute()
    backfile = str(programs / "backfile")
    with tempfile.TemporaryDirectory() as folder:
        run(folder, str(programs / "python"), "-c", IMPORT_ALL)
        run(folder, backfile, "init", "a")
        run(folder, backfile, "-a", "a", "add", str(CORPUS), code=3)  # some samples are refused on purpose
        found = run(folder, backfile, "-a", "a", "search", "grain", "--json")
        run(folder, backfile, "-a", "a", "check")
        fetch_pages(folder, backfile, json.loads(found)["hits"][0]["id"])
    print("The installed package makes, fills, searches, checks and serves an archive.")


if __name__ == "__main__":
    main()
