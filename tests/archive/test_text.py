"""A plain text becomes pieces: nothing of it is lost, whatever is joined, dropped or told apart."""

import re
from collections import Counter
from textwrap import wrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import RefusedError
from archive.extract import extract
from archive.readers import read
from archive.readers.flow import pieces_of
from archive.readers.hyphens import Hyphens
from archive.readers.layout import EDGE
from archive.report import Kind
from archive.settings import default_settings

SENTENCE = "The harbour was closed for the third day on Tuesday, and ships that waited outside began to turn away. "
LINES = st.sampled_from(
    [
        *(
            "",
            "",
            "\f",
            "> quoted",
            "- item one",
            "3",
            "- 3 -",
            "Page 3 of 9",
            "HEADLINE IN CAPITALS",
            "=====",
            "June 2025",
        ),
        *("Home", "Share", "Read more", "From: Anna <a@b.example>", "Subject: x", "Oslo      700,000   12", "broken-"),
        *("hyphen-", "word", "    indented line of words", "# Heading", "Source: Reuters", "© 2025 The Quay", SENTENCE),
        *(SENTENCE * 3, "港は三日目も閉ざされた", *wrap(SENTENCE * 3, 60)),
    ]
)


def signs(text: str) -> Counter[str]:
    """Every letter and digit of a text, with how often it stands there."""
    return Counter(c for c in text if c.isalnum())


@given(
    st.lists(LINES | st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30)),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_every_letter_of_a_text_stands_in_one_piece(lines: list[str], end: str) -> None:
    text = end.join(lines)
    try:
        page = read(("\ufeff" + text).encode(), "a.txt")
    except RefusedError:
        assert not re.search(r"\w", text) or not text.strip()
    else:
        assert sum((signs(piece.text) for piece in page.pieces), Counter()) == signs(text)


@given(st.lists(LINES))
def test_every_letter_of_a_text_stands_in_one_block(lines: list[str]) -> None:
    text = "\n".join([SENTENCE, *lines])
    blocks = extract(text.encode(), "a.txt", default_settings()).blocks
    assert sum((signs(block.text) for block in blocks), Counter()) == signs(text)


def told(text: str) -> list[tuple[Kind, str]]:
    return [(piece.kind, piece.text) for piece in pieces_of(text)]


def texts(text: str) -> list[str]:
    return [piece.text for piece in pieces_of(text)]


LONG = SENTENCE * 4


@pytest.mark.parametrize("width", [40, 60, 72, 80])
@pytest.mark.parametrize("indent", ["", "    "])
def test_lines_broken_at_a_width_are_paragraphs_again(width: int, indent: str) -> None:
    gap = "" if indent else "\n"
    wrapped = f"\n{gap}".join("\n".join(wrap(LONG, width, initial_indent=indent)) for _ in range(3))
    assert texts(wrapped) == [LONG.strip()] * 3


@pytest.mark.parametrize(
    "lines",
    [
        "The ferry waits,\nthe evening comes,\nand nobody\nhas called the tide.",
        "Anna Example\nHarbour Office\n12 Quay Street",
        "flour\nsalt\nwater from the old well\nhoney",
    ],
)
def test_verses_and_entries_stay_lines(lines: str) -> None:
    assert texts("\n".join(wrap(LONG, 72)) + "\n\n" + lines)[1:] == lines.split("\n")


def test_rows_of_a_table_are_rows() -> None:
    table = "City        People    Ships\nOslo       700,000       12\nBergen     290,000        9"
    assert told(table) == [
        (Kind.TABLE, "City | People | Ships"),
        (Kind.TABLE, "Oslo | 700,000 | 12"),
        (Kind.TABLE, "Bergen | 290,000 | 9"),
    ]


@pytest.mark.parametrize(
    "head", ["The old quay\n------------", "THE OLD QUAY", "============\nThe old quay\n============"]
)
def test_what_is_underlined_or_in_capitals_is_a_heading(head: str) -> None:
    assert told(f"{head}\n\n{LONG}")[0] == (Kind.HEADING, head.strip("=\n").split("\n")[0])


def test_items_go_on_in_their_next_line() -> None:
    item = "- a bell that does not ring but sends a note to the collar of a dog that may be asleep"
    lines = "\n".join("\n".join(wrap(item, 60, subsequent_indent="  ")) for _ in range(3))
    assert told(lines) == [(Kind.LIST, item)] * 3


def test_quoted_mail_is_a_quote_without_its_marks() -> None:
    quoted = "\n".join(f"> {line}" for line in wrap(LONG, 70))
    assert told(f"Anna wrote:\n\n{quoted}\n>\n> Yes.") == [
        (Kind.BODY, "Anna wrote:"),
        (Kind.QUOTE, LONG.strip()),
        (Kind.QUOTE, "Yes."),
    ]


@pytest.mark.parametrize(
    ("lines", "whole"),
    [
        (["the long har-", "bour of the old har-", "bour master by the harbour"], "long harbour of the old harbour"),
        (["by half-", "retired pilots and a well-", "known dog"], "by half-retired pilots and a well-known dog"),
        (["an anti-", "aircraft gun"], "an anti-aircraft gun"),
        (["and some-", "thing in the wa-", "ter of the la-", "goon"], "and something in the water of the lagoon"),
        (["of the 1986-", "87 season"], "of the 1986-87 season"),
    ],
)  # fmt: skip
def test_a_hyphen_at_a_line_s_end_goes_where_it_only_broke_the_word(lines: list[str], whole: str) -> None:
    hyphens = Hyphens(lines)
    text = lines[0]
    for line in lines[1:]:
        text = hyphens.join(text, line) if text[-2] not in " -" and text.endswith("-") else f"{text} {line}"
    assert whole in text


