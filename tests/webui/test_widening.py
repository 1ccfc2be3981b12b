"""What would have matched where nothing did, and that every way on from a search can be gone."""

from collections.abc import Iterable, Iterator
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from making import Put

from archive.errors import UsageError
from archive.store import Archive
from index.engine import FACETS, Engine
from index.find import open_engine
from index.query import Query, parse
from index.sync import sync
from webui.chips import Chip, counted, limits_of
from webui.narrowing import Way, facets_of
from webui.params import to_query
from webui.periods import Dated
from webui.resources import counted_by
from webui.timeline import timeline
from webui.widening import explain


@pytest.fixture
def engine(archive: Archive, put: Put) -> Iterator[Engine]:
    put("a", "Grain left Odesa.", title="Ships", source="Reuters", date="2025-06-08")
    put("b", "Wheat left Odesa.", source="Clash Report", regions=("Europe",), date="2024")
    opened = open_engine(archive)
    sync(archive, opened)
    yield opened
    opened.close()


def words(engine: Engine, query: Query) -> dict[str, int]:
    return {way.label: way.count for way in explain(engine, query).words}


def wider(engine: Engine, query: Query) -> dict[str, int]:
    return {way.label: way.count for way in explain(engine, query).wider}


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("grain xylophone", {"grain": 1, "xylophone": 0}),
        ("xylophone", {"xylophone": 0}),
        ('"left odesa" gr* -wheat x9', {'"left odesa"': 2, "gr*": 1, "x9": 0}),
        ("title:(ships grain)", {"title:ships": 1, "title:grain": 0}),
        ("Source:Reuters SOURCE:(x9)", {"Source:Reuters": 1, "source:x9": 0}),
        ("(grain OR wheat) x9 grain", {"grain": 1, "wheat": 1, "x9": 0}),
        ("date:1999", {}),
        ("-odesa", {}),
    ],
)
def test_each_word_is_counted_alone_in_all_documents(engine: Engine, text: str, counts: dict[str, int]) -> None:
    assert words(engine, parse(text, sources=("Nobody",))) == counts


@pytest.mark.parametrize(
    ("filters", "says"),
    [
        ({"regions": ("Eurpe",)}, "No document has the region Eurpe; perhaps Europe"),
        ({"regions": ("europe",)}, None),
        ({"sources": ("clash",)}, "No document has the source clash; perhaps Clash Report"),
        ({"sources": ("h",)}, "No document has the source h; the commonest are Clash Report, Reuters"),
        ({"sources": ("Nobody",)}, "No document has the source Nobody; the commonest are Clash Report, Reuters"),
        ({"about": ("UA",)}, "No document is about Ukraine; that is known of none"),
        ({"published_in": ("UA",)}, "No document was published in Ukraine; that is known of none"),
        ({"sent_from": ("UA",)}, "No document was sent from Ukraine; that is known of none"),
        ({"kinds": ("pdf",)}, "No document is of the kind PDF; the only one is plain text"),
        ({"languages": ("en",)}, "No document has the language English; that is known of none"),
    ],
)
def test_a_filter_s_value_that_no_document_has_is_named_with_those_there_are(
    engine: Engine, filters: dict[str, tuple[str, ...]], says: str | None
) -> None:
    assert explain(engine, parse("x9", **filters)).absent == ((says,) if says else ())


def test_a_language_is_known_by_its_name(archive: Archive, put: Put) -> None:
    put("a", "Grain left Odesa.", language="en")
    opened = open_engine(archive)
    sync(archive, opened)
    asked = parse("grain", languages=("english",))
    assert explain(opened, asked).absent == ("No document has the language english; perhaps en",)
    opened.close()


