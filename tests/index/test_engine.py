"""What every engine promises: which documents match, in which order, counted exactly, seen whole or not at all."""

from collections.abc import Callable, Iterator
from datetime import date
from fnmatch import fnmatchcase
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.errors import UsageError
from archive.report import Document, PartialDate, Place
from index.engine import FACETS, Engine
from index.query import And, Exact, Fuzzy, Node, Not, Or, Order, Phrase, Prefix, Query, Wildcard, Word, parse, plain
from index.whoosh_engine import WhooshEngine


def document(id: str, body: str = "", day: str = "", version: int = 1, **fields: str) -> Document:
    regions = tuple(filter(None, fields.pop("regions", "").split(",")))
    partial = PartialDate(day) if day else None
    places: dict[str, Any] = {
        "about": tuple(Place(code, "", 0.9) for code in filter(None, fields.pop("about", "").split(","))),
        "dateline": Place("UA", fields.pop("dateline"), 0.9) if "dateline" in fields else None,
    }
    fields.setdefault("title", "")
    return Document(id=id, body=body, date=partial, version=version, regions=regions, **places, **fields)  # type: ignore[arg-type]


DOCUMENTS = (
    document(
        "grain",
        "The corridor reopened. Ships carried wheat from Odesa.",
        "2025-06-08",
        title="Grain corridor reopens",
        source="Harbour Post",
        regions="Europe,Russia-Ukraine War",
        language="en",
        author="Anna Example",
        url="https://harbour.example/2025/grain",
        about="UA,RU",
        dateline="ODESA",
        published_in="GB",
    ),
    document(
        "jets",
        "Two Su-57 jets and an F-16 flew over the Arctic. The U.S. protested.",
        "2025-06",
        title="Jets over ice",
        source="Clash Report",
        regions="Arctic",
        language="en",
    ),
    document(
        "reform",
        "Die Universität plant Reformen. Bürger protestierten.",
        "2024",
        title="Reformen geplant",
        source="Donau Kurier",
        regions="Europe",
        language="de",
    ),
    document("beijing", "中国外交部发言人在北京表示。", "2025-03-18", title="外交部", source="晨报", language="zh"),
    document("moscow", "Президент заявил, что соглашения подписаны.", title="Соглашение", language="ru"),
    document("wheat", "Wheat prices fell. Wheat, wheat, wheat.", "2023-12-31", title="Wheat", source="Clash Report"),
)


@pytest.fixture(params=["whoosh"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], Engine]]:
    """Opens the same engine anew each time it is called, as another process would."""
    opened: list[Engine] = []

    def engine() -> Engine:
        opened.append(WhooshEngine(tmp_path / "index", "lineage"))
        return opened[-1]

    yield engine
    for each in opened:
        each.close()


@pytest.fixture
def engine(make: Callable[[], Engine]) -> Engine:
    made = make()
    made.apply(DOCUMENTS[:4], [], 4)
    made.apply(DOCUMENTS[4:], [], 6)
    return made


