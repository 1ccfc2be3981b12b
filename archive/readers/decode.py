"""Bytes to text: which encoding a file is really in, whatever it says."""

import codecs
import re

from charset_normalizer import from_bytes

from archive.errors import RefusedError
from archive.language import ENOUGH, detect

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MAGIC = (
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"RIFF", "a WebP picture or a recording"),
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a zip file (perhaps an office document)"),
    (b"\x1f\x8b", "gzip-compressed data"),
    (b"BZh", "bzip2-compressed data"),
    (b"\xfd7zXZ", "xz-compressed data"),
    (b"7z\xbc\xaf", "a 7-Zip file"),
    (b"\x28\xb5\x2f\xfd", "zstd-compressed data"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"SQLite format 3", "a SQLite database"),
    (b"\x7fELF", "a program"),
    (b"wOF", "a font"),
    (b"OggS", "a recording"),
    (b"ID3", "a recording"),
)
# What browsers read when a page names the encoding on the left.
_ALIASES = {
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "windows-874": "cp874",
    "x-cp1251": "cp1251",
    "iso-8859-8-i": "iso8859-8",
    "windows-31j": "cp932",
    "windows-949": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "x-mac-cyrillic": "mac-cyrillic",
    "utf-16": "utf-8",  # a declaration that can be read as ASCII is not in UTF-16
    "utf-16le": "utf-8",
    "utf-16be": "utf-8",
    "utf8": "utf-8",
}
_CANDIDATES = [
    *("cp1251", "koi8_r", "cp1252", "cp1250", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "iso8859_2"),
    *("gb18030", "big5", "cp932", "euc_jp", "cp949", "cp874", "cp866"),
]
# What browsers know, by Python's names; of its other codecs many are no encodings of text.
_MULTIBYTE = frozenset(("gb18030", "big5hkscs", "cp932", "cp949", "euc_jp", "iso2022_jp"))
_KNOWN = _MULTIBYTE | frozenset(
    (
        *("utf-8", "cp866", "cp874", "koi8-r", "koi8-u", "mac-roman", "mac-cyrillic"),
        *(f"cp{number}" for number in range(1250, 1259)),
        *(f"iso8859-{number}" for number in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)),
    )
)
_NAME = rb"""\s{0,9}=\s{0,9}["']?\s{0,9}([\w.:-]{2,40})"""
_XML = re.compile(rb"\s{0,99}<\?xml\s[^<>]{0,200}?encoding" + _NAME)
_META = re.compile(
    rb"<meta\s(?:[^<>]{0,200}?\s)??charset"
    + _NAME
    + rb"|<meta\s(?=[^<>]{0,400}http-equiv\s{0,9}=\s{0,9}[\"']?content-type)"
    rb"[^<>]{0,400}?charset" + _NAME,
    re.IGNORECASE,
)
_UNREAD = re.compile(rb"<!--.*?-->|<(script|style|title|noscript|textarea)\b.*?</\1", re.IGNORECASE | re.DOTALL)
# What stands in western text, and what does not stand after a letter in it but is a letter in other encodings.
_WESTERN = frozenset("ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜßàáâãäåæçèéêëìíîïñòóôõöøùúûüÿœŒŸ")
_MARKS = frozenset("\xa0\xad¡¢£§©ª«®°²´·º»¼½¿€…–—‘’“”„•™")
_MISPLACED = re.compile(r"[^\W\d_][¡¢£ª²º¼½¿]")
_CENTRAL = ("pl", "cs", "sk", "hu", "hr", "sl", "ro")
_CONTROL = bytes(c for c in range(32) if c not in b"\t\n\r\f\x1b")
_HEAD = 8192


def decode(data: bytes, *, marked_up: bool = True) -> tuple[str, str]:
    """The text of `data` and the name of its encoding; only what is `marked_up` can say which that is.

    Raises RefusedError where `data` is no text.
    """
    for start, kind in _MAGIC:
        if data.startswith(start):
            raise RefusedError("not-text", f"the file is {kind}, not a page or a text")
    for mark, codec in _BOMS:
        if data.startswith(mark):
            return _tidy(data.decode(codec, "replace").removeprefix("\ufeff")), codec
    codec = _wide(data)
    if codec:
        return _tidy(data.decode(codec, "replace")), codec
    data = data.rstrip(b"\0")
    _refuse_binary(data)
    codec = _narrow(data, _declared(data[:_HEAD]) if marked_up else "")
    return _tidy(data.decode(codec, "replace")), codec


