"""The header lines of a mail or a news group's post, as people copy them above a text: what they tell."""

import re
from collections.abc import Mapping
from contextlib import suppress
from email.utils import parseaddr, parsedate_to_datetime

from archive.dates import read_dates
from archive.readers.html import squeeze

_HEADER = re.compile(r"[>|* \t]{0,4}\*?([^\W\d_][\w-]{1,30}|Reply To)\*?[ \t]?:\*?[ \t]*(.*(?:\n[ \t]+\S.*)*)(?:\n|$)")
_FORWARDED = re.compile(r"^(?:(?:re|fwd?|aw|wg|tr|rv|sv|vs|ha|отв)\s?(?:\[\d+\])?\s?:\s*)+", re.IGNORECASE)
_NAMES = {
    "from": "from von de da od от від van från fra",
    "subject": "subject betreff objet asunto assunto oggetto тема onderwerp ämne emne temat",
    "date": "date sent datum gesendet fecha data enviado envoyé дата отправлено verzonden skickat sendt wysłano",
    "newsgroups": "newsgroups",
}
_KNOWN = {name: field for field, names in _NAMES.items() for name in names.split()}
_SPLIT = re.compile(r"[\s,]+")

Labels = list[tuple[str, str, str]]
"""As Facts.labels: Document field, value, line."""


def read_headers(text: str, language: str) -> tuple[Labels, list[str], str]:
    """What headers at the top of a text tell, all their lines, and the text below; without any, the text alone."""
    told: dict[str, tuple[str, str]] = {}
    lines, place = [], 0
    while found := _HEADER.match(text, place):
        told.setdefault(_KNOWN.get(found[1].lower(), found[1].lower()), (squeeze(found[2]), squeeze(found[0])))
        lines.append(squeeze(found[0]))
        place = found.end()
    if not {"from", "subject"} <= told.keys() or text[place:].partition("\n")[0].strip():
        return [], [], text
    return _labels(told, language), lines, text[place:]


def _labels(told: Mapping[str, tuple[str, str]], language: str) -> Labels:
    subject, line = told["subject"]
    title = _FORWARDED.sub("", subject)
    labels = [("title", title, line)] if re.search(r"\w", title) else []
    sender = told["from"][0]
    name = parseaddr(sender)[0] if "@" in sender else sender
    labels += [("author", name, told["from"][1])] if name else []
    if "date" in told:
        when = _moment(told["date"][0], language)
        labels += [("date", when, told["date"][1])] if when else []
    groups = _SPLIT.split(told.get("newsgroups", ("", ""))[0])
    return labels + ([("source", groups[0], told["newsgroups"][1])] if groups[0] else [])


def _moment(words: str, language: str) -> str:
    with suppress(ValueError):
        return parsedate_to_datetime(words).isoformat()
    found = read_dates(words, language)
    return found[0].words if found else ""