def ids(engine: Engine, text: str, **options: object) -> set[str]:
    return {match.id for match in engine.search(parse(text, **options)).matches}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("corridor", "grain"),
        ("CORRIDORS", "grain"),
        ("grain wheat", "grain"),
        ("wheat", "grain wheat"),
        ("title:wheat", "wheat"),
        ("body:corridor ships", "grain"),
        ('"carried wheat"', "grain"),
        ('"wheat carried"', ""),
        ("ships OR jets", "grain jets"),
        ("wheat -ships", "wheat"),
        ("wheat NOT (ships OR odesa)", "wheat"),
        ("-wheat", "jets reform beijing moscow"),
        ("(jets OR wheat) -title:wheat", "grain jets"),
        ("Su-57", "jets"),
        ("su57", "jets"),
        ("57", "jets"),
        ("F-16", "jets"),
        ("U.S.", "jets"),
        ("universitat", "reform"),
        ("Universität", "reform"),
        ("reform", "reform"),
        ("соглашений", "moscow"),
        ("外交", "beijing"),
        ("外交部发言人", "beijing"),
        ("京", "beijing"),
        ("东京", ""),
        ("reopen*", "grain"),
        ("reopeni*", ""),
        ("whea*", "grain wheat"),
        ("title:gra*", "grain"),
        ("source:clash", "jets wheat"),
        ('source:"Clash Report"', "jets wheat"),
        ("-source:clash wheat", "grain"),
        ("region:arctic", "jets"),
        ("region:europe -region:war", "reform"),
        ("author:example", "grain"),
        ("lang:de", "reform"),
        ("lang:DE", "reform"),
        ("id:grain", "grain"),
        ("url:harbour.example", "grain"),
        ("date:2025", "grain jets beijing"),
        ("date:2025-06", "grain jets"),
        ("date:2025-06-08", "grain jets"),
        ("date:2025-06-09", "jets"),
        ("date:2024-05-01", "reform"),
        ("since:2025-04", "grain jets"),
        ("until:2024", "reform wheat"),
        ("date:2023-12-31..2024-01-01", "reform wheat"),
        ("whe?t", "grain wheat"),
        ("title:wh*t", "wheat"),
        ("*opened", "grain"),
        ("su-?7", "jets"),
        ("corridr~", "grain"),
        ("coridr~", ""),
        ("coridr~2", "grain"),
        ("author:xample~", ""),
        ("author:eaxmple~", "grain"),
        ("соглашени?", "moscow"),
        ("согл*ния", "moscow"),
        ('"ships wheat"~1', "grain"),
        ('"wheat ships"~2', ""),
        ('"wheat ships"~3', "grain"),
        ('"wheat wheat wheat"~3', "wheat"),
        ('"wheat wheat wheat wheat wheat"~100', ""),
        ("lead:wheat", "grain wheat"),
        ("lead:protest*", "jets reform"),
        ("has:author OR lang:zh", "grain beijing"),
        ("-has:date", "moscow"),
        ("has:source -has:language", "wheat"),
        ("-has:region has:url", ""),
        ("", "grain jets reform beijing moscow wheat"),
        ("nothing", ""),
    ],
)
def test_a_query_matches_these_documents(engine: Engine, text: str, found: str) -> None:
    assert ids(engine, text) == set(found.split())


def test_plain_text_matches_any_of_its_words(engine: Engine) -> None:
    found = {match.id for match in engine.search(plain("Which ships or jets (if any)?")).matches}
    assert found == {"grain", "jets"}


def test_the_lead_is_the_first_two_paragraphs(make: Callable[[], Engine]) -> None:
    engine = make()
    engine.apply([document("a", "One cat.\n\nTwo dogs.\n\nThree birds.")], [], 1)
    found = {text: ids(engine, text) for text in ("lead:cat", "lead:dog", "lead:bird", "lead:bi*", '"dogs three"')}
    assert found == {"lead:cat": {"a"}, "lead:dog": {"a"}, "lead:bird": set(), "lead:bi*": set(), '"dogs three"': {"a"}}


def test_words_near_each_other_score_as_the_phrase_does(engine: Engine) -> None:
    exact, near = (engine.search(parse(text)).matches for text in ('"carried wheat"', '"carried wheat"~3'))
    assert exact == near


def test_every_word_a_pattern_stands_for_scores_alike(engine: Engine) -> None:
    for text in ("whea*", "w?eat", "weat~"):
        assert {match.score for match in engine.search(parse(text)).matches} == {1.0}, text


def test_a_pattern_of_too_many_words_takes_those_of_most_documents_and_says_so(make: Callable[[], Engine]) -> None:
    engine = make()
    many = [document(f"d{n}", " ".join(f"ab{n:02}{m:02}" for m in range(50)) + " abzz") for n in range(21)]
    engine.apply(many[:9], [], 1)
    engine.apply([*many[9:], document("rare", "ab9999 abc")], [], 2)
    assert not engine.search(parse("ab00*")).notes
    for text in ("ab*", "?b*"):
        ranking = engine.search(parse(text))
        (note,) = ranking.notes
        assert note.startswith(f"{text} stands for 1,053 words; only the 1,000 ")
        assert ranking.total == 21
    assert engine.search(parse("ab* OR ab*")).notes == (note.replace("?b*", "ab*"),)


