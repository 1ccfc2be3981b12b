"""Who wrote a page: what it tells machines, its byline, and names signed in its lines, each with its evidence."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from archive.metadata import agreeing, metas, names_under, tidy
from archive.months import month_names
from archive.readers.page import Facts
from archive.report import Evidence

_TOLD = ("author", "article:author", "dc.creator", "citation_author", "parsely-author", "byl", "sailthru.author")
_MOST = 8  # names
_LONGEST = 80
_AND = re.compile(r"\s*[;|]\s*|\s+(?:and|&)\s+(?=\S+\s+\S)")
_BY = re.compile(
    r"^\s*(?:(?:(?:[a-z]+ ){0,2}(?:written|posted|published|story|words|text|recipe|guide|interview|article)[\s-]+by"
    r"|by|von|par|por|di|from|insights from|authors?|autore?|auteure?|автор|מאת|نویسنده)\s*:?\s+"
    r"|(?:written by|by):|view all posts by\s+|(?:文|作者|记者|記者)\s?[:：]\s?)+",
    re.IGNORECASE,
)
_NO_AUTHOR = re.compile(
    r"https?:|www\.|@|/|:$|^(?:admin|staff|editor|author|by|unknown|team|anonymous|guest|user|(?:your )?name)\W*$|\d{3}"
    r"|^(?:leave|post|share|read|follow|comment|about|updated|reviewed|edited)\b|\b(?:comments?|says|ago|from)$"
    r"|^\d+ min|^(?:mon|tues?|wed|thurs?|fri|sat|sun)(?:day)?$|^\w+(?:\.\w+){2,}$",
    re.IGNORECASE,
)
_LOGIN = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*")
"""A name only a program would greet one by; a byline is believed before it."""

_SIGNED = re.compile(
    r"\s*(?:(?i:written by|by|von|par|por|автор|מאת)\s*:?\s*|(?:文|作者|记者|記者)\s?[:：]\s?)(?<=[\s:：y])"
    r"([^\W\d_a-zа-я][^,|·•●\d]{2,60}?)(?=\s*(?:[,|·•●]|\d|$|\s[–—-]\s|\son\s))"
)
_MONTHS = "|".join(sorted(map(re.escape, month_names(("en", "de", "fr", "es"))), key=len, reverse=True))
# Where a byline goes on after the name: a day, a separator, what else was done by whom, what one can do there.
_REST = re.compile(
    rf"\s*(?:[|·•●▪*]|\s[–—-](?:\s|$)|\d|\b(?:{_MONTHS})\.?\s+\d|\bon$|\b(?:last )?"
    r"(?:updated|published|posted|modified|reviewed|edited|fact[- ]checked|medically|translated)\b"
    r"|\b(?:follow|subscribe|read more|see more|view all|min read|in)\s).*",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"(?<=\w)[,\s]+(?:(?:senior|former|contributing|staff|chief|managing|deputy|associate|freelance|guest|executive)\s+"
    r"(?:[\w&-]+\s+){0,3}?|(?:political|science|business|sports|health|technology|foreign|news)\s+)?"
    r"(?:writer|editor|reporter|correspondent|contributor|columnist|journalist|founder|author|producer|analyst)\b.*",
    re.IGNORECASE,
)
_WRITTEN = re.compile(r"written|author|by$", re.IGNORECASE)
_DAY_FOLLOWS = re.compile(rf"\s+(?:{_MONTHS})\.?$", re.IGNORECASE)


def authors_of(facts: Facts, lines: Sequence[str] = ()) -> list[Evidence]:
    """Evidence for who wrote it, best first; several are joined by commas. A signature is looked for in `lines`."""
    found = [Evidence("author", value, "text", line, 0.85) for field, value, line in facts.labels if field == "author"]
    told: tuple[tuple[str, Sequence[str], float], ...] = (
        ("JSON-LD", names_under(facts, "author"), 0.93),
        ("meta", metas(facts, *_TOLD), 0.85),
        ("meta", _labelled(facts), 0.82),
    )
    for method, values, sure in told:
        found += _evidence(method, values, _people(values), sure)
    # Many are the authors of other stories that the page leads to.
    marked = facts.properties.get("author", ())
    found += _evidence("microdata", marked, _people(map(_without_role, marked)), 0.85 if len(marked) == 1 else 0.68)
    bylines = _bylines(facts.authors)
    found += _evidence("byline", bylines, _people(map(_without_role, bylines)), 0.7)
    return agreeing(_shortest([*found, *signed([*facts.bylines, *lines])]))


def _evidence(method: str, values: Sequence[str], names: list[str], sure: float) -> list[Evidence]:
    sure = min(sure, 0.6) if all(_LOGIN.fullmatch(name) for name in names) else sure
    return [Evidence("author", ", ".join(names), method, "; ".join(values)[:300], sure)] if names else []


def _shortest(found: list[Evidence]) -> list[Evidence]:
    """Bylines without what follows the name, where that stands by itself elsewhere in the page."""
    names = [one.value for one in found if " " in one.value and "," not in one.value]

    def bare(one: Evidence) -> str:
        held = [name for name in names if re.match(rf"{re.escape(name)}[\s,]", one.value)]
        return min(held, key=len, default=one.value) if one.method in ("byline", "microdata") else one.value

    return [replace(one, value=bare(one)) for one in found]


def signed(lines: Sequence[str]) -> list[Evidence]:
    """Evidence for the author in lines of a page's text, such as `By Anna Example, Kyiv`."""
    for line in lines:
        found = _SIGNED.match(line)
        if found is None:
            continue
        dated = line[found.end() :].lstrip()[:1].isdigit()
        name = _DAY_FOLLOWS.sub("", found[1].strip()) if dated else found[1].strip()
        names = _people([_without_role(name)])
        if names and len(names[0].split()) <= 5:
            return [Evidence("author", ", ".join(names), "byline", line, 0.65)]
    return []


