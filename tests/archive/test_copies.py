"""Copies: what is one text, exactly or nearly, is in one cluster; found as documents come, in whatever order."""

from itertools import permutations
from pathlib import Path
from random import Random

import pytest
from making import CORPUS, Put, keep_document

from archive.copies import finding
from archive.copies.clusters import cover
from archive.copies.finding import find_copies
from archive.copies.overlap import likeness
from archive.copies.table import address_of
from archive.copies.text import to_text, words_of
from archive.extract import extract
from archive.settings import default_settings
from archive.store import Archive


def story(seed: int, words: int = 120) -> str:
    """A text that is like no other seed's: sentences of invented words."""
    random = Random(seed)  # noqa: S311 - texts, not secrets
    made = ["".join(random.choices("abcdefghiklmnoprstuvz", k=random.randint(2, 9))) for _ in range(words)]
    return " ".join(f"{word.capitalize()}." if at % 12 == 0 else word for at, word in enumerate(made))


STORY = story(1)
STATEMENT = (
    "Senator {0} announced today that the {1} Fire Department will receive {2} dollars through the grant program. "
    + story(2, 60)
    + " The people of {1} and the {1} volunteers deserve it, the senator said, and {2} dollars will buy a pump. "
    + story(3, 40)
)


def are_copies(a: str, b: str) -> bool:
    return likeness(to_text(a), to_text(b)) is not None


def clusters(archive: Archive) -> set[frozenset[str]]:
    find_copies(archive)
    found: dict[str, set[str]] = {}
    for id in archive.ids():
        if cluster := archive.document(id).cluster:
            found.setdefault(cluster, set()).add(id)
    return {frozenset(members) for members in found.values()}


def test_a_text_with_another_head_and_tail_is_a_copy() -> None:
    assert are_copies(STORY, f"Talks resume. GENEVA (Wire) {STORY} Reporting by Anna Example in Geneva.")


def test_a_text_with_a_tenth_left_out_or_a_paragraph_more_is_a_copy() -> None:
    words = STORY.split()
    assert are_copies(STORY, " ".join(words[:40] + words[52:]))
    assert are_copies(STORY, " ".join([*words[:60], story(5, 40), *words[60:]]))


def test_a_statement_with_other_names_and_numbers_is_no_copy() -> None:
    one, other = STATEMENT.format("Ash", "Elmtown", "84,002"), STATEMENT.format("Ash", "Port Rill", "111,021")
    assert not are_copies(one, other)
    assert are_copies(one, one.replace("Ash", "Bruck"))


def test_texts_that_share_only_their_footer_are_no_copies() -> None:
    footer = story(9, 60)
    assert not are_copies(f"{STORY} {footer}", f"{story(4)} {footer}")


def test_a_short_text_must_be_all_but_the_same() -> None:
    words = story(7, 50).split()
    assert are_copies(" ".join(words), " ".join([*words, "again"]))
    assert not are_copies(" ".join(words), " ".join(words[:30] + words[40:]))


def test_words_are_compared_without_case_and_punctuation_and_single_where_no_space_is_written() -> None:
    assert words_of("Su-57, “Зеленский”: 港口 ok") == ["Su", "57", "Зеленский", "港", "口", "ok"]
    assert are_copies(STORY, STORY.upper().replace(".", "!"))


def test_copies_are_found_with_the_earliest_first(archive: Archive, put: Put) -> None:
    put("late", STORY, date="2025-03-12", source="Harbour Post")
    put("early", f"GENEVA (Wire) {STORY}", date="2025-03-11", source="AFP")
    put("undated", STORY, title="Another title")
    put("other", story(4))
    assert clusters(archive) == {frozenset({"late", "early", "undated"})}
    assert archive.document("late").cluster == "early"
    first, last = archive.copies.copies_of("late")
    assert (first.id, first.source, last.id, last.share) == ("early", "AFP", "undated", 1.0)
    assert first.share is not None
    assert 0.9 < first.share < 1


def test_of_dates_known_less_closely_the_last_day_they_can_mean_counts(archive: Archive, put: Put) -> None:
    for id, date in (("month", "2025-03"), ("day", "2025-03-12"), ("year", "2025"), ("later", "2025-04-02")):
        put(id, STORY, date=date)
    assert clusters(archive) == {frozenset({"month", "day", "year", "later"})}
    assert archive.document("year").cluster == "day"
    assert [copy.id for copy in archive.copies.copies_of("day")] == ["month", "later", "year"]


