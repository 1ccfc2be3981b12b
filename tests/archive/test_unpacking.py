"""Files that hold others: every member accounted for, unchanged ones untouched, gone ones marked, bombs refused."""

import gzip
import os
import tarfile
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from packing import MAIL_HEAD, answer, multipart, pdf, zipped

from archive import extras, unpacking
from archive.errors import RefusedError
from archive.intake import take_in, take_in_bytes
from archive.report import Outcome
from archive.scan import Root, watched_roots
from archive.settings import load_settings
from archive.store import Archive

TEXT = "The grain corridor reopened on Sunday.\n\nShips left Odesa for the first time since March, the port said.\n"
URL = "https://quay.example/corridor"
Run = Callable[..., dict[str, str]]


@pytest.fixture
def folder(archive: Archive) -> Path:
    watched = archive.root.parent / "reports"
    watched.mkdir()
    (watched / "plain.txt").write_text("Another report.\n\n" + TEXT)
    settings = archive.root / "archive.toml"
    settings.write_text(settings.read_text() + f'\n[[folder]]\nname = "r"\npath = "{watched}"\n')
    archive.settings = load_settings(archive.root)
    return watched


@pytest.fixture
def index(archive: Archive, folder: Path) -> Run:
    """A run over the watched folder: what each key came to, with its reason."""

    def run(**options: bool) -> dict[str, str]:
        told: dict[str, str] = {}
        for outcome in take_in(archive, watched_roots(archive.settings), **options):
            told[os.fsdecode(outcome.key.removeprefix(b"r/"))] = words(outcome)
        assert told.pop("plain.txt") in ("added", "unchanged")
        return told

    return run


def words(outcome: Outcome) -> str:
    return " ".join(filter(None, (outcome.result.value, outcome.reason)))


def report(number: int) -> str:
    return f"Report number {number}.\n\n{TEXT}"


def tarred(names: dict[str, str], mode: str = "w:gz") -> bytes:
    file = BytesIO()
    with tarfile.open(fileobj=file, mode=mode) as archive:  # type: ignore[call-overload]
        for name, text in names.items():
            info = tarfile.TarInfo(name)
            info.size = len(text.encode())
            archive.addfile(info, BytesIO(text.encode()))
        link = tarfile.TarInfo("link.txt")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    return file.getvalue()


FIRST = {
    "a.zip": "skipped unpacked",
    "a.zip!/0.txt": "added",
    "a.zip!/in/1.txt": "added",
    "a.zip!/style.css": "skipped asset",
    "a.zip!/page_files/x.html": "skipped part-of-page",
    "a.zip!/page.html": "added",
    "a.zip!/bad.txt": "quarantined not-text",
}


def members() -> dict[str, bytes | str]:
    return {
        "0.txt": report(0),
        "in/1.txt": report(1),
        "style.css": "x",
        "page_files/x.html": "<p>ad</p>",
        "page.html": f"<p>{TEXT}</p>",
        "bad.txt": b"\x89PNG\r\n\x1a\n" + bytes(100),
    }


def test_members_are_reports_and_an_unchanged_file_is_not_opened(archive: Archive, folder: Path, index: Run) -> None:
    (folder / "a.zip").write_bytes(zipped(members()))
    assert index() == FIRST
    before = (archive.root / "archive.db-wal").read_bytes()
    assert index() == {"a.zip": "unchanged"}
    assert (archive.root / "archive.db-wal").read_bytes() == before
    os.utime(folder / "a.zip", (1, 1))
    assert index() == {"a.zip": "unchanged"}
    assert archive.counts() == {"documents": 4, "gone": 0, "quarantined": 1}


def test_a_dry_run_predicts_the_run(archive: Archive, folder: Path, index: Run) -> None:
    (folder / "a.zip").write_bytes(zipped(members()))
    assert index(dry_run=True) == FIRST
    assert archive.counts()["documents"] == 0


def test_a_members_original_is_its_own_bytes(archive: Archive, folder: Path, index: Run) -> None:
    (folder / "a.zip").write_bytes(zipped({"0.txt": report(0)}))
    index()
    known = archive.seen(b"r/a.zip!/0.txt")
    assert known
    assert archive.original(known.document).data.decode() == report(0)


