"""What `backfile` alone says: where one is, and what to do next."""

import shlex
from pathlib import Path

import click

from archive.errors import UsageError
from archive.store import Archive
from webui.cli.place import root
from webui.terminal import printable
from webui.wording import count_words, moment_words

HELP = "`backfile --help` lists every command; `backfile COMMAND --help` tells one, with an example."


def what_to_do() -> str:
    """Where one is, and the commands that come next there. Raises what opening an archive raises."""
    given = click.get_current_context().obj
    try:
        folder = root()
    except UsageError:
        return _page("There is no archive here yet. Make one, and take reports in:", _first_steps())
    program = f"backfile -a {shlex.quote(given)}" if given else "backfile"
    with Archive.open(folder) as archive:
        if archive.counts()["documents"]:
            return _page(_state(archive), _daily_steps(program))
        return _page(f"The archive in {_shown(folder)} is empty. Take reports in:", _filling_steps(program, folder))


def _page(head: str, steps: dict[str, str]) -> str:
    width = max(map(len, steps))
    lines = [printable(f"  {step:<{width}}  {purpose}").rstrip() for step, purpose in steps.items()]
    return "\n".join([head, "", *lines, "", HELP])


def _state(archive: Archive) -> str:
    run = archive.last_run()
    count = count_words(archive.counts()["documents"], "document")
    return f"The archive in {_shown(archive.root)} holds {count}; last run: {moment_words(run.ended if run else '')}."


def _first_steps() -> dict[str, str]:
    return {
        "backfile init my-archive": "makes an archive",
        "cd my-archive": "",
        "backfile add ~/reports": "takes a folder of reports in",
        "backfile search 'grain corridor'": "finds them",
    }


def _filling_steps(program: str, folder: Path) -> dict[str, str]:
    return {
        f"{program} add ~/reports": "takes files and folders in, once",
        f"{program} add -": "takes in what you paste, until Ctrl-D",
        f"{program} import clean.jsonl": "takes in documents that are clean already",
        f"{program} index": f"takes in the folders to watch, named in {folder / 'archive.toml'}",
    }


def _daily_steps(program: str) -> dict[str, str]:
    return {
        f"{program} search 'grain corridor'": "finds documents",
        f"{program} serve": "the same in the browser",
        f"{program} add ~/reports": "takes more in",
        f"{program} index": "takes in what is new in the watched folders",
        f"{program} status": "what there is, how old, and what could not be read",
    }


def _shown(folder: Path) -> str:
    return printable(str(folder))
