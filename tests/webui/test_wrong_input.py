"""Wrong input of every kind ends in one message that names the thing, the fault and the next step, and its code."""

import gc
import io
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from making import ROOT, bring_up_to_date, keep_document

from archive.store import Archive
from webui.cli import main

BAD = "bad\udcff"
"""An argument that is not UTF-8, as Python hands it on."""


@dataclass(frozen=True)
class Wrong:
    """What is done to the folder that holds `archive`, the command, its exit code, and words of the message."""

    given: str
    arguments: list[str]
    code: int
    says: tuple[str, ...]
    stdin: bytes = b""


def command(line: str, code: int, *says: str, stdin: bytes = b"") -> Wrong:
    return Wrong("", line.split(), code, says, stdin)


def query(text: str, *says: str) -> Wrong:
    return Wrong("", ["search", "--", text], 2, says)


def files(given: str, line: str, code: int, *says: str) -> Wrong:
    return Wrong(given, line.split(), code, says)


def settings(text: str, *says: str) -> Wrong:
    return Wrong(f"cat > archive/archive.toml <<'END'\n{text}\nEND", ["search", "x"], 2, ("archive.toml", *says))


COMMANDS = [
    command("serch x", 2, "'serch'", "'search'", "backfile --help"),
    command("frobnicate", 2, "'frobnicate'", "backfile --help"),
    command("--archiv x search", 2, "'--archiv'", "'--archive'"),
    command("search --sorce x", 2, "'--sorce'", "'--source'", "backfile search --help"),
    command("search x --since 2025-13-01", 2, "2025-13-01", "like 2025"),
    command("search x --since 2025-06 --until 2024", 2, "2025-06", "2024", "swap"),
    command("search x --limit 1e3", 2, "limit", "'1e3'", "from 1 to"),
    command("search x --page 0", 2, "page", "'0'", "from 1 to"),
    command("search x --sort best", 2, "'best'", "newest"),
    command("search x --source", 2, "--source", "requires an argument", "--help"),
    command("show", 2, "ID", "backfile show --help"),
    command("show nothing", 1, "'nothing'", "a search shows"),
    command("show x --blocks --evidence", 2, "one at a time"),
    command("remove nothing", 1, "'nothing'", "a search shows"),
    command("remove --undo nothing", 1, "'nothing'", "backfile remove"),
    command("add", 2, "PATHS", "backfile add --help"),
    command("add nowhere", 2, "nowhere", "name a file or a folder"),
    command("add - --date 2025-13-01", 2, "the date", "2025-13-01", "write 2025-06-08", stdin=b"Words."),
    command("add reports --title x", 2, "--title", "standard input"),
    command("status --max-age tomorrow", 2, "'tomorrow'", "write 90m"),
    command("serve --port 0", 2, "--port", "65535", "backfile serve --help"),
    command("serve --port 99999", 2, "--port", "65535"),
    command("serve --port http", 2, "--port", "'http'"),
    command("serve --host 0.0.0.0", 2, "0.0.0.0", "password", "ssh -L"),
    command("find grain", 2, "'find'", "'search'"),
    command("version", 2, "'--version'"),
    command("help serch", 2, "'serch'", "'search'"),
    command("completion", 2, "SHELL'. Choose from: bash, zsh, fish; `backfile completion --help`"),
    command("completion tcsh", 2, "'tcsh'", "bash"),
    command("-a nowhere search x", 2, "nowhere is not there", "backfile init"),
    command("-a reports search x", 2, "reports is no archive", "backfile init"),
    command("-a reports/a.txt search x", 2, "a.txt is no archive", "backfile init"),
    command("-a ~nobody-at-all/x search x", 2, "~nobody-at-all", "write the whole path"),
    Wrong("", ["show", BAD], 1, ("bad", "a search shows")),
    Wrong("", ["add", BAD], 2, ("bad", "is not there", "name a file")),
    Wrong("", ["-a", BAD, "search", "x"], 2, ("bad", "is not there", "backfile init")),
    Wrong("", ["add", "-", "--source", BAD], 2, ("the source", "UTF-8"), b"Words."),
    Wrong("", ["show", "\x1b[31m\u202e"], 1, ("there is no document",)),
]

