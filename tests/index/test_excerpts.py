"""Which passages of a document are shown."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.engine import Marked
from index.excerpts import excerpts, length
from index.marks import mark
from index.query import QueryError, parse, positive_terms


def passages(body: str, query: str, language: str = "en", **bounds: int) -> list[str]:
    """The excerpts with [ ] around what the query matched."""
    return [drawn(excerpt) for excerpt in excerpts(body, positive_terms(parse(query).tree), language, **bounds)]


def drawn(pieces: Marked) -> str:
    return "".join(f"[{text}]" if matched else text for text, matched in pieces)


FILLER = "Nothing of note was said here today. " * 12


def test_most_distinct_terms_win() -> None:
    body = f"One apple. {FILLER}An apple and a pear. {FILLER}Apple, apple, apple."
    assert passages(body, "apple pear", count=1, width=60) == [
        "An [apple] and a [pear]. Nothing of note was said here today."
    ]


def test_rarer_terms_win() -> None:
    body = f"An apple. {FILLER}An apple. {FILLER}A pear."
    assert "[pear]" in passages(body, "apple pear", count=1, width=60)[0]


def test_closer_terms_win() -> None:
    body = f"An apple, some words between, and a pear. {FILLER}A pear or apple. {FILLER}"
    assert "[pear] or [apple]" in passages(body, "apple pear", count=1, width=80)[0]


def test_the_earlier_of_equals_wins_and_all_are_in_text_order() -> None:
    body = f"First apple. {FILLER}Second apple. {FILLER}Third apple."
    assert ["First" in first and "Second" in second for first, second in [passages(body, "apple", width=60)]] == [True]
    body = f"One apple. {FILLER}A pear and apple."
    assert ["One" in first and "pear" in second for first, second in [passages(body, "apple pear", width=60)]] == [True]


def test_passages_begin_and_end_with_sentences_where_they_are_near() -> None:
    body = f"{FILLER}The talks on grain began. They ended soon. {FILLER}"
    assert passages(body, "grain", width=65) == ["The talks on [grain] began. They ended soon."]


def test_initials_end_no_sentence() -> None:
    body = f"{FILLER}Today the U.S. Senate met. {FILLER}"
    assert passages(body, "senate", width=70)[0].startswith("Today the U.S. [Senate] met.")


def test_long_sentences_are_cut_between_words_and_show_it() -> None:
    body = "some words of filler " * 30 + "grain " + "and more of the filler " * 30
    (passage,) = passages(body, "grain", width=60)
    assert passage.startswith("…")
    assert passage.endswith("…")
    assert "[grain]" in passage
    assert set(passage.strip("…").replace("[grain]", "grain").split()) <= set(body.split())


def test_a_paragraph_ends_a_passage() -> None:
    body = "Short intro.\n\nAn apple.\n \nA pear."
    assert passages(body, "apple pear") == ["An [apple].", "A [pear]."]


def test_without_a_match_the_body_begins() -> None:
    body = f"\n\n  The lead of the body. {FILLER}\n\nMore."
    assert passages(body, "apple", width=40) == ["The lead of the body."]
    assert passages(body, "title:lead", width=40) == ["The lead of the body."]
    assert passages(" \n\n ", "apple") == []
    assert passages("", "apple") == []


def test_cjk_is_cut_at_its_own_sentences() -> None:
    body = "这里没有什么值得注意的。" * 20 + "俄罗斯的战机数量正在增加。" + "这里没有什么值得注意的。" * 20
    assert passages(body, "战机", "zh", width=30) == ["俄罗斯的[战机]数量正在增加。这里没有什么值得注意的。"]


def test_a_match_longer_than_a_passage_is_cut() -> None:
    assert passages("9" * 500, "9" * 500, count=1, width=50) == [f"[{'9' * 50}]…"]


def test_the_work_grows_with_the_body_and_not_with_its_square() -> None:
    """Ten times the body, all of it matches, is ten times the lines executed."""
    terms = positive_terms(parse('apple pear a* "pear apple"').tree)
    once = lines_executed(lambda: excerpts("apple pear " * 200, terms, "en"))
    assert lines_executed(lambda: excerpts("apple pear " * 2_000, terms, "en")) < 11 * once


def lines_executed(act: Callable[[], object]) -> int:
    lines = 0

    def trace(frame: FrameType, event: str, argument: object) -> Any:
        nonlocal lines
        lines += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        act()
    finally:
        sys.settrace(before)
    return lines


TEXTS = st.text(st.one_of(st.characters(), st.sampled_from('aab.  \n\n。"中国战机ที่ั的الر-’s5')))
QUERIES = st.sampled_from(
    ["a", "a b", '"a b"', "a*", "中国", "战", "ที่", "s5 OR b-5", "ر*", "title:a b", "", "a's", '"a a" a', "中*", "-a"]
)


@given(TEXTS, QUERIES, st.integers(0, 3), st.integers(1, 40))
def test_passages_are_of_the_body(body: str, query: str, count: int, width: int) -> None:
    """They stand in it in order without overlap, within a paragraph, no wider than asked, marked as the body is."""
    terms = positive_terms(parse(query).tree)
    found = excerpts(body, terms, "en", count, width)
    assert len(found) <= max(count, 1)
    at = 0
    for pieces in found:
        passage = "".join(text for text, _ in pieces)
        inside = passage if passage in body[at:] else passage.removeprefix("…").removesuffix("…")
        assert inside in body[at:]
        assert len(inside) <= width
        assert "\n\n" not in inside
        at = body.index(inside, at) + len(inside)
    anything = any(matched for _, matched in mark(body, terms, "en", "body"))
    assert anything == any(matched for pieces in found for _, matched in pieces) or not count


@given(TEXTS, st.text(max_size=30))
def test_any_query_marks_any_text(text: str, query: str) -> None:
    try:
        terms = positive_terms(parse(query).tree)
    except QueryError:
        return
    assert "".join(piece for piece, _ in mark(text, terms, "en")) == text
    excerpts(text, terms, "en")


def test_a_phrase_of_one_word_many_times_costs_the_same_for_each_of_its_places() -> None:
    def lines(length: int) -> int:
        terms = positive_terms(parse('"' + "a " * length + '"').tree)
        return lines_executed(lambda: excerpts("a " * 1_000, terms, "en"))

    assert lines(400) < 2 * lines(10)


def test_a_second_passage_does_not_begin_in_the_word_that_ends_the_first() -> None:
    words = "abcdefg" * 30
    found = passages(f"{words} {words} x x {words}", f'"{words} {words}" OR x', width=100)
    assert [passage.strip("…")[:2] for passage in found] == ["[a", "[x"], found


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("", 0),
        ("中国与越南口岸", 7),
        ("“一单到底”。首趟 3 列", 8),
        ("潮騒、カモメ 2", 6),
        ("- Müller –", 3),
        ("수출 항구", 2),
    ],
)
def test_signs_written_without_spaces_are_words_each(body: str, words: int) -> None:
    assert length(body) == words


@given(st.text(st.sampled_from("ab .\n\té")))
def test_a_length_is_the_number_of_pieces_between_spaces(body: str) -> None:
    assert length(body) == len(body.split())
