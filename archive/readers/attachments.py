"""What hangs on a mail: files and whole mails, each a report of its own; pictures and signatures are left alone."""

import posixpath
import re
from collections.abc import Iterator
from email.message import Message
from mimetypes import guess_extension
from typing import IO

from archive.errors import RefusedError
from archive.member import Member, Place
from archive.readers.mail import attached
from archive.readers.mime import header, is_cut, parse, payload
from archive.scan import left_out

MAX_BYTES = 64 << 20
_NOTHING = re.compile(r"(?:image|audio|video|font)/|application/(?:pgp-|x?-?pkcs7-)|text/(?:calendar|x-?vcard)")


def attachments(file: IO[bytes], at: Place, name: str) -> Iterator[tuple[Place, Member]]:
    """Every part of a mail that is a file of its own."""
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise RefusedError("too-large", f"over {MAX_BYTES >> 20} MB; save what hangs on it, and add that")
    message = parse(data)
    parts, cut = attached(message), is_cut(message)
    for n in range(at[0], len(parts)):
        member = _member(parts[n], n + 1)
        if cut and n == len(parts) - 1 and not member.skip:
            member = Member(member.name, reason="truncated", detail="the mail ends in the middle of it")
        yield (n, 0), member


def _member(part: Message, number: int) -> Member:
    name = f"{number}-{_name(part)}".encode("utf-8", "surrogateescape")
    if part.get_content_type() == "message/rfc822":
        return Member(name, b"".join(bytes(one) for one in part.get_payload() if isinstance(one, Message)))
    why = "asset" if _NOTHING.match(part.get_content_type()) else left_out(name, frozenset())
    return Member(name, skip=why) if why else Member(name, payload(part))


def _name(part: Message) -> str:
    """The name it was sent under, without a path; else one for its type."""
    try:
        named = posixpath.basename(" ".join(str(part.get_filename() or "").replace("\\", "/").split()))
    except (LookupError, ValueError, TypeError):
        named = ""
    if part.get_content_type() == "message/rfc822":
        inner = next((one for one in part.get_payload() if isinstance(one, Message)), part)
        return named or f"{header(inner, 'Subject').replace('/', '-')[:80] or 'mail'}.eml"
    return named[:120] or f"part{guess_extension(part.get_content_type()) or ''}"
