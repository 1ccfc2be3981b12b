"""The command reference as every command's `--help` gives it; `make reference` writes COMMANDS.md with it."""

from pathlib import Path

import click

from webui.cli import PROGRAM, backfile

WIDTH = 100
PLACE = Path(__file__).parents[1] / "COMMANDS.md"


def reference() -> str:
    """COMMANDS.md as it ought to be."""
    head = "# Commands\n\nEach command's `--help`, in order of use; `make reference` writes this file.\n"
    top = click.Context(backfile, info_name=PROGRAM, terminal_width=WIDTH, **backfile.context_settings)
    names = backfile.list_commands(top)
    return "\n".join(
        [head, _section(PROGRAM, top), *(_section(f"{PROGRAM} {name}", _context(top, name)) for name in names)]
    )


def _context(top: click.Context, name: str) -> click.Context:
    command = backfile.get_command(top, name)
    assert command is not None
    settings = command.context_settings
    return click.Context(command, parent=top, info_name=name, terminal_width=WIDTH, **settings)


def _section(title: str, ctx: click.Context) -> str:
    return f"## {title}\n\n```text\n{ctx.get_help()}\n```\n"


if __name__ == "__main__":
    PLACE.write_text(reference(), "utf-8")
