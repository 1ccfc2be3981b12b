"""What a segment holds is what a plain reading of its documents says, however they are batched, merged and deleted."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.report import Document
from index.columnar import build, lists, segment
from index.columnar import merge as merging
from index.columnar.analysis import Analysis
from index.columnar.merge import merge
from index.columnar.reader import MANY_WORDS, MOST_SETS, SegmentReader
from index.columnar.segment import Segment
from index.schema import TEXT_FIELDS, entry_of, schema
from index.words import occurrences

ANALYSIS = Analysis()
LANGUAGES = ["", "en", "de", "fr", "ru", "ar", "zh"]
PIECES = st.sampled_from([
    "Su-57", "U.S.", "O’Brien's", "1,200.50", "wheat", "Wheat.", "(wheat,", "bombed", "bombing", "中国外交部",
    "서울에서", "ไทย", "Bürger", "соглашения", "a", "é", "e\u0301", "anna@harbour.example", "W-2", "24/7", "AT&T",
    ".", ",", "\n\n", '"', "צה\"ל", "\u00a0", "\u3000", "x" * 200, "AEIOU", "straße",
])  # fmt: skip
TEXTS = st.one_of(st.lists(PIECES, max_size=12).map(" ".join), st.lists(PIECES, max_size=8).map("".join), st.text())


def plain(documents: Sequence[Document]) -> dict[tuple[str, bytes], list[tuple[int, list[int]]]]:
    """For each field and term, or word as written, the documents that hold it and where."""
    held: dict[tuple[str, bytes], dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for number, document in enumerate(documents):
        for name, (text, language) in entry_of(document).texts.items():
            words = list(occurrences(text, language))
            for term, position, _, _, surface in words:
                held[name, term.encode()][number].append(position)
                held[f"{name}_forms", surface.encode()][number].append(position)
            for term, position in codes(words):
                held[f"{name}_codes", term.encode()][number].append(position)
        for name, values in entry_of(document).values.items():
            for value in values:
                held[name, value][number] = []
    return {key: sorted(by_document.items()) for key, by_document in held.items()}


def codes(words: Sequence[tuple[str, int, int, int, str]]) -> Iterator[tuple[str, int]]:
    """The joined form of each code, with the first and with the last position that its parts take."""
    for word, following in pairwise(words):
        if following[1] == word[1]:
            yield word[0], min(each[1] for each in words if word[2] <= each[2] < word[3])
            yield word[0], word[1]


def held(reader: SegmentReader) -> dict[tuple[str, bytes], list[tuple[int, list[int]]]]:
    found = {}
    for field, term in reader.all_terms():
        matcher = reader.postings(field, term)
        postings = []
        while matcher.is_active():
            places = matcher.value_as("positions") if re.sub("_(codes|forms)$", "", field) in TEXT_FIELDS else []
            assert matcher.weight() == max(1, len(places))
            postings.append((matcher.id(), places))
            matcher.next()
        assert reader.doc_frequency(field, term) == len(postings)
        found[field, term] = postings
    return found


@st.composite
def documents(draw: st.DrawFn) -> list[Document]:
    return [
        Document(
            id=f"d{number}", title=draw(TEXTS), body=draw(TEXTS), language=draw(st.sampled_from(LANGUAGES)),
            regions=tuple(draw(st.lists(st.sampled_from(["Europe", "europe", "Asia"]), max_size=2))), version=1,
        )
        for number in range(draw(st.integers(1, 6)))
    ]  # fmt: skip


@pytest.fixture(params=["as it is", "in small pieces"])
def pieces(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches, stretches and stretches of documents so small that a few documents make several."""
    if request.param == "in small pieces":
        monkeypatch.setattr(build, "BATCH_BYTES", 40)
        monkeypatch.setattr(merging, "STRETCH", 6)
        monkeypatch.setattr(lists, "PIECE", 5)
        monkeypatch.setattr(segment, "LOW", 4)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(held_in=st.lists(documents(), min_size=1, max_size=4), data=st.data())
def test_segments_hold_what_their_documents_say(
    held_in: list[list[Document]], data: st.DataObject, tmp_path: Path, pieces: None
) -> None:
    segments, left = [], []
    for number, batch in enumerate(held_in):
        path = tmp_path / f"{number}.seg"
        builder = build.Builder(ANALYSIS)
        for document in batch:
            builder.add(entry_of(document))
        builder.write(path)
        gone = data.draw(st.sets(st.integers(0, len(batch) - 1), max_size=len(batch) - 1))
        segments.append(Segment(path, np.isin(np.arange(len(batch)), list(gone)) if gone else None))
        assert held(SegmentReader(Segment(path), schema(), 1)) == plain(batch)
        left += [document for at, document in enumerate(batch) if at not in gone]
    merge(segments, tmp_path / "merged.seg")
    merged = Segment(tmp_path / "merged.seg")
    assert merged.documents == len(left)
    assert held(SegmentReader(merged, schema(), 1)) == plain(left)
    assert [merged.texts["id"].of(number) for number in range(len(left))] == [[each.id.encode()] for each in left]


