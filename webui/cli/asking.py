"""How a command takes a query: its words, and the options that narrow it."""

from collections.abc import Callable
from difflib import get_close_matches
from itertools import takewhile
from typing import Any

import click

from archive.errors import UsageError


class QueryCommand(click.Command):
    """A command whose words may begin with one dash, as `-region:Arctic` does; its options begin with two."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Refuse what looks like an option and is none, so that a slip is not searched for."""
        known = {name for param in self.get_params(ctx) for name in param.opts}
        for arg in takewhile(lambda arg: arg != "--", args):
            name = arg.partition("=")[0]
            if name.startswith("--") and name not in known:
                raise click.NoSuchOption(name, possibilities=get_close_matches(name, known), ctx=ctx)
        return super().parse_args(ctx, ["--help"] if args == ["-h"] else args)


DASHED_WORDS = {"ignore_unknown_options": True, "help_option_names": ["--help"]}
"""Without -h, which click would find in the midst of `-china`."""


_FILTERS = (
    click.option("--source", multiple=True, help="Only this source; can be given again."),
    click.option("--region", multiple=True, help="Only about this region; can be given again."),
    click.option("--about", multiple=True, help="Only about this country, by name or ISO code; can be given again."),
    click.option("--from", multiple=True, help="Only published in this country, likewise."),
    click.option("--dateline", multiple=True, help="Only sent from this country, likewise."),
    click.option("--lang", multiple=True, help="Only in this language (en, ru …); can be given again."),
    click.option("--kind", multiple=True, help="Only of this kind of file (html, text, pdf …); can be given again."),
    click.option("--since", help="Not before: 2025, 2025-06, 2025-06-08 or 'last month'."),
    click.option("--until", help="Not after, likewise."),
    click.option("--mark", multiple=True, help="Only unread, read, kept or noted documents; can be given again."),
    click.option("--tag", multiple=True, help="Only with this tag; can be given again."),
    click.option("--arrived", help="Only what came in on this day or later, as --since."),
    click.option("--sort", help="relevance, newest or oldest."),
    click.option("--fold", flag_value="copies", help="Count copies of one text once, and show the best of them."),
)


def filter_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that narrow a search, order it and fold copies."""
    for option in reversed(_FILTERS):
        command = option(command)
    return command


def query_of(text: str, filters: dict[str, Any], facets: tuple[str, ...]) -> Any:
    """The Query; a fault in it is shown below the place. Raises UsageError."""
    from index.query import QueryError
    from webui.params import to_query
    from webui.terminal import fault_text

    values = {name: list(value) if isinstance(value, tuple) else [value] for name, value in filters.items() if value}
    try:
        return to_query({"q": [text], **values}, facets)
    except QueryError as error:
        raise UsageError(fault_text(text, error)) from error
