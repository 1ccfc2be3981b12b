"""Web archives and packed files give out their members; what is damaged is told, and nothing gets loud."""

import bz2
import gzip
import lzma
import tarfile
import zlib
from collections.abc import Callable
from functools import partial
from io import BytesIO
from itertools import count
from pathlib import PurePath

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st
from packing import MAIL_HEAD, answer, docx, epub, multipart, odt, p, zipped

from archive import extras
from archive.member import BATCH_MEMBERS, START, Batch, Member
from archive.readers.containers import batch_of, container_of

URL = "https://quay.example/corridor"
DATE = "2025-06-08T10:00:00Z"
PAGE = b"<html><body><p>The grain corridor reopened on Sunday.</p></body></html>"
HTML = "Content-Type: text/html"


def batches(data: bytes, name: str) -> list[Batch]:
    file = BytesIO(data)
    container = container_of(file, PurePath(name).suffix)
    assert container, "the file holds no others"
    found = [batch_of(container, file, START, name)]
    while place := found[-1].next:
        file.seek(0)
        found.append(batch_of(container, file, place, name))
    return found


def members(data: bytes, name: str = "a.warc") -> list[Member]:
    return [member for batch in batches(data, name) for member in batch.members]


def fault(data: bytes, name: str = "a.warc") -> str:
    return batches(data, name)[-1].reason


