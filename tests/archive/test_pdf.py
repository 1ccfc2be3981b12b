"""PDF and Rich Text become Pages: words in reading order, heads, feet and numbers apart, hyphens mended."""

import pytest
from packing import Print, pdf

from archive import extras
from archive.errors import RefusedError
from archive.extract import extract
from archive.readers import read
from archive.settings import default_settings

LEADING = 14


def column(x: float, lines: list[str], top: float = 700, size: float = 11) -> list[Print]:
    return [(x, top - n * LEADING, size, line) for n, line in enumerate(lines)]


def texts(data: bytes) -> list[str]:
    return [piece.text for piece in read(data, "a.pdf").pieces if not piece.place]


def reason(data: bytes, name: str = "a.pdf") -> str:
    with pytest.raises(RefusedError) as refused:
        read(data, name)
    assert refused.value.detail
    return refused.value.reason


LEFT = ["The harbour master counted more ships", "on Sunday than in any week since March,"]
LEFT += ["and the pilots worked through the night", "until the last of them had been moored."]
RIGHT = ["Grain prices fell in the afternoon, and", "traders in the city said that they would"]
RIGHT += ["fall further if the corridor stays open", "beyond the end of the coming month too."]


def test_lines_become_paragraphs_and_hyphens_at_their_ends_are_mended() -> None:
    lines = ["The corridor re-", "opened on Sunday, the port said.", "Ships left for the well-known", "quay."]
    assert texts(pdf([column(70, lines)])) == [
        "The corridor reopened on Sunday, the port said. Ships left for the well-known quay."
    ]


def test_a_word_that_has_its_hyphen_elsewhere_keeps_it() -> None:
    lines = ["A well-known quay stands beside the well-", "known bridge of the town."]
    assert texts(pdf([column(70, lines)])) == ["A well-known quay stands beside the well-known bridge of the town."]


@pytest.mark.parametrize("across", [False, True])
def test_two_columns_are_read_one_after_the_other(across: bool) -> None:
    """Whether they were written column by column or line by line across both."""
    left, right = column(50, LEFT), column(310, RIGHT)
    printed = [one for pair in zip(left, right, strict=True) for one in pair] if across else left + right
    assert texts(pdf([printed])) == [" ".join(LEFT), " ".join(RIGHT)]


def test_rows_of_a_table_are_lines_of_their_cells() -> None:
    rows = [(70, 700, 11, "Port"), (250, 700, 11, "Ships"), (70, 680, 11, "Odesa"), (250, 680, 11, "41")]
    assert texts(pdf([rows])) == ["Port | Ships", "Odesa | 41"]


def test_heads_feet_and_page_numbers_are_furniture() -> None:
    pages = [
        [
            (70, 820, 9, "The Long Quay, June 2025"),
            *column(70, [f"Text of page {n}, which goes on."]),
            (290, 20, 9, f"- {n} -"),
        ]
        for n in range(1, 5)
    ]
    cleaned = extract(pdf(pages), "a.pdf", default_settings())
    rules = {block.rule for block in cleaned.blocks if not block.kept}
    assert rules == {"running head or foot", "page number"}
    assert "Long Quay" not in cleaned.document.body
    assert cleaned.document.body.count("Text of page") == 4


def test_a_chapters_name_beside_the_number_of_its_page_is_furniture() -> None:
    pages = [
        [
            (70, 820, 9, f"Chapter {'ABCD'[n]}"),
            (500, 820, 9, str(n + 7)),
            *column(70, [f"Text of page {n}, which goes on."]),
        ]
        for n in range(4)
    ]
    assert not [text for text in texts(pdf(pages)) if "Chapter" in text]


def test_what_a_browser_prints_around_a_page_tells_its_address() -> None:
    page = [(20, 825, 8, "11/22/26, 6:36 PM"), (250, 825, 8, "Harbour opens")]
    page += [*column(70, LEFT), (20, 12, 8, "https://quay.example/2026/harbour"), (560, 12, 8, "1/1")]
    cleaned = extract(pdf([page]), "a.pdf", default_settings())
    assert cleaned.document.url == "https://quay.example/2026/harbour"
    assert cleaned.document.body == " ".join(LEFT)


def test_the_largest_print_is_the_title_and_properties_are_weak_evidence() -> None:
    page = [(70, 760, 20, "Harbour opens again"), *column(70, LEFT)]
    info = "/Title(Microsoft Word - x.doc)/Author(Anna Example)/CreationDate(D:20240305101500+02'00')"
    document = extract(pdf([page], info), "a.pdf", default_settings()).document
    assert (document.title, document.author) == ("Harbour opens again", "Anna Example")
    assert document.date is not None
    assert (document.date.text, document.date.instant) == ("2024-03-05", "2024-03-05T10:15:00+02:00")


def test_a_page_without_text_is_told() -> None:
    pieces = read(pdf([column(70, LEFT), []]), "a.pdf").pieces
    assert pieces[-1].place == "page without text"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (pdf([[]]), "scanned"),
        (pdf([column(70, LEFT)])[:-40], "truncated"),
        (b"%PDF-1.4\nnothing of the kind\n%%EOF", "broken"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(data: bytes, expected: str) -> None:
    assert reason(data) == expected


def test_a_page_that_is_called_pdf_is_a_page() -> None:
    assert read(b"<html><p>The %PDF-1.4 sign stands here</p></html>", "a.pdf").format == "html"


def test_rich_text_is_read_with_its_tables_and_properties() -> None:
    rich = (
        rb"{\rtf1\ansi\ansicpg1251{\info{\title The plan}{\author Anna Example}{\creatim\yr2021\mo3\dy4}}"
        rb"{\pict " + b"0f" * 4000 + rb"}\pard \'cf\'f0\'e8\'e2\'e5\'f2, text.\par"
        rb"\trowd \intbl a\cell b\cell\row \pard The end.\par}"
    )
    document = extract(rich, "a.rtf", default_settings())
    assert document.document.body == "Привет, text.\n\na | b\n\nThe end."
    assert (document.document.title, document.document.author) == ("The plan", "Anna Example")
    assert document.document.date is not None and document.document.date.text == "2021-03-04"


def test_rich_text_that_was_cut_is_refused() -> None:
    assert reason(rb"{\rtf1\ansi Some words\par and", "a.rtf") == "truncated"


@pytest.mark.parametrize(("data", "extra"), [(b"%PDF-1.4\n%%EOF", "pdf"), (rb"{\rtf1 words}", "rtf")])
def test_a_missing_library_is_told_with_the_command_that_helps(
    data: bytes, extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extras, "EXTRAS", dict.fromkeys(extras.EXTRAS, "no_such_library"))
    with pytest.raises(RefusedError, match=rf"pip install 'backfile\[{extra}\]'") as refused:
        read(data, "a")
    assert refused.value.reason == "missing-extra"
