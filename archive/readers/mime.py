"""Messages in MIME, which mail and saved pages (MHTML) share: their headers and parts as text."""

import re
from collections.abc import Iterator
from contextlib import suppress
from email import message_from_bytes
from email.errors import CloseBoundaryNotFoundDefect, MessageError, StartBoundaryNotFoundDefect
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parsedate_to_datetime

from archive.errors import RefusedError
from archive.readers.decode import decode, whole_characters

_KNOWN = rb"From|To|Cc|Subject|Date|Reply-To|Sender"
_TRANSPORT = rb"Return-Path|Received|MIME-Version|Delivered-To|Message-ID|X-[\w-]+|DKIM-Signature|Content-Type"
_HEADERS = re.compile(rb"(?:From \S+ [^\r\n]*\r?\n)?(?:(?:[!-9;-~]{1,80}:[^\n]*|[ \t][^\n]*)\n){1,400}")
_NAMES = re.compile(rb"^(?:(" + _TRANSPORT + rb"|Snapshot-Content-Location)|" + _KNOWN + rb"):", re.IGNORECASE | re.M)
_SAVED = re.compile(rb"^(?:Snapshot-Content-Location:|From: *<?Saved by)", re.IGNORECASE | re.MULTILINE)
_RELATED = re.compile(rb"^Content-Type:\s*(?:multipart/related|text/html)", re.IGNORECASE | re.MULTILINE)
_SENDER = re.compile(rb"^From:[^\n]*@", re.IGNORECASE | re.MULTILINE)
_TO = re.compile(rb"^(?:To|Received|Delivered-To):", re.IGNORECASE | re.MULTILINE)
_HEAD = 65536
MOST_PARTS = 5000


def head_of(data: bytes) -> bytes:
    """The header lines that a message begins with; none where it begins with others."""
    found = _HEADERS.match(data[:_HEAD].lstrip(b"\xef\xbb\xbf\r\n"))
    return found[0] if found else b""


def is_message(data: bytes, *, transported: bool) -> bool:
    """Whether the bytes begin as a mail does, from an address or with lines that no person would copy along.

    One that was `transported` has such lines.
    """
    head = head_of(data)
    names = list(_NAMES.finditer(head))
    told = any(name[1] for name in names) or (not transported and bool(_SENDER.search(head)))
    return len(names) > 1 and told


def is_saved_page(data: bytes, suffix: str) -> bool:
    """Whether the bytes are a web page saved as a message."""
    head = head_of(data)
    if not head or not is_message(data, transported=True):
        return False
    return bool(_SAVED.search(head)) or (
        bool(_RELATED.search(head)) and (suffix in (".mht", ".mhtml") or not _TO.search(head))
    )


def parse(data: bytes) -> Message:
    """The message in `data`. Raises RefusedError."""
    try:
        message = message_from_bytes(data.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n"))
        if sum(1 for _ in message.walk()) > MOST_PARTS:
            raise RefusedError("broken", f"it has more than {MOST_PARTS} parts")
    except (MessageError, RecursionError, LookupError, ValueError, TypeError, AttributeError) as error:
        raise RefusedError("broken", f"it is no message that can be read: {error}") from error
    return message


def is_cut(message: Message) -> bool:
    """Whether a message lacks the line that ends its parts, as one does that ends in the middle."""
    faults = (CloseBoundaryNotFoundDefect, StartBoundaryNotFoundDefect)
    return any(isinstance(fault, faults) for part in message.walk() for fault in part.defects)


def header(message: Message, name: str) -> str:
    """A header's words on one line, decoded; "" where there is none."""
    text = str(next((value for key, value in message.raw_items() if key.lower() == name.lower()), ""))
    if not text.isascii():  # bytes that no header may hold, but many do
        text = decode(text.encode("utf-8", "surrogateescape"), marked_up=False)[0]
    else:
        with suppress(MessageError, LookupError, ValueError, AssertionError):
            text = str(make_header(decode_header(text)))
    return " ".join(whole_characters(text).split())


def moment(message: Message) -> str:
    """When its Date header says, ISO 8601; "" where it says nothing that is a date. UTC where no zone is told."""
    with suppress(ValueError, TypeError, IndexError, OverflowError):
        found = parsedate_to_datetime(header(message, "Date"))
        return found.isoformat() if found.tzinfo else f"{found.isoformat()}+00:00"
    return ""


def payload(part: Message) -> bytes:
    """The bytes of a part that has no parts, its transfer encoding undone."""
    with suppress(ValueError, LookupError, AssertionError):
        found = part.get_payload(decode=True)
        return found if isinstance(found, bytes) else b""
    return b""


def text_of(part: Message) -> str:
    """The text of a part in the character set that it names, or else in the one it seems to be in."""
    data = payload(part)
    named = str(part.get_content_charset() or "")
    if named and named not in ("us-ascii", "ascii", "iso-8859-1", "unknown-8bit"):  # these are told for want of better
        with suppress(LookupError, ValueError):
            return data.decode(named)
    return decode(data, marked_up=part.get_content_type() == "text/html")[0] if data.strip() else ""


def leaves(message: Message) -> Iterator[Message]:
    """Every part that has no parts of its own, in order, and whole messages that are attached."""
    waiting = [message]
    while waiting:
        part = waiting.pop()
        inner = part.get_payload()
        if part.get_content_type() == "message/rfc822" and part is not message:
            yield part
        elif isinstance(inner, list):
            waiting += reversed([one for one in inner if isinstance(one, Message)])
        else:
            yield part
