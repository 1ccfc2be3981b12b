"""The `backfile` command: one group, its commands in order of use, and every error told in one place."""

import atexit
import os
import signal
import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

import click

from archive import __version__
from archive.disk import FULL
from archive.errors import BackfileError, CannotWriteError
from webui.cli.faults import no_command, usage_words
from webui.terminal import printable_lines

PROGRAM = "backfile"
ENDING = (signal.SIGTERM, signal.SIGHUP)
"""Signals that end the program besides Ctrl-C's: what is asked of it, and a terminal that was closed."""

COMMANDS: Mapping[str, str] = {
    "init": "keeping",
    "add": "keeping",
    "index": "keeping",
    "import": "keeping",
    "search": "finding",
    "batch": "finding",
    "export": "exporting",
    "show": "finding",
    "clean": "finding",
    "correct": "correcting",
    "marks": "marking",
    "serve": "serving",
    "passwd": "serving",
    "status": "caring",
    "check": "caring",
    "quarantine": "caring",
    "remove": "caring",
    "backup": "caring",
    "restore": "caring",
    "completion": "completing",
}
"""Each command, in order of use, and the module of this package that has it: only that one is loaded."""


class Commands(click.Group):
    """Loads a command's module when it is called, so that a search never waits for what it does not need."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, in order of use."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command with this name."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"webui.cli.{COMMANDS[cmd_name]}")
        command: click.Command = getattr(module, f"{cmd_name}_command")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command the arguments begin with, and its own arguments; one like it is named where there is none."""
        if args and args[0] == "help":
            args = [*args[1:2], "--help"]
            if args == ["--help"]:
                click.echo(ctx.get_help())
                ctx.exit()
        if args and not ctx.resilient_parsing and args[0] not in COMMANDS:
            raise no_command(args[0], list(COMMANDS), ctx)
        return super().resolve_command(ctx, args)


@click.group(
    cls=Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option("-a", "--archive", "root", metavar="DIR", help="The archive; else BACKFILE_ARCHIVE, else found upwards.")
@click.version_option(__version__, prog_name="backfile")
@click.pass_context
def backfile(ctx: click.Context, root: str | None) -> None:
    """Keep reports, clean and dated, and find them again.

    \b
    backfile init my-archive              make an archive
    cd my-archive
    backfile add ~/reports                take reports in
    backfile search 'grain corridor'      find them
    backfile serve                        the same in the browser
    """  # noqa: D301 - click's mark for lines to leave as they are is the backspace itself
    ctx.obj = root or os.environ.get("BACKFILE_ARCHIVE", "")
    if ctx.invoked_subcommand is None:
        from webui.cli.starting import what_to_do

        click.echo(what_to_do())


def main() -> None:
    """Run the command line; every error ends in one message and its exit code."""
    _close_before_ending()
    try:
        code = backfile(prog_name=PROGRAM, standalone_mode=False)
    except click.ClickException as error:
        _tell(usage_words(error))
        code = error.exit_code
    except BackfileError as error:
        _tell(str(error))
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        code = 128 + signal.SIGINT
    except BrokenPipeError:
        _let_go_of_output()  # who read it has gone, as `head` does
        code = 0
    except OSError as error:
        if error.errno not in FULL:
            code = _own_fault(error)
        else:
            _tell(f"cannot write what the command prints: {error.strerror}; make room where it goes")
            _let_go_of_output()
            code = CannotWriteError.exit_code
    except Exception as error:  # noqa: BLE001 - a fault of ours is told like any other, and where it lies
        code = _own_fault(error)
    for number in (signal.SIGINT, *ENDING):  # what is decided stands: Python puts its handlers away as it ends
        atexit.register(signal.signal, number, signal.SIG_IGN)
    sys.exit(code if isinstance(code, int) else 0)


def _own_fault(error: Exception) -> int:
    import traceback

    last = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{Path(last.filename).name}:{last.lineno}"
    _tell(f"a fault of its own: {type(error).__name__}: {error} ({place}); please report it")
    return BackfileError.exit_code


def _let_go_of_output() -> None:
    """Have Python flush nothing at its exit to where nothing can be written any more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _close_before_ending() -> None:
    """A signal ends the program as an error does: what is open is closed first, and the run is noted."""
    for number in ENDING:
        if signal.getsignal(number) is not signal.SIG_IGN:  # as nohup has it
            signal.signal(number, lambda number, _: sys.exit(128 + number))


def _tell(message: str) -> None:
    click.echo(printable_lines(f"{PROGRAM}: {message}"), err=True)
