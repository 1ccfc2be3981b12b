"""HTML text to a tree of Nodes: made of the parser's events, so no depth is too deep, and light, so it is fast."""

from collections.abc import Iterator, Mapping

from lxml import etree

# Nested so that their text is no text of the page.
_SILENT = frozenset(("script", "style", "template"))
_ARTICLES = ("article", "main")


class Node:
    """One element: its name, its attributes, and its children, Nodes and runs of text, in page order.

    `inside` is whether it stands in an article, or in the page's main part. Beyond that it
    knows nothing of what it stands in, so that a tree is gone as soon as nobody holds it.
    """

    __slots__ = ("attrs", "children", "inside", "name")

    def __init__(self, name: str, attrs: Mapping[str, str], *, inside: bool = False) -> None:
        self.name = name
        self.attrs = attrs
        self.children: list[Node | str] = []
        self.inside = inside

    def nodes(self) -> Iterator["Node"]:
        """Every element under it, in page order."""
        stack = [iter(self.children)]
        while stack:
            for child in stack[-1]:
                if isinstance(child, Node):
                    yield child
                    stack.append(iter(child.children))
                    break
            else:
                stack.pop()

    def strings(self) -> Iterator[str]:
        """Every run of text under it, in page order, but those of scripts and styles inside it."""
        stack = [iter(self.children)]
        while stack:
            for child in stack[-1]:
                if isinstance(child, str):
                    yield child
                elif child.name not in _SILENT:
                    stack.append(iter(child.children))
                    break
            else:
                stack.pop()


class Tree:
    """A parsed page: its root, which is no element of it, and its comments."""

    def __init__(self) -> None:
        self.root = Node("", {})
        self.comments: list[str] = []


class Builder:
    """What the parser calls with every event, and gets the Tree from in the end."""

    def __init__(self) -> None:
        self._tree = Tree()
        self._open = [self._tree.root]
        self._text: list[str] = []

    def start(self, tag: str, attrs: Mapping[str, str]) -> None:
        """An element begins."""
        if self._text:
            self._settle()
        outer = self._open[-1]
        node = Node(tag, attrs, inside=outer.inside or outer.name in _ARTICLES)
        outer.children.append(node)
        self._open.append(node)

    def end(self, tag: str) -> None:
        """The innermost element of this name ends, and with it all that stands in it."""
        if self._text:
            self._settle()
        for n in range(len(self._open) - 1, 0, -1):
            if self._open[n].name == tag:
                del self._open[n:]
                return

    def data(self, text: str) -> None:
        """Text is read."""
        self._text.append(text)

    def comment(self, text: str) -> None:
        """A comment is read, which parts the text around it."""
        self._settle()
        self._tree.comments.append(text)

    def close(self) -> Tree:
        """The page ends. Nothing of it is kept here, for the parser holds on to this object, and itself."""
        self._settle()
        tree, self._tree = self._tree, Tree()
        self._open = [self._tree.root]
        return tree

    def _settle(self) -> None:
        """What the parser told in parts, cut at entities, becomes one run of text."""
        if self._text:
            self._open[-1].children.append("".join(self._text))
            self._text.clear()


def parse(text: str) -> Tree:
    """The tree of a page. Raises ValueError: the parser refuses it."""
    parser = etree.HTMLParser(target=Builder(), recover=True, huge_tree=True)
    try:
        parser.feed(text.removeprefix("\ufeff"))
        tree: Tree = parser.close()
    except (etree.LxmlError, LookupError, AssertionError) as error:
        raise ValueError(str(error)) from error
    return tree
