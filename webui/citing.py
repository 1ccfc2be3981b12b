"""How a document is cited: in plain text, BibTeX, RIS and CSL-JSON. An archived copy is named by id and version."""

import re
from typing import Any

from archive.report import Document, PartialDate
from webui.wording import date_words

Cited = tuple[tuple[str, bool], ...]
"""The pieces of a citation, each with whether they are the document's own words, which may run the other way."""

_TEX = str.maketrans(
    {
        "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "%": r"\%", "&": r"\&", "#": r"\#", "_": r"\_", "$": r"\$",
        "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    }
)  # fmt: skip
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def citation(document: Document) -> Cited:
    """A footnote: author, title, source, day, address, and what names the copy kept here."""
    author, source, url = (_tidy(text) for text in (document.author, document.source, document.url))
    named = _tidy(document.title) or "Without a title"
    end = "" if named[-1] in ".?!…" else "."
    return (
        *(((author, True), (". ", False)) if author else ()),
        ("“", False), (named, True), (f"{end}” ", False),
        *(((source, True), (", ", False)) if source else ()),
        (f"{_day_words(document.date)}. ", False),
        *(((url, True), (". ", False)) if url else ()),
        (f"Backfile {copy_name(document)}.", False),
    )  # fmt: skip


def plain_citation(document: Document) -> str:
    """The citation as one line."""
    return "".join(text for text, _ in citation(document))


def bibtex(document: Document) -> str:
    """An entry for BibTeX, in UTF-8; its key is the id."""
    day = document.date
    fields = {
        "author": " and ".join(_bibtex_name(name) for name in authors(document)),
        "title": f"{{{_tex(document.title)}}}" if document.title else "",
        "journal": _tex(document.source),
        "year": day.text[:4] if day else "",
        "month": _MONTHS[day.first.month - 1] if day and len(day.text) > 4 else "",
        "date": day.text if day else "",
        "url": re.sub(r"[{}\\\s]", "", document.url),
        "langid": document.language,
        "note": _tex(f"Backfile {copy_name(document)}"),
    }
    lines = [f"  {name} = {value if name == 'month' else f'{{{value}}}'},\n" for name, value in fields.items() if value]
    return f"@article{{{_key(document.id)},\n{''.join(lines)}}}\n\n"


def ris(document: Document) -> str:
    """A record in RIS, as reference managers read it: CRLF, each line two letters and a value."""
    day = document.date
    lines = [
        ("TY", "NEWS"),
        *(("AU", _family_first(name)) for name in authors(document)),
        ("TI", _tidy(document.title)),
        ("T2", _tidy(document.source)),
        ("PY", day.text[:4] if day else ""),
        ("DA", (day.text.replace("-", "/") + "/" * (3 - day.text.count("-"))) if day else ""),
        ("LA", document.language),
        ("UR", _tidy(document.url)),
        ("ID", _tidy(document.id)),
        ("N1", f"Backfile {copy_name(document)}"),
    ]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in lines if value) + "ER  - \r\n\r\n"


def csl(document: Document) -> dict[str, Any]:
    """An item of CSL-JSON, as Zotero and pandoc read it."""
    day = document.date
    item: dict[str, Any] = {
        "id": document.id,
        "type": "article-newspaper",
        "title": document.title,
        "author": [_csl_name(name) for name in authors(document)],
        "container-title": document.source,
        "issued": {"date-parts": [[int(part) for part in day.text.split("-")]]} if day else None,
        "URL": document.url,
        "language": document.language,
        "note": f"Backfile {copy_name(document)}",
    }
    return {name: value for name, value in item.items() if value}


def copy_name(document: Document) -> str:
    """What names the copy kept here: its id, and the version where there was another before."""
    return _tidy(document.id) + (f", version {document.version}" if document.version > 1 else "")


def authors(document: Document) -> list[str]:
    """The names of the authors, which commas stand between."""
    return [name for name in (_tidy(part) for part in document.author.split(",")) if name]


def _day_words(day: PartialDate | None) -> str:
    return date_words(day) if day else "no date"


def _tidy(text: str) -> str:
    """On one line, without what no reference holds."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _tex(text: str) -> str:
    return _tidy(text).translate(_TEX)


def _key(id: str) -> str:
    return re.sub(r"[^A-Za-z0-9:._+/-]", "-", id)


def _bibtex_name(name: str) -> str:
    """A name as BibTeX takes it apart; one that holds its word between names is kept whole."""
    return f"{{{_tex(name)}}}" if re.search(r"\band\b", name) else _tex(name)


def _family_first(name: str) -> str:
    given, _, family = name.rpartition(" ")
    return f"{family}, {given}" if given else name


def _csl_name(name: str) -> dict[str, str]:
    given, _, family = name.rpartition(" ")
    return {"family": family, "given": given} if given else {"literal": name}
