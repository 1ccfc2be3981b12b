"""The command line: every command does what its help says, ends with its exit code, and explains itself."""

import gzip
import io
import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from making import CORPUS, ROOT
from packing import zipped

from archive.store import Archive
from index import whoosh_engine
from webui.cli import COMMANDS, main

REPORT = "The grain corridor reopened on Sunday.\n\nShips left Odesa for the first time since March, the port said.\n"


@dataclass(frozen=True)
class Ran:
    """What a command line came to."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]


Command = Callable[..., Ran]


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path) -> Command:
    """Run `backfile` with these arguments on an archive that is made at first use."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BACKFILE_ARCHIVE", str(tmp_path / "archive"))

    def run(*arguments: str, stdin: bytes = b"") -> Ran:
        monkeypatch.setattr(sys, "argv", ["backfile", *arguments])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capfd.readouterr()
        assert "Traceback" not in captured.err
        return Ran(int(ended.value.code or 0), captured.out, captured.err)

    assert run("init", "archive").code == 0
    return run


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "a.txt").write_text(REPORT)
    (folder / "b.txt").write_text("Jets over the ice.\n\nTwo Su-57 jets flew over Svalbard in the Arctic on Monday.\n")
    (folder / "empty.html").touch()
    (folder / "style.css").touch()
    return folder


def test_add_accounts_for_every_file_on_its_last_line(command: Command, reports: Path) -> None:
    ran = command("add", str(reports), "--json")
    assert ran.code == 3
    assert ran.lines[-1] == {
        "added": 2,
        "changed": 0,
        "unchanged": 0,
        "gone": 0,
        "skipped": 1,
        "quarantined": 1,
        "recleaned": 0,
        "newly_quarantined": 1,
        "changed_again": 0,
        "kept_as_was": 0,
    }
    again = command("add", str(reports), "--json")
    assert (again.code, again.lines[-1]["unchanged"], again.lines[-1]["newly_quarantined"]) == (0, 2, 0)


def test_index_cleans_again_what_changed_settings_touch_and_searches_it(
    command: Command, reports: Path, tmp_path: Path
) -> None:
    command("add", str(reports / "a.txt"), str(reports / "b.txt"))
    with (tmp_path / "archive" / "archive.toml").open("a") as settings:
        settings.write('[[region]]\nname = "Ports"\nwords = ["grain corridor"]\n')
    assert command("add", str(reports / "a.txt"), "--json").lines[-1]["recleaned"] == 0
    dry = command("index", "--dry-run")
    assert dry.err == "2 would be cleaned again: the cleaner, or what it reads of archive.toml, has changed.\n"
    ran = command("index", "--json")
    assert [line["reason"] for line in ran.lines if line.get("result") == "recleaned"].count("changed") == 1
    assert (ran.lines[-1]["recleaned"], ran.lines[-1]["changed_again"]) == (2, 1)
    assert command("search", "region:Ports").out.startswith("1 document in ")
    assert command("index", "--json").lines[-1]["recleaned"] == 0


def test_a_rule_of_a_source_is_tried_on_a_file_before_any_run(command: Command, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"Source: Quay Post\n\n{REPORT}\nAbout us: we report from the harbour.\n")
    assert "About us" in command("clean", "a.txt").out
    with (tmp_path / "archive" / "archive.toml").open("a") as settings:
        settings.write('[[source]]\nname = "Quay Post"\ndrop = ["About us*"]\n')
    assert "About us" not in command("clean", "a.txt").out
    assert "- [furniture: archive.toml: drop 'About us*'] About us" in command("clean", "a.txt", "--blocks").out


def test_search_prints_hits_and_exits_with_1_where_there_are_none(command: Command, reports: Path) -> None:
    command("add", str(reports))
    found = command("search", "odesa", "ships")
    assert found.code == 0
    assert found.out.startswith("1 document in ")
    assert "Ships left Odesa" in " ".join(found.out.split())
    assert command("search", "nowhere").code == 1


