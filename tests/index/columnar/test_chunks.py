"""A text cut in chunks has the same words, and equal chunks are found however many texts are cut together."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from index.columnar.chunks import Cutter
from index.words import occurrences

LANGUAGES = ["", "en", "de", "fr", "ru", "ar", "he", "hi", "tr", "zh"]
PIECES = st.sampled_from([
    "Su-57", "U.S.", "O’Brien's", "O'Brien`s", "1,200.50", "1,200", "wheat", "Wheat.", "(wheat,", "wheat--corn", "a.-b",
    "-5", ".5", "5.", "中国外交部", "中国-A", "서울에서", "ไทย", "Bürger", "соглашения", "a", "é", "e\u0301", "I\u0307",
    "İ", "ſ", "\u212a", "anna@harbour.example", "W-2", "24/7", "AT&T", "3.5%", ".", ",", "-", "'", '"', "“quoted”",
    "it—and", "x\u00a0y", "\n\n", "\x1c", "\x00", "_", "a_b", "_a", "צה\"ל", 'ל"ה', "ד'ר", "\u3000", "\u2028", "x" * 70,
    "x" * 63 + "'s", "y" * 200, "AEIOU", "straße", "co\u00adoperate", "می\u200cخواهم", "हिन्दी", "\ud800", "S'", "`",
])  # fmt: skip
TEXTS = st.one_of(st.lists(PIECES, max_size=12).map(" ".join), st.lists(PIECES, max_size=8).map("".join), st.text())


@settings(max_examples=500, deadline=None)
@given(texts=st.lists(st.tuples(TEXTS, st.sampled_from(LANGUAGES)), max_size=4))
def test_texts_cut_in_chunks_have_the_same_words(texts: list[tuple[str, str]]) -> None:
    cut = Cutter().cut([text for text, _ in texts], [LANGUAGES.index(language) for _, language in texts])
    numbers = iter(cut.numbers.tolist())
    for (text, language), size in zip(texts, cut.sizes.tolist(), strict=True):
        position, found = 0, []
        for number in [next(numbers) for _ in range(size)]:
            assert cut.kinds[number] == LANGUAGES.index(language)
            words = list(occurrences(cut.distinct[number].decode(), language))
            found += [(term, position + offset, surface) for term, offset, _, _, surface in words]
            position += words[-1][1] + 1 if words else 0
        assert found == [(term, at, surface) for term, at, _, _, surface in occurrences(text, language)]
    assert next(numbers, None) is None


def test_equal_chunks_of_a_kind_are_one() -> None:
    cut = Cutter().cut(["Grain, grain and 'extraordinarily' (extraordinarily)", "grain", "grain"], [0, 0, 1])
    assert sorted(zip(cut.distinct, cut.kinds, strict=True)) == [
        (b"and", 0), (b"extraordinarily", 0), (b"grain", 0), (b"grain", 1),
    ]  # fmt: skip
    assert cut.sizes.tolist() == [5, 1, 1]


def test_chunks_that_differ_in_few_places_are_told_apart() -> None:
    letters = "abcdefghijklmnop0123456789"
    words = [f"reports{a}for{b}the{c}" for a, b, c in product(letters, repeat=3)]
    words += [f"{word}{word}" for word in words]
    cut = Cutter().cut([" ".join(words)], [0])
    assert [cut.distinct[number].decode() for number in cut.numbers.tolist()] == words


def test_a_chunk_too_long_to_be_compared_is_still_one() -> None:
    long = "x" * 1000
    cut = Cutter().cut([f"{long} {long}"], [0])
    assert [cut.distinct[number] for number in cut.numbers.tolist()] == [long.encode()] * 2


def test_no_text_has_no_chunks() -> None:
    cut = Cutter().cut([], [])
    assert (cut.distinct, cut.numbers.tolist(), cut.sizes.tolist()) == ([], [], [])