QUERIES = [
    query('"open', "quotation mark", "^"),
    query("(open", "write )", "Perhaps: (open)"),
    query("closed)", "closes no group", "^"),
    query("OR x", "OR needs", "^"),
    query("x AND", "AND needs", "^"),
    query("*", "*", "word*"),
    query("titel:x", "titel", "Perhaps: title:x"),
    query("date:2025-13-01", "2025-13-01", "write 2025"),
    query("date:soon", "soon", "^"),
    query("x" * 1001, "1,001", "1,000"),
    query("(" * 30 + "x" + ")" * 30, "20", "^"),
    query(" ".join(f"w{n}" for n in range(100)), "64"),
]

FILES = [
    command("add -", 3, "empty", "standard input"),
    command("add -", 3, "not-text", "binary", stdin=bytes(range(256)) * 20),
    files("touch empty.html", "add empty.html", 3, "empty.html", "empty", "nothing in"),
    files("head -c 9000 /dev/zero > zero.html", "add zero.html", 3, "zero.html", "empty"),
    files("ln -s nowhere dangling.txt", "add dangling.txt", 3, "dangling.txt", "unreadable", "No such file"),
    files("", "clean nowhere.html", 3, "nowhere.html", "No such file"),
    files("", "clean reports", 2, "reports is a folder", "name files"),
    files("", "import reports", 2, "reports is a folder", "`backfile add`"),
    files("", "import nowhere.jsonl", 2, "nowhere.jsonl", "does not exist", "backfile import --help"),
    files("echo '[1]' > a.jsonl", "import a.jsonl", 3, "a.jsonl:1", "not-json", "an object was expected"),
    files(r"printf '\xff\n' > a.jsonl", "import a.jsonl", 3, "a.jsonl:1", "not-json", "UTF-8"),
    files('echo \'{"id": "x", "title": "T", "date": "8.6.25"}\' > a.jsonl', "import a.jsonl", 3, "8.6.25", "2025-06"),
    files("seq 999 | gzip | head -c 99 > a.jsonl.gz", "import a.jsonl.gz", 2, "a.jsonl.gz", "ended", "fetch it again"),
    files("echo x > a.jsonl.gz", "import a.jsonl.gz", 2, "a.jsonl.gz", "no gzip file", "fetch it again"),
    files("", "batch nowhere.tsv", 2, "nowhere.tsv", "No such file", "backfile batch --help"),
    files("", "batch reports", 2, "reports", "directory", "backfile batch --help"),
    files("", "init archive", 2, "archive", "not empty", "name a new folder"),
    files("", "init reports/a.txt", 2, "reports/a.txt", "name another folder"),
    files("", "backup archive", 2, "archive", "name a folder outside"),
    files("", "backup archive/inside", 2, "archive/inside", "name a folder outside"),
    files("", "backup reports", 2, "reports", "not empty", "name a new folder"),
    files("", "restore nowhere new", 2, "nowhere", "backfile restore --help"),
    files("", "restore reports new", 2, "reports", "no backup", "archive.toml"),
    files("cp -r archive copy", "restore copy reports", 2, "reports", "not empty", "name a new folder"),
    files("cp -r archive copy", "restore copy copy/new", 2, "copy/new", "name a folder outside"),
    files("rm archive/archive.db", "search x", 2, "archive.db is missing", "backfile restore"),
    files(": > archive/archive.db", "search x", 4, "archive.db", "empty", "restore it from a backup"),
    files("rm archive/archive.db; mkdir archive/archive.db", "search x", 4, "archive.db", "folder", "restore"),
    files("echo no database > archive/archive.db", "search x", 4, "archive.db is damaged", "backfile restore"),
    files("truncate -s 3000 archive/archive.db", "search harbour", 4, "archive.db is damaged", "backfile restore"),
    files("rm archive/people.db", "search x", 2, "people.db is missing", "backfile restore"),
    files("echo no database > archive/people.db", "search x", 4, "people.db is damaged", "backfile restore"),
    files("echo > archive/index/CURRENT", "search x", 4, "CURRENT", "damaged", "index --rebuild"),
    files("rm archive/index/*.seg", "search x", 4, "words_", "damaged", "index --rebuild"),
    files("truncate -s 9 archive/index/*.seg", "search x", 4, "words_", "damaged", "index --rebuild"),
    files(
        "rm archive/index/CURRENT; mkdir archive/index/CURRENT",
        "search x",
        4,
        "CURRENT",
        "should not be a folder",
        "move it away",
    ),
    files("rm -r archive/index; touch archive/index", "search x", 4, "index should not be a file", "move it away"),
    files("rm -r archive/index; touch archive/index", "add reports", 4, "index should not be a file", "move it away"),
    files("rm archive/archive.toml", "search x", 2, "archive is no archive", "archive.toml", "backfile init"),
    files("rm archive/archive.toml; mkdir archive/archive.toml", "search x", 2, "archive.toml", "directory", "restore"),
]

