"""The fast path and the plain one, through Whoosh's own matchers, give the same documents, order, totals and scores."""

from pathlib import Path
from random import Random
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import query as wq
from whoosh.qparser import QueryParser
from whoosh.scoring import BM25F
from whoosh.searching import SearchContext, Searcher

from archive.report import Document, PartialDate
from index.columnar import open_index, sequences
from index.columnar.execute import answer, execute
from index.columnar.snapshot import Snapshot
from index.compile import Beginning, Constant, Expanded, Filtered, compile_query
from index.phrases import InLanguages, Near, Row
from index.query import parse
from index.vocabulary import Vocabulary
from index.whoosh_engine import WhooshEngine

WORDS = ["ba", "be", "bi", "bas", "bés", "Su-57", "su57", "U.S.", "us", "O’Brien", "外交部", "外", "ش"]
TERMS = ["ba", "be", "bi", "bés", "su57", "su", "57", "us", "u", "s", "外交", "外", "none"]
FIELDS = ["title", "body", "lead"]
WRITTEN = ["title_forms", "body_forms"]
LANGUAGES = ["", "en", "fr"]


def corpus(folder: Path, seed: int) -> Searcher:
    """An index of random documents in a few segments, some of them replaced and dropped."""
    random = Random(seed)  # noqa: S311 - a test is to be the same each time

    def text() -> str:
        return " ".join(random.choices([*WORDS, *WORDS[:4], ".", "\n\n"], k=random.randrange(10)))

    engine = WhooshEngine(folder, "lineage")
    for step in range(random.randint(1, 4)):
        days = [random.choice(["", "2024", "2025-06", "2025-06-08"]) for _ in range(random.randint(4, 14))]
        put = [
            Document(
                id=f"d{random.randrange(30)}", title=text(), body=text(), version=1, source=random.choice(["", "AFP"]),
                language=random.choice(LANGUAGES), date=PartialDate(day) if day else None,
            )
            for day in days
        ]  # fmt: skip
        # Several segments of one run know the forms of words from each other.
        with patch("index.columnar.writer.SEGMENT_CHARACTERS", random.choice([50, 50_000])):
            engine.apply(put, [f"d{random.randrange(30)}" for _ in range(3)], step + 1)
    return open_index(folder).searcher(weighting=BM25F())


terms = st.builds(wq.Term, st.sampled_from(FIELDS), st.sampled_from(TERMS), boost=st.sampled_from([1.0, 1.0, 3.0]))
words = st.lists(st.sampled_from(TERMS[:9]), min_size=2, max_size=3)
leaves = st.one_of(
    terms,
    st.builds(wq.Term, st.sampled_from(WRITTEN), st.sampled_from(["ba", "bas", "bes", "su57", "none"])),
    st.builds(Row, st.sampled_from(WRITTEN), st.lists(st.sampled_from(["ba", "bas", "su", "57"]), min_size=2)),
    st.builds(wq.Term, st.just("lang"), st.sampled_from(["en", "fr"])),
    st.builds(wq.Phrase, st.sampled_from(FIELDS), words, slop=st.integers(1, 3), boost=st.sampled_from([1.0, 2.0])),
    st.builds(Row, st.sampled_from(FIELDS), words, boost=st.sampled_from([1.0, 3.0])),
    st.builds(Near, st.sampled_from(FIELDS), words.map(tuple), st.integers(1, 4), st.sampled_from([1.0, 3.0])),
    st.builds(wq.Every),
    st.builds(wq.Every, st.sampled_from(FIELDS)),
    st.builds(lambda query: Constant(query), st.one_of(
        st.builds(wq.Prefix, st.sampled_from(FIELDS), st.sampled_from(["b", "s", "外", ""])),
        st.builds(wq.Wildcard, st.sampled_from(FIELDS), st.sampled_from(["b?", "*5*", "*"])),
        st.builds(wq.FuzzyTerm, st.sampled_from(FIELDS), st.sampled_from(["ba", "bes"])),
        st.builds(wq.TermRange, st.sampled_from(FIELDS), st.just("b"), st.just("bi")),
        st.builds(wq.NumericRange, st.sampled_from(["first", "last"]), st.sampled_from([None, 20240101, 20250601]),
                  st.sampled_from([None, 20241231, 20250608])),
        st.builds(wq.Prefix, st.sampled_from(["body_forms", "title_forms"]), st.sampled_from(["b", "su"])),
    )),
    st.builds(Expanded, st.just(["title_forms", "body_forms"]), st.lists(st.sampled_from(["ba", "bas", "su57"]))),
    st.builds(Beginning, st.just(["title_forms", "body_forms"]), st.sampled_from(["b", "su", "x"])),
    st.just(wq.NullQuery),
)  # fmt: skip


