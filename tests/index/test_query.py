"""What people type and the tree it means, as data; what is refused, where, and with which advice."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import UsageError
from index.query import (
    And,
    DateRange,
    Node,
    Not,
    Or,
    Order,
    Phrase,
    Prefix,
    QueryError,
    Word,
    parse,
    plain,
    positive_terms,
)


def shape(node: Node | None) -> object:
    """A tree without positions: words and fields as text, the rest as (name, ...)."""
    match node:
        case Word(text, field):
            return f"{field}:{text}" if field else text
        case Phrase(text, field):
            return f'{field}:"{text}"' if field else f'"{text}"'
        case Prefix(text, field):
            return f"{field}:{text}*" if field else f"{text}*"
        case DateRange(first, last):
            return f"{first or ''}..{last or ''}"
        case And(parts):
            return ("and", *map(shape, parts))
        case Or(parts):
            return ("or", *map(shape, parts))
        case Not(part):
            return ("not", shape(part))
    return None


TREES: list[tuple[str, object]] = [
    # Nothing to look for is every document.
    ("", None),
    ("  \t\n", None),
    ("- ... !?", None),
    ('""', None),
    ("(--)", None),
    ("-!", None),
    # Words; every word has to match.
    ("fsb", "fsb"),
    ("fsb china", ("and", "fsb", "china")),
    ("fsb and or not china", ("and", "fsb", "and", "or", "not", "china")),
    # Operators, in capitals; AND binds tighter than OR.
    ("a AND b", ("and", "a", "b")),
    ("a OR b c", ("or", "a", ("and", "b", "c"))),
    ("a b OR c AND d", ("or", ("and", "a", "b"), ("and", "c", "d"))),
    ("a OR b OR c", ("or", "a", "b", "c")),
    ("(a OR b) c", ("and", ("or", "a", "b"), "c")),
    ("((a))", "a"),
    ("a NOT b", ("and", "a", ("not", "b"))),
    ("a AND NOT b", ("and", "a", ("not", "b"))),
    ("NOT a", ("not", "a")),
    ("NOT NOT a", ("not", ("not", "a"))),
    ("a OR --", "a"),
    ("... AND a", "a"),
    # A minus directly before something leaves it out.
    ("a -b", ("and", "a", ("not", "b"))),
    ("-a -b", ("and", ("not", "a"), ("not", "b"))),
    ('-"a b"', ("not", '"a b"')),
    ("-(a OR b)", ("not", ("or", "a", "b"))),
    ("(-a)", ("not", "a")),
    ("-region:Arctic", ("not", "region:Arctic")),
    ("-AND", ("not", "AND")),
    # Any other hyphen is punctuation.
    ("h52.1 - kurzsichtigkeit", ("and", "h52.1", "kurzsichtigkeit")),
    ("W-2 Su-57", ("and", "W-2", "Su-57")),
    ("a- b", ("and", "a", "b")),
    ("--verbose", "verbose"),
    ("– a", "a"),
    # Phrases, with the quotation marks of any keyboard.
    ('"griffith observatory"', '"griffith observatory"'),
    ("„a b“ “c d” «e f» »g h«", ("and", '"a b"', '"c d"', '"e f"', '"g h"')),
    ('"a AND (b"', '"a AND (b"'),
    ('a"b c"d', ("and", "a", '"b c"', "d")),
    # Apostrophes are part of words.
    ("O'Brien O’Brien ‘quoted’", ("and", "O'Brien", "O’Brien", "quoted")),
    # Punctuation at the edges of a word never breaks a query.
    ("park. (what?) fsb,", ("and", "park", "what", "fsb")),
    ("C++ #metoo $100 [a] {b} ~c^ +d", ("and", "C", "metoo", "100", "a", "b", "c", "d")),
    ("U.S. AT&T and/or", ("and", "U.S", "AT&T", "and/or")),
    ("हिन्दी", "हिन्दी"),
    # The beginning of a word.
    ("chin*", "chin*"),
    ("(chin*, su-5*)", ("and", "chin*", "su-5*")),
    # Fields.
    ("title:fsb", "title:fsb"),
    ("TITLE:fsb Lang:en", ("and", "title:fsb", "lang:en")),
    ('source:"Clash Report"', 'source:"Clash Report"'),
    ("source:Reuters,", "source:Reuters"),
    ("title:chin*", "title:chin*"),
    ("title:(a OR b) c", ("and", ("or", "title:a", "title:b"), "c")),
    ("title:(a -body:b)", ("and", "title:a", ("not", "body:b"))),
    ("region:OR author:NOT", ("and", "region:OR", "author:NOT")),
    ("title:foo:bar", "title:foo:bar"),
    ("url:https://x.org/y/?z=1", "url:https://x.org/y/?z=1"),
    ("id:-x_1-", "id:-x_1-"),
    # A colon that makes no field.
    ("https://x.org/y", "https://x.org/y"),
    ("10:30", "10:30"),
    ("Re: budget", ("and", "Re", "budget")),
    ("Putin:we", "Putin:we"),
    ("std::string", "std::string"),
    ("c:x", "c:x"),
    ("note: a", ("and", "note", "a")),
    ("источник:тасс", "источник:тасс"),
    # Dates: a range ends with the last day of what is written.
    ("date:2025", "2025-01-01..2025-12-31"),
    ("date:2025-06", "2025-06-01..2025-06-30"),
    ("date:2024-02", "2024-02-01..2024-02-29"),
    ("date:2025-06-08", "2025-06-08..2025-06-08"),
    ("date:2025-06-01..2025-06-30", "2025-06-01..2025-06-30"),
    ("date:2025..2025-06", "2025-01-01..2025-06-30"),
    ("date:..2025-06", "..2025-06-30"),
    ("date:2025..", "2025-01-01.."),
    ("since:2025-06", "2025-06-01.."),
    ("until:2025-06", "..2025-06-30"),
    ("(until:2025-06-08.)", "..2025-06-08"),
    ('date:"2025"', "2025-01-01..2025-12-31"),
    ("-date:2025 fsb", ("and", ("not", "2025-01-01..2025-12-31"), "fsb")),
]


@pytest.mark.parametrize(("text", "tree"), TREES, ids=[text for text, _ in TREES])
def test_text_to_tree(text: str, tree: object) -> None:
    assert shape(parse(text).tree) == tree


ERRORS: list[tuple[str, str, str, str]] = [
    # text, the place in it, words of the message, what to write in that place
    ("titel:x", "titel:", "there is title:", "title:"),
    ("Titel:x", "Titel:", "there is title:", "title:"),
    ("a regoin:(x)", "regoin:", "there is region:", "region:"),
    ("doi:10.1/x", "doi:10.1/x", "fields are title", '"doi:10.1/x"'),
    ('a "b c', '"b c', "not closed", '"b c"'),
    ("a „b", "„b", "not closed", '„b"'),
    ("a ()", "()", "empty", ""),
    ("a ( )", "( )", "empty", ""),
    ("a (", "(", "nothing follows", ""),
    ("title:()", "()", "empty", ""),
    ("a (b OR c", "(b OR c", "not closed", "(b OR c)"),
    ("a b)", ")", "closes no group", ""),
    (")", ")", "closes no group", ""),
    ("date:2025-06..2025-05", "date:2025-06..2025-05", "comes after", "date:2025-05..2025-06"),
    ("a AND", "AND", "both sides", "and"),
    ("OR a", "OR", "both sides", "or"),
    ("a OR AND b", "OR", "both sides", "or"),
    ("(a OR) b", "OR", "both sides", "or"),
    ("a NOT", "NOT", "after it", "not"),
    ("title:", "title:", "nothing follows title:", ""),
    ("title: a", "title:", "nothing follows title:", ""),
    ("(title:)", "title:", "nothing follows title:", ""),
    ("since: 2025", "since:", "2025-06-08", ""),
    ("title:...", "...", "no letter or digit", ""),
    ('title:""', '""', "no letter or digit", ""),
    ("title:-fsb", "title:-fsb", "before the field", "-title:fsb"),
    ("*", "*", "empty query finds every document", ""),
    ("a -*", "*", "beginning of a word", ""),
    ("title:*", "title:*", "beginning of a word", ""),
    ("*foo", "*foo", "end of a word", "foo*"),
    ("f*o", "f*o", "end of a word", "f*"),
    ("foo**", "foo**", "end of a word", "foo*"),
    ('"a b*"', '"a b*"', "phrase", '"a b"'),
    ("date:yesterday", "date:yesterday", "2025-06-08", ""),
    ("date:2025-13", "date:2025-13", "2025-06-08", ""),
    ("date:2025-02-30", "date:2025-02-30", "2025-06-08", ""),
    ("date:0000", "date:0000", "2025-06-08", ""),
    ("date:2025-W01-1", "date:2025-W01-1", "2025-06-08", ""),
    ("date:٢٠٢٥", "date:٢٠٢٥", "2025-06-08", ""),
    ("date:..", "date:..", "2025-06-08", ""),
    ("date:(2025)", "date:(", "2025-06-08", ""),
    ("since:2025..2026", "since:2025..2026", "one date", "date:2025..2026"),
]


@pytest.mark.parametrize(("text", "place", "words", "suggestion"), ERRORS, ids=[error[0] for error in ERRORS])
def test_errors_name_the_fault_and_the_next_step(text: str, place: str, words: str, suggestion: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text)
    error = caught.value
    assert (text[error.start : error.end], error.suggestion) == (place, suggestion)
    assert words in str(error)


@pytest.mark.parametrize("text", [error[0] for error in ERRORS if error[3] and error[0] != "a OR AND b"])
def test_a_suggestion_put_in_its_place_makes_a_query(text: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text)
    error = caught.value
    parse(text[: error.start] + error.suggestion + text[error.end :])


BOUNDS = {
    "length": ("a" * 1000, "a" * 1001),
    "groups": ("(" * 20 + "a" + ")" * 20, "(" * 21 + "a" + ")" * 21),
    "NOT": ("NOT " * 20 + "a", "NOT " * 21 + "a"),
    "terms": ("a " * 64, "a " * 65),
    "dates": ("date:2025 " * 64, "date:2025 " * 65),
}


@pytest.mark.parametrize("bound", BOUNDS)
def test_bounds(bound: str) -> None:
    within, beyond = BOUNDS[bound]
    assert parse(within).tree
    with pytest.raises(QueryError):
        parse(beyond)


def test_positions_are_those_of_the_text() -> None:
    """A term's place holds its field and quotes, and neither a minus nor the punctuation around it."""
    text = 'fsb, -title:"a b" (chin*) since:2025-06'
    tree = parse(text).tree
    assert isinstance(tree, And)
    places = [part.part if isinstance(part, Not) else part for part in tree.parts]
    assert [text[place.start : place.end] for place in places if not isinstance(place, And | Or | Not)] == [
        "fsb",
        'title:"a b"',
        "chin*",
        "since:2025-06",
    ]