def without_sources(found: list[Evidence], sources: Sequence[Evidence]) -> list[Evidence]:
    """Authors without the publisher's name behind theirs, as in `Anna Example The Quay`."""
    names = "|".join(re.escape(name) for name in {one.value for one in sources})
    behind = re.compile(rf"(?<=\S)[\s|/–—-]+(?:{names})(?=,|$)", re.IGNORECASE)
    return [replace(one, value=behind.sub("", one.value)) for one in found] if names else found


def _labelled(facts: Facts) -> list[str]:
    """What stands beside the words `Written by` in the cards made for social networks."""
    pairs = ((metas(facts, f"twitter:label{n}"), metas(facts, f"twitter:data{n}")) for n in (1, 2))
    return [data[0] for label, data in pairs if label and data and _WRITTEN.search(label[0])]


def _bylines(told: Sequence[str]) -> list[str]:
    """The first byline; where it holds others that stand by themselves in the page, the first of these that is a name.

    `Anna Example Senior Reporter 8 June` holds `Anna Example` and `Senior Reporter`.
    """
    for whole in told[:3]:
        inner = [text for text in told if text != whole and text in whole]
        roles = [text for text in inner if _ROLE.search(f"x {text}")]
        for role in roles:
            whole = whole.replace(role, " ")
        for text in (*sorted((one for one in inner if one not in roles), key=whole.find), whole):
            if _people([_without_role(text)]):
                return [text]
    return []


def _people(values: Iterable[str]) -> list[str]:
    names: list[str] = []
    for value in values:
        for name in _AND.split(_name(tidy(value))):
            name = name.strip(" ,")
            name = name if re.search(r"\b(?:\w|\w\.\w|Ph\.?D|[JS]r)\.$", name) else name.rstrip(".")
            if name and len(name) <= _LONGEST and not _NO_AUTHOR.search(name) and name not in names:
                names.append(name)
    return names[:_MOST]


def _name(text: str) -> str:
    """A byline without the words before and after the names."""
    bare = _BY.sub("", text)
    # `Jul 11 Written By Anna Example`
    bare = bare if bare != text else re.sub(r"^.{0,30}\b(?:written|posted) by\b:?\s*", "", text, flags=re.IGNORECASE)
    return _REST.sub("", bare).strip() or bare


def _without_role(text: str) -> str:
    return _ROLE.sub("", text)