def test_clusters_do_not_depend_on_the_order_of_arrival(tmp_path: Path) -> None:
    words = STORY.split()
    other = story(4)
    texts = {
        "a": STORY,
        "b": " ".join(words[:100]),
        "c": f"{STORY} {story(6, 50)}",
        "d": f"{STORY}\n\n{other}",
        "e": other,
    }
    found = set()
    for number, order in enumerate(list(permutations(texts))[::7]):
        with Archive.create(tmp_path / str(number)) as archive:
            for id in order:
                keep_document(archive, id, texts[id])
                find_copies(archive)
            found.add(frozenset(clusters(archive)))
    assert found == {frozenset({frozenset({"a", "b", "c"})})}


def test_two_documents_in_one_are_a_copy_of_neither_until_one_of_them_is_gone(archive: Archive, put: Put) -> None:
    put("one", STORY)
    put("joined", f"{STORY}\n\n{story(4, 60)}")
    assert clusters(archive) == {frozenset({"one", "joined"})}
    put("two", story(4, 60))
    assert clusters(archive) == set()
    archive.remove("two")
    assert clusters(archive) == {frozenset({"one", "joined"})}


def test_what_is_two_documents_in_one_is_no_copy_of_what_took_over_a_part_of_both(archive: Archive, put: Put) -> None:
    put("one", STORY)
    put("two", story(4, 90))
    put("joined", f"{STORY}\n\n{story(4, 90)}")
    put("quoting", f"{STORY} {' '.join(story(4, 90).split()[20:50])}")
    assert clusters(archive) == {frozenset({"one", "quoting"})}
    put("joined too", f"Wire. {STORY}\n\n{story(4, 90)}")
    assert clusters(archive) == {frozenset({"one", "quoting"}), frozenset({"joined", "joined too"})}


def test_a_changed_or_removed_document_leaves_its_cluster(archive: Archive, put: Put) -> None:
    for id in ("a", "b", "c"):
        put(id, STORY, title=id)
    assert clusters(archive) == {frozenset("abc")}
    put("a", story(4))
    archive.remove("b")
    assert clusters(archive) == set()


def test_a_document_whose_cluster_changes_gets_a_new_change_number(archive: Archive, put: Put) -> None:
    put("a", STORY)
    put("z", story(4))
    find_copies(archive)
    before = archive.change()
    put("b", STORY, title="b", date="2025-03-11")
    find_copies(archive)
    assert {document.id for document in archive.documents(before, archive.change())} == {"a", "b"}
    assert archive.document("a").version == 1


