"""What of a text is looked at."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.glance import Glance

FOUND = {
    "words that begin so": ("Wheat, buckwheat and (whey)", {"whe"}, ["Wheat,", "(whey)"]),
    "codes that begin so when joined": ("O'Brien, obese", {"obri"}, ["O'Brien,"]),
    "parts of codes": ("pre-war", {"war"}, ["pre-war"]),
    "all beyond ASCII": ("a café — so", {"x"}, ["café", "—"]),
    "any word": ("a b\n\nc", {""}, ["a", "b", "c"]),
    "nothing": ("a b", set(), []),
    "all where letters change in number": ("İ a", {"x"}, ["İ a"]),
}


@pytest.mark.parametrize("rule", FOUND)
def test_pieces(rule: str) -> None:
    text, beginnings, expected = FOUND[rule]
    assert [text[start:end] for start, end in Glance(beginnings).pieces(text)] == expected


@given(st.text(st.sampled_from("aAb-.'é \n")), st.sets(st.sampled_from(["a", "ab", "aba"])))
def test_pieces_lie_apart_between_spaces(text: str, beginnings: set[str]) -> None:
    pieces = Glance(beginnings).pieces(text)
    assert pieces == sorted(set(pieces))
    for start, end in pieces:
        assert text[start:end].split() == [text[start:end]]
        assert not text[start - 1 : start].strip()
        assert not text[end : end + 1].strip()
