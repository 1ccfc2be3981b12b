"""`backfile correct`: what it prints, when the index knows, and what `show` tells of it."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from making import Put, bring_up_to_date

from archive.errors import BackfileError
from archive.store import Archive
from webui.cli import backfile


def run(archive: Archive, *arguments: str, given: str = "") -> Result:
    return CliRunner().invoke(backfile, ["-a", str(archive.root), *arguments], input=given)


def found(archive: Archive, query: str) -> list[str]:
    return [hit["id"] for hit in json.loads(run(archive, "search", "--json", query).output)["hits"]]


@pytest.fixture
def kept(archive: Archive, put: Put) -> Archive:
    put("a", "The grain corridor.", title="Corridor", date="2025-01-02", source="Harbour Post", regions=("Europe",))
    put("b", "The canal.", title="Canal")
    bring_up_to_date(archive)
    return archive


def test_a_correction_is_found_at_once_and_taken_back_at_once(kept: Archive) -> None:
    done = run(kept, "correct", "a", "--date", "2025-06", "--region", "Africa", "--region", "Arctic", "--source", "")
    assert done.output == "Corrected a. The index knows.\n"
    assert found(kept, "date:2025-06 region:Africa -has:source") == ["a"]
    assert "date, regions, source" in run(kept, "correct", "a", "--undo").output
    assert found(kept, 'date:2025-01-02 region:Europe source:"Harbour Post"') == ["a"]


def test_while_another_run_is_at_work_the_next_run_tells_the_index(kept: Archive) -> None:
    with Archive.open(kept.root) as other, other.lock():
        assert "next `backfile index`" in run(kept, "correct", "a", "--title", "Quay").output
    assert found(kept, "title:Quay") == []
    assert run(kept, "index").exit_code == 0
    assert found(kept, "title:Quay") == ["a"]


def test_one_field_is_taken_back_and_the_others_stay(kept: Archive) -> None:
    run(kept, "correct", "a", "--title", "Quay", "--author", "Anna Example")
    run(kept, "correct", "a", "--undo", "title")
    assert found(kept, "title:Corridor author:Anna") == ["a"]


def test_what_a_person_said_is_listed_with_what_was_read(kept: Archive) -> None:
    run(kept, "correct", "a", "--date", "2025-06", "--region", "none")
    told = run(kept, "correct", "a").output.splitlines()
    assert [line.split(";")[0] for line in told] == [
        "a  date      2025-06  (read: 2025-01-02",
        "a  regions   none  (read: Europe",
    ]
    rows = [json.loads(line) for line in run(kept, "correct", "--list", "--json").output.splitlines()]
    assert [(row["field"], row["value"], row["read"]) for row in rows] == [
        ("date", "2025-06", "2025-01-02"),
        ("regions", "none", "Europe"),
    ]
    assert "Nothing of b is corrected" in run(kept, "correct", "b").output


def test_show_tells_which_values_are_a_persons(kept: Archive) -> None:
    run(kept, "correct", "a", "--date", "2025-06")
    assert "date: a person's word" in run(kept, "show", "a").output
    shown: dict[str, Any] = json.loads(run(kept, "show", "a", "--json").output)
    assert shown["corrected"] == ["date"]


def test_a_table_is_taken_as_a_whole_or_not_at_all(kept: Archive, tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text("id,author\na,Anna Example\nnope,Ben Example\n")
    refused = run(kept, "correct", "--csv", str(table))
    assert isinstance(refused.exception, BackfileError)
    assert "line 3: there is no document 'nope'" in str(refused.exception)
    assert found(kept, "has:author") == []
    done = run(kept, "correct", "--csv", "-", given="id,author\na,Anna Example\nb,Ben Example\n")
    assert done.output == "Corrected 2 documents. The index knows.\n"
    assert found(kept, "has:author") == ["a", "b"]


@pytest.mark.parametrize("arguments", [[], ["a", "--list"], ["a", "--title", "x", "--undo"], ["--title", "x"]])
def test_options_that_do_not_go_together_are_refused_with_what_to_write(kept: Archive, arguments: list[str]) -> None:
    refused = run(kept, "correct", *arguments)
    assert "backfile correct ID --date" in str(refused.exception)


def test_undo_before_the_id_is_of_all_fields(kept: Archive) -> None:
    run(kept, "correct", "a", "--title", "Quay")
    assert run(kept, "correct", "--undo", "a").output.startswith("a is as it was read again: title.")


def test_one_correction_waits_for_another(kept: Archive) -> None:
    with Archive.open(kept.root) as other, ThreadPoolExecutor(1) as pool:
        with other.lock():
            waiting = pool.submit(lambda: run(kept, "correct", "a", "--date", "1999-01-02"))
            time.sleep(0.5)
        assert waiting.result().exit_code == 0
    assert found(kept, "date:1999") == ["a"]