def test_options_are_fields_of_the_query() -> None:
    query = parse("fsb", limit=5, page=2, order=Order.NEWEST, since=date(2025, 6, 1))
    assert (query.text, query.limit, query.page, query.order, query.since) == ("fsb", 5, 2, "newest", date(2025, 6, 1))
    with pytest.raises(TypeError):
        parse("fsb", colour="red")


@pytest.mark.parametrize("options", [{"limit": 0}, {"limit": 1001}, {"limit": -1}, {"page": 0}])
@pytest.mark.parametrize("read", [parse, plain])
def test_page_and_limit_are_bounded(read: object, options: dict[str, int]) -> None:
    assert callable(read)
    with pytest.raises(UsageError, match=f"is {next(iter(options.values()))}; "):
        read("fsb", **options)


def test_plain_text_is_any_of_its_words() -> None:
    """Operators, fields and punctuation mean nothing in it."""
    text = 'What is AND NOT the Su-57\'s cost/benefit? title:x "y" (z*'
    words = ("What", "is", "AND", "NOT", "the", "Su-57's", "cost", "benefit", "title", "x", "y", "z")
    query = plain(text, limit=3)
    assert shape(query.tree) == ("or", *words)
    assert (query.text, query.limit) == (text, 3)
    assert [text[word.start : word.end] for word in positive_terms(query.tree)] == list(words)
    assert shape(plain("one").tree) == "one"
    assert plain("?!").tree is None
    assert len(positive_terms(plain("a " * 5000).tree)) == 5000
    with pytest.raises(QueryError):
        plain("a " * 5001)


