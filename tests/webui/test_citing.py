"""Citations: what each format says of a document, and that no text of a document breaks out of its field."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.report import Document, PartialDate
from webui.citing import bibtex, csl, plain_citation, ris

WHOLE = Document(
    "Grain corridor reopens", "Text.", PartialDate("2025-06-08"), "Harbour Post", author="Anna Ray, Bo de Lee",
    language="en", url="https://post.example/a_b?c=1&d=2", id="k7m2qz4p", version=1,
)  # fmt: skip
BARE = Document("", "Text.", id="a/b c", version=3)

texts = st.text(max_size=40)
documents = st.builds(
    Document, title=texts, body=st.just(""), source=texts, author=texts, url=texts,
    language=st.sampled_from(["", "en"]),
    date=st.sampled_from([None, PartialDate("2025"), PartialDate("2025-06"), PartialDate("2025-06-08")]),
    id=st.text(min_size=1, max_size=10), version=st.integers(1, 3),
)  # fmt: skip


def test_the_plain_citation_is_a_footnote() -> None:
    assert plain_citation(WHOLE) == (
        "Anna Ray, Bo de Lee. “Grain corridor reopens.” Harbour Post, 8 June 2025. "
        "https://post.example/a_b?c=1&d=2. Backfile k7m2qz4p."
    )
    assert plain_citation(BARE) == "“Without a title.” no date. Backfile a/b c, version 3."


def test_bibtex_has_every_field_that_is_known() -> None:
    assert bibtex(WHOLE) == (
        "@article{k7m2qz4p,\n  author = {Anna Ray and Bo de Lee},\n  title = {{Grain corridor reopens}},\n"
        "  journal = {Harbour Post},\n  year = {2025},\n  month = jun,\n  date = {2025-06-08},\n"
        "  url = {https://post.example/a_b?c=1&d=2},\n  langid = {en},\n  note = {Backfile k7m2qz4p},\n}\n\n"
    )
    assert bibtex(BARE) == "@article{a/b-c,\n  note = {Backfile a/b c, version 3},\n}\n\n"


def test_ris_has_every_field_that_is_known() -> None:
    assert ris(WHOLE).split("\r\n") == [
        "TY  - NEWS", "AU  - Ray, Anna", "AU  - Lee, Bo de", "TI  - Grain corridor reopens", "T2  - Harbour Post",
        "PY  - 2025", "DA  - 2025/06/08/", "LA  - en", "UR  - https://post.example/a_b?c=1&d=2", "ID  - k7m2qz4p",
        "N1  - Backfile k7m2qz4p", "ER  - ", "", "",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("day", "written"), [("2025", "2025///"), ("2025-06", "2025/06//"), ("2025-06-08", "2025/06/08/")]
)
def test_a_date_is_written_at_its_precision(day: str, written: str) -> None:
    document = Document("", "", PartialDate(day), id="a")
    assert f"DA  - {written}\r\n" in ris(document)
    assert csl(document)["issued"]["date-parts"] == [[int(part) for part in day.split("-")]]


def test_csl_names_people_by_their_parts() -> None:
    assert csl(WHOLE)["author"] == [{"family": "Ray", "given": "Anna"}, {"family": "Lee", "given": "Bo de"}]
    assert csl(Document("", "", author="Reuters", id="a"))["author"] == [{"literal": "Reuters"}]


@given(documents)
def test_no_text_breaks_out_of_its_field(document: Document) -> None:
    entry = bibtex(document)
    assert entry.count("@article{") >= 1
    body = re.sub(r"\\[{}]", "", entry)
    depth, low = 0, []
    for letter in body:
        depth += (letter == "{") - (letter == "}")
        low.append(depth)
    assert depth == 0
    assert min(low[body.index("{") : body.rindex("}")]) >= 1
    record = ris(document)
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in record.split("\r\n")[:-2])
    assert "\n" not in record.replace("\r\n", "")
    assert plain_citation(document).isprintable()
    json.dumps(csl(document))