def test_an_edited_member_changes_and_one_that_is_left_out_is_gone(archive: Archive, folder: Path, index: Run) -> None:
    (folder / "a.zip").write_bytes(zipped({f"{n}.txt": report(n) for n in range(3)}))
    index()
    (folder / "a.zip").write_bytes(zipped({"0.txt": report(0), "1.txt": report(11)}))
    assert index() == {
        "a.zip": "skipped unpacked",
        "a.zip!/0.txt": "unchanged",
        "a.zip!/1.txt": "changed",
        "a.zip!/2.txt": "gone",
    }
    assert archive.counts()["gone"] == 1


def test_what_came_out_of_a_file_is_gone_with_it_and_comes_back_with_it(
    archive: Archive, folder: Path, index: Run
) -> None:
    (folder / "a.zip").write_bytes(zipped({"0.txt": report(0), "bad.txt": ""}))
    mail = multipart(
        "mixed", "Content-Type: text/plain\n\nThe text.", 'Content-Type: text/plain; name="x.txt"\n\n' + TEXT
    )
    (folder / "b.eml").write_bytes(mail)
    assert index() == {
        "a.zip": "skipped unpacked",
        "a.zip!/0.txt": "added",
        "a.zip!/bad.txt": "quarantined empty",
        "b.eml": "added",
        "b.eml!/1-x.txt": "added",
    }
    away = folder.parent / "away"
    away.mkdir()
    for name in ("a.zip", "b.eml"):
        (folder / name).rename(away / name)
    assert index() == {"a.zip!/0.txt": "gone", "b.eml": "gone", "b.eml!/1-x.txt": "gone"}
    assert archive.counts() == {"documents": 4, "gone": 3, "quarantined": 0}
    for name in ("a.zip", "b.eml"):
        (away / name).rename(folder / name)
    assert set(index().values()) == {"skipped unpacked", "unchanged", "quarantined empty"}
    assert archive.counts() == {"documents": 4, "gone": 0, "quarantined": 1}


def test_a_renamed_file_keeps_the_documents_that_came_out_of_it(archive: Archive, folder: Path, index: Run) -> None:
    (folder / "a.zip").write_bytes(zipped({"0.txt": report(0)}))
    index()
    (folder / "a.zip").rename(folder / "b.zip")
    assert index() == {"b.zip": "skipped unpacked", "b.zip!/0.txt": "unchanged moved"}
    assert archive.counts() == {"documents": 2, "gone": 0, "quarantined": 0}
    assert index() == {"b.zip": "unchanged"}


def test_what_was_added_by_name_is_the_same_when_its_folder_is_watched(
    archive: Archive, folder: Path, index: Run
) -> None:
    (folder / "a.zip").write_bytes(zipped({"0.txt": report(0)}))
    list(take_in(archive, [Root(bytes(folder), bytes(folder))]))
    assert index() == {"a.zip": "unchanged"}
    (folder / "a.zip").write_bytes(zipped({"0.txt": report(0), "1.txt": report(1)}))
    assert index() == {"a.zip": "skipped unpacked", "a.zip!/0.txt": "unchanged", "a.zip!/1.txt": "added"}
    assert archive.counts() == {"documents": 3, "gone": 0, "quarantined": 0}


def test_equal_bytes_in_two_files_are_two_documents(archive: Archive, folder: Path, index: Run) -> None:
    (folder / "a.zip").write_bytes(zipped({"0.txt": report(0)}))
    index()
    (folder / "b.zip").write_bytes(zipped({"0.txt": report(0), "1.txt": report(1)}))
    assert index()["b.zip!/0.txt"] == "added"


def test_files_in_files_are_opened_to_a_depth(folder: Path, index: Run) -> None:
    data = tarred({"deep.txt": report(9)})
    for n in range(4):
        data = zipped({f"{n}.zip" if n else "x.tar.gz": data, f"{n}.txt": report(n)})
    (folder / "a.zip").write_bytes(data)
    told = index()
    assert told["a.zip!/3.zip!/2.zip!/1.zip"] == "quarantined too-deep"
    assert told["a.zip!/3.zip!/2.txt"] == "added"
    assert not any("deep.txt" in key for key in told)


