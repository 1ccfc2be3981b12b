"""Documents cleaned again from their originals: exactly those whose cleaner or settings changed, each once."""

import os
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path, PurePath

import pytest
from faulty import clean_or_fail
from making import Put
from packing import zipped

from archive import recleaning
from archive.corrections import correct, settle
from archive.database import connect
from archive.imports import import_file
from archive.intake import take_in, take_in_bytes
from archive.recipe import recipe_of
from archive.recleaning import clean_again
from archive.report import CHANGED, Block, Kind, Outcome
from archive.rows import MIGRATIONS
from archive.scan import named_roots
from archive.settings import Region
from archive.store import STORE_NAME, Archive
from archive.workers import Pool

TEXT = "The grain corridor reopened on Sunday.\n\nShips left Odesa for the first time since March, the port said.\n"
PORTS = Region("Ports", words=("grain corridor",))


def add(archive: Archive, folder: Path, files: Mapping[str, str | bytes]) -> dict[str, str]:
    """Take in files of these names and contents, and delete them; the document of each, by its name."""
    folder.mkdir(exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data.encode() if isinstance(data, str) else data)
    outcomes = list(take_in(archive, named_roots([bytes(folder)], archive.settings)))
    for name in files:
        (folder / name).unlink()
    return {PurePath(os.fsdecode(outcome.key)).name: outcome.id for outcome in outcomes if outcome.id}


def add_numbered(archive: Archive, folder: Path, count: int) -> list[str]:
    return list(add(archive, folder, {f"{n}.txt": f"Report number {n}.\n\n{TEXT}" for n in range(count)}).values())


def with_region(archive: Archive, region: Region = PORTS) -> None:
    archive.settings = replace(archive.settings, regions=(*archive.settings.regions, region))


def again(archive: Archive, pool: Pool | None = None) -> dict[str, str]:
    """The reason of each document that was cleaned again."""
    outcomes = list(clean_again(archive, pool=pool))
    assert len({outcome.id for outcome in outcomes}) == len(outcomes)
    return {outcome.id: outcome.reason for outcome in outcomes}


def by_another_cleaner(archive: Archive, *ids: str) -> None:
    with archive.transaction():
        for id in ids or tuple(archive.ids()):
            archive.cleanings.refuse(id, replace(recipe_of(archive.settings, ""), cleaner="another"), "")


def test_nothing_is_cleaned_again_where_nothing_changed(archive: Archive, tmp_path: Path) -> None:
    add_numbered(archive, tmp_path / "r", 2)
    assert again(archive) == {}


def test_changed_settings_clean_each_document_once_from_what_is_stored(archive: Archive, tmp_path: Path) -> None:
    add_numbered(archive, tmp_path / "r", 3)
    ids = list(archive.ids())
    with_region(archive)
    assert again(archive) == dict.fromkeys(ids, CHANGED)
    assert again(archive) == {}
    for id in ids:
        document = archive.document(id)
        assert ("Ports" in document.regions, document.version) == (True, 2)
    assert archive.damage() == []


def test_settings_that_cleaning_does_not_read_clean_nothing_again(archive: Archive, tmp_path: Path) -> None:
    add_numbered(archive, tmp_path / "r", 1)
    archive.settings = replace(archive.settings, engine="other", folders=())
    assert again(archive) == {}


def test_a_document_that_comes_to_the_same_keeps_its_version(archive: Archive, tmp_path: Path) -> None:
    (id,) = add_numbered(archive, tmp_path / "r", 1)
    before, change = archive.document(id), archive.change()
    by_another_cleaner(archive)
    assert again(archive) == {id: ""}
    assert (archive.document(id), archive.change()) == (before, change)
    assert again(archive) == {}


def test_blocks_that_differ_alone_are_kept_in_the_same_version(archive: Archive, tmp_path: Path) -> None:
    (id,) = add_numbered(archive, tmp_path / "r", 1)
    before, blocks, read = archive.document(id), archive.blocks(id), archive.as_read(id)
    with archive.transaction():
        assert not archive.read_again(id, replace(read, blocks=(*blocks, Block("Menu", Kind.FURNITURE, False, "x"))))
    assert len(archive.blocks(id)) == len(blocks) + 1
    by_another_cleaner(archive)
    assert again(archive) == {id: ""}
    assert (archive.document(id), archive.blocks(id), archive.damage()) == (before, blocks, [])


def test_what_came_in_clean_is_never_cleaned(archive: Archive, tmp_path: Path, put: Put) -> None:
    (tmp_path / "a.jsonl").write_text('{"id": "a", "body": "Clean."}\n')
    list(import_file(archive, tmp_path / "a.jsonl"))
    put("b", "Put.")
    with_region(archive)
    assert again(archive) == {}


def test_a_persons_word_survives_and_is_undone_to_the_new_reading(archive: Archive, tmp_path: Path) -> None:
    (id,) = add_numbered(archive, tmp_path / "r", 1)
    correct(archive, {id: {"date": "2025-06-08", "regions": ["Africa"]}})
    settle(archive)
    with_region(archive)
    assert again(archive) == {id: CHANGED}
    shown = archive.document(id)
    assert (str(shown.date and shown.date.text), shown.regions) == ("2025-06-08", ("Africa",))
    assert "Ports" in archive.as_read(id).document.regions