def test_search_and_batch_say_where_a_pattern_stood_for_too_many_words(command: Command) -> None:
    command("add", "-", "--title", "Many", stdin=" ".join(f"ab{number}" for number in range(1_001)).encode())
    said = "ab* stands for 1,001 words; only the 1,000 "
    assert said in command("search", "ab*").out
    assert command("batch", "-", stdin=b"q\tab*").lines[0]["notes"][0].startswith(said)


def test_search_as_json_has_facets_and_marked_excerpts(command: Command, reports: Path) -> None:
    command("add", str(reports))
    (answer,) = command("search", "jets", "--json").lines
    assert (answer["total"], answer["behind"]) == (1, False)
    assert ["Jets", True] in answer["hits"][0]["excerpts"][0]
    assert {"source", "region", "about", "from", "dateline", "language", "kind", "year", "month"} == set(
        answer["facets"]
    )


def test_filters_and_orders_work_from_the_command_line(command: Command) -> None:
    for day, source in (("2025-06-08", "Alpha"), ("2024-01-01", "Beta")):
        command("add", "-", "--date", day, "--source", source, stdin=f"{source} wrote this report of grain.".encode())
    titles = [hit["source"] for hit in command("search", "grain", "--sort", "oldest", "--json").lines[0]["hits"]]
    assert titles == ["Beta", "Alpha"]
    assert command("search", "grain", "--source", "alpha", "--json").lines[0]["total"] == 1
    assert command("search", "grain", "--since", "2024-06", "--json").lines[0]["total"] == 1
    assert command("search", "grain", "--until", "2024", "--json").lines[0]["total"] == 1


def test_search_counts_what_has_no_date_where_only_some_have_none(command: Command, reports: Path) -> None:
    command("add", "-", "--date", "2025", stdin=b"Grain left the port.\n\nIt was loaded on Monday, they said.\n")
    command(
        "add", "-", "--title", "Old grain", stdin=b"Grain of no certain age.\n\nNobody wrote down when it came in.\n"
    )
    assert command("search", "grain").out.splitlines()[0].endswith("; 1 without a date, which -has:date finds")
    for all_alike in ("grain has:date", "grain -has:date"):
        assert "without a date" not in command("search", all_alike).out
    assert "no date" in command("search", "grain -has:date").out


def test_standard_input_is_a_report_with_a_persons_word(command: Command) -> None:
    ran = command("add", "-", "--title", "Corridor", "--url", "https://x.example/1", "--json", stdin=REPORT.encode())
    assert (ran.code, ran.lines[-1]["added"]) == (0, 1)
    (hit,) = command("search", "title:corridor", "--json").lines[0]["hits"]
    assert (hit["title"], hit["url"]) == ("Corridor", "https://x.example/1")


def test_batch_answers_each_query_in_order(command: Command, reports: Path) -> None:
    command("add", str(reports))
    queries = b'q1\tjets\n{"_id": "q2", "text": "odesa (jets"}\nq3\tsource:\n'
    ran = command("batch", "-", stdin=queries)
    assert [line["id"] for line in ran.lines] == ["q1", "q2", "q3"]
    assert (ran.lines[0]["total"], "error" in ran.lines[1], ran.code) == (1, True, 2)
    assert set(ran.lines[0]["hits"][0]) == {"id", "score"}
    plain = command("batch", "-", "--any", "--limit", "1", stdin=queries)
    assert [line["total"] for line in plain.lines] == [1, 2, 0]
    assert (len(plain.lines[1]["hits"]), plain.code) == (1, 0)


def test_show_gives_text_original_blocks_and_evidence(command: Command, reports: Path) -> None:
    command("add", str(reports))
    id = command("search", "odesa", "--json").lines[0]["hits"][0]["id"]
    assert "Ships left Odesa" in command("show", id).out
    assert command("show", id, "--original").out == REPORT
    assert command("show", id, "--blocks").out.count("\n") >= 2
    assert "title" in command("show", id, "--evidence").out
    assert command("show", id, "--json").lines[0]["id"] == id
    assert command("show", "nothing").code == 1
    assert command("show", id, "--blocks", "--evidence").code == 2