def test_a_form_is_found_in_a_segment_that_lacks_forms_known_before(tmp_path: Path) -> None:
    analysis = Analysis()
    for number, body in enumerate(["bombs bombed", "bombing bomb"]):
        builder = build.Builder(analysis)
        builder.add(entry_of(Document(id="d", title="", body=body, language="en", version=1)))
        builder.write(tmp_path / f"{number}.seg")
    reader = SegmentReader(Segment(tmp_path / "1.seg"), schema(), 1)
    assert [reader.docs_with("body_forms", [word]).tolist() for word in ("bombing", "bomb*", "bombs")] == [[0], [], []]
    assert reader.postings("body_forms", "bomb").value_as("positions") == [1]


def test_many_terms_are_found_as_each_by_itself(tmp_path: Path) -> None:
    builder = build.Builder(Analysis())
    for number in range(1_200):
        builder.add(entry_of(Document(id=f"d{number}", title="", body=f"grain{number}", language="en", version=1)))
    builder.write(tmp_path / "many.seg")
    reader = SegmentReader(Segment(tmp_path / "many.seg"), schema(), 1)
    asked = [f"d{number}" for number in range(0, 2_400, 3)]
    expected = [number for number in range(1_200) if number % 3 == 0]
    assert len(asked) > MANY_WORDS
    assert reader.docs_with("id", asked).tolist() == expected
    assert [reader.docs_with("id", [id]).tolist() for id in asked] == [[n] for n in expected] + [[]] * 400
    assert reader.docs_with("body", [b"grain%d" % number for number in range(0, 2_400, 3)]).tolist() == expected
    assert reader.docs_with("id", [f"x{number}" for number in range(900)]).tolist() == []
    for start in range(3 * MOST_SETS):
        reader.docs_with("id", asked[: 501 + start])
    assert len(reader._sets) <= MOST_SETS


def test_a_paragraph_without_spaces_counts_for_as_many_words_as_it_has() -> None:
    """What is known, and what is gathered before it is sorted, is bounded in any script."""
    analysis = Analysis()
    analysis.numbers(["外交部发言人" * 200], [analysis.language("zh")])
    assert analysis.known >= 1_200
    assert build.weight("外交部发言人") == 16 * build.weight("abcdef") == 96
    assert build.weight("Größe’s") == 7


def test_a_stem_may_have_more_forms_than_16_bits_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.columnar.analysis.occurrences", lambda chunk, _: [("w", 0, 0, len(chunk), chunk)])
    analysis = Analysis()
    bodies = [" ".join(f"w{number}" for number in range(first, first + 40_000)) for first in (0, 40_000)]
    parts = []
    for number, body in enumerate([*bodies, "gone"]):
        builder = build.Builder(analysis)
        for text in bodies if number == 1 else [body]:
            builder.add(entry_of(Document(id="d", title="", body=text, version=1)))
        builder.write(tmp_path / f"{number}.seg")
        parts.append(Segment(tmp_path / f"{number}.seg", np.ones(1, bool) if body == "gone" else None))
    merge(parts, tmp_path / "merged.seg")
    for name, holders in (("1", [[0], [1]]), ("merged", [[0, 1], [2]])):
        reader = SegmentReader(Segment(tmp_path / f"{name}.seg"), schema(), 1)
        assert [reader.docs_with("body_forms", [word]).tolist() for word in ("w3", "w65539")] == holders
        assert reader.postings("body_forms", "w65539").value_as("positions") == [25_539]


def test_frequencies_positions_and_lengths_beyond_their_width_are_exact(tmp_path: Path) -> None:
    builder = build.Builder(ANALYSIS)
    builder.add(entry_of(Document(id="d", title="", body="wheat " * 70_000 + "corn", language="en", version=1)))
    builder.write(tmp_path / "0.seg")
    merge([Segment(tmp_path / "0.seg")] * 2, tmp_path / "merged.seg")
    for name, documents in (("0", 1), ("merged", 2)):
        reader = SegmentReader(Segment(tmp_path / f"{name}.seg"), schema(), 1)
        assert reader.frequency("body", "wheat") == 70_000 * documents
        assert reader.postings("body", "corn").value_as("positions") == [70_000]
        assert reader.doc_field_length(documents - 1, "body") == reader.max_field_length("body") == 70_001


def test_a_segment_of_more_documents_than_16_bits_count_finds_the_last(tmp_path: Path) -> None:
    builder = build.Builder(ANALYSIS)
    for number in range(65_540):
        body = "corn" if number in (3, 65_539) else ""
        builder.add(entry_of(Document(id=f"d{number}", title="", body=body, version=1)))
    builder.write(tmp_path / "0.seg")
    reader = SegmentReader(Segment(tmp_path / "0.seg"), schema(), 1)
    assert reader.docs_with("body", ["corn"]).tolist() == [3, 65_539]
    assert reader.postings("id", "d65539").id() == 65_539
