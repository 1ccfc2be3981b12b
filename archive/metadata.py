"""Title, source, language and address of a page, each with every piece of evidence found, best first."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from html import unescape
from pathlib import PurePath
from typing import Any
from urllib.parse import urljoin, urlsplit

from archive.language import ENOUGH, GUESS, code, detect, scripts_disagree, told_apart
from archive.readers.page import Facts
from archive.report import Evidence

_ARTICLE = re.compile(r"article|posting|report|creativework$|webpage$|review$|video", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s+[|·•»«—–-]+\s+|\s*(?:\||::|»)\s*|\s+/\s+")
_SLOGAN = re.compile(r"(?<=\S\.)([a-z]{2,4})\s+[|–—-]\s.*")  # behind a name that is an address
_NO_SITE = re.compile(r"https?:|^@|^/", re.IGNORECASE)
_DOMAIN = re.compile(r"(?:[\w-]+\.)+[a-z]{2,8}", re.IGNORECASE)
_ABOVE = re.compile(r"[^\d]{1,20}")
_AFTER = re.compile(r"\W*\b(?:(?:posted|published|updated|written|by|on)\b.*\d{4}|(?:posted|written) by\b)", re.I)
_SENTENCE_LONG = 8  # words: the page's only heading is its title where it is that long, whatever else is told
_LONG_TITLE = 300
_HELD = 0.4
"""The share of a title told elsewhere that an `<h1>` must hold to be a headline, not a section's or the site's name."""

_SEEN = 0.85
"""How sure an `<h1>` is that shares its words with a title told elsewhere: it is the one that people see."""

# A sentence ends with its mark, but not after an initial or a form of address.
_SENTENCE = re.compile(
    r"[^\n]{20,}?(?:(?<![A-Z]\.)(?<!\b[A-Z])(?<!\bMr)(?<!\bDr)(?<!\bMrs)(?<!\bSt)[.!?](?=[\s\"'”’»)]|$)|[。！？؟।])"
)
_CLAUSE = re.compile(r"[,;:](?=\s)|[،，；：]|\s[–—-]\s|—")


def titles(facts: Facts, lines: Sequence[str] = (), first: str = "") -> list[Evidence]:
    """Evidence for the title; `lines` are the page's first ones, `first` the body's first, for a page without title."""
    sites = [site.value for site in sources(facts, "", lines)]
    found = [Evidence("title", value, "text", line, 0.8) for field, value, line in facts.labels if field == "title"]
    found += recorded(facts, "title")
    page = _parts(facts, lines)[0] or _without_site(facts.title, sites, facts)
    told = [_without_site(words, sites, facts) for words in (*metas(facts, "og:title"), *_linked(facts, "headline"))]
    heading, heard = _heading(facts, [title for title in (page, *told) if title], sites)
    for method, values, sure in (
        ("JSON-LD", _linked(facts, "headline"), 0.92),
        ("meta", metas(facts, "og:title", "title", "dc.title", "twitter:title", "citation_title"), 0.9),
        ("microdata", facts.properties.get("headline", ())[:1], 0.9),
        ("h1", [heading], heard),
        ("title", [page], 0.75),
    ):
        for words in values:
            value = _without_site(words, sites, facts)
            if value:
                found.append(Evidence("title", value[:_LONG_TITLE], method, words[:_LONG_TITLE], sure))
    if not found and first:
        found.append(Evidence("title", opening(first), "text", first[:_LONG_TITLE], 0.5))
    found = agreeing(found)
    return sorted(found, key=lambda one: one.method != "h1" or one.confidence < _SEEN)


def sources(facts: Facts, url: str, lines: Sequence[str] = ()) -> list[Evidence]:
    """Evidence for who published it; the address's domain comes last. `lines` are the page's first ones."""
    found = [Evidence("source", value, "text", line, 0.9) for field, value, line in facts.labels if field == "source"]
    found += recorded(facts, "source")
    for method, values, sure in (
        ("JSON-LD", names_under(facts, "publisher"), 0.96),
        ("meta", metas(facts, "og:site_name"), 0.95),
        ("microdata", facts.properties.get("publisher", ()), 0.85),
        ("meta", metas(facts, "application-name", "dc.publisher", "citation_journal_title", "publisher"), 0.8),
        ("JSON-LD", _sitenames_under(facts), 0.8),
        ("title", [_parts(facts, lines)[1]], 0.65),
    ):
        names = [
            _SLOGAN.sub(r"\1", name)
            for name in map(tidy, values)
            if name and not _NO_SITE.search(name) and len(name) <= 80
        ]
        found += [Evidence("source", name, method, name, sure) for name in names]
    host = (urlsplit(url).hostname or "").removeprefix("www.") if url else ""
    return found + ([Evidence("source", host, "URL", url, 0.5)] if host else [])


def recorded(facts: Facts, field: str) -> list[Evidence]:
    """What the format's own records tell of a field."""
    return [one for one in facts.evidence if one.field == field]