def test_a_word_in_the_title_weighs_more(engine: Engine) -> None:
    assert engine.search(parse("corridor OR jets OR wheat")).matches[0].id == "wheat"


@pytest.mark.parametrize(
    ("order", "first"),
    [(Order.NEWEST, ["grain", "jets", "beijing", "reform", "wheat", "moscow"]),
     (Order.OLDEST, ["wheat", "reform", "beijing", "jets", "grain", "moscow"])],
)  # fmt: skip
def test_orders_by_date_put_undated_documents_last(engine: Engine, order: Order, first: list[str]) -> None:
    assert [match.id for match in engine.search(Query("", None, order=order)).matches] == first
    assert list(engine.scan(Query("", None, order=order))) == first


def test_pages_are_the_order_cut_up(engine: Engine) -> None:
    query = parse("wheat OR corridor OR jets OR date:2025")
    whole = list(engine.scan(query))
    pages = [engine.search(parse(query.text, limit=2, page=page)) for page in (1, 2, 3)]
    assert [match.id for page in pages for match in page.matches] == whole
    assert {page.total for page in pages} == {len(whole)} == set(engine.count([query]))


def test_equals_are_ordered_newest_first_then_by_id(make: Callable[[], Engine]) -> None:
    engine = make()
    days = {"c": "2025-01-01", "a": "2025-01-01", "b": "2025-01-02", "d": ""}
    engine.apply([document(id, "same words", day) for id, day in days.items()], [], 1)
    for limit in (1, 2, 3, 4):
        found = [match.id for match in engine.search(parse("same", limit=limit)).matches]
        assert found == ["b", "a", "c", "d"][:limit]


def test_filters_keep_what_has_any_of_their_values(engine: Engine) -> None:
    assert ids(engine, "", sources=("clash report", "Donau Kurier")) == {"jets", "reform", "wheat"}
    assert ids(engine, "", regions=("ARCTIC", "Europe"), languages=("en",)) == {"grain", "jets"}
    assert ids(engine, "", about=("UA", "CN")) == {"grain"}
    assert ids(engine, "", sent_from=("UA",)) == ids(engine, "has:dateline") != set()
    assert ids(engine, "", since=date(2025, 6, 9)) == {"jets"}
    assert ids(engine, "", until=date(2023, 12, 31)) == {"wheat"}
    assert ids(engine, "", only=frozenset({"grain", "wheat"}), without=frozenset({"wheat"})) == {"grain"}
    assert ids(engine, "", only=frozenset()) == set()
    many = frozenset(f"nowhere-{number}" for number in range(1000))
    assert ids(engine, "", only=many | {"grain"}) == {"grain"}
    assert ids(engine, "", without=many | {"grain"}) == ids(engine, "") - {"grain"}


def test_a_filter_never_changes_a_score(engine: Engine) -> None:
    plainly = {match.id: match.score for match in engine.search(parse("wheat")).matches}
    filtered = {match.id: match.score for match in engine.search(parse("wheat", sources=("Clash Report",))).matches}
    assert filtered == {"wheat": plainly["wheat"]}


def test_facets_count_all_matches_not_the_page(engine: Engine) -> None:
    ranking = engine.search(Query("", None, limit=1, facets=FACETS))
    assert ranking.facets["source"] == (("Clash Report", 2), ("Donau Kurier", 1), ("Harbour Post", 1), ("晨报", 1))
    assert ranking.facets["region"] == (("Europe", 2), ("Arctic", 1), ("Russia-Ukraine War", 1))
    assert ranking.facets["about"] == (("RU", 1), ("UA", 1))
    assert ranking.facets["language"] == (("en", 2), ("de", 1), ("ru", 1), ("zh", 1))
    assert ranking.facets["year"] == (("2025", 3), ("2024", 1), ("2023", 1))
    assert ranking.facets["month"] == (("2025-06", 2), ("2025-03", 1), ("2023-12", 1))
    assert ranking.facets["day"] == (("2025-06-08", 1), ("2025-03-18", 1), ("2023-12-31", 1))
    assert ranking.undated == 1


