"""Stored pages made unable to act: nothing in them runs, loads, refreshes or leads away.

The policy `/original` is served with is the guard; this is the second one. What comes out is written anew from what
was understood, never passed through, in time that grows with the page's length whatever is in it (the standard
library's parser can take the square of it on broken tags).
"""

import re
from html import escape, unescape
from urllib.parse import urlsplit

_LEFT_OUT = {
    "applet", "audio", "base", "embed", "frame", "frameset", "iframe", "link", "meta", "noembed", "noframes", "object",
    "param", "plaintext", "portal", "script", "source", "template", "title", "track", "video", "xmp",
}  # fmt: skip
"""Tags left out; what is between them stays, unless it is in _SILENT."""

_SILENT = {"script", "iframe", "noembed", "noframes", "title"}
"""Elements whose text is nothing to read."""

_RAW = {*_SILENT, "style", "textarea", "xmp"}
"""Elements in which nothing but their end tag is markup."""

_KEPT_ATTRIBUTES = {
    "abbr", "align", "alt", "bgcolor", "border", "cellpadding", "cellspacing", "cite", "class", "color", "cols",
    "colspan", "cx", "cy", "d", "datetime", "dir", "disabled", "face", "fill", "headers", "height", "hidden", "id",
    "label", "lang", "open", "placeholder", "points", "r", "role", "rows", "rowspan", "scope", "size", "span", "start",
    "style", "title", "transform", "type", "valign", "value", "viewbox", "width", "x", "x1", "x2", "y", "y1", "y2",
}  # fmt: skip

_MARKUP = re.compile(r"<(?:(?P<end>/?)(?P<name>[A-Za-z][^\t\n\f\r />]*+)|(?P<comment>!--)|[!?/])")
_COMMENT_END = re.compile(r"--!?>")
_ATTRIBUTE = re.compile(
    r"[\t\n\f\r /]*+(?:(?P<close>>)|(?P<name>[^\t\n\f\r />][^\t\n\f\r />=]*+)[\t\n\f\r ]*+(?P<equals>=?)[\t\n\f\r ]*+)"
)
_UNQUOTED = re.compile(r"[^\t\n\f\r >]*+")
_RAW_END = {name: re.compile(rf"</{name}(?=[\t\n\f\r />])", re.IGNORECASE) for name in _RAW}

_NAME = re.compile(r"[a-z][a-z0-9-]*")
_TAG_IN_STYLE = re.compile(r"<(?=[A-Za-z/!?])")
_LOAD_IN_STYLE = re.compile(r"@import|url\((?!\s*+[\"']?data:)", re.IGNORECASE)
_PICTURE = re.compile(r"data:image/(png|jpeg|gif|webp|avif)[;,]", re.IGNORECASE)

_Attributes = list[tuple[str, str]]


def inert_page(page: str) -> str:
    """An HTML page with its text, layout and own styles, and nothing that acts. A link's address becomes its title."""
    pieces = ["<!doctype html>\n"]
    at = 0
    while markup := _MARKUP.search(page, at):
        pieces.append(_text(page[at : markup.start()]))
        name = (markup["name"] or "").lower()
        if not name:
            at = _after_comment(page, markup)
            continue
        attributes, at = _attributes(page, markup.end())
        pieces.append(_tag(name, bool(markup["end"]), attributes))
        if name in _RAW and not markup["end"]:
            end = _RAW_END[name].search(page, at)
            stop = end.start() if end else len(page)
            pieces.append(_raw_text(name, page[at:stop]))
            at = stop
    pieces.append(_text(page[at:]))
    return "".join(pieces)


def web_address(url: str) -> str:
    """The URL where a browser may follow it, http or https with a host and no blanks; else `""`."""
    if not url.isprintable() or any(sign in url for sign in " \\\"'<>`"):
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and parts.hostname else ""


def _after_comment(page: str, markup: re.Match[str]) -> int:
    """Where a comment, or what browsers take for one, is over. Never closed, it takes the rest of the page."""
    if markup["comment"]:
        end = _COMMENT_END.search(page, markup.start() + 2)
        return end.end() if end else len(page)
    return page.find(">", markup.end()) + 1 or len(page)


def _attributes(page: str, at: int) -> tuple[_Attributes, int]:
    """The attributes of the tag whose name ends at `at`, and where the tag ends."""
    found: _Attributes = []
    while attribute := _ATTRIBUTE.match(page, at):
        at = attribute.end()
        if attribute["close"]:
            return found, at
        value = ""
        if attribute["equals"]:
            value, at = _value(page, at)
        found.append((attribute["name"].lower(), unescape(value)))
    return [], len(page)


def _value(page: str, at: int) -> tuple[str, int]:
    quote = page[at : at + 1]
    if quote and quote in "\"'":
        end = page.find(quote, at + 1)
        return (page[at + 1 : end], end + 1) if end > 0 else ("", len(page))
    unquoted = _UNQUOTED.match(page, at)
    return (unquoted[0], unquoted.end()) if unquoted else ("", at)


def _tag(name: str, is_end: bool, attributes: _Attributes) -> str:
    if name in _LEFT_OUT or not _NAME.fullmatch(name):
        return ""
    return f"</{name}>" if is_end else f"<{name}{_kept(attributes)}>"


def _kept(attributes: _Attributes) -> str:
    kept = {name: value for name, value in attributes if name in _KEPT_ATTRIBUTES}
    if "style" in kept:
        kept["style"] = _quiet(kept["style"])
    for name, value in attributes:
        if name == "href" and value:
            kept.setdefault("title", value)
        elif name == "src" and _PICTURE.match(value):
            kept["src"] = value
    return "".join(f' {name}="{escape(value)}"' for name, value in kept.items())


def _raw_text(name: str, text: str) -> str:
    if name in _SILENT:
        return ""
    return _TAG_IN_STYLE.sub(r"\\3c ", _quiet(text)) if name == "style" else _text(text)


def _text(text: str) -> str:
    """Text as it stands in a page, its character references untouched."""
    return text.replace("<", "&lt;")


def _quiet(css: str) -> str:
    return _LOAD_IN_STYLE.sub("left-out(", css)
