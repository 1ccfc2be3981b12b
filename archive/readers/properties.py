"""What a document's own properties tell, and how far to believe it."""

import re
from collections.abc import Iterator
from contextlib import suppress

from archive.report import Evidence, PartialDate

METHOD = "document properties"
# What programs put there by themselves; no report is called so, and nobody.
_NO_TITLE = re.compile(
    r"(?:microsoft word|untitled|document|unbenannt|sans titre|slide|scan|print|title)\W?\s?\d*"
    r"|(?:microsoft \w+ - )?\S+\.(?:docx?|odt|rtf|pdf|indd|qxd|html?|tmp|tex|dvi)",
    re.IGNORECASE,
)
_NO_AUTHOR = re.compile(
    r"(?:admin(?:istrator)?|user|owner|windows user|author|unknown|root|python-docx|win|benutzer|utilisateur|usuario"
    r"|пользователь|\W*)",
    re.IGNORECASE,
)
_ZONE = re.compile(r"(?:Z|[+-]\d\d:?\d\d)\s*$")
FIRST_YEAR = "1985"
"""Clocks that were never set tell earlier ones."""


def properties(
    title: str = "", author: str = "", created: str = "", modified: str = "", language: str = "", source: str = ""
) -> tuple[Evidence, ...]:
    """Evidence from properties as written; the dates are ISO 8601, and only say that the text is no younger by much."""
    return tuple(_told(title, author, created, modified, language, source))


def _told(title: str, author: str, created: str, modified: str, language: str, source: str) -> Iterator[Evidence]:
    title, author = " ".join(title.split()), " ".join(author.split())
    if re.search(r"\w", title) and not _NO_TITLE.fullmatch(title):
        yield Evidence("title", re.sub(r"^Microsoft \w+ - ", "", title)[:300], METHOD, title[:300], 0.7)
    if not _NO_AUTHOR.fullmatch(author) and "@" not in author:
        yield Evidence("author", author[:200], METHOD, author[:200], 0.6)
    if source.strip():
        yield Evidence("source", " ".join(source.split())[:80], METHOD, source[:200], 0.7)
    if language.strip():
        yield Evidence("language", language.strip()[:20], METHOD, language[:20], 0.5)
    for words, sure in ((created, 0.45), (modified, 0.35)):
        with suppress(ValueError):
            date = PartialDate.from_iso(words.strip())
            if date.text >= FIRST_YEAR:
                yield Evidence("date", date.instant if _ZONE.search(words) else date.text, METHOD, words, sure)
