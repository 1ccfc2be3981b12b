"""English stems are what snowballstemmer makes of the same words."""

from hypothesis import given, settings
from hypothesis import strategies as st
from snowballstemmer.english_stemmer import EnglishStemmer

from index.english import stem

WHOLE = "andes atlas bias cosmos early gently howe idly news only singly skies skis sky ugly"
PARTS = (
    "arsen commun emerg gener inter later organ past univers succ proc exc even cann inn earr herr out dy y yy"
    " s ies ied sses us ss eed eedly ed edly ing ingly tional enci anci abli entli izer ization ational ation ator"
    " alism aliti alli fulness ousli ousness iveness iviti biliti bli ogist ogi fulli lessli li alize icate iciti"
    " ical ful ness ative al ance ence er ic able ible ant ement ment ent ism ate iti ous ive ize ion sion e l ll bb"
    " tt at bl iz lly a i o u b t g x w"
)
LETTERS = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=8)


@settings(max_examples=2000, deadline=None)
@given(word=st.lists(st.one_of(st.sampled_from(PARTS.split()), LETTERS), min_size=1, max_size=5).map("".join))
def test_a_word_has_snowballs_stem(word: str) -> None:
    assert stem(word) == EnglishStemmer().stemWord(word)


def test_words_that_follow_no_rule_have_snowballs_stem() -> None:
    assert list(map(stem, WHOLE.split())) == [EnglishStemmer().stemWord(word) for word in WHOLE.split()]
