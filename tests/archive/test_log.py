"""runs.jsonl: one line a run, readable whatever happened to its last one."""

from pathlib import Path

from archive.log import LOG_NAME, Run, last_good, note

GOOD = Run("2025-06-08T06:00:00+00:00", "2025-06-08T06:01:00+00:00", {"added": 3})


def test_a_run_is_a_line_and_comes_back(tmp_path: Path) -> None:
    note(tmp_path, GOOD)
    note(tmp_path, Run("2025-06-09", "2025-06-09", {}, "disk full"))
    assert len((tmp_path / LOG_NAME).read_bytes().splitlines()) == 2
    assert last_good(tmp_path) == GOOD


def test_a_line_that_was_cut_off_is_passed_over(tmp_path: Path) -> None:
    note(tmp_path, GOOD)
    with (tmp_path / LOG_NAME).open("ab") as file:
        file.write(b'{"started": "2025-06-')
    assert last_good(tmp_path) == GOOD


def test_no_log_is_no_run(tmp_path: Path) -> None:
    assert last_good(tmp_path) is None


def test_a_long_log_is_read_from_its_end(tmp_path: Path) -> None:
    (tmp_path / LOG_NAME).write_bytes(b'{"old": "' + b"x" * 200_000 + b'"}\n')
    note(tmp_path, GOOD)
    assert last_good(tmp_path) == GOOD
