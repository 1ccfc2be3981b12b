"""The command that teaches a shell to complete the others: completion."""

import click
from click.shell_completion import BashComplete, FishComplete, ZshComplete

SHELLS = {"bash": BashComplete, "zsh": ZshComplete, "fish": FishComplete}


@click.command("completion")
@click.argument("shell", type=click.Choice(list(SHELLS)), metavar="SHELL")
def completion_command(shell: str) -> None:
    """Print the script that lets SHELL complete commands and options with the Tab key.

    Example: backfile completion bash >> ~/.bashrc

    Example: backfile completion zsh >> ~/.zshrc

    Example: backfile completion fish > ~/.config/fish/completions/backfile.fish
    """
    group = click.get_current_context().find_root().command
    click.echo(SHELLS[shell](group, {}, "backfile", "_BACKFILE_COMPLETE").source())
