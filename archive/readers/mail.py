"""Mail (EML) to Page: what its writer wrote; quoted mail below it and signatures are told as what they are."""

import codecs
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from email.message import Message
from email.utils import parseaddr

from archive.errors import RefusedError
from archive.readers.flow import pieces_of
from archive.readers.html import read_html
from archive.readers.mime import header, is_cut, is_message, leaves, moment, parse, text_of
from archive.readers.page import Facts, Page, Piece
from archive.report import Evidence, Kind

METHOD = "mail header"
_SHOWN = ("From", "To", "Cc", "Newsgroups", "Date", "Subject")
_FORWARDED = re.compile(r"^(?:(?:re|fwd?|aw|wg|tr|rv|sv|vs|ha|отв)\s?(?:\[\d+\])?\s?:\s*)+", re.IGNORECASE)
_WROTE = re.compile(
    r".{8,300}\b(?:wrote|writes|schrieb|a écrit|escribió|escreveu|ha scritto|написала?|пишет|写道)\s?.{0,80}:",
    re.DOTALL,
)
_MASS = ("List-Id", "List-Unsubscribe", "Precedence", "Feedback-ID")
_NOBODY = re.compile(r"(?:no|do-?not)[-_.]?reply", re.IGNORECASE)
_FREE = re.compile(
    r"(?:gmail|googlemail|outlook|hotmail|live|yahoo|icloud|me|aol|proton|protonmail|gmx|web|mail|yandex|t-online)\.\w+"
)


def is_mail(data: bytes, suffix: str) -> bool:
    """Whether the bytes are a mail as it was sent; mail whose few headers a person copied into a text is a text."""
    return is_message(data, transported=suffix in (".txt", ".text", ".md"))


def read_mail(data: bytes, name: str) -> Page:
    """The Page in a mail, which may have no text but a subject. Raises RefusedError."""
    message = parse(data)
    lines = [(name, header(message, name)) for name in _SHOWN]
    pieces = [Piece(f"{name}: {value}", Kind.BYLINE) for name, value in lines if value]
    body = _without_tail(list(_body(message)))
    body += [Piece("The mail ends in the middle.", place="not all of it is here")] if is_cut(message) else []
    evidence = tuple(_evidence(message))
    if not body and not any(one.field == "title" for one in evidence):
        raise RefusedError("no-text", "it has neither text nor a subject")
    text = "\n".join(piece.text for piece in body)
    return Page("mail", "", text, (*pieces, *body), Facts(evidence=evidence))


def attached(message: Message) -> list[Message]:
    """The parts of a mail that are files of their own, or whole mails."""
    return [part for part in leaves(message) if part is not message and not _is_body(part)]


def _is_body(part: Message) -> bool:
    plain = part.get_content_type() in ("text/plain", "text/html")
    return plain and part.get_content_disposition() != "attachment" and not part.get_filename()


def _body(part: Message) -> Iterator[Piece]:
    """The text of a mail: of alternatives the plain one, unless that is a stub; of others each in turn."""
    if part.get_content_type() == "message/rfc822":
        return
    inner = part.get_payload()
    if isinstance(inner, list):
        choices = [list(_body(one)) for one in inner if isinstance(one, Message)]
        if part.get_content_subtype() == "alternative" and choices:
            yield from _best(choices)
        else:
            yield from (piece for pieces in choices for piece in pieces)
    elif part.get_content_type() == "text/html" and _is_body(part):
        yield from _html(text_of(part))
    elif _is_body(part):
        yield from _plain(text_of(part))


def _best(choices: Sequence[list[Piece]]) -> list[Piece]:
    sizes = [sum(len(piece.text) for piece in pieces) for pieces in choices]
    return next(pieces for pieces, size in zip(choices, sizes, strict=True) if size * 2 >= max(sizes))


def _html(text: str) -> tuple[Piece, ...]:
    """The pieces of a mail's HTML, in which nothing is a menu."""
    try:
        pieces = read_html(codecs.BOM_UTF8 + text.encode("utf-8", "replace"), "").pieces
    except RefusedError as error:
        if error.reason in ("no-text", "not-text", "empty"):
            return ()
        raise
    return tuple(replace(piece, place="" if piece.place != "hidden on the page" else piece.place) for piece in pieces)


def _plain(text: str) -> Iterator[Piece]:
    """Paragraphs of plain mail: lines that begin with `>` are quotes, what stands below `-- ` is a signature."""
    for run in re.split(r"(?m)((?:^>.*(?:\n|$))+)", text.replace("\r\n", "\n")):
        if run.startswith(">"):
            yield from pieces_of(run)
            continue
        own, *signed = re.split(r"(?m)^-- ?$", run, maxsplit=1)
        yield from pieces_of(own)
        place = "signature"
        for piece in pieces_of("".join(signed)):
            place = "" if _WROTE.fullmatch(piece.text) else place
            yield replace(piece, place=place)


def _without_tail(pieces: list[Piece]) -> list[Piece]:
    """Mail quoted whole below the answer is marked so, for it is a report of its own; between answers it stays."""
    start = len(pieces)
    while start and (pieces[start - 1].kind is Kind.QUOTE or pieces[start - 1].place):
        start -= 1
    if start < len(pieces) and start and _WROTE.fullmatch(pieces[start - 1].text):
        start -= 1
    if not any(piece.kind is not Kind.QUOTE and not piece.place for piece in pieces[:start]):
        return pieces
    return pieces[:start] + [piece if piece.place else replace(piece, place="quoted mail") for piece in pieces[start:]]


def _evidence(message: Message) -> Iterator[Evidence]:
    """What its headers tell; who sent to a list is its source, any other sender its author."""
    subject, sender = header(message, "Subject"), header(message, "From")
    title = _FORWARDED.sub("", subject)
    if re.search(r"\w", title):
        yield Evidence("title", title[:300], METHOD, f"Subject: {subject}"[:300], 0.95)
    when = moment(message)
    if when:
        yield Evidence("date", when, METHOD, f"Date: {header(message, 'Date')}"[:300], 0.95)
    groups = header(message, "Newsgroups")
    if groups:
        yield Evidence("source", groups.split(",")[0].strip(), METHOD, f"Newsgroups: {groups}"[:300], 0.8)
    name, address = parseaddr(sender)
    domain = address.rpartition("@")[2].lower()
    if any(message.get(one) for one in _MASS) or _NOBODY.match(address):
        if name or domain:
            yield Evidence("source", name or domain, METHOD, f"From: {sender}"[:300], 0.8)
        return
    if name or address:
        yield Evidence("author", name or address, METHOD, f"From: {sender}"[:300], 0.9)
    if domain and not _FREE.fullmatch(domain):
        yield Evidence("source", domain, METHOD, f"From: {sender}"[:300], 0.5)