SETTINGS = [
    settings('languages = ["en"\ncolour = 7', "not valid TOML", "line 2", "mend it there"),
    settings("languages = 'en'", "`languages`", "a list of texts"),
    settings("languages = ['english']", "'english'", "codes like en"),
    settings("colour = 'red'", "'colour'", "known:"),
    settings("engine = 7", "`engine`", "text in quotes"),
    settings("engine = '/home/me'", "'/home/me'", "name of a folder"),
    settings("engine = '.'", "'.'", "name of a folder"),
    settings("engine = '../index'", "'../index'", "name of a folder"),
    settings("engine = 'archive.db'", "'archive.db'", "name of a folder"),
    settings("[folder]\npath = '/a'", "[[folder]]"),
    settings("[[folder]]\nname = 'x'", "`path`"),
    settings('[[folder]]\npath = "/a\\u0000b"', "path", "character"),
    settings("[[folder]]\npath = '/a'\nmissing = 'burn'", "'burn'", '"keep"'),
    settings("[[folder]]\npath = '/a'\nname = 'a/b'", "'a/b'", "without slash"),
    settings("[[folder]]\npath = '/a/x'\n[[folder]]\npath = '/b/x'", "'x'", "its own `name`"),
    settings("[[folder]]\npath = '~nobody-at-all/x'", "~nobody-at-all", "write the whole path"),
    settings("[[region]]\naliases = ['x']", "[[region]]", "`name`"),
    settings("[[region]]\nname = 'A'\ncountries = ['Russia']", "'Russia'", "codes like UA"),
    settings("[[region]]\nname = 'A'\n[[region]]\nname = 'A'", "'A'", "two regions"),
    Wrong("printf '# \\xff' > archive/archive.toml", ["search", "x"], 2, ("archive.toml", "UTF-8", "save it")),
]


@pytest.fixture(scope="session")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an archive of one document, and a folder of reports."""
    place = tmp_path_factory.mktemp("sound")
    with Archive.create(place / "archive") as archive:
        keep_document(archive, "a", "The harbour opened again.", title="Harbour")
        bring_up_to_date(archive)
    (place / "reports").mkdir()
    (place / "reports" / "a.txt").write_text("The harbour opened.\n\nShips left it for the first time since March.\n")
    return place


@pytest.fixture
def place(sound: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of `sound` to work in and to spoil."""
    shutil.copytree(sound, tmp_path / "place")
    monkeypatch.chdir(tmp_path / "place")
    monkeypatch.setenv("BACKFILE_ARCHIVE", "archive")
    return tmp_path / "place"


@pytest.fixture
def backfile(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    """Run `backfile`; its exit code and what it wrote on standard error."""

    def run(arguments: list[str], stdin: bytes = b"") -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["backfile", *arguments])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        with pytest.raises(SystemExit) as ended:
            main()
        return int(ended.value.code or 0), capfd.readouterr().err

    return run


def assert_told(code: int, message: str, wrong_code: int, says: tuple[str, ...]) -> None:
    """One message in plain words, with the right exit code."""
    for fragment in ("Traceback", "fault of its own", "Errno"):
        assert fragment not in message
    missing = [words for words in says if words not in message]
    assert (code, missing) == (wrong_code, []), message
    assert all(line.isprintable() for line in message.splitlines()), "nothing a terminal would obey"