def addresses(facts: Facts, url: str) -> list[Evidence]:
    """Evidence for the address it was published at."""
    base = url or facts.saved_from
    found = [Evidence("url", url, "import", url, 1.0)] if url else []
    found += [Evidence("url", value, "text", line, 0.9) for field, value, line in facts.labels if field == "url"]
    found += recorded(facts, "url")
    candidates = [("link", facts.canonical, 0.95), ("saved from", facts.saved_from, 0.9)]
    candidates += [("meta", value, 0.9) for value in metas(facts, "og:url")]
    for method, words, sure in candidates:
        try:
            value = urljoin(base, words) if words else ""
            if urlsplit(value).scheme in ("http", "https") and urlsplit(value).hostname:
                found.append(Evidence("url", value, method, words, sure))
        except ValueError:
            continue
    return found


def languages(facts: Facts, body: str) -> list[Evidence]:
    """Evidence for the language: what the page says, unless its words say clearly otherwise."""
    told = [("html lang", facts.language, 0.9)]
    told += [("meta", tag, 0.8) for tag in metas(facts, "content-language", "og:locale", "language", "dc.language")]
    told += [("JSON-LD", tag, 0.8) for tag in _linked(facts, "inLanguage")]
    found = [Evidence("language", code(tag), method, tag, sure) for method, tag, sure in told if code(tag)]
    found += [replace(one, value=code(one.value)) for one in recorded(facts, "language") if code(one.value)]
    language, sure = detect(body)
    if language and (found or sure >= GUESS):
        certain = len(body) >= ENOUGH and sure > 0.8
        seen = Evidence("language", language, "text", body[:60], sure if certain else min(sure, 0.6))
        said = found[0].value if found else language
        wrong = said != language and certain and (scripts_disagree(said, body) or told_apart(said, language, body))
        found = [seen, *found] if wrong else [*found, seen]
    return found


def opening(text: str, most: int = 150) -> str:
    """What a reader would call a text without a title: its first sentence, or that sentence's main clause."""
    found = _SENTENCE.match(text)
    sentence = (found[0] if found else text).strip()
    sentence = sentence.rstrip(".。।") if len(sentence) <= most + 1 else sentence
    if len(sentence) <= most:
        return sentence
    head = sentence[: most + 1]
    clauses = [found.start() for found in _CLAUSE.finditer(head) if found.start() >= 30]
    return head[: clauses[-1]].rstrip() if clauses else head[:most].rsplit(" ", 1)[0].rstrip() + "…"


def file_title(name: str) -> str:
    """A title from a file's name, where nothing else tells one."""
    return re.sub(r"[-_\s]+", " ", PurePath(name).stem).strip()


def articles(facts: Facts) -> list[Mapping[str, Any]]:
    """The JSON-LD objects that are about the page's article, likeliest first."""
    objects = [o for o in facts.objects if any(_ARTICLE.search(str(t)) for t in _listed(o.get("@type")))]
    return sorted(objects, key=lambda o: ("headline" not in o, "WebPage" in str(o.get("@type"))))


def _linked(facts: Facts, key: str) -> list[str]:
    values = [o.get(key) for o in articles(facts)]
    return [" ".join(value.split()) for value in values if isinstance(value, str) and value.strip()][:1]


def names_under(facts: Facts, key: str) -> list[str]:
    """Names of the people or bodies under `key` of the article, links by `@id` followed."""
    by_id = {str(o.get("@id")): o for o in facts.objects if o.get("name")}
    for article in articles(facts):
        names = []
        for one in _listed(article.get(key)):
            one = by_id.get(str(one.get("@id")), one) if isinstance(one, dict) and not one.get("name") else one
            names += [n for n in _listed(one.get("name") if isinstance(one, dict) else one) if isinstance(n, str)]
        if names:
            return names
    return []


def _sitenames_under(facts: Facts) -> Iterator[str]:
    for o in facts.objects:
        if o.get("@type") in ("WebSite", "NewsMediaOrganization") and isinstance(o.get("name"), str):
            yield str(o["name"])


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def metas(facts: Facts, *names: str) -> list[str]:
    """What the meta tags of these names say, in this order."""
    return [value for name in names for value in facts.metas.get(name, ())[:3]]