def test_a_tar_gives_files_and_follows_no_link(folder: Path, index: Run) -> None:
    (folder / "a.tgz").write_bytes(tarred({"../../0.txt": report(0), "/abs/1.txt": report(1)}))
    (folder / "b.txt.gz").write_bytes(gzip.compress(report(2).encode()))
    assert index() == {
        "a.tgz": "skipped unpacked",
        "a.tgz!/0.txt": "added",
        "a.tgz!/abs/1.txt": "added",
        "a.tgz!/link.txt": "skipped symbolic-link",
        "b.txt.gz": "skipped unpacked",
        "b.txt.gz!/b.txt": "added",
    }


def test_what_lies_before_the_cut_in_a_file_is_kept_and_the_cut_is_told(
    archive: Archive, folder: Path, index: Run
) -> None:
    names = {f"{n}.txt": f"{report(n)}{os.urandom(3000).hex()}" for n in range(30)}
    (folder / "a.tar").write_bytes(tarred(names, "w")[:50_000])
    told = index()
    assert told.pop("a.tar") == "quarantined truncated"
    assert list(told.values()).count("added") >= 5
    assert index()["a.tar"] == "quarantined truncated"
    (folder / "a.tar").write_bytes(tarred(names, "w"))
    assert index()["a.tar!/29.txt"] == "added"
    assert archive.counts()["quarantined"] == 0


def test_one_bad_member_costs_itself_only(folder: Path, index: Run) -> None:
    data = bytearray(zipped({"0.txt": report(0), "1.txt": report(1), "2.txt": report(2)}))
    place = data.index(b"1.txt") + 20
    data[place] ^= 0xFF
    (folder / "a.zip").write_bytes(data)
    told = index()
    assert (told["a.zip!/0.txt"], told["a.zip!/1.txt"], told["a.zip!/2.txt"]) == (
        "added",
        "quarantined broken",
        "added",
    )


def test_names_that_are_alike_are_told_apart(folder: Path, index: Run) -> None:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("0.txt", report(0))
        archive.writestr("0.txt", report(1))
    (folder / "a.zip").write_bytes(file.getvalue())
    told = index()
    assert (told["a.zip!/0.txt"], told["a.zip!/0.txt#2"]) == ("added", "added")


def test_a_bomb_is_refused_and_what_came_before_is_kept(
    folder: Path, index: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpacking, "FREE_BYTES", 1 << 20)
    (folder / "a.zip").write_bytes(zipped({"0.txt": report(0)} | {f"{n}.txt": "x " * (1 << 19) for n in range(1, 9)}))
    told = index()
    assert (told["a.zip"], told["a.zip!/0.txt"]) == ("quarantined bomb", "added")


def test_members_that_lie_over_each_other_are_refused(folder: Path, index: Run) -> None:
    data = bytearray(zipped({"0.txt": report(0)}))
    at = data.index(b"PK\x01\x02")
    data[at + 20 : at + 24] = (1 << 20).to_bytes(4, "little")
    (folder / "a.zip").write_bytes(data)
    assert index() == {"a.zip": "quarantined bomb"}


def test_a_removed_member_does_not_come_back(archive: Archive, folder: Path, index: Run) -> None:
    (folder / "a.zip").write_bytes(zipped({"0.txt": report(0)}))
    index()
    known = archive.seen(b"r/a.zip!/0.txt")
    assert known
    archive.remove(known.document)
    (folder / "a.zip").write_bytes(zipped({"0.txt": report(0), "1.txt": report(1)}))
    assert index() == {"a.zip": "skipped unpacked", "a.zip!/0.txt": "skipped removed", "a.zip!/1.txt": "added"}