def pages(*bodies: str) -> str:
    return "\f".join(f"THE QUAY WEEKLY\n\n{body}\n\n     {n}" for n, body in enumerate(bodies, 1))


def test_heads_and_numbers_of_pages_are_set_aside_and_paragraphs_run_over() -> None:
    lines = wrap(LONG * 2, 60)
    page = read(pages("\n".join(lines[:5]), "\n".join(lines[5:])).encode(), "a.txt")
    assert [piece.text for piece in page.pieces if not piece.place] == [(LONG * 2).strip()]
    assert [piece.text for piece in page.pieces if piece.place == EDGE] == [
        "THE QUAY WEEKLY",
        "1",
        "THE QUAY WEEKLY",
        "2",
    ]


def test_page_numbers_that_count_up_part_pages_and_a_lone_one_does_not() -> None:
    lines = wrap(LONG * 3, 60)
    text = "\n".join([*lines[:5], "", "- 1 -", "", *lines[5:9], "", "- 2 -", "", *lines[9:]])
    page = read(text.encode(), "a.txt")
    assert [piece.text for piece in page.pieces if not piece.place] == [(LONG * 3).strip()]
    alone = read(f"{LONG}\n\n- 1 -\n\n{LONG}".encode(), "a.txt")
    assert not any(piece.place for piece in alone.pieces)


FIGURES = """Shr 81 cts vs 57 cts
    Net 3,660,273 vs 2,437,914
    Rev 28.5 mln vs 23.1 mln
    Six months
    Shr 29 cts vs 12 cts
    Net 1,325,755 vs 483,559
    Rev 31.7 mln vs 26.4 mln"""


def test_a_report_of_figures_under_a_headline_in_capitals_is_a_report() -> None:
    found = extract(
        f"QUAY LTD <QUAY> 2ND QTR NET\n\n    OSLO, March 2 - {FIGURES}\n".encode(), "a.txt", default_settings()
    )
    assert found.document.title == "QUAY LTD <QUAY> 2ND QTR NET"
    assert found.document.body.split() == f"OSLO, March 2 - {FIGURES}".split()


MENU = "Skip to content\nHome\nNews\nPorts\nSign in\n"
TAIL = "Share\nRead more\nHow the goat of the third keeper learned to wait\nContact\nPrivacy policy\n© 2025 The Quay"


def test_what_was_copied_around_a_report_is_told_from_it() -> None:
    text = (
        f"{MENU}\nHarbour closed for the third day\n\nBy Anna Example\n8 June 2025\nShare\n\n{LONG}\n\n{LONG}\n\n{TAIL}"
    )
    document = extract(text.encode(), "a.txt", default_settings()).document
    assert document.title == "Harbour closed for the third day"
    assert document.body == f"{LONG.strip()}\n\n{LONG.strip()}"
    assert (document.author, document.date and document.date.text) == ("Anna Example", "2025-06-08")


def test_a_report_that_ends_in_a_list_keeps_it() -> None:
    names = "\n".join(
        ["Signed by", "Anna Example", "Bert Sample", "Carla Muster", "Dora Primer", "Emil Instance", "Fred Case"]
    )
    assert "Fred Case" in extract(f"{LONG}\n\n{LONG}\n\n{names}".encode(), "a.txt", default_settings()).document.body


@pytest.mark.parametrize(
    ("headers", "labels"),
    [
        ("From: Anna <a@b.example>\nNewsgroups: talk.harbours, news.quay\nSubject: Re: Ice\n"
            "Date: 21 Oct 2025 07:45:12 GMT\nLines: 4",
         {"title": "Ice", "author": "Anna", "date": "2025-10-21T07:45:12+00:00", "source": "talk.harbours"}),
        ("> From: Anna <a@b.example>\n> Subject: Ice", {"title": "Ice", "author": "Anna"}),
    ],
)  # fmt: skip
def test_headers_above_a_text_tell_what_they_say_and_stay_lines(headers: str, labels: dict[str, str]) -> None:
    page = read(f"{headers}\n\n{LONG}".encode(), "a.txt")
    assert {field: value for field, value, _ in page.facts.labels} == labels
    assert [piece.text for piece in page.pieces if piece.kind is Kind.BYLINE] == headers.split("\n")


def test_headers_of_other_languages_are_known() -> None:
    headers = "Von: Anna Beispiel\nGesendet: Dienstag, 21. Oktober 2025 07:45\nAn: Alle\nBetreff: AW: Eis"
    page = read(f"{headers}\n\n{'Der Hafen war am Dienstag den dritten Tag geschlossen. ' * 5}".encode(), "a.txt")
    assert [label[:2] for label in page.facts.labels] == [
        ("title", "Eis"),
        ("author", "Anna Beispiel"),
        ("date", "21. Oktober 2025"),
    ]


def test_lines_at_the_edges_of_pages_that_are_most_of_the_text_are_text() -> None:
    page = read(b"some words here\n\f\nsome words here", "a.txt")
    assert [(piece.text, piece.place) for piece in page.pieces] == [("some words here", "")] * 2
