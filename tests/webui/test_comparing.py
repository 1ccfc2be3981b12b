"""A document beside its copies: where else it stands, and what differs, escaped, in words and pages."""

from collections.abc import Callable

from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from archive.copies.table import Copy
from archive.report import Document, PartialDate
from webui.comparing import copies_line, likeness_words

MakeClient = Callable[..., FlaskClient]


STORY = "Nine ships left the port before noon. " + " ".join(f"word{number}" for number in range(90))
ONE = Document("Ships leave", STORY, PartialDate("2025-03-12"), "Harbour Post", id="a", cluster="b")


def copy(id: str, source: str = "", day: str = "", share: float | None = 1.0, same_address: bool = False) -> Copy:
    return Copy(id, "A title", source, PartialDate(day) if day else None, "", share, same_address)


def test_the_line_tells_in_how_many_other_sources_and_which_was_first() -> None:
    copies = (copy("b", "AFP", "2025-03-11"), copy("c", "afp"), copy("d", "Donau Kurier"), copy("e", "Harbour Post"))
    assert copies_line(ONE, copies) == "also in 2 sources, first AFP, 11 March 2025"
    assert copies_line(ONE, copies[-1:]) == "also in 1 other document, first Harbour Post"
    assert copies_line(ONE, (copy("b"), copy("c"))) == "also in 2 other documents, first b"
    assert copies_line(ONE, ()) == ""


def test_the_first_of_all_says_so() -> None:
    first = Document("Ships leave", STORY, None, "AFP", id="b", cluster="b")
    assert copies_line(first, (copy("a", "Harbour Post", "2025-03-12"),)) == "also in 1 source, this is the first"


def test_likeness_is_told_in_words() -> None:
    assert likeness_words(copy("b")) == "the same words"
    assert likeness_words(copy("b", share=0.87, same_address=True)) == "87% the same, captured at the same address"
    assert likeness_words(copy("b", share=None)) == ""


def test_a_document_links_to_its_copies_and_their_comparison(client_of: MakeClient) -> None:
    other = Document("<i>Nine</i> ships", f"GENEVA (Wire) {STORY}", PartialDate("2025-03-11"), "AFP", id="b/2")
    client = client_of([ONE, other])
    assert "also in 1 source, first AFP, 11 March 2025" in client.get("/document/a?q=ships").text
    page = client.get("/document/a?q=ships&view=copies").text
    assert "also in 1 source, first AFP, 11 March 2025" in page
    assert 'href="/document/b%2F2?q=ships"' in page
    assert 'href="/document/a/compare/b%2F2?q=ships"' in page
    assert "&lt;i&gt;Nine" in page


def test_a_comparison_marks_what_came_and_what_went_and_escapes_it(client_of: MakeClient) -> None:
    other = Document("Ships leave", f"<script>alert(1)</script> {STORY}", None, "AFP", id="b")
    page = client_of([ONE, other]).get("/document/a/compare/b").text
    assert "<del>&lt;script&gt;alert(1)&lt;/script&gt;</del>" in page
    assert "<script>" not in page
    assert "<del>1 word</del> only in" in page


def test_a_comparison_with_what_is_not_there_is_not_found(client_of: MakeClient) -> None:
    client = client_of([ONE])
    assert client.get("/document/a/compare/b").status_code == 404
    assert client.get("/document/b/compare/a").status_code == 404


def test_a_document_whose_id_looks_like_a_comparison_is_shown(client_of: MakeClient) -> None:
    client = client_of([Document("Odd", "Some words.", id="x/compare/y")])
    assert "Some words." in client.get("/document/x%2Fcompare%2Fy").text


def test_a_search_can_fold_copies_and_unfold_them(client_of: MakeClient) -> None:
    client = client_of([ONE, Document("Nine ships", f"{STORY} More.", None, "AFP", id="b")])
    page = client.get("/?q=ships").text
    assert 'href="/?q=ships&amp;fold=copies">Count copies once' in page
    folded = client.get("/?q=ships&fold=copies").text
    assert "1 copy more" in folded
    assert "Count each copy" in folded
    assert 'name="fold" value="copies"' in folded


def test_a_hit_says_how_far_its_text_went(client_of: MakeClient) -> None:
    """As its own page does, and with a link to where the copies are compared."""
    copies = [Document("Ships", STORY, PartialDate(f"2025-03-{n}"), name, id=name or "unnamed")
              for n, name in ((11, "AFP"), (12, "Post"), (13, ""))]  # fmt: skip
    client = client_of([*copies, Document("Ships alone", "Other ships.", id="alone")])
    page = BeautifulSoup(client.get("/?q=ships").text, "html.parser")
    lines = {str(link["href"]).split("?")[0]: link.text for link in page.select(".hits .about a")}
    assert lines == {
        f"/document/{copy.id}": line
        for copy, line in zip(copies, (
            "also in 1 source, this is the first", "also in 1 source, first AFP, 11 March 2025",
            "also in 2 sources, first AFP, 11 March 2025",
        ), strict=True)
    }  # fmt: skip
    for address, line in lines.items():
        assert line in client.get(address).text
