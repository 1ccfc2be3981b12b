"""The word diff: both texts can be read from it, whatever they are, and it is short where they are alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import Put

from archive.copies.difference import Edit, compare, difference
from archive.errors import NotFoundError
from archive.store import Archive

WORDS = st.lists(st.sampled_from(["the", "port", "of", "Odesa", "opened", "12", "港", "\n\n"]), max_size=60)


def texts_of(pieces: tuple[tuple[Edit, str], ...], without: Edit) -> list[str]:
    return "".join(text for edit, text in pieces if edit is not without).split()


@given(WORDS, WORDS)
def test_both_texts_can_be_read_from_a_difference(old: list[str], new: list[str]) -> None:
    found = difference(" ".join(old), " ".join(new))
    assert "".join(texts_of(found, Edit.ADDED)) == "".join(" ".join(old).split())
    assert "".join(texts_of(found, Edit.REMOVED)) == "".join(" ".join(new).split())


@given(WORDS)
def test_equal_texts_do_not_differ(words: list[str]) -> None:
    text = " ".join(words)
    assert all(edit is Edit.SAME for edit, _ in difference(text, text))


def test_a_changed_word_is_all_that_differs() -> None:
    found = difference("Nine ships left\n\nbefore noon.", "Nine ships left\n\nafter noon.")
    assert [(edit.value, text) for edit, text in found] == [
        ("same", "Nine ships left"),
        ("removed", "\n\nbefore"),
        ("added", "\n\nafter"),
        ("same", " noon."),
    ]


def test_a_character_of_a_script_without_spaces_is_a_word() -> None:
    found = difference("外交部发言人", "外交部新发言人")
    assert [text for edit, text in found if edit is not Edit.SAME] == ["新"]


def test_a_long_text_is_aligned_by_what_stands_in_it_once() -> None:
    """Word by word, 40,000 against 40,000 would take hours."""
    words = [f"word{number}" for number in range(40_000)]
    found = difference(" ".join(words), " ".join([*words[:20_000], "new", *words[20_000:]]))
    assert [text for edit, text in found if edit is not Edit.SAME] == [" new"]


def test_long_texts_without_anything_in_common_are_replaced_as_a_whole() -> None:
    found = difference("a b " * 20_000, "b a c " * 20_000)
    assert {edit for edit, _ in found} == {Edit.REMOVED, Edit.ADDED}


def test_a_document_is_compared_with_its_older_version_and_with_another(archive: Archive, put: Put) -> None:
    put("2", "Nine ships left.", title="Ships")
    put("2", "Ten ships left.", title="Ships")
    put("1", "Ten ships came.", title="Ships")
    assert compare(archive, "2", "1").old.body == "Nine ships left."
    assert compare(archive, "1", "2").old.body == "Ten ships left."
    assert compare(archive, "1", "2").count(Edit.ADDED) == 1
    with pytest.raises(NotFoundError, match="there is no document '3'"):
        compare(archive, "2", "3")