def test_clean_stores_nothing_and_keeps_the_order_of_files(command: Command, reports: Path) -> None:
    ran = command("clean", str(reports / "b.txt"), str(reports / "empty.html"), str(reports / "a.txt"), "--json")
    assert [Path(line["file"]).name for line in ran.lines] == ["b.txt", "empty.html", "a.txt"]
    assert (ran.code, ran.lines[1]["error"].split(":")[0]) == (3, "empty")
    wanted = {"title", "date", "date_precision", "source", "author", "language", "regions", "url", "body", "blocks"}
    wanted |= {"from", "dateline", "about"}
    assert wanted | {"evidence", "error"} <= set(ran.lines[0])
    assert command("status", "--json").lines[0]["documents"] == 0


def test_clean_works_where_there_is_no_archive(
    command: Command, reports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BACKFILE_ARCHIVE")
    monkeypatch.chdir(reports)
    assert "Odesa" in command("clean", "a.txt").out


def test_import_refuses_a_bad_line_by_its_number(command: Command, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"id": "x", "title": "Wheat"}\n{"id": "y"}\n')
    ran = command("import", "a.jsonl")
    assert ran.code == 3
    assert "a.jsonl:2: no-text" in ran.err
    assert command("search", "id:x").code == 0


def test_a_file_that_cannot_be_imported_to_its_end_keeps_no_other_out(command: Command, tmp_path: Path) -> None:
    whole = gzip.compress("".join(json.dumps({"id": f"d{n}", "title": "wheat"}) + "\n" for n in range(3000)).encode())
    (tmp_path / "cut.jsonl.gz").write_bytes(whole[:-3000])
    (tmp_path / "good.jsonl").write_text('{"id": "x", "title": "Barley"}\n')
    ran = command("import", "cut.jsonl.gz", "good.jsonl", "--json")
    assert (ran.code, "cut.jsonl.gz" in ran.err) == (2, True)
    assert ran.lines[-1]["added"] > 500
    status = command("status", "--json").lines[0]
    assert (status["indexed"], status["behind"]) == (status["documents"], False)
    assert command("search", "barley").code == 0


def test_remove_is_for_good_until_undone(command: Command, reports: Path) -> None:
    command("add", str(reports))
    id = command("search", "odesa", "--json").lines[0]["hits"][0]["id"]
    assert command("remove", id).code == 0
    assert command("search", "odesa").code == 1
    command("add", str(reports))
    assert command("search", "odesa").code == 1
    assert command("remove", "--undo", id).code == 0
    command("add", str(reports))
    assert command("search", "odesa").code == 0


def test_quarantine_tells_why_and_retries(command: Command, reports: Path) -> None:
    command("add", str(reports))
    assert "empty.html: empty:" in command("quarantine").out
    (reports / "empty.html").write_text(REPORT)
    assert command("quarantine", "--retry").code == 0
    assert command("quarantine").out == ""
    assert command("search", "odesa", "--json").lines[0]["total"] == 2
    (reports / "gone.html").touch()
    command("add", str(reports))
    (reports / "gone.html").unlink()
    assert command("quarantine", "--retry").code == 0
    assert command("quarantine").out == ""


def test_a_retry_reads_what_came_out_of_a_file_again_with_that_file(command: Command, reports: Path) -> None:
    (reports / "more.zip").write_bytes(zipped({"empty.txt": "", "a.txt": "The grain corridor reopened."}))
    assert command("add", str(reports / "more.zip")).code == 3
    again = command("quarantine", "--retry")
    assert again.code == 0
    assert "1 skipped, 1 quarantined" in again.out.replace("1 unchanged, ", "")
    (reports / "more.zip").unlink()
    command("quarantine", "--retry")
    assert "empty.txt" not in command("quarantine").out


def test_quarantine_says_what_to_do_about_each_reason_once(command: Command, reports: Path) -> None:
    (reports / "too.html").touch()
    assert "`backfile quarantine`" in command("add", str(reports)).err
    assert command("quarantine").out.count("Save it again") == 1


def test_index_watches_folders_in_silence(command: Command, reports: Path, tmp_path: Path) -> None:
    (reports / "empty.html").unlink()
    settings = tmp_path / "archive" / "archive.toml"
    settings.write_text(settings.read_text() + f'\n[[folder]]\npath = "{reports}"\n')
    dry = command("index", "--dry-run", "--json")
    assert (dry.lines[-1]["added"], command("status", "--json").lines[0]["documents"]) == (2, 0)
    ran = command("index")
    assert (ran.code, ran.out, ran.err) == (0, "", "")
    assert command("search", "odesa").code == 0
    for path in reports.iterdir():
        path.unlink()
    emptied = command("index")
    assert emptied.code == 65
    assert "--accept-missing" in emptied.err
    assert command("search", "odesa").code == 0
    assert command("index", "--rebuild").code == 65
    assert command("check").code == 0


def test_status_tells_of_the_age_of_cron_s_runs_and_of_no_others(command: Command, reports: Path) -> None:
    assert command("status", "--max-age", "26h").code == 1
    command("add", str(reports))
    said = command("status", "--max-age", "26h")
    assert said.code == 1
    assert "`backfile index` last came to its end: never" in said.out
    command("index")
    assert command("status", "--max-age", "26h").code == 0
    assert command("status", "--max-age", "0m").code == 1
    assert command("status", "--max-age", "soon").code == 2


def test_check_finds_damage_in_index_and_store(command: Command, reports: Path, tmp_path: Path) -> None:
    command("add", str(reports))
    assert command("check").code == 0
    (segment,) = (tmp_path / "archive/index").glob("*.seg")
    whole = segment.read_bytes()
    segment.write_bytes(whole[:100] + bytes([whole[100] ^ 1]) + whole[101:])
    ran = command("check")
    assert ran.code == 4
    assert segment.name in ran.out
    assert command("index", "--rebuild").code == 0
    assert command("check").code == 0


def test_an_index_of_another_version_is_built_anew_and_it_is_said(
    command: Command, reports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command("add", str(reports))
    monkeypatch.setattr(whoosh_engine, "FORMAT", 99)
    ran = command("add", str(reports))
    assert "built anew from the archive" in ran.err
    assert command("search", "odesa").code == 0
    assert "built anew" not in command("add", str(reports)).err


def test_backup_and_restore_give_the_same_answers(command: Command, reports: Path, tmp_path: Path) -> None:
    command("add", str(reports))
    assert command("backup", "copy").code == 0
    assert command("restore", "copy", "again").code == 0
    assert command("-a", str(tmp_path / "again"), "search", "odesa").code == 0
    assert command("-a", str(tmp_path / "again"), "check").code == 0


def test_a_locked_archive_says_try_again(command: Command, reports: Path, tmp_path: Path) -> None:
    with Archive.open(tmp_path / "archive") as archive, archive.lock():
        ran = command("add", str(reports))
    assert ran.code == 75
    assert "try again" in ran.err


def test_the_archive_is_found_upwards_and_by_option(
    command: Command, reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command("add", str(reports))
    monkeypatch.delenv("BACKFILE_ARCHIVE")
    assert command("search", "odesa").code == 2
    (tmp_path / "archive" / "deep").mkdir()
    monkeypatch.chdir(tmp_path / "archive" / "deep")
    assert command("search", "odesa").code == 0


@pytest.mark.parametrize(
    ("arguments", "code", "named"),
    [
        (["search", "titel:x"], 2, "title"),
        (["search", '"open'], 2, "quotation"),
        (["search", "x", "--since", "soon"], 2, "last 30 days"),
        (["search", "x", "--sort", "best"], 2, "relevance"),
        (["search", "x", "--limit", "0"], 2, "limit"),
        (["add", "nothing-here"], 2, "nothing-here"),
        (["add", "-", "--date", "8.6.25"], 2, "8.6.25"),
        (["add", ".", "--title", "x"], 2, "standard input"),
        (["add", "-"], 3, "empty"),
        (["init", "archive"], 2, "not empty"),
        (["show", "nothing"], 1, "nothing"),
        (["remove", "nothing"], 1, "nothing"),
        (["-a", "nowhere", "search", "x"], 2, "backfile init"),
        (["serve", "--host", "0.0.0.0"], 2, "password"),
        (["restore", ".", "new"], 2, "no backup"),
        (["import", "nothing.jsonl"], 2, "nothing.jsonl"),
        (["batch", "nothing.tsv"], 2, "nothing.tsv"),
        (["serch", "x"], 2, "serch"),
    ],
)
def test_what_is_wrong_is_named_with_its_exit_code(
    command: Command, arguments: list[str], code: int, named: str
) -> None:
    ran = command(*arguments)
    assert (ran.code, ran.out) == (code, "")
    assert named in ran.err


def test_a_query_error_is_shown_below_its_place(command: Command) -> None:
    lines = command("search", "grain titel:x").err.splitlines()
    place = lines[1].index("titel:")
    assert lines[2][place] == "^"
    assert lines[2][:place].strip() == ""
    assert lines[3] == "Perhaps: grain title:x"


def test_what_a_command_did_is_told_as_json_too(command: Command, reports: Path, tmp_path: Path) -> None:
    assert command("init", "other", "--json").lines == [{"archive": str(tmp_path / "other")}]
    command("add", str(reports))
    id = command("search", "odesa", "--json").lines[0]["hits"][0]["id"]
    assert command("backup", "copy", "--json").lines == [{"backup": str(tmp_path / "copy")}]
    assert command("restore", "copy", "again", "--json").lines[0]["documents"] == 2
    assert command("remove", id, "--json").lines == [{"removed": id}]
    assert command("remove", "--undo", id, "--json").lines == [{"allowed": id}]


def test_clean_follows_the_settings_it_finds_or_says_why_not(command: Command, reports: Path, tmp_path: Path) -> None:
    (tmp_path / "archive" / "archive.toml").write_text("nonsense = [")
    ran = command("clean", str(reports / "a.txt"))
    assert (ran.code, "archive.toml" in ran.err) == (2, True)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(command: Command, name: str) -> None:
    ran = command(name, "--help")
    assert f"Example: backfile {name}" in ran.out.replace("| ", "") or name in ("index", "add")
    assert "Example: " in ran.out


def test_help_is_a_command_too(command: Command) -> None:
    assert command("help").out == command("--help").out
    assert command("help", "search").out == command("search", "--help").out


def test_closed_standard_input_is_told_as_such(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(io, "TextIOWrapper", lambda _: None)
    closed = command("add", "-")
    assert closed.code == 2
    assert "standard input is closed" in closed.err


def test_output_to_a_full_disk_is_no_fault_of_ours(command: Command) -> None:
    starter = [sys.executable, "-c", "from webui.cli import main; main()", "help"]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(starter, cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 73
    assert done.stderr == (
        "backfile: cannot write what the command prints: No space left on device; make room where it goes\n"
    )


def test_a_reader_that_leaves_early_is_no_error(command: Command, tmp_path: Path) -> None:
    lines = "".join(json.dumps({"id": f"d{n}", "title": "Wheat", "body": "wheat " * 300}) + "\n" for n in range(300))
    (tmp_path / "a.jsonl").write_text(lines)
    command("import", "a.jsonl")
    code = "from webui.cli import main; main()"
    shell = f'{sys.executable} -W ignore -c "{code}" search wheat --limit 300 | head -1'
    done = subprocess.run(["bash", "-c", f"set -o pipefail; {shell}"], capture_output=True, text=True,
                          env={**os.environ, "PYTHONPATH": str(ROOT)})  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("300 documents")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_while_python_ends_changes_nothing_of_what_a_command_came_to(number: signal.Signals) -> None:
    late = f"import atexit, os; atexit.register(os.kill, os.getpid(), {int(number)})"
    code = f"{late}; from webui.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", code, "--version"], capture_output=True, text=True, cwd=ROOT)
    assert (done.returncode, done.stderr) == (0, "")


def test_in_the_environment_of_cron_the_corpus_goes_in(tmp_path: Path) -> None:
    """No HOME, the C locale, standard input closed: all reports of the corpus are accounted for."""
    command = [sys.executable, "-W", "ignore", "-c", "from webui.cli import main; main()"]
    plain = {"env": {}, "cwd": "/", "stdin": subprocess.DEVNULL, "capture_output": True, "text": True}
    subprocess.run([*command, "init", str(tmp_path / "a")], check=True, **plain)  # type: ignore[call-overload]
    done = subprocess.run([*command, "-a", str(tmp_path / "a"), "add", str(CORPUS), "--json"], **plain)  # type: ignore[call-overload]
    counts = json.loads(done.stdout.splitlines()[-1])
    refused = len([path for path in CORPUS.glob("*.json") if "quarantined" in json.loads(path.read_text())])
    assert (counts["quarantined"], done.returncode, done.stderr.count("Traceback")) == (refused, 3, 0)
    assert counts["added"] == len(list(CORPUS.glob("*.json"))) - refused


def test_a_search_that_finds_nothing_tells_what_would_have(command: Command, reports: Path) -> None:
    command("add", str(reports))
    ran = command("search", "grain xylophone", "--source", "Nobody")
    assert ran.code == 1
    lines = [" ".join(line.split()) for line in ran.out.splitlines()]
    assert "xylophone 0 documents" in lines
    assert any(re.fullmatch("grain [1-9][0-9]* documents?", line) for line in lines)
    assert "The index is complete" in ran.out
    assert "facets" in command("search", "xylophone", "--json").out


@pytest.mark.parametrize(
    ("arguments", "total"),
    [
        (["-odesa"], 1),
        (["-region:Arctic"], 1),
        (["-china"], 2),
        (["jets", "-odesa", "--limit", "1"], 1),
        (["--limit=1", "-jets", "odesa"], 1),
        (["--", "-odesa"], 1),
        (["--", "jets", "-odesa"], 1),
    ],
)
def test_a_word_left_out_is_no_option(command: Command, reports: Path, arguments: list[str], total: int) -> None:
    command("add", str(reports))
    assert [command("search", "--json", *arguments).lines[0]["total"]] == [total]


def test_a_slip_in_an_option_is_told_not_searched_for(command: Command) -> None:
    ran = command("search", "grain", "--limt", "5")
    assert (ran.code, ran.out) == (2, "")
    assert "--limit" in ran.err
    assert "Example: " in command("search", "-h").out


BAD_LINES = [
    b"no tab",
    b'{"_id": "q2", "text": null}',
    b'{"_id": "q3", "text": ["odesa"]}',
    b'{"_id": 4, "text": "odesa"}',
    b'{"_id": "q5"}',
    b"{broken",
    b'{"_id": "q7", "text": "\\ud800"}',
    b'{"_id":' + b"[" * 100_000,
]


def test_a_batch_skips_blank_lines_and_answers_a_line_without_a_query_with_its_error(command: Command) -> None:
    for options in ((), ("--any",)):
        ran = command("batch", "-", *options, stdin=b'q1\t\n\n \t\nq2\t!!!\n{"_id": "q3", "text": " "}\n')
        assert [line["id"] for line in ran.lines] == ["q1", "q2", "q3"]
        assert all(line["error"].startswith("nothing to search for") for line in ran.lines)
        assert ran.code == 2


def test_search_and_batch_tell_what_is_no_field(command: Command) -> None:
    said = "Country: is no field"
    assert said in command("search", "Country:Russia").out
    assert command("batch", "-", stdin=b"q\tCountry:Russia").lines[0]["notes"][0].startswith(said)


def test_no_line_ends_a_batch(command: Command, reports: Path) -> None:
    command("add", str(reports))
    ran = command("batch", "-", stdin=b"\n".join([*BAD_LINES, b"q9\tjets"]))
    assert [line.get("line") for line in ran.lines[:-1]] == list(range(1, len(BAD_LINES) + 1))
    assert all(f"line {line['line']}" in line["error"] for line in ran.lines[:-1])
    assert (ran.lines[-1]["id"], ran.lines[-1]["total"], ran.code) == ("q9", 1, 2)


def test_a_byte_order_mark_is_no_part_of_an_id(command: Command) -> None:
    assert command("batch", "-", stdin=b"\xef\xbb\xbfq1\tjets\n").lines[0]["id"] == "q1"
    assert command("batch", "-", stdin=b'\xef\xbb\xbf{"_id": "q1", "text": "x"}\n').lines[0]["id"] == "q1"


def test_an_archive_without_its_store_is_not_an_answer_of_nothing(command: Command, tmp_path: Path) -> None:
    (tmp_path / "archive" / "archive.db").unlink()
    ran = command("search", "grain")
    assert ran.code == 2
    assert "backfile restore" in ran.err


@pytest.mark.parametrize(("host", "name"), [("127.0.0.2", "127.0.0.2"), ("::1", "[::1]")])
def test_the_page_answers_to_the_host_it_is_served_on(
    command: Command, monkeypatch: pytest.MonkeyPatch, host: str, name: str
) -> None:
    import waitress

    from webui import processes

    served = []
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    name = f"{name}:{port}"

    class Server:
        def __init__(self, app: Any, **_: Any) -> None:
            self.app = app

        def run(self) -> None:
            served.append(self.app.test_client().get("/", headers={"Host": name}).status_code)
            served.append(self.app.test_client().get("/", headers={"Host": "evil.example"}).status_code)

    monkeypatch.setattr(waitress, "create_server", Server)
    monkeypatch.setattr(processes, "serve", processes.answer)
    assert f"http://{name}/" in command("serve", "--host", host, "--port", str(port)).out
    assert served == [200, 400]


def test_copies_are_shown_compared_and_folded(command: Command, tmp_path: Path) -> None:
    story = "Nine ships left the port before noon. " + " ".join(f"word{number}" for number in range(90))
    lines = [
        {"id": "a", "title": "Ships leave", "body": story, "date": "2025-03-12", "source": "Harbour Post"},
        {"id": "b", "title": "Ships leave", "body": f"GENEVA {story}", "date": "2025-03-11", "source": "AFP"},
    ]
    file = tmp_path / "copies.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert command("import", str(file)).code == 0
    assert "also in 1 source, first AFP, 11 March 2025" in command("show", "a").out
    assert command("show", "a", "--json").lines[0]["copies"][0]["id"] == "b"
    assert "[-GENEVA-] Nine ships" in " ".join(command("show", "a", "--diff", "b").out.split())
    assert command("show", "b", "--diff", "a", "--json").lines[0]["body"][0] == ["added", "GENEVA"]
    assert [command("search", "ships", *fold, "--json").lines[0]["total"] for fold in ([], ["--fold"])] == [2, 1]
    assert command("show", "a", "--diff", "b", "--blocks").code == 2
    assert command("show", "a", "--diff", "7").code == 1
    (tmp_path / "queries.tsv").write_text("1\tships\n")
    answer = command("batch", "--fold", str(tmp_path / "queries.tsv")).lines[0]
    assert (answer["total"], len(answer["hits"])) == (1, 1)