@pytest.mark.parametrize(
    "wrong", [*COMMANDS, *QUERIES, *FILES, *SETTINGS], ids=lambda wrong: f"{wrong.given} {wrong.arguments}"[:80]
)
def test_wrong_input_is_told_plainly(place: Path, backfile: Callable[..., tuple[int, str]], wrong: Wrong) -> None:
    if wrong.given:
        subprocess.run(["bash", "-c", wrong.given], cwd=place, check=True)
    code, message = backfile(wrong.arguments, wrong.stdin)
    assert_told(code, message, wrong.code, wrong.says)


@pytest.mark.parametrize("name", ["archive.db", "people.db"])
def test_a_database_of_a_newer_backfile_is_left_alone(
    place: Path, backfile: Callable[..., tuple[int, str]], name: str
) -> None:
    with closing(sqlite3.connect(place / "archive" / name)) as connection:
        connection.execute("PRAGMA user_version = 99")
    assert_told(*backfile(["search", "x"]), 2, (name, "newer Backfile", "install"))


def test_a_port_in_use_is_named(place: Path, backfile: Callable[..., tuple[int, str]]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert_told(*backfile(["serve", "--port", str(port)]), 2, (str(port), "in use", "choose another --port"))
        gc.collect()  # what was left open would be told now


def as_anybody(place: Path, *arguments: str) -> tuple[int, str]:
    """Run `backfile` without the right of root to pass permissions by; its exit code and its standard error."""
    bare = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
    if bare and not shutil.which("setpriv"):
        pytest.skip("root passes permissions by, and there is no setpriv to lay that down")
    program = [sys.executable, "-W", "ignore", "-c", "from webui.cli import main; main()"]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run([*bare, *program, *arguments], cwd=place, env=env, capture_output=True, text=True)
    return done.returncode, done.stderr


def test_a_folder_that_may_not_be_read_is_quarantined_by_name(place: Path) -> None:
    (place / "reports" / "secret").mkdir(mode=0)
    assert_told(*as_anybody(place, "add", "reports"), 3, ("reports/secret", "unreadable", "Permission denied"))


def test_a_file_that_may_not_be_read_is_quarantined_by_name(place: Path) -> None:
    (place / "reports" / "a.txt").chmod(0)
    assert_told(*as_anybody(place, "add", "reports"), 3, ("reports/a.txt", "unreadable", "Permission denied"))


def test_settings_that_may_not_be_read_are_named(place: Path) -> None:
    (place / "archive" / "archive.toml").chmod(0)
    assert_told(*as_anybody(place, "search", "x"), 2, ("archive.toml", "Permission denied", "permissions"))


def test_a_read_only_archive_is_named(place: Path) -> None:
    for path in [*(place / "archive").rglob("*"), place / "archive"]:
        path.chmod(0o500 if path.is_dir() else 0o400)
    code, message = as_anybody(place, "add", "reports")
    assert_told(code, message, 73, ("archive", "disk writable"))


def test_an_archive_that_cannot_be_written_is_searched_all_the_same(place: Path) -> None:
    assert as_anybody(place, "-a", "archive", "add", "reports")[0] in (0, 3)
    for path in [*(place / "archive").rglob("*"), place / "archive"]:
        path.chmod(0o500 if path.is_dir() else 0o400)
    for command in (["search", ""], ["status"], ["check"]):
        assert as_anybody(place, *command) == (0, "")


def test_an_archive_of_another_version_that_cannot_be_written_is_not_searched(place: Path) -> None:
    with closing(sqlite3.connect(place / "archive" / "archive.db")) as connection:
        connection.execute("PRAGMA user_version = 99")
    for path in [*(place / "archive").rglob("*"), place / "archive"]:
        path.chmod(0o500 if path.is_dir() else 0o400)
    assert_told(*as_anybody(place, "search", ""), 73, ("archive", "disk writable"))


def test_an_archive_may_not_be_made_in_a_read_only_folder(place: Path) -> None:
    place.chmod(0o500)
    assert_told(*as_anybody(place, "init", "new"), 2, ("new", "Permission denied", "name another folder"))
