"""Files made to break a reader, by kinds: random, changed, cut and nested ones."""

import gzip
from dataclasses import dataclass
from functools import cache

from hypothesis import strategies as st
from making import CORPUS, DATA
from packing import MAIL_HEAD, docx, epub, multipart, odt, p, pdf, zipped

NEEDLE = "The needle stands in the haystack, as plain as the nose on a face, and is to be found again."
MAGIC = (
    b"",
    b"%PDF-1.7\n",
    b"PK\x03\x04",
    b"{\\rtf1 ",
    b"\x1f\x8b\x08",
    b"WARC/1.0\r\n",
    b"<html>",
    b"From: a\nSubject: b\n",
)
SUFFIXES = ("html", "txt", "pdf", "docx", "odt", "epub", "rtf", "eml", "mhtml", "warc", "zip", "gz", "")
SPLICES = (
    *(
        b"",
        b"\0",
        b"\xff\xfe",
        b"<",
        b"<![",
        b"<a ",
        b"</",
        b"<!--",
        b"<script>",
        b"&#xd800;",
        b"\x1b$B",
        b"\\u{",
        b"{\\",
    ),
    *(
        b"\r\n\r\n",
        b"\f",
        b"> ",
        b"--b\r\n",
        b"9" * 40,
        b"endobj",
        b"stream\n",
        b"PK\x01\x02",
        "é漢ы".encode(),
        b" " * 500,
    ),
)
NESTED = (
    *(
        "<div>",
        "<b><i>",
        "<table><tr><td>",
        "<p><font><b>",
        "<ul><li>",
        "<svg>",
        "<!-- ",
        "<![CDATA[",
        "<a ",
        "[",
        '{"a":',
    ),
    *("> ", "{\\b ", "- ", "(", "\t", "\n", "word-\n", "\f3\n", "Re: "),
)


@dataclass(frozen=True, slots=True)
class Hostile:
    """A file: its kind, its name and its bytes."""

    kind: str
    name: str
    data: bytes

    def __repr__(self) -> str:
        return f"Hostile({self.kind!r}, {self.name!r}, {self.data[:60]!r} … {len(self.data)} bytes)"


@cache
def seeds() -> dict[str, list[bytes]]:
    """Whole files by suffix: small ones made here, the corpus, and real ones where they are."""
    found = {
        "docx": [docx(p(NEEDLE, "T") + p(NEEDLE) * 5)],
        "odt": [odt(f"<text:p>{NEEDLE}</text:p>" * 5)],
        "epub": [epub([f"<p>{NEEDLE}</p>" * 5] * 3)],
        "pdf": [pdf([[(NEEDLE, 72, 700, 12), (NEEDLE, 72, 650, 12)]] * 2)],
        "rtf": [b"{\\rtf1\\ansi " + f"{NEEDLE}\\par ".encode() * 9 + b"}"],
        "eml": [
            multipart(
                "mixed", f"Content-Type: text/plain\r\n\r\n{NEEDLE}", f"Content-Type: text/html\r\n\r\n<p>{NEEDLE}"
            )
        ],
        "zip": [zipped({"a.html": f"<html><p>{NEEDLE}</p>", "b.txt": NEEDLE, "c.zip": zipped({"d.txt": NEEDLE})})],
        "gz": [gzip.compress(NEEDLE.encode(), mtime=0)],
        "html": [path.read_bytes() for path in sorted(CORPUS.glob("*.html")) if 0 < path.stat().st_size < 20_000],
        "txt": [path.read_bytes() for path in sorted(CORPUS.glob("*.txt"))],
    }
    for path in sorted((DATA / "formats").rglob("*")):
        if path.is_file() and 0 < path.stat().st_size < 100_000:
            found.setdefault(path.suffix[1:], []).append(path.read_bytes())
    return found


def random_bytes() -> st.SearchStrategy[Hostile]:
    """Bytes that nothing wrote, with or without the beginning of a format."""
    data = st.builds(bytes.__add__, st.sampled_from(MAGIC), st.binary(max_size=150))
    return st.builds(lambda suffix, data: Hostile("random bytes", f"a.{suffix}", data), st.sampled_from(SUFFIXES), data)


def changed() -> st.SearchStrategy[Hostile]:
    """A whole file with places cut out, overwritten, repeated."""
    places = st.tuples(st.integers(0, 2**20), st.sampled_from((0, 1, 4, 60, 900)), st.sampled_from(SPLICES))
    return st.builds(_changed, _seeded(), st.lists(places, min_size=1, max_size=5))


def cut() -> st.SearchStrategy[Hostile]:
    """The beginning of a whole file."""

    def made(seed: tuple[str, bytes], at: int) -> Hostile:
        return Hostile(f"cut {seed[0]}", f"a.{seed[0]}", seed[1][: at % len(seed[1])])

    return st.builds(made, _seeded(), st.integers(1, 2**20))


def nested() -> st.SearchStrategy[Hostile]:
    """One thing in itself, very often, around words that must be found again."""

    def made(part: str, times: int, suffix: str) -> Hostile:
        text = part * times + f"\n\n{NEEDLE}\n\n" + NEEDLE
        head = {"html": "<html><body>", "eml": f"{MAIL_HEAD}\r\n\r\n", "rtf": "{\\rtf1 "}.get(suffix, "")
        return Hostile(f"nested {suffix}", f"a.{suffix}", (head + text).encode())

    return st.builds(
        made, st.sampled_from(NESTED), st.integers(1, 20_000), st.sampled_from(("html", "txt", "eml", "rtf"))
    )


def any_hostile() -> st.SearchStrategy[Hostile]:
    """Any of them."""
    return random_bytes() | changed() | changed() | cut() | nested()


def _seeded() -> st.SearchStrategy[tuple[str, bytes]]:
    kinds = sorted(seeds())
    return st.sampled_from(kinds).flatmap(lambda kind: st.tuples(st.just(kind), st.sampled_from(seeds()[kind])))


def _changed(seed: tuple[str, bytes], places: list[tuple[int, int, bytes]]) -> Hostile:
    suffix, data = seed
    for at, length, splice in places:
        start = at % (len(data) + 1)
        data = data[:start] + (splice or data[start : start + 300] * 2) + data[start + length :]
    return Hostile(f"changed {suffix}", f"a.{suffix}", data)
