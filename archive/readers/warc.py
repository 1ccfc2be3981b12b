"""Web archives (WARC, ARC, WACZ): every answer that is a page or a document, with its address and when it came."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import IO, Any
from urllib.parse import quote, urlsplit

from archive.errors import RefusedError
from archive.extras import require
from archive.member import Member, Place
from archive.scan import ASSET_SUFFIXES

MAX_BYTES = 64 << 20
WARC_FAULTS: tuple[type[Exception], ...] = (EOFError, OSError, ValueError, zlib.error)
_READ = re.compile(
    r"text/(?:html|plain|rtf|markdown)|application/(?:xhtml\+xml|pdf|rtf|msword|epub\+zip|zip|x-mimearchive)|multipart/related"
    r"|application/vnd\.(?:openxmlformats-officedocument\.wordprocessingml|oasis\.opendocument\.text)|message/rfc822|$",
    re.IGNORECASE,
)
_UNTOLD = ("application/octet-stream", "unk", "no-type", "binary/octet-stream")
_FAULT = re.compile(r"Error -\d[^\n]*|Content-Length is invalid")
_SPEAKING = ("response", "revisit", "resource")
_WEB_BEGAN = datetime(1990, 1, 1, tzinfo=UTC)
_CLOCKS_DIFFER = timedelta(days=1)


def is_warc(head: bytes) -> bool:
    """Whether a file that begins so is a web archive."""
    return head.startswith((b"WARC/", b"filedesc://"))


def warc_members(file: IO[bytes], at: Place, name: str) -> Iterator[tuple[Place, Member]]:
    """Every answer in a WARC or ARC file from the byte that `at` names; requests and notes are none."""
    require("warc")
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    file.seek(at[1])
    records = ArchiveIterator(file, arc2warc=True)
    try:
        while found := _next(records):
            if found[1]:
                yield (at[0], found[0]), found[1]
    except EOFError as error:
        raise RefusedError("truncated", str(error)) from error
    except ArchiveLoadFailed as error:
        raise RefusedError("broken", f"from there on it is no web archive: {error}") from error


def _next(records: Any) -> tuple[int, Member | None] | None:
    """Where the next record begins, and the member it is, if it is one; None behind the last.

    The library prints what is wrong with a record, and goes on: then the record is broken.
    """
    said = StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        record = next(records, None)
        if record is None:
            return None
        member = _member(record) if record.rec_type in _SPEAKING else None
        start = int(records.get_record_offset())  # reads the record to its end
    fault = _FAULT.search(said.getvalue())
    if fault:
        name = member.name if member else f"record at byte {start}".encode()
        member = Member(name, reason="broken", detail=f"what is stored at byte {start} is damaged: {fault[0]}")
    return start, member


def wacz_members(file: IO[bytes], at: Place, name: str) -> Iterator[tuple[Place, Member]]:
    """Every answer in the web archives of a WACZ file; its indexes and lists are left alone."""
    archive = zipfile.ZipFile(file)
    names = [one for one in archive.namelist() if not one.endswith("/")]
    inner = [one for one in names if re.fullmatch(r"archive/.*\.warc(?:\.gz)?", one)]
    if at == (0, 0):
        yield from (
            (at, Member(one.encode("utf-8", "replace"), skip="part-of-archive")) for one in names if one not in inner
        )
    for n in range(at[0], len(inner)):
        with archive.open(inner[n]) as warc:
            yield from warc_members(warc, (n, at[1] if n == at[0] else 0), inner[n])


def _member(record: Any) -> Member:
    url, captured = _address(record), _moment(record)
    name = (url or str(record.rec_headers.get_header("WARC-Record-ID") or "record")).encode("utf-8", "replace")
    url = url if url.startswith(("http://", "https://")) else ""
    why = _left_out(record, url)
    if why:
        return Member(name, skip=why)
    if record.rec_headers.get_header("WARC-Truncated"):
        return Member(name, url=url, captured=captured, reason="truncated", detail="it was cut when it was fetched")
    try:
        return Member(name, _content(record), url, captured)
    except RefusedError as error:
        return Member(name, url=url, captured=captured, reason=error.reason, detail=error.detail)


def _content(record: Any) -> bytes:
    """The bytes of an answer, its transfer and content encodings undone. Raises RefusedError; EOFError at a cut."""
    from warcio.bufferedreaders import ChunkedDataReader

    headers = record.http_headers
    chunked = headers and str(headers.get_header("Transfer-Encoding") or "").lower() == "chunked"
    stream = ChunkedDataReader(record.raw_stream) if chunked else record.raw_stream
    data = b""
    while len(data) <= MAX_BYTES and (more := stream.read(1 << 20)):
        data += more
    if len(data) > MAX_BYTES:
        raise RefusedError("too-large", f"over {MAX_BYTES >> 20} MB")
    if getattr(record.raw_stream, "limit", 0) > 0:
        raise EOFError("it ends within an answer")
    return _decoded(data, str(headers.get_header("Content-Encoding") or "").lower() if headers else "")


def _decoded(data: bytes, encoding: str) -> bytes:
    """What a content encoding stands for; some archives keep its name and undo it themselves. Raises RefusedError."""
    unpack = {"br": _from_brotli, "gzip": _from_zlib, "x-gzip": _from_zlib, "deflate": _from_zlib}.get(encoding)
    if unpack is None or _is_plain(data):
        return data
    found, whole = unpack(data)
    if len(found) > MAX_BYTES:
        raise RefusedError("too-large", f"it unpacks to over {MAX_BYTES >> 20} MB")
    if not whole:
        raise RefusedError("truncated", "its compressed text ends in the middle")
    return found


def _from_zlib(data: bytes) -> tuple[bytes, bool]:
    decoder = zlib.decompressobj(47 if data[:2] == b"\x1f\x8b" or data[:1] == b"\x78" else -15)
    try:
        return decoder.decompress(data, MAX_BYTES + 1), decoder.eof
    except zlib.error as error:
        raise RefusedError("broken", f"it cannot be unpacked: {error}") from error


def _from_brotli(data: bytes) -> tuple[bytes, bool]:
    import brotli

    decoder = brotli.Decompressor()
    try:
        return bytes(decoder.process(data, output_buffer_limit=MAX_BYTES + 1)), decoder.is_finished()
    except brotli.error as error:
        raise RefusedError("broken", f"it cannot be unpacked: {error}") from error


def _is_plain(data: bytes) -> bool:
    """Whether bytes begin as a page or a PDF does, which no compressed ones do."""
    return not data or data.lstrip()[:1] == b"<" or data.startswith(b"%PDF")


def _address(record: Any) -> str:
    """The address it came from, as one that a browser would ask for."""
    url = str(record.rec_headers.get_header("WARC-Target-URI") or "").strip("<> ")
    return quote(url, safe="!#$%&'()*+,/:;=?@[]~")


def _moment(record: Any) -> str:
    """When it came, ISO 8601; "" where that is not told, or cannot be: before there was a web, or still to come."""
    try:
        moment = datetime.fromisoformat(str(record.rec_headers.get_header("WARC-Date")))
    except ValueError:
        return ""
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment.isoformat() if _WEB_BEGAN <= moment <= datetime.now(UTC) + _CLOCKS_DIFFER else ""


def _left_out(record: Any, url: str) -> str:
    """Why an answer is no report: a redirect, an error, a picture, or the same again."""
    if record.rec_type == "revisit":
        return "revisit"
    if not url:
        return "part-of-archive"
    headers = record.http_headers
    status = str(headers.get_statuscode() or "") if headers else "200"
    if status != "200":
        return "redirect" if status.startswith("3") else "http-error"
    told = headers.get_header("Content-Type") if headers else record.rec_headers.get_header("Content-Type")
    kind = str(told or "").partition(";")[0].strip().lower()
    try:
        suffix = "." + urlsplit(url).path.rpartition("/")[2].rpartition(".")[2].lower()
    except ValueError:
        suffix = ""
    if kind in _UNTOLD:
        return "asset" if suffix.encode() in ASSET_SUFFIXES or suffix == "." else ""
    return "" if _READ.match(kind) and suffix.encode() not in (b".css", b".js", b".json") else "asset"
