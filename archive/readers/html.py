"""HTML to Page: a walk over the tree that never recurses, so that no page is too deep for it."""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from archive.errors import RefusedError
from archive.readers.decode import decode
from archive.readers.markup import read_facts
from archive.readers.page import NOWHERE, Page, Piece, Spot
from archive.readers.soup import parse_patiently
from archive.readers.tree import Node, Tree, parse
from archive.report import Kind

_UNREAD_TAGS = (
    "title desc script style noscript template iframe object embed canvas audio video select option datalist textarea "
    "input map dialog progress meter"
)
_UNREAD = frozenset(_UNREAD_TAGS.split())
_INLINE_TAGS = (
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark nobr picture q rp rt ruby s "
    "samp small source span strike strong sub sup time tt u var wbr"
)
_INLINE = frozenset(_INLINE_TAGS.split())
_STRESSED = frozenset(("b", "strong", "em", "i"))
_PLAIN = _INLINE - _STRESSED - {"a"}  # what says nothing of its text
_KINDS = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), Kind.HEADING),
    **dict.fromkeys(("blockquote",), Kind.QUOTE),
    **dict.fromkeys(("figcaption", "caption"), Kind.CAPTION),
    **dict.fromkeys(("li", "dt", "dd"), Kind.LIST),
}
_PLACES = {
    "nav": "navigation",
    "navigation": "navigation",
    "menu": "navigation",
    "menubar": "navigation",
    "aside": "beside the article",
    "complementary": "beside the article",
    "contentinfo": "page footer",
    "banner": "page header",
    "search": "search box",
    "button": "button",
}
_NAMES = {
    "cookie notice": "cookie cookies consent gdpr onetrust cookiebar cookiebanner cookieconsent",
    "sharing links": "share sharing social sharedaddy addtoany sharebar socials",
    "related stories": "related recommended recommendations recirc recirculation outbrain taboola",
    "newsletter box": "newsletter subscribe signup subscription",
    "reader comments": "comments comment disqus respond commentlist",
    "breadcrumb": "breadcrumb breadcrumbs crumbs",
    "navigation": "nav menu navbar navigation topnav mainnav",
    "beside the article": "sidebar",
    "advertising": "advert ad ads advertisement sponsored adsense",
    "tag list": "tags taglist tagcloud",
}
_PLACE_OF_NAME = {name: place for place, names in _NAMES.items() for name in names.split()}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_TAGS = rb"html|head|body|div|article|section|main|p|br|span|table|h[1-6]|ul|ol|a|b|i|img|title|meta|script|font|center"
_TAG = re.compile(rb"<(?:!doctype\s+html|/?(?:" + _TAGS + rb")[\s/>])", re.IGNORECASE)
_PAGE = re.compile(rb"<(?:!doctype\s+html|html|body|/p>|/div>|/article>)", re.IGNORECASE)
_UNSEEN = "\x7f\xad\u200b\u2060\ufeff"  # delete, soft hyphen, zero-width space, word joiner, byte order mark
_CAPTION = re.compile(r"(?:^|\s)(?:[a-z]+[-_]+)*caption(?:[-_]text)?(?:\s|$)", re.IGNORECASE)
_WORD = re.compile(r"\w")
_EMPTY_LINE = re.compile(r"\n[^\S\n]*\n")
# Past this many characters, attributes and walls of links cost more time than they tell.
_HUGE = 3_000_000
_LONG_TAG = 20_000
_ENDLESS = re.compile(rf"<([a-zA-Z]+)\s[^<>]{{{_LONG_TAG},}}+>")  # a tag so long that parsers take minutes over it
_WALL = re.compile(r"(?:<a\s[^<>]*+>[^<>]*+</a>\s*+){50,}+", re.IGNORECASE)
_ATTRIBUTES = re.compile(r"<(a|b|i|li|p|span|td|tr|div|img|font)\s[^<>]*>", re.IGNORECASE)


def is_html(data: bytes, suffix: str) -> bool:
    """Whether the bytes are marked up as a page, whatever the file is called."""
    head = data[: 1 << 18].replace(b"\0", b"")
    if suffix in (".html", ".htm", ".xhtml", ".shtml", ".xht", ".php", ".asp", ".aspx"):
        return bool(_TAG.search(head))
    starts = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<")
    return bool(_PAGE.search(head)) or (starts and bool(_TAG.search(head)))


