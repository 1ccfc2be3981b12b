"""What `backfile` alone says, and what the Tab key completes."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from making import ROOT, bring_up_to_date, keep_document

from archive.errors import SettingsError
from archive.store import Archive
from webui.cli import COMMANDS, backfile

Say = Callable[..., str]


@pytest.fixture
def say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Say:
    """Run `backfile` with these options and no command, in an empty folder; what it printed."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("BACKFILE_ARCHIVE", raising=False)

    def run(*options: str) -> str:
        backfile(list(options), prog_name="backfile", standalone_mode=False)
        return capsys.readouterr().out

    return run


def test_without_an_archive_the_first_step_is_to_make_one(say: Say) -> None:
    said = say()
    assert said.startswith("There is no archive here yet.")
    assert said.index("backfile init") < said.index("backfile add") < said.index("backfile --help")


def test_an_empty_archive_wants_reports(say: Say, archive: Archive) -> None:
    said = say("-a", "archive")
    assert "archive is empty" in said
    assert "backfile -a archive add" in said
    assert "archive/archive.toml" in said


def test_a_filled_archive_tells_its_state_and_the_daily_commands(
    say: Say, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_document(archive, "a", "Words.")
    bring_up_to_date(archive)
    monkeypatch.chdir(archive.root)
    said = say()
    assert "holds 1 document; last run: never." in said
    assert "  backfile search" in said
    assert "  backfile serve" in said


def test_a_named_folder_that_is_no_archive_is_an_error(say: Say) -> None:
    with pytest.raises(SettingsError, match="nowhere is not there"):
        say("-a", "nowhere")


def test_no_folder_name_acts_on_the_terminal(say: Say, tmp_path: Path) -> None:
    name = "red\x1b[31m\u202eflip"
    Archive.create(tmp_path / name).close()
    assert all(line.isprintable() for line in say("-a", name).splitlines())


def completed(*words: str) -> list[str]:
    """What the Tab key offers after these words."""
    env = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "_BACKFILE_COMPLETE": "bash_complete",
        "COMP_WORDS": " ".join(["backfile", *words]),
        "COMP_CWORD": str(len(words)),
    }
    program = [sys.executable, "-c", "from webui.cli import main; main()"]
    done = subprocess.run(program, env=env, capture_output=True, text=True, check=True)
    return [line.partition(",")[2] for line in done.stdout.splitlines()]


def test_the_tab_key_completes_commands_options_and_choices() -> None:
    assert completed("s") == ["search", "show", "serve", "status"]
    assert set(completed("search", "--s")) == {"--source", "--since", "--sort"}
    assert completed("completion", "z") == ["zsh"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_the_script_of_a_shell(say: Say, shell: str) -> None:
    assert "_BACKFILE_COMPLETE" in say("completion", shell)


def test_the_tab_key_works_in_bash(tmp_path: Path) -> None:
    """The script as `backfile completion bash` prints it, asked by bash itself."""
    starter = tmp_path / "backfile"
    starter.write_text(f'#!/bin/sh\nexec {sys.executable} -c "from webui.cli import main; main()" "$@"\n')
    starter.chmod(0o755)
    asked = "COMP_WORDS=(backfile quar); COMP_CWORD=1; _backfile_completion backfile; echo ${COMPREPLY[@]}"
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    script = f'eval "$(backfile completion bash)"; {asked}'
    done = subprocess.run(["bash", "-c", script], env=env, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("quarantine\n", "")


def test_every_command_can_be_completed() -> None:
    assert completed("") == list(COMMANDS)
