"""Blocks that recur on a source's pages: what is learnt to be furniture, what never is, and when it is dropped."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.furniture import FEW_PAGES, FEW_TOLD, MOST_DROPPED, RECURS, key_of, recur, recurring, without_furniture
from archive.intake import take_in
from archive.recleaning import clean_again
from archive.report import CHANGED, Block, Kind, Recipe
from archive.scan import named_roots
from archive.settings import Source
from archive.store import Archive

TAIL = "Harbour desk of the Quay Post, Pier 4, second floor"
TOLD = "Quay Post has reported from the harbour since 1950, on every day of the year but Sunday."
BACKGROUND = (
    "The strike began on 3 March, when 4,000 dockers walked out over a plan to replace night crews by cranes.",
    '"We will not go back until every one of the dismissed is reinstated," the union leader said.',
    "Oil prices rose on Monday.",
    "Les dockers sont en grève depuis mars…",
    "码头工人三月三日开始罢工，抗议以遥控起重机取代夜班工人的计划。",
    "गोदी मज़दूर तीन मार्च से हड़ताल पर हैं।",
    "a paragraph that goes on and on without an end as some that a reader cut in the midst of their sentence do",
)
OWN = "Something of its own. " * 20
QUAY = Source("Quay Post")
PAGE = """<html><head><meta property="og:site_name" content="{source}"></head><body><article><h1>Ferry {n} sails</h1>
<p>Ferry {n} left the harbour on Sunday with forty passengers, the port said, for the first time since March.</p>
<p>The crew of ferry {n} had waited for the ice to break; the captain called the crossing calm and on time.</p>
{tail}</article></body></html>"""

page_sets = st.dictionaries(
    st.text("abc", min_size=1, max_size=3), st.dictionaries(st.integers(0, 9), st.sampled_from([20, 90, 300]))
)
texts = st.sampled_from([f"{word} and some words more" for word in "abcdef"]) | st.text(max_size=30)
blocks = st.builds(Block, texts, st.sampled_from(Kind), st.booleans(), st.just("in the text"))


def body(*texts: str, kind: Kind = Kind.BODY) -> list[Block]:
    return [Block(text, kind, True, "in the text") for text in texts]


def site(count: int, *, with_tail: int, own: int = 300) -> dict[str, dict[int, int]]:
    """As many pages of one source, some of which end alike."""
    return {str(n): {n + 1: own} | ({0: 100} if n < with_tail else {}) for n in range(count)}


@pytest.mark.parametrize(
    ("pages", "found"),
    [
        (site(4, with_tail=4), {0: 4}),
        (site(3, with_tail=3), {}),
        (site(20, with_tail=4), {0: 4}),
        (site(40, with_tail=4), {}),
        (site(9, with_tail=9, own=99), {}),
    ],
)
def test_what_ends_enough_pages_that_differ_otherwise_is_furniture(
    pages: Mapping[str, Mapping[int, int]], found: dict[int, int]
) -> None:
    assert recurring(pages) == found


def test_an_edited_article_makes_no_furniture_of_its_own_paragraphs() -> None:
    story = dict.fromkeys(range(10), 100)
    assert recurring({str(n): story | {100 + n: 150} for n in range(8)}) == {}


@given(page_sets, st.randoms())
def test_copies_and_the_order_of_pages_change_nothing_and_no_page_too_few_is_enough(
    pages: dict[str, dict[int, int]], chance: Random
) -> None:
    found = recurring(pages)
    assert recurring(pages | {f"{id} again": page for id, page in pages.items()}) == found
    shuffled = chance.sample(sorted(pages.items()), len(pages))
    assert recurring(dict(shuffled)) == found
    assert all(count >= FEW_PAGES for count in found.values())


def test_two_pages_of_the_same_blocks_are_one_whichever_comes_first() -> None:
    """The blocks of one may be longer: signs and spaces are no words."""
    pages = [{0: 100, n: size} for n, size in ((1, 300), (2, 300), (3, 300), (4, 300), (4, 20))]
    assert recurring(dict(zip("abcde", pages, strict=True))) == recurring(dict(zip("abcde", pages[::-1], strict=True)))


@given(st.lists(blocks, max_size=8), st.lists(texts, max_size=4), st.lists(st.sampled_from("abcdef"), max_size=2))
def test_dropping_is_bounded_leaves_what_a_person_keeps_and_is_told(
    given_blocks: list[Block], furniture: list[str], kept: list[str]
) -> None:
    source = Source("Quay Post", keep=tuple(f"{word} and*" for word in kept))
    pages = {key_of(text): 9 for text in furniture}
    found = without_furniture(given_blocks, source, pages)
    dropped = [old for old, new in zip(given_blocks, found, strict=True) if old != new]
    assert [block.text for block in found] == [block.text for block in given_blocks]
    assert all(old.kept and key_of(old.text) in pages and old.text[:1] not in kept for old in dropped)
    assert all(new in given_blocks or new.rule == "recurs on 9 pages of Quay Post" for new in found)
    whole = sum(len(block.text) for block in given_blocks if block.kept)
    assert sum(len(block.text) for block in dropped) <= MOST_DROPPED * whole


def test_a_lead_stays_and_a_short_line_above_it_goes() -> None:
    first = "Quay Post, all the harbour's news"
    for lead in BACKGROUND:
        pages = {key_of(first): 99, key_of(lead): 99}
        assert [block.kept for block in without_furniture(body(first, lead, OWN), QUAY, pages)] == [False, True, True]
        alone = [*body(OWN, kind=Kind.TABLE), *body(lead)]
        assert list(without_furniture(alone, QUAY, pages)) == alone


@pytest.mark.parametrize("text", BACKGROUND)
def test_a_sentence_is_furniture_only_behind_all_of_a_pages_own_text_and_on_eight_pages(text: str) -> None:
    for pages, texts, kept in (
        (FEW_TOLD, (OWN, text), False),
        (FEW_TOLD - 1, (OWN, text), True),
        (99, (OWN, text, "A line of its own at the end"), True),
        (99, (text, OWN), True),
    ):
        found = without_furniture(body(*texts), QUAY, {key_of(text): pages})
        assert [block.kept for block in found if block.text == text] == [kept], texts


def test_a_sentence_on_too_few_pages_is_text_that_others_do_not_go_before() -> None:
    few, many = BACKGROUND[:2]
    found = without_furniture(body(OWN, many, few), QUAY, {key_of(few): FEW_TOLD - 1, key_of(many): 99})
    assert all(block.kept for block in found)


@pytest.mark.parametrize("line", [TAIL, "Contact: Anna Berg, 0300/123-456."])
def test_a_short_line_that_is_no_sentence_goes_from_anywhere(line: str) -> None:
    found = without_furniture(body(line, OWN, line, OWN, line), QUAY, {key_of(line): FEW_PAGES})
    assert [block.kept for block in found] == [False, True, False, True, False]


def test_a_heading_goes_only_with_what_it_heads() -> None:
    head, tail, own = "More about the Quay Post", TAIL, OWN
    pages = {key_of(head): 5, key_of(tail): 5}
    heading = body(head, kind=Kind.HEADING)
    ending = without_furniture([*body(own), *heading, *body(tail)], QUAY, pages)
    assert [block.kept for block in ending] == [True, False, False]
    amid = without_furniture([*body(own), *heading, *body(own, tail)], QUAY, pages)
    assert [block.kept for block in amid] == [True, True, True, False]


def test_rows_of_tables_and_short_lines_are_never_furniture() -> None:
    row, short = "Soybeans, tonnes, 1986 and 1987", "Sincerely,"
    given_blocks = [*body("Something of its own. " * 9, short), *body(row, kind=Kind.TABLE)]
    assert without_furniture(given_blocks, QUAY, {key_of(row): 9, key_of(short): 9}) == tuple(given_blocks)


def test_what_recurs_no_more_is_seen_in_the_blocks_as_kept() -> None:
    pages = {key_of(TAIL): 5}
    found = without_furniture(body("Something of its own. " * 9, TAIL), QUAY, pages)
    assert (recur(found, QUAY, pages), recur(found, QUAY, {})) == (False, True)


def add(archive: Archive, folder: Path, *numbers: int, source: str = "Quay Post", tail: str = TAIL) -> list[str]:
    """Take in pages with these numbers that end alike; their documents."""
    folder.mkdir(exist_ok=True)
    for n in numbers:
        (folder / f"{source} {n}.html").write_text(PAGE.format(source=source, n=n, tail=tail and f"<p>{tail}</p>"))
    outcomes = take_in(archive, named_roots([bytes(folder)], archive.settings))
    return [one.id for one in sorted(outcomes, key=lambda one: one.key) if one.result == "added"]


def again(archive: Archive) -> dict[str, str]:
    return {outcome.id: outcome.reason for outcome in clean_again(archive)}


def test_what_recurs_goes_from_the_pages_that_have_it_and_comes_back_when_it_recurs_no_more(
    archive: Archive, tmp_path: Path
) -> None:
    ids = add(archive, tmp_path / "r", 1, 2, 3)
    (other,) = add(archive, tmp_path / "r", 9, tail="")
    add(archive, tmp_path / "r", 1, 2, 3, 4, source="Harbour News", tail="")
    assert again(archive) == {}
    ids += add(archive, tmp_path / "r", 4)
    assert again(archive) == dict.fromkeys(ids, CHANGED)
    assert again(archive) == {}
    assert [TAIL in archive.document(id).body for id in ids] == [False] * 4
    assert archive.blocks(ids[0])[-1].rule == "recurs on 4 pages of Quay Post"
    assert archive.document(other).version == 1

    ids += add(archive, tmp_path / "r", 5)
    assert (TAIL in archive.document(ids[4]).body, again(archive)) == (False, {})

    archive.remove(ids[0])
    assert again(archive) == {}
    archive.remove(ids[1])
    assert again(archive) == dict.fromkeys(ids[2:], CHANGED)
    assert all(TAIL in archive.document(id).body for id in ids[2:])
    assert again(archive) == {}


def test_sentences_that_end_pages_go_from_the_eighth_on_and_lines_that_went_before_are_not_read_again(
    archive: Archive, tmp_path: Path
) -> None:
    ids = add(archive, tmp_path / "r", 1, 2, 3, 4, 5, 6, 7, tail=TOLD)
    lines = add(archive, tmp_path / "r", *range(11, 18))
    assert again(archive) == dict.fromkeys(lines, CHANGED)
    lines += add(archive, tmp_path / "r", 18)
    assert again(archive) == {}
    ids += add(archive, tmp_path / "r", 8, tail=TOLD)
    assert again(archive) == dict.fromkeys(ids, CHANGED)
    assert not any(TOLD in archive.document(id).body for id in ids)
    archive.remove(ids[0])
    assert again(archive) == dict.fromkeys(ids[1:], CHANGED)
    assert all(TOLD in archive.document(id).body for id in ids[1:])


def test_the_texts_are_the_same_in_whatever_order_and_runs_pages_come(tmp_path: Path) -> None:
    def texts(name: str, *runs: tuple[int, ...]) -> set[str]:
        with Archive.create(tmp_path / name) as archive:
            for run in runs:
                for n in run:
                    add(archive, tmp_path / f"{name} files", n, tail=TAIL if n < 4 else "")
                again(archive)
            return {archive.document(id).body for id in archive.ids()}

    assert texts("a", tuple(range(22))) == texts("b", (0, 1, 2, 3), tuple(range(4, 22)))


def test_one_article_captured_often_stays_whole(archive: Archive, tmp_path: Path) -> None:
    tail = f"{TAIL}</p><p>This is what the mayor said of it, word for word, when she was asked on Monday."
    folder = tmp_path / "r"
    folder.mkdir()
    for n in range(6):
        (folder / f"{n}.html").write_text(PAGE.format(source="Quay Post", n=1, tail=f"<p>{tail}</p>") + f"<!-- {n} -->")
    list(take_in(archive, named_roots([bytes(folder)], archive.settings)))
    assert again(archive) == {}
    assert all(TAIL in archive.document(id).body for id in archive.ids())


def test_a_person_who_wants_it_kept_has_it_kept(archive: Archive, tmp_path: Path) -> None:
    archive.settings = replace(archive.settings, sources=(Source("Quay Post", keep=("Harbour desk*",)),))
    ids = add(archive, tmp_path / "r", 1, 2, 3, 4)
    assert again(archive) == {}
    assert all(TAIL in archive.document(id).body for id in ids)
    archive.settings = replace(archive.settings, sources=())
    assert again(archive) == dict.fromkeys(ids, CHANGED)
    assert not any(TAIL in archive.document(id).body for id in ids)
    assert again(archive) == {}


def test_nothing_is_learnt_before_what_an_earlier_backfile_kept_is_cleaned_again(
    archive: Archive, tmp_path: Path
) -> None:
    (early,) = add(archive, tmp_path / "r", 9, source="Harbour News", tail="")
    with archive.transaction():
        archive.cleanings.refuse(early, Recipe("none"), "")
    ids = add(archive, tmp_path / "r", 1, 2, 3, 4)
    assert list(clean_again(archive, touched_only=True)) == []
    assert again(archive) == {early: ""} | dict.fromkeys(ids, CHANGED)


def test_killed_after_learning_the_next_run_drops_what_was_learnt(archive: Archive, tmp_path: Path) -> None:
    ids = add(archive, tmp_path / "r", 1, 2, 3, 4)
    going = clean_again(archive)
    next(going)
    going.close()  # type: ignore[attr-defined]  # it is a generator
    again(archive)
    assert not any(TAIL in archive.document(id).body for id in ids)
    assert {block.rule for id in ids for block in archive.blocks(id) if block.rule.startswith(RECURS)} != set()
    assert again(archive) == {}
