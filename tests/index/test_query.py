"""What people type and the tree it means, as data; what is refused, where, and with which advice."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import UsageError
from index.query import (
    And,
    DateRange,
    Exact,
    Fuzzy,
    Node,
    Not,
    Or,
    Order,
    Phrase,
    Prefix,
    QueryError,
    Wildcard,
    Word,
    parse,
    plain,
    positive_terms,
)


def shape(node: Node | None) -> object:  # noqa: C901 - a line for each kind of node
    """A tree without positions: words and fields as text, the rest as (name, ...)."""
    match node:
        case Word(text, field):
            return f"{field}:{text}" if field else text
        case Phrase(text, field, slop=slop):
            return (f"{field}:" if field else "") + f'"{text}"' + (f"~{slop}" if slop else "")
        case Wildcard(text, field):
            return f"{field}:?{text}" if field else f"?{text}"
        case Fuzzy(text, field, distance=distance):
            return (f"{field}:" if field else "") + f"{text}~{distance}"
        case Prefix(text, field):
            return f"{field}:{text}*" if field else f"{text}*"
        case Exact(text, field):
            return f"{field}:={text}" if field else f"={text}"
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
    # Words as written.
    ("=bombed", "=bombed"),
    ('="shot down" grain', ("and", "=shot down", "grain")),
    ("title:=bombed OR -=“shot down”", ("or", "title:=bombed", ("not", "=shot down"))),
    ("==bombed", "=bombed"),
    ("a = b x=y", ("and", "a", "b", "x=y")),
    # Nothing written is every document.
    ("", None),
    ("  \t\n", None),
    # What has no letter or digit is left out beside what has.
    ("grain & wheat", ("and", "grain", "wheat")),
    ("Russia — Ukraine", ("and", "Russia", "Ukraine")),
    ("grain - wheat -- barley", ("and", "grain", "wheat", "barley")),
    ('grain -! "" (--) 😀 NOT !', "grain"),
    ("ʼ grain", "grain"),
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
    # As other engines write them; & is left out, as AND may be.
    ("a | b || c d", ("or", "a", "b", ("and", "c", "d"))),
    ("a|b", ("or", "a", "b")),
    ("title:(a|b)", ("or", "title:a", "title:b")),
    ('"a|b"', '"a|b"'),
    ("a && b | c & d", ("or", ("and", "a", "b"), ("and", "c", "d"))),
    # A minus directly before something leaves it out.
    ("a -b", ("and", "a", ("not", "b"))),
    ("-a -b", ("and", ("not", "a"), ("not", "b"))),
    ('-"a b"', ("not", '"a b"')),
    ("-(a OR b)", ("not", ("or", "a", "b"))),
    ("(-a)", ("not", "a")),
    ("-region:Arctic", ("not", "region:Arctic")),
    ("-AND", ("not", "AND")),
    ('"a b"-c', ("and", '"a b"', ("not", "c"))),
    ('(a)-b -(c)-"d e"', ("and", "a", ("not", "b"), ("not", "c"), ("not", '"d e"'))),
    ("a –b −c (—d)", ("and", "a", ("not", "b"), ("not", "c"), ("not", "d"))),
    ("“a b”—c", ("and", '"a b"', "c")),
    # Any other hyphen is punctuation.
    ("h52.1 - kurzsichtigkeit", ("and", "h52.1", "kurzsichtigkeit")),
    ("W-2 Su-57", ("and", "W-2", "Su-57")),
    ("a- b", ("and", "a", "b")),
    ("Су–57 W–2", ("and", "Су–57", "W–2")),
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
    ("a ‘b c’, (‘the port’s crane’)", ("and", "a", '"b c"', '"the port’s crane"')),
    ("‘a’ b’ ‘tis c’s", ("and", "a", "b", "tis", "c’s")),
    ("it‘s a b’ 'c d'", ("and", "it‘s", "a", "b", "c", "d")),
    ("‹a b› 「c d」 〝e f〞", ("and", '"a b"', '"c d"', '"e f"')),
    # In Hebrew acronyms they are part of the word.
    ('צה"ל "דו"ח האו"ם"', ("and", 'צה"ל', '"דו"ח האו"ם"')),
    # Words near each other.
    ('"a b"~5', '"a b"~5'),
    ('title:"a b"~5, c', ("and", 'title:"a b"~5', "c")),
    ('("a b"~10.)', '"a b"~10'),
    ('"a b"~0', '"a b"'),
    # Words spelt much like it; other tildes are punctuation.
    ("word~", "word~1"),
    ("word~~", "word~1"),
    ("id:uspr-*", "id:uspr-*"),
    ("word~2, title:Su-57~1", ("and", "word~2", "title:Su-57~1")),
    ("~100 a~b ~", ("and", "100", "a~b")),
    ("url:x.org/~me~", "url:x.org/~me~"),
    # Wildcards; a ? that ends a word is a question.
    ("wo?d w*d *ing ?ord", ("and", "?wo?d", "?w*d", "?*ing", "??ord")),
    ("title:(w*d -re??in)", ("and", "title:?w*d", ("not", "title:?re??in"))),
    ("what? (who??)", ("and", "what", "who")),
    ("x.org/?q=1", "x.org/?q=1"),
    ("https://x.org/a?id=1", "https://x.org/a?id=1"),
    ('"see https://x.org/a?id=1"', '"see https://x.org/a?id=1"'),
    ("foo**", "foo*"),
    ("*foo*", "?*foo*"),
    ("lead:corrid*", "lead:corrid*"),
    # The beginning of a word.
    ("chin*", "chin*"),
    ("(chin*, su-5*)", ("and", "chin*", "su-5*")),
    # Fields.
    ("title:fsb", "title:fsb"),
    ("TITLE:fsb Lang:en REGION:Europe", ("and", "title:fsb", "lang:en", "region:Europe")),
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
    ("Re:budget fwd:x", ("and", "Re:budget", "fwd:x")),
    ("Country:Russia", "Country:Russia"),
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
    # Or as people name them, here on 15 October 2025.
    ("date:today", "2025-10-15..2025-10-15"),
    ("since:yesterday.", "2025-10-14.."),
    ('date:"last 30 days"', "2025-09-16..2025-10-15"),
    ('since:"last month"', "2025-09-01.."),
    ('until:"last month"', "..2025-09-30"),
    ("date:„8 June 2025“", "2025-06-08..2025-06-08"),
    ('date:"June 2025..today"', "2025-06-01..2025-10-15"),
    ('date:"..last year"', "..2024-12-31"),
    ('date:"June 2025"..', "2025-06-01.."),
    ('date:"this year"..today grain', ("and", "2025-01-01..2025-10-15", "grain")),
    # Countries, by code or by a name in any common language.
    ("about:Ukraine from:ua", ("and", "about:UA", "from:UA")),
    ("about:Deutschland about:日本", ("and", "about:DE", "about:JP")),
    ('about:"South Korea" -from:U.S.', ("and", "about:KR", ("not", "from:US"))),
    ("about:(UK OR usa)", ("or", "about:GB", "about:US")),
    ("dateline:Kyiv", "dateline:Kyiv"),
    ("dateline:ua dateline:Україна", ("and", 'dateline:"Ukraine"', 'dateline:"Ukraine"')),
    ('dateline:"côte d’ivoire"', 'dateline:"Côte d’Ivoire"'),
    # What is known of a document.
    ("has:date -has:Author", ("and", "has:date", ("not", "has:author"))),
    ("has:(lang OR url)", ("or", "has:language", "has:url")),
]

TODAY = date(2025, 10, 15)


@pytest.mark.parametrize(("text", "tree"), TREES, ids=[text for text, _ in TREES])
def test_text_to_tree(text: str, tree: object) -> None:
    assert shape(parse(text, today=TODAY).tree) == tree


ERRORS: list[tuple[str, str, str, str]] = [
    # text, the place in it, words of the message, what to write in that place
    ("titel:x", "titel:", "there is title:", "title:"),
    ("Titel:x", "Titel:", "there is title:", "title:"),
    ("a regoin:(x)", "regoin:", "there is region:", "region:"),
    ("a site:x.org", "site:", "there is url:", "url:"),
    ("country:Russia", "country:", "there is region:", "region:"),
    ("dates:x", "dates:", "there is date:", ""),
    ("titel:x regoin:y", "titel:", "there is title:", ""),
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
    ("!!!", "!!!", "nothing to search for", ""),
    (' "" ', '""', "nothing to search for", ""),
    ("😀", "😀", "nothing to search for", ""),
    ("-", "-", "nothing to search for", ""),
    ("- ... (?) -!", "- ... (?) -!", "nothing to search for", ""),
    ("ʼ", "ʼ", "nothing to search for", ""),
    ("a --grain", "--", "a single -", "-"),
    ("–-(a b)", "–-", "a single -", "-"),
    ('a ——"b"', "——", "a single -", "-"),
    ("a |", "|", "both sides", ""),
    ("|| a", "||", "both sides", ""),
    ("a | OR b", "|", "both sides", ""),
    ("a !grain", "!", "write -grain", "-"),
    ("!!(a b)", "!!", "no operator", "-"),
    ("title:!fsb", "title:!fsb", "before the field", "-title:fsb"),
    ('a "b c" ~5', " ~5", "nothing before ~5", "~5"),
    ('"b c" ^5, a', " ^5,", "nothing before ^5", ""),
    ("(a b)~5", "~5", "nothing before ~5", ""),
    ("a ^2.5", " ^2.5", "nothing before ^2.5", ""),
    ("title:–fsb", "title:–fsb", "before the field", "-title:fsb"),
    ("(title:)", "title:", "nothing follows title:", ""),
    ("since: 2025", "since:", "2025-06-08", ""),
    ("title:...", "...", "no letter or digit", ""),
    ('title:""', '""', "no letter or digit", ""),
    ("title:-fsb", "title:-fsb", "before the field", "-title:fsb"),
    ("*", "*", "empty query finds every document", ""),
    ("a -*", "*", "letter or digit", ""),
    ("title:*", "title:*", "letter or digit", ""),
    ("author:*", "author:*", "letter or digit", "has:author"),
    ("?*", "?*", "letter or digit", ""),
    ("a W-*", "W-*", "right before", "W*"),
    ("a U.S.*", "U.S.*", "as in word*", ""),
    ("author:O'*", "author:O'*", "right before", "author:O*"),
    ("id:*x", "id:*x", "as in word*", ""),
    ("url:x*y", "url:x*y", "at the end only", "url:x*"),
    ("lang:e?n", "lang:e?n", "at the end only", "lang:e*"),
    ("a well-kno*", "well-kno*", "several words", "well kno*"),
    ("title:well-kn?wn", "title:well-kn?wn", "several words", "title:(well kn?wn)"),
    ("well-known~2", "well-known~2", "several words", "well known~2"),
    ("中国经*", "中国经*", "inside others", "中国经"),
    ("中国~", "中国~", "inside others", "中国"),
    ("中?国", "中?国", "inside others", ""),
    ("word~3", "word~3", "1 or 2 letters", "word~2"),
    ("(word~0.8)", "word~0.8", "1 or 2 letters", "word~2"),
    ("title:wo*d~", "title:wo*d~", "one or the other", "title:wo*d"),
    ("word*~", "word*~", "one or the other", "word*"),
    ("lang:en~", "lang:en~", "takes no ~", "lang:en"),
    ('"a b"~', '"a b"~', "number of words", '"a b"~5'),
    ('"a b"~5~2', '"a b"~5~2', "number of words", '"a b"~5'),
    ("has: date", "has:", "has:date", ""),
    ('"a b"~0.5', '"a b"~0.5', "number of words", '"a b"~5'),
    ('"a b"~101', '"a b"~101', "100 at most", '"a b"~5'),
    ('title:"word"~2', 'title:"word"~2', "one word", 'title:"word"'),
    ("about:Ukrain", "about:Ukrain", "did you mean Ukraine", "about:Ukraine"),
    ("about:Kyiv", "about:Kyiv", "did you mean Ukraine", "about:Ukraine"),
    ("from:Korea", "from:Korea", "takes a country", 'from:"North Korea"'),
    ("about:Atlantis", "about:Atlantis", "Atlantis is none", ""),
    ("about:Chin*", "about:Chin*", "takes a country", "about:China"),
    ("has:dates", "has:dates", "takes one of date", "has:date"),
    ('has:"x y"', 'has:"x y"', "takes one of date", ""),
    ("has:(date x)", "x", "takes one of date", ""),
    ("date:last 30 days", "date:last 30 days", "in quotes", 'date:"last 30 days"'),
    ("(since:8 June 2025) a", "since:8 June 2025", "in quotes", 'since:"8 June 2025"'),
    ("date:08/06/2025", "date:08/06/2025", "2025-06-08", ""),
    ('date:"today..June 2025"', 'date:"today..June 2025"', "comes after", 'date:"June 2025..today"'),
    ('"a b*"', '"a b*"', "phrase", '"a b"'),
    ('"wo?d war"', '"wo?d war"', "phrase", "(wo?d war)"),
    ('title:"wo?d war"~5', '"wo?d war"~5', "phrase", "(wo?d war)"),
    ("date:tomorrow", "date:tomorrow", "2025-06-08", ""),
    ("date:2025-13", "date:2025-13", "2025-06-08", ""),
    ("date:2025-02-30", "date:2025-02-30", "2025-06-08", ""),
    ("date:0000", "date:0000", "2025-06-08", ""),
    ("date:2025-W01-1", "date:2025-W01-1", "2025-06-08", ""),
    ("date:٢٠٢٥", "date:٢٠٢٥", "2025-06-08", ""),
    ("date:..", "date:..", "2025-06-08", ""),
    ('date:"July 2025".."June 2025"', 'date:"July 2025".."June 2025"', "comes after", 'date:"June 2025..July 2025"'),
    ("(date:2025-06 - 2025-07)", "date:2025-06 - 2025-07", "a range", "date:2025-06..2025-07"),
    ("date:2025-07 to 2025-06", "date:2025-07 to 2025-06", "a range", ""),
    ("date:2025-06 .. convoy", "date:2025-06 ..", "a range", "date:2025-06.."),
    ("date:'8 June 2025', a", "date:'8 June 2025',", "in quotes", 'date:"8 June 2025"'),
    ("date:(2025)", "date:(", "2025-06-08", ""),
    ("since:2025..2026", "since:2025..2026", "one date", "date:2025..2026"),
]


@pytest.mark.parametrize(("text", "place", "words", "suggestion"), ERRORS, ids=[error[0] for error in ERRORS])
def test_errors_name_the_fault_and_the_next_step(text: str, place: str, words: str, suggestion: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text, today=TODAY)
    error = caught.value
    assert (text[error.start : error.end], error.suggestion) == (place, suggestion)
    assert words in str(error)


def test_what_looks_like_a_field_and_is_none_is_told() -> None:
    notes = parse("Country:Russia (BBC:x Country:Russia)").notes
    assert [note.partition("; fields are title, body, ")[0] for note in notes] == [
        "Country: is no field, so Country:Russia is searched for as words",
        "BBC: is no field, so BBC:x is searched for as words",
    ]
    for text in (
        "Region:Europe",
        "Re:Foo",
        "Note: a",
        "https://x.org",
        "12:30",
        "std::x",
        '"Foo:bar"',
        "title:Foo:bar",
    ):
        assert parse(text).notes == (), text


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
    assert len(positive_terms(plain("a " * 5000).tree)) == 5000
    for text, reason in (
        ("?!", "nothing to search for"),
        (" ", "nothing to search for"),
        ("a " * 5001, "10,000 at most"),
    ):
        with pytest.raises(QueryError, match=reason):
            plain(text)


def test_positive_terms_are_what_a_match_may_hold() -> None:
    tree = parse('a -b (c OR "d e" OR -(f g)) NOT h i* date:2025 NOT -j').tree
    assert [shape(term) for term in positive_terms(tree)] == ["a", "c", '"d e"', "i*", "j"]
    assert positive_terms(None) == ()


PIECES = st.one_of(
    st.sampled_from(
        ["a", "fsb", "AND", "OR", "NOT", "-", "(", ")", '"', "„", "“", "*", ":", "/", "..", ".", "--", "'", "|", "—"]
    ),
    st.sampled_from(
        [
            "title:",
            "titel:",
            "Foo:",
            "x" * 200,
            "date:",
            "since:",
            "id:",
            "url:",
            "2025",
            "2025-06",
            "x.y",
            "中",
            " ",
            "  ",
        ]
    ),
    st.sampled_from(
        [
            "~",
            "~2",
            "^2",
            "!",
            "‘",
            "’",
            " to ",
            "?",
            "a b",
            "lead:",
            "has:",
            "last",
            "30",
            "days",
            "today",
            'צ"ל',
            "’s",
            "Su-57",
            "é",
        ]
    ),
    st.sampled_from(["\u0301", "\x00", "\ud800"]),
)


@given(st.one_of(st.text(), st.lists(PIECES, max_size=40).map("".join), st.lists(PIECES).map(" ".join)))
def test_nothing_but_a_query_error_ever_leaves(text: str) -> None:
    """Its place is in the text, what it suggests is a query, and a tree's places are where its terms are typed."""
    try:
        tree = parse(text).tree
    except QueryError as error:
        assert 0 <= error.start <= error.end <= len(text)
        assert error.message
        assert str(error) == error.message
        if error.suggestion:
            parse(text[: error.start] + error.suggestion + text[error.end :])
        return
    assert (tree is None) == (not text.strip())
    for term in positive_terms(tree):
        assert 0 <= term.start < term.end <= len(text)
        assert term.text in text[term.start : term.end] or term.field == "has"
        assert any(map(str.isalnum, term.text))


@given(st.text())
def test_plain_text_with_a_word_is_never_refused(text: str) -> None:
    plain(f"{text} a")


@given(st.lists(st.sampled_from(["a", "title:b", '"c d"', "e*", "date:2025", "(f OR g)"]), min_size=1, max_size=9))
def test_adjacent_terms_mean_and(terms: list[str]) -> None:
    assert shape(parse(" ".join(terms)).tree) == shape(parse(" AND ".join(terms)).tree)