def test_the_filter_that_takes_everything_away_is_named(engine: Engine) -> None:
    assert wider(engine, parse("grain", sources=("Clash Report",))) == {"not only Clash Report": 1}
    assert wider(engine, parse("grain", until=date(2023, 12, 31))) == {"not only until 31 December 2023": 1}
    query = parse("grain", sources=("Clash Report",), regions=("Arctic", "Africa"))
    assert wider(engine, query) == {"the same words, no filters": 1}


def test_a_date_in_the_text_that_takes_everything_away_is_named(engine: Engine) -> None:
    assert wider(engine, parse("grain date:1999")) == {"without date:1999": 1}


def test_any_of_the_words_is_offered_within_the_filters(engine: Engine) -> None:
    assert wider(engine, parse("grain wheat", sources=("Reuters",))) == {"any of the words": 1}


def test_every_way_leads_to_as_many_as_it_says(engine: Engine) -> None:
    explanation = explain(engine, parse("grain wheat x9 date:1999 title:(ships odesa)"))
    for way in explanation.words:
        assert engine.count([parse(way.label)]) == [way.count]
    assert explanation.documents == 2


PIECES = st.sampled_from(
    ["grain", "odesa", "title:", "TITLE:", "has:", "date", "date:2025", "date:1999", "url:", "id:", "NOT", "OR", "-OR",
     "|", "-", "--", "(", ")", "'title:x", "'titel:x", "x*", "x~", "http://x", "12:30", "?", "!", '"left"']
)  # fmt: skip
TEXTS = st.one_of(st.lists(PIECES, max_size=9).map(" ".join), st.lists(PIECES, max_size=9).map("".join))


def gone(ways: Iterable[Way]) -> Iterator[tuple[Way, Query]]:
    for way in ways:
        yield way, to_query(parse_qs(urlsplit(way.address).query, errors="strict"))


def dropped(chips: Iterable[Chip]) -> Iterator[tuple[Chip, Query]]:
    """Each chip with the search that drops it; that for its opposite can be run too."""
    for chip in chips:
        links = [link for link in (chip.address, chip.limit.opposite) if link]
        asked = [to_query(parse_qs(urlsplit(link).query, errors="strict")) for link in links]
        yield chip, asked[0]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TEXTS, filters=st.sampled_from([{}, {"sources": ("Reuters",)}, {"since": date(2024, 1, 1)}]))
def test_every_way_on_is_a_search_that_can_be_run(engine: Engine, text: str, filters: dict[str, object]) -> None:
    """And those that widen find as many as they say."""
    try:
        query = parse(text, facets=FACETS, **filters)
    except UsageError:
        return
    ranking, explanation = engine.search(query), explain(engine, query)
    for way, asked in gone(explanation.words + explanation.wider):
        assert engine.count([asked]) == [way.count], way
    drawn = timeline(query, ranking.facets, lambda: Dated(ranking.facets), counted_by(engine, query))
    facets = facets_of(engine, query, ranking)
    valued = [way for facet in facets for way in (*facet.ways, *facet.others)]
    others = [*valued, *(bar.way for bar in (drawn.bars if drawn else ()))]
    others += [Way(way.label, way.without) for way in valued if way.without]
    assert len(list(gone(others))) == len(others)
    for chip, asked in dropped(counted(engine, limits_of(query), ranking.total)):
        assert chip.more is None or engine.count([asked]) == [ranking.total + chip.more]


def test_no_filter_is_offered_that_would_be_refused(archive: Archive, put: Put) -> None:
    for number in range(52):
        put(f"d{number}", "Grain.", source=f"Source {number}")
    put("long", "Grain.", source="s" * 201, date="0999")
    engine = open_engine(archive)
    sync(archive, engine)
    sources = tuple(f"Source {number}" for number in range(50))
    for query in (
        parse("grain", sources=sources, facets=FACETS),
        parse("grain", since=date(999, 1, 1), until=date(999, 12, 31), facets=FACETS),
    ):
        facets = facets_of(engine, query, engine.search(query))
        assert list(gone(way for facet in facets for way in (*facet.ways, *facet.others)))
    engine.close()
