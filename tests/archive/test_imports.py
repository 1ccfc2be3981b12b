"""Documents that are clean already: good lines go in as they are, bad ones are refused by their number."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import RefusedError, UsageError
from archive.imports import _document, _object, import_file
from archive.report import PartialDate, Result
from archive.store import Archive

GOOD = {
    "id": "a-1",
    "title": "Title",
    "body": "Body.",
    "date": "2007-04-10",
    "source": "Senate",
    "region": "Hawaii",
    "lang": "en",
}


def lines(path: Path, *values: Any) -> Path:
    path.write_text("".join(json.dumps(value) + "\n" for value in values))
    return path


def test_what_is_given_is_kept_as_it_is(archive: Archive, tmp_path: Path) -> None:
    assert [outcome.result for outcome in import_file(archive, lines(tmp_path / "a.jsonl", GOOD))] == [Result.ADDED]
    document = archive.document("a-1")
    assert (document.title, document.body, document.regions) == ("Title", "Body.", ("Hawaii",))
    assert document.date == PartialDate("2007-04-10")
    assert {evidence.method for evidence in document.evidence} == {"import"}
    assert json.loads(archive.original("a-1").data) == GOOD


def test_lines_end_as_in_any_other_document(archive: Archive, tmp_path: Path) -> None:
    """A page counts each line end as one letter, so a passage after a carriage return would be another one there."""
    list(import_file(archive, lines(tmp_path / "a.jsonl", {**GOOD, "body": "One.\r\nTwo.\rThree.\r\n\r\nFour."})))
    assert archive.document("a-1").body == "One.\nTwo.\nThree.\n\nFour."


def test_importing_again_changes_only_what_changed(archive: Archive, tmp_path: Path) -> None:
    list(import_file(archive, lines(tmp_path / "a.jsonl", GOOD, {**GOOD, "id": "a-2"})))
    edited = lines(tmp_path / "a.jsonl", GOOD, {**GOOD, "id": "a-2", "title": "New"})
    assert [outcome.result for outcome in import_file(archive, edited)] == [Result.UNCHANGED, Result.CHANGED]


BAD = {
    "not-json": ["{", "[1]", '"text"', "[" * 100_000],
    "bad-id": [
        '{"title": "x"}',
        '{"id": "", "title": "x"}',
        '{"id": 3, "title": "x"}',
        '{"id": "a\\nb", "title": "x"}',
        '{"id": ".", "title": "a browser takes it out of the address"}',
        '{"id": "..", "title": "x"}',
    ],
    "no-text": ['{"id": "x"}', '{"id": "x", "title": " ", "body": null}'],
    "bad-value": [
        '{"id": "x", "title": 3}',
        '{"id": "x", "title": "t", "date": "8.6.2025"}',
        '{"id": "x", "title": "t", "regions": [1]}',
    ],
}


@pytest.mark.parametrize(("reason", "line"), [(reason, line) for reason, bad in BAD.items() for line in bad])
def test_a_bad_line_is_refused_by_its_number_and_the_rest_go_in(
    archive: Archive, tmp_path: Path, reason: str, line: str
) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(f"{json.dumps(GOOD)}\n{line}\n{json.dumps({**GOOD, 'id': 'a-2'})}\n")
    outcomes = list(import_file(archive, path))
    assert [outcome.result.value for outcome in outcomes] == ["added", "quarantined", "added"]
    assert (outcomes[1].reason, outcomes[1].key) == (reason, b"line:" + bytes(path) + b":2")


def test_a_mended_line_leaves_quarantine(archive: Archive, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("{")
    list(import_file(archive, path))
    assert len(archive.quarantine()) == 1
    list(import_file(archive, lines(path, GOOD)))
    assert not archive.quarantine()


def test_an_id_that_stands_twice_is_refused_the_second_time(archive: Archive, tmp_path: Path) -> None:
    path = lines(tmp_path / "a.jsonl", GOOD, {**GOOD, "title": "Other"})
    for first in (Result.ADDED, Result.UNCHANGED):
        outcomes = list(import_file(archive, path))
        assert [outcome.result for outcome in outcomes] == [first, Result.QUARANTINED]
        assert outcomes[1].reason == "id-twice"
    assert archive.document("a-1").title == "Title"


def test_an_empty_list_of_regions_does_not_hide_the_one_region(archive: Archive, tmp_path: Path) -> None:
    list(import_file(archive, lines(tmp_path / "a.jsonl", {**GOOD, "regions": None})))
    assert archive.document("a-1").regions == ("Hawaii",)


def test_a_cut_off_gzip_file_gives_what_was_readable_and_says_so(archive: Archive, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    whole = gzip.compress(b"".join(json.dumps({**GOOD, "id": f"a-{n}"}).encode() + b"\n" for n in range(3_000)))
    path.write_bytes(whole[:-5_000])
    with pytest.raises(UsageError, match="cannot be read to its end"):
        list(import_file(archive, path))
    assert archive.counts()["documents"] >= 500


def test_an_id_of_another_document_is_not_taken_over(archive: Archive, tmp_path: Path) -> None:
    from archive.intake import take_in_bytes

    id = take_in_bytes(archive, b"A pasted report about the harbour.", said={}).id
    outcomes = list(import_file(archive, lines(tmp_path / "a.jsonl", {**GOOD, "id": id})))
    assert outcomes[0].reason == "id-taken"


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(st.dictionaries(st.sampled_from([*GOOD, "regions", "author", "url"]), json_values) | json_values)
def test_any_json_is_a_document_or_refused(value: Any) -> None:
    try:
        document = _document(_object(json.dumps(value).encode()))
    except RefusedError:
        return
    assert document.title or document.body
    document.body.encode()