def test_what_would_now_be_refused_stays_as_it_was_and_is_told_once(archive: Archive, tmp_path: Path) -> None:
    ids = add(archive, tmp_path / "r", {"fault.txt": TEXT, "die.txt": f"Other. {TEXT}", "well.txt": f"Good. {TEXT}"})
    before = {id: archive.document(id) for id in ids.values()}
    by_another_cleaner(archive)
    found = again(archive, Pool(archive.settings, clean=clean_or_fail))
    assert found == {ids["fault.txt"]: "internal-error", ids["die.txt"]: "crashed", ids["well.txt"]: ""}
    assert {id: archive.document(id) for id in ids.values()} == before
    assert archive.cleanings.refused() == {ids["fault.txt"], ids["die.txt"]}
    assert again(archive) == {}
    by_another_cleaner(archive)
    again(archive)
    assert archive.cleanings.refused() == set()


def test_an_original_that_is_damaged_costs_its_own_document(archive: Archive, tmp_path: Path) -> None:
    ids = add_numbered(archive, tmp_path / "r", 3)
    lost = ids[1]
    digest = archive.original(lost).sha256
    with closing(sqlite3.connect(archive.root / STORE_NAME)) as connection, connection:
        connection.execute("UPDATE original SET packed = ? WHERE sha256 = ?", (b"x", digest))
    with_region(archive)
    assert again(archive) == {ids[0]: CHANGED, ids[2]: CHANGED}
    assert archive.cleanings.refused() == {lost}
    assert again(archive) == {}


def test_a_version_that_is_damaged_costs_its_own_document(archive: Archive, tmp_path: Path) -> None:
    ids = add_numbered(archive, tmp_path / "r", 3)
    with closing(sqlite3.connect(archive.root / STORE_NAME)) as connection, connection:
        connection.execute("UPDATE version SET details = ? WHERE id = ?", (b"x", ids[1]))
    with_region(archive)
    assert again(archive) == {ids[0]: CHANGED, ids[1]: "damaged", ids[2]: CHANGED}
    assert again(archive) == {}


def test_members_and_answers_from_the_web_are_cleaned_as_what_they_came_as(archive: Archive, tmp_path: Path) -> None:
    url = "https://harbour.example/2025/06/08/corridor"
    page = "<h1>The corridor</h1><p>Ships left Odesa for the first time since March, the port said on Sunday.</p>"
    pasted = take_in_bytes(archive, page.encode(), url=url, said={}).id
    (inner,) = add(archive, tmp_path / "r", {"a.zip": zipped({"inner/2025-06-08.txt": TEXT})}).values()
    before = {id: archive.document(id) for id in (pasted, inner)}
    by_another_cleaner(archive)
    assert again(archive) == {pasted: "", inner: ""}
    assert {id: archive.document(id) for id in (pasted, inner)} == before


def test_a_run_that_is_stopped_goes_on_where_it_was(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recleaning, "BATCH_OUTCOMES", 2)
    monkeypatch.setattr(recleaning, "BATCH_SECONDS", 600)  # so that a slow machine makes the same batches
    monkeypatch.setattr(recleaning, "AHEAD", 3)
    ids = set(add_numbered(archive, tmp_path / "r", 7))
    with_region(archive)
    going = clean_again(archive)
    done = {next(going).id, next(going).id}
    going.close()  # type: ignore[attr-defined]  # it is a generator
    assert {id for id in ids if archive.document(id).version == 2} == done
    assert set(again(archive)) == ids - done


def test_no_transaction_is_open_while_documents_are_cleaned(archive: Archive, tmp_path: Path) -> None:
    add_numbered(archive, tmp_path / "r", 2)
    with_region(archive)
    outcomes: list[Outcome] = []
    for outcome in clean_again(archive):
        outcomes.append(outcome)
        with closing(sqlite3.connect(archive.root / STORE_NAME, timeout=0)) as other, other:
            other.execute("BEGIN IMMEDIATE")
    assert len(outcomes) == 2


def as_earlier(root: Path) -> None:
    """Give an archive the tables it had before cleanings were noted."""
    earlier = next(n for n, script in enumerate(MIGRATIONS) if "cleaning" in script)
    now = (root / STORE_NAME).rename(root / "now.db")
    with closing(connect(root / STORE_NAME, MIGRATIONS[:earlier], create=True)) as old:
        old.execute("ATTACH ? AS now", (bytes(now).decode(),))
        for (table,) in old.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'").fetchall():
            old.execute(f"DELETE FROM {table}")  # noqa: S608 - names of our own
            old.execute(f"INSERT INTO {table} SELECT * FROM now.{table}")  # noqa: S608


def test_an_archive_of_an_earlier_backfile_is_cleaned_again_once_and_in_batches(
    archive: Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recleaning, "BATCH_OUTCOMES", 1)
    ids = set(add_numbered(archive, tmp_path / "r", 4))
    (tmp_path / "a.jsonl").write_text('{"id": "a", "body": "Clean."}\n')
    list(import_file(archive, tmp_path / "a.jsonl"))
    archive.close()
    as_earlier(archive.root)
    with Archive.open(archive.root) as upgraded:
        assert list(clean_again(upgraded, touched_only=True)) == []
        going = clean_again(upgraded)
        first = next(going).id
        going.close()  # type: ignore[attr-defined]  # it is a generator
    with Archive.open(archive.root) as upgraded:
        assert set(again(upgraded)) == ids - {first}
        assert again(upgraded) == {}
        assert {upgraded.document(id).version for id in ids} == {1}
