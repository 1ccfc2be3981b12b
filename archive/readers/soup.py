"""HTML text to a tree of Nodes by Beautiful Soup and Python's own parser: patient, for pages that lxml fails on."""

from collections.abc import Iterator

from bs4 import BeautifulSoup
from bs4.element import Comment, NavigableString, PageElement, Tag
from bs4.exceptions import ParserRejectedMarkup

from archive.readers.tree import Builder, Tree


def parse_patiently(text: str) -> Tree:
    """The tree of a page. Raises ValueError: this parser refuses it as well."""
    try:
        soup = BeautifulSoup(text, "html.parser")
    except (ParserRejectedMarkup, AssertionError) as error:
        raise ValueError(str(error)) from error
    builder = Builder()
    around: list[tuple[str, Iterator[PageElement]]] = [("", iter(soup.contents))]
    while around:
        name, rest = around[-1]
        child = next(rest, None)
        if child is None:
            around.pop()
            builder.end(name)
        elif isinstance(child, Tag):
            builder.start(child.name, {key: _words(value) for key, value in child.attrs.items()})
            around.append((child.name, iter(child.contents)))
        elif isinstance(child, Comment):
            builder.comment(str(child))
        elif isinstance(child, NavigableString) and not child.PREFIX:
            builder.data(str(child))
    return builder.close()


def _words(value: str | list[str] | None) -> str:
    return " ".join(value) if isinstance(value, list) else value or ""
