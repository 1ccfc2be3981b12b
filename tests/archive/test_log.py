"""runs.jsonl: one line a run, readable whatever happened to its last one."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from archive.log import LOG_NAME, TAIL_BYTES, Run, last_good, note

GOOD = Run("2025-06-08T06:00:00+00:00", "2025-06-08T06:01:00+00:00", {"added": 3})


def test_a_run_is_a_line_and_comes_back(tmp_path: Path) -> None:
    note(tmp_path, GOOD)
    note(tmp_path, Run("2025-06-09", "2025-06-09", {}, "disk full"))
    assert len((tmp_path / LOG_NAME).read_bytes().splitlines()) == 2
    assert last_good(tmp_path) == GOOD


def test_a_run_over_the_watched_folders_is_told_from_others(tmp_path: Path) -> None:
    watching = replace(GOOD, watching=True)
    note(tmp_path, watching)
    note(tmp_path, GOOD)
    assert last_good(tmp_path) == GOOD
    assert last_good(tmp_path, watching=True) == watching


def test_a_line_of_a_backfile_that_did_not_note_it_counts_as_no_such_run(tmp_path: Path) -> None:
    (tmp_path / LOG_NAME).write_text('{"started": "2025-06-08", "ended": "2025-06-08", "counts": {}, "error": ""}\n')
    assert last_good(tmp_path) is not None
    assert last_good(tmp_path, watching=True) is None


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


@settings(max_examples=40)
@given(sizes=st.lists(st.integers(0, 3 * TAIL_BYTES), max_size=4), block=st.sampled_from([7, 100, TAIL_BYTES]))
def test_a_run_is_found_behind_any_number_of_others(sizes: list[int], block: int) -> None:
    """However many an `add` in a loop leaves after it, wherever the blocks begin that the log is read in."""
    with TemporaryDirectory() as folder, patch("archive.log.TAIL_BYTES", block):
        root = Path(folder)
        note(root, replace(GOOD, watching=True))
        for size in sizes:
            note(root, replace(GOOD, counts={"x" * (size // (TAIL_BYTES // block)): 1}))
        assert last_good(root, watching=True) == replace(GOOD, watching=True)
