"""Who wrote a page: what it tells machines, its byline, and names signed in its lines, each with its evidence."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import takewhile

from archive.dates import read_dates
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
    r"|^\d+ min|:\s|^(?:company|team|business|event|industry|topics?|categor\w+|role|use case|department|price)(?: |$)"
    r"|^(?:mon|tues?|wed|thurs?|fri|sat|sun)(?:day)?$|^\w+(?:\.\w+){2,}$",
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
    rf"\s*(?:[|·•●▪*]|\s[–—-](?:\s|$)|\d|\b(?:{_MONTHS})\.?\s+\d|(?-i:\bon$)|\b(?:last )?"
    r"(?:updated|published|posted|modified|reviewed|edited|fact[- ]checked|medically|translated)\b"
    r"|\b(?:follow|subscribe|read more|see more|view all|min read|in)\s).*",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"(?<=\w)[,\s]+(?:(?:senior|former|contributing|staff|chief|managing|deputy|associate|freelance|guest|executive)\s+"
    r"(?:[\w&-]+\s+){0,3}?|(?:(?:political|science|business|sports|health|technology|foreign|news|content|marketing|digital"
    r"|product|social|media|communications|editorial|research|growth|creative|brand|sales|legal)\s+){1,3})?"
    r"(?:writer|editor|reporter|correspondent|contributor|columnist|journalist|founder|author|producer|analyst|director"
    r"|coordinator|manager|strategist|specialist|marketer|consultant|copywriter|blogger)s?\b.*",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?:(?:[^\W\d_a-z][\w'’-]+|[A-Z]\.|d[aei]|v[ao]n|der|de|al|el|bin)\s+){1,4}[^\W\d_a-z][\w'’-]+")
_NO_NAME = re.compile(
    r"\b(?:last|first|next|modified|article|content|news|blog|page|table|overview|introduction|date|time|min|read|more|all"
    r"|posts?|press|release|research|report|guide|tips|home|the|and|our|your|how|what|january|february|march|april|june"
    r"|july|august|september|october|november|december|health|business|finance|marketing|university|team|media|law)\b",
    re.IGNORECASE,
)
_SPARE = " \t,;:|·•–—-/()"
_WRITTEN = re.compile(r"written|author|by$", re.IGNORECASE)
_DAY_FOLLOWS = re.compile(rf"\s+(?:{_MONTHS})\.?$", re.IGNORECASE)


def authors_of(facts: Facts, lines: Sequence[str] = (), beside: Sequence[str] = ()) -> list[Evidence]:
    """Evidence for who wrote it, best first; several are joined by commas.

    A signature is looked for in `lines`, a name that stands by a day in those `beside` the title.
    """
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
    found += signed([*facts.bylines, *lines]) or _dated(beside, facts)
    return agreeing(_fuller(_shortest(found, lines)))


def _evidence(method: str, values: Sequence[str], names: list[str], sure: float) -> list[Evidence]:
    sure = min(sure, 0.6) if all(_LOGIN.fullmatch(name) for name in names) else sure
    return [Evidence("author", ", ".join(names), method, "; ".join(values)[:300], sure)] if names else []


def _shortest(found: list[Evidence], lines: Sequence[str]) -> list[Evidence]:
    """Bylines without what follows the name, where that stands by itself elsewhere in the page."""
    names = [one.value for one in found if " " in one.value and "," not in one.value]
    names += [line for line in lines if _NAME.fullmatch(line)]

    def bare(one: Evidence) -> str:
        held = [name for name in names if re.match(rf"{re.escape(name)}[\s,]", one.value)]
        several = "," in one.value and all(map(_NAME.fullmatch, one.value.split(", ")))
        shown = one.method in ("byline", "microdata") and not several
        return min(held, key=len, default=one.value) if shown else one.value

    return [replace(one, value=bare(one)) for one in found]


def _fuller(found: list[Evidence]) -> list[Evidence]:
    """Evidence for a name as sure again where a line that people see names others beside it."""
    told = {one.value: one.confidence for one in found if "," not in one.value}

    def sure(one: Evidence) -> float:
        names = one.value.split(", ")
        held = [told[name] for name in told if any(part.endswith(name) for part in names)]
        return (
            max([one.confidence, *held]) + 0.01
            if one.method == "byline" and len(names) > 1 and held
            else one.confidence
        )

    return [replace(one, confidence=min(0.95, sure(one))) for one in found]


def _dated(lines: Sequence[str], facts: Facts) -> list[Evidence]:
    """Evidence for an author whose name stands in a line with a day, or by itself above or below such a line."""
    titles = {*re.findall(r"\w{4,}", " ".join((facts.title, *facts.headings)).casefold())}
    days = [read_dates(line, facts.language or "en") if len(line) < 100 else [] for line in lines]
    for n, (line, told) in enumerate(zip(lines, days, strict=True)):
        if told:
            beside = [lines[at] for at in (n - 1, n + 1) if 0 <= at < len(lines) and not days[at]]
            within = (line[: told[0].start].strip(_SPARE), line[told[-1].end :].strip(_SPARE))
            names = [name for name in map(_name, (*within, *beside)) if _NAME.fullmatch(name)]
            names = [name for name in names if not (_NO_AUTHOR.search(name) or _ROLE.search(f"x {name}"))]
            names = [name for name in names if titles.isdisjoint(name.casefold().split()) and not _NO_NAME.search(name)]
            return [Evidence("author", names[0], "byline", line, 0.55)] if names else []
    return []


def signed(lines: Sequence[str]) -> list[Evidence]:
    """Evidence for the author in lines of a page's text, such as `By Anna Example, Kyiv`."""
    for line in lines:
        found = _SIGNED.match(line)
        if found is None:
            continue
        rest = line[found.end() :]
        name = found[1].strip()
        name = _DAY_FOLLOWS.sub("", name) if rest.lstrip()[:1].isdigit() else name
        names = _people([_without_role(name)])
        if names and len(names[0].split()) <= 5:
            return [Evidence("author", ", ".join([*names, *_others(rest)]), "byline", line, 0.65)]
    return []


def _others(rest: str) -> list[str]:
    """Further names behind the first in a signature: two or more, for one alone may be a place."""
    names = [part.strip() for part in re.split(r",(?:\s*and\b)?|\s+(?:and|&)\s+", rest)[1:]]
    names = list(takewhile(lambda name: _NAME.fullmatch(name) and not _ROLE.search(f"x {name}"), names))
    return names if len(names) > 1 else []


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
