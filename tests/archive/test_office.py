"""Office documents and books become Pages: text by its styles, properties as weak evidence, nothing that does harm."""

import pytest
from packing import docx, epub, odt, p, zipped

from archive.errors import RefusedError
from archive.extract import extract
from archive.readers import read
from archive.report import Kind
from archive.settings import default_settings

LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'


def told(data: bytes, name: str) -> list[tuple[str, str]]:
    return [(piece.kind.value, piece.text) for piece in read(data, name).pieces if not piece.place]


def reason(data: bytes, name: str) -> str:
    with pytest.raises(RefusedError) as refused:
        read(data, name)
    return refused.value.reason


def test_paragraphs_of_a_word_document_are_what_their_styles_say() -> None:
    row = f"<w:tr><w:tc>{p('Port')}</w:tc><w:tc>{p('Ships')}</w:tc></w:tr>"
    item = "<w:p><w:pPr><w:numPr/></w:pPr><w:r><w:t>An item</w:t></w:r></w:p>"
    body = p("The Title", "T") + p("A heading", "H") + p("Said so", "Q") + f"<w:tbl>{row}</w:tbl>" + item + p("Text.")
    assert told(docx(body), "a.docx") == [
        ("title", "The Title"),
        ("heading", "A heading"),
        ("quote", "Said so"),
        ("table", "Port | Ships"),
        ("list", "An item"),
        ("body", "Text."),
    ]


def test_a_row_of_merged_cells_is_a_row_and_a_table_of_single_cells_is_paragraphs() -> None:
    wide = f"<w:tr><w:tc>{p('1')}</w:tc><w:tc>{p('2')}</w:tc></w:tr>"
    merged = f"<w:tr><w:tc>{p('9')}</w:tc></w:tr>"
    assert told(docx(f"<w:tbl>{wide}{merged}</w:tbl>"), "a.docx") == [("table", "1 | 2"), ("table", "9")]
    assert told(docx(f"<w:tbl>{merged}</w:tbl>"), "a.docx") == [("body", "9")]


def test_words_that_were_struck_out_are_not_read_and_boxes_and_notes_are() -> None:
    body = (
        "<w:p><w:del><w:r><w:delText>never</w:delText></w:r></w:del><w:r><w:t>Kept</w:t><w:tab/><w:t>words</w:t></w:r>"
        f"<w:txbxContent>{p('In a box')}</w:txbxContent></w:p>"
    )
    found = told(docx(body, footnotes=p("A note.")), "a.docx")
    assert [text for _, text in found] == ["Kept words", "In a box", "A note."]


def test_heads_feet_and_comments_of_a_word_document_are_furniture() -> None:
    cleaned = extract(docx(p("The text."), header1=p("Draft 3"), comments=p("Really?")), "a.docx", default_settings())
    assert [(block.text, block.rule) for block in cleaned.blocks if not block.kept] == [
        ("Draft 3", "page header"),
        ("Really?", "reviewer's comment"),
    ]
    assert cleaned.document.body == "The text."


def test_properties_are_weaker_than_what_the_text_says() -> None:
    core = (
        "<dc:title>Annual plan</dc:title><dc:creator>Anna Example</dc:creator>"
        "<created>2021-03-04T10:00:00Z</created><modified>2021-05-06T10:00:00Z</modified>"
    )
    plain = extract(docx(p("Some text."), core), "a.docx", default_settings()).document
    assert (plain.title, plain.author) == ("Annual plan", "Anna Example")
    assert plain.date is not None and plain.date.text == "2021-03-04"
    assert max(one.confidence for one in plain.evidence if one.field == "date") < 0.5
    dated = extract(
        docx(p("Harbour opens", "T") + p("8 June 2024") + p("Text. " * 40), core), "a.docx", default_settings()
    )
    assert dated.document.date is not None
    assert (dated.document.title, dated.document.date.text) == ("Harbour opens", "2024-06-08")


@pytest.mark.parametrize("title", ["Microsoft Word - a.doc", "Document1", "untitled", "scan0001.pdf"])
def test_titles_that_programs_give_are_none(title: str) -> None:
    document = extract(docx(p("Some text."), f"<dc:title>{title}</dc:title>"), "a.docx", default_settings()).document
    assert document.title == "Some text"


def test_an_opendocument_is_read_by_its_styles() -> None:
    row = (
        "<table:table-row><table:table-cell><text:p>a</text:p></table:table-cell>"
        "<table:table-cell><text:p>b</text:p></table:table-cell></table:table-row>"
    )
    body = (
        '<text:p text:style-name="P1">The Title</text:p><text:h>A heading</text:h>'
        "<text:tracked-changes><text:p>gone</text:p></text:tracked-changes>"
        "<text:p>One<text:s/>two <text:span>three</text:span><text:note><text:note-citation>1</text:note-citation>"
        "<text:note-body><text:p>A note.</text:p></text:note-body></text:note>.</text:p>"
        "<text:list><text:list-item><text:p>An item</text:p></text:list-item></text:list>"
        f"<table:table>{row}</table:table>"
    )
    head = '<style:style style:name="P1" style:parent-style-name="Title"/>'
    assert told(odt(body, head=head), "a.odt") == [
        ("title", "The Title"),
        ("heading", "A heading"),
        ("body", "One two three."),
        ("body", "A note."),
        ("list", "An item"),
        ("table", "a | b"),
    ]


def test_a_book_is_its_chapters_in_reading_order() -> None:
    meta = "<dc:title>The Quay</dc:title><dc:creator>Anna Example</dc:creator><dc:publisher>Long Quay</dc:publisher>"
    document = extract(epub(["<h1>One</h1><p>First.</p>", "<img/>", "<p>Second.</p>"], meta), "a", default_settings())
    assert document.document.body == "One\n\nFirst.\n\nSecond."
    assert (document.document.title, document.document.source) == ("The Quay", "Long Quay")


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (b"PK\x03\x04 and no more", "a.docx", "broken"),
        (docx(p("x"))[:-300], "a.docx", "broken"),
        (zipped({"a.txt": "x"}), "a.docx", "broken"),
        (docx("<w:p>"), "a.docx", "broken"),
        (docx(""), "a.docx", "no-text"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "a.docx", "encrypted"),
        (zipped({"word/document.xml": f"{LAUGHS}<x>&b;</x>"}), "a.docx", "broken"),
        (zipped({"word/document.xml": " " * (25 << 20)}), "a.docx", "too-large"),
        (zipped({"mimetype": "application/epub+zip", "x": "y"}), "a.epub", "broken"),
        (
            zipped({"mimetype": "application/vnd.oasis.opendocument.text", "META-INF/manifest.xml": "encryption-data"}),
            "a.odt",
            "encrypted",
        ),
    ],
    ids=["stub", "cut", "no text part", "no xml", "empty", "locked", "entities", "large", "no book", "locked odt"],
)
def test_what_cannot_be_read_is_refused_with_its_reason(data: bytes, name: str, expected: str) -> None:
    assert reason(data, name) == expected


def test_an_entity_never_reads_a_file() -> None:
    outside = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    assert reason(zipped({"word/document.xml": f"{outside}<x>&a;</x>"}), "a.docx") == "broken"


def test_broken_properties_cost_none_of_the_text() -> None:
    assert told(docx(p("Text."), "<broken"), "a.docx") == [(Kind.BODY.value, "Text.")]


def test_no_depth_of_boxes_is_too_deep() -> None:
    body = "<w:txbxContent>" * 100 + p("needle") + "</w:txbxContent>" * 100
    assert told(docx(body), "a.docx") == [("body", "needle")]
