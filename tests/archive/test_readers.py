"""Bytes become a Page, or are refused with a reason."""

from textwrap import wrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import RefusedError
from archive.readers import MAX_BYTES, READERS, read
from archive.report import Kind

PAGE = "<html><body>%s</body></html>"


def texts(html: str) -> list[str]:
    return [piece.text for piece in read((PAGE % html).encode(), "page.html").pieces]


def reason(data: bytes, name: str = "page.html") -> str:
    with pytest.raises(RefusedError) as refused:
        read(data, name)
    assert refused.value.detail
    return refused.value.reason


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (b"<html><p>Words here</p></html>", "a.html", "html"),
        (b"<html><p>Words here</p></html>", "a.txt", "html"),
        (b"<!DOCTYPE html><p>Words here</p>", "a", "html"),
        ("<html><p>Words here</p></html>".encode("utf-16-le"), "a", "html"),
        (b"Just words", "a.txt", "text"),
        (b"Just words", "a.html", "text"),
        (b"1 < 2 and 3 > 2", "a", "text"),
        (b"# Title\n\nSome *markdown* text", "a.md", "text"),
    ],
)
def test_the_format_is_told_by_content_before_suffix(data: bytes, name: str, expected: str) -> None:
    assert read(data, name).format == expected


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "empty"),
        (b" \n\t\0", "empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "not-text"),
        (b"<html><body><img src=x></body></html>", "no-text"),
        (b"<html><script>var x = 'text';</script></html>", "no-text"),
        (b"*** --- ***", "no-text"),
        (b'{"json": 1}', "unknown-format"),
        (b"<?xml version='1.0'?><rss><item>words</item></rss>", "unknown-format"),
    ],
)
def test_what_is_no_report_is_refused_with_its_reason(data: bytes, expected: str) -> None:
    assert reason(data) == expected


def test_a_page_whose_text_cannot_be_read_out_is_refused_rather_than_kept_short() -> None:
    assert (
        reason((PAGE % ("<p>Loading</p><object>" + "words of the story " * 50 + "</object>")).encode()) == "lost-text"
    )


def test_more_than_64_megabytes_are_refused() -> None:
    assert reason(b"x" * (MAX_BYTES + 1)) == "too-large"


def test_every_format_names_itself_and_its_suffixes() -> None:
    assert [reader.name for reader in READERS][-2:] == ["html", "text"]
    assert all(suffix.startswith(".") for reader in READERS for suffix in reader.suffixes)


def test_blocks_and_double_breaks_end_a_paragraph_and_inline_tags_do_not() -> None:
    assert texts("<div>One <b>two</b><p>three</p>four<br><br>five<br>six</div>") == [
        "One two",
        "three",
        "four",
        "five six",
    ]


def test_rows_of_data_are_one_line_and_tables_for_layout_are_not() -> None:
    assert texts("<table><tr><th>City<th>People</tr><tr><td>Oslo<td>700,000</tr></table>") == [
        "City | People",
        "Oslo | 700,000",
    ]
    assert texts("<table><tr><td><table><tr><td>menu</table><td><p>story</p><p>more</p></table>") == [
        "menu",
        "story",
        "more",
    ]


@pytest.mark.parametrize(
    ("html", "kind"),
    [
        ("<h2>x</h2>", Kind.HEADING),
        ("<li>x</li>", Kind.LIST),
        ("<blockquote><p>x</p></blockquote>", Kind.QUOTE),
        ("<figcaption>x</figcaption>", Kind.CAPTION),
        ('<p class="wp-caption-text">x</p>', Kind.CAPTION),
        ("<p>x</p>", Kind.BODY),
    ],
)
def test_a_piece_is_of_the_kind_its_tag_says(html: str, kind: Kind) -> None:
    assert read((PAGE % html).encode(), "a.html").pieces[0].kind is kind


@pytest.mark.parametrize(
    ("html", "place"),
    [
        ("<nav>x</nav>", "navigation"),
        ("<footer><p>x</p></footer>", "page footer"),
        ("<article><footer>x</footer></article>", ""),
        ("<aside>x</aside>", "beside the article"),
        ('<div class="cookie-banner">x</div>', "cookie notice"),
        ('<div id="newsletter_signup">x</div>', "newsletter box"),
        ('<div class="share-bar">x</div>', "sharing links"),
        ('<div class="shareholder">x</div>', ""),
        ('<p style="display: none">x</p>', "hidden on the page"),
        ('<div class="menu"><main><p>x</p></main></div>', ""),
    ],
)
def test_a_piece_knows_where_on_the_page_it_stands(html: str, place: str) -> None:
    assert read((PAGE % html).encode(), "a.html").pieces[0].place == place


@pytest.mark.parametrize("depth", [10, 255, 1000, 5000, 100_000])
def test_no_depth_loses_text(depth: int) -> None:
    page = read((PAGE % ("<div>" * depth + "needle" + "</div>" * depth + "<p>after")).encode(), "a.html")
    assert [piece.text for piece in page.pieces] == ["needle", "after"]
    assert page.depth > depth


def test_the_share_of_links_is_counted() -> None:
    piece = read((PAGE % "<p>half <a href=x>half</a></p>").encode(), "a.html").pieces[0]
    assert piece.linked == pytest.approx(0.5)


