"""What a page says of itself: JSON-LD, meta tags, microdata, times, breadcrumbs, bylines."""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from email.utils import parsedate_to_datetime
from functools import lru_cache
from itertools import islice
from typing import Any

from archive.readers.decode import whole_characters
from archive.readers.page import Facts
from archive.readers.tree import Node, Tree

_MOST = 40  # values kept of one kind; a page that says more says nothing
_LONG = 500
_BYLINE = re.compile(
    r"(?:^|[\s_-])(?:by-?line|author|dateline|pub-?date|publish(?:ed)?|date|timestamp|posted-?on)(?:$|[\s_-])", re.I
)
_AUTHOR = re.compile(r"(?:^|[\s_-])(?:by-?line|author|author-?name)(?:$|[\s_-])", re.I)
_CRUMB = re.compile(r"breadcrumb|crumbs", re.I)
# What old pages put around a script for browsers that know none.
_WRAPPING = re.compile(
    r"^\s*(?:(?:<!--|//|/\*)?\s*<!\[CDATA\[\s*(?:\*/)?|<!--)|(?:(?://|/\*)?\s*\]\]>\s*(?:\*/)?(?:-->)?|-->)\s*$"
)
_TELLING = re.compile(r"line|author|date|publish|time|posted|crumb|tag", re.I)  # told by all of these, in little time
_SAVED = re.compile(r"saved from url=\(\d+\)\s*(\S+)|^\s*url:\s*(https?://\S+)", re.I | re.M)
# When SingleFile saved a page, and when the Internet Archive did.
_SAVED_AT = re.compile(r"saved date: \w+ (\w{3}) (\d{1,2}) (\d{4}) (\d\d:\d\d:\d\d) GMT([+-]\d{4})")
_ARCHIVED_AT = re.compile(r"FILE ARCHIVED ON (\d\d:\d\d:\d\d) (\w{3}) (\d{1,2}), (\d{4})")

Gathered = defaultdict[str, list[Any]]


def read_facts(tree: Tree) -> Facts:
    """The Facts of a parsed page."""
    found: Gathered = defaultdict(list)
    metas: defaultdict[str, list[str]] = defaultdict(list)
    properties: defaultdict[str, list[str]] = defaultdict(list)
    for node in tree.root.nodes():
        reader = _READERS.get(node.name)
        if reader:
            reader(node, found)
        if node.attrs:
            _read_attributes(node, found, metas, properties)
    for comment in tree.comments:
        _read_comment(comment[:2000], found)
    return Facts(
        metas={name: tuple(values) for name, values in metas.items()},
        properties={name: tuple(values) for name, values in properties.items()},
        objects=tuple(found["object"]),
        times=tuple(found["time"]),
        title=next(iter(found["title"]), ""),
        headings=tuple(found["h1"]),
        bylines=tuple(found["byline"]),
        authors=tuple(found["author"]),
        hints=tuple(found["hint"]),
        language=next(iter(found["language"]), ""),
        canonical=next(iter(found["canonical"]), ""),
        saved_from=next(iter(found["saved"]), ""),
        captured=next(iter(found["captured"]), ""),
    )


def text_of(tag: Node) -> str:
    """The beginning of the text in a tag, on one line; reads no further than it must."""
    size = 0
    parts = []
    for part in islice(tag.strings(), 60):
        parts.append(part)
        size += len(part)
        if size > _LONG:
            break
    return " ".join(" ".join(parts).split())[:_LONG]


def _read_comment(text: str, found: Gathered) -> None:
    if not found["saved"]:
        found["saved"] += [a or b for a, b in _SAVED.findall(text)][:1]
    saved, archived = _SAVED_AT.search(text), _ARCHIVED_AT.search(text)
    told = (*saved.groups(),) if saved else (*archived.group(2, 3, 4, 1), "+0000") if archived else ()
    if told and not found["captured"]:
        month, day, year, clock, zone = told
        with suppress(ValueError):
            found["captured"].append(parsedate_to_datetime(f"{day} {month} {year} {clock} {zone}").isoformat())


