"""What the terminal tells of how a document was read: evidence, blocks, and the report over the archive."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask.testing import FlaskClient
from making import Put

from archive.corrections import correct, settle
from archive.errors import UsageError
from archive.report import Document, Evidence, PartialDate
from archive.store import Archive
from webui.cli import backfile
from webui.terminal import evidence_text

MakeClient = Callable[..., FlaskClient]

READ = (
    Evidence("date", "2025-01-02T10:00:00+02:00", "JSON-LD", "2025-01-02T10:00:00+02:00", 0.9),
    Evidence("date", "2025-01-03", "byline", "3 January 2025", 0.7),
    Evidence("source", "Thomson Reuters", "meta", "Thomson Reuters", 0.9),
    Evidence("source", "quay.example", "URL", "https://quay.example/", 0.5),
)


def run(archive: Archive, *arguments: str) -> Result:
    return CliRunner().invoke(backfile, ["-a", str(archive.root), *arguments])


def test_evidence_tells_what_stands_and_what_was_beaten(archive: Archive, put: Put) -> None:
    put("a", "Text.", date="2025-01-02", source="Thomson Reuters", evidence=READ)
    correct(archive, {"a": {"author": "Anna Example"}})
    settle(archive)
    assert run(archive, "show", "a", "--evidence").output.splitlines()[1:] == [
        "source    Reuters",
        "        + source table, 100%: Reuters in the words: Thomson Reuters",
        "        + meta, 90%: Thomson Reuters",
        "        - URL, 50%: quay.example in the words: https://quay.example/",
        "author    Anna Example",
        "        + person, 100%: Anna Example",
        "date      2 January 2025 (known to the day)",
        "        + JSON-LD, 90%: 2025-01-02T10:00:00+02:00",
        "        - byline, 70%: 2025-01-03 in the words: 3 January 2025",
    ]
    told = json.loads(run(archive, "show", "a", "--json").output)["evidence"]
    assert [one["stands"] for one in told] == [True, True, True, False, True, False]


def test_a_day_that_no_evidence_is_sure_of_is_told_as_uncertain(client_of: MakeClient) -> None:
    document = Document("T", "Text.", date=PartialDate("2025-01-03"), evidence=READ[1:2], id="a")
    assert "from the byline, uncertain" in client_of([document]).get("/document/a").text
    assert "3 January 2025 (known to the day, uncertain)" in evidence_text(document)


def test_the_report_ranks_sources_and_names_the_next_step(archive: Archive, put: Put) -> None:
    put("a", "Too little.", source="Quay", language="en")
    told = run(archive, "clean", "--report").output.splitlines()
    assert told[0].split() == [
        "source",
        "suspicious",
        "short",
        "long",
        "no",
        "date",
        "no",
        "title",
        "dropped",
        "language",
        "refused",
        "next",
    ]
    assert told[1].split() == [
        "Quay",
        "1",
        "of",
        "1",
        "1",
        "·",
        "1",
        "1",
        "·",
        "·",
        "·",
        *["backfile", "show", "--blocks", "a"],
    ]
    row = json.loads(run(archive, "clean", "--report", "--json").output)
    assert (row["suspicious"], row["signs"]["short"], row["next"]) == (1, 1, "backfile show --blocks a")


def test_an_archive_read_well_says_so(archive: Archive) -> None:
    assert run(archive, "clean", "--report").output == "No document looks badly read.\n"


@pytest.mark.parametrize("arguments", [[], ["--report", "a.html"]])
def test_clean_takes_files_or_the_report(archive: Archive, arguments: list[str]) -> None:
    assert isinstance(run(archive, "clean", *arguments).exception, UsageError)


def test_clean_shows_the_source_as_the_archive_would_keep_it(archive: Archive, tmp_path: Path) -> None:
    page = tmp_path / "a.html"
    page.write_text(
        '<meta property="og:site_name" content="Thomson Reuters"><h1>Harbour</h1><p>The harbour was closed.</p>'
    )
    assert json.loads(run(archive, "clean", "--json", str(page)).output)["source"] == "Reuters"