def deeper(inner: st.SearchStrategy[wq.Query]) -> st.SearchStrategy[wq.Query]:
    boosts = st.sampled_from([1.0, 1.0, 2.0])
    return st.one_of(
        st.builds(wq.And, st.lists(inner, min_size=1, max_size=4), boost=boosts),
        st.builds(wq.Or, st.lists(inner, min_size=1, max_size=4), boost=boosts),
        st.builds(Filtered, inner, inner, exclude=st.booleans()),
        st.builds(Constant, inner),
        st.builds(InLanguages, inner, st.frozensets(st.sampled_from(LANGUAGES), min_size=1)),
        st.builds(wq.Otherwise, inner, inner),
    )


nested = st.recursive(leaves, deeper, max_leaves=8)
# Below others, Whoosh's matcher for AndMaybe loses scores of its second part.
trees = st.one_of(nested, nested, nested, st.builds(wq.AndMaybe, nested, nested))


def plainly(searcher: Searcher, tree: wq.Query) -> list[tuple[float, int]]:
    """Minus score and document of every match, best first."""
    found = []
    for leaf, offset in searcher.leaf_searchers():
        context = SearchContext(needs_current=True, weighting=leaf.weighting, top_query=tree)
        matcher = tree.matcher(leaf, context)
        while matcher.is_active():
            found.append((-matcher.score(), matcher.id() + offset))
            matcher.next()
    return sorted(found)


def agree(searcher: Searcher, tree: wq.Query) -> None:
    expected = plainly(searcher, tree)
    snapshot = Snapshot(searcher.reader())
    for state in ("cold", "touched once", "kept"):
        found = answer(snapshot, tree, len(expected) + 1)
        assert (found.documents, found.total) == ([number for _, number in expected], len(expected)), (state, tree)
        assert found.scores == pytest.approx([-minus for minus, _ in expected], abs=1e-9), (state, tree)
    for limit in (1, 5):
        assert execute(searcher.reader(), tree, limit).documents == found.documents[:limit], tree


