"""A search in words: its parts, what each leaves out, and where dropping or turning it leads."""

from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.query import And, Node, Not, Or, Query, QueryError, parse
from webui.chips import Limit, limits_of
from webui.params import to_query


def spoken(text: str) -> list[str]:
    return [limit.label for limit in limits_of(parse(text))]


def asked(address: str) -> str:
    """The text that an address searches for."""
    return parse_qs(urlsplit(address).query).get("q", [""])[0]


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("", []),
        ("grain port", ["grain", "port"]),
        ('grain AND "port city"~3 -wheat', ["grain", "“port city” within 3 words", "not wheat"]),
        ("grain OR wheat harvest", ["grain", "wheat and harvest"]),
        ("(grain OR wheat) NOT (a b)", ["grain or wheat", "not (a and b)"]),
        ("title:(grain (corn OR rye)) lead:port", [
            "grain in the title and (corn in the title or rye in the title)", "port in the lead",
        ]),
        ("source:Reuters har* wheet~ w?eat", ["source: Reuters", "har…", "wheet or spelt alike", "w?eat"]),
        ("date:2025-06 -has:date x", ["June 2025", "date not known", "x"]),
        ("date:2024..2025", ["2024 to 2025"]),
    ],
)  # fmt: skip
def test_each_part_of_a_search_is_said_in_words(text: str, labels: list[str]) -> None:
    assert spoken(text) == labels


def test_a_part_is_dropped_turned_round_and_found_in_the_box() -> None:
    text = ' grain AND -"port city"  NOT wheat'
    grain, city, wheat = limits_of(parse(text))
    assert [limit.without.text for limit in (grain, city, wheat)] == [
        '-"port city" NOT wheat', "grain NOT wheat", 'grain -"port city"',
    ]  # fmt: skip
    assert [asked(limit.opposite) for limit in (grain, city, wheat)] == [
        '-grain -"port city" NOT wheat', 'grain "port city" NOT wheat', 'grain -"port city" wheat',
    ]  # fmt: skip
    assert [text[limit.start : limit.end] for limit in (grain, city, wheat)] == ["grain", '-"port city"', "NOT wheat"]
    assert [limit.is_not for limit in (grain, city, wheat)] == [False, True, True]


def test_an_alternative_is_dropped_but_not_turned_round() -> None:
    assert [(limit.without.text, limit.opposite) for limit in limits_of(parse("a OR b c | -d"))] == [
        ("b c OR -d", ""), ("a OR -d", ""), ("a OR b c", ""),
    ]  # fmt: skip


def test_without_its_last_word_a_search_is_ordered_by_date() -> None:
    (only,) = limits_of(parse("grain"))
    assert to_query({}) == only.without


def test_a_filter_is_turned_into_what_the_text_leaves_out() -> None:
    source, days = limits_of(Query("grain", parse("grain").tree, sources=("Rail News",), since=date(2025, 1, 1)))[1:]
    assert asked(source.opposite) == 'grain -source:="Rail News"'
    assert (source.field, days.label, days.opposite) == ("facet-source", "since 1 January 2025", "")


PARTS = st.lists(
    st.sampled_from(
        [
            "a",
            "-b",
            "NOT c",
            '"d e"',
            "-(f OR g)",
            "title:h",
            "-title:(i j)",
            "k*",
            "date:2024..2025",
            "L~",
            "U.S.",
            "?",
        ]
    ),
    min_size=1,
    max_size=5,
)


def bare(node: Node | None) -> object:
    """A tree without its places."""
    match node:
        case And(parts) | Or(parts):
            return (type(node), *map(bare, parts))
        case Not(part):
            return (Not, bare(part))
        case None:
            return None
    values = {name: getattr(node, name) for name in type(node).__slots__ if name not in ("start", "end")}
    return (type(node), *values.values())


@given(PARTS, st.sampled_from([" ", " AND ", " OR "]))
def test_what_is_left_means_what_it_meant(parts: list[str], joint: str) -> None:
    """Dropping a part leaves the others as they were; turning it round puts Not around it, or takes it away."""
    try:
        query = parse(joint.join(parts))
    except QueryError:
        return
    limits = limits_of(query)
    nodes = [parse(query.text[limit.start : limit.end]).tree for limit in limits]
    whole = Or if joint == " OR " and len(nodes) > 1 else And
    assert bare(query.tree) == together(whole, nodes)
    for number, limit in enumerate(limits):
        assert bare(limit.without.tree) == together(whole, nodes[:number] + nodes[number + 1 :])
        assert_turned(limit, nodes, number)


def assert_turned(limit: Limit, nodes: list[Node | None], number: int) -> None:
    if not limit.opposite:
        return
    node = nodes[number]
    assert node is not None
    turned = node.part if isinstance(node, Not) else Not(node)
    assert bare(parse(asked(limit.opposite)).tree) == together(And, [*nodes[:number], turned, *nodes[number + 1 :]])


def together(kind: type[And] | type[Or], nodes: list[Node | None]) -> object:
    """These nodes joined, without their places."""
    found = [bare(node) for node in nodes if node is not None]
    return (kind, *found) if len(found) > 1 else found[0] if found else None
