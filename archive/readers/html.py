"""HTML to Page: a walk over the tree that never recurses, so that no page is too deep for it."""

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from bs4 import BeautifulSoup, CData, Tag
from bs4.builder import ParserRejectedMarkup
from bs4.element import NavigableString

from archive.errors import RefusedError
from archive.readers.decode import decode
from archive.readers.markup import read_facts
from archive.readers.page import Page, Piece
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
# Past this many characters, attributes and walls of links cost more time than they tell.
_HUGE = 3_000_000
_ENDLESS = re.compile(r"<([a-zA-Z]+)\s[^<>]{20000,}+>")  # a tag so long that parsers take minutes over it
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
    text = _ENDLESS.sub(r"<\1>", text)
    soup = _parse(text)
    walk = _Walk()
    walk.over(soup)
    pieces = tuple(walk.pieces)
    _refuse_loss(text, pieces)
    return Page("html", encoding, text, pieces, read_facts(soup), walk.depth)


def _parse(text: str) -> BeautifulSoup:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about pages that look like XML, an address or a file name
        try:
            if len(text) > _HUGE:
                text = _ATTRIBUTES.sub(r"<\1>", _WALL.sub(" ", text))
            return BeautifulSoup(text, "lxml", multi_valued_attributes=None)
        except (ParserRejectedMarkup, AssertionError, ValueError) as error:
            raise RefusedError("no-text", f"the page cannot be parsed: {error}") from error


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the walk is: what text found here is, and where on the page it stands."""

    tag: str
    kind: Kind = Kind.BODY
    name: str = ""
    block: bool = True
    linked: bool = False
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

    def over(self, root: Tag) -> None:
        """Walk the whole tree under `root`."""
        here = _Place("")
        stack: list[tuple[Iterator[object], _Place]] = [(iter(root.contents), here)]
        while stack:
            children, here = stack[-1]
            child = next(children, None)
            if child is None:
                stack.pop()
                self._leave(here, stack[-1][1] if stack else here)
            elif isinstance(child, Tag):
                if child.name == "br":
                    self._text.append("\n")
                elif child.name not in _UNREAD:
                    stack.append((iter(child.contents), self._enter(child, here)))
                    self.depth = max(self.depth, len(stack))
            elif type(child) is NavigableString or type(child) is CData:
                self._read(child, here)

    def _read(self, text: str, here: _Place) -> None:
        text = text if here.lines else text.replace("\n", " ")
        size = len(text.strip())
        self._all += size
        self._linked += size if here.linked else 0
        self._text.append(text)

    def _enter(self, tag: Tag, here: _Place) -> _Place:
        name = tag.name
        inline = name in _INLINE or here.row
        if not inline:
            self._end(here)
        elif name in ("td", "th"):
            self._text.append("\t")
        kind = _caption_or(_KINDS.get(name, here.kind), tag) if not here.row else here.kind
        row = here.row or (name == "tr" and _is_row(tag))
        return _Place(
            tag=name,
            kind=Kind.TABLE if row else kind,
            name="" if name == "main" else here.name or _place(tag, here.article),
            block=not inline,
            linked=here.linked or name == "a",
            article=here.article or name in ("article", "main"),
            row=row,
            lines=here.lines or name == "pre",
        )

    def _leave(self, here: _Place, outer: _Place) -> None:
        if here.block:
            self._end(here)
        elif outer.row and here.tag not in _INLINE:
            self._text.append(" ")

    def _end(self, here: _Place) -> None:
        """The block ends: what was gathered becomes pieces, one for each paragraph that two line breaks set apart."""
        if not self._text:
            return
        linked = self._linked / self._all if self._all else 0.0
        text = "".join(self._text)
        self._text.clear()
        self._all = self._linked = 0
        if here.row:
            text = " | ".join(cell for cell in map(squeeze, text.split("\t")) if cell)
        for part in re.split(r"\n[^\S\n]*\n", text):
            clean = "\n".join(filter(None, map(squeeze, part.split("\n")))) if here.lines else squeeze(part)
            if _WORD.search(clean):
                self.pieces.append(Piece(clean, here.kind, here.name, linked))


def squeeze(text: str) -> str:
    """`text` on one line: runs of white space become one space, other control characters go."""
    line = " ".join(text.split())
    return line if line.isprintable() else "".join(c for c in line if c >= " " and c not in _UNSEEN)


def _caption_or(kind: Kind, tag: Tag) -> Kind:
    return Kind.CAPTION if _CAPTION.search(str(tag.attrs.get("class", ""))) else kind


def _is_row(tag: Tag) -> bool:
    """Whether a table row holds data: two cells or more, none of them a layout of its own."""
    cells = blocks = 0
    for node in tag.descendants:
        if isinstance(node, Tag):
            if node.name in ("table", "tr", "ul", "ol", "article", "section", "h1", "h2", "form"):
                return False
            cells += node.name in ("td", "th")
            blocks += node.name in ("p", "div")
            if blocks > 2 * max(cells, 1):
                return False
    return cells >= 2


def _place(tag: Tag, article: bool) -> str:
    """The name of the part of the page that `tag` begins, or "" where text is welcome."""
    name = tag.name
    if name in ("html", "body", "main", "article"):
        return ""
    attributes = tag.attrs
    place = _PLACES.get(name) or _PLACES.get(str(attributes.get("role", "")).lower())
    if place:
        return place
    if name in ("footer", "header") and not article:
        return f"page {name}"
    if "hidden" in attributes or _HIDDEN.search(str(attributes.get("style", ""))):
        return "hidden on the page"
    return _named_place(f"{attributes.get('class', '')} {attributes.get('id', '')}") if len(attributes) else ""


@lru_cache(4096)
def _named_place(names: str) -> str:
    return next((_PLACE_OF_NAME[name] for name in _names(names) if name in _PLACE_OF_NAME), "")


def _names(text: str) -> list[str]:
    return re.split(r"[^a-z0-9]+", text[:500].lower())


def _refuse_loss(text: str, pieces: tuple[Piece, ...]) -> None:
    """Parsers drop text past limits of their own and say nothing; what was written and what was read must agree."""
    read = sum(len(piece.text) for piece in pieces)
    if read * 4 < len(text) * 3:  # cheap, and true of most pages: only then look closer
        written = sum(len("".join(run.split())) for run in _written(text))
        read = sum(len("".join(piece.text.split())) for piece in pieces)
        if read < 200 < written and read * 4 < written:
            raise RefusedError("lost-text", f"of {written:,} characters of text on the page {read:,} were read")
    if not pieces:
        raise RefusedError("no-text", "the page holds nothing to read")


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
