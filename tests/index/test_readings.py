"""How a word is read where documents differ: by the language of each, and codes in each of their written forms."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

import pytest
from whoosh import query as wq

from archive.report import Document
from index.compile import compile_query
from index.marks import mark
from index.phrases import InLanguages
from index.query import parse, positive_terms
from index.vocabulary import Vocabulary
from index.whoosh_engine import WhooshEngine


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[WhooshEngine]:
    made = WhooshEngine(tmp_path / "index", "lineage")
    yield made
    made.close()


def hold(engine: WhooshEngine, *documents: tuple[str, str, str]) -> None:
    engine.apply([Document(id=id, title="", body=body, language=language) for id, language, body in documents], [], 1)


def ids(engine: WhooshEngine, text: str) -> str:
    return " ".join(sorted(match.id for match in engine.search(parse(text, limit=100)).matches))


def test_a_word_is_read_by_the_language_of_each_document(engine: WhooshEngine) -> None:
    """French stems `donner` to `don`, which says nothing of an English Don."""
    hold(
        engine,
        ("en", "en", "Don Quixote sailed from the port; reports followed."),
        ("fr", "fr", "Il donne, nous portons des rapports."),
        ("ru", "ru", "Доклад Reports вышел."),
        ("unknown", "", "Don sent reports to the port."),
    )
    found = {
        "donner": "fr", "donne": "fr", "portons": "fr", "Don": "en fr unknown", "port": "en unknown",
        "report": "en ru unknown", "Reports": "en ru unknown", "rapport": "fr", "lang:fr donner": "fr",
        '"nous portons"': "fr", '"the portons"': "", '"des portons"~3': "fr", "don*": "en fr unknown", "доклады": "ru",
        "-donner": "en ru unknown", "lead:donner": "fr", "donner OR rapports": "fr",
    }  # fmt: skip
    assert {text: ids(engine, text) for text in found} == found


def test_english_reads_documents_of_unknown_language(engine: WhooshEngine) -> None:
    hold(engine, ("fr", "fr", "Il donne."), ("unknown", "", "Giving reports."))
    assert ids(engine, "reported gives") == ids(engine, "report giving") == "unknown"


def test_languages_hold_over_segments_and_deletions(engine: WhooshEngine) -> None:
    for change in range(1, 4):
        put = [
            Document(id=f"{language}{change}", title="Don", body=body, language=language)
            for language, body in (("en", "Don."), ("fr", "Donner."), ("", "Don."))
        ]
        engine.apply(put, ["en1"] if change == 3 else [], change)
    assert ids(engine, "donner") == "fr1 fr2 fr3"
    assert ids(engine, "title:don") == "1 2 3 en2 en3 fr1 fr2 fr3"


def leaves(query: wq.Query) -> Iterator[wq.Query]:
    yield query
    for child in query.children():
        yield from leaves(child)


@pytest.mark.parametrize(("languages", "bound"), [(["en"], 0), (["fr"], 0), (["en", ""], 0), (["fr", ""], 2)])
def test_only_archives_of_several_languages_are_asked_which(
    engine: WhooshEngine, languages: Sequence[str], bound: int
) -> None:
    hold(engine, *((f"d{number}", language, "Donner.") for number, language in enumerate(languages)))
    with engine._reading() as (_, snapshot):
        assert snapshot
        compiled = compile_query(parse("donner"), snapshot.languages, Vocabulary(snapshot.reader))
    assert sum(isinstance(leaf, InLanguages) for leaf in leaves(compiled)) == bound


def test_a_phrase_finds_a_code_in_any_written_form(engine: WhooshEngine) -> None:
    hold(
        engine,
        ("apart", "en", "Then the Su-57 flew over O’Brien of the U.S. with 1,200 men."),
        ("joined", "en", "Then the su57 flew over Obrien of the US with 1200 men."),
        ("other", "en", "The new Su-57 and the su57 model."),
    )
    both = "apart joined"
    found = {
        '"the su57"': "apart joined other", '"the Su-57"': "apart joined other", '"the su57 flew"': both,
        '"the SU–57 flew"': both, '"over O\'Brien of"': both, '"over obrien of the"': both,
        '"the us with 1200 men"': both,
        '"with 1,200 men"': both, '"su su57"': "", '"the 57"': "", '"su 57"': "apart other", '"57 flew"': "apart",
        '"Su-57 over"~1': both, 'title:"the su57"': "", 'lead:"the su57 flew"': both,
        '"new su57 and the Su-57 model"': "other",
    }  # fmt: skip
    assert {text: ids(engine, text) for text in found} == found


FORMS = {
    "a": ["a", "A"], "b": ["b"], "su57": ["Su-57", "su57", "SU\u201357", "Su_57s"], "f16c": ["F-16C", "f16c", "F-16-C"],
    "obrien": ["O'Brien", "O’Brien’s", "obrien"], "1200": ["1,200", "1200"],
}  # fmt: skip


def test_any_stretch_of_a_text_is_a_phrase_of_it_and_marked_whatever_its_codes_look_like(engine: WhooshEngine) -> None:
    """And no other phrase is: 200 random ones over 40 random texts."""
    random = Random(5)  # noqa: S311 - a test is to be the same each time

    def written(words: Sequence[str]) -> str:
        return " ".join(random.choice(FORMS[word]) for word in words)

    held = {f"d{number}": random.choices(list(FORMS), k=6) for number in range(40)}
    texts = {id: written(words) for id, words in held.items()}
    hold(engine, *((id, "en", text) for id, text in texts.items()))
    for _ in range(200):
        words = random.choices(list(FORMS), k=random.randint(2, 3))
        query = parse(f'"{written(words)}"', limit=100)
        expected = {id for id, others in held.items() if any(others[at : at + len(words)] == words for at in range(6))}
        assert {match.id for match in engine.search(query).matches} == expected, query.text
        for id, text in texts.items():
            pieces = mark(text, positive_terms(query.tree), "en", "body")
            marked = [len(piece.split()) for piece, matched in pieces if matched]
            assert bool(marked) == (id in expected), (query.text, text)
            assert all(length >= len(words) for length in marked), (query.text, text)
