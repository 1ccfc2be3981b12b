"""How text becomes terms: each rule with the cases that made it, and what has to hold for any text."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.words import (
    Token,
    beginning,
    fold,
    is_single_cjk,
    joined,
    query_prefix,
    query_terms,
    terms,
    tokens,
    typed_words,
)

LANGUAGES = ["en", "de", "fr", "ru", "uk", "el", "ar", "he", "hi", "tr", "fi", "zh", "th", "", "no such language"]

WORDS = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("aAéßİıёйїп'’-.,/&_@ 123٣中国か\u3099ไทย\u0e31हि\u0301\u064b\u0640أ\u200d\ud800"),
    )
)


def terms_at(text: str, language: str = "en") -> list[set[str]]:
    """The terms of each position."""
    places: dict[int, set[str]] = {}
    for token in tokens(text, language):
        places.setdefault(token.position, set()).add(token.term)
    return list(places.values())


FOLDING = {
    "case": ("PUTIN Straße", ["putin", "strasse"]),
    "Latin accents": ("Łódź café naïve Ørsted", ["lodz", "cafe", "naive", "orsted"]),
    "decomposed accents": ("cafe\u0301", ["cafe"]),
    "Greek accents and final sigma": ("Αθήνα λόγος", ["αθηνα", "λογοσ"]),
    "Turkish i": ("İstanbul ısı", ["istanbul", "isi"]),
    "Russian yo and stress marks": ("ёлка за\u0301мок", ["елка", "замок"]),
    "letters that only look accented": ("й Київ їжак ќ", ["й", "київ", "їжак", "ќ"]),
    "Arabic vowel signs and tatweel": ("الرِّيَاض محـــمد", ["الرياض", "محمد"]),
    "Arabic alef": ("أحمد إيران آسيا", ["احمد", "ايران", "اسيا"]),
    "Hebrew points": ("שָׁלוֹם", ["שלום"]),
    "width and ligatures": ("Ｆ１６ ﬁn m²", ["f16", "fin", "m2"]),
    "soft hyphen": ("Donau\u00addampf", ["donaudampf"]),
}


@pytest.mark.parametrize("rule", FOLDING)
def test_folding(rule: str) -> None:
    text, expected = FOLDING[rule]
    assert [token.surface for token in tokens(text, "")] == expected


CODES = {
    "letters and digits": ("Su-57", [{"su"}, {"57", "su57"}]),
    "one-letter words": ("W-2", [{"w"}, {"2", "w2"}]),
    "initials": ("U.S.", [{"u"}, {"s", "us"}]),
    "digits and a letter": ("F-16C", [{"f"}, {"16c", "f16c"}]),
    "thousands": ("1,200", [{"1"}, {"200", "1200"}]),
    "no thousands": ("1,2", [{"1"}, {"2"}]),
    "a decimal is no other number": ("3.5", [{"3"}, {"5"}]),
    "a score is no number": ("3-2", [{"3"}, {"2"}]),
    "thousands with a decimal": ("1,350.50", [{"1"}, {"350", "1350"}, {"50"}]),
    "a dash": ("Су–57", [{"су"}, {"57", "су57"}]),
    "a Hebrew acronym": ('צה"ל', [{"צה"}, {"ל", "צהל"}]),
    "its own quotation mark": ("ארה״ב", [{"ארה"}, {"ב", "ארהב"}]),
    "a Hebrew apostrophe": ("ג׳ורג", [{"ג"}, {"ורג", "גורג"}]),
    "a company": ("AT&T", [{"at"}, {"t"}]),
    "an address": ("a@b.org", [{"a"}, {"b"}, {"org"}]),
    "no-break hyphen": ("Su\u201157", [{"su"}, {"57", "su57"}]),
    "a name with an apostrophe": ("O'Brien", [{"o"}, {"brien", "obrien"}]),
    "a curly apostrophe": ("O’Brien", [{"o"}, {"brien", "obrien"}]),
    "possessive": ("Russia's", [{"russia"}]),
    "curly possessive": ("RUSSIA’S", [{"russia"}]),
    "possessive of a code": ("F-16’s", [{"f"}, {"16", "f16"}]),
    "compounds in parts": ("well-known", [{"well"}, {"known"}]),
    "underscore": ("foo_bar", [{"foo"}, {"bar"}]),
}


@pytest.mark.parametrize("rule", CODES)
def test_codes_are_found_whole_and_in_parts(rule: str) -> None:
    text, expected = CODES[rule]
    assert terms_at(text) == expected


def test_a_code_is_found_by_its_plural_and_it_by_the_code() -> None:
    for text, query in (("Su-57s", "Su-57"), ("F-16", "F-16s"), ("Su57s", "su57"), ("the 1990s", "1990")):
        assert query_terms(query, [""])[-1][0] in {token.term for token in tokens(text, "en")}


def test_no_word_is_left_out() -> None:
    """Stop words and single letters are terms like others, at consecutive positions."""
    assert [term for term, _ in terms("to be or not, a G 7", "en")] == ["to", "be", "or", "not", "a", "g", "7"]
    assert [position for _, position in terms("the W-2 of", "en")] == [0, 1, 2, 2, 3]


STEMS = {
    "the document's language": ("reports", "en", "report"),
    "German": ("Häuser", "de", "haus"),
    "accents typed or not": ("Hauser", "de", "haus"),
    "English where unknown": ("reports", "", "report"),
    "English where there is no stemmer": ("reports", "sw", "report"),
    "Russian": ("Путину", "ru", "путин"),
    "Cyrillic in a document of another script": ("Путину", "en", "путин"),
    "Ukrainian is not Russian": ("Путину", "uk", "путину"),
    "Latin in a Russian document": ("reports", "ru", "report"),
    "Latin in a Chinese document": ("reports", "zh", "report"),
    "other scripts stay": ("المدينة", "en", "المدينة"),
    "digits are never stemmed": ("2nd", "en", "2nd"),
    "but for a plural, in any language": ("747s", "de", "747"),
}


@pytest.mark.parametrize("rule", STEMS)
def test_stemming(rule: str) -> None:
    text, language, expected = STEMS[rule]
    assert [token.term for token in tokens(text, language)] == [expected]


def test_vowel_signs_stay_inside_words() -> None:
    assert [token.surface for token in tokens("हिन्दी किताबें", "hi")] == ["हिन्दी", "किताबें"]
    assert [token.surface for token in tokens("தமிழ்", "ta")] == ["தமிழ்"]
    assert all(unicodedata.category(token.term[0])[0] == "L" for token in tokens("ที่นี่", "th"))


def test_cjk_is_bigrams_and_the_last_character() -> None:
    """Each character begins one term, so that it can be found as a prefix."""
    assert [token.term for token in tokens("中国经济", "zh")] == ["中国", "国经", "经济", "济"]
    assert [term for term, _ in terms("战", "zh")] == ["战"]
    assert [term for term, _ in terms("F-16战机", "zh")] == ["f", "f16", "16", "战机", "机"]
    assert [token.term for token in tokens("か\u3099", "ja")] == ["が"]
    assert [token.term for token in tokens("ｶﾞｷ", "ja")] == ["ガキ", "キ"]


def test_a_korean_word_is_found_with_its_particles_and_in_compounds() -> None:
    """Words between spaces would find two of these; a doctor (의사) in a picture of a meeting is found too much."""
    found = {
        ("서울", "서울에서 회의가 열렸다"), ("대통령", "대통령은 어제"), ("회담", "남북정상회담이"),
        ("러시아", "러시아와의 협상"),
        ("우크라이나", "우크라이나군"), ("미사일", "탄도미사일을 발사"), ("북한", "북한의 핵"), ("핵", "북한의 핵무기"),
        ("경제", "경제성장률"), ("서울 시장", "서울 시장"), ("의사", "회의사진"), ("협상", "협상"),
    }  # fmt: skip
    for word, text in found:
        terms_found = {token.term for token in tokens(text, "ko")}
        for (term,) in query_terms(word, ["ko"]):
            assert any(each.startswith(term) for each in terms_found), (word, text)
    assert [token.term for token in tokens("서울에", "ko")] == ["서울", "울에", "에"]


def test_a_korean_syllable_is_one_however_it_is_encoded() -> None:
    text = "서울에서 3월 F-16기가 값"
    assert [token.term for token in tokens(unicodedata.normalize("NFD", text), "ko")] == [
        token.term for token in tokens(text, "ko")
    ]


def test_thai_is_found_inside_a_sentence() -> None:
    """Thai is written without spaces, so it is cut as CJK is."""
    assert {token.term for token in tokens("ไทย", "th")} - {"ย"} <= {token.term for token in tokens("ประเทศไทย", "th")}


QUERIES = {
    "a word in each language": ("Hauser", ["en", "de", "ru"], (("hauser", "haus"),)),
    "a code": ("Su-57", ["en"], (("su",), ("57",))),
    "a phrase": ("the reports", ["en"], (("the",), ("report",))),
    "CJK": ("中国经济", ["en", "zh"], (("中国",), ("国经",), ("经济",))),
    "one character": ("中", ["zh"], (("中",),)),
    "CJK before something else": ("战机 F", ["zh"], (("战机",), ("机",), ("f",))),
    "no language": ("reports", [], (("report",),)),
    "nothing": ("...", ["en"], ()),
}


@pytest.mark.parametrize("rule", QUERIES)
def test_query_terms(rule: str) -> None:
    text, languages, expected = QUERIES[rule]
    assert query_terms(text, languages) == expected


JOINED = {
    "Su-57": "su57",
    "F-16's": "f16",
    "O’Brien": "obrien",
    "1,200": "1200",
    "3.5": None,
    "U.S.": None,
    "word": None,
    "W-2 form": None,
    "中国": None,
    "": None,
}


@pytest.mark.parametrize("text", JOINED)
def test_joined(text: str) -> None:
    assert joined(text) == JOINED[text]


def test_single_cjk() -> None:
    assert [text for text in ("中", " 中。", "中国", "か\u3099", "a", "", "中 a") if is_single_cjk(text)] == [
        "中",
        " 中。",
        "か\u3099",
    ]


def test_query_prefix_is_folded_and_not_stemmed() -> None:
    assert [query_prefix(text) for text in ("Relations", "Su-5", "中国", "É", "")] == [
        "relations",
        "5",
        "中国",
        "e",
        "",
    ]


def test_words_of_plain_text() -> None:
    """Codes and words with apostrophes stay whole, other runs come apart."""
    text = "What's the Su-57's cost/benefit? 中国"
    assert [text[start:end] for start, end in typed_words(text)] == [
        "What's",
        "the",
        "Su-57's",
        "cost",
        "benefit",
        "中国",
    ]


@given(WORDS, st.sampled_from(LANGUAGES))
def test_every_token_is_what_stands_in_its_place(text: str, language: str) -> None:
    """Positions never fall, none is left out; the text at a span folds to the surface, a possessive s aside."""
    position = 0
    for token in tokens(text, language):
        assert token.position in (position, position + 1)
        position = token.position
        assert 0 <= token.start < token.end <= len(text)
        assert token.term
        place = text[token.start : token.end]
        letters = _only_words(fold(_only_words(place))) or _only_words(place)
        assert letters in (_only_words(token.surface), _only_words(token.surface) + "s")


@given(WORDS, st.sampled_from(LANGUAGES))
def test_every_letter_and_digit_is_in_a_token(text: str, language: str) -> None:
    """All but the two letters that Unicode has for apostrophes."""
    covered = {at for token in tokens(text, language) for at in range(token.start, token.end)}
    assert [
        text[at] for at in range(len(text)) if text[at].isalnum() and text[at] not in "ʼʻ" and at not in covered
    ] == []


@given(WORDS, st.sampled_from(LANGUAGES))
def test_terms_are_those_of_the_tokens(text: str, language: str) -> None:
    assert list(terms(text, language)) == [(token.term, token.position) for token in tokens(text, language)]


@given(WORDS, st.sampled_from(LANGUAGES))
def test_a_text_is_found_by_itself(text: str, language: str) -> None:
    """Each position of the query has a term at that position of the text; so has the joined form somewhere in it."""
    found = list(tokens(text, language))
    for position, alternatives in enumerate(query_terms(text, [language])):
        assert any(token.term in alternatives for token in found if token.position == position)
    whole = joined(text)
    assert whole is None or whole in {token.surface for token in found}


@given(WORDS, st.sampled_from(LANGUAGES))
def test_case_and_form_never_matter(text: str, language: str) -> None:
    """A text is found however its accents are encoded."""
    for other in ("NFC", "NFD"):
        encoded = unicodedata.normalize(other, text)
        assert [fold(token.surface) for token in tokens(encoded, language)] == [
            token.surface for token in tokens(unicodedata.normalize("NFC", text), language)
        ]


@given(WORDS)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert all(fold(token.surface) in (token.surface, "") for token in tokens(text, ""))


def test_very_long_words_are_cut() -> None:
    """Encoded data in a text is one bounded term, with its whole place."""
    assert list(tokens("9" * 5000, "en")) == [Token("9" * 128, 0, 0, 5000, "9" * 128)]


def _only_words(text: str) -> str:
    """The text without what joins words, the two letters among the apostrophes included."""
    kept = [character for character in text if character.isalnum() or unicodedata.category(character)[0] == "M"]
    return "".join(kept).translate({ord("ʼ"): "", ord("ʻ"): ""})


@pytest.mark.parametrize("language", ["", "en", "fr", "es", "it", "pt", "sv", "da", "no", "pl", "ro", "ca"])
@given(
    stem=st.text(st.sampled_from("aeioutrnsylkdbg"), min_size=1, max_size=6),
    endings=st.lists(
        st.sampled_from(["s", "es", "ies", "ing", "ying", "ed", "ational", "ly", "ability", "iveness", "ion", "eux"]),
        max_size=2,
    ),
)
def test_words_begin_as_told_of_their_term(language: str, stem: str, endings: list[str]) -> None:
    word = stem + "".join(endings)
    assert all(word.startswith(beginning(token.term, language)) for token in tokens(word, language))


@pytest.mark.parametrize("word", ["dying", "lies", "tying", "skies", "skis", "idly", "gently", "ugly", "by", "news"])
def test_words_with_stems_of_their_own_begin_as_told_too(word: str) -> None:
    assert all(word.startswith(beginning(token.term, "en")) for token in tokens(word, "en"))


@given(st.text(st.sampled_from("外交部发言人の豈"), min_size=1))
def test_han_alone_and_among_other_signs_is_cut_alike(run: str) -> None:
    """A compatibility sign is folded; of plain signs nothing is, and they take a shorter way."""
    pairs = [token.term for token in tokens(run, "zh")]
    assert pairs == [fold(run[at : at + 2]) for at in range(len(run))]
