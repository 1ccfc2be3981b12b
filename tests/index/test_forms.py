"""Which words a prefix, wildcard or fuzzy word stands for."""

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.forms import Form, form_of, within
from index.query import Fuzzy, Prefix, QueryError, Wildcard, parse
from index.words import fold

FITS = {
    "corrid*": "corridor corridors corrid",
    "w?rd": "word ward wörd",
    "w*d": "word wd willed",
    "*ing": "shipping ing",
    "?ord": "word ford",
    "c*r*d*r": "corridor crdr",
    "W??D*": "word Warden",
    "Straß*e": "strasse Straße",
    "su-?7": "su57",
    "O'Br?en": "obrien",
    "mal*'s": "Malacca",
    "word~": "word words wrd wodr ward wor",
    "word~2": "word wordle wd wrod",
    "Zelensky's~": "zelensky zelenski zelenskyy",
    "Su-57~": "su57 su75 su5",
    "лед?кол*": "ледокол ледоколы",
}
FITS_NOT = {
    "corrid*": "corrode accorridor",
    "w?rd": "wrd woord words",
    "w*d": "words sword",
    "?ord": "ord",
    "su-?7": "su7 su570",
    "word~": "sword cord wordle wd wodrs",
    "word~2": "bird wordless",
}


def form(text: str) -> Form:
    leaf = parse(text).tree
    assert isinstance(leaf, Prefix | Wildcard | Fuzzy)
    found = form_of(leaf)
    assert found
    return found


@pytest.mark.parametrize("text", FITS)
def test_these_words_fit(text: str) -> None:
    assert [word for word in FITS[text].split() if not form(text).fits(fold(word))] == []


@pytest.mark.parametrize("text", FITS_NOT)
def test_these_words_do_not(text: str) -> None:
    assert [word for word in FITS_NOT[text].split() if form(text).fits(fold(word))] == []


@pytest.mark.parametrize("text", ["well-kn?wn", "well-kno*", "well-known~", "3.?5", "中?国", "中国~", "中国经*"])
def test_several_words_are_refused_not_sought_in_vain(text: str) -> None:
    with pytest.raises(QueryError, match="words"):
        parse(text)


def test_a_pattern_full_of_stars_is_answered_at_once() -> None:
    """The expression never goes back behind a star, which would take longer than anyone lives."""
    pattern = Form("a", "a*" * 40 + "b")
    assert not pattern.fits("a" * 128)
    assert pattern.fits("a" * 128 + "b")


def drawn(pattern: str, word: str) -> bool:
    """Whether a wildcard draws a word, said in the plainest way."""
    if not pattern:
        return not word
    if pattern[0] == "*":
        return drawn(pattern[1:], word) or (bool(word) and drawn(pattern, word[1:]))
    return bool(word) and pattern[0] in ("?", word[0]) and drawn(pattern[1:], word[1:])


@given(st.text("ab*?", min_size=1, max_size=7), st.text("ab", max_size=8))
def test_wildcards_draw_what_they_say(text: str, word: str) -> None:
    wild = form_of(Wildcard(text + "a"))
    assert wild
    assert wild.fits(word) == drawn(text + "a", word)


def distance(word: str, other: str) -> int:
    """Letters to put in, leave out, change or swap, said in the plainest way."""

    @cache
    def between(i: int, j: int) -> int:
        if not i or not j:
            return i + j
        ways = [between(i - 1, j) + 1, between(i, j - 1) + 1, between(i - 1, j - 1) + (word[i - 1] != other[j - 1])]
        if i > 1 and j > 1 and word[i - 1] == other[j - 2] and word[i - 2] == other[j - 1]:
            ways.append(between(i - 2, j - 2) + 1)
        return min(ways)

    return between(len(word), len(other))


@given(st.text("abc", max_size=7), st.text("abc", max_size=7), st.integers(1, 2))
def test_within_is_the_distance_at_most(word: str, other: str, most: int) -> None:
    assert within(word, other, most) == (distance(word, other) <= most)