def test_a_new_version_takes_the_place_of_the_old(engine: Engine) -> None:
    engine.apply([document("wheat", "Barley now.", version=2)], [], 7)
    assert ids(engine, "wheat") == {"grain"}
    assert [(match.id, match.version) for match in engine.search(parse("barley")).matches] == [("wheat", 2)]
    assert engine.status().documents == 6


def test_a_dropped_document_is_found_no_more(engine: Engine) -> None:
    engine.apply([], ["wheat", "never-there"], 7)
    assert ids(engine, "wheat") == {"grain"}
    assert engine.status().documents == 5


def test_an_apply_that_fails_shows_nothing_of_itself(make: Callable[[], Engine], engine: Engine) -> None:
    def broken() -> Iterator[Document]:
        yield document("new", "wheat")
        raise LookupError("gone")

    with pytest.raises(LookupError, match="gone"):
        engine.apply(broken(), ["grain"], 7)
    for each in (engine, make()):
        assert ids(each, "wheat") == {"grain", "wheat"}
        assert each.change() == 6
    engine.apply([document("new", "wheat")], [], 7)
    assert ids(engine, "wheat") == {"grain", "wheat", "new"}


def test_another_reader_sees_a_new_generation_on_its_next_search(make: Callable[[], Engine], engine: Engine) -> None:
    reader = make()
    assert ids(reader, "barley") == set()
    engine.apply([document("barley", "Barley.")], [], 7)
    assert ids(reader, "barley") == {"barley"}


def test_clear_builds_anew_beside_what_is_served(make: Callable[[], Engine], engine: Engine) -> None:
    engine.clear()
    assert engine.change() == 0
    assert ids(make(), "wheat") == {"grain", "wheat"}
    engine.apply(DOCUMENTS[:1], [], 9)
    assert ids(make(), "") == {"grain"}


def test_an_empty_engine_answers(make: Callable[[], Engine]) -> None:
    engine = make()
    assert (engine.change(), engine.search(parse("x")).total, engine.count([parse("x")])) == (0, 0, [0])
    assert (list(engine.scan(parse("x"))), engine.suggest("x", 5), engine.check()) == ([], [], [])
    engine.apply([], [], 3)
    assert (engine.change(), engine.status().documents) == (3, 0)


def test_suggestions_are_words_as_written_most_frequent_first(engine: Engine) -> None:
    assert engine.suggest("re", 3) == ["reformen", "reopened", "reopens"]
    assert engine.suggest("Whe", 5) == ["wheat"]


def test_the_answer_is_the_same_after_a_rebuild(make: Callable[[], Engine], engine: Engine) -> None:
    queries = [parse(text) for text in ("wheat", "", "wheat OR jets", "date:2025")]
    before = [engine.search(query).matches for query in queries]
    engine.clear()
    engine.apply(DOCUMENTS, [], 6)
    after = [make().search(query).matches for query in queries]
    assert [[match.id for match in found] for found in after] == [[match.id for match in found] for found in before]


def within(word: str, other: str, most: int) -> bool:
    """Whether some way of so many changes makes one word the other, the first letter kept, tried one by one."""
    if word == other:
        return True
    if not most:
        return False
    letters = "".join(sorted({*word, *other}))
    for at in range(1, len(word) + 1):
        ways = [word[:at] + letter + word[at:] for letter in letters]
        if at < len(word):
            ways += [word[:at] + letter + word[at + 1 :] for letter in ("", *letters)]
            ways += [word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :]]
        if any(within(way, other, most - 1) for way in ways):
            return True
    return False


def stand_near(phrase: list[str], words: list[str], slop: int) -> bool:
    for places in permutations(range(len(words)), len(phrase)):
        shifts = [place - number for number, place in enumerate(places)]
        if [words[place] for place in places] == phrase and max(shifts) - min(shifts) <= slop:
            return True
    return False