@pytest.mark.parametrize("seed", range(20))
def test_where_only_dates_changed_the_clusters_around_settle_as_all_would(
    archive: Archive, put: Put, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Texts that are equal, near or of one address, and two in one: each change of dates against a whole settling."""
    random = Random(seed)  # noqa: S311 - the same each time
    bodies = [
        STORY,
        f"{STORY} {story(6, 50)}",
        story(4),
        f"{STORY}\n\n{story(4)}",
        story(7),
        f"{story(7)} {story(8, 30)}",
    ]
    documents = {
        f"d{number}": (random.choice(bodies), random.choice(["", "https://x.example/a"])) for number in range(12)
    }

    def redate(id: str) -> None:
        body, url = documents[id]
        put(id, body, url=url, date=f"2025-03-{random.randint(1, 28):02}")

    for id in documents:
        redate(id)
    find_copies(archive)
    monkeypatch.setattr(archive.copies, "unsketched", None)
    for _ in range(4):
        for id in random.sample(sorted(documents), random.randint(1, 3)):
            redate(id)
        find_copies(archive)
        table = archive.copies
        expected = finding._clusters(table.alike(), table.near())
        assert {id: table.cluster_of(id) for id in documents if table.cluster_of(id)} == expected
        assert table.is_settled(finding.SCHEME)


def test_where_nothing_changed_nothing_is_compared(archive: Archive, put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    put("a", STORY)
    put("b", STORY)
    find_copies(archive)
    before = archive.change()
    monkeypatch.setattr(archive.copies, "unsketched", None)
    find_copies(archive)
    assert archive.change() == before


@pytest.mark.parametrize("step", ["_sketches", "_pairs", "_clusters"])
def test_a_run_that_was_ended_is_finished_by_the_next(
    archive: Archive, put: Put, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    monkeypatch.setattr(finding, "BATCH_DOCUMENTS", 2)
    for id in ("a", "b", "c", "d", "e"):
        put(id, f"{story(4, 5)} {STORY} {id}")
    calls = iter([False, True])

    def ended(*values: object, work: object = getattr(finding, step)) -> object:
        if step != "_sketches" or next(calls):
            raise KeyboardInterrupt
        return work(*values)  # type: ignore[operator]

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(finding, step, ended)
        find_copies(archive)
    assert clusters(archive) == {frozenset("abcde")}


def test_sketches_of_another_scheme_are_made_anew(archive: Archive, put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    put("a", STORY)
    put("b", STORY)
    find_copies(archive)
    before = archive.change()
    monkeypatch.setattr(finding, "SCHEME", "another")
    assert clusters(archive) == {frozenset("ab")}
    assert archive.change() == before


def test_captures_of_one_address_are_in_one_cluster_whatever_their_text(archive: Archive, put: Put) -> None:
    put("old", STORY, url="https://harbour.example/live/7", date="2025-03-11")
    put("new", story(4), url="http://www.harbour.example/live/7/#top", date="2025-03-12")
    put("front", story(5), url="https://harbour.example/")
    put("front too", story(6), url="https://harbour.example")
    assert clusters(archive) == {frozenset({"old", "new"})}
    (copy,) = archive.copies.copies_of("old")
    assert (copy.same_address, copy.share) == (True, None)


def test_the_address_of_a_page_leaves_out_what_captures_differ_in() -> None:
    assert address_of("https://www.Harbour.example/a/?p=2#x") == address_of("http://harbour.example/a?p=2") != ""
    assert address_of("https://harbour.example/?p=2") != address_of("https://harbour.example/?p=3")
    assert address_of("https://harbour.example/") == address_of("https://[bad/a") == address_of("") == ""


def test_the_same_words_under_another_title_are_copies_only_where_they_are_many(archive: Archive, put: Put) -> None:
    put("a", "Read more in the paper.", title="Ships leave")
    put("b", "Read more in the paper.", title="Wheat falls")
    put("c", STORY, title="Ships leave")
    put("d", STORY, title="Wheat falls")
    assert clusters(archive) == {frozenset("cd")}


def test_no_chain_of_likeness_joins_strangers() -> None:
    order = {name: (name,) for name in "abcde"}
    chain = {"a": {"b"}, "b": {"a", "c"}, "c": {"b", "d"}, "d": {"c", "e"}, "e": {"d"}}
    assert cover(order, chain) == {"a": "b", "b": "b", "c": "b", "d": "d", "e": "d"}


def test_one_story_as_three_sources_print_it_is_one_cluster(archive: Archive, put: Put) -> None:
    """Two of them left out different paragraphs, and are each a copy only of the agency's own."""
    for path in CORPUS.glob("agency-story-*.[ht]*"):
        put(path.stem, extract(path.read_bytes(), path.name, default_settings()).document.body)
    assert [len(members) for members in clusters(archive)] == [3]


def test_a_form_does_not_gather_what_was_written_in_it() -> None:
    """`form` is near to every statement; the statements are not near to each other, but each to its own copy."""
    near = {"form": {"a", "a2", "b", "c"}, "a": {"form", "a2"}, "a2": {"form", "a"}, "b": {"form"}, "c": {"form"}}
    order = {node: (node,) for node in near}
    assert cover(order, near) == {"form": "form", "a": "form", "a2": "form", "b": "b", "c": "c"}


def test_very_many_alike_are_one_cluster_though_each_is_known_to_be_near_to_the_first_only() -> None:
    names = [f"{n:03}" for n in range(300)]
    near = {
        name: {other for other in names if other != name and (n < 64 or int(other) < 64)}
        for n, name in enumerate(names)
    }
    assert len(set(cover({name: (name,) for name in names}, near).values())) == 1
