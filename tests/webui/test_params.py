"""Named values to a Query and back: what is understood, what is refused and with which advice."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import UsageError
from index.query import DateRange, Order, Query, QueryError, Word
from webui.params import known_params, sound_params, to_params, to_query

NAMES = st.text("abcÄé漢 &=%+#?/'\"<>-", min_size=1, max_size=8).map(str.strip).filter(bool)
SOME = st.lists(NAMES, max_size=3, unique=True).map(tuple)
DAYS = st.dates(date(1000, 1, 1), date(9999, 12, 31))


def test_every_value_has_its_place_in_the_query() -> None:
    query = to_query(
        {
            "q": ["fsb"],
            "source": ["Clash Report", "Reuters"],
            "region": ["Arctic"],
            "lang": ["en"],
            "since": ["2025"],
            "until": ["2025-06"],
            "sort": ["oldest"],
            "fold": ["copies"],
            "limit": ["25"],
            "page": ["3"],
        },
        facets=("source",),
    )
    assert query == Query(
        text="fsb",
        tree=Word("fsb", "", 0, 3),
        sources=("Clash Report", "Reuters"),
        regions=("Arctic",),
        languages=("en",),
        since=date(2025, 1, 1),
        until=date(2025, 6, 30),
        order=Order.OLDEST,
        limit=25,
        fold=True,
        page=3,
        facets=("source",),
    )


def test_no_values_ask_for_every_document_newest_first() -> None:
    assert to_query({}) == Query("", None, order=Order.NEWEST)


def test_a_form_s_empty_fields_are_no_values() -> None:
    empty = {"q": [""], "source": ["", " "], "since": [""], "until": [" "], "sort": [""], "page": [""]}
    assert to_query(empty) == to_query({})
    assert known_params(empty) == {}


def test_what_is_no_part_of_a_search_is_left_alone() -> None:
    assert to_query({"view": ["text"], "x": ["y"]}) == to_query({})
    assert known_params({"view": ["text"], "q": ["a"]}) == {"q": ["a"]}


def test_days_can_be_named_as_in_a_query() -> None:
    today = date.today()  # noqa: DTZ011 - as the command line means it
    assert to_query({"since": ["last 30 days"]}).since in (today - timedelta(29), today - timedelta(28))
    assert to_query({"until": ["June 2025"]}).until == date(2025, 6, 30)


@pytest.mark.parametrize(
    ("name", "text", "day"),
    [
        ("since", "2024", date(2024, 1, 1)),
        ("since", "2024-02", date(2024, 2, 1)),
        ("since", "2024-02-29", date(2024, 2, 29)),
        ("until", "2024", date(2024, 12, 31)),
        ("until", "2024-02", date(2024, 2, 29)),
        ("until", "2024-02-28", date(2024, 2, 28)),
    ],
)
def test_a_year_or_month_means_all_its_days(name: str, text: str, day: date) -> None:
    query = to_query({name: [text]})
    assert (query.since if name == "since" else query.until) == day


@given(
    st.sampled_from(["today", "yesterday", "this week", "last month", "last 30 days", "June 2025", "8 June 2025."])
    | DAYS.map(date.isoformat),
    DAYS,
)
def test_a_date_means_what_it_means_in_the_query(text: str, today: date) -> None:
    for said in (text, f'"{text}"'):
        query = to_query({"since": [said], "until": [said]}, today=today)
        tree = to_query({"q": [f'date:"{text}"']}, today=today).tree
        assert isinstance(tree, DateRange)
        assert (query.since, query.until) == (tree.first, tree.last)


@pytest.mark.parametrize(
    ("values", "advice"),
    [
        ({"since": ["soon"]}, "2025-06-08.* last 30 days"),
        ({"since": ["tomorrow"]}, "yesterday"),
        ({"since": ["2025..2026"]}, "no date"),
        ({"until": ["last 9999 years"]}, "last 30 days"),
        ({"until": ['"']}, "June 2025"),
        ({"since": ["some day " * 500]}, "no date"),
        ({"since": ["2025-13"]}, "2025-06-08"),
        ({"until": ["2025-02-30"]}, "2025-06-08"),
        ({"until": ["0000"]}, "2025-06-08"),
        ({"since": ["2025-W01-1"]}, "2025-06-08"),
        ({"since": ["٢٠٢٥"]}, "2025-06-08"),
        ({"since": ["2025"], "until": ["2024"]}, "swap"),
        ({"since": ["today"], "until": ["last year"]}, "swap"),
        ({"sort": ["best"]}, "relevance, newest, oldest"),
        ({"sort": ["date; drop table document"]}, "relevance, newest, oldest"),
        ({"fold": ["sources"]}, "write copies"),
        ({"limit": ["0"]}, "from 1 to 1,000"),
        ({"limit": ["1001"]}, "from 1 to 1,000"),
        ({"page": ["-1"]}, "from 1 to"),
        ({"page": ["1.5"]}, "from 1 to"),
        ({"page": ["٣"]}, "from 1 to"),
        ({"page": ["9" * 5000]}, "from 1 to"),
        ({"q": ["a", "b"]}, "once"),
        ({"page": ["1", "2"]}, "once"),
        ({"region": [f"r{n}" for n in range(51)]}, "50"),
        ({"source": ["s" * 201]}, "200"),
    ],
)
def test_what_cannot_be_is_refused_with_advice(values: dict[str, list[str]], advice: str) -> None:
    with pytest.raises(UsageError, match=advice) as caught:
        to_query(values)
    assert next(iter(values)) in str(caught.value)
    assert len(str(caught.value)) < 200


def test_a_query_that_cannot_be_read_tells_the_place() -> None:
    with pytest.raises(QueryError) as caught:
        to_query({"q": ['fsb "china']})
    assert caught.value.start == 4


def test_a_country_is_filtered_by_its_code_or_its_name() -> None:
    for name, field in (("about", "about"), ("from", "published_in"), ("dateline", "sent_from")):
        assert getattr(to_query({name: ["ukraine", "gb", "nowhere"]}), field) == ("UA", "GB", "nowhere")


@given(
    text=st.sampled_from(["", "fsb china", '"a phrase" -b', "date:2025..2026"]),
    sources=SOME,
    regions=SOME,
    languages=SOME,
    ends=st.tuples(st.none() | DAYS, st.none() | DAYS).filter(lambda e: not (e[0] and e[1]) or e[0] <= e[1]),
    about=st.sampled_from([(), ("UA",), ("GB", "US")]),
    order=st.sampled_from(Order),
    limit=st.integers(1, 1000),
    page=st.integers(1, 1_000_000),
)
def test_a_query_survives_its_link(
    text: str,
    sources: tuple[str, ...],
    regions: tuple[str, ...],
    languages: tuple[str, ...],
    ends: tuple[date | None, date | None],
    about: tuple[str, ...],
    order: Order,
    limit: int,
    page: int,
) -> None:
    tree = to_query({"q": [text]}).tree
    query = Query(text, tree, sources, regions, languages, *ends, order=order, limit=limit, page=page, about=about)
    assert to_query(to_params(query)) == query


@pytest.mark.parametrize(
    "values",
    [
        {"since": ["2025"], "until": ["2025"]},
        {"since": ["2025-06"], "until": ["2025-06"]},
        {"since": ["2025-06-08"], "until": ["2025-06-09"]},
        {"q": ["a"], "sort": ["newest"]},
        {"source": ["A", "B"], "page": ["2"]},
    ],
)
def test_links_are_written_as_a_person_would(values: dict[str, list[str]]) -> None:
    assert to_params(to_query(values)) == values


@given(st.dictionaries(st.sampled_from(["q", "since", "until", "sort", "limit", "page", "lang"]), st.lists(st.text())))
def test_any_values_give_a_query_or_a_reason(values: dict[str, list[str]]) -> None:
    try:
        assert isinstance(to_query(values), Query)
    except UsageError as error:
        assert str(error)


def test_each_wrong_value_is_told_from_the_sound_ones() -> None:
    given = {"q": ['"'], "source": ["A"], "since": ["soon"], "until": ["2025"], "sort": ["foo"], "limit": ["0"]}
    assert sound_params(given) == {"q": ['"'], "source": ["A"], "until": ["2025"]}
