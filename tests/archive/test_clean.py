"""What is kept as the body and what is dropped, and that every drop has a rule."""

import pytest

from archive.clean import Known, body_of, clean
from archive.readers import read
from archive.report import Block, Kind

PARAGRAPHS = [
    f"Paragraph {n} tells of the harbour, of the ships that waited outside, and of what its master said on Tuesday."
    for n in range(1, 7)
]
STORY = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
KNOWN = Known("Harbour closed for a third day", ("Anna Example", "The Quay"), "en")


def blocks_of(body: str, known: Known = KNOWN) -> tuple[Block, ...]:
    return clean(read(f"<html><head><title>T</title></head><body>{body}</body></html>".encode(), "a.html"), known)


def rule_of(text: str, blocks: tuple[Block, ...]) -> str:
    return next(block.rule for block in blocks if text in block.text and not block.kept)


def test_the_body_is_the_article_in_paragraphs() -> None:
    assert body_of(blocks_of(f"<article>{STORY}</article>")) == "\n\n".join(PARAGRAPHS)


def test_what_surrounds_the_article_is_dropped_with_a_rule() -> None:
    blocks = blocks_of(
        f"<nav><a href=/>Home</a> <a href=/w>World</a></nav><article><h1>Harbour closed for a third day</h1>"
        f"<p class=meta>By Anna Example | 8 June 2025, 10:30</p>{STORY}<p>Read more: Storm takes a crane</p>"
        f"<p>Tags: harbour, ships</p></article>"
        f"<div class=cookie-banner><p>We use cookies to make this site better.</p></div>"
        f"<footer><p>Copyright The Quay</p></footer>"
    )
    assert body_of(blocks) == "\n\n".join(PARAGRAPHS)
    assert rule_of("Harbour closed", blocks) == "repeats the title"
    assert rule_of("Anna Example", blocks) == "date and source line"
    assert rule_of("World", blocks) == "navigation"
    assert rule_of("cookies", blocks) == "cookie notice"
    assert rule_of("Storm", blocks) == "related stories"
    assert rule_of("Tags", blocks) == "tag list"
    assert all(block.rule for block in blocks)


def test_lines_of_author_and_date_are_dropped_in_other_languages() -> None:
    for line in (
        "By Anna Example",
        "Von Anna Example",
        "Stand: 22. Juli 2025, 11:30 Uhr",
        "Atualizado em 06/11/2025 às 9h10",
        "The Quay. Tous droits réservés. Reproduction interdite.",
    ):
        blocks = blocks_of(f"<article><p>{line}</p>{STORY}</article>", Known("", KNOWN.names, "de"))
        assert body_of(blocks) == "\n\n".join(PARAGRAPHS), line


def test_a_place_that_holds_the_article_is_no_furniture_whatever_its_name() -> None:
    assert body_of(blocks_of(f"<div class='share newsletter'><article>{STORY}</article></div>")) == "\n\n".join(
        PARAGRAPHS
    )


def test_captions_are_blocks_but_not_body() -> None:
    blocks = blocks_of(
        f"<article>{STORY}<figure><img src=x><figcaption>A crane, seen from the quay.</figcaption></figure></article>"
    )
    assert Block("A crane, seen from the quay.", Kind.CAPTION, False, "caption") in blocks
    assert "crane" not in body_of(blocks)


def test_text_too_deep_for_the_extractor_is_kept() -> None:
    for depth in (255, 1000, 5000):
        deep = "<div>" * depth + STORY + "</div>" * depth
        assert body_of(blocks_of(deep)) == "\n\n".join(PARAGRAPHS)


def test_a_page_without_prose_is_kept_whole() -> None:
    assert body_of(blocks_of("<div>Pump 1: open</div><div>Pump 2: shut</div>")) == "Pump 1: open\n\nPump 2: shut"


def test_a_date_in_a_sentence_is_no_byline() -> None:
    text = "On 8 June 2025 the harbour was opened again."
    assert text in body_of(blocks_of(f"<article>{STORY}<p>{text}</p></article>"))


def test_a_copied_text_loses_title_byline_and_sections_only() -> None:
    lines = [
        "Harbour closed for a third day",
        "8 June 2025 The Quay",
        *PARAGRAPHS,
        "Africa",
        "June 2025",
        "Arctic",
        "June 2025",
    ]
    blocks = clean(read("\n\n".join(lines).encode(), "a.txt"), KNOWN)
    assert body_of(blocks) == "\n\n".join(PARAGRAPHS)
    assert [block.kind for block in blocks[:2]] == [Kind.TITLE, Kind.BYLINE]
    assert rule_of("Africa", blocks) == "list of sections"


@pytest.mark.parametrize(
    "text",
    [
        "Topics: the ministers discussed grain, ships and the port of Odesa for two hours.",
        "Copyright law will change, the minister said on Monday in Berlin.",
    ],
)
def test_a_sentence_that_begins_as_a_label_does_is_kept(text: str) -> None:
    assert text in body_of(blocks_of(f"<article>{STORY}<p>{text}</p>{STORY}</article>"))


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Tags: harbour, ships, cranes, port, master, quay, grain, ministers, Mombasa.", "tag list"),
        ("Copyright 2025 The Quay. This may not be published, broadcast or given on by anyone else.", "rights notice"),
        ("Copyright The Quay", "rights notice"),
    ],
)
def test_a_label_is_dropped_though_it_ends_in_a_full_stop(text: str, rule: str) -> None:
    assert rule_of(text, blocks_of(f"<article>{STORY}<p>{text}</p>{STORY}</article>")) == rule
