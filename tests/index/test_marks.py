"""What of a text is marked."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import marks
from index.marks import mark
from index.query import parse, positive_terms


def marked(text: str, query: str, language: str = "en", field: str = "") -> str:
    """The text with [ ] around what the query matched."""
    pieces = mark(text, positive_terms(parse(query).tree), language, field)
    return "".join(f"[{piece}]" if matched else piece for piece, matched in pieces)


MARKS = {
    "words in any form": ("Reports on a report; rapport", "report", "en", "[Reports] on a [report]; rapport"),
    "accents and case": ("A Café", "cafe", "en", "A [Café]"),
    "the document's language": ("Das Haus, die Häuser", "haus", "de", "Das [Haus], die [Häuser]"),
    "possessives": ("Russia’s army", "russia", "en", "[Russia’s] army"),
    "a code, however it is typed": ("Su-57, Su57, su 57", "su57", "en", "[Su-57], [Su57], su 57"),
    "a code in parts": ("Su-57, Su57, su 57, 57", "Su-57", "en", "[Su-57], [Su57], [su 57], 57"),
    "part of a code": ("Su-57", "57", "en", "Su-[57]"),
    "initials": ("the U.S. and us", "U.S.", "en", "the [U.S]. and us"),
    "a phrase only where it stands whole": ("a b, b a, a c b, A B", '"a b"', "en", "[a b], b a, a c b, [A B]"),
    "a phrase that repeats a word": ("a a b", '"a b"', "en", "a [a b]"),
    "phrases that overlap": ("a b a b a", '"a b a"', "en", "[a b a b a]"),
    "a prefix of the word as written": ("Relations, relative, real", "relat*", "en", "[Relations], [relative], real"),
    "a prefix that is no stem": ("organizing, organ", "organiz*", "en", "[organizing], organ"),
    "a prefix of a code": ("Su-57, Su57, 57", "su-5*", "en", "[Su-57], [Su57], 57"),
    "a wildcard": ("Odesa, Odessa, ode", "od*a", "en", "[Odesa], [Odessa], ode"),
    "a wildcard over a code": ("Su-57, Su35", "su-?7", "en", "[Su-57], Su35"),
    "a word spelt much alike": ("Odessa, Odesa, Omsk", "odesa~", "en", "[Odessa], [Odesa], Omsk"),
    "words near each other": ("b x a x x x x b", '"a b"~3', "en", "[b] x [a] x x x x b"),
    "near in any form": ("grains of the harvests", '"grain harvest"~2', "en", "[grains] of the [harvests]"),
    "near and also by itself": ("a x b, b", '"a b"~1 OR b', "en", "[a] x [b], [b]"),
    "CJK": ("中国经济增长，经济", "经济增长", "zh", "中国[经济增长]，经济"),
    "one CJK character": ("战机和战", "战", "zh", "[战]机和[战]"),
    "a Thai syllable": ("ที่นี่", "ที่", "th", "[ที่]นี่"),
    "right to left": ("في الرِّياض اليوم", "الرياض", "ar", "في [الرِّياض] اليوم"),
    "not what is left out": ("a b", "a -b", "en", "[a] b"),
    "touching matches become one": ("中国经济", "中国 国经", "zh", "[中国经]济"),
    "nothing": ("a b", "c", "en", "a b"),
}


@pytest.mark.parametrize("rule", MARKS)
def test_marks(rule: str) -> None:
    text, query, language, expected = MARKS[rule]
    assert marked(text, query, language) == expected


def test_only_terms_of_the_field_are_marked() -> None:
    query = "a title:b body:c"
    assert marked("a b c", query, field="title") == "[a] [b] c"
    assert marked("a b c", query, field="body") == "[a] b [c]"


def test_without_terms_all_is_one_piece() -> None:
    assert mark("a b", (), "en") == (("a b", False),)
    assert mark("", (), "en") == ()


def test_the_lead_is_marked_in_the_first_two_paragraphs() -> None:
    body = "a b\n\na\n\na b"
    assert marked(body, "lead:a b", field="body") == "[a] [b]\n\n[a]\n\na [b]"
    assert marked(body, 'lead:"a b"~1', field="body") == "[a] [b]\n\na\n\na b"
    assert marked(body, "lead:a", field="title") == body


TEXTS = st.text(st.one_of(st.characters(), st.sampled_from('aab.  \n\n。"中国战机ที่ั的الر-’s5')))
QUERIES = st.sampled_from(
    [
        "a",
        "a b",
        '"a b"',
        '"a b"~2',
        "a*",
        "*a?b",
        "ab~",
        "lead:a",
        "中国",
        "战",
        "ที่",
        "s5 OR b-5",
        "ر*",
        "a's",
        "中*",
        "-a",
    ]
)


@given(TEXTS, QUERIES, st.sampled_from(["en", "zh", "ar", ""]))
def test_the_pieces_are_the_text(text: str, query: str, language: str) -> None:
    """None is empty, neighbours differ, and marking twice gives the same."""
    terms = positive_terms(parse(query).tree)
    pieces = mark(text, terms, language, "title")
    assert "".join(piece for piece, _ in pieces) == text
    assert all(piece for piece, _ in pieces)
    assert all(one[1] != other[1] for one, other in pairwise(pieces))
    assert pieces == mark(text, terms, language, "title")


def test_words_with_something_else_between_are_no_phrase() -> None:
    assert marked("a b a a b", '"a a b"') == "a b [a a b]"
    assert marked("a b b a", '"a b" OR "b a"') == "[a b] [b a]"


WRITTEN = [
    "wheat", "Wheat,", "(wheat", "bombed", "bombing.", "Su-57", "su57s", "U.S.", "us", "O’Brien", "-", "—", "…", "京",
    "中国外交部", "é", "e\u0301", "\n\n", "grain", "1,200", "'wheat'", "wheat-grain", "x",
]  # fmt: skip
ASKED = [
    "wheat", '"wheat grain"', "bomb*", "su57", '"the us"', "us", '"us wheat"', "外交", "京", "obrien", "wheet~",
    "lead:wheat", '"wheat bombing"~3', "1200", "gr?in", "Su-57", '"Su-57 wheat"',
]  # fmt: skip


@given(
    text=st.lists(st.sampled_from(WRITTEN), max_size=30).map(" ".join),
    queries=st.lists(st.sampled_from(ASKED), min_size=1, max_size=4),
    language=st.sampled_from(["", "en", "zh"]),
)
def test_what_is_passed_over_holds_no_match(text: str, queries: list[str], language: str) -> None:
    """The spans are those of reading the text word for word."""
    terms = positive_terms(parse(" OR ".join(queries)).tree)

    found = marks.spans_of(text, terms, language, "body")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(marks._Sought, "stretches", lambda _, text: [(0, len(text))])
        assert marks.spans_of(text, terms, language, "body") == found


@pytest.mark.parametrize(
    ("query", "marked"),
    [
        ("=bombed", ["Bombed"]),
        ("bombed", ["bombs", "Bombed", "bombing"]),
        ('="bombs were"', ["bombs were"]),
        ("=bómbing OR =were", ["were", "bombing"]),
    ],
)
def test_what_is_asked_for_as_written_is_marked_as_written(query: str, marked: list[str]) -> None:
    pieces = mark("The bombs were old. Bombed in May, the bombing went on.", positive_terms(parse(query).tree), "en")
    assert [piece for piece, matched in pieces if matched] == marked