def whole_characters(text: str) -> str:
    """`text` as it can be written in UTF-8: U+FFFD for every half of a surrogate pair that stands alone."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def _tidy(text: str) -> str:
    """`text` without NULs, which no parser agrees about; refused where U+FFFD shows that it never was text."""
    if text.count("\ufffd") * 5 > len(text):
        raise RefusedError("not-text", "most of the file's bytes are no text in any encoding")
    return text.replace("\0", "")


def _wide(data: bytes) -> str:
    """UTF-16 told by where its NULs are: on one side of each pair of bytes."""
    head = data[: _HEAD * 8]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if even + odd < len(head) * 0.02 or min(even, odd) * 20 > even + odd:
        return ""
    codec = "utf-16-le" if odd > even else "utf-16-be"
    text = head[: len(head) // 2 * 2].decode(codec, "replace")
    strange = sum(not (c.isprintable() or c in "\t\n\r\f\ufeff") for c in text)
    return codec if strange * 50 <= len(text) else ""


def _refuse_binary(data: bytes) -> None:
    control = len(data) - len(data.translate(None, _CONTROL))
    if control * 50 > len(data):
        raise RefusedError("not-text", f"{control} of {len(data)} bytes are control characters: a binary file")


def _narrow(data: bytes, declared: str) -> str:
    """The encoding of text whose unit is a byte, where `declared` is what it says itself or ""."""
    if data.isascii():
        return declared if declared.startswith("iso2022") else "utf-8"
    high = len(data) - len(data.translate(None, bytes(range(128, 256))))
    unicode = _holds(data, "utf-8")
    # Bytes of a single-byte encoding are never UTF-8 by chance, nor are sixteen of any other: a page that says
    # otherwise was re-encoded when saved.
    if unicode and (high >= 16 or declared not in _MULTIBYTE):
        return "utf-8"
    if declared not in ("", "utf-8") and _holds(data, declared):
        return declared
    if unicode or _mostly_utf8(data, high):
        return "utf-8"
    return _detected(data)


def _declared(head: bytes) -> str:
    """The encoding that the head of a page says it is in, or "" where it says none that browsers know."""
    found = _XML.match(head) or _META.search(_UNREAD.sub(b"", head))
    if not found:
        return ""
    name = next(filter(None, found.groups())).decode("ascii").lower()
    try:
        codec = codecs.lookup(_ALIASES.get(name, name)).name
    except (LookupError, ValueError):
        return ""
    return codec if codec in _KNOWN else ""


def _holds(data: bytes, codec: str) -> bool:
    try:
        data.decode(codec)
    except (ValueError, LookupError):
        return False
    return True


def _mostly_utf8(data: bytes, high: int) -> bool:
    """Whether a few broken bytes are all that is wrong with UTF-8."""
    return data.decode("utf-8", "replace").count("\ufffd") * 20 <= high


def _detected(data: bytes) -> str:
    """The likeliest encoding, judged by the text between tags only: markup is ASCII in all of them."""
    pieces = (piece for piece in re.split(rb"[<>]", data) if not piece.isascii())
    sample = b" ".join(pieces)[:20_000]
    if _is_western(sample):
        return "cp1252"
    found = from_bytes(sample, cp_isolation=_CANDIDATES, enable_fallback=False).best()
    return found.encoding if found and _holds(data, found.encoding) else "cp1252"


def _is_western(sample: bytes) -> bool:
    """Whether `sample` reads like a western language in cp1252, as no text in another script or alphabet does."""
    try:
        text = sample.decode("cp1252")
    except ValueError:
        return False
    letters = re.sub(r"[\x00-\x7f]", " ", text)
    if not {*letters.replace(" ", "")} <= _WESTERN | _MARKS or _MISPLACED.search(text):
        return False
    if any(sum(c in _WESTERN for c in run) > 2 for run in letters.split()):
        return False
    language, sure = detect(text)
    return not (language in _CENTRAL and sure > 0.9 and len(text) >= ENOUGH)
