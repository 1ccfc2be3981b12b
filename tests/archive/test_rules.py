"""A person's word on blocks: which it decides, and that nothing else is touched."""

from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.corrections import correct, settle
from archive.intake import take_in, take_in_bytes
from archive.recleaning import clean_again
from archive.report import CHANGED, Block, Kind
from archive.rules import RULE, decision, differ, ruled
from archive.scan import named_roots
from archive.settings import Source
from archive.store import Archive

ABOUT = "About us: we have reported from the harbour since 1950, every day but Sunday."
PAGE = """<html><head><meta property="og:site_name" content="{source}"></head><body><article><h1>Ferry {n} sails</h1>
<p>Ferry {n} left the harbour on Sunday with forty passengers, the port said, for the first time since March.</p>
<p>The crew of ferry {n} had waited for the ice to break; the captain called the crossing calm and on time.</p>
<p>{tail}</p></article></body></html>"""

texts = st.text(max_size=40)
blocks = st.builds(Block, texts, st.sampled_from(Kind), st.booleans(), st.sampled_from(["in the text", "caption"]))
sources = st.builds(
    Source, st.just("A"), keep=st.lists(texts, max_size=2).map(tuple), drop=st.lists(texts, max_size=2).map(tuple)
)


@pytest.mark.parametrize(
    ("rule", "text", "decides"),
    [
        ("About us", "ABOUT US:", True),
        ("About us", "About us and others", False),
        ("About us*", "About us and others", True),
        ("About us*", "About users", True),
        ("About us *", "About users", False),
        ("About us*", "More about us", False),
        ("*about us", "More “about us”", True),
        ("follow * on Telegram", "Follow @quay_post on Telegram!", True),
        ("why? (here)", "Why? Here.", True),
        ("关于我们*", "关于我们的报纸", True),
        ("a.c d", "abc d", False),
        ("***ab", "…", False),
    ],
)
def test_a_rule_is_the_words_of_a_block_and_a_star_any_letters(rule: str, text: str, decides: bool) -> None:
    source = Source("A", drop=(rule,))
    assert decision(text, source) == (f"{RULE}drop {rule!r}" if decides else "")


@given(st.text("ab ", max_size=8), st.text("ab *", max_size=6))
def test_a_star_stands_for_what_it_does_in_file_names(text: str, rule: str) -> None:
    said = " ".join(text.split())
    words = " ".join(rule.split())
    expected = bool(said) and fnmatchcase(said, words)
    assert bool(decision(text, Source("A", drop=(rule,)))) == expected


def test_keep_wins_over_drop() -> None:
    source = Source("A", keep=("About us",), drop=("About*",))
    assert decision("About us", source) == f"{RULE}keep 'About us'"
    assert decision("About them", source) == f"{RULE}drop 'About*'"


@given(st.lists(blocks, max_size=5), sources)
def test_what_rules_say_is_done_and_all_else_stays(given_blocks: list[Block], source: Source) -> None:
    for block, found in zip(given_blocks, ruled(given_blocks, source), strict=True):
        decided = decision(block.text, source)
        assert found.text == block.text
        assert found == block or (found.rule == decided and found.kept != block.kept)
        assert not decided or found.kept == (" keep " in found.rule if found.rule == decided else block.kept)


@given(st.lists(blocks, max_size=5), sources, sources)
def test_what_was_done_by_the_same_rules_is_never_touched(
    given_blocks: list[Block], source: Source, other: Source
) -> None:
    done = ruled(given_blocks, source)
    assert not differ(done, source)
    if ruled(given_blocks, other) != done:
        assert differ(done, other)


def add(archive: Archive, folder: Path, source: str, tails: list[str]) -> list[str]:
    """Take in a page of a source for each last paragraph; their documents."""
    folder.mkdir(exist_ok=True)
    for n, tail in enumerate(tails):
        (folder / f"{source}{n}.html").write_text(PAGE.format(source=source, n=n, tail=tail))
    outcomes = take_in(archive, named_roots([bytes(folder)], archive.settings))
    return [outcome.id for outcome in sorted(outcomes, key=lambda one: one.key) if source.encode() in outcome.key]


def with_rules(archive: Archive, **rules: tuple[str, ...]) -> None:
    archive.settings = replace(archive.settings, sources=(Source("Quay Post", **rules),))


def again(archive: Archive) -> dict[str, str]:
    return {outcome.id: outcome.reason for outcome in clean_again(archive, touched_only=True)}


def test_a_rule_cleans_again_exactly_what_it_touches_and_taken_back_brings_it_back(
    archive: Archive, tmp_path: Path
) -> None:
    other = "A second ferry is to follow on Monday, the port said, if the weather holds."
    touched, left = add(archive, tmp_path / "r", "Quay Post", [ABOUT, other])
    (elsewhere,) = add(archive, tmp_path / "r", "Harbour News", [ABOUT])
    with_rules(archive, drop=("About us*",))
    assert again(archive) == {touched: CHANGED}
    assert again(archive) == {}
    assert [ABOUT in archive.document(id).body for id in (touched, left, elsewhere)] == [False, False, True]
    assert f"{RULE}drop 'About us*'" in [block.rule for block in archive.blocks(touched)]
    with_rules(archive)
    assert again(archive) == {touched: CHANGED}
    assert ABOUT in archive.document(touched).body
    assert again(archive) == {}


def test_what_comes_in_is_cleaned_by_the_rules_at_once(archive: Archive, tmp_path: Path) -> None:
    with_rules(archive, drop=("About us*",))
    (id,) = add(archive, tmp_path / "r", "Quay Post", [ABOUT])
    assert ABOUT not in archive.document(id).body
    assert again(archive) == {}


def test_a_rule_to_keep_brings_back_what_the_cleaner_dropped(archive: Archive, tmp_path: Path) -> None:
    share = "Share this article with your friends"
    (id,) = add(archive, tmp_path / "r", "Quay Post", [share])
    assert share not in archive.document(id).body
    with_rules(archive, keep=(share,))
    assert again(archive) == {id: CHANGED}
    assert archive.document(id).body.endswith(share)


def test_rules_hold_for_a_source_that_a_person_named(archive: Archive, tmp_path: Path) -> None:
    with_rules(archive, drop=("About us*",))
    (id,) = add(archive, tmp_path / "r", "Harbour News", [ABOUT])
    text = f"Ferry sails\n\nThe ferry left the harbour on Sunday with forty passengers aboard.\n\n{ABOUT}\n"
    pasted = take_in_bytes(archive, text.encode(), said={"source": "Quay Post"}).id
    assert [ABOUT in archive.document(each).body for each in (id, pasted)] == [True, False]
    correct(archive, {id: {"source": "Quay Post"}})
    settle(archive)
    assert again(archive) == {id: CHANGED}
    assert [ABOUT in archive.document(each).body for each in (id, pasted)] == [False, False]
    assert again(archive) == {}
