"""`backfile export` and `backfile marks`: the same files as the page's, on standard output."""

import json

import pytest
from click.testing import CliRunner, Result
from making import Put, bring_up_to_date

from archive.errors import BackfileError
from archive.store import Archive
from webui.cli import backfile


def run(archive: Archive, *arguments: str) -> Result:
    return CliRunner().invoke(backfile, ["-a", str(archive.root), *arguments], standalone_mode=False)


@pytest.fixture
def kept(archive: Archive, put: Put) -> Archive:
    put("a", "The grain corridor.", title="Corridor", date="2025-01-02")
    put("b", "Grain on the canal.", title="Canal", date="2025-02-02")
    bring_up_to_date(archive)
    archive.people.marks.read(["a"])
    archive.people.marks.tag(["a"], ["grain"])
    return archive


def test_a_search_is_exported_in_its_order(kept: Archive) -> None:
    lines = run(kept, "export", "grain", "--sort", "newest", "--format", "jsonl").output.splitlines()
    assert [json.loads(line)["id"] for line in lines] == ["b", "a"]
    assert run(kept, "export", "grain", "--mark", "unread").output.splitlines()[1].startswith("b,1,Canal")
    assert run(kept, "export", "--format", "zip", "grain").stdout_bytes.startswith(b"PK")


def test_an_export_of_nothing_is_told_by_its_exit_code(kept: Archive) -> None:
    assert run(kept, "export", "nowhere").return_value == 1


def test_a_format_that_is_not_known_is_told(kept: Archive) -> None:
    assert isinstance(error := run(kept, "export", "--format", "xls").exception, BackfileError)
    assert "csv, jsonl" in str(error)


def test_marks_are_listed_for_people_and_programs(kept: Archive) -> None:
    assert run(kept, "marks").output == "a  read  #grain\n"
    (line,) = run(kept, "marks", "--json").output.splitlines()
    assert json.loads(line)["tags"] == ["grain"]


def test_no_marks_are_told_by_the_exit_code(archive: Archive) -> None:
    assert run(archive, "marks").return_value == 1


def test_a_search_is_narrowed_by_marks_and_arrival(kept: Archive) -> None:
    found = json.loads(run(kept, "search", "--json", "--tag", "grain", "--mark", "read").output)["hits"]
    assert [hit["id"] for hit in found] == ["a"]
    assert "2 documents" in run(kept, "search", "--arrived", "yesterday").output