@given(
    st.recursive(
        st.text("ab <>&", max_size=5), lambda inner: st.tuples(st.sampled_from(["p", "div", "b", "li"]), inner)
    )
)
def test_a_tree_of_tags_keeps_every_letter(tree: object) -> None:
    def written(node: object) -> str:
        if isinstance(node, tuple):
            return f"<{node[0]}>{written(node[1])}</{node[0]}>"
        return str(node).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

    def letters(node: object) -> str:
        return letters(node[1]) if isinstance(node, tuple) else "".join(c for c in str(node) if c.isalpha())

    read_back = texts(f"{written(tree)}<p>end</p>")
    assert "".join(c for text in read_back[:-1] for c in text if c.isalpha()) == letters(tree)
    assert read_back[-1] == "end"


def test_a_hard_wrapped_text_is_joined_and_long_lines_are_not() -> None:
    sentence = (
        "The harbour was closed for the third day on Tuesday, and the ships outside began to turn away to other ports. "
    )
    wrapped = "\n".join(wrap(sentence * 5, 72))
    assert len(read(wrapped.encode(), "a.txt").pieces) == 1
    lines = "\n".join(
        f"Paragraph {n} is long enough to be one of its own, as copied from a page, where no line is broken at all."
        for n in range(3)
    )
    assert len(read(lines.encode(), "a.txt").pieces) == 3


COPIED = """June 08, 2025Clash Report
The harbour was closed for the third day on Tuesday, and ships that waited outside began to turn away to other ports.
A second paragraph says why, at some length, and names the people who decided it, in the words they used themselves.
America
June 2025
Africa
June 2025
Asia-Pasific
June 2025
Arctic
June 2025"""


def test_a_copied_list_of_sections_is_told_from_the_text() -> None:
    page = read(COPIED.encode(), "a.txt")
    assert [piece.place for piece in page.pieces] == ["", "", ""] + ["list of sections"] * 8
    assert page.pieces[0].kind is Kind.BYLINE


def test_date_and_source_run_together_are_both_read() -> None:
    labels = [label[:2] for label in read(COPIED.encode(), "a.txt").facts.labels]
    assert labels == [("date", "June 08, 2025"), ("source", "Clash Report")]


@pytest.mark.parametrize(
    ("line", "labels"),
    [
        ("Clash Report | 8 June 2025 10:30 UTC", [("date", "8 June 2025"), ("source", "Clash Report")]),
        ("Sunday, 8 June 2025", [("date", "8 June 2025")]),
        ("By Anna Example, Kyiv", [("author", "Anna Example")]),
        ("Source: Reuters", [("source", "Reuters")]),
        ("https://a.example/x", [("url", "https://a.example/x")]),
    ],
)
def test_first_lines_tell_date_source_and_author(line: str, labels: list[tuple[str, str]]) -> None:
    text = (
        f"{line}\n\nThe harbour was closed for the third day on Tuesday, and ships began to turn away to other ports."
    )
    assert [label[:2] for label in read(text.encode(), "a.txt").facts.labels] == labels


PARAGRAPH = (
    "The harbour was closed for the third day on Tuesday, and ships that waited outside began to turn away. " * 2
)


def labels_of(text: str) -> list[tuple[str, str]]:
    return [label[:2] for label in read(text.encode(), "a.txt").facts.labels]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_headers_of_a_copied_mail_tell_title_author_and_date(end: str) -> None:
    headers = (
        "From: Anna Example <a@b.example>\nTo: c@d.example\nDate: Tue, 21 Oct 2025 07:45:12 -0200\nSubject: Fwd: Ice"
    )
    text = f"{headers}\n\nDear readers,\n\n{PARAGRAPH}".replace("\n", end)
    assert labels_of(text) == [("title", "Ice"), ("author", "Anna Example"), ("date", "2025-10-21T07:45:12-02:00")]
    kept = [piece.text for piece in read(text.encode(), "a.txt").pieces if piece.kind is Kind.BODY]
    assert kept == ["Dear readers,", PARAGRAPH.strip()]


def test_lines_that_only_look_like_headers_are_text() -> None:
    text = f"Note: the harbour is closed\nSource: The Quay\n\n{PARAGRAPH}"
    assert "Note: the harbour is closed" in [piece.text for piece in read(text.encode(), "a.txt").pieces]


def test_a_name_between_title_and_date_is_the_source() -> None:
    text = f"Harbour closed for the third day\n\nThe Quay\n8 June 2025\n\n{PARAGRAPH}"
    assert labels_of(text)[:2] == [("title", "Harbour closed for the third day"), ("source", "The Quay")]


def test_a_hyphen_at_the_end_of_a_wrapped_line_stays_without_a_gap() -> None:
    lines = "the night watch at the old harbour had for many years been led by half-\nretired pilots, who " * 3
    assert "half-retired pilots" in read(lines.encode(), "a.txt").pieces[0].text


def test_headlines_and_links_copied_below_a_text_are_a_list_of_sections() -> None:
    tail = "Most read\nHow the goat of the third keeper learned to wait\nAbout us\nContact\nPrivacy\nTerms\nFollow us"
    pieces = read(f"{PARAGRAPH}\n\n{tail}".encode(), "a.txt").pieces
    assert [piece.text for piece in pieces if not piece.place] == [PARAGRAPH.strip()]