def read_html(data: bytes, name: str) -> Page:
    """The Page in `data`. Raises RefusedError: no text, or text that the parser lost."""
    text, encoding = decode(data)
    if max(map(len, text.split(">"))) > _LONG_TAG:
        text = _ENDLESS.sub(r"<\1>", text)
    tree, walk = _read_whole(text)
    pieces = tuple(walk.pieces)
    if not pieces:
        raise RefusedError("no-text", "the page holds nothing to read")
    return Page("html", encoding, text, pieces, read_facts(tree), walk.depth)


def pieces_of(tree: Tree) -> tuple[Piece, ...]:
    """The text of a tree, in pieces."""
    return tuple(_walked(tree).pieces)


def _read_whole(text: str) -> "tuple[Tree, _Walk]":
    """The tree and the walk over it, by a second parser where the first refuses the page or loses its text."""
    if len(text) > _HUGE:
        text = _ATTRIBUTES.sub(r"<\1>", _WALL.sub(" ", text))
    with suppress(ValueError):
        tree = parse(text)
        walk = _walked(tree)
        if not _loss(text, walk.pieces):
            return tree, walk
    try:
        tree = parse_patiently(text)
    except ValueError as error:
        raise RefusedError("no-text", f"the page cannot be parsed: {error}") from error
    walk = _walked(tree)
    if lost := _loss(text, walk.pieces):
        raise RefusedError("lost-text", lost)
    return tree, walk


class _Place(NamedTuple):
    """Where the walk is: what text found here is, and where on the page it stands."""

    tag: str
    kind: Kind = Kind.BODY
    name: str = ""
    linked: bool = False
    stressed: bool = False
    spot: Spot = NOWHERE
    article: bool = False
    row: bool = False
    lines: bool = False


@dataclass(slots=True)
class _Walk:
    """One pass over a tree, gathering text until a block ends."""

    pieces: list[Piece] = field(default_factory=list)
    depth: int = 0
    _text: list[str] = field(default_factory=list)
    _all: int = 0
    _linked: int = 0
    _stressed: int = 0

    def over(self, root: Node) -> None:
        """Walk the whole tree under `root`."""
        stack: list[tuple[Iterator[Node | str], _Place]] = [(iter(root.children), _Place(""))]
        while stack:
            children, here = stack[-1]
            for child in children:
                if not isinstance(child, Node):
                    self._read(child, here)
                elif child.name == "br":
                    self._text.append("\n")
                elif child.name not in _UNREAD:
                    stack.append((iter(child.children), self._enter(child, here)))
                    self.depth = max(self.depth, len(stack))
                    break
            else:
                stack.pop()
                self._leave(here, stack[-1][1] if stack else here)

    def _read(self, text: str, here: _Place) -> None:
        text = text if here.lines else text.replace("\n", " ")
        size = len(text.strip())
        self._all += size
        self._linked += size if here.linked else 0
        self._stressed += size if here.stressed else 0
        self._text.append(text)

    def _enter(self, tag: Node, here: _Place) -> _Place:
        name = tag.name
        inline = name in _INLINE or here.row
        if not inline:
            self._end(here)
        elif name in ("td", "th"):
            self._text.append("\t")
        elif name in _PLAIN and not tag.attrs and here.tag in _INLINE:
            return here
        kind = _caption_or(_KINDS.get(name, here.kind), tag) if not here.row else here.kind
        row = here.row or (name == "tr" and _is_row(tag))
        return _Place(
            tag=name,
            kind=Kind.TABLE if row else kind,
            name="" if name == "main" else here.name or _place(tag, here.article),
            linked=here.linked or name == "a",
            stressed=here.stressed or name in _STRESSED,
            spot=here.spot if inline else _spot(tag, here.spot),
            article=here.article or name in ("article", "main"),
            row=row,
            lines=here.lines or name == "pre",
        )

    def _leave(self, here: _Place, outer: _Place) -> None:
        if not outer.row and here.tag not in _INLINE:
            self._end(here)
        elif here.tag not in _INLINE:
            self._text.append(" ")

    def _end(self, here: _Place) -> None:
        """The block ends: what was gathered becomes pieces, one for each paragraph that two line breaks set apart."""
        if not self._text:
            return
        text = "".join(self._text)
        linked, stressed = self._linked / (self._all or 1), self._stressed / (self._all or 1)
        self._text.clear()
        self._all = self._linked = self._stressed = 0
        if text.isspace():
            return
        if here.row:
            text = " | ".join(cell for cell in map(squeeze, text.split("\t")) if cell)
        for part in _EMPTY_LINE.split(text) if "\n" in text else (text,):
            clean = "\n".join(filter(None, map(squeeze, part.split("\n")))) if here.lines else squeeze(part)
            if _WORD.search(clean):
                self.pieces.append(Piece(clean, here.kind, here.name, linked, stressed, here.spot))