def _read_attributes(
    tag: Node, found: Gathered, metas: defaultdict[str, list[str]], properties: defaultdict[str, list[str]]
) -> None:
    attributes = tag.attrs
    if tag.name == "meta":
        content = " ".join(attributes.get("content", "").split())
        for key in ("property", "name", "itemprop", "http-equiv"):
            for name in attributes.get(key, "").lower().split():
                _keep((properties if key == "itemprop" else metas)[name], content)
        return
    for name in attributes.get("itemprop", "").lower().split():
        if len(properties[name]) < _MOST:
            _keep(properties[name], _value(tag))
    names = f"{attributes.get('class', '')} {attributes.get('rel', '')} {attributes.get('id', '')}"
    if _tells(names):
        _read_names(tag, names, found)


@lru_cache(4096)
def _tells(names: str) -> bool:
    return _TELLING.search(names) is not None


def _read_names(tag: Node, names: str, found: Gathered) -> None:
    if len(found["byline"]) < _MOST and _BYLINE.search(names):
        text = text_of(tag)
        _keep(found["byline"], text if len(text) < 200 else "")
        if _AUTHOR.search(names):
            _keep(found["author"], text if len(text) < 100 else "")
    if len(found["hint"]) < _MOST and _CRUMB.search(names):
        links = (node for node in tag.nodes() if node.name == "a")
        found["hint"] += [("breadcrumb", text_of(link)) for link in islice(links, 8)]
    if tag.name == "a" and "tag" in tag.attrs.get("rel", "").split() and len(found["hint"]) < _MOST:
        found["hint"].append(("tag", text_of(tag)))


def _keep(values: list[str], value: str) -> None:
    if value and len(values) < _MOST and value not in values:
        values.append(value[: 4 * _LONG])


def _value(tag: Node) -> str:
    """A microdata value: from the attribute that carries it, else the text."""
    for name in ("content", "datetime"):
        if tag.attrs.get(name):
            return " ".join(tag.attrs[name].split())
    named = (node for node in tag.nodes() if node.attrs.get("itemprop") == "name")
    inner = next(named, None) if "itemscope" in tag.attrs else None
    return _value(inner) if inner and "itemscope" not in inner.attrs else text_of(tag)


def _read_script(tag: Node, found: Gathered) -> None:
    if "ld+json" in tag.attrs.get("type", "").lower() and len(found["object"]) < _MOST * 5:
        found["object"] += islice(_objects("".join(islice(tag.strings(), 60))), _MOST * 5)


def _objects(text: str) -> Iterator[Mapping[str, Any]]:
    """Every object in a JSON-LD script, outer before inner; nothing where it is no JSON."""
    try:
        waiting = [_loaded(_WRAPPING.sub("", text).rstrip("; \n"))]
    except (ValueError, RecursionError):
        return
    while waiting:
        value = waiting.pop(0)
        if isinstance(value, dict):
            yield value
            waiting += [inner for inner in value.values() if isinstance(inner, dict | list)]
        elif isinstance(value, list):
            waiting = [*value[: _MOST * 5], *waiting]


def _loaded(text: str) -> Any:
    """What JSON says. An emoji cut in half by its escape is half a character, which nothing could keep."""
    value = json.loads(text, strict=False)
    if r"\ud" not in text.lower():
        return value
    return json.loads(whole_characters(json.dumps(value, ensure_ascii=False)))


def _read_time(tag: Node, found: Gathered) -> None:
    if len(found["time"]) < _MOST:
        found["time"].append((tag.attrs.get("datetime", "").strip(), text_of(tag), tag.inside))


def _read_link(tag: Node, found: Gathered) -> None:
    if "canonical" in tag.attrs.get("rel", "").lower().split():
        _keep(found["canonical"], tag.attrs.get("href", "").strip())


def _read_text(kind: str) -> Callable[[Node, Gathered], None]:
    def read(tag: Node, found: Gathered) -> None:
        if len(found[kind]) < _MOST:
            _keep(found[kind], text_of(tag))

    return read


def _read_html(tag: Node, found: Gathered) -> None:
    _keep(found["language"], (tag.attrs.get("lang") or tag.attrs.get("xml:lang") or "").strip())


_READERS: Mapping[str, Callable[[Node, Gathered], None]] = {
    "script": _read_script,
    "time": _read_time,
    "link": _read_link,
    "title": _read_text("title"),
    "h1": _read_text("h1"),
    "html": _read_html,
}