def chunked(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n" % (9, data[:9], len(data) - 9, data[9:])


@pytest.mark.parametrize(
    ("body", "head"),
    [
        (PAGE, ""),
        (chunked(PAGE), "Transfer-Encoding: chunked"),
        (gzip.compress(PAGE), "Content-Encoding: gzip"),
        (chunked(gzip.compress(PAGE)), "Transfer-Encoding: chunked\r\nContent-Encoding: gzip"),
        (zlib.compress(PAGE), "Content-Encoding: deflate"),
        (zlib.compress(PAGE)[2:-4], "Content-Encoding: deflate"),
        (brotli.compress(PAGE), "Content-Encoding: br"),
        (PAGE, "Content-Encoding: gzip"),
    ],
    ids=["plain", "chunked", "gzip", "chunked gzip", "zlib", "deflate", "brotli", "only said to be gzip"],
)
def test_an_answer_is_what_the_page_was_however_it_was_sent(body: bytes, head: str) -> None:
    (member,) = members(answer(URL, DATE, body, "\r\n".join(filter(None, (HTML, head)))))
    assert (member.data, member.url, member.captured) == (PAGE, URL, "2025-06-08T10:00:00+00:00")


@pytest.mark.parametrize(
    ("record", "why"),
    [
        (answer(URL, DATE, "", status="301 Moved"), "redirect"),
        (answer(URL, DATE, PAGE, status="404 Not Found"), "http-error"),
        (answer(URL, DATE, "p { }", "Content-Type: text/css"), "asset"),
        (answer(URL, DATE, "x", "Content-Type: image/png"), "asset"),
        (answer(f"{URL}/x.woff2", DATE, "x", "Content-Type: application/octet-stream"), "asset"),
        (answer(URL, DATE, PAGE).replace(b"Type: response", b"Type: revisit", 1), "revisit"),
        (answer("dns:quay.example", DATE, "127.0.0.1", "Content-Type: text/dns"), "part-of-archive"),
    ],
    ids=["moved", "missing", "style", "picture", "font", "again", "name"],
)
def test_what_is_no_report_is_left_alone_with_its_reason(record: bytes, why: str) -> None:
    assert [member.skip for member in members(record)] == [why]


def test_requests_and_notes_are_no_members() -> None:
    assert members(answer(URL, DATE, PAGE).replace(b"Type: response", b"Type: request", 1)) == []


def test_an_address_is_one_that_a_browser_asks_for() -> None:
    (member,) = members(answer("<https://quay.example/the corridor?q=ä>", DATE, PAGE))
    assert member.url == "https://quay.example/the%20corridor?q=%C3%A4"


@pytest.mark.parametrize("packed", [False, True])
def test_an_archive_that_was_cut_gives_what_was_whole_and_tells_it(packed: bool) -> None:
    records = [answer(f"{URL}/{n}", DATE, PAGE) for n in range(3)]
    data = b"".join(map(gzip.compress, records) if packed else records)[:-40]
    assert [member.url[-1] for member in members(data)] == ["0", "1"]
    assert fault(data) == "truncated"


def test_a_damaged_record_is_told_and_the_others_are_read(capfd: pytest.CaptureFixture[str]) -> None:
    length = len(b"HTTP/1.1 200 OK\r\n" + HTML.encode() + b"\r\n\r\n" + PAGE)
    short = answer(f"{URL}/1", DATE, PAGE).replace(b"Length: %d" % length, b"Length: %d" % (length - 9), 1)
    found = members(answer(f"{URL}/0", DATE, PAGE) + short + answer(f"{URL}/2", DATE, PAGE))
    assert [(member.url[-1:], member.reason) for member in found] == [("0", ""), ("", "broken"), ("2", "")]
    assert capfd.readouterr() == ("", "")


def test_an_answer_cut_by_the_crawler_or_by_its_compression_is_told() -> None:
    cut = answer(URL, DATE, PAGE).replace(b"WARC-Type", b"WARC-Truncated: length\r\nWARC-Type", 1)
    half = answer(URL, DATE, gzip.compress(PAGE)[:-20], f"{HTML}\r\nContent-Encoding: gzip")
    junk = answer(URL, DATE, b"\xff" * 40, f"{HTML}\r\nContent-Encoding: br")
    assert [member.reason for member in members(cut + half + junk)] == ["truncated", "truncated", "broken"]


def test_an_archive_in_a_wacz_is_read_and_its_indexes_are_left_alone() -> None:
    warcs = {f"archive/{n}.warc.gz": gzip.compress(answer(f"{URL}/{n}", DATE, PAGE)) for n in range(2)}
    found = members(zipped({"datapackage.json": "{}", "indexes/index.cdx": "x", **warcs}), "a.wacz")
    assert [(member.url or member.skip) for member in found] == ["part-of-archive"] * 2 + [f"{URL}/0", f"{URL}/1"]


@pytest.mark.parametrize("name", ["a.warc", "a.wacz"])
def test_batches_together_are_the_whole(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.member.BATCH_MEMBERS", 20)
    data = b"".join(gzip.compress(answer(f"{URL}/{n}", DATE, PAGE)) for n in range(47))
    if name == "a.wacz":
        data = zipped({"datapackage.json": "{}", "archive/a.warc.gz": data, "archive/b.warc.gz": data})
    found = [member.url for member in members(data, name) if member.url]
    assert found == [f"{URL}/{n}" for n in range(47)] * (1 + (name == "a.wacz"))
    assert len(batches(data, name)) > 2


def tarred(count: int) -> bytes:
    file = BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for n in range(count):
            info = tarfile.TarInfo(f"{n}.txt")
            info.size = 700
            archive.addfile(info, BytesIO(b"words! " * 100))
    return file.getvalue()


@pytest.mark.parametrize("packed", [False, True])
def test_no_cut_through_a_tar_loses_a_file_in_silence(packed: bool) -> None:
    whole = tarred(3)
    for cut in range(512, len(whole), 256):
        data = gzip.compress(whole[:cut], 1, mtime=0) if packed else whole[:cut]
        found = members(data, "a.tar")
        assert all(member.data == b"words! " * 100 for member in found)
        assert len(found) == 3 or fault(data, "a.tar")


def test_a_missing_library_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extras, "EXTRAS", dict.fromkeys(extras.EXTRAS, "no_such_library"))
    assert fault(answer(URL, DATE, PAGE)) == "missing-extra"


@pytest.mark.parametrize(
    "data",
    [docx(p("x")), odt("<text:p>x</text:p>"), epub(["x"]), PAGE, b"text", b""],
    ids=["docx", "odt", "epub", "page", "text", "nothing"],
)
def test_a_report_holds_no_others(data: bytes) -> None:
    assert container_of(BytesIO(data), "") is None


def test_pictures_and_signatures_on_a_mail_are_left_alone() -> None:
    data = multipart(
        "mixed",
        "Content-Type: text/plain\n\nThe text.",
        'Content-Type: image/png; name="logo.png"\n\nx',
        "Content-Type: application/pgp-signature\n\nx",
        'Content-Type: application/pdf\nContent-Disposition: attachment; filename="../plan.pdf"\n\n%PDF-1.4',
        f"Content-Type: message/rfc822\n\n{MAIL_HEAD}\nInner text.",
    )
    names = [member.name for member in members(data, "a.eml") if not member.skip]
    assert names == [b"3-plan.pdf", b"4-Re: Fwd: Harbour opens.eml"]
    assert [member.skip for member in members(data, "a.eml")] == ["asset", "asset", "", ""]


SAMPLES = {
    "a.warc": answer(URL, DATE, chunked(gzip.compress(PAGE)), f"{HTML}\r\nTransfer-Encoding: chunked") * 2,
    "a.warc.gz": gzip.compress(answer(URL, DATE, PAGE)) * 2,
    "a.zip": zipped({"a.txt": "text of it", "b.html": PAGE}),
    "a.eml": multipart("mixed", "Content-Type: text/plain\n\nText.", "Content-Type: text/html; name=a\n\n<p>x</p>"),
}


@given(st.sampled_from(sorted(SAMPLES)), st.data())
def test_nothing_broken_does_worse_than_be_told(name: str, data: st.DataObject) -> None:
    whole = SAMPLES[name]
    place, junk = data.draw(st.integers(0, len(whole))), data.draw(st.binary(max_size=8))
    cut = data.draw(st.sampled_from([0, 0, 1, 20, 60]))
    file = BytesIO((whole[:place] + junk + whole[place + len(junk) :])[: len(whole) - cut])
    container = container_of(file, PurePath(name).suffix)
    if container:
        batch_of(container, file, START, name)


@pytest.mark.parametrize(
    "moment",
    ["9999-12-31T23:59:59Z", "2150-01-01T00:00:00Z", "1989-12-31T00:00:00Z", "0001-01-01T00:00:00+14:00", "soon"],
)
def test_a_moment_that_cannot_be_is_told_as_none(moment: str) -> None:
    assert [(one.url, one.captured) for one in members(answer(URL, moment, PAGE), "a.warc")] == [(URL, "")]


def test_what_is_left_out_of_an_archive_takes_no_batch() -> None:
    styles = {f"page_files/{n}.css": "p" for n in range(BATCH_MEMBERS + 9)}
    assert len(batches(zipped({**styles, "page.html": PAGE.decode()}), "a.zip")) == 1


def test_members_that_unpack_to_more_than_they_can_are_told_unread() -> None:
    data = zipped({"0.txt": "a b c d " * (1 << 20), "1.txt": "short " * 300})
    assert [(one.name, one.reason, bool(one.data)) for one in members(data, "a.zip")] == [
        (b"0.txt", "bomb", False),
        (b"1.txt", "", True),
    ]


def test_a_zip_that_unpacks_to_more_than_it_can_gives_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.readers.packed.FREE_BYTES", 1 << 20)
    data = zipped({f"{n}.txt": "a b c d " * (1 << 16) for n in range(4)})
    assert (members(data, "a.zip"), fault(data, "a.zip")) == ([], "bomb")


def test_what_is_left_out_of_a_zip_makes_it_no_bomb(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.readers.packed.FREE_BYTES", 1 << 20)
    data = zipped({"0.txt": "short", **{f"{n}.css": "a b c d " * (1 << 16) for n in range(4)}})
    assert [member.skip for member in members(data, "a.zip")] == ["", *["asset"] * 4]


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
@pytest.mark.parametrize("name", ["a.txt", "a.tar"])
def test_a_compressed_file_that_was_cut_is_told_as_truncated(pack: Callable[[bytes], bytes], name: str) -> None:
    data = pack(tarred(3) if name == "a.tar" else PAGE * 20)
    assert fault(data[: len(data) // 2], name) == "truncated"


def test_a_batch_ends_when_its_time_is_over_however_little_it_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.member.process_time", partial(next, count()))
    data = answer(URL, DATE, "x", "Content-Type: image/png") * 20
    found = batches(data, "a.warc")
    assert len(found) > 2
    assert [member.skip for batch in found for member in batch.members] == ["asset"] * 20