def matches(tree: Node, held: Document) -> bool:
    """The plain meaning of a tree of words: which documents match, with no index at all."""
    match tree:
        case Word(text):
            return text in held.body.split()
        case Exact(text):
            return f" {text} " in f" {held.body} "
        case Prefix(text):
            return any(word.startswith(text) for word in held.body.split())
        case Wildcard(text):
            return any(fnmatchcase(word, text) for word in held.body.split())
        case Fuzzy(text, distance=distance):
            return any(within(text, word, distance) for word in held.body.split())
        case Phrase(text, slop=slop):
            return stand_near(text.split(), held.body.split(), slop)
        case And(parts):
            return all(matches(part, held) for part in parts)
        case Or(parts):
            return any(matches(part, held) for part in parts)
        case Not(part):
            return not matches(part, held)
    raise AssertionError(tree)


def test_random_trees_match_what_they_mean(make: Callable[[], Engine]) -> None:
    """300 random trees over 60 random documents in several segments, some replaced and dropped."""
    from random import Random

    random = Random(7)  # noqa: S311 - a test is to be the same each time
    words = ["ba", "be", "bi", "bo", "bu", "da", "de", "di", "do", "du"]
    engine, held = make(), {}
    for step in range(6):
        batch = [document(f"d{random.randrange(60)}", " ".join(random.choices(words, k=4))) for _ in range(15)]
        batch = list({each.id: each for each in batch}.values())
        dropped = [f"d{random.randrange(60)}" for _ in range(3)]
        batch = [each for each in batch if each.id not in dropped]
        held |= {each.id: each for each in batch}
        held = {id: each for id, each in held.items() if id not in dropped}
        engine.apply(batch, dropped, step + 1)

    def leaf() -> Node:
        word, other = random.sample(words, 2)
        phrase = Phrase(f"{word} {random.choice(words)}" + random.choice(["", f" {other}"]), slop=random.randrange(4))
        wild = Wildcard(random.choice([f"?{word[1]}", f"{word[0]}?", f"*{word[1]}", f"{word[0]}*{word[1]}"]))
        exact = Exact(random.choice([word, phrase.text]))
        return random.choice([phrase, phrase, wild, exact, Prefix(word[0]), Fuzzy(word), Fuzzy(word + "x", distance=2)])

    def tree(depth: int) -> Node:
        kind = random.choice("wwlllaon") if depth else random.choice("wl")
        if kind == "w":
            return Word(random.choice(words))
        if kind == "l":
            return leaf()
        if kind == "n":
            return Not(tree(depth - 1))
        parts = tuple(tree(depth - 1) for _ in range(random.randint(2, 3)))
        return And(parts) if kind == "a" else Or(parts)

    for _ in range(300):
        asked = tree(3)
        expected = {id for id, each in held.items() if matches(asked, each)}
        ranking = engine.search(Query("", asked, limit=100))
        assert {match.id for match in ranking.matches} == expected, asked
        assert ranking.total == len(expected)


WORDS = ["wheat", "grain", "Su-57", "U.S.", "京", "a", "é", '"wheat carried"', "2025", "today", "'s", ".", " "]
SIGNS = ["*", "?", "~", "~2", '"', "AND", "OR", "NOT", "-", "(", ")"]
FIELDS = ["title:", "lead:", "has:", "has:date", "date:", "id:", "lang:", "url:"]
PIECES = st.lists(st.sampled_from(WORDS + SIGNS + FIELDS), max_size=9)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.one_of(PIECES.map("".join), PIECES.map(" ".join), st.text()))
def test_every_query_is_answered_or_refused(engine: Engine, text: str) -> None:
    """With a total that counting confirms; nothing but a UsageError ever leaves."""
    try:
        query = parse(text, limit=100)
    except UsageError:
        return
    ranking = engine.search(query)
    assert ranking.total == len(ranking.matches) == engine.count([query])[0] <= len(DOCUMENTS)
    if query.tree:
        assert engine.count([Query("", Not(query.tree))]) == [len(DOCUMENTS) - ranking.total]