def test_positive_terms_are_what_a_match_may_hold() -> None:
    tree = parse('a -b (c OR "d e" OR -(f g)) NOT h i* date:2025 NOT -j').tree
    assert [shape(term) for term in positive_terms(tree)] == ["a", "c", '"d e"', "i*", "j"]
    assert positive_terms(None) == ()


PIECES = st.one_of(
    st.sampled_from(
        ["a", "fsb", "AND", "OR", "NOT", "-", "(", ")", '"', "„", "“", "*", ":", "/", "..", ".", "--", "'"]
    ),
    st.sampled_from(["title:", "titel:", "date:", "since:", "id:", "url:", "2025", "2025-06", "x.y", "中", " ", "  "]),
    st.sampled_from(["\u0301", "\x00", "\ud800"]),
)


@given(st.one_of(st.text(), st.lists(PIECES, max_size=40).map("".join), st.lists(PIECES).map(" ".join)))
def test_nothing_but_a_query_error_ever_leaves(text: str) -> None:
    """Its place is in the text, and a tree's places are where its terms are typed."""
    try:
        tree = parse(text).tree
    except QueryError as error:
        assert 0 <= error.start <= error.end <= len(text)
        assert error.message
        assert str(error) == error.message
        return
    for term in positive_terms(tree):
        assert 0 <= term.start < term.end <= len(text)
        assert term.text in text[term.start : term.end]
        assert any(map(str.isalnum, term.text))


@given(st.text())
def test_plain_text_is_never_refused(text: str) -> None:
    plain(text)


@given(st.lists(st.sampled_from(["a", "title:b", '"c d"', "e*", "date:2025", "(f OR g)"]), min_size=1, max_size=9))
def test_adjacent_terms_mean_and(terms: list[str]) -> None:
    assert shape(parse(" ".join(terms)).tree) == shape(parse(" AND ".join(terms)).tree)
