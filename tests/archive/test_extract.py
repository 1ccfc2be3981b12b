"""One report's bytes become a Document with evidence for every value, or RefusedError, and nothing else."""

import json
import random
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.errors import RefusedError
from archive.extract import extract
from archive.report import PartialDate
from archive.settings import default_settings

SETTINGS = default_settings()
SEED = Path(__file__).parents[3] / "shared" / "data" / "seed" / "clash_report.txt"
PAGE = (
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Harbour closed | The Quay</title>'
    '<script type="application/ld+json">'
    '{"@type":"NewsArticle","headline":"Harbour closed","datePublished":"2025-06-08"}</script>'
    '<link rel="canonical" href="https://quay.example/1"></head>'
    '<body><nav><a href="/">Home</a></nav><article><h1>Harbour closed</h1>'
    + "<p>The harbour of Mombasa in Kenya was closed for the third day on Tuesday, and ships began to turn away.</p>"
    * 4
    + "<table><tr><td>a<td>b</table></article><!-- end --></body></html>"
)


def test_a_page_becomes_a_document() -> None:
    cleaned = extract(PAGE.encode(), "a.html", SETTINGS)
    document = cleaned.document
    assert (cleaned.format, cleaned.encoding) == ("html", "utf-8")
    assert (document.title, document.date, document.source) == ("Harbour closed", PartialDate("2025-06-08"), "The Quay")
    assert (document.regions, document.language, document.url) == (("Africa",), "en", "https://quay.example/1")
    assert (document.id, document.version) == ("", 0)


def test_every_value_has_evidence() -> None:
    document = extract(PAGE.encode(), "a.html", SETTINGS).document
    told = {(one.field, one.value) for one in document.evidence}
    assert document.date
    wanted = {
        ("title", document.title),
        ("source", document.source),
        ("url", document.url),
        ("language", document.language),
    }
    assert wanted | {("date", document.date.text), ("regions", "Africa")} <= told


def test_an_address_given_by_the_caller_wins() -> None:
    assert (
        extract(PAGE.encode(), "a.html", SETTINGS, "https://other.example/2024/01/05/x").document.url
        == "https://other.example/2024/01/05/x"
    )


def test_the_body_is_the_kept_blocks() -> None:
    cleaned = extract(PAGE.encode(), "a.html", SETTINGS)
    assert cleaned.document.body == "\n\n".join(block.text for block in cleaned.blocks if block.kept)


@pytest.mark.skipif(not SEED.exists(), reason="the seed report is not here")
def test_the_report_the_project_began_with() -> None:
    document = extract(SEED.read_bytes(), SEED.name, SETTINGS).document
    assert document.date == PartialDate("2025-06-08")
    assert document.source == "Clash Report"
    assert document.title == (
        "A top-secret Russian intelligence memo leaked to The New York Times exposes deep mistrust toward China "
        "within Russia’s security services"
    )
    assert {"Asia-Pacific", "Russia-Ukraine War", "Arctic"} <= set(document.regions)
    assert not {"Africa", "Americas"} & set(document.regions)
    assert "June" not in document.body
    assert document.body.startswith("A top-secret") and document.body.endswith("shadow war.")


@settings(deadline=None)
@given(st.binary(max_size=2000), st.sampled_from(["a.html", "a.txt", "a", ""]))
def test_any_bytes_are_taken_or_refused(data: bytes, name: str) -> None:
    try:
        document = extract(data, name, SETTINGS).document
    except RefusedError as error:
        assert error.reason and error.detail
    else:
        assert document.title


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**32))
def test_a_damaged_page_is_taken_or_refused(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - damage, not secrets
    page = PAGE
    for _ in range(chance.randint(1, 12)):
        start = chance.randrange(len(page))
        end = start + chance.choice([0, 1, 5, 80])
        page = (
            page[:start]
            + chance.choice(["", "<", "<![", "<a ", "</", "\0", "&#xd800;", "<svg>", page[:200]])
            + page[end:]
        )
    try:
        assert extract(page.encode(), "a.html", SETTINGS).document.title
    except RefusedError as error:
        assert error.reason and error.detail


@pytest.mark.parametrize("depth", [255, 1000, 5000])
def test_text_survives_any_depth(depth: int) -> None:
    page = (
        "<html><body>" + "<div>" * depth + "<p>The needle in the haystack is here, as plain as the nose on a face.</p>"
    )
    assert "needle" in extract(page.encode(), "a.html", SETTINGS).document.body


@pytest.mark.parametrize(
    "page",
    [
        "<a " * 8000,
        "<![<![" * 3000,
        "<" * 50_000,
        "<p><font><b>" * 2000 + "words",
        "<table><tr><td>" * 500 + "words",
        "<div " + " ".join(f'a{n}="{n}"' for n in range(30_000)) + ">words of the page",
        "<!-- " * 5000 + "words",
        "<script>" * 3000 + "words",
        '<script type="application/ld+json">' + "[" * 50_000 + "</script><p>words",
        "<ul>" + "<li><a href=x>word</a>" * 20_000,
    ],
)
def test_pages_made_to_break_parsers_are_taken_or_refused(page: str) -> None:
    try:
        assert extract(f"<html><body>{page}".encode(), "a.html", SETTINGS).document.title
    except RefusedError as error:
        assert error.reason in ("no-text", "lost-text")


def texts_of(value: object) -> list[str]:
    """Every string in a value made of dataclasses and tuples."""
    if isinstance(value, str):
        return [value]
    if is_dataclass(value) and not isinstance(value, type):
        return [text for field in fields(value) for text in texts_of(getattr(value, field.name))]
    return [text for one in value for text in texts_of(one)] if isinstance(value, tuple) else []


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(st.characters(), max_size=20), st.sampled_from(["\\ud83d", "\\uDe00", "\\ud83d\\ude00", "&#xd83d;", ""]))
def test_every_text_of_a_document_can_be_written_in_utf_8(words: str, half: str) -> None:
    story = {"@type": "NewsArticle", "headline": f"Bad {words}", "author": words, "publisher": {"name": words}}
    data = json.dumps(story).replace("Bad ", f"Bad {half} ")
    page = f'<title>{half}</title><script type="application/ld+json">{data}</script><p>Words {half} of a story.</p>'
    cleaned = extract(page.encode(), f"{words}.html", SETTINGS, f"https://a.example/{words}")
    assert all(text.encode() is not None for text in texts_of(cleaned))


@pytest.mark.parametrize(
    "line",
    ["SÈTE, le 23 août 2025 – Il a fallu", "VALPARAÍSO, 23 de agosto de 2025.- El", "LIMA, August 23, 2025 — The"],
)
def test_a_dateline_dates_a_report_that_has_no_other_date(line: str) -> None:
    language = {"S": "fr", "V": "es", "L": "en"}[line[0]]
    page = f"<html lang={language}><body><p>{line} {'harbour closed again that day, ' * 9}.</p></body></html>"
    date = extract(page.encode(), "a.html", default_settings()).document.date
    assert date
    assert date.text == "2025-08-23"
