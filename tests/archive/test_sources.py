"""One name for each source, whatever a page calls it."""

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from making import Put

from archive.corrections import correct, settle
from archive.errors import SettingsError
from archive.settings import Source, default_text, read_settings, to_sources
from archive.sources import one_name, table
from archive.store import Archive

OWN = (Source("Clash Report", ("ClashReport",), ("clashreport.example",)),)


@pytest.mark.parametrize(
    "words",
    [
        "Reuters",
        "REUTERS",
        "reuters.com",
        "www.reuters.com",
        "uk.reuters.com",
        "https://www.reuters.com/world",
        "路透社",
    ],
)
def test_every_spelling_of_reuters_is_reuters(words: str) -> None:
    assert one_name(words, ()) == "Reuters"


@pytest.mark.parametrize("words", ["Reuters Institute", "notreuters.com", "com", "", "Harbour Post", "co.uk", "…"])
def test_what_the_table_does_not_have_has_no_name_in_it(words: str) -> None:
    assert one_name(words, ()) == ""


def test_a_persons_own_table_adds_and_wins() -> None:
    assert one_name("ClashReport", OWN) == one_name("news.clashreport.example", OWN) == "Clash Report"
    assert one_name("Thomson Reuters", (Source("Thomson Reuters"),)) == "Thomson Reuters"
    assert one_name("reuters.com", (Source("My Wire", ("Reuters",)),)) == "My Wire"


def test_no_spelling_of_the_built_in_table_is_claimed_twice() -> None:
    built_in = table(())
    claimed = [words for one in built_in for words in {text.casefold() for text in (one.name, *one.aliases)}]
    assert len(claimed) == len(set(claimed))
    assert all(one_name(words, ()) == one.name for one in built_in for words in (one.name, *one.aliases, *one.domains))


def with_sources(archive: Archive, *sources: Source) -> None:
    archive.settings = replace(archive.settings, sources=sources)


def test_a_source_is_kept_under_its_one_name_and_the_evidence_shows_the_words_read(archive: Archive, put: Put) -> None:
    kept = put("a", source="Thomson Reuters")
    assert kept.source == "Reuters"
    assert [(one.method, one.words) for one in kept.evidence] == [("source table", "Thomson Reuters")]
    assert archive.as_read("a").document.source == "Thomson Reuters"


def test_a_change_of_the_table_changes_exactly_the_documents_it_touches(archive: Archive, put: Put) -> None:
    put("a", source="ClashReport"), put("b", source="Thomson Reuters"), put("c", source="Harbour Post"), put("d")
    assert settle(archive) == 0
    with_sources(archive, *OWN)
    assert settle(archive) == 1
    assert [archive.document(id).source for id in "abcd"] == ["Clash Report", "Reuters", "Harbour Post", ""]
    assert [archive.document(id).version for id in "abcd"] == [2, 1, 1, 1]
    assert settle(archive) == 0
    with_sources(archive)
    assert settle(archive) == 1
    assert archive.document("a").source == "ClashReport"


def test_a_persons_word_goes_by_the_one_name_too(archive: Archive, put: Put) -> None:
    put("a", source="Harbour Post")
    correct(archive, {"a": {"source": "reuters.com"}})
    settle(archive)
    shown = archive.document("a")
    assert (shown.source, [one.method for one in shown.evidence]) == ("Reuters", ["source table", "person"])


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[[source]]\naliases = ['x']", "name"),
        ("[[source]]\nname = 'A'\nalias = ['x']", "did you mean 'aliases'"),
        ("[[sources]]\nname = 'A'", "did you mean 'source'"),
        ("[[source]]\nname = 'A'\ndomains = ['https://a.example/x']", "'a.example'"),
        ("[[source]]\nname = 'A'\ndomains = 'a.example'", "list"),
        ("[[source]]\nname = 'A'\n[[source]]\nname = 'A'", "two sources"),
        ("[[source]]\nname = 'A'\n\ndrop = [\n  'x', '*',\n]", "line 5: [[source]] A: drop '*'"),
        ("[[source]]\nname = 'A'\ndrop = ['a*']", "line 3"),
        ("[[source]]\nname = 'A'\nkeep = ['…']", "line 3: [[source]] A: keep '…'"),
        ("[[source]]\nname = 'A'\nkeep = ['xy']\ndrop = ['xy']", "line 3: [[source]] A both keeps and drops 'xy'"),
        ("[[source]]\nname = 'A'\nkeep = 'xy'", "list"),
        ("[[source]]\nname = 'A'\naliases = ['x']\n[[source]]\nname = 'B'\naliases = ['X']", "both claim"),
    ],
)
def test_a_wrong_source_in_archive_toml_is_refused_by_its_name(text: str, named: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings(text, Path())
    assert named in str(caught.value)


def test_the_example_in_a_new_archives_settings_is_one() -> None:
    lines = default_text().splitlines()
    at = lines.index("# [[source]]")
    example = "\n".join(line.removeprefix("# ") for line in lines[at : at + 6])
    (source,) = to_sources(tomllib.loads(example))
    assert (source.name, source.drop, source.keep) == ("Clash Report", ("About us*",), ("Correction:*",))
