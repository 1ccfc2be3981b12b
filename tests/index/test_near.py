"""When the words of a phrase are near: beside a search of every way to place them."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.near import windows


def near(phrase: str, text: str, slop: int) -> bool:
    words = text.split()
    places = {term: [at for at, word in enumerate(words) if word == term] for term in phrase.split()}
    return any(windows(phrase.split(), places, slop))


def near_by_trying(phrase: str, text: str, slop: int) -> bool:
    """Every choice of a place of its own for each word, its shift the place less the word's number."""
    words, wanted = text.split(), phrase.split()
    choices = [[at for at, word in enumerate(words) if word == term] for term in wanted]
    for taken in product(*choices):
        shifts = [place - number for number, place in enumerate(taken)]
        if len(set(taken)) == len(taken) and max(shifts) - min(shifts) <= slop:
            return True
    return False


@pytest.mark.parametrize(
    ("text", "least"), [("a b", 0), ("a x b", 1), ("a x x x b", 3), ("b a", 2), ("b x a", 3), ("b x x a x x b", 2)]
)
def test_slop_is_how_far_words_are_moved_in_all(text: str, least: int) -> None:
    assert near("a b", text, least)
    assert not near("a b", text, least - 1)


def test_a_word_twice_in_the_phrase_stands_twice() -> None:
    assert not near("a a", "a x x", 9)
    assert near("a a", "a x a", 1)


def test_windows_name_each_place_that_takes_part() -> None:
    assert set().union(*windows(["a", "b"], {"a": [0, 50], "b": [2, 99]}, 1)) == {0, 2}


WORDS = st.lists(st.sampled_from("abcx"), max_size=9).map(" ".join)


@given(st.lists(st.sampled_from("abc"), min_size=2, max_size=4).map(" ".join), WORDS, st.integers(0, 5))
def test_windows_are_there_where_trying_finds_one(phrase: str, text: str, slop: int) -> None:
    assert near(phrase, text, slop) == near_by_trying(phrase, text, slop)