def _walked(tree: Tree) -> _Walk:
    walk = _Walk()
    walk.over(tree.root)
    return walk


def squeeze(text: str) -> str:
    """`text` on one line: runs of white space become one space, other control characters go."""
    line = " ".join(text.split())
    return line if line.isprintable() else "".join(c for c in line if c >= " " and c not in _UNSEEN)


def _spot(tag: Node, outer: Spot) -> Spot:
    attributes = tag.attrs
    names = f"{attributes.get('class', '')} {attributes.get('id', '')}".strip() if attributes else ""
    return Spot(tag.name, names[:300], outer)


def _caption_or(kind: Kind, tag: Node) -> Kind:
    return Kind.CAPTION if "class" in tag.attrs and _is_caption(tag.attrs["class"]) else kind


@lru_cache(4096)
def _is_caption(names: str) -> bool:
    return _CAPTION.search(names) is not None


def _is_row(tag: Node) -> bool:
    """Whether a table row holds data: two cells or more, none of them a layout of its own."""
    cells = blocks = 0
    for node in tag.nodes():
        if node.name in ("table", "tr", "ul", "ol", "article", "section", "h1", "h2", "form"):
            return False
        cells += node.name in ("td", "th")
        blocks += node.name in ("p", "div")
        if blocks > 2 * max(cells, 1):
            return False
    return cells >= 2


def _place(tag: Node, article: bool) -> str:
    """The name of the part of the page that `tag` begins, or "" where text is welcome."""
    name = tag.name
    if name in ("html", "body", "main", "article"):
        return ""
    attributes = tag.attrs
    place = _PLACES.get(name) or _PLACES.get(attributes.get("role", "").lower())
    if place:
        return place
    if name in ("footer", "header") and not article:
        return f"page {name}"
    if not attributes:
        return ""
    if "hidden" in attributes or ("style" in attributes and _HIDDEN.search(attributes["style"])):
        return "hidden on the page"
    # The id of a heading is often made of its words: "subscription-services" heads no newsletter box.
    own = attributes.get("id", "") if _KINDS.get(name) is not Kind.HEADING else ""
    return _named_place(f"{attributes.get('class', '')} {own}")


@lru_cache(4096)
def _named_place(names: str) -> str:
    return next((_PLACE_OF_NAME[name] for name in _names(names) if name in _PLACE_OF_NAME), "")


def _names(text: str) -> list[str]:
    return re.split(r"[^a-z0-9]+", text[:500].lower())


def _loss(text: str, pieces: Sequence[Piece]) -> str:
    """What of the text is missing, in words: parsers drop some past limits of their own and say nothing."""
    read = sum(len(piece.text) for piece in pieces)
    if read >= 400:  # most pages have more, and are not looked at closer
        return ""
    written = sum(len("".join(run.split())) for run in _written(text))
    read = sum(len("".join(piece.text.split())) for piece in pieces)
    if read < 200 < written and read * 4 < written:
        return f"of {written:,} characters of text on the page {read:,} were read"
    return ""


def _written(text: str) -> Iterator[str]:
    """The runs of text between tags, comments and unread elements left out; told without a parser, in one pass."""
    place = 0
    opener = re.compile(r"<(?:!--|(script|style|noscript|template|title|select|button|textarea|iframe)\b)", re.I)
    while found := opener.search(text, place):
        yield from re.split(r"<[^<>]*>?", text[place : found.start()])
        end = text.find("-->", found.end()) if not found[1] else _closing(text, found[1].lower(), found.end())
        if end < 0:
            return
        place = end
    yield from re.split(r"<[^<>]*>?", text[place:])


def _closing(text: str, name: str, start: int) -> int:
    found = re.compile(f"</{name}", re.I).search(text, start)
    return found.start() if found else -1