def test_a_member_in_quarantine_is_read_again_once_more_is_installed(
    archive: Archive, folder: Path, index: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "a.zip").write_bytes(zipped({"0.txt": report(0), "1.pdf": pdf([[(70, 700, 11, TEXT[:38])]])}))
    index()
    with archive.transaction():
        sql = "UPDATE report SET reason = 'missing-extra', tries = 1 WHERE key = ?"
        archive._connection.execute(sql, (b"r/a.zip!/1.pdf",))
    assert index() == {"a.zip": "unchanged"}
    extras.program.cache_clear()
    monkeypatch.setattr(extras, "__version__", "another")
    assert index() == {"a.zip": "skipped unpacked", "a.zip!/0.txt": "unchanged", "a.zip!/1.pdf": "unchanged"}
    assert archive.counts()["quarantined"] == 0
    extras.program.cache_clear()


@pytest.mark.parametrize(("reason", "again"), [("timeout", False), ("out-of-memory", False), ("crashed", True)])
def test_a_member_that_takes_too_much_is_not_read_again(
    archive: Archive, folder: Path, index: Run, reason: str, again: bool
) -> None:
    (folder / "a.zip").write_bytes(zipped({"0.txt": report(0), "bad.txt": b"\x89PNG\r\n\x1a\n" + bytes(100)}))
    index()
    with archive.transaction():
        archive._connection.execute("UPDATE report SET reason = ? WHERE key = ?", (reason, b"r/a.zip!/bad.txt"))
    assert ("a.zip!/bad.txt" in index()) == again
    archive.retry_quarantine()
    assert "a.zip!/bad.txt" in index()


def page(words: str) -> str:
    return f"<html><body><h1>Corridor</h1><p>{words}</p><p>{TEXT}</p></body></html>"


def test_a_later_capture_is_a_new_version_and_an_older_one_is_told(archive: Archive, folder: Path, index: Run) -> None:
    one = answer(URL, "2025-06-08T10:00:00Z", page("It opens.")) + answer(
        URL, "2025-06-09T10:00:00Z", page("It is open.")
    )
    (folder / "b.warc").write_bytes(one)
    told = [words(outcome) for outcome in take_in(archive, watched_roots(archive.settings))]
    assert sorted(told) == ["added", "added", "changed", "skipped unpacked"]
    known = archive.seen(URL.encode())
    assert known
    document = archive.document(known.document)
    assert (document.version, document.url) == (2, URL)
    (folder / "c.warc").write_bytes(answer(URL, "2025-06-01T10:00:00Z", page("It may open.")))
    assert index()[URL] == "skipped older-capture"
    assert "It is open." in archive.document(known.document).body


def test_an_address_is_gone_when_no_web_archive_holds_it_any_more(archive: Archive, folder: Path, index: Run) -> None:
    for name in ("a.warc", "b.warc"):
        (folder / name).write_bytes(answer(URL, "2025-06-08T10:00:00Z", page("It opens.")))
    assert index()[URL] in ("added", "unchanged")
    (folder / "a.warc").unlink()
    assert index() == {"b.warc": "unchanged"}
    assert archive.counts()["gone"] == 0
    (folder / "b.warc").unlink()
    assert index() == {URL: "gone"}


def test_nothing_is_published_after_its_capture(archive: Archive, folder: Path, index: Run) -> None:
    text = page("<time datetime='2025-09-01'>1 September 2025</time>")
    (folder / "a.warc").write_bytes(answer(URL, "2025-06-08T10:00:00Z", text))
    index()
    known = archive.seen(URL.encode())
    assert known
    assert archive.document(known.document).date is None


def test_what_holds_others_is_not_pasted(archive: Archive) -> None:
    with pytest.raises(RefusedError, match="backfile add FILE"):
        take_in_bytes(archive, zipped({"a.txt": TEXT}), said={})
    assert take_in_bytes(archive, (MAIL_HEAD + "\n" + TEXT).encode(), said={}).id


def test_a_run_killed_in_the_middle_of_a_file_reads_the_rest_in_the_next(
    archive: Archive, folder: Path, index: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archive.intake.BATCH_OUTCOMES", 1)
    (folder / "a.zip").write_bytes(zipped({f"{n}.txt": report(n) for n in range(6)}))
    run = take_in(archive, watched_roots(archive.settings))
    while b"!/" not in next(run).key:
        pass
    run.close()
    assert archive.seen(b"r/a.zip") is None
    told = index()
    assert told["a.zip"] == "skipped unpacked"
    assert archive.counts()["documents"] == 7
