"""Each hit has its place in the scroll map, in the order of the text, and leads to the hit."""

from collections.abc import Callable

from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from archive.report import Document
from webui.scrollmap import MOST_TICKS, ticks_of

PIECES = st.tuples(st.text(alphabet="ab ", min_size=1, max_size=9), st.booleans())


def test_hits_are_ticked_where_they_stand() -> None:
    text = ((("grain", True), (" " * 45, False)), ((" " * 25, False), ("port", True), (" " * 21, False)))
    assert [(tick.hit, tick.place) for tick in ticks_of(text)] == [(1, 0.0), (2, 75.0)]


@given(st.lists(st.lists(PIECES, max_size=6).map(tuple), max_size=6).map(tuple))
def test_every_place_is_in_the_text_and_ticked_once(paragraphs: tuple[tuple[tuple[str, bool], ...], ...]) -> None:
    ticks = ticks_of(paragraphs)
    places = [tick.place for tick in ticks]
    assert places == sorted(set(places))
    assert all(0 <= place < 100 for place in places)
    hits = sum(matched for paragraph in paragraphs for _, matched in paragraph)
    assert bool(ticks) == bool(hits)
    assert len(ticks) <= min(hits, MOST_TICKS)


def test_a_tick_leads_to_its_hit(client_of: Callable[..., FlaskClient]) -> None:
    client = client_of([Document("Ships", "Grain left.\n\nMore grain, and grain.", id="a")])
    page = BeautifulSoup(client.get("/document/a?q=grain").text, "html.parser")
    hits = ["#" + str(mark["id"]) for mark in page.select(".text mark")]
    assert hits == ["#hit-1", "#hit-2", "#hit-3"]
    assert [tick["href"] for tick in page.select(".map a")] == hits
    assert page.select(".map")[0]["aria-hidden"] == "true"
    assert not BeautifulSoup(client.get("/document/a").text, "html.parser").select(".map")