@pytest.fixture(scope="module")
def corpora(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> list[Searcher]:
    folder = tmp_path_factory.mktemp("corpora")
    return [corpus(folder / str(seed), seed) for seed in range(300 if pytestconfig.getoption("soak") else 20)]


def test_random_trees_are_answered_as_whoosh_answers_them(corpora: list[Searcher], pytestconfig: pytest.Config) -> None:
    """2,000 of them, and 50,000 in a soak."""

    @settings(max_examples=50_000 if pytestconfig.getoption("soak") else 2_000, deadline=None, database=None)
    @given(number=st.integers(0, len(corpora) - 1), tree=trees)
    def ask(number: int, tree: wq.Query) -> None:
        agree(corpora[number], tree)

    ask()


def test_not_is_everything_but(corpora: list[Searcher]) -> None:
    """Whoosh's own matchers find deleted documents too, and some of what they should leave out."""
    wanted, unwanted = wq.Term("title", "ba"), wq.Term("title", "bi")
    for searcher in corpora:
        for tree, all_of_it in ((wq.Not(unwanted), Constant(wq.Every())), (wq.AndNot(wanted, unwanted), wanted)):
            expected = {
                number: -minus for minus, number in plainly(searcher, Filtered(all_of_it, unwanted, exclude=True))
            }
            found = execute(searcher.reader(), tree, 1_000)
            assert dict(zip(found.documents, found.scores, strict=True)) == pytest.approx(expected)


QUERIES = [
    "ba", "ba be", "ba OR be OR bi OR bas", "-ba", "ba -be", '"ba be"', '"ba be"~2', '"ba ba"~3', "Su-57", '"the su57"',
    "us", "b*", "b?", "ba~", "外", "外交", "lead:ba", "lead:b*", "date:2025-06", "since:2024 ba",
    "(ba OR be) (bi OR bas)", "", '"Su-57 ba"', '"us ba"', "O’Brien", "lang:en", "has:date be", "title:(ba OR b*)",
    "=ba", "=bas OR be", '="ba bas"', "=Su-57", "=外交", "lead:=ba",
]  # fmt: skip


@pytest.mark.parametrize("text", QUERIES)
@pytest.mark.parametrize("passed", [0.001, 8, 1_000])
def test_what_people_ask_is_answered_alike(
    corpora: list[Searcher], monkeypatch: pytest.MonkeyPatch, text: str, passed: float
) -> None:
    """Whether phrases are looked for from their last word on or from one before."""
    monkeypatch.setattr(sequences, "PASSED", passed)
    for searcher in corpora:
        query = parse(text, sources=("AFP",)) if "-" in text else parse(text)
        agree(searcher, compile_query(query, ["", "en", "fr"], Vocabulary(searcher.reader())))


@pytest.mark.parametrize("text", ["ba be", '"ba be"', "ba OR bi", "b*"])
def test_a_text_with_other_filters_is_answered_as_if_it_came_alone(corpora: list[Searcher], text: str) -> None:
    """What a text matches is kept until another one is searched."""
    for searcher in corpora:
        snapshot, vocabulary = Snapshot(searcher.reader()), Vocabulary(searcher.reader())
        for query in (parse(text), parse(text, sources=("AFP",)), parse("be"), parse(text, languages=("en",))):
            tree = compile_query(query, ["", "en", "fr"], vocabulary)
            assert answer(snapshot, tree, 100) == execute(searcher.reader(), tree, 100)


def test_whoosh_searches_it_itself(corpora: list[Searcher]) -> None:
    """With its own parser and collector, as README shows."""
    for searcher in corpora:
        tree = QueryParser("body", searcher.schema).parse("ba OR be")
        results = searcher.search(tree, limit=None)
        assert [hit.docnum for hit in results] == [number for _, number in plainly(searcher, tree)]
        assert all(hit["id"].startswith("d") for hit in results)


def test_a_form_is_found_where_another_field_has_further_ones_of_its_stem(tmp_path: Path) -> None:
    """Ordinals of forms are by stem, so that those in one field may leave some out."""
    engine = WhooshEngine(tmp_path / "index", "lineage")
    texts = [("walk", "walk"), ("walked", ""), ("", "walking"), ("", "walk walk")]
    put = [Document(id=f"d{number}", title=title, body=body, language="en", version=1)
           for number, (title, body) in enumerate(texts)]  # fmt: skip
    engine.apply(put, [], 1)
    found = {text: [match.id for match in engine.search(parse(text)).matches] for text in ("walki*", "walke*")}
    assert found == {"walki*": ["d2"], "walke*": ["d1"]}


@pytest.mark.parametrize("inner", [wq.Term("body", "be"), wq.Prefix("body", "b")])
def test_or_gives_the_bonus_of_its_scale(corpora: list[Searcher], inner: wq.Query) -> None:
    for searcher in corpora:
        agree(searcher, wq.Or([wq.Term("body", "ba"), inner, wq.Term("title", "ba")], scale=0.5))


def test_require_keeps_what_also_matches_the_second(corpora: list[Searcher]) -> None:
    """Whoosh's own matcher takes away what does."""
    wanted, required = wq.Term("title", "ba"), wq.Term("body", "bi")
    for searcher in corpora:
        expected = execute(searcher.reader(), Filtered(wanted, required), 100)
        assert execute(searcher.reader(), wq.Require(wanted, required), 100) == expected
        assert expected.total == execute(searcher.reader(), wq.And([wanted, required]), 100).total