COPIES = (
    document("first", "Ships left port.", "2025-03-11", source="AFP", cluster="first"),
    document("second", "Ships, ships, ships left.", "2025-03-12", source="Harbour Post", cluster="first"),
    document("third", "The port closed.", "2025-03-13", source="Clash Report", cluster="first"),
    document("alone", "Ships came.", "2025-03-10", source="AFP"),
)


def test_copies_are_folded_only_where_asked(make: Callable[[], Engine]) -> None:
    engine = make()
    engine.apply(COPIES, [], 4)
    plain_answer, folded = (engine.search(parse("ships", facets=FACETS, fold=fold)) for fold in (False, True))
    assert (plain_answer.total, {match.folded for match in plain_answer.matches}) == (3, {0})
    assert (folded.total, folded.facets["source"]) == (2, (("AFP", 2), ("Harbour Post", 1)))
    assert folded.facets["month"] == (("2025-03", 2),)
    assert {match.id: match.folded for match in folded.matches} == {"second": 1, "alone": 0}


def test_the_best_by_the_order_asked_for_stands_for_its_copies(make: Callable[[], Engine]) -> None:
    engine = make()
    engine.apply(COPIES, [], 4)
    oldest = parse("", fold=True, order=Order.OLDEST)
    assert [(match.id, match.folded) for match in engine.search(oldest).matches] == [("alone", 0), ("first", 2)]
    newest = parse("", fold=True, order=Order.NEWEST)
    assert list(engine.scan(newest)) == ["third", "alone"]
    assert engine.count([newest, parse("port", fold=True), parse("port")]) == [2, 1, 2]


def test_pages_of_folded_matches_hold_each_once(make: Callable[[], Engine]) -> None:
    engine = make()
    engine.apply(COPIES, [], 4)
    pages = [engine.search(parse("", fold=True, limit=1, page=page)).matches for page in (1, 2, 3)]
    assert [match.id for page in pages for match in page] == ["third", "alone"]


def test_the_forms_of_each_word_are_those_that_matches_hold(make: Callable[[], Engine]) -> None:
    engine = make()
    texts = {"a": "Bombed, bombed twice.", "b": "The bombing; bombed.", "c": "Bombs.", "d": "bombing of a quay"}
    for step, (id, text) in enumerate(texts.items()):
        engine.apply([document(id, text)], [], step + 1)
    engine.apply([], ["c"], 9)

    def forms(query: str) -> list[tuple[str, list[tuple[str, int]]]]:
        return [(leaf.text, list(counts)) for leaf, counts in engine.forms(parse(query))]

    assert forms("bomb") == [("bomb", [("bombed", 2), ("bombing", 2)])]
    assert forms("bombs quay -twice") == [("bombs", [("bombing", 1)]), ("quay", [("quay", 1)])]
    assert forms("bomb*") == [("bomb", [("bombed", 2), ("bombing", 2)])]
    assert forms('=bombed "a quay" lang:en date:2025 外交') == []


def test_countries_and_kinds_are_counted_and_filtered_by(make: Callable[[], Engine]) -> None:
    engine = make()
    put = [
        document("a", "same", published_in="GB", dateline="Kyiv", kind="pdf"),
        document("b", "same", published_in="GB", kind="html"),
        document("c", "same", published_in="DE", kind="html"),
    ]
    engine.apply(put, [], 1)
    found = engine.search(parse("same", facets=("from", "dateline", "kind"))).facets
    assert found == {"from": (("GB", 2), ("DE", 1)), "dateline": (("UA", 1),), "kind": (("html", 2), ("pdf", 1))}
    assert ids(engine, "same", published_in=("GB",), kinds=("html",)) == {"b"}
    assert ids(engine, "kind:HTML -from:DE") == {"b"}
    assert ids(engine, "-kind:html") == {"a"}


def test_copies_in_several_segments_count_once(make: Callable[[], Engine]) -> None:
    engine = make()
    for change, each in enumerate(COPIES, 1):
        engine.apply([each], [], change)
    query = parse("", fold=True)
    assert engine.count([query]) == [engine.search(query).total] == [2]