def tidy(value: str) -> str:
    """A value on one line, without markup."""
    return " ".join(re.sub(r"<[a-zA-Z/][^<>]*>", " ", unescape(value)).split())


def _heading(facts: Facts, told: list[str], sites: list[str]) -> tuple[str, float]:
    """The `<h1>` that shares most words with the titles told elsewhere, and how sure it is the title."""
    headings = [text for text in map(_without_mark, facts.headings) if _same(text) not in map(_same, sites)]
    best, shared = "", 0.0
    for heading in headings:
        words = _words(heading)
        share = max((len(words & _words(title)) / max(len(words), 1) for title in told), default=0.0)
        if share > shared:
            best, shared = heading, share
    best = _bare(best, told)
    held = max((len(_words(best) & _words(title)) / max(len(_words(title)), 1) for title in told), default=0.0)
    if shared >= 0.5 and held >= _HELD and len(_words(best)) > 1:
        return best, 0.85 + shared / 10
    if len(headings) != 1:
        return best, 0.6
    best = best or headings[0]
    return best, _SEEN if shared and len(best.split()) >= _SENTENCE_LONG and not best.endswith(":") else 0.6


def _bare(heading: str, told: list[str]) -> str:
    """A heading without what some sites set into the same tag: a word or two above it, day and author behind it.

    What differs only in the space within words was cut by tags, and is spelled as elsewhere.
    """
    whole = next((title for title in told if _same(title) == _same(heading) and _words(title) != _words(heading)), "")
    above = [title for title in told if _ABOVE.fullmatch(heading.removesuffix(f" {title}")) and heading.endswith(title)]
    behind = [title for title in told if heading.startswith(f"{title} ") and _AFTER.match(heading[len(title) :])]
    return whole or max((*above, *behind), key=len, default=heading)


def _without_mark(heading: str) -> str:
    """A heading without the sign that is a link to it."""
    return heading.rstrip(" ¶§#🔗") or heading


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


def _same(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()


def _without_site(title: str, sites: list[str], facts: Facts) -> str:
    """`title` without the site's name at an end of it, and without the sections between them."""
    title = tidy(title)
    names = {_same(site) for site in sites} | _hosts(facts)
    headings = {_same(heading) for heading in facts.headings}
    for separator in list(_SEPARATOR.finditer(title)):
        head, tail = title[: separator.start()].strip(), title[separator.end() :].strip()
        if head and (_same(tail) in names or (_same(head) in headings and _same(title) not in headings)):
            return head
        last = tail.split("|")[-1].split()
        if head and "|" in separator[0] and ((len(head.split()) >= 3 and len(last) <= 5) or _DOMAIN.fullmatch(tail)):
            return head
        if tail and _same(head) in names:
            return tail
    return title


def _parts(facts: Facts, lines: Sequence[str]) -> tuple[str, str]:
    """`<title>` as the title, told by its standing in the page too, and the site's name beside it; "" where unclear."""
    title = tidy(facts.title)
    seen = {_same(text) for text in (*facts.headings, *metas(facts, "og:title"), *_linked(facts, "headline"), *lines)}
    headings = {_same(text) for text in facts.headings}
    seen -= {
        _same(name) for name in (*metas(facts, "og:site_name"), *names_under(facts, "publisher"))
    }  # a logo, not a title
    if _same(title) in seen:
        return title, ""
    for separator in _SEPARATOR.finditer(title):
        head, tail = title[: separator.start()].strip(), title[separator.end() :].strip()
        known = [part for part in (head, tail) if _same(part) and _same(part) in seen]
        if known:
            best = max(known, key=lambda part: (_same(part) in headings, len(part)))
            site = _SEPARATOR.split(tail)[-1] if best == head else _SEPARATOR.split(head)[0]
            return best, site if len(site) <= 40 and len(site.split()) <= 5 else ""
    return "", ""


def _hosts(facts: Facts) -> set[str]:
    """The site's domain, whole and without its ends."""
    names = set()
    for url in (facts.canonical, facts.saved_from, *metas(facts, "og:url")):
        found = re.match(r"https?://(?:www\.)?([^/:?#]+)", url)
        if found:
            names |= {_same(found[1]), _same(found[1].rsplit(".", 1)[0])}
    return names - {""}


def agreeing(found: list[Evidence]) -> list[Evidence]:
    """Best first; what two methods say alike is surer than either."""

    def votes(one: Evidence) -> int:
        return len({other.method for other in found if _same(other.value) == _same(one.value)})

    return sorted(found, key=lambda one: -(one.confidence + 0.06 * (votes(one) - 1)))
