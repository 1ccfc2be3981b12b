"""What is wrong with a command line, in our words: what was written, what is meant perhaps, where to read on."""

from collections.abc import Sequence
from difflib import get_close_matches

import click

OTHER_NAMES = {
    "create": "init",
    "delete": "remove",
    "find": "search",
    "query": "search",
    "rm": "remove",
    "update": "index",
    "verify": "check",
    "version": "--version",
}
"""What others call what our commands do."""

CLOSE = 0.7
"""How alike two names must be to be taken for each other: `find` and `index` are not."""


def no_command(name: str, commands: Sequence[str], ctx: click.Context) -> click.UsageError:
    """The error for a command that does not exist."""
    meant = OTHER_NAMES.get(name.lower())
    perhaps = f"; did you mean {meant!r}?" if meant else _perhaps(name, commands)
    return click.UsageError(f"there is no command {name!r}{perhaps}", ctx)


def usage_words(error: click.ClickException) -> str:
    """What click found wrong, on one line, and the next step."""
    ctx = error.ctx if isinstance(error, click.UsageError) else None
    command = ctx.command_path if ctx else "backfile"
    if isinstance(error, click.NoSuchOption):
        fault = _no_option(error.option_name, ctx)
    else:
        fault = " ".join(error.format_message().split()).rstrip(".")
        fault = fault[:1].lower() + fault[1:]
    return f"{fault}{'' if fault.endswith('?') else ';'} `{command} --help` tells more"


def _no_option(name: str, ctx: click.Context | None) -> str:
    if ctx and ctx.info_name == "search" and not name.startswith("--"):
        return (
            f"there is no option {name!r}; a query that begins with - goes after --: `backfile search -- -wheat grain`"
        )
    known = [option for param in ctx.command.get_params(ctx) for option in param.opts] if ctx else []
    return f"there is no option {name!r}{_perhaps(name, known)}"


def _perhaps(name: str, known: Sequence[str]) -> str:
    close = get_close_matches(name, known, n=1, cutoff=CLOSE)
    return f"; did you mean {close[0]!r}?" if close else ""
